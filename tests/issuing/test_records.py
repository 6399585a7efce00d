"""Records say what their article says; what a FHIR library lets through, rules of ours find."""

from __future__ import annotations

import copy
import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from fhir.resources.R4B.bundle import Bundle
from lxml import etree

from pipeline.building.library import Library
from pipeline.cli.records import records
from pipeline.edition.edition import Edition
from pipeline.errors import PlainleafError
from pipeline.finding import Findings
from pipeline.issuing.records.catalogue import catalogue
from pipeline.issuing.records.checks import check_bundle, narrative_faults
from pipeline.issuing.records.document import document
from pipeline.issuing.records.entry import Copy, Entry, entry_of
from pipeline.issuing.records.lists import dublin_core, feed, infobutton, table
from pipeline.issuing.records.narrative import narrative
from pipeline.issuing.records.proof import check_said
from pipeline.issuing.rules import RECORDS
from pipeline.workspace.folder import Workspace
from tests.building.leaf import build, retitle, workspace
from tests.workspace import ROOT

__all__ = ["workspace"]

PDF = Copy("handout/sheet-a4.pdf", "application/pdf", 58_000)
CODES = b"codes: {icd-10: [L65.9 Hair loss], snomed-ct: [73211009]}\n"


@pytest.fixture(scope="module")
def editions() -> dict[str, Edition]:
    """An article of the sample library in its languages, with codes."""
    library = Library.open(Workspace(ROOT, ROOT / "source", ROOT / "styles", ROOT / "output"), date(2026, 11, 27))
    slug = "exosomes-hair-loss"
    source = library.sources[slug]
    coded = source.files["article.md"].replace(b"lang: en\n", b"lang: en\n" + CODES, 1)
    own = replace(source, files={**source.files, "article.md": coded})
    library = replace(library, sources={**library.sources, slug: own})
    made = {}
    for name in library.editions("exosomes-hair-loss", ("harbour-clinic",)):
        edition = library.edition(name)
        assert isinstance(edition, Edition)
        made[name.lang] = edition
    return made


@pytest.fixture(scope="module")
def entries(editions: dict[str, Edition]) -> list[Entry]:
    return [entry_of(edition, (PDF,)) for edition in editions.values()]


@pytest.fixture(scope="module")
def documents(editions: dict[str, Edition]) -> dict[str, dict[str, Any]]:
    return {lang: document(edition, entry_of(edition, (PDF,))) for lang, edition in editions.items()}


def found(bundle: dict[str, Any]) -> Findings:
    return check_bundle(json.dumps(bundle).encode(), "record.json")


@pytest.mark.parametrize("lang", ["en", "es", "ar"])
def test_a_document_is_accepted_and_says_what_its_article_says(
    lang: str, documents: dict[str, dict[str, Any]], editions: dict[str, Edition]
) -> None:
    Bundle.model_validate(documents[lang])
    assert found(documents[lang]).found == ()
    assert check_said(json.dumps(documents[lang]).encode(), editions[lang]).found == ()
    composition = documents[lang]["entry"][0]["resource"]
    assert composition["language"] == lang
    assert composition["event"][0]["code"][0]["coding"][0]["code"] == "L65.9"
    assert ('dir="rtl"' in composition["section"][0]["text"]["div"]) == (lang == "ar")
    assert documents[lang]["timestamp"] == "2026-11-02T00:00:00Z"


def test_a_catalogue_is_accepted(entries: list[Entry]) -> None:
    made = catalogue(entries)
    Bundle.model_validate(made)
    assert found(made).found == ()
    (english,) = (each["resource"] for each in made["entry"] if each["resource"].get("language") == "en")
    assert [content["attachment"]["url"] for content in english["content"]] == [
        "https://harbour.example.org/leaflets/exosomes-hair-loss",
        "https://harbour.example.org/leaflets/exosomes-hair-loss/handout/sheet-a4.pdf",
    ]


def test_a_lost_not_and_another_dose_in_a_record_are_found(
    documents: dict[str, dict[str, Any]], editions: dict[str, Edition]
) -> None:
    said = json.dumps(documents["en"], ensure_ascii=False)
    assert "We do not know if exosomes help" in said
    for wrong in (
        said.replace("We do not know if", "We do know if"),
        said.replace("We do not know if exosomes help", ""),
    ):
        rules = {finding.rule for finding in check_said(wrong.encode(), editions["en"]).errors}
        assert rules & {"facts/missing", "facts/changed"}, wrong[:80]


# rules, each with a case that the library lets through

Break = Callable[[dict[str, Any]], None]


