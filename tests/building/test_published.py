"""What is published follows from brand and article; a run decides what is worked on, and nothing leaves unnamed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from pipeline.building.report import Fate
from pipeline.workspace.folder import Workspace
from pipeline.workspace.output import Output
from tests.building.leaf import (
    DAY,
    RENDERED,
    TIDES,
    Leaf,
    build,
    list_variants,
    planned,
    retitle,
    said,
    the_edition,
)

FULL, SMALL = "tide/en/tides/leaf/full.json", "tide/en/tides/leaf/small.json"
TWIG, TWIG_SMALL = "tide/en/tides/twig/full.json", "tide/en/tides/twig/small.json"


def test_a_narrow_build_after_a_change_loses_nothing_and_speaks_from_one_source(workspace: Workspace) -> None:
    """Change a word, build one variant: all that was published is there, and all of it says the new word."""
    list_variants(workspace, "full small")
    build(workspace)
    retitle(workspace, "New words")
    build(workspace, replace(DAY, variants=("small",)))
    assert said(workspace) == dict.fromkeys((FULL, SMALL, TWIG, TWIG_SMALL), "New words")
    assert planned(workspace) == {}


def test_a_narrow_first_build_is_completed_by_a_plain_one(workspace: Workspace) -> None:
    list_variants(workspace, "full small")
    build(workspace, replace(DAY, variants=("small",), formats=("leaf",)))
    assert set(said(workspace)) == {SMALL}
    assert planned(workspace) == {"leaf": "full not built yet", "twig": "not built yet"}
    build(workspace)
    assert set(said(workspace)) == {FULL, SMALL, TWIG, TWIG_SMALL}


def test_a_build_of_one_format_makes_the_others_anew_when_they_would_speak_from_an_older_source(
    workspace: Workspace,
) -> None:
    build(workspace)
    retitle(workspace, "New words")
    build(workspace, replace(DAY, formats=("twig",)))
    assert said(workspace) == {FULL: "New words", TWIG: "New words"}


def test_a_format_that_only_looks_otherwise_is_left_alone_and_named(workspace: Workspace) -> None:
    build(workspace)
    (workspace.styles / "leaf/leaf.html").write_text("y")
    RENDERED.clear()
    edition = the_edition(build(workspace, replace(DAY, formats=("twig",))))
    assert RENDERED == []
    assert edition.notes == ("the leaf was left alone, and is out of date: styles changed",)


def test_a_variant_asked_for_by_name_stays_until_it_is_taken_out_by_name(workspace: Workspace) -> None:
    build(workspace)
    added = the_edition(build(workspace, replace(DAY, formats=("leaf",), variants=("small",))))
    assert added.notes == ("leaf/small is published from now on, although no setting lists it",)
    retitle(workspace, "New words")
    assert the_edition(build(workspace)).notes == ()
    assert said(workspace) == dict.fromkeys((FULL, SMALL, TWIG), "New words")
    out = the_edition(build(workspace, replace(DAY, without=("small",))))
    assert out.notes == ("leaf/small is not published any more: it was taken out by name; it lies in _withdrawn/",)
    assert set(said(workspace)) == {FULL, TWIG}
    assert (workspace.output / "_withdrawn" / SMALL).is_file()
    assert planned(workspace) == {}


def test_a_variant_that_the_settings_list_cannot_be_taken_out_by_name(workspace: Workspace) -> None:
    build(workspace)
    edition = the_edition(build(workspace, replace(DAY, without=("full",))))
    assert set(said(workspace)) == {FULL, TWIG}
    assert edition.notes == ("leaf/full, twig/full: the brand or the article lists it; take it out there",)


def test_a_variant_that_settings_list_no_more_leaves_its_place_and_is_named(workspace: Workspace) -> None:
    list_variants(workspace, "full small")
    build(workspace)
    list_variants(workspace, "full")
    edition = the_edition(build(workspace))
    left = "leaf/small is not published any more: neither the brand nor the article lists it; it lies in _withdrawn/"
    assert left in edition.notes
    assert set(said(workspace)) == {FULL, TWIG}
    assert Output(workspace.output).withdrawn(TIDES) == {
        "leaf/small.json": "neither the brand nor the article lists it",
        "twig/small.json": "neither the brand nor the article lists it",
    }
    list_variants(workspace, "full small")
    build(workspace)
    assert not (workspace.output / "_withdrawn").exists()


def test_other_editions_are_left_alone_and_named_when_they_are_stale(workspace: Workspace) -> None:
    retitle(workspace, "Waves", "waves")
    build(workspace)
    retitle(workspace, "Higher waves", "waves")
    retitle(workspace, "Higher tides")
    report = build(workspace, replace(DAY, articles=("tides",)))
    assert said(workspace, "tide/en/waves") == {
        "tide/en/waves/leaf/full.json": "Waves",
        "tide/en/waves/twig/full.json": "Waves",
    }
    assert [(str(name), why) for name, why in report.stale] == [("tide/en/waves", "source changed")]
    assert build(workspace).stale == ()


def test_an_edition_whose_article_was_not_read_is_stale_only_for_what_changed(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new version of plainleaf remembers no article: the source of the others is not called changed for that."""
    retitle(workspace, "Waves", "waves")
    build(workspace)
    (workspace.output / ".cache/library.sqlite").unlink()
    assert build(workspace, replace(DAY, articles=("tides",))).stale == ()
    (workspace.output / ".cache/library.sqlite").unlink()
    monkeypatch.setattr("pipeline.workspace.storage.code_digest", lambda: "a newer engine")
    report = build(workspace, replace(DAY, articles=("tides",)))
    assert [(str(name), why) for name, why in report.stale] == [("tide/en/waves", "engine changed")]


