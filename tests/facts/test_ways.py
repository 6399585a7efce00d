"""Each fact of an imported article is followed from its manuscript: kept, changed, added, taken out or left out."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from pipeline.article.body.parsing import parse_body
from pipeline.article.front.head import split_head
from pipeline.article.source import Source
from pipeline.building.answers.following import Followed, follow
from pipeline.building.library import Library
from pipeline.edition.name import EditionName
from pipeline.facts.ledger import ledger_of
from pipeline.facts.origins import _sum, ledger_name, ledger_to_json, read_ledger
from pipeline.facts.tracing import Row
from pipeline.facts.ways import Course, Ways, ways_of
from pipeline.finding import Severity
from pipeline.manuscript.filing import write_import
from pipeline.manuscript.importing import Import, Wishes, import_manuscript
from pipeline.manuscript.reporting import import_ledger

FILE = "source/flu/article.md"
MANUSCRIPT = """\
Flu vaccine at the clinic

What you take

Take 5 mg of the medicine twice a day. Do not take more than 8 tablets in 24 hours.

Call us on 020 7946 0000 if your arm swells for 3 days.

In a study of 900 people, 45 had a sore arm.

Wait 15 minutes before you leave.
"""


def imported(text: str = MANUSCRIPT, name: str = "letters/flu.txt") -> Import:
    return import_manuscript(text.encode(), name, Wishes("en"), "flu")


def rows(text: str) -> list[Row]:
    """The rows of an article as its table has them."""
    blocks = parse_body(split_head(text)[1], FILE, {}).blocks
    ledger = ledger_of(blocks, "en")
    return [
        Row("", FILE, each.place.first, "en", each.text, (), (), False)
        for number, each in enumerate(ledger.statements)
        if ledger.facts_of(number)
    ]


def ways(change: tuple[tuple[str, str], ...], done: Import | None = None) -> Ways:
    done = done or imported()
    text = done.text
    for old, new in change:
        assert old in text, old
        text = text.replace(old, new)
    found = ways_of(import_ledger(done), text, FILE, "en", rows(text))
    assert found is not None
    return found


def told(found: Ways) -> dict[str, tuple[str, str, str]]:
    return {way.row.text: (way.course.value, way.place, way.before) for way in found.ways}


def test_what_nobody_changed_comes_from_its_line() -> None:
    found = ways(())
    assert {way.course for way in found.ways} == {Course.KEPT} and not found.gone
    assert told(found)["In a study of 900 people, 45 had a sore arm."][1] == "line 9"
    assert (found.manuscript, found.article) == ("flu.txt", "article.md")


def test_what_an_editor_changed_added_and_took_out_is_told() -> None:
    found = ways((("8 tablets", "6 tablets"), ("Wait 15 minutes before you leave.", "Bring 2 photos.")))
    said = told(found)
    before = "Do not take more than 8 tablets in 24 hours."
    assert said["Do not take more than 6 tablets in 24 hours."] == ("changed by an editor", "line 5", before)
    assert said["Bring 2 photos."] == ("added by an editor", "", "")
    assert [(gone.text, gone.place, gone.why) for gone in found.gone] == [
        ("Wait 15 minutes before you leave.", "line 11", "taken out by an editor")
    ]


def test_what_was_moved_is_as_in_the_manuscript() -> None:
    study = "In a study of 900 people, 45 had a sore arm.\n\n"
    found = ways(((study, ""), ("## What you take\n\n", f"## What you take\n\n{study}")))
    assert {way.course for way in found.ways} == {Course.KEPT} and not found.gone


def test_a_lost_not_is_a_change() -> None:
    found = ways((("Do not take more", "Do take more"),))
    (changed,) = [way for way in found.ways if way.course is Course.CHANGED]
    assert changed.before == "Do not take more than 8 tablets in 24 hours."


def test_rows_of_a_table_come_from_their_cells() -> None:
    text = "Doses\n\nWho\tDose\tHow often\nAdults\t10 ml\ttwice a day\nChildren\t5 ml\tonce a day\n\nKeep it cold.\n"
    done = imported(text)
    found = ways((), done)
    assert all(way.place for way in found.ways), told(found)


def test_an_article_of_something_else_is_not_followed() -> None:
    other = "---\ntitle: Walks\n---\n\nWalk 3 miles. Rest for 5 minutes. Drink 2 cups. Sleep 8 hours. Eat 3 apples.\n"
    assert ways_of(import_ledger(imported()), other, FILE, "en", rows(other)) is None


# the file


def test_the_ledger_is_written_beside_the_article_and_names_no_folder_of_the_machine(tmp_path: Path) -> None:
    done = imported(name=str(tmp_path / "flu.txt"))
    write_import(tmp_path / "source", done, force=False)
    content = (tmp_path / "source/flu/import.json").read_bytes()
    assert str(tmp_path).encode() not in content
    assert read_ledger(content) == import_ledger(done)
    assert content == ledger_to_json(import_ledger(imported(name="elsewhere/flu.txt")))


def test_a_translation_has_a_ledger_of_its_own() -> None:
    assert (ledger_name("article.md"), ledger_name("article.es.md")) == ("import.json", "import.es.json")


def followed(content: bytes | None, text: str = "") -> Followed:
    text = text or imported().text
    files = {"article.md": text.encode(), **({"import.json": content} if content is not None else {})}
    library = SimpleNamespace(sources={"flu": Source("flu", "source/flu", files)})
    return follow(cast(Library, library), EditionName("tide", "en", "flu"), rows(text))


WHOLE = ledger_to_json(import_ledger(imported()))


def edited(change: dict[str, Any]) -> bytes:
    return json.dumps({**json.loads(WHOLE), **change}).encode()


def test_a_whole_ledger_is_followed_whatever_an_editor_of_json_did_to_its_spaces() -> None:
    for content in (WHOLE, json.dumps(json.loads(WHOLE)).encode(), WHOLE.replace(b"\n", b"\r\n")):
        found = followed(content)
        assert len(found.ways) == 1 and not found.findings.found


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (WHOLE[: len(WHOLE) // 2], "cut off"),
        (b"", "cut off"),
        (b"[" * 100_000, "cut off"),
        (b"[]", "no import ledger"),
        (b'{"name": "npm"}', "no import ledger"),
        (edited({"manuscript": "other.docx"}), "edited since"),
        (edited({"text": "5 mg"}), "edited since"),
        (edited({"version": 2}), "newer plainleaf"),
        (edited({"sum": None}), "edited since"),
        (
            ledger_to_json(replace(import_ledger(imported()), text="---\n---\n\nSwim 3 laps. Rest 9 days.\n")),
            "another article",
        ),
    ],
)
def test_a_ledger_that_cannot_be_believed_says_why_and_what_to_do(content: bytes, said: str) -> None:
    found = followed(content)
    (finding,) = found.findings.found
    assert not found.ways and said in finding.message and finding.severity is Severity.ERROR
    assert finding.where.file == "source/flu/import.json" and finding.hint


def test_an_article_without_a_ledger_is_a_warning() -> None:
    (finding,) = followed(None).findings.found
    assert finding.rule == "facts/unfollowed"
    assert finding.severity is Severity.WARNING and "it is not there" in finding.message


def test_what_cannot_be_followed_says_what_would_help() -> None:
    again = "import the manuscript again under another name with --to, and take the file from there"
    (absent,) = followed(None).findings.found
    assert absent.message == "it is not there: the article was written here, or imported by an older plainleaf"
    assert (absent.where.file, absent.hint) == ("source/flu/import.json", f"if there is a manuscript, {again}")
    (cut,) = followed(WHOLE[:100]).findings.found
    assert cut.hint == f"take it from an earlier version of the folder; or {again}"
    other = ledger_to_json(replace(import_ledger(imported()), text="---\n---\n\nSwim 3 laps. Rest 9 days.\n"))
    (strange,) = followed(other).findings.found
    assert strange.message == 'it is of another article, made of "flu.txt"'
    assert strange.hint == "put the ledger of this article there, or take this one away"


def test_each_article_of_an_edition_is_followed_and_a_snippet_is_none() -> None:
    text = imported().text
    files = {"article.md": b"\xef\xbb\xbf" + text.encode() + b"\xff\n", "import.json": WHOLE}
    flu = Source("flu", "source/flu", files)
    library = cast(Library, SimpleNamespace(sources={"flu": flu, "cold": replace(flu, slug="cold")}))
    snippet = [replace(row, file="source/_snippets/calls.md") for row in rows(text)[:1]]
    cold = [replace(row, file="source/cold/article.md") for row in rows(text)]
    found = follow(library, EditionName("tide", "en", "sea"), [*rows(text), *snippet, *cold])
    assert [each.article for each in found.ways] == ["article.md", "article.md"] and not found.findings.found
    assert [{way.row.file for way in each.ways} for each in found.ways] == [{FILE}, {"source/cold/article.md"}]
    assert {way.course for each in found.ways for way in each.ways} == {Course.KEPT}


def test_a_ledger_of_another_form_is_refused_even_with_the_right_sum() -> None:
    values = {**json.loads(WHOLE), "pieces": 7}
    del values["sum"]
    assert read_ledger(json.dumps({**values, "sum": _sum(values)}).encode()) == "it is of another form"