def composition_of(bundle: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = bundle["entry"][0]["resource"]
    return made


def with_div(div: str) -> Break:
    def change(bundle: dict[str, Any]) -> None:
        composition_of(bundle)["section"][0]["text"]["div"] = div

    return change


def put(path: str, value: object) -> Break:
    """Set a field of the Composition, by its path with points."""

    def change(bundle: dict[str, Any]) -> None:
        target: Any = composition_of(bundle)
        *way, last = path.split(".")
        for key in way:
            target = target[int(key)] if key.isdecimal() else target[key]
        target[int(last) if last.isdecimal() else last] = value

    return change


XHTML = '<div xmlns="http://www.w3.org/1999/xhtml" lang="en">{}</div>'
CASES: list[tuple[str, Break, str]] = [
    ("records/binding", put("status", "frozen"), '"frozen" is no Composition.status'),
    ("records/binding", put("section.0.text.status", "nice"), '"nice" is no Narrative.status'),
    ("records/binding", put("attester.0.mode", "somebody"), '"somebody" is no Composition.attester.mode'),
    ("records/binding", put("type.coding.0.code", "69730-1"), "its check digit would be 0"),
    ("records/binding", put("type.coding.0.system", "http://codes.example.org"), "knows no such code system"),
    ("records/binding", lambda bundle: bundle.update(language="English"), '"English" is no language'),
    ("records/narrative", with_div(XHTML.format("<p>Take <b>5 mg</p>")), "it is no XML"),
    ("records/narrative", with_div(XHTML.format("<p>Take</p><script>1</script>")), "<script> does not stand"),
    ("records/narrative", with_div(XHTML.format('<p onclick="x()">Take</p>')), '"onclick" does not stand'),
    ("records/narrative", with_div(XHTML.format('<p><a href="javascript:x()">Take</a></p>')), "leads nowhere"),
    ("records/narrative", with_div(XHTML.format('<img src="https://x.example.org/a.png"/>')), "fetched from outside"),
    ("records/narrative", with_div(XHTML.format("<p> </p>")), "this is empty"),
    ("records/narrative", with_div('<div lang="en">Take 5 mg</div>'), "one div of XHTML"),
    ("records/bundle", lambda bundle: bundle["entry"].reverse(), "begins with its one Composition"),
    ("records/bundle", lambda bundle: bundle.pop("identifier"), "has an identifier"),
    ("records/bundle", lambda bundle: bundle.pop("timestamp"), "has a timestamp"),
    ("records/bundle", lambda bundle: bundle["entry"].append(bundle["entry"][1]), "2 entries have the fullUrl"),
    ("records/bundle", put("section.0", {"title": "Empty"}), "neither text nor parts"),
    ("records/reference", lambda bundle: bundle["entry"].pop(), "is no entry of the Bundle"),
    ("records/narrative", with_div(XHTML.format('<p id="a">Take</p><p id="a">5 mg</p>')), "2 places of the document"),
    ("records/narrative", with_div(XHTML.format('<p><a href="#gone">Take</a></p>')), "leads to no place"),
    ("records/narrative", with_div(XHTML.format('<p>Take</p><img src="#p"/>')), "a picture is not described"),
    ("records/narrative", with_div(XHTML.replace("<div ", '<div xml:lang="es" ').format("Tome")), "says it is in"),
    ("records/narrative", lambda bundle: composition_of(bundle).pop("language"), "does not say its language"),
    ("records/empty", put("title", " "), "a text is empty"),
    ("records/empty", lambda bundle: composition_of(bundle).pop("section"), "has no section, and says nothing"),
    ("records/empty", put("author", [{}]), "has no name"),
    ("records/empty", lambda bundle: bundle["entry"][1]["resource"].pop("name"), "who publishes has no name"),
    ("records/reference", put("custodian", {"display": "Harbour"}), "does not travel with it"),
    ("records/reference", put("identifier.system", "our numbers"), "is no system of identifiers"),
    ("records/reference", lambda bundle: bundle["identifier"].update(value="123"), "is no urn:uuid"),
    (
        "records/reference",
        lambda bundle: bundle["entry"][1]["resource"]["telecom"][0].update(value="harbour"),
        "is no address of the web",
    ),
]


def twice(bundle: dict[str, Any]) -> None:
    first, second = (each["resource"] for each in bundle["entry"][:2])
    second["masterIdentifier"] = first["masterIdentifier"]


IN_A_CATALOGUE: list[tuple[str, Break, str]] = [
    ("records/binding", put("status", "frozen"), '"frozen" is no DocumentReference.status'),
    ("records/binding", put("docStatus", "frozen"), '"frozen" is no DocumentReference.docStatus'),
    ("records/binding", put("content.1.attachment.contentType", "pdf"), '"pdf" is no contentType'),
    ("records/bundle", lambda bundle: bundle["entry"].append(bundle["entry"][-1]), "2 entries have the fullUrl"),
    ("records/reference", put("content.0.attachment.url", "/tides"), "is no https address"),
    ("records/reference", put("content.0.attachment.url", "javascript:x()"), "is no https address"),
    ("records/reference", put("content.0.attachment.url", "https://x.example.org/a b"), "is no https address"),
    ("records/reference", put("masterIdentifier.value", "PL-1"), "is no urn:uuid"),
    ("records/empty", put("content", []), "leads to no file"),
    ("records/empty", put("content.1.attachment.size", 0), "is empty"),
    ("records/empty", twice, "2 documents have the identifier"),
    ("records/empty", lambda bundle: composition_of(bundle).pop("author"), "nobody stands as author"),
]


def test_every_rule_on_records_has_its_cases() -> None:
    assert {rule for rule, _, _ in CASES} == {rule.name for rule in RECORDS}


@pytest.mark.parametrize(("rule", "change", "says"), CASES, ids=[says for _, _, says in CASES])
def test_what_the_library_lets_through_our_rule_finds(
    rule: str, change: Break, says: str, documents: dict[str, dict[str, Any]]
) -> None:
    broken = copy.deepcopy(documents["en"])
    change(broken)
    Bundle.model_validate(broken)
    said = found(broken).found
    assert {finding.rule for finding in said} == {rule}
    assert any(says in finding.message for finding in said), said


@pytest.mark.parametrize(("rule", "change", "says"), IN_A_CATALOGUE, ids=[str(n) for n in range(len(IN_A_CATALOGUE))])
def test_what_the_library_lets_through_in_a_catalogue_our_rule_finds(
    rule: str, change: Break, says: str, entries: list[Entry]
) -> None:
    broken = catalogue(entries)
    change(broken)
    Bundle.model_validate(broken)
    said = found(broken).found
    assert {finding.rule for finding in said} == {rule}
    assert any(says in finding.message for finding in said), said


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"resourceType": "Patient"}', b"[" * 100_000, b"null"])
def test_what_is_no_bundle_is_said_to_be_none(content: bytes) -> None:
    assert {finding.rule for finding in check_bundle(content, "x").found} == {"records/bundle"}


