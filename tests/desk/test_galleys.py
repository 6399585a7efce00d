"""What the desk shows of an edition is what a build would publish, and is compared with what stands published."""

from __future__ import annotations

import base64
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from pipeline.building.jobs import RenderJob
from pipeline.building.keeping.printed import printed_before
from pipeline.building.report import EditionReport, Fate, FileReport, ProductReport
from pipeline.desk.frames import MailJob, frame_mail
from pipeline.desk.galley import Copy, Galley, Proof
from pipeline.desk.galleys import Galleys
from pipeline.desk.publishing import stands
from pipeline.desk.room import Room
from pipeline.desk.routes.handing import _facts
from pipeline.edition.artifact import Artifact, File, Product
from pipeline.edition.copies import Copy as PrintedCopy
from pipeline.edition.name import EditionName
from pipeline.facts.tracing import Cell, Row, Standing, Trace, to_json
from pipeline.finding import Findings
from pipeline.workspace.folder import Workspace

NAME = EditionName("harbour-clinic", "en", "tides")
FIRST, SECOND = (PrintedCopy(code, "T-1", version, "2026-11-01") for code, version in (("AAA", "1.0"), ("BBB", "1.1")))
ORDER = ("handout/sheet/a4", "handout/full/a4", "booklet/epub", "newsletter/single", "social/posts", "page/web")


def report(*products: ProductReport, copies: tuple[PrintedCopy, ...] = ()) -> EditionReport:
    return EditionReport(NAME, "Tides", "", "", False, Fate.UP_TO_DATE, Findings(), products, copies=copies)


def made(name: str, sha256: str, *, added: bool = False) -> ProductReport:
    form, variant = name.split("/")
    return ProductReport(form, variant, "", (FileReport(f"{form}/{variant}", "", 1, sha256),), Findings(), added=added)


def test_a_page_on_the_desk_tells_of_the_copies_that_a_build_knows(tmp_path: Path) -> None:
    """A page of which the desk knew no older copy was never the published one after the second publication."""
    workspace = Workspace(tmp_path, tmp_path / "source", tmp_path / "styles", tmp_path / "output")
    room = Room(workspace, lambda: date(2026, 11, 27))
    assert printed_before(NAME, report(copies=(FIRST, SECOND)), room.output) == (FIRST, SECOND)
    assert printed_before(NAME, None, room.output) == ()
    target = SimpleNamespace(state=None, verdict=None)
    copy = Copy(cast("Any", target), cast("Any", None), Findings(), {}, {}, (FIRST, SECOND))
    job: RenderJob = Galleys(room)._job(Galley(NAME), copy, Product("page", "web"))
    assert job.copies == (FIRST, SECOND)


def test_what_was_added_by_name_makes_no_published_text_older() -> None:
    published = report(made("page/web", "1"), made("handout/large", "2", added=True))
    assert stands(published, {"page/web": "1"}) == "same"
    assert stands(published, {"page/web": "0"}) == "older"
    assert stands(None, {}) == "none"


@pytest.mark.parametrize("seen", [("page/web", "newsletter/single"), ("handout/full/a4", "social/posts"), ORDER[::-1]])
def test_columns_of_the_table_of_facts_stand_under_their_format(seen: tuple[str, ...]) -> None:
    """What somebody looks at is made first, and moves no column from under the name of its format."""
    row = Row("Walking out", "source/tides/article.md", 4, "en", "Walk for 2 hours.", ((9, 16),), ("time",), True)
    galley = Galley(NAME, seen=frozenset(seen))
    for name in ORDER:
        form, variant, *paper = name.split("/")
        product = Product(form, variant, paper=paper[0] if paper else "")
        trace = to_json(Trace((row,), (Cell(Standing.FOUND, ()),)))
        artifact = Artifact(product, (File(f"{variant}.html", "text/html", b"x"),))
        galley.proofs[str(product)] = Proof(product, artifact=artifact, trace=trace)
    page = _facts(galley)
    heads = page[page.index('class="formats"') : page.index("</thead>")]
    names = [name for name in ("handout", "booklet", "newsletter", "social", "page") if f">{name}</th>" in heads]
    assert names == ["handout", "booklet", "newsletter", "social", "page"]
    columns = [heads.index(f"/tides/{name.split('/')[0]}/{name.split('/')[1]}.html") for name in ORDER]
    assert columns == sorted(columns)
    assert 'colspan="2" role="columnheader">handout' in heads


def test_a_logo_for_dark_screens_leaves_its_picture_in_the_frame() -> None:
    logo = b"\x89PNG logo"
    html = (
        b'<html><body><p><picture><source srcset="pictures/logo-dark.png" media="(prefers-color-scheme: dark)">'
        b'<img src="pictures/logo.png" alt="Harbour clinic"></picture></p></body></html>'
    )
    framed = frame_mail(MailJob(html, {"pictures/logo.png": logo, "pictures/logo-dark.png": b"dark"}, (), False, False))
    assert base64.b64encode(logo).decode() in framed and "<source" not in framed
    dark = frame_mail(MailJob(html, {"pictures/logo.png": logo, "pictures/logo-dark.png": b"dark"}, (), True, False))
    assert base64.b64encode(b"dark").decode() in dark
