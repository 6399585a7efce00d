"""What a comparison says of an article, in words and as JSON, and whom it touches."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipeline.building.answers.comparing import Before, Compared, Comparer, Reach, lines, to_json
from pipeline.building.keeping.history import own_source
from pipeline.building.library import Library
from pipeline.edition.approvals import Approval
from pipeline.errors import PlainleafError
from pipeline.facts.meaning import Change, Difference
from pipeline.finding import Place
from pipeline.workspace.folder import Workspace
from pipeline.workspace.output import Output
from pipeline.workspace.storage import read_source
from tests.building.leaf import ARTICLE, ARTICULO, DAY, build, retitle, write

FILE = "source/tides/article.md"
DOSE = Change("dose", True, "dose 5 mg → 10 mg", Place(FILE, 7), "5 mg", "10 mg")
GONE = Change("warning", True, "a warning is gone", Place(FILE, 3), "Stop.", "")
MOVED = Change("moved", False, "a paragraph moved", Place("source/_snippets/a.md", 2), "a", "a")
WHOLE = Change("title", False, "the title", Place(FILE))
REACH = Reach(4, 2, 1, 1)


def compared(*changes: Change, grades: tuple[float | None, float | None] = (None, None), lang: str = "en") -> Compared:
    return Compared(FILE, "tides", lang, "Tides", "HEAD", Difference(changes, (), grades), REACH)


def test_a_comparison_in_words() -> None:
    assert list(lines(compared(MOVED, DOSE, DOSE, GONE, WHOLE, grades=(6.1, 7.0)))) == [
        f"{FILE} (en) against HEAD",
        "  meaning: dose 5 mg → 10 mg (line 7)",
        "  meaning: a warning is gone (was line 3)",
        "  harmless: a paragraph moved (source/_snippets/a.md:2)",
        "  harmless: the title",
        "  reading grade 6.1 → 7.0",
        "  3 changes of meaning, 2 harmless; affects 4 formats, 2 languages, 1 brand, 1 printed edition",
    ]
    assert list(lines(compared())) == [f"{FILE} (en) against HEAD", "  nothing changed"]


@pytest.mark.parametrize(
    ("grades", "lang", "told"),
    [
        ((60.0, 55.0), "es-MX", "  reading index 60.0 → 55.0"),
        ((6.0, 6.0), "en", ""),
        ((None, 6.0), "en", ""),
        ((6.0, None), "en", ""),
    ],
)
def test_how_hard_it_is_to_read_is_told_when_it_changed(
    grades: tuple[float | None, float | None], lang: str, told: str
) -> None:
    said = list(lines(compared(DOSE, grades=grades, lang=lang)))
    assert said[2:-1] == ([told] if told else [])
    assert said[-1].startswith("  1 change of meaning, 0 harmless;")


def test_a_comparison_as_json() -> None:
    assert to_json(compared(DOSE, MOVED, grades=(6.0, None))) == {
        "file": FILE,
        "lang": "en",
        "against": "HEAD",
        "changes": [
            {
                "kind": "dose",
                "meaning": True,
                "words": "dose 5 mg → 10 mg",
                "file": FILE,
                "line": 7,
                "old": "5 mg",
                "new": "10 mg",
            },
            {
                "kind": "moved",
                "meaning": False,
                "words": "a paragraph moved",
                "file": "source/_snippets/a.md",
                "line": 2,
                "old": "a",
                "new": "a",
            },
        ],
        "meaning": 1,
        "harmless": 1,
        "reading_grade": [6.0, None],
        "affects": {"formats": 4, "languages": 2, "brands": 1, "printed": 1},
    }


# whole workspaces

SPANISH = "---\nlang: es\ntitle: Mareas\nsummary: Van.\nmain_message: Mire.\nfunding: no\nconflicts: no\n---\n"


def comparer(workspace: Workspace) -> Comparer:
    return Comparer(workspace, Library.open(workspace, DAY.today), Output(workspace.output))


def then(workspace: Workspace) -> Before:
    return Before(read_source(workspace, "tides"), "yesterday")


def test_a_language_that_is_new_and_one_of_which_nothing_changed(workspace: Workspace) -> None:
    before = then(workspace)
    write(workspace.root, SPANISH + ARTICULO, name="article.es.md")
    asked: list[tuple[str, str]] = []

    def ask(slug: str, lang: str) -> Before:
        asked.append((slug, lang))
        return before

    found = comparer(workspace).library(ask)
    assert asked == [("tides", "en"), ("tides", "es")]
    ((only,), first) = [found, found[0]]
    assert (first.lang, first.title, first.against, only.old) == ("es", "Mareas", "yesterday", None)
    assert first.difference.changes == (
        Change("language", True, 'the language "es" is new', Place("source/tides/article.es.md", 1)),
    )
    same = comparer(workspace).article("tides", "es", lambda *_: then(workspace))
    assert [each.difference for each in same] == [Difference((), ())]


def test_what_cannot_be_compared_is_said(workspace: Workspace) -> None:
    with pytest.raises(PlainleafError) as never:
        comparer(workspace).article("tides", None, lambda *_: Before(None, ""))
    assert (never.value.message, never.value.hint) == (
        'there is no earlier version of "tides" to compare with',
        "compare with a revision: plainleaf diff ARTICLE REVISION",
    )
    with pytest.raises(PlainleafError) as absent:
        comparer(workspace).article("tides", None, lambda *_: Before(None, "v1"))
    assert (absent.value.message, absent.value.hint) == ('"tides" was not there at v1', "name another revision")
    before = then(workspace)
    (workspace.source / "tides/article.md").write_text("---\ntitle: [\n---\n")
    broken = comparer(workspace)
    broken._library.read(("tides",))
    with pytest.raises(PlainleafError) as unread:
        broken._compare("tides", "en", before)
    assert (unread.value.message, unread.value.place) == ("it cannot be read", "source/tides")
    assert unread.value.hint == "see plainleaf check tides"
    assert comparer(workspace).library(lambda *_: before) == []


def test_what_stands_published_is_compared_by_digests(workspace: Workspace) -> None:
    write(workspace.root, SPANISH + ARTICULO, name="article.es.md")
    retitle(workspace, "Waves", "waves")
    (workspace.source / "sea.collection.toml").write_text('title = "The sea"\narticles = ["tides", "waves"]\n')
    assert comparer(workspace).stale(published=True) == frozenset()
    build(workspace)
    asked = comparer(workspace)
    assert asked.stale(published=True) == frozenset()
    # Two formats, though the book is a twig alone; itself in two languages and the collection in one.
    asked.stale(published=True)
    assert asked.reach("tides") == Reach(2, 2, 1, 0)
    assert asked.reach("waves") == Reach(2, 1, 1, 0)
    retitle(workspace, "Other waves", "waves")
    assert comparer(workspace).stale(published=True) == {"waves"}


def test_printed_editions_are_counted(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    build(workspace)
    asked = comparer(workspace)
    asked._library.read(("tides",))
    manifest = asked._output.manifest

    def with_handout(name: object) -> object:
        values = manifest(name)  # type: ignore[arg-type]
        return {**values, "products": [{**each, "format": "handout"} for each in values["products"]]}

    assert asked.reach("tides").printed == 0
    monkeypatch.setattr(asked._output, "manifest", with_handout)
    assert asked.reach("tides") == Reach(1, 1, 1, 1)


def test_the_text_that_somebody_approved_is_the_one_with_all_its_parts_and_no_other(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.building.answers import comparing
    from pipeline.facts.content import parts_of

    asked = comparer(workspace)
    first = own_source(read_source(workspace, "tides"))
    write(workspace.root, ARTICLE.replace("::: action", "Stay.\n\n::: action"))
    longer = own_source(read_source(workspace, "tides"))
    texts = {"longer": longer, "first": first}
    monkeypatch.setattr(asked, "_commits", lambda _: ["gone", "longer", "first", "longer"])
    monkeypatch.setattr(comparing, "source_at", lambda _, slug, commit: texts.get(commit))

    def approval(source: object) -> Approval:
        article = comparing._article(source, "en")  # type: ignore[arg-type]
        assert article is not None
        parts = tuple((part.digest, part.name) for part in parts_of(article, source.files))  # type: ignore[attr-defined]
        return Approval("clinician", "en", "Example Clinician", date(2026, 11, 1), "1.0", parts)

    assert asked._approved_source("tides", approval(first)) == first
    assert asked._approved_source("tides", approval(longer)) == longer
    other = replace(approval(first), parts=(*approval(first).parts, ("x", "y")))
    with pytest.raises(PlainleafError) as lost:
        asked._approved_source("tides", other)
    assert (lost.value.message, lost.value.place) == (
        "the text that clinician approved is not to be found",
        "source/tides",
    )
    assert "fetch archive/" in (lost.value.hint or "")
