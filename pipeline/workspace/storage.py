"""A workspace comes in; the bytes of its articles, collections, snippets and styles go out."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from pipeline.article.source import MAX_PICTURE_BYTES, MAX_TEXT_BYTES, Source
from pipeline.workspace.disk import disk
from pipeline.workspace.folder import Workspace

SNIPPETS = "_snippets"


def read_source(workspace: Workspace, slug: str) -> Source:
    """One article folder and the shared snippets. Links that leave the folder and oversized files stay unread."""
    folder = workspace.source / slug
    files, oversized = _read_folder(folder, _limit)
    snippets, _ = _read_folder(workspace.source / SNIPPETS, _limit)
    return Source(slug, f"source/{slug}", files, snippets, oversized)


def _limit(path: Path) -> int:
    return MAX_TEXT_BYTES if path.suffix in {".md", ".toml", ".yaml"} else MAX_PICTURE_BYTES


def _read_folder(folder: Path, limit: Any) -> tuple[dict[str, bytes], dict[str, int]]:
    files: dict[str, bytes] = {}
    oversized: dict[str, int] = {}
    if not folder.is_dir():
        return files, oversized
    root = folder.resolve()
    with disk(folder, "read"):
        for path in sorted(folder.rglob("*")):
            hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
            if hidden or not path.is_file() or not path.resolve().is_relative_to(root):
                continue
            name = path.relative_to(folder).as_posix()
            size = path.stat().st_size
            if size > limit(path):
                oversized[name] = size
            else:
                files[name] = path.read_bytes()
    return files, oversized


def article_slugs(workspace: Workspace) -> list[str]:
    """The folders under source/ that hold an article; names that begin with "_" or "." are something else."""
    with disk(workspace.source, "read"):
        return sorted(
            path.name
            for path in workspace.source.iterdir()
            if path.is_dir() and not path.name.startswith(("_", ".")) and any(path.glob("article*.md"))
        )


def read_collections(workspace: Workspace) -> dict[str, bytes]:
    """The collection files under source/ by slug."""
    with disk(workspace.source, "read"):
        return {
            path.name.removesuffix(".collection.toml"): path.read_bytes()
            for path in sorted(workspace.source.glob("*.collection.toml"))
            if path.stat().st_size <= MAX_TEXT_BYTES
        }


def read_style_files(workspace: Workspace) -> dict[str, bytes]:
    """Every file under styles/ by its path below it."""
    files, _ = _read_folder(workspace.styles, lambda _: MAX_PICTURE_BYTES)
    return files


def code_digest() -> str:
    """A hash over the engine's own files, so that a new version renders anew."""
    digest = hashlib.sha256()
    root = Path(__file__).parent.parent
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.suffix != ".pyc" and "__pycache__" not in path.parts:
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
