"""A value that many jobs need comes in; a small handle that gives it in any process goes out."""

from __future__ import annotations

import contextlib
import hashlib
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

_PREFIX = "plainleaf-"


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
            # Written by the parent process a moment ago, in a folder that only this user can open.
            _loaded[self.digest] = pickle.loads(Path(self.path).read_bytes())  # noqa: S301
            while len(_loaded) > _KEPT:
                _loaded.popitem(last=False)
        _loaded.move_to_end(self.digest)
        return cast("Value", _loaded[self.digest])


def held(value: Value) -> Shared[Value]:
    """A handle for use in this process only: nothing is written."""
    return Shared("", "", value)


class Spool:
    """A temporary folder of shared values: each is written once, however many jobs and processes need it.

    The folder goes with `close`; one that a killed process left is cleared by the next.
    """

    def __init__(self) -> None:
        _clear_leftovers()
        self._folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))

    def share(self, value: Value) -> Shared[Value]:
        """Write a value down and give a handle on it."""
        content = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
        digest = hashlib.sha256(content).hexdigest()
        path = self._folder / digest
        if not path.exists():
            path.write_bytes(content)
        return Shared(digest, str(path))

    def close(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)


def _clear_leftovers() -> None:
    """Remove the folders of processes that are gone and could not do so themselves."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}[0-9]*-*"):
        number = folder.name.removeprefix(_PREFIX).partition("-")[0]
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
