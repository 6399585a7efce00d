"""Every command that writes does it whole or not at all: killed, on a full disk, or told to write where it must not."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipeline.edition.name import EditionName
from pipeline.errors import PlainleafError, UsageError
from pipeline.manuscript.filing import export_article
from pipeline.workspace.arrivals import arriving, settle
from pipeline.workspace.disk import held, write_whole, written_whole
from pipeline.workspace.folder import Workspace, find_output, find_workspace
from pipeline.workspace.issued import write_folder
from pipeline.workspace.output import Output
from tests.hostile import killing
from tests.hostile.stories import ARTICLE
from tests.hostile.stories import workspace as filled
from tests.hostile.together import together


@pytest.mark.parametrize(
    ("command", "most"),
    [
        ("build", 4),
        ("build that withdraws", 3),
        ("new", 6),
        ("import", 3),
        ("init", 3),
        ("export", 2),
        ("card", 2),
        ("brand", 3),
    ],
)
def test_a_killed_command_leaves_old_or_new(command: str, most: int) -> None:
    """A sample; `python -m tests.hostile kills 60` kills at every touch of the disk."""
    assert list(killing.kills(command, most)) == []


@pytest.mark.parametrize("command", ["build", "import", "new"])
def test_commands_at_once_end_as_one(command: str) -> None:
    """A sample; `python -m tests.hostile together 20` tries every command that writes."""
    assert list(together(command, 2)) == []


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return find_workspace(filled(tmp_path))


@pytest.mark.parametrize(
    ("command", "most"),
    [("build", 3), ("certify", 1), ("new", 4), ("import", 4), ("init", 3), ("export", 2), ("card", 2), ("brand", 3)],
)
def test_a_full_disk_leaves_nothing_half(command: str, most: int) -> None:
    """A sample; `python -m tests.hostile disk 60` fills it at every touch."""
    assert list(killing.fillings(command, most)) == []


@pytest.mark.parametrize("chosen", ["source", "source/tides", ".", "..", "styles", "source/../source", "linked"])
def test_no_edition_is_written_among_the_sources(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, chosen: str
) -> None:
    """What is no edition in an output folder is moved out of the way; articles would be."""
    (workspace.root / "linked").symlink_to(workspace.source)
    monkeypatch.chdir(workspace.root)
    with pytest.raises(UsageError):
        find_output(workspace, Path(chosen))


def test_other_folders_may_be_chosen(workspace: Workspace, tmp_path: Path) -> None:
    assert find_output(workspace, None) == workspace.output
    assert find_output(workspace, tmp_path / "leaflets") == tmp_path / "leaflets"
    assert find_output(workspace, workspace.root / "output/two") == workspace.root / "output/two"
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError):
        find_output(workspace, tmp_path / "file")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("arguments", [["rules"], ["rules", "article/claim"], ["--help"]])
def test_a_full_screen_is_no_traceback(arguments: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "pipeline", *arguments], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 3
    assert "cannot be written: no space left on device" in done.stderr
    assert "Traceback" not in done.stderr and "Exception ignored" not in done.stderr


def no_file(folder: Path, kind: str) -> Path:
    """Something in a folder that is no file: a device by a link, so that nothing of this computer is at stake."""
    target = folder / "target"
    match kind:
        case "folder":
            target.mkdir()
        case "pipe":
            os.mkfifo(target)
        case _:
            target.symlink_to("/dev/zero")
    return target


@pytest.mark.parametrize("kind", ["folder", "pipe", "device"])
def test_an_export_replaces_files_only(workspace: Workspace, tmp_path: Path, kind: str) -> None:
    target = no_file(tmp_path, kind)
    with pytest.raises(PlainleafError, match="no file"):
        export_article(workspace, "tides", None, target, force=True)
    assert target.exists() and not target.is_file()


def test_two_imports_do_not_mix(workspace: Workspace) -> None:
    handle = os.open(workspace.source, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        with pytest.raises(PlainleafError, match="another import"), arriving(workspace.source, "tides"):
            pass
        (workspace.source / ".import~tides").mkdir()
        settle(workspace.source)
        assert (workspace.source / ".import~tides").exists()
    finally:
        os.close(handle)
    settle(workspace.source)
    assert not (workspace.source / ".import~tides").exists()


def test_what_a_killed_import_left_is_put_right_by_the_next_command(workspace: Workspace) -> None:
    """Where folders cannot be exchanged in one step, the old article waits aside for a moment."""
    (workspace.source / "tides").rename(workspace.source / ".old~tides")
    (workspace.source / ".import~tides").mkdir()
    (workspace.source / "_import-tides-x7").mkdir()
    find_workspace(workspace.root)
    assert (workspace.source / "tides/article.md").read_text() == ARTICLE
    assert sorted(path.name for path in workspace.source.iterdir()) == ["tides"]


@pytest.mark.parametrize("place", ["images", "."])
def test_what_a_killed_save_left_is_cleared_by_the_next_command(workspace: Workspace, place: str) -> None:
    folders = [workspace.source / "tides" / place, workspace.source / "_snippets"]
    for folder in folders:
        folder.mkdir(exist_ok=True)
        (folder / ".a.svg.new").write_text("half")
    settle(workspace.source)
    assert not [path for folder in folders for path in folder.iterdir() if path.name.startswith(".")]


def test_a_file_that_takes_a_place_has_the_rights_of_the_old_one(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    (tmp_path / "a").chmod(0o640)
    write_whole(tmp_path / "a", b"new")
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("kind", ["folder", "pipe", "device"])
def test_what_is_no_file_is_not_replaced(tmp_path: Path, kind: str) -> None:
    """A file moved to the place of /dev/null would take it away from the whole system."""
    target = no_file(tmp_path, kind)
    before = target.lstat()
    with pytest.raises(PlainleafError, match="is no file"):
        write_whole(target, b"new")
    with pytest.raises(PlainleafError, match="is no file"), written_whole(target) as file:
        file.write(b"new")
    assert (target.lstat().st_ino, target.lstat().st_mode) == (before.st_ino, before.st_mode)
    assert [path.name for path in tmp_path.iterdir()] == ["target"]


@pytest.mark.parametrize("path", ["../../../../outside", "/etc/hostname", "a/../../../../../outside", "a\\b", "a\0b"])
def test_a_manifest_edited_by_hand_leads_nowhere(tmp_path: Path, path: str) -> None:
    """Nothing outside is read, and nothing is deleted when what a kill left is put right."""
    output, name = Output(tmp_path / "output"), EditionName("b", "en", "a")
    for folder in (tmp_path / "output/b/en/a", tmp_path / "output/_withdrawn/b/en/a"):
        folder.mkdir(parents=True)
        (folder / "one.txt").write_text("1")
        products = [{"files": {"one.txt": {}, path: {}}, "previews": [path]}]
        (folder / "manifest.json").write_text(json.dumps({"products": products}))
    (tmp_path / "outside").write_text("kept")
    with output.locked():
        pass
    assert (tmp_path / "outside").read_text() == "kept"
    with pytest.raises(PlainleafError, match="leads out"):
        output.read(name, path)
    assert output.cached(path) is None and output.read_withdrawn(name, path) is None


def test_of_two_who_write_one_file_the_second_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They share the name beside it: the second cut off what the first had written, or found it moved away."""
    begun, go_on = threading.Event(), threading.Event()
    write = Path.write_bytes

    def slowly(path: Path, content: bytes) -> int:
        if content == b"first" and path.name == ".a.new":
            write(path, b"fi")
            begun.set()
            assert go_on.wait(60)
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", slowly)
    with ThreadPoolExecutor() as people:
        first = people.submit(write_whole, tmp_path / "a", b"first")
        assert begun.wait(60)
        second = people.submit(write_whole, tmp_path / "a", b"second")
        with pytest.raises(TimeoutError):
            second.result(timeout=0.2)
        assert not (tmp_path / "a").exists()
        go_on.set()
        first.result()
        second.result()
    assert (tmp_path / "a").read_bytes() == b"second"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_what_a_living_command_writes_is_not_cleared(workspace: Workspace) -> None:
    """Every command clears up first, another one's approvals may be on their way then."""
    left = workspace.source / "tides/.approvals.toml.new"
    with written_whole(workspace.source / "tides/approvals.toml") as file:
        file.write(b"whole")
        settle(workspace.source)
        assert left.exists()
    assert (workspace.source / "tides/approvals.toml").read_bytes() == b"whole"
    left.write_bytes(b"hal")
    settle(workspace.source)
    assert not left.exists()


def test_two_commands_do_not_write_one_folder(tmp_path: Path) -> None:
    with held(tmp_path), pytest.raises(PlainleafError, match="another command is writing"):
        write_folder(tmp_path, {"a.html": b"a"})
    assert write_folder(tmp_path, {"a.html": b"a"}).written == ("a.html",)
