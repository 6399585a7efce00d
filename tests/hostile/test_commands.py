"""Every command that writes does it whole or not at all: killed, on a full disk, or told to write where it must not."""

from __future__ import annotations

import errno
import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import plainleaf
from pipeline.errors import PlainleafError, UsageError
from pipeline.manuscript.filing import export_article
from pipeline.workspace.arrivals import arriving, settle
from pipeline.workspace.folder import Workspace, find_output, find_workspace
from tests.hostile import killing


@pytest.mark.parametrize(("command", "most"), [("new", 9), ("import", 6), ("init", 4), ("export", 2)])
def test_a_killed_command_leaves_old_or_new(command: str, most: int) -> None:
    """A sample; `python -m tests.hostile kills 60` kills at every touch of the disk."""
    assert list(killing.kills(command, most)) == []


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return find_workspace(killing.workspace(tmp_path))


@pytest.mark.parametrize("command", ["new", "export", "import"])
@pytest.mark.parametrize("share", [0, 0.5])
def test_a_full_disk_leaves_nothing_half(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, command: str, share: float
) -> None:
    monkeypatch.chdir(workspace.root)
    before = {path: path.read_bytes() for path in workspace.root.rglob("*") if path.is_file()}
    written = Path.write_bytes

    def fill(self: Path, data: bytes) -> int:
        written(self, data[: int(len(data) * share)])
        raise OSError(errno.ENOSPC, "No space left on device", str(self))

    monkeypatch.setattr(Path, "write_bytes", fill)
    monkeypatch.setattr(Path, "write_text", lambda self, text, **_: fill(self, text.encode()))
    arguments = {
        "new": ["new", "fresh"],
        "export": ["export", "tides"],
        "import": ["import", "manuscript.txt", "--to", "other"],
    }
    result = CliRunner().invoke(plainleaf, arguments[command])
    assert isinstance(result.exception, PlainleafError), result.output
    assert "no space" in result.exception.message or "full" in result.exception.message
    monkeypatch.undo()
    assert {path: path.read_bytes() for path in workspace.root.rglob("*") if path.is_file()} == before
    assert not (workspace.source / "fresh").exists()


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


@pytest.mark.parametrize("kind", ["folder", "pipe", "device"])
def test_an_export_replaces_files_only(workspace: Workspace, tmp_path: Path, kind: str) -> None:
    target = tmp_path / "target"
    match kind:
        case "folder":
            target.mkdir()
        case "pipe":
            os.mkfifo(target)
        case "device":
            target = Path("/dev/null")
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
    assert (workspace.source / "tides/article.md").read_text() == killing.ARTICLE
    assert sorted(path.name for path in workspace.source.iterdir()) == ["tides"]
