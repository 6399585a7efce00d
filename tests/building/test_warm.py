"""Processes that stay draw again only what an edit shows on; whatever they give is what a cold build gives."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.article.body import pandoc
from pipeline.building import jobs
from pipeline.building import warm as warming
from pipeline.building.jobs import Outcome, ReadJob, RenderJob, joined, parts_of_job
from pipeline.building.processes.running import InProcess
from pipeline.building.warm import CALLED_OFF, Warm
from pipeline.edition.artifact import Artifact, Product
from pipeline.edition.edition import Edition
from pipeline.edition.name import EditionName
from pipeline.edition.review import State
from pipeline.errors import UsageError
from pipeline.formats import handout, social
from pipeline.formats.handout import rendering
from pipeline.formats.social import cards
from pipeline.formats.social.cards import CardPress
from pipeline.press import press, wanting
from pipeline.workspace.folder import Workspace
from tests.building.leaf import DAY, TIDES, write
from tests.social.sample import BODY, edition
from tests.workspace import ROOT, source_of

POSTS = Product("social", "posts")
PLAN = "social:\n  plan: [announcement, question]\n"


@pytest.fixture
def staying() -> Iterator[None]:
    """A process that stays, for one test."""
    jobs.stay()
    yield
    for kept in (jobs._read, jobs._checked, jobs._read_back, jobs._drawn, press.LAID_OUT, cards.DRAWN, rendering.FOUND):
        kept.most = 0
        kept.clear()


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many cards each campaign painted."""
    counts: list[int] = []
    paint = CardPress._paint

    def counted(self: CardPress, tries: list[cards._Try]) -> object:
        counts.append(len(tries))
        return paint(self, tries)

    monkeypatch.setattr(CardPress, "_paint", counted)
    return counts


def posts_of(body: str) -> tuple[Edition, Artifact]:
    made = edition(body, head=PLAN, settings={"networks": ("x", "instagram")})
    return made, social.render(made, POSTS)


def files_of(artifact: Artifact) -> dict[str, bytes]:
    return {file.name: file.content for file in artifact.files}


@pytest.mark.usefixtures("staying")
def test_an_edit_in_a_block_that_no_card_shows_paints_none(painted: list[int]) -> None:
    _, before = posts_of(BODY)
    made, after = posts_of(BODY.replace("Plants can harm", "Plants may harm"))
    assert painted == [4, 0]
    assert social.check(social.read(after), made).errors == ()
    assert files_of(before)["posts.json"] == files_of(after)["posts.json"]


@pytest.mark.usefixtures("staying")
def test_an_edit_on_a_card_paints_that_card_and_gives_what_a_cold_build_gives(painted: list[int]) -> None:
    posts_of(BODY)
    changed = BODY.replace("two small studies. We do", "two small trials. We do")
    _, warm = posts_of(changed)
    assert painted == [4, 2]
    cards.DRAWN.most = 0
    _, cold = posts_of(changed)
    assert painted == [4, 2, 4]
    assert files_of(warm) == files_of(cold)


@pytest.mark.usefixtures("staying")
def test_pages_painted_from_a_kept_layout_are_the_same_bytes() -> None:
    made = edition()
    sheet = Product("handout", "sheet", "A4")
    cold = handout.render(made, sheet)
    laid_out = len(press.LAID_OUT)
    assert laid_out > 0
    assert handout.render(made, sheet) == cold
    assert len(press.LAID_OUT) == laid_out


@pytest.mark.usefixtures("staying")
def test_a_translation_that_did_not_change_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    read_tree = pandoc.read_tree

    def noted(markdown: str) -> list[object]:
        asked.append(markdown)
        return read_tree(markdown)

    monkeypatch.setattr(pandoc, "read_tree", noted)
    spanish = (
        b"---\nlang: es\ntitle: Mareas\nsummary: Van.\nmain_message: Mire.\nfunding: no\nconflicts: no\n---\nAgua.\n"
    )
    files = {"article.md": b"Water.\n", "article.es.md": spanish}
    first = jobs.read(ReadJob(source_of(files)))
    assert len(asked) == 2
    second = jobs.read(ReadJob(source_of({**files, "article.md": b"Much water.\n"})))
    assert len(asked) == 3
    assert second[1].article is first[1].article and second[0] != first[0]
    jobs._read.most = jobs._checked.most = 0
    assert jobs.read(ReadJob(source_of({**files, "article.md": b"Much water.\n"}))) == second


