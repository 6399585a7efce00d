"""A path and bytes come in; a file stands there whole, or what stood there before. Folders change places at once."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import hashlib
import json
import os
import shutil
import stat
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import IO, Any

from pipeline.errors import PlainleafError

_RENAME_EXCHANGE = 2
"""Linux, renameat2(2), and by luck RENAME_SWAP of macOS, renamex_np(2): both names are there at every moment."""
_AT_FDCWD = -100

_HINTS = {
    errno.ENOSPC: "free some space, then try again",
    errno.EDQUOT: "free some space, then try again",
    errno.EROFS: "choose a folder on a disk that can be written, for instance with --out",
}

RACY_NS = 2_000_000_000
"""A file changed so shortly before it was looked at may change again without another time: FAT counts in two seconds.
Such a file is read again by the next run."""


@contextlib.contextmanager
def disk(path: Path, doing: str) -> Iterator[None]:
    """Turn a disk's refusal into an error that names the file; `doing` is what was tried: "read", "written"."""
    try:
        yield
    except OSError as fault:
        reason = (fault.strerror or str(fault)).lower()
        hint = _HINTS.get(fault.errno or 0, "look at the path and its permissions")
        raise PlainleafError(f'"{path}" cannot be {doing}: {reason}', place=str(path), hint=hint) from None


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside its place and move it there, so that nobody meets half of it and a kill loses nothing.

    A file that says the same already is left alone. Raises PlainleafError when the disk refuses; what was written
    beside is gone then, so that a full disk gets its space back.
    """
    with disk(path, "written"):
        # A new time of change would make synchronising programs and web servers send the file again.
        _refuse_odd(path)
        if path.is_file() and path.read_bytes() == content:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        with _beside(path) as beside:
            beside.write_bytes(content)
            _keep_rights(path, beside)
            # rename(2) replaces a file in one step within a file system; across two it cannot, so the new one lies
            # beside it.
            beside.replace(path)


@contextlib.contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """A file beside `path` that nobody else writes until the block ends; it is gone when the block fails.

    It has one name, so that the next command writes over what a killed one left, and of two commands at once the
    second waits: it would cut off what the first has written, or find it moved away.
    """
    beside = path.with_name(f".{path.name}.new")
    handle = -1
    while handle < 0:
        handle = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        with contextlib.suppress(OSError):
            # A network disk may have no locks; then one at a time is up to the people.
            fcntl.flock(handle, fcntl.LOCK_EX)
        if not _is_still(handle, beside):
            # Whoever held it has moved it to its place meanwhile.
            os.close(handle)
            handle = -1
    try:
        yield beside
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    finally:
        os.close(handle)


def clear_beside(left: Path) -> None:
    """Take away what a command that was killed wrote beside its place; what a living one is writing there stays."""
    with contextlib.suppress(OSError):
        handle = os.open(left, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        finally:
            os.close(handle)
    left.unlink(missing_ok=True)


@contextlib.contextmanager
def held(folder: Path) -> Iterator[bool]:
    """Hold the folder itself, so that no lock file lies among what people see; False when somebody else does."""
    # flock(2) works on folders as well; CLOEXEC, so that a child does not hold the lock on.
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        yield False
        return
    except OSError:
        # A network disk without locks: one command at a time is up to the people then.
        os.close(handle)
        yield True
        return
    try:
        yield True
    finally:
        os.close(handle)


def _is_still(handle: int, path: Path) -> bool:
    with contextlib.suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(handle), path.stat())
    return False


def _refuse_odd(path: Path) -> None:
    """Raise OSError where a folder, a device or a pipe stands, or a link to one: moving a file there would take it away
    from the whole system, /dev/null as well.
    """
    with contextlib.suppress(FileNotFoundError):
        if not stat.S_ISREG(path.stat().st_mode):
            raise OSError(errno.EINVAL, "what stands there is no file", str(path))
    if str(path.absolute().parent) == "/dev":
        # /dev/stdout may lead to a file, and is still the system's.
        raise OSError(errno.EINVAL, "no file is put into /dev", str(path))


def _keep_rights(path: Path, beside: Path) -> None:
    """Give what takes a file's place the rights of that file: what others may read, or may not, stays so."""
    with contextlib.suppress(FileNotFoundError):
        mode = path.stat().st_mode & 0o7777
        if mode != beside.stat().st_mode & 0o7777:
            beside.chmod(mode)


