"""Storage reads what belongs to the workspace only, and publishes an edition whole or not at all."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.article.reading import read_articles
from pipeline.article.source import MAX_PICTURE_BYTES
from pipeline.edition.name import EditionName
from pipeline.errors import PlainleafError
from pipeline.workspace import disk, storage
from pipeline.workspace.folder import Workspace
from pipeline.workspace.output import Output

TIDES = EditionName("b", "en", "tides")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    for name in ("source/tides/images", "styles", "output"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "source/tides/article.md").write_text("water")
    return Workspace(tmp_path, tmp_path / "source", tmp_path / "styles", tmp_path / "output")


def test_link_out_of_the_folder_is_not_followed(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("key")
    (workspace.source / "tides/images/map.png").symlink_to(tmp_path / "secret")
    assert set(storage.read_source(workspace, "tides").files) == {"article.md"}


def test_fifty_megabytes_are_a_finding_and_stay_unread(workspace: Workspace) -> None:
    with (workspace.source / "tides/article.md").open("wb") as file:
        file.truncate(50_000_000)
    source = storage.read_source(workspace, "tides")
    assert source.files == {}
    (reading,) = read_articles(source)
    (finding,) = reading.findings.found
    assert (finding.rule, finding.message) == ("article/too-large", "the article weighs 50,000,000 bytes")


def test_oversized_picture_is_a_finding(workspace: Workspace) -> None:
    from tests.workspace import with_head

    figure = "::: figure\n![a map](images/map.png)\n\nThe bay.\n:::\n"
    (workspace.source / "tides/article.md").write_text(with_head(figure))
    with (workspace.source / "tides/images/map.png").open("wb") as file:
        file.truncate(MAX_PICTURE_BYTES + 1)
    (reading,) = read_articles(storage.read_source(workspace, "tides"))
    assert [finding.rule for finding in reading.findings.found] == ["article/too-large"]


def test_edition_is_replaced_whole(tmp_path: Path) -> None:
    """Files of the earlier edition that are not kept are gone; kept ones stay."""
    output = Output(tmp_path)
    output.publish(TIDES, {"handout/a.pdf": b"1", "social/x.json": b"2"}, [], {"n": 1})
    output.publish(TIDES, {"handout/b.pdf": b"3"}, ["social/x.json"], {"n": 2})
    names = sorted(p.relative_to(tmp_path).as_posix() for p in (tmp_path / "b").rglob("*") if p.is_file())
    assert names == ["b/en/tides/handout/b.pdf", "b/en/tides/manifest.json", "b/en/tides/social/x.json"]
    assert output.manifest(TIDES) == {"n": 2}


def test_failed_publication_leaves_the_earlier_edition(tmp_path: Path) -> None:
    output = Output(tmp_path)
    output.publish(TIDES, {"handout/a.pdf": b"1"}, [], {"n": 1})
    with pytest.raises(PlainleafError):
        output.publish(TIDES, {"handout/b.pdf": b"2"}, ["no/such/file"], {"n": 2})
    assert output.manifest(TIDES) == {"n": 1}
    assert output.read(TIDES, "handout/a.pdf") == b"1"


@pytest.mark.parametrize("aside", [".staging/old~b~en~tides", "b/en/.old~tides"])
def test_edition_that_a_dead_build_moved_aside_comes_back(tmp_path: Path, aside: str) -> None:
    """An older version moved editions into .staging; where folders cannot be exchanged, they wait beside it."""
    output = Output(tmp_path)
    output.publish(TIDES, {"handout/a.pdf": b"1"}, [], {"n": 1})
    (tmp_path / ".staging").mkdir(exist_ok=True)
    (tmp_path / "b/en/tides").rename(tmp_path / aside)
    with output.locked():
        assert output.manifest(TIDES) == {"n": 1}
    assert not (tmp_path / aside).exists()


@pytest.mark.parametrize("can_exchange", [True, False])
def test_reader_meets_the_old_edition_or_the_new_one_at_every_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, can_exchange: bool
) -> None:
    """Killed at any of its calls to the disk, a publication leaves one whole edition after the next start."""
    if not can_exchange:
        monkeypatch.setattr(disk, "exchange", lambda _, __: False)
    for kill_at in range(60):
        root = tmp_path / f"{kill_at}"
        output = Output(root)
        output.publish(TIDES, {"handout/a.pdf": b"1", "booklet/b.epub": b"1"}, [], {"n": 1})
        seen: list[str] = []
        with monkeypatch.context() as patched:
            killed = _kill_at(patched, kill_at, root, seen)
            with contextlib.suppress(Killed):
                output.publish(
                    TIDES, {"handout/a.pdf": b"2"}, [], {"n": 2}, ["handout/a.pdf"], {"booklet/b.epub": "old"}
                )
        with output.locked():
            number = output.manifest(TIDES)["n"]
        names = {path.relative_to(root / "b/en/tides").as_posix() for path in (root / "b/en/tides").rglob("*.*")}
        assert output.read(TIDES, "handout/a.pdf") == str(number).encode()
        assert (
            names
            == {1: {"handout/a.pdf", "booklet/b.epub", "manifest.json"}, 2: {"handout/a.pdf", "manifest.json"}}[number]
        )
        assert number == 1 or (root / "_withdrawn/b/en/tides/booklet/b.epub").is_file()
        assert not can_exchange or set(seen) <= {"1", "2"}, "a gap"
        assert not list((root / ".staging").rglob("*")) and not list(root.rglob(".old~*"))
        if not killed:
            assert kill_at > 8, "it was hardly ever killed"
            return
    raise AssertionError("it never came to its end")


class Killed(BaseException):
    """What a kill -9 does: nothing of ours runs after it."""


def _kill_at(patched: pytest.MonkeyPatch, kill_at: int, root: Path, seen: list[str]) -> list[int]:
    """Let the disk call with this number kill the process; note what a reader meets before each call."""
    count = [0]
    killed: list[int] = []

    def watched(call: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **named: Any) -> Any:
            manifest = root / "b/en/tides/manifest.json"
            seen.append(str(json.loads(manifest.read_bytes())["n"]) if manifest.is_file() else "gap")
            if killed or count[0] == kill_at:
                # A dead process cleans nothing up.
                killed.append(count[0])
                raise Killed
            count[0] += 1
            return call(*arguments, **named)

        return run

    for owner, name in ((os, "rename"), (os, "replace"), (os, "link"), (os, "mkdir"), (os, "unlink"), (os, "rmdir")):
        patched.setattr(owner, name, watched(getattr(owner, name)))
    patched.setattr(Path, "write_bytes", watched(Path.write_bytes))
    patched.setattr("pipeline.workspace.disk.exchange", watched(disk.exchange))
    return killed


def test_second_build_is_told(tmp_path: Path) -> None:
    with Output(tmp_path).locked(), pytest.raises(PlainleafError, match="another build"), Output(tmp_path).locked():
        pass


def test_folder_without_permission_is_an_error_with_a_hint() -> None:
    """Not even the superuser may make folders among the processes, or at the root of a Mac's system volume."""
    with pytest.raises(PlainleafError) as caught, Output(Path("/proc/plainleaf")).locked():
        pass
    assert caught.value.hint


def test_output_that_is_a_file_is_an_error_with_a_hint(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(PlainleafError) as caught, Output(tmp_path / "out").locked():
        pass
    assert caught.value.hint


def test_withdrawn_edition_is_moved_away(tmp_path: Path) -> None:
    output = Output(tmp_path)
    output.publish(TIDES, {"handout/a.pdf": b"1"}, [], {"n": 1})
    assert output.withdraw(TIDES, "its author withdrew it")
    assert (tmp_path / "_withdrawn/b/en/tides/handout/a.pdf").read_bytes() == b"1"
    assert output.editions() == []


def test_broken_manifest_counts_as_none(tmp_path: Path) -> None:
    (tmp_path / "b/en/tides").mkdir(parents=True)
    (tmp_path / "b/en/tides/manifest.json").write_text("{")
    assert Output(tmp_path).manifest(TIDES) == {}
