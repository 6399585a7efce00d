"""A value that many jobs need comes in; a small handle that gives it in any process goes out."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import pickle
import shutil
import tempfile
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

Value = TypeVar("Value")

_KEPT = 16
"""Values a process keeps: the styles, and the articles whose formats it renders one after the other."""
_loaded: OrderedDict[str, Any] = OrderedDict()
_elsewhere: list[Path] = []

SPOOL = "plainleaf-"
"""How the folders begin in which values lie."""


@dataclass(frozen=True)
class Shared(Generic[Value]):
    """A handle on a value, named by the digest of its bytes. In the process that made it, it holds the value itself."""

    digest: str
    path: str
    held: Value | None = field(default=None, repr=False, compare=False)

    def __getstate__(self) -> dict[str, Any]:
        return {"digest": self.digest, "path": self.path, "held": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, value)

    def value(self) -> Value:
        """The value; read once a process."""
        if self.held is not None:
            return self.held
        if self.digest not in _loaded:
            # Written by the parent process a moment ago, in a folder that only this user can open; on another machine
            # it lies in a folder of that machine's own.
            path = _elsewhere[0] / self.digest if _elsewhere else Path(self.path)
            _loaded[self.digest] = pickle.loads(path.read_bytes())  # noqa: S301
            while len(_loaded) > _KEPT:
                _loaded.popitem(last=False)
        _loaded.move_to_end(self.digest)
        return cast("Value", _loaded[self.digest])


def found_in(folder: Path) -> None:
    """From now on this process finds shared values in this folder, whatever their handles say."""
    _elsewhere[:] = [folder]


def pack(value: object) -> tuple[bytes, tuple[str, ...]]:
    """A value pickled, and the digests of the shared values that whoever unpacks it must have."""
    needed: dict[str, None] = {}

    class _Noting(pickle.Pickler):
        def persistent_id(self, each: object) -> None:
            if isinstance(each, Shared):
                needed[each.digest] = None

    stream = io.BytesIO()
    _Noting(stream, protocol=pickle.HIGHEST_PROTOCOL).dump(value)
    return stream.getvalue(), tuple(needed)


def held(value: Value) -> Shared[Value]:
    """A handle for use in this process only: nothing is written."""
    return Shared("", "", value)


class Spool:
    """A temporary folder of shared values: each is written once, however many jobs and processes need it.

    The folder goes with `close`; one that a killed process left is cleared by the next.
    """

    def __init__(self) -> None:
        _clear_leftovers()
        self.folder = Path(tempfile.mkdtemp(prefix=f"{SPOOL}{os.getpid()}-"))

    def share(self, value: Value) -> Shared[Value]:
        """Write a value down and give a handle on it."""
        content = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
        digest = hashlib.sha256(content).hexdigest()
        self.keep(digest, content)
        return Shared(digest, str(self.folder / digest))

    def keep(self, digest: str, content: bytes) -> None:
        """Write down bytes under their digest, whole or not at all. Raises OSError when the disk refuses."""
        path = self.folder / digest
        if path.exists():
            return
        beside = path.with_name(f".{digest}.new")
        # Systems clear what lies long in their temporary folder, of a desk that is open for weeks too (tmpfiles.d(5)).
        self.folder.mkdir(mode=0o700, exist_ok=True)
        try:
            beside.write_bytes(content)
            beside.replace(path)
        except OSError:
            beside.unlink(missing_ok=True)
            raise

    def content(self, digest: str) -> bytes:
        """The bytes that were written down under this digest."""
        return (self.folder / digest).read_bytes()

    def drop(self, digest: str) -> None:
        (self.folder / digest).unlink(missing_ok=True)

    def close(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def _clear_leftovers() -> None:
    """Remove the folders of processes that are gone and could not do so themselves."""
    for folder in Path(tempfile.gettempdir()).glob(f"{SPOOL}[0-9]*-*"):
        number = folder.name.removeprefix(SPOOL).partition("-")[0]
        with contextlib.suppress(OSError):
            # Anybody may put a folder or a link of such a name there: only our own are removed.
            ours = not folder.is_symlink() and folder.lstat().st_uid == os.getuid()
            if number.isdigit() and ours and not _is_alive(int(number)):
                shutil.rmtree(folder, ignore_errors=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