@contextlib.contextmanager
def written_whole(path: Path) -> Iterator[IO[bytes]]:
    """A file to write into, beside its place, that is moved there when all is written: a bundle may be larger than
    memory. Raises PlainleafError when the disk refuses; what stood there is untouched then.
    """
    with disk(path, "written"):
        _refuse_odd(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        with _beside(path) as beside:
            with beside.open("wb") as file:
                yield file
            beside.replace(path)


def put_in_place(new: Path, target: Path) -> None:
    """Move the folder `new` to `target`. What stood there is gone afterwards, and at every moment before the move
    `target` is the old folder, whole, and after it the new one, whole.

    Where the system cannot exchange two folders in one step (a network disk, an image layer), the old one is moved
    aside first, to `target` with ".old" before its name; `restore` puts it back when the process died in between.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists():
        new.rename(target)
        return
    if exchange(new, target):
        shutil.rmtree(new, ignore_errors=True)
        return
    aside = aside_of(target)
    shutil.rmtree(aside, ignore_errors=True)
    try:
        target.rename(aside)
    except OSError as fault:
        if fault.errno != errno.EXDEV:
            raise
        # A folder of an overlay's lower layer cannot be renamed at all (overlayfs without redirect_dir).
        shutil.copytree(target, aside)
        shutil.rmtree(target)
    new.rename(target)
    shutil.rmtree(aside, ignore_errors=True)


def aside_of(target: Path) -> Path:
    """Where the folder that stood at `target` waits while another takes its place."""
    return target.with_name(f".old~{target.name}")


def restore(aside: Path) -> None:
    """Put back what a dead process had moved aside, unless its place was taken meanwhile."""
    target = aside.with_name(aside.name.removeprefix(".old~"))
    if target.exists():
        shutil.rmtree(aside, ignore_errors=True)
    else:
        aside.rename(target)


def exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where the system or the file system cannot."""
    call = _exchange_call()
    if call is None:
        return False
    # File names on Linux are bytes, not always UTF-8.
    if call(os.fsencode(one), os.fsencode(other)) == 0:
        return True
    fault = ctypes.get_errno()
    # Old kernels say ENOSYS, NFS and overlays EINVAL, seccomp in a container EPERM.
    if fault in {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EXDEV, errno.EPERM}:
        return False
    raise OSError(fault, os.strerror(fault), str(other))


@cache
def _exchange_call() -> Any:
    """The system's call as (one, other) → 0 or -1; None where there is none."""
    # Without it ctypes lets errno be overwritten before anybody can ask.
    library = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "darwin" and hasattr(library, "renamex_np"):
        return lambda one, other: library.renamex_np(one, other, _RENAME_EXCHANGE)
    if hasattr(library, "renameat2"):
        return lambda one, other: library.renameat2(_AT_FDCWD, one, _AT_FDCWD, other, _RENAME_EXCHANGE)
    return None


def plain_bytes(path: Path | str) -> bytes:
    """The bytes of a plain file. Raises OSError for whatever is none: opening a pipe waits for somebody who writes, and
    a device may have no end.
    """
    # O_NONBLOCK, so that opening a pipe comes back at once (open(2)); plain files know no waiting.
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "it is no plain file", str(path))
        return file.read()


def stays_inside(path: str) -> bool:
    """Whether a path out of a list that anybody may have edited stays in the folder that it is joined to."""
    return not {"\\", "\0"} & set(path) and not {"", ".", ".."} & set(path.split("/"))


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def to_json(value: object) -> bytes:
    """JSON as we store it: keys in order, two spaces, UTF-8, a final line break."""
    return (json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()
