"""A library answers what could be published out of a workspace; asking changes nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pipeline.article.source import Source
from pipeline.building.approving import approve
from pipeline.building.jobs import ReadArticle, ReadJob, read
from pipeline.building.library import Library
from pipeline.building.shared import held
from pipeline.building.survey import Verdict
from pipeline.edition.approvals import APPROVALS_FILE, Approvals, with_approval
from pipeline.edition.binding import BindingWords
from pipeline.edition.edition import Edition
from pipeline.edition.name import EditionName
from pipeline.edition.review import State
from pipeline.errors import PlainleafError, UsageError
from pipeline.finding import Findings
from pipeline.workspace.disk import to_json
from pipeline.workspace.folder import Workspace
from pipeline.workspace.output import Output
from tests.building.leaf import ARTICLE, ARTICULO, DAY, TIDES, build, list_variants, retitle, write
from tests.test_edition import BRAND
from tests.workspace import with_head

TODAY = date(2026, 11, 1)
SPANISH = (
    "---\nlang: es\ntitle: Mareas\nsummary: Van.\nmain_message: Mire.\nfunding: no\nconflicts: no\n---\n" + ARTICULO
)
EVALUATION = """conforms_to = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"
evaluator = "Example Evaluation Desk"
signed_by = "Example Reviewer"
version = "1"
date = 2026-11-05
"""
SEA = 'title = "The sea"\narticles = ["tides", "waves"]\n'


def opened(workspace: Workspace, today: date = TODAY) -> Library:
    return Library.open(workspace, today)


def spanish(workspace: Workspace, slug: str = "tides") -> None:
    write(workspace.root, SPANISH, slug, "article.es.md")


def another_brand(workspace: Workspace, name: str = "wave", more: bytes = b"") -> None:
    folder = workspace.styles / "brands" / name
    folder.mkdir()
    (folder / "brand.toml").write_bytes(BRAND.replace(b'region = "GB"', b'region = "GB"\n' + more))


def collection(workspace: Workspace, text: str = SEA, slug: str = "sea") -> None:
    (workspace.source / f"{slug}.collection.toml").write_text(text)


def refused(call: Callable[[], object], kind: type[PlainleafError] = UsageError) -> tuple[str, str | None, str | None]:
    with pytest.raises(kind) as caught:
        call()
    return caught.value.message, caught.value.place, caught.value.hint


def messages(found: Findings) -> list[str]:
    return [each.message for each in found.found]


# opening


def test_a_library_knows_all_names_and_reads_no_article(workspace: Workspace) -> None:
    retitle(workspace, "Waves", "waves")
    collection(workspace)
    library = opened(workspace)
    assert library.slugs == {"tides", "waves", "sea"}
    assert library.unread(("waves", "tides", "sea", "foam")) == ("waves", "tides")
    assert (library.entries, library.articles, library.today) == ({}, {}, TODAY)
    assert library.survey().targets == () and not library.has_articles("tides")
    assert library.digests.engine == "engine" and list(library.digests.brands) == ["tide"]


def test_the_articles_behind_a_collection_are_named_once(workspace: Workspace) -> None:
    retitle(workspace, "Waves", "waves")
    collection(workspace)
    library = opened(workspace)
    assert library.members(("sea", "tides")) == ("tides", "waves")
    assert library.members(("waves", "sea", "foam")) == ("waves", "tides")
    assert library.members(()) == ()


def test_a_collection_and_an_article_of_one_name_are_an_error(workspace: Workspace) -> None:
    collection(workspace, SEA, "tides")
    collection(workspace, 'title = "The sea"\narticles = ["tides"]\n')
    library = opened(workspace)
    assert library.slugs == {"tides", "sea"} and list(library.collections) == ["sea"]
    (fault,) = library.faults.found
    assert (fault.rule, str(fault.where)) == ("collection/file", "source/tides.collection.toml")
    assert fault.message == 'there is an article "tides" too, and both would be written to one folder'
    assert fault.hint == "rename one of the two"


def test_faults_of_collection_files_are_told_with_the_survey(workspace: Workspace) -> None:
    collection(workspace, "title = \n", "reef")
    collection(workspace, 'title = "The sea"\n')
    library = opened(workspace)
    assert {str(each.where) for each in library.survey().findings.found} >= {
        "source/reef.collection.toml:1",
        "source/sea.collection.toml",
    }
    assert library.collections == {} and library.slugs == {"tides", "reef", "sea"}


@pytest.mark.parametrize(
    "wrong",
    ['isbn = "978-3-16-148410-1"', 'isbn = {en = "978-3-16-148410-0", es = "978-3-16-148410-0"}'],
    ids=["check digit", "two languages"],
)
def test_a_collection_with_an_error_holds_its_editions_back(workspace: Workspace, wrong: str) -> None:
    retitle(workspace, "Waves", "waves")
    collection(workspace, SEA + wrong + "\n")
    library = opened(workspace)
    library.read(library.slugs)
    (target,) = [each for each in library.survey().targets if each.name.slug == "sea"]
    assert target.verdict is Verdict.FAULTY and "ISBN" in target.findings.errors[0].message


def test_one_number_for_two_books_is_an_error_of_both(workspace: Workspace) -> None:
    retitle(workspace, "Waves", "waves")
    collection(workspace, SEA + 'isbn = "978-3-16-148410-0"\n')
    collection(workspace, SEA + 'isbn = "9783161484100"\n', "shore")
    library = opened(workspace)
    library.read(library.slugs)
    found = {each.name.slug: messages(Findings(each.findings.errors)) for each in library.survey().targets}
    assert any('is that of "shore"' in each for each in found["sea"])
    assert any('is that of "sea"' in each for each in found["shore"])


def test_faults_of_evaluations_are_told_with_their_file(workspace: Workspace) -> None:
    (workspace.source / "tides/evaluation.toml").write_text(EVALUATION.replace("signed_by", "signed"))
    retitle(workspace, "Waves", "waves")
    (workspace.source / "waves/evaluation.toml").write_text(EVALUATION.replace("2026-11-05", '"soon"'))
    found = opened(workspace).survey().findings.found
    assert [(each.where.file, each.message) for each in found] == [
        ("source/tides/evaluation.toml", '"signed_by" is missing'),
        ("source/tides/evaluation.toml", '"signed" is not a key of the evaluation'),
        ("source/waves/evaluation.toml", '"date" is not a date: "soon"'),
    ]


# editions


def test_the_editions_of_an_article_can_be_narrowed(workspace: Workspace) -> None:
    spanish(workspace)
    another_brand(workspace)
    library = opened(workspace)
    every = [EditionName(*path.split("/")) for path in ("tide/en/tides", "wave/en/tides", "tide/es/tides")]
    every.append(EditionName("wave", "es", "tides"))
    assert library.editions("tides") == tuple(every)
    assert library.editions("tides", ("wave",)) == (every[1], every[3])
    assert library.editions("tides", (), ("es",)) == (every[2], every[3])
    assert library.editions("tides", ("wave",), ("es",)) == (every[3],)
    assert library.editions("tides") == tuple(every)


def test_only_the_editions_of_the_article_that_is_asked_for_are_given(workspace: Workspace) -> None:
    retitle(workspace, "Waves", "waves")
    collection(workspace)
    library = opened(workspace)
    assert library.editions("sea") == (EditionName("tide", "en", "sea"),)
    assert library.editions("waves") == (EditionName("tide", "en", "waves"),)


def test_names_that_do_not_exist_are_said_with_the_nearest(workspace: Workspace) -> None:
    library = opened(workspace)
    assert refused(lambda: library.editions("tdies")) == (
        'there is no article "tdies" under source/',
        None,
        'did you mean "tides"?',
    )
    assert refused(lambda: library.editions("tides", ("tyde",))) == (
        'there is no brand "tyde"',
        None,
        'did you mean "tide"?',
    )
    assert refused(lambda: library.editions("tides", (), ("eng",))) == (
        'there is no edition of "tides" in "eng"',
        None,
        'did you mean "en"?',
    )


def test_the_one_edition_that_is_meant_is_the_originals(workspace: Workspace) -> None:
    write(workspace.root, with_head(ARTICLE).replace("lang: en", "lang: es"))
    write(workspace.root, SPANISH.replace("lang: es", "lang: en"), "tides", "article.en.md")
    library = opened(workspace)
    assert library.only("tides", None, None) == EditionName("tide", "es", "tides")
    assert library.only("tides", None, "en") == EditionName("tide", "en", "tides")
    assert library.only("tides", "tide", None) == EditionName("tide", "es", "tides")


def test_when_several_brands_could_be_meant_they_are_named(workspace: Workspace) -> None:
    another_brand(workspace)
    library = opened(workspace)
    assert refused(lambda: library.only("tides", None, None)) == (
        "there are several brands",
        None,
        "add --brand with one of tide, wave",
    )
    assert library.only("tides", "wave", None) == EditionName("wave", "en", "tides")


def test_when_no_edition_is_meant_those_that_there_are_are_named(workspace: Workspace) -> None:
    another_brand(workspace, "wave", b'languages = ["en", "es"]')
    library = opened(workspace)
    assert refused(lambda: library.only("tides", "wave", "es")) == (
        'there is no edition of "tides" in "es"',
        None,
        "there is: wave/en/tides",
    )
    another_brand(workspace, "foam", b'languages = ["es"]')
    assert refused(lambda: opened(workspace).only("tides", "foam", None)) == (
        'there is no edition of "tides" in "en"',
        None,
        "there is: none",
    )


def test_an_original_that_cannot_be_read_says_why(workspace: Workspace) -> None:
    (workspace.source / "tides/article.md").write_bytes(b"---\nlang: [\n---\n")
    message, place, hint = refused(lambda: opened(workspace).only("tides", None, None), PlainleafError)
    assert "no edition" not in message and hint
    assert place is not None and place.startswith("source/tides/article.md")


def test_an_edition_is_found_by_its_name_or_named_with_the_nearest(workspace: Workspace) -> None:
    retitle(workspace, "Waves", "waves")
    library = opened(workspace)
    found = library.target(EditionName("tide", "en", "tides"))
    assert (str(found.name), found.state) == ("tide/en/tides", State.CURRENT)
    assert library.unread(("tides", "waves")) == ("waves",)
    assert refused(lambda: library.target(EditionName("tide", "es", "tides"))) == (
        'there is no edition "tide/es/tides"',
        None,
        'did you mean "tide/en/tides"?',
    )


def test_the_day_decides_about_the_state_of_an_edition(workspace: Workspace) -> None:
    assert opened(workspace, date(2028, 9, 1)).target(TIDES).state is State.DUE


def test_an_edition_holds_what_article_and_brand_say(workspace: Workspace) -> None:
    edition = opened(workspace, date(2028, 9, 1)).edition(TIDES)
    assert isinstance(edition, Edition)
    assert (edition.brand.id, edition.lang, edition.draft, edition.state) == ("tide", "en", False, State.DUE)
    assert edition.article.slug == "tides" and edition.publication.words == BindingWords()


def test_an_edition_has_the_evaluation_that_lies_beside_its_article(workspace: Workspace) -> None:
    (workspace.source / "tides/evaluation.toml").write_text(EVALUATION)
    edition = opened(workspace).edition(TIDES)
    assert isinstance(edition, Edition)
    record = edition.publication.words.evaluation
    assert record is not None and record.signed_by == "Example Reviewer"
    (workspace.source / "tides/evaluation.toml").write_text("")
    edition = opened(workspace).edition(TIDES)
    assert isinstance(edition, Edition) and edition.publication.words.evaluation is None


def test_a_collection_holds_its_articles_in_the_language_that_is_asked_for(workspace: Workspace) -> None:
    retitle(workspace, "Waves", "waves")
    for slug in ("tides", "waves"):
        spanish(workspace, slug)
    collection(workspace)
    edition = opened(workspace).edition(EditionName("tide", "es", "sea"))
    assert isinstance(edition, Edition)
    assert [each.lang for each in edition.publication.articles] == ["es", "es"]
    assert edition.publication.is_collection and edition.publication.title == "The sea"


def test_an_edition_with_faults_is_given_as_a_draft_only(workspace: Workspace) -> None:
    write(workspace.root, ARTICLE.replace("The sand", "[The sand](waves)"))
    library = opened(workspace)
    against = library.edition(TIDES)
    assert isinstance(against, Findings)
    assert messages(against) == ['the link "The sand" leads to "waves", and there is no such article']
    draft = library.edition(TIDES, draft=True)
    assert isinstance(draft, Edition) and draft.draft


def test_an_edition_with_a_value_that_nobody_gave_is_given_as_a_draft_only(workspace: Workspace) -> None:
    write(workspace.root, ARTICLE.replace("{{phone}}", "{{fax}}"))
    library = opened(workspace)
    against = library.edition(TIDES)
    assert isinstance(against, Findings) and "fax" in messages(against)[0]
    assert isinstance(library.edition(TIDES, draft=True), Edition)


def test_a_brand_that_cannot_be_read_has_no_editions_and_its_fault_is_told(workspace: Workspace) -> None:
    (workspace.styles / "brands/tide/brand.toml").write_text("name = ")
    against = opened(workspace).edition(TIDES, draft=True)
    assert isinstance(against, Findings) and against.found[0].where.file == "styles/brands/tide/brand.toml"


def test_a_parked_article_is_given_as_a_draft_only(workspace: Workspace) -> None:
    write(workspace.root, with_head(ARTICLE).replace("lang: en", "lang: en\nstatus: draft"))
    library = opened(workspace)
    against = library.edition(TIDES)
    assert isinstance(against, Findings) and "is parked" in messages(against)[0]
    assert isinstance(library.edition(TIDES, draft=True), Edition)


# what is published


def against(workspace: Workspace, today: date = TODAY) -> list[str]:
    return messages(opened(workspace, today).against(TIDES, Output(workspace.output).manifest(TIDES)))


def test_what_is_published_and_true_can_be_used(workspace: Workspace) -> None:
    build(workspace)
    assert against(workspace) == []
    (workspace.styles / "leaf/leaf.html").write_text("y")
    assert against(workspace) == []


def test_what_is_published_and_says_something_else_must_not_be_used(workspace: Workspace) -> None:
    outdated = 'what is published of "{}" is not what the article says now'
    assert against(workspace) == [outdated.format("Tides and how to read them")]
    build(workspace)
    retitle(workspace, "New words")
    assert against(workspace) == [outdated.format("New words")]


def test_an_edition_that_publishes_nothing_says_nothing_else(workspace: Workspace) -> None:
    """A chapter that is given out only in a collection, until its article changes."""
    build(workspace)
    products = Output(workspace.output).manifest(TIDES)["products"]
    list_variants(workspace, "none")
    build(workspace)
    manifest = Output(workspace.output).manifest(TIDES)
    assert (manifest["products"], against(workspace)) == ([], [])
    assert len(opened(workspace).against(TIDES, {**manifest, "held": products}).found) == 1
    assert len(opened(workspace).against(TIDES, {**manifest, "idle": {}}).found) == 1
    retitle(workspace, "New words")
    assert len(against(workspace)) == 1


def test_what_is_refused_must_not_be_used_although_it_is_published(workspace: Workspace) -> None:
    build(workspace)
    write(workspace.root, with_head(ARTICLE).replace("lang: en", "lang: en\nstatus: withdrawn"))
    assert [said for said in against(workspace) if "is withdrawn" in said]


def test_one_product_that_says_something_else_is_enough(workspace: Workspace) -> None:
    build(workspace)
    manifest = json.loads(json.dumps(Output(workspace.output).manifest(TIDES)))
    manifest["products"][1]["parts"]["source"] = "older"
    assert len(opened(workspace).against(TIDES, manifest).found) == 1


def test_orphans_are_those_that_the_survey_does_not_know(workspace: Workspace) -> None:
    library = opened(workspace)
    library.editions("tides")
    gone = EditionName("tide", "en", "waves")
    assert library.orphans((TIDES, gone)) == {gone: 'there is no article "waves" any more'}


def test_an_article_that_was_not_read_holds_its_document_id(workspace: Workspace) -> None:
    write(workspace.root, ARTICLE, "waves")
    path = workspace.source / "waves/article.md"
    path.write_bytes(path.read_bytes().replace(b"PL-waves", b"PL-tides") + b"\xff")
    library = opened(workspace)
    assert messages(library.target(TIDES).findings) == ['the document id "PL-tides" is that of "waves" too']
    path.write_bytes(b"## No head at all\n")
    assert messages(opened(workspace).target(TIDES).findings) == []
    path.unlink()
    (workspace.source / "waves/article.es.md").write_bytes(b"")
    assert messages(opened(workspace).target(TIDES).findings) == []


# a source in another state than that on disk


def retitled(source: Source, title: str) -> Source:
    text = with_head(ARTICLE).replace("Tides and how to read them", title)
    return replace(source, files={**source.files, "article.md": text.encode()})


def test_a_library_can_take_a_source_in_another_state(workspace: Workspace) -> None:
    library = opened(workspace)
    library.editions("tides")
    other = library.with_source(retitled(library.sources["tides"], "Tides at night"))
    assert (other.entries, other.articles) == ({}, {}) and other.slugs == library.slugs
    again = other.with_source(retitled(library.sources["tides"], "Tides at noon"))
    titles = [each.target(TIDES).title for each in (library, other, again, opened(workspace))]
    assert titles == ["Tides and how to read them", "Tides at night", "Tides at noon", "Tides and how to read them"]
    library.put(retitled(library.sources["tides"], "Tides at dusk"))
    assert library.sources["tides"].files != opened(workspace).sources["tides"].files


def test_approvals_are_those_of_the_file_beside_the_article(workspace: Workspace) -> None:
    ask = b'\n[review]\nneeds = ["clinician"]\n'
    file = workspace.styles / "brands/tide/brand.toml"
    file.write_bytes(file.read_bytes() + ask)
    retitle(workspace, "Waves", "waves")
    assert opened(workspace).approvals("tides") == Approvals()
    made = approve(opened(workspace), "tides", None, "clinician", "Example Signer", TODAY).approval
    content = with_approval(b"", made, "approvals.toml")
    odd = content.replace(b'role = "clinician"', b'role = "clinicain"')
    (workspace.source / "tides" / APPROVALS_FILE).write_bytes(content + odd)
    library = opened(workspace)
    library.recall(None)
    approvals = library.approvals("tides")
    assert [each.role for each in approvals.entries] == ["clinician"]
    assert [each.where.file for each in approvals.findings] == [f"source/tides/{APPROVALS_FILE}"]
    waves = library.sources["waves"]
    library.put(replace(waves, files={**waves.files, APPROVALS_FILE: content}))
    library.editions("tides")
    library.editions("waves")
    signed = {target.name.slug: [each.role for each in target.signed] for target in library.survey().targets}
    assert signed == {"tides": ["clinician"], "waves": ["clinician"]}


def test_the_siblings_of_an_edition_are_those_that_its_brand_publishes(workspace: Workspace) -> None:
    write(workspace.root, SPANISH.replace("lang: es\n", "lang: es\nbrands: [tide]\n"), "tides", "article.es.md")
    another_brand(workspace)
    library = opened(workspace)
    library.editions("tides")
    for brand, langs in (("tide", ["es"]), ("wave", [])):
        inputs = library.inputs(replace(library.target(TIDES), name=EditionName(brand, "en", "tides")))
        assert [each.lang for each in inputs.siblings] == langs


# what one run remembers for the next


def memory(workspace: Workspace) -> Any:
    table = Output(workspace.output).memory.recall()
    assert table
    return table


def recalled(workspace: Workspace, table: Any) -> Library:
    library = opened(workspace)
    library.recall(table)
    return library


def test_what_one_run_learnt_the_next_one_knows(workspace: Workspace) -> None:
    spanish(workspace)
    build(workspace)
    library = recalled(workspace, memory(workspace))
    assert library.unread(("tides",)) == () and not library.has_articles("tides")
    read_again = opened(workspace)
    read_again.editions("tides")
    assert library.entries == read_again.entries and library.brands == read_again.brands
    assert json.loads(to_json(library.memory())) == json.loads(to_json(read_again.memory())) == memory(workspace)
    assert library.survey() == read_again.survey()


def test_an_article_that_is_only_known_is_read_for_its_edition_and_only_once(workspace: Workspace) -> None:
    build(workspace)
    library = recalled(workspace, memory(workspace))
    assert isinstance(library.edition(TIDES), Edition)
    read_once = dict(library.articles)
    library.edition(TIDES)
    assert list(map(id, library.articles.values())) == list(map(id, read_once.values()))


def test_the_keys_of_signers_are_remembered(workspace: Workspace) -> None:
    assert recalled(workspace, {"keys": {"signed": "key"}}).keys == {"signed": "key"}
    assert recalled(workspace, {}).keys == {} == recalled(workspace, None).keys


def test_an_entry_says_all_that_other_articles_and_brands_depend_on(workspace: Workspace) -> None:
    text = with_head(ARTICLE.replace("The sand", "[The sand](waves)"))
    waiver = "waivers:\n  - rule: article/hype\n    reason: its name\n    by: Example Editor\n    until: 2027-01-01\n"
    text = text.replace("lang: en\n", f"lang: en\nbrands: [tide]\nstatus: superseded\n{waiver}")
    write(workspace.root, text)
    spanish(workspace)
    library = opened(workspace)
    library.editions("tides")
    original, translation = library.entries["tides"]
    assert (original.slug, original.file, original.lang) == ("tides", "source/tides/article.md", "en")
    assert (original.title, original.readable, original.original) == ("Tides and how to read them", True, True)
    assert (original.status, original.next_review, original.document) == ("superseded", "2028-10-01", "PL-tides")
    assert (original.version, original.canonical) == ("1.0", "")
    assert [name for _, name, _ in original.parts][:1] == ["title"] and original.parts != translation.parts
    assert original.brands == ("tide",) and [each.target for each in original.neighbours] == ["waves"]
    assert [(each.rule, each.where.file) for each in original.waivers] == [("article/hype", "source/tides/article.md")]
    assert (translation.lang, translation.original, translation.file) == ("es", False, "source/tides/article.es.md")
    assert not original.ended and library.has_articles("tides") and not library.has_articles("waves")


def test_what_is_no_article_is_remembered_as_such(workspace: Workspace) -> None:
    (workspace.source / "tides/article.md").write_bytes(b"")
    library = opened(workspace)
    assert library.editions("tides") == ()
    (entry,) = library.entries["tides"]
    assert (entry.slug, entry.file, entry.lang, entry.title) == ("tides", "source/tides/article.md", "", "tides")
    assert (entry.readable, entry.original, entry.ended) == (False, False, False)
    assert [each.rule for each in entry.findings.found] == ["article/empty"]
    assert recalled(workspace, library.memory()).entries == library.entries


@pytest.mark.parametrize("change", [{"engine": "another"}, {"engine": None}, {"tools": "another"}])
def test_what_another_engine_learnt_is_not_known(workspace: Workspace, change: dict[str, Any]) -> None:
    build(workspace)
    library = recalled(workspace, {**memory(workspace), **change})
    assert library.unread(("tides",)) == ("tides",) and list(library.brands) == ["tide"]


def test_what_was_learnt_of_other_bytes_is_not_known(workspace: Workspace) -> None:
    build(workspace)
    retitle(workspace, "New words")
    another_brand(workspace)
    brand = workspace.styles / "brands/tide/brand.toml"
    brand.write_bytes(brand.read_bytes().replace(b'region = "GB"', b'region = "GB"\nlanguages = ["es"]'))
    library = recalled(workspace, memory(workspace))
    assert library.unread(("tides",)) == ("tides",)
    assert {name: each.languages for name, each in library.brands.items()} == {"tide": ("es",), "wave": ()}


def test_a_copy_of_an_article_is_read_although_its_bytes_are_known(workspace: Workspace) -> None:
    build(workspace)
    (workspace.source / "tides").rename(workspace.source / "waves")
    assert recalled(workspace, memory(workspace)).unread(("waves",)) == ("waves",)


def test_a_copy_of_a_brand_is_read_although_its_bytes_are_known(workspace: Workspace) -> None:
    build(workspace)
    (workspace.styles / "brands/tide").rename(workspace.styles / "brands/wave")
    library = recalled(workspace, memory(workspace))
    assert [each.id for each in library.brands.values()] == ["wave"]


def cut(table: Any, *path: str) -> Any:
    """The table without one value deep in it."""
    whole = json.loads(json.dumps(table))
    part = whole
    for key in path[:-1]:
        part = part[next(iter(part)) if key == "*" else int(key) if key.isdigit() else key]
    del part[path[-1]]
    return whole


@pytest.mark.parametrize(
    "path", [("sources",), ("brands",), ("sources", "*", "0", "findings"), ("brands", "*", "languages")]
)
def test_a_memory_with_a_gap_is_forgotten(workspace: Workspace, path: tuple[str, ...]) -> None:
    build(workspace)
    library = recalled(workspace, cut(memory(workspace), *path))
    assert library.unread(("tides",)) == ("tides",) and list(library.brands) == ["tide"]


@pytest.mark.parametrize("content", [None, b"", b"{", b"[]", b"SQLite format 3\0", b"\xff" * 5000])
def test_a_memory_that_is_none_is_forgotten_and_made_anew(workspace: Workspace, content: bytes | None) -> None:
    build(workspace)
    kept = memory(workspace)
    file = workspace.output / ".cache/library.sqlite"
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    library = recalled(workspace, Output(workspace.output).memory.recall())
    assert library.unread(("tides",)) == ("tides",) and list(library.brands) == ["tide"]
    build(workspace)
    assert memory(workspace) == kept


def test_what_died_or_crashed_is_tried_again(workspace: Workspace) -> None:
    library = opened(workspace)
    library.recall(None)
    (whole,) = read(ReadJob(library.sources["tides"]))
    for odd in (
        replace(whole, findings=Findings(faults=("Traceback: …",))),
        ReadArticle("source/tides/article.md", None, Findings(), ended=True),
    ):
        library.learn("tides", (odd,), held)
        assert library.memory()["sources"] == {} and library.unread(("tides",)) == ()
    assert library.entries["tides"][0].ended
    library.learn("tides", (whole, replace(whole, findings=Findings(faults=("Traceback: …",)))), held)
    assert library.memory()["sources"] == {}
    library.learn("tides", (whole,), held)
    assert list(library.memory()["sources"]) == [library.source_digests["tides"]]  # type: ignore[call-overload]


# brands


def test_a_brand_says_its_languages_its_faults_and_which_pages_its_formats_print(workspace: Workspace) -> None:
    another_brand(workspace, "wave", b'languages = ["en", "es"]')
    another_brand(workspace, "worse")
    (workspace.styles / "brands/worse/brand.toml").write_text("name = ")
    library = opened(workspace)
    library.recall(None)
    assert list(library.brands) == ["tide", "wave", "worse"]
    tide, wave, worse = library.brands.values()
    assert (tide.id, tide.languages, tide.uses, tide.findings) == ("tide", (), {"twig": ("leaf",)}, Findings())
    assert (wave.languages, wave.findings) == (("en", "es"), Findings())
    assert (worse.id, worse.languages, worse.uses) == ("worse", (), {})
    assert [each.where.file for each in worse.findings.found] == ["styles/brands/worse/brand.toml"]


def test_what_is_wrong_with_the_rules_of_a_house_is_found_on_its_brand(workspace: Workspace) -> None:
    another_brand(workspace)
    file = workspace.styles / "brands/wave/brand.toml"
    file.write_bytes(file.read_bytes() + b'[rules]\nprofile = "pubisher"\n')
    library = opened(workspace)
    library.recall(None)
    assert library.brands["tide"].findings == Findings()
    assert messages(library.brands["wave"].findings) == ['there is no profile "pubisher"']
    file.write_bytes(re.sub(b"pubisher", b"publisher", file.read_bytes()))
    library = opened(workspace)
    library.recall(None)
    assert [library.policies[name].profile for name in ("tide", "wave")] == ["patient-information", "publisher"]


def test_a_library_is_the_same_whoever_asks_first(workspace: Workspace) -> None:
    spanish(workspace)
    one, other = opened(workspace), opened(workspace)
    one.editions("tides")
    one.target(TIDES)
    other.target(TIDES)
    assert one.survey() == other.survey() and one.survey() == one.survey()
    assert opened(workspace, DAY.today).today == DAY.today
