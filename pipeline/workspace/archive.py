"""What was published or approved comes in; it lies in the archive for good, and can be read again, with its history."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline import limits
from pipeline.article.source import Source, is_slug
from pipeline.edition.name import EditionName
from pipeline.errors import PlainleafError
from pipeline.workspace.disk import digest, disk, plain_bytes, write_whole
from pipeline.workspace.folder import Workspace

FOLDER = "archive"
"""Beside source/ and styles/, not in output/: whoever clears the output must not lose what was handed out."""

HISTORY, SENT = "history", "sent"
"""The folders of what was published of each edition, and of what was sent of it."""

_PACKED = ".z"


@dataclass(frozen=True, slots=True)
class Torn:
    """A line of a history that cannot be read: its file and its number."""

    file: str
    line: int


_SAMPLE = 16 << 10  # house
"""Bytes from the middle of a content that tell whether it is packed already, as a web font or a photograph is."""


def _smaller(content: bytes) -> bytes | None:
    """The content packed; None where that saves less than a twentieth."""
    middle = content[len(content) // 2 :][:_SAMPLE]
    if len(content) > 4 * _SAMPLE and len(zlib.compress(middle, 1)) > len(middle) * 0.95:
        return None
    # Level 9 takes twice as long as 6 over the styles with their fonts, and saves two thousandths (measured).
    small = zlib.compress(content, 6)
    return small if len(small) < len(content) * 0.95 else None


class Archive:
    """A folder of contents by their SHA-256, each once and packed, and of histories, a line an event.

    Nothing in it is ever changed or taken out: a content lies under its own digest, and a history only grows. So two
    builds, a kill and a folder that is copied elsewhere do no harm.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    @classmethod
    def of(cls, workspace: Workspace) -> Archive:
        """The archive of a workspace."""
        return cls(workspace.root / FOLDER)

    # contents

    def keep(self, content: bytes) -> str:
        """Put a content in, unless it is there, and give its digest."""
        name = digest(content)
        plain, packed = self._paths(name)
        if not plain.exists() and not packed.exists():
            small = _smaller(content)
            if small is None:
                write_whole(plain, content)
            else:
                write_whole(packed, small)
        return name

    def read(self, name: str) -> bytes:
        """The content with this digest. Raises PlainleafError when it is not there, or not what it was."""
        plain, packed = self._paths(name)
        try:
            with disk(self.root, "read"):
                content = plain_bytes(plain) if plain.exists() else _unpacked(plain_bytes(packed))
        except (PlainleafError, zlib.error):
            content = None
        if content is None or digest(content) != name:
            message = "the archive lacks a part of it" if content is None else "a part of it was changed in the archive"
            hint = f"fetch {FOLDER}/ from where it was kept: a copy, or the computer that published it"
            raise PlainleafError(message, place=f"{FOLDER}/objects/{name[:2]}/{name[2:]}", hint=hint)
        return content

    def keep_files(self, files: Mapping[str, bytes]) -> str:
        """Put files in by name, and give the digest of their list."""
        return self.keep_value({name: self.keep(content) for name, content in files.items()})

    def files(self, name: str) -> dict[str, bytes]:
        """The files of a list. Raises PlainleafError when one is missing."""
        return {str(file): self.read(str(content)) for file, content in self.value(name).items()}

    def keep_value(self, value: Mapping[str, Any]) -> str:
        """Put a table of plain values in, and give its digest."""
        return self.keep(json.dumps(value, ensure_ascii=False, sort_keys=True).encode())

    def value(self, name: str) -> dict[str, Any]:
        """The table with this digest. Raises PlainleafError when it is not there."""
        try:
            value = json.loads(self.read(name))
        except ValueError:
            value = None
        if not isinstance(value, dict):
            raise PlainleafError("it is no record of the archive", place=f"{FOLDER}/objects/{name[:2]}/{name[2:]}")
        return value

    def keep_source(self, source: Source) -> str:
        """Put the folder of an article in, with the snippets and defaults that it takes, and give the digest."""
        value: dict[str, Any] = {"slug": source.slug, "folder": source.folder}
        for name in ("files", "snippets", "defaults"):
            value[name] = self.keep_files(getattr(source, name))
        return self.keep_value(value)

    def source(self, name: str) -> Source:
        """The folder of an article as it was. Raises PlainleafError when a part is missing."""
        value = self.value(name)
        try:
            slug, folder = str(value["slug"]), str(value["folder"])
            files, snippets, defaults = (self.files(str(value[key])) for key in ("files", "snippets", "defaults"))
        except KeyError:
            place = f"{FOLDER}/objects/{name[:2]}/{name[2:]}"
            raise PlainleafError("it is no article of the archive", place=place) from None
        return Source(slug, folder, files, snippets, defaults=defaults)

    def _paths(self, name: str) -> tuple[Path, Path]:
        if len(name) < 3 or not all(c in "0123456789abcdef" for c in name):
            raise PlainleafError("it is no digest of the archive", place=name[:80])
        plain = self.root / "objects" / name[:2] / name[2:]
        return plain, plain.with_name(f"{plain.name}{_PACKED}")

    # histories

    def append(self, name: EditionName, record: Mapping[str, Any], of: str = HISTORY) -> None:
        """Add a line to the history of an edition, `of` what was published or sent. Two builds add one behind the
        other; a line that a kill cut off ends there, and the next begins on a line of its own.
        """
        path = self._history(name, of)
        line = json.dumps(record, ensure_ascii=False, sort_keys=True).encode() + b"\n"
        with disk(path, "written"):
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
            try:
                with contextlib.suppress(OSError):
                    # Network disks without locks append whole lines too (POSIX write(2) with O_APPEND).
                    fcntl.flock(handle, fcntl.LOCK_EX)
                size = os.fstat(handle).st_size
                if size and os.pread(handle, 1, size - 1) != b"\n":
                    line = b"\n" + line
                os.write(handle, line)
                os.fsync(handle)
            finally:
                os.close(handle)

    def records(self, name: EditionName, of: str = HISTORY) -> tuple[list[dict[str, Any]], list[Torn]]:
        """The history of an edition in the order of its lines, and the lines that nobody can read."""
        path = self._history(name, of)
        found: list[dict[str, Any]] = []
        torn: list[Torn] = []
        if not path.is_file():
            return [], []
        with disk(path, "read"):
            content = plain_bytes(path)
        for number, line in enumerate(content.split(b"\n"), start=1):
            if not line.strip():
                continue
            try:
                value = json.loads(line)
            except (ValueError, RecursionError):
                value = None
            if isinstance(value, dict):
                found.append(value)
            else:
                torn.append(Torn(path.relative_to(self.root.parent).as_posix(), number))
        return found, torn

    def written_at(self, name: EditionName) -> int:
        """When the history of an edition was last written whole, in ns since 1970; 0 when there is none, or when its
        last line was cut off.
        """
        try:
            # Asked of every edition in every run: pathlib would take three times as long.
            with open(f"{self.root}/{HISTORY}/{name}.jsonl", "rb") as file:  # noqa: PTH123
                file.seek(-1, os.SEEK_END)
                return os.fstat(file.fileno()).st_mtime_ns if file.read(1) == b"\n" else 0
        except OSError:
            return 0

    def editions(self) -> Iterator[EditionName]:
        """The editions that have a history, in the order of their names."""
        folder = self.root / HISTORY
        for path in sorted(folder.glob("*/*/*.jsonl")) if folder.is_dir() else ():
            brand, lang, file = path.relative_to(folder).parts
            slug = file.removesuffix(".jsonl")
            # No edition has another name; a folder may have been put there by anybody, and its name turn a line around.
            if is_slug(brand) and is_slug(slug) and re.fullmatch("[A-Za-z0-9-]+", lang):
                yield EditionName(brand, lang, slug)

    def _history(self, name: EditionName, of: str = HISTORY) -> Path:
        return self.root / of / name.brand / name.lang / f"{name.slug}.jsonl"


def _unpacked(packed: bytes) -> bytes:
    """What was packed, as long as a content may be. Raises zlib.error for more, and for what was cut off."""
    reader = zlib.decompressobj()
    content = reader.decompress(packed, limits.ARCHIVE_BYTES)
    if not reader.eof:
        raise zlib.error("it is cut off, or longer than a content of the archive may be")
    return content