def test_a_product_with_errors_is_held_back_alone(workspace: Workspace) -> None:
    """The others are published; the older copy, which says something else, is out of reach and named."""
    list_variants(workspace, "full small")
    build(workspace)
    retitle(workspace, "New words?")
    report = build(workspace)
    edition = the_edition(report)
    assert (edition.fate, report.passed()) == (Fate.BUILT, False)
    assert [product.name for product in edition.held] == ["leaf/full", "twig/full"]
    assert said(workspace) == {SMALL: "New words?", TWIG_SMALL: "New words?"}
    assert "leaf/full is not published any more: its new version has errors; it lies in _withdrawn/" in edition.notes
    assert json.loads((workspace.output / "_withdrawn" / FULL).read_bytes())["title"].startswith("Tides")
    again = build(workspace)
    assert the_edition(again).fate is Fate.UP_TO_DATE and not again.passed()
    retitle(workspace, "New words")
    assert build(workspace).passed()
    assert set(said(workspace)) == {FULL, SMALL, TWIG, TWIG_SMALL}


def test_a_product_that_fails_in_another_dress_keeps_its_older_copy(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stands there says the same as the source: the change was one of style."""
    list_variants(workspace, "full small")
    build(workspace)
    (workspace.styles / "leaf/leaf.html").write_text("y")
    monkeypatch.setattr(Leaf, "too_long", {"full"})
    edition = the_edition(build(workspace))
    assert [product.name for product in edition.held] == ["leaf/full", "twig/full"]
    assert set(said(workspace)) == {FULL, SMALL, TWIG, TWIG_SMALL} and edition.notes == ()


def test_when_nothing_sound_comes_out_the_published_edition_stays_whole(workspace: Workspace) -> None:
    build(workspace)
    before = said(workspace)
    retitle(workspace, "New words!")
    report = build(workspace)
    assert (the_edition(report).fate, report.passed()) == (Fate.FAILED, False)
    assert said(workspace) == before


@pytest.mark.parametrize("word", ["refuses", "crashes"])
def test_what_cannot_be_rendered_is_tried_again(workspace: Workspace, word: str) -> None:
    retitle(workspace, word)
    build(workspace)
    assert set(planned(workspace)) == {"leaf", "twig"}


# drafts


def test_a_draft_has_a_place_of_its_own(workspace: Workspace) -> None:
    build(workspace)
    before = said(workspace)
    retitle(workspace, "New words!")
    edition = the_edition(build(workspace, replace(DAY, draft=True)))
    assert (edition.fate, edition.draft) == (Fate.BUILT, True)
    assert said(workspace) == before
    assert set(said(workspace, "_drafts").values()) == {"New words!"}
    assert Output(workspace.output).editions() == [TIDES]


def test_a_draft_reaches_no_later_build(workspace: Workspace) -> None:
    build(workspace, replace(DAY, draft=True, variants=("small",)))
    assert planned(workspace) == {"leaf": "not built yet", "twig": "not built yet"}
    assert build(workspace).passed()
    assert set(said(workspace)) == {FULL, TWIG}


def test_a_parked_article_is_listed_and_never_published(workspace: Workspace) -> None:
    build(workspace)
    file = workspace.source / "tides/article.md"
    file.write_text(file.read_text().replace("lang: en", "lang: en\nstatus: draft"))
    report = build(workspace)
    edition = the_edition(report)
    assert (edition.fate, report.passed()) == (Fate.PARKED, True)
    assert said(workspace) == {
        f"_withdrawn/{path}": title for path, title in said(workspace, "_withdrawn").items()
    } or (said(workspace) == {})
    assert Output(workspace.output).withdrawn(TIDES)["leaf/full.json"] == "it is parked (status: draft)"
    draft = the_edition(build(workspace, replace(DAY, draft=True)))
    assert draft.fate is Fate.BUILT


def test_an_expired_book_is_as_old_as_its_oldest_article(workspace: Workspace) -> None:
    """A collection has the state of its worst article, never of its best."""
    retitle(workspace, "Waves", "waves")
    file = workspace.source / "waves/article.md"
    file.write_text(file.read_text().replace("next_review: 2028-10-01", "next_review: 2027-01-01"))
    (workspace.source / "sea.collection.toml").write_text('title = "The sea"\narticles = ["tides", "waves"]\n')
    report = build(workspace, replace(DAY, today=date(2027, 2, 1)))
    fates = {edition.name.slug: edition.fate for edition in report.editions}
    assert fates == {"sea": Fate.FAILED, "tides": Fate.BUILT, "waves": Fate.FAILED}