def test_the_products_of_a_handout_are_made_by_two_jobs_and_joined_in_their_order() -> None:
    job = RenderJob(TIDES, None, "handout", None, False)  # type: ignore[arg-type]
    assert [part.part for part in parts_of_job(job)] == [(1, 2), (0, 2)]
    lost = joined([Outcome(ended="its process died"), Outcome(consists_of=("handout/full",))])
    assert lost.ended == "its process died" and lost.consists_of == ("handout/full",)


def test_an_edition_is_made_from_processes_that_stay(workspace: Workspace) -> None:
    """The door of the desk: what stands against an edition, its products as bytes, and which of them changed."""
    with Warm(1, lambda _, styles: InProcess(styles)) as warm:
        first = warm.make(warm.library(workspace, DAY.today), TIDES)
        assert {str(made.product) for made in first.products} == {"leaf/full", "twig/full"} == first.changed
        assert b'"walk": 3' in first.products[1].artifact.main.content  # type: ignore[union-attr]
        assert warm.make(warm.library(workspace, DAY.today), TIDES).changed == frozenset()
        text = (workspace.source / "tides/article.md").read_text()
        (workspace.source / "tides/article.md").write_text(text + "\nMore of it.\n")
        assert warm.make(warm.library(workspace, DAY.today), TIDES).changed == frozenset()
        (workspace.source / "tides/article.md").write_text(text.replace("title: ", "title: High "))
        assert warm.make(warm.library(workspace, DAY.today), TIDES).changed == {"leaf/full", "twig/full"}
        write(workspace.root, "x" * 10 + "\n::: {.callout\n")
        held = warm.make(warm.library(workspace, DAY.today), TIDES)
        assert held.findings.errors and not held.products
        with pytest.raises(UsageError, match="there is no edition"):
            warm.make(warm.library(workspace, DAY.today), EditionName("tide", "fr", "tides"))


def test_lanes_keep_a_product_in_one_process_and_survive_its_death(workspace: Workspace) -> None:
    from pipeline.building.warm import Lanes

    lanes = Lanes(2, {})
    try:
        jobs_ = [RenderJob(TIDES, None, form, None, False) for form in ("handout", "social", "booklet")]  # type: ignore[arg-type]
        chosen = [lanes.lane_of(job) for job in jobs_]
        assert chosen == [0, 1, 0] == [lanes.lane_of(job) for job in jobs_]
        assert lanes.lane_of(RenderJob(TIDES, None, "page", None, False), {0}) == 0  # type: ignore[arg-type]
        called_off, wanted = lanes.submit(laid_out_for_ever, "one", 60), lanes.submit(os.path.basename, "a/b", 60)
        lanes.call_off(called_off)
        assert str(called_off.exception(60)) == CALLED_OFF and wanted.result(60) == "b"
        assert not list(lanes._spool.sign(0).parent.glob("off-*"))
        first, share = lanes.submit(own_number, 1, 60).result(60), lanes.share("kept")
        lanes._jobs = [warming.JOBS, warming.JOBS]
        assert lanes.submit(own_number, 1, 60).result(60) != first
        for _ in range(600):
            if not Path(f"/proc/{first}").exists():
                break
            time.sleep(0.05)
        assert not Path(f"/proc/{first}").exists()
        assert share.value() == "kept" and sum(lanes._jobs) <= warming.JOBS + 1
    finally:
        lanes.close()


def own_number(_: int) -> int:
    return os.getpid()