@pytest.mark.parametrize(
    "div",
    [
        '<!DOCTYPE div [<!ENTITY x "y">]>' + XHTML.format("&x;"),
        XHTML.format('<p style="background: url(https://x.example.org)">Take</p>'),
        XHTML.format('<svg xmlns="http://www.w3.org/2000/svg"/>Take'),
        XHTML.format("<form>Take</form>"),
        XHTML.format("<!-- 5 mg -->Take"),
    ],
)
def test_what_runs_or_fetches_is_no_narrative(div: str) -> None:
    assert list(narrative_faults(div))


def test_a_struck_dose_stays_struck_and_a_picture_is_told() -> None:
    made = narrative('<p>Take <s>50 mg</s> 5 mg.</p><figure><img src="a.svg" alt="A &lt; b"/></figure>', "en", "ltr")
    assert '<span style="text-decoration: line-through">50 mg</span>' in made
    assert "<span>[A &lt; b]</span>" in made
    assert list(narrative_faults(made)) == []


# lists


def test_an_index_by_code_says_which_page_answers(entries: list[Entry]) -> None:
    answers = infobutton(entries)["answers"]
    assert set(answers) == {"2.16.840.1.113883.6.3|L65.9", "2.16.840.1.113883.6.96|73211009"}
    assert {each["language"] for each in answers["2.16.840.1.113883.6.3|L65.9"]} == {"en", "es", "ar"}


def test_a_table_opens_in_spreadsheets_and_runs_nothing(entries: list[Entry]) -> None:
    rows = list(csv.DictReader(io.StringIO(table([replace(entries[0], title="=1+1")]).decode("utf-8-sig"))))
    assert rows[0]["title"] == "'=1+1"
    assert rows[0]["codes"] == "icd-10 L65.9; snomed-ct 73211009"


def test_feed_and_dublin_core_hold_every_article(entries: list[Entry]) -> None:
    assert len(feed(entries)["items"]) == len(entries)
    root = etree.fromstring(dublin_core(entries, "care@harbour.example.org"))
    titles = [each.text for each in root.iter("{http://purl.org/dc/elements/1.1/}title")]
    assert titles == [entry.title for entry in entries]


# the command


def run(*words: str) -> Result:
    return CliRunner().invoke(records, words)


def test_a_library_is_written_once_and_what_is_gone_leaves(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(workspace)
    monkeypatch.chdir(workspace.root)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1793491200")
    assert "1 record, 6 files, 6 written" in run("--to", "portal").output
    assert "nothing changed" in run("--to", "portal").output
    retitle(workspace, "Tides and moons")
    assert "is not what the article says now" in run("--to", "portal").output
    build(workspace)
    assert "written" in run("--to", "portal").output
    (workspace.root / "portal/own.txt").write_text("mine")
    (workspace.source / "tides").rename(workspace.source / "moons")
    build(workspace)
    run("--to", "portal")
    documents = sorted(path.name for path in (workspace.root / "portal").rglob("*.fhir.json"))
    assert documents == ["catalogue.fhir.json", "moons.fhir.json"]
    assert (workspace.root / "portal/own.txt").read_text() == "mine"


def test_a_file_of_somebody_else_is_not_overwritten(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    build(workspace)
    monkeypatch.chdir(workspace.root)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1793491200")
    own = Path("portal/tide/library.csv")
    own.parent.mkdir(parents=True)
    own.write_text("mine")
    fault = run("--to", "portal").exception
    assert isinstance(fault, PlainleafError)
    assert "that plainleaf did not put there" in fault.message
    assert own.read_text() == "mine"
