"""A value is written once and read once a process, wherever it lies; nothing but our own leftovers is removed."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from pipeline.building import shared
from pipeline.building.shared import Shared, Spool, found_in, held, pack


@pytest.fixture(autouse=True)
def _own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(shared, "_loaded", type(shared._loaded)())
    monkeypatch.setattr(shared, "_elsewhere", [])


def test_a_handle_gives_its_value_until_it_is_forgotten_and_reads_it_again() -> None:
    spool = Spool()
    first, *others = [spool.share(["tide", number]) for number in range(18)]
    assert first.value() == ["tide", 0] and first.value() is first.value()
    kept = first.value()
    for other in others[:15]:
        other.value()
    assert first.value() is kept
    for other in others:
        other.value()
    assert first.value() == kept and first.value() is not kept


def test_on_another_machine_a_value_lies_in_a_folder_of_its_own(tmp_path: Path) -> None:
    handle = Spool().share("here")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / handle.digest).write_bytes(pickle.dumps("there"))
    found_in(elsewhere)
    assert handle.value() == "there"


def test_what_is_packed_names_the_values_that_it_needs() -> None:
    spool = Spool()
    one, other = spool.share("ebb"), spool.share("flood")
    content, needed = pack({"a": [one, other], "b": one, "c": "no handle"})
    assert needed == (one.digest, other.digest)
    assert pickle.loads(content) == {"a": [one, other], "b": one, "c": "no handle"}
    assert pickle.loads(pickle.dumps(held("calm"))).held is None and held("calm").value() == "calm"


def test_a_disk_that_refuses_leaves_nothing_half(monkeypatch: pytest.MonkeyPatch) -> None:
    spool = Spool()
    spool.keep("digest", b"whole")
    spool.keep("digest", b"another")
    assert spool.content("digest") == b"whole"
    for refusing in ("write_bytes", "replace"):

        def refuse(*_: object) -> None:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as full:
            full.setattr(Path, refusing, refuse)
            with pytest.raises(OSError, match="No space"):
                spool.keep("more", b"whole")
        assert [path.name for path in spool.folder.iterdir()] == ["digest"]
    spool.drop("digest")
    spool.drop("digest")
    assert list(spool.folder.iterdir()) == []
    spool.close()
    spool.close()
    assert not spool.folder.exists()


def test_folders_of_processes_that_are_gone_are_removed_and_no_others(tmp_path: Path) -> None:
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    dead = int(gone.stdout)
    left, alive, other = (tmp_path / f"plainleaf-{name}-x" for name in (dead, os.getpid(), "12a"))
    for folder in (left, alive, other):
        folder.mkdir()
    (tmp_path / f"plainleaf-{dead}-link").symlink_to(alive)
    # Process 1 belongs to somebody else on most machines, and runs on all of them.
    (tmp_path / "plainleaf-1-x").mkdir()
    spool = Spool()
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {alive.name, other.name, f"plainleaf-{dead}-link", "plainleaf-1-x", spool.folder.name}
    assert spool.folder.name.startswith(f"plainleaf-{os.getpid()}-")


def test_a_process_of_somebody_else_is_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "kill", refuse)
    assert shared._is_alive(1) is True


def test_a_handle_says_which_bytes_and_where() -> None:
    handle = Spool().share({"tide": 1})
    assert len(handle.digest) == 64 and Path(handle.path).name == handle.digest
    assert Shared(handle.digest, handle.path) == handle and repr(held("calm")) == "Shared(digest='', path='')"
