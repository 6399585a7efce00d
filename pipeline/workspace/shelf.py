"""A workspace comes in; its articles, each read from disk when it is asked for, go out, with digests known beforehand.

What an article folder holds is not read while size, times and inode of its files say that it is what was read before.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from pipeline.article.source import Source
from pipeline.workspace import storage
from pipeline.workspace.disk import RACY_NS
from pipeline.workspace.folder import Workspace
from pipeline.workspace.folders import SNIPPETS, leads_outside

_KEPT = 8
"""Sources kept in memory: those whose articles were just read (house)."""

Digest = Callable[[Source], str]


class Shelf(Mapping[str, Source]):
    """The sources of a workspace by slug. `digests` are those of all of them; `seen` what the next run should know.

    `before` is what an earlier run saw: the mark of each folder and the digest of what was in it.
    """

    def __init__(self, workspace: Workspace, digest: Digest, before: Mapping[str, tuple[str, str]]) -> None:
        began = time.time_ns()
        self._workspace = workspace
        self._shared = storage.read_shared(workspace)
        self._read: OrderedDict[str, Source] = OrderedDict()
        self._names: dict[str, frozenset[str]] = {}
        self.digests: dict[str, str] = {}
        self.seen: dict[str, tuple[str, str]] = {}
        source = workspace.source
        everywhere = [*(source / SNIPPETS).rglob("*"), *source.glob("defaults*.yml")]
        common = _mark_of_files(everywhere, source)
        for slug in storage.article_slugs(workspace):
            marked, names, newest = _look(source / slug)
            self._names[slug] = names
            mark = f"{marked} {common}" if marked and common else ""
            known = before.get(slug)
            if mark and known is not None and known[0] == mark:
                self.digests[slug] = known[1]
            else:
                self.digests[slug] = digest(self[slug])
                self._read.clear()
            if mark and newest < began - RACY_NS:
                self.seen[slug] = (mark, self.digests[slug])

    def __getitem__(self, slug: str) -> Source:
        if slug not in self._names:
            raise KeyError(slug)
        if slug not in self._read:
            self._read[slug] = storage.read_source(self._workspace, slug, self._shared)
            while len(self._read) > _KEPT:
                self._read.popitem(last=False)
        return self._read[slug]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __contains__(self, slug: object) -> bool:
        return slug in self._names

    def holding(self, name: str) -> tuple[str, ...]:
        """The slugs of the articles in whose folder there is an entry of this name."""
        return tuple(slug for slug, names in self._names.items() if name in names)


def _look(folder: Path) -> tuple[str, frozenset[str], int]:
    """A mark of everything in a folder, "" when it must be read to know; the names in it; its newest time, in ns."""
    total = hashlib.sha256()
    own: list[str] = []
    plain, newest = True, 0
    waiting = [str(folder)]
    while waiting:
        here = waiting.pop()
        try:
            with os.scandir(here) as listed:
                entries = sorted((entry for entry in listed if not entry.name.startswith(".")), key=lambda e: e.name)
            for entry in entries:
                if here == str(folder):
                    own.append(entry.name)
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                    total.update(f"{entry.path}\0".encode("utf-8", "surrogateescape"))
                    continue
                about = entry.stat(follow_symlinks=False)
                plain = plain and stat.S_ISREG(about.st_mode)
                newest = max(newest, about.st_mtime_ns, about.st_ctime_ns)
                total.update(_line(entry.path, about))
        except OSError:
            plain = False
    return total.hexdigest() if plain else "", frozenset(own), newest


def _line(path: str, about: os.stat_result) -> bytes:
    # No program can set the time of change; "cp -p" and archives set that of writing.
    numbers = (about.st_size, about.st_mtime_ns, about.st_ctime_ns, about.st_ino, about.st_mode)
    return f"{path}\0{numbers}\0".encode("utf-8", "surrogateescape")


def _mark_of_files(paths: list[Path], root: Path) -> str:
    """A mark of what all articles share, "" when it was changed a moment ago or is not plain."""
    total = hashlib.sha256()
    now = time.time_ns()
    try:
        for path in sorted(paths):
            about = path.lstat()
            if not stat.S_ISDIR(about.st_mode):
                if not stat.S_ISREG(about.st_mode) or leads_outside(path, root):
                    return ""
                if max(about.st_mtime_ns, about.st_ctime_ns) >= now - RACY_NS:
                    return ""
                total.update(_line(str(path), about))
    except OSError:
        return ""
    return total.hexdigest()
