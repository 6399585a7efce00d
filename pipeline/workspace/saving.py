"""The new text of a file and what it was made from come in; the file stands there whole, or a refusal with both texts
goes out.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.article.source import ARTICLE_NAME, MAX_PICTURE_BYTES, MAX_TEXT_BYTES, is_slug
from pipeline.errors import PlainleafError
from pipeline.workspace.disk import digest, write_whole
from pipeline.workspace.folder import Workspace
from pipeline.workspace.folders import read_plain

_MARK = b"\xef\xbb\xbf"
_alone = threading.Lock()
"""Two windows that save in the same moment: the second is told of the first."""


@dataclass(frozen=True)
class Saved:
    """A file that was saved: its name in the workspace and the digest of what stands there now."""

    file: str
    digest: str


@dataclass(frozen=True)
class Conflict:
    """A save that did not happen, since somebody else changed the file: what stands there (None when the file is gone)
    with its digest, and what was to be saved.
    """

    file: str
    theirs: bytes | None
    ours: bytes
    digest: str


def text_path(workspace: Workspace, file: str) -> Path:
    """Where the text of an article, a snippet or a brand lies. Raises PlainleafError for a name of anything else, and
    for one that leads out of the workspace.
    """
    parts = file.split("/")
    ours = len(parts) == 3 and parts[0] == "source" and parts[2].endswith(".md")
    article = ours and is_slug(parts[1]) and bool(ARTICLE_NAME.match(parts[2]))
    snippet = ours and parts[1] == "_snippets" and is_slug(parts[2].split(".")[0])
    brand = len(parts) == 4 and parts[:2] == ["styles", "brands"] and is_slug(parts[2]) and parts[3] == "brand.toml"
    if not (article or snippet or brand) or "\0" in file or "\\" in file:
        raise PlainleafError("this is no text of the workspace", place=file[:200], hint="choose one of its articles")
    path = workspace.root / file
    if not path.resolve().is_relative_to((workspace.styles if brand else workspace.source).resolve()):
        raise PlainleafError("the file leads out of the workspace", place=file, hint="put a plain file in its place")
    return path


def read_text(workspace: Workspace, file: str) -> bytes:
    """The bytes of an article's or a snippet's text. Raises PlainleafError when they cannot be had."""
    path = text_path(workspace, file)
    content = read_plain(path, workspace.root, MAX_TEXT_BYTES)
    if isinstance(content, bytes):
        return content
    why = f"it weighs {content:,} bytes" if isinstance(content, int) else content
    raise PlainleafError(f"the text cannot be read: {why}", place=file, hint="look at the file and its permissions")


def save_text(workspace: Workspace, file: str, content: bytes, based_on: str) -> Saved | Conflict:
    """Save the text of an article in one step. `based_on` is the digest of the bytes that were edited, "" for a file
    that is new: when another text stands there now, nothing is written and both texts come back.

    Raises PlainleafError for a text that is too large or no UTF-8, and when the disk refuses; what stood there stays.
    """
    path = text_path(workspace, file)
    if len(content) > MAX_TEXT_BYTES:
        raise PlainleafError(
            f"the text weighs {len(content):,} bytes, {MAX_TEXT_BYTES:,} is the most",
            place=file,
            hint="split it into several articles",
        )
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        raise PlainleafError("the text is no UTF-8", place=file, hint="send it as UTF-8") from None
    with _alone:
        return _save(workspace, file, path.resolve(), content, based_on)


def _save(workspace: Workspace, file: str, path: Path, content: bytes, based_on: str) -> Saved | Conflict:
    there = read_plain(path, workspace.root.resolve(), MAX_TEXT_BYTES) if os.path.lexists(path) else None
    if there is not None and not isinstance(there, bytes):
        raise PlainleafError(
            "the file cannot be read, and is not overwritten", place=file, hint="look at its permissions"
        )
    now = digest(there) if there is not None else ""
    if there is not None and there.startswith(_MARK) and not content.startswith(_MARK):
        # Editors in a browser know nothing of the mark of order that Windows writes; the file keeps it.
        content = _MARK + content
    if now != based_on and there != content:
        return Conflict(file, there, content, now)
    if there is not None and not os.access(path, os.W_OK):
        raise PlainleafError(
            "there is no permission to write the file", place=file, hint="ask for the right to write it"
        )
    write_whole(path, content)
    return Saved(file, digest(content))


def add_picture(workspace: Workspace, slug: str, name: str, content: bytes) -> str:
    """Put a picture into the images folder of an article, under a name that none of its pictures has; gives the name.

    Raises PlainleafError for an article that is not there, a picture too large, and when the disk refuses.
    """
    folder = workspace.source / slug
    if not is_slug(slug) or not folder.is_dir() or not folder.resolve().is_relative_to(workspace.source.resolve()):
        raise PlainleafError(f'there is no article "{slug[:60]}"', hint="choose one of the workspace")
    if len(content) > MAX_PICTURE_BYTES:
        raise PlainleafError(
            f"the picture weighs {len(content):,} bytes, {MAX_PICTURE_BYTES:,} is the most",
            place=name,
            hint="scale it down to what a page shows",
        )
    images = folder / "images"
    if images.is_symlink():
        raise PlainleafError("the images folder is a link", place=f"source/{slug}/images", hint="make it a folder")
    with _alone:
        free = _free_name(images, name, content)
        write_whole(images / free, content)
    return free


def _free_name(images: Path, name: str, content: bytes) -> str:
    stem, _, ending = name.rpartition(".")
    free, number = name, 2
    while (images / free).exists() and not ((images / free).is_file() and (images / free).read_bytes() == content):
        free, number = f"{stem}-{number}.{ending}", number + 1
    return free


def encoded(values: Saved | Conflict) -> Mapping[str, object]:
    """The answer to a save as JSON values."""
    if isinstance(values, Saved):
        return {"saved": True, "file": values.file, "digest": values.digest}
    theirs = values.theirs.decode("utf-8", "replace") if values.theirs is not None else None
    ours = values.ours.decode("utf-8", "replace")
    return {"saved": False, "file": values.file, "digest": values.digest, "theirs": theirs, "ours": ours}
