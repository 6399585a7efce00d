"""The site calls withdrawn what its author withdrew, and gone what left the house; the rest has no page now."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipeline.article.front.withdrawal import Withdrawal
from pipeline.building.library import Library
from pipeline.edition.copies import Answer, Copy, Printed, Standing
from pipeline.edition.name import EditionName
from pipeline.issuing.site.gone import Gone
from pipeline.showing.library import Shown, remembered, settled, stopped
from pipeline.workspace.folder import Workspace
from tests.building.leaf import ARTICLE, TIDES, workspace, write
from tests.issuing.pages import WEB, guide, site_of
from tests.workspace import with_head

__all__ = ["workspace"]

GONE = Gone("Tides", "en", f"{WEB}tides", "gone", name=str(TIDES), document="PL-tides")


@pytest.fixture(autouse=True)
def without_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where sites are made of pages: cutting fonts would cost a second each."""
    monkeypatch.setattr("pipeline.issuing.site.making.style_sheet", lambda shelf, _: {shelf.css: b""})


def opened(workspace: Workspace) -> Library:
    return Library.open(workspace, date(2026, 11, 1))


def said(workspace: Workspace, line: str) -> None:
    write(workspace.root, with_head(ARTICLE).replace("lang: en\n", f"lang: en\n{line}\n", 1))


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("status: current", "moved"),
        ("status: draft", "moved"),
        ("status: withdrawn", "withdrawn"),
        ("brands: [wave]", "gone"),
        ("brands:\n  - wave", "gone"),
        ("brands: [tide, wave]", "moved"),
    ],
)
@pytest.mark.parametrize("before", ["gone", "withdrawn", "moved"])
def test_the_source_has_the_last_word(workspace: Workspace, line: str, why: str, before: str) -> None:
    said(workspace, line)
    (found,) = settled(opened(workspace), Shown(), [replace(GONE, why=before)])
    assert found.why == why or (why, before, found.why) == ("gone", "withdrawn", "withdrawn")


def test_what_left_the_house_is_gone_and_what_was_renamed_is_elsewhere(workspace: Workspace) -> None:
    library, old = opened(workspace), replace(GONE, name="tide/en/waves", document="PL-waves")
    assert settled(library, Shown(), [old]) == [old]
    renamed = replace(old, document="PL-tides")
    (found,) = settled(library, Shown(), [renamed])
    assert (found.why, found.said.instead) == ("moved", ""), "its new page is not there yet"
    here = Shown(guides=[guide("tides")])
    (found,) = settled(library, here, [renamed])
    assert (found.why, found.said.instead) == ("moved", "tides")
    assert settled(library, here, [replace(found, document="")]) == [replace(found, document="")]
    (lost,) = settled(library, Shown(), [found])
    assert lost.said == Withdrawal()
    assert settled(library, Shown(), [replace(old, name="")]) == [replace(old, name="")]


def test_an_edition_that_nothing_stands_for_is_shown_no_more(workspace: Workspace) -> None:
    """Before the next build takes it away: its folder was renamed, its translation was deleted, it is another's now."""
    names = [TIDES, EditionName("tide", "en", "waves"), EditionName("tide", "es", "tides")]
    assert stopped(opened(workspace), names) == dict.fromkeys(names[1:], "gone")
    said(workspace, "brands: [wave]")
    assert stopped(opened(workspace), names[:1]) == {TIDES: "gone"}
    said(workspace, "status: draft")
    assert stopped(opened(workspace), names[:1]) == {TIDES: "moved"}


def test_a_guide_without_a_page_is_not_called_withdrawn() -> None:
    moved = replace(GONE, why="moved")
    copy = Answer(Copy("NC782DL", "PL-1", "1.0", "2026-11-02"), Standing.LATEST)
    printed = [Printed(TIDES, "Tides", copy)]
    site = site_of([guide("waves")], [moved], printed=printed, pageless={str(TIDES)})
    page = site.files["tides/index.html"].decode()
    assert "This guide has no page on our site now. Please ask us." in page
    assert "ithdrawn" not in page and "no longer" not in page
    assert "library/en/withdrawn.html" not in site.files
    assert "still true" in site.files["library/en/check.html"].decode()
    (again,) = remembered(b'{"tides/index.html": ["tide/en/tides", "en", "Tides"]}', Shown())
    assert again.name == str(TIDES)
