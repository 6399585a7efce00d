"""A folder that somebody filled comes in; the bytes of its plain files, and why the others stay unread, go out."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipeline import limits

SNIPPETS = "_snippets"
"""The folder under source/ with what several articles include."""


@dataclass(slots=True)
class Folder:
    """Files by their path in the folder: their bytes, their size when they are too large, or why they stay unread."""

    files: dict[str, bytes] = field(default_factory=dict)
    oversized: dict[str, int] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)


def read_folder(folder: Path, limit: Callable[[Path], int]) -> Folder:
    """Every plain file below `folder`, hidden ones left out; `limit` gives the bytes that one may have.

    Links are followed inside the folder only, pipes and devices never opened. An empty result when there is no such
    folder. Nothing is raised.
    """
    found = Folder()
    together = 0
    for path, fault in _walk(folder):
        name = path.relative_to(folder).as_posix()
        if fault:
            found.unread[name] = fault
            continue
        if len(found.files) >= limits.FOLDER_FILES or together > limits.FOLDER_BYTES:
            found.unread[name] = (
                f"the folder holds more than {limits.FOLDER_FILES:,} files or {limits.FOLDER_BYTES:,} bytes"
            )
            break
        content = read_plain(path, folder, limit(path))
        if isinstance(content, int):
            found.oversized[name] = content
        elif isinstance(content, str):
            found.unread[name] = content
        else:
            found.files[name] = content
            together += len(content)
    return found


def _walk(folder: Path) -> Iterator[tuple[Path, str]]:
    """Every entry that is no folder, in the order of paths; folders that cannot be listed, with the reason."""
    waiting = [folder]
    files: list[tuple[Path, str]] = []
    while waiting and len(files) <= 2 * limits.FOLDER_FILES:
        here = waiting.pop()
        try:
            with os.scandir(here) as entries:
                for entry in entries:
                    # Editors, Finder and version control keep their own files under such names.
                    if entry.name.startswith("."):
                        continue
                    if entry.is_dir(follow_symlinks=False) and entry.name.endswith((".md", ".toml")):
                        files.append((here / entry.name, "it is a folder, no file"))
                    elif entry.is_dir(follow_symlinks=False):
                        waiting.append(here / entry.name)
                    else:
                        files.append((here / entry.name, ""))
        except FileNotFoundError:
            continue
        except OSError as fault:
            files.append((here, _reason(fault)))
    # A folder gives its entries in the order of its hash table, which differs by machine.
    yield from sorted(files)


def leads_outside(path: Path, root: Path) -> str:
    """What is wrong with a link that leads out of `root`, or nowhere; "" for everything else."""
    try:
        if not path.is_symlink():
            return ""
        # The root may be reached by a link itself, as /tmp is on macOS.
        if not path.resolve(strict=True).is_relative_to(root.resolve()):
            return "it is a link that leads out of its folder"
    except (OSError, RuntimeError):
        return "it is a link that leads nowhere"
    return ""


def read_plain(path: Path, root: Path, limit: int) -> bytes | int | str:
    """The bytes of a plain file inside `root`; its size when it has more than `limit`; else why it cannot be read."""
    outside = leads_outside(path, root)
    if outside:
        return outside
    try:
        # A pipe without a writer would keep an ordinary open waiting for ever.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as fault:
        return _reason(fault)
    try:
        with os.fdopen(handle, "rb") as file:
            # Asked of the open file, not of its name, which may lead elsewhere by now.
            about = os.fstat(file.fileno())
            if not stat.S_ISREG(about.st_mode):
                return f"it is a {_KINDS.get(stat.S_IFMT(about.st_mode), 'special file')}, no file"
            if about.st_size > limit:
                return about.st_size
            # A file may grow between the question for its size and the reading.
            content = file.read(limit + 1)
            return content if len(content) <= limit else len(content)
    except OSError as fault:
        return _reason(fault)


_KINDS = {stat.S_IFDIR: "folder", stat.S_IFIFO: "pipe", stat.S_IFCHR: "device", stat.S_IFBLK: "device"}


def _reason(fault: OSError) -> str:
    return f"it cannot be read: {(fault.strerror or str(fault)).lower()}"
