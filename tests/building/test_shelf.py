"""What an earlier run saw is not read again, and whatever could have changed since then is."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import time
from pathlib import Path

import pytest

from pipeline.article.source import Source
from pipeline.building.build import Build
from pipeline.building.digests import source_digest
from pipeline.building.library import Library
from pipeline.building.report import Fate
from pipeline.workspace import shelf, storage
from pipeline.workspace.folder import Workspace
from pipeline.workspace.memory import Memory
from pipeline.workspace.output import Output
from pipeline.workspace.shelf import Shelf
from tests.building.leaf import ARTICLE, DAY, build, retitle, runner, said, the_edition, write


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The slugs whose folders were read, in the order in which they were; every change counts as old."""
    slugs: list[str] = []
    plain = storage.read_source

    def noted(workspace: Workspace, slug: str, shared: storage.Common | None = None) -> Source:
        slugs.append(slug)
        return plain(workspace, slug, shared)

    monkeypatch.setattr(storage, "read_source", noted)
    monkeypatch.setattr(shelf, "RACY_NS", -(10**18))
    return slugs


def seen(workspace: Workspace) -> dict[str, tuple[str, str]]:
    return Shelf(workspace, source_digest, {}).seen


def test_folder_that_was_seen_is_not_read(workspace: Workspace, read: list[str]) -> None:
    write(workspace.root, ARTICLE, "waves")
    before = seen(workspace)
    assert read == ["tides", "waves"] and before.keys() == {"tides", "waves"}
    read.clear()
    again = Shelf(workspace, source_digest, before)
    assert read == [] and again.digests == {slug: digest for slug, (_, digest) in before.items()}
    assert again.seen == before and list(again) == ["tides", "waves"] and len(again) == 2
    assert again["tides"].files.keys() == {"article.md"} and read == ["tides"]
    assert again.holding("article.md") == ("tides", "waves") and again.holding("approvals.toml") == ()
    with pytest.raises(KeyError):
        again["none"]


def same_size_and_time(path: Path) -> None:
    """Other bytes with the size and the times of writing of before, as a careless tool leaves them."""
    about = path.stat()
    path.write_bytes(path.read_bytes().replace(b"firm", b"soft"))
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))


def exchanged(path: Path) -> None:
    beside = path.with_name("beside")
    beside.write_bytes(path.read_bytes())
    os.utime(beside, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
    beside.rename(path)


@pytest.mark.parametrize("change", [same_size_and_time, exchanged, lambda path: path.with_name("x.txt").touch()])
def test_folder_that_could_have_changed_is_read(workspace: Workspace, read: list[str], change: object) -> None:
    before = seen(workspace)
    read.clear()
    time.sleep(0.02)  # the clock of a file system moves in steps of 4 ms
    change(workspace.source / "tides/article.md")  # type: ignore[operator]
    Shelf(workspace, source_digest, before)
    assert read == ["tides"]


def test_change_of_what_all_share_has_all_read(workspace: Workspace, read: list[str]) -> None:
    before = seen(workspace)
    (workspace.source / "_snippets").mkdir()
    (workspace.source / "_snippets/hours.md").write_text("Open.")
    read.clear()
    now = Shelf(workspace, source_digest, before)
    assert read == ["tides"] and now.digests["tides"] != before["tides"][1]


def test_link_and_what_changed_a_moment_ago_are_not_taken_as_seen(
    workspace: Workspace, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two writings within one tick of a clock leave one time, and git calls them racy."""
    (workspace.source / "tides/here.md").symlink_to("article.md")
    assert seen(workspace) == {}
    (workspace.source / "tides/here.md").unlink()
    assert seen(workspace).keys() == {"tides"}
    monkeypatch.setattr(shelf, "RACY_NS", 2_000_000_000)
    assert seen(workspace) == {}


def test_article_that_changes_while_it_is_built_is_not_published_as_another(workspace: Workspace) -> None:
    """Known from an earlier run and read again for its second brand, it says something else by then."""
    build(workspace)
    (workspace.styles / "leaf/leaf.html").write_text("another design")
    library, output = Library.open(workspace, DAY.today), Output(workspace.output)
    retitle(workspace, "Changed meanwhile")
    with output.locked(), runner(library) as running:
        edition = the_edition(Build(library, output, DAY).run(running))
    assert edition.fate is Fate.FAILED and "changed while the library was built" in edition.findings.found[0].message
    assert set(said(workspace).values()) == {"Tides and how to read them"}
    assert the_edition(build(workspace)).fate is Fate.BUILT and set(said(workspace).values()) == {"Changed meanwhile"}


def table(number: int) -> dict[str, object]:
    entries = {f"digest {number} {slug}": [{"slug": f"s{slug}", "words": "x" * 200}] for slug in range(50)}
    return {"engine": str(number), "tools": "t", "sources": entries, "brands": {}, "keys": {"a": str(number)}}


def _write_for_ever(path: Path, first: int) -> None:
    number = first
    while True:
        Memory(path).remember(table(number))
        number += 2


def test_memory_is_whole_after_kills_and_two_writers(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    context = multiprocessing.get_context("fork")
    for _ in range(6):
        writers = [context.Process(target=_write_for_ever, args=(path, first)) for first in (0, 1)]
        for writer in writers:
            writer.start()
        time.sleep(0.15)
        for writer in writers:
            assert writer.pid is not None
            os.kill(writer.pid, signal.SIGKILL)
            writer.join()
        kept = Memory(path).recall()
        if kept:
            assert kept == table(int(kept["engine"]))
            with sqlite3.connect(path) as connection:
                assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
    Memory(path).remember(table(7))
    assert Memory(path).recall() == table(7)


def test_a_survey_is_made_anew_when_anything_it_looks_at_changes(workspace: Workspace) -> None:
    build(workspace)
    library = Library.open(workspace, DAY.today)
    library.recall(Output(workspace.output).memory.recall())
    first = library.survey()
    assert library.survey() is first and len(first.targets) == 1
    library.entries.clear()
    assert library.survey().targets == ()
