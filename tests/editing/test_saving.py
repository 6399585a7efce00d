"""A save is whole or did not happen, and never overwrites what somebody else wrote meanwhile."""

from __future__ import annotations

import contextlib
import errno
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipeline.errors import PlainleafError
from pipeline.workspace import saving
from pipeline.workspace.disk import digest, write_whole
from pipeline.workspace.folder import Workspace
from pipeline.workspace.saving import Conflict, Saved, add_picture, encoded, read_text, save_text

FILE = "source/tides/article.md"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    for name in ("source/tides", "source/_snippets", "styles"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / FILE).write_bytes(b"high\r\n")
    return Workspace(tmp_path, tmp_path / "source", tmp_path / "styles", tmp_path / "output")


def test_a_save_based_on_what_stands_there_is_made(workspace: Workspace) -> None:
    saved = save_text(workspace, FILE, b"low\r\n", digest(b"high\r\n"))
    assert saved == Saved(FILE, digest(b"low\r\n"))
    assert read_text(workspace, FILE) == b"low\r\n"
    assert [each.name for each in (workspace.source / "tides").iterdir()] == ["article.md"]


def test_a_file_that_changed_meanwhile_is_shown_and_not_overwritten(workspace: Workspace) -> None:
    (workspace.root / FILE).write_bytes(b"another\n")
    refused = save_text(workspace, FILE, b"low\n", digest(b"high\r\n"))
    assert refused == Conflict(FILE, b"another\n", b"low\n", digest(b"another\n"))
    assert encoded(refused)["theirs"] == "another\n"
    assert read_text(workspace, FILE) == b"another\n"
    # Who has seen the other text may decide for their own.
    assert isinstance(save_text(workspace, FILE, b"low\n", digest(b"another\n")), Saved)


def test_a_file_that_was_deleted_meanwhile_is_a_conflict_too(workspace: Workspace) -> None:
    (workspace.root / FILE).unlink()
    refused = save_text(workspace, FILE, b"low\n", digest(b"high\r\n"))
    assert isinstance(refused, Conflict) and refused.theirs is None and encoded(refused)["theirs"] is None


def test_two_windows_that_wrote_the_same_both_succeed(workspace: Workspace) -> None:
    save_text(workspace, FILE, b"low\n", digest(b"high\r\n"))
    assert isinstance(save_text(workspace, FILE, b"low\n", digest(b"high\r\n")), Saved)


@pytest.mark.parametrize(
    "name",
    [
        "source/../secret.md",
        "source/tides/../../secret.md",
        "/etc/passwd",
        "source/tides/notes.txt",
        "source/tides/images/x.md",
        "source/Tides/article.md",
        "source/tides/article.md\0",
        "styles/tides/article.md",
        "source\\tides\\article.md",
        "source/.hidden/article.md",
    ],
)
def test_nothing_but_texts_of_the_workspace_can_be_named(workspace: Workspace, name: str) -> None:
    with pytest.raises(PlainleafError):
        save_text(workspace, name, b"x", "")
    with pytest.raises(PlainleafError):
        read_text(workspace, name)


def test_a_folder_that_leads_out_of_the_workspace_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-outside"
    outside.mkdir()
    (workspace.source / "linked").symlink_to(outside)
    with pytest.raises(PlainleafError, match="leads out"):
        save_text(workspace, "source/linked/article.md", b"x", "")
    assert list(outside.iterdir()) == []


def test_a_full_disk_ends_in_words_and_loses_nothing(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, content: bytes) -> int:
        self.touch()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(PlainleafError, match="no space left") as told:
        save_text(workspace, FILE, b"low\n", digest(b"high\r\n"))
    assert told.value.hint == "free some space, then try again"
    assert read_text(workspace, FILE) == b"high\r\n"
    assert [each.name for each in (workspace.source / "tides").iterdir()] == ["article.md"]


def test_a_file_without_write_permission_ends_in_words(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests may run as root, to whom every file is open."""
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(PlainleafError, match="no permission"):
        save_text(workspace, FILE, b"low\n", digest(b"high\r\n"))
    assert read_text(workspace, FILE) == b"high\r\n"


def test_a_text_that_no_check_would_read_is_not_saved(workspace: Workspace) -> None:
    with pytest.raises(PlainleafError, match="500,000 is the most"):
        save_text(workspace, FILE, b"x" * 500_001, digest(b"high\r\n"))
    with pytest.raises(PlainleafError, match="no UTF-8"):
        save_text(workspace, FILE, b"\xff", digest(b"high\r\n"))


def test_who_may_read_a_file_may_read_it_after_a_save(workspace: Workspace) -> None:
    (workspace.root / FILE).chmod(0o640)
    save_text(workspace, FILE, b"low\n", digest(b"high\r\n"))
    assert (workspace.root / FILE).stat().st_mode & 0o777 == 0o640


def test_two_pictures_of_one_name_at_once_are_both_kept(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two windows of the desk: the name that is free for one is free for the other until the first has written."""
    both = threading.Barrier(2)

    def met(path: Path, content: bytes) -> None:
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(0.5)
        write_whole(path, content)

    monkeypatch.setattr(saving, "write_whole", met)
    with ThreadPoolExecutor() as windows:
        names = list(windows.map(lambda content: add_picture(workspace, "tides", "map.png", content), [b"one", b"two"]))
    assert sorted(names) == ["map-2.png", "map.png"]


def test_a_picture_gets_a_name_that_is_free(workspace: Workspace) -> None:
    assert add_picture(workspace, "tides", "map.png", b"one") == "map.png"
    assert add_picture(workspace, "tides", "map.png", b"two") == "map-2.png"
    assert add_picture(workspace, "tides", "map.png", b"one") == "map.png"
    assert (workspace.source / "tides/images/map-2.png").read_bytes() == b"two"
    for slug in ("ebb", "../tides", "_snippets"):
        with pytest.raises(PlainleafError):
            add_picture(workspace, slug, "map.png", b"one")


def test_a_file_keeps_its_mark_of_order(workspace: Workspace) -> None:
    (workspace.root / FILE).write_bytes(b"\xef\xbb\xbfhigh")
    saved = save_text(workspace, FILE, b"low", digest(b"\xef\xbb\xbfhigh"))
    assert read_text(workspace, FILE) == b"\xef\xbb\xbflow"
    assert saved == Saved(FILE, digest(b"\xef\xbb\xbflow"))