def laid_out_for_ever(_: str) -> None:
    while True:
        wanting.go_on()
        time.sleep(0.01)


def test_a_sheet_is_sketched_as_it_was_fitted_last(staying: None) -> None:
    """With the same bytes where the next text takes the same settings."""
    sheet = Product("handout", "sheet", "A4")
    assert handout.sketch(edition(), sheet) is None
    handout.render(edition(), sheet)
    changed = edition(BODY.replace("if your skin", "as soon as your skin"))
    sketched = handout.sketch(changed, sheet)
    assert sketched is not None
    assert sketched.main.content == handout.render(changed, sheet).main.content


def test_what_was_drawn_to_be_shown_is_what_is_checked(workspace: Workspace, staying: None) -> None:
    """Drawn first and checked after it: the second job takes what the first one made, unless anything of it changed."""
    with Warm(1, lambda _, styles: InProcess(styles)) as warm:
        library = warm.library(workspace, DAY.today)
        warm.make(library, TIDES)
        made_of = library.inputs(library.target(TIDES))
        shared = replace(made_of, articles=tuple(replace(each, digest="1") for each in made_of.articles))
        job = RenderJob(TIDES, shared, "leaf", State.CURRENT, False)
        (drawn,) = jobs.draw(job)
        assert jobs.render(job).products[0].artifact is drawn
        other = jobs.render(replace(job, draft=True)).products[0].artifact
        assert other is not drawn and other is not None and other.main.content
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(jobs, "_artifact", lambda *_: 1 / 0)
            assert jobs.draw(job) == ()


def test_build_watch_builds_again_what_was_saved(tmp_path: Path) -> None:
    """One letter of mail: built at once, again after a save, and ended by Ctrl-C with everything in its place."""
    for name in ("wound-aftercare/article.md", "_snippets"):
        whole = ROOT / "source" / name
        copy = shutil.copytree if whole.is_dir() else shutil.copy
        (tmp_path / "source" / name).parent.mkdir(parents=True, exist_ok=True)
        copy(whole, tmp_path / "source" / name)
    shutil.copytree(ROOT / "source/wound-aftercare/images", tmp_path / "source/wound-aftercare/images")
    shutil.copytree(ROOT / "styles", tmp_path / "styles")
    words = "build --watch --jobs 1 --brand harbour-clinic --lang en --format newsletter --variant single".split()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": "1793836800"}
    command = [sys.executable, "-m", "pipeline", *words]
    # A shell gives what it starts in the background a SIGINT that is ignored, and children inherit that.
    kept = signal.signal(signal.SIGINT, signal.default_int_handler)
    watching = subprocess.Popen(
        command, cwd=tmp_path, env=environment, text=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    signal.signal(signal.SIGINT, kept)
    try:
        assert watching.stderr is not None
        said = [_until(watching.stderr, "waiting for a change")]
        article = tmp_path / "source/wound-aftercare/article.md"
        text = article.read_text()
        article.write_text(re.sub(r"(?m)^(title:\W*)", r"\1Anew ", text, count=1))
        said.append(_until(watching.stderr, "waiting for a change"))
        article.write_text("---\ntitle: [\n")
        said.append(_until(watching.stderr, "waiting for a change"))
        mails = list((tmp_path / "output/harbour-clinic/en/wound-aftercare/newsletter").glob("*.html"))
        assert len(mails) == 1 and "Anew " in mails[0].read_text(), said
        assert "harbour-clinic/en/wound-aftercare: built" in said[1]
        history = (tmp_path / "archive/history/harbour-clinic/en/wound-aftercare.jsonl").read_text()
        assert len(history.splitlines()) == 2
    finally:
        watching.send_signal(signal.SIGINT)
        watching.wait(180)
    assert watching.returncode == 130


def _until(lines: Iterable[str], words: str) -> str:
    read = ""
    for line in lines:
        read += line
        if words in line:
            return read
    raise AssertionError(f"it ended:\n{read}")
