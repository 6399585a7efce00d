"""Small sources and values that many tests start from."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pipeline.article.reading import Reading, read_articles
from pipeline.article.source import Source
from pipeline.house.styles import read_styles
from pipeline.press.typeface import Typefaces

ROOT = Path(__file__).resolve().parent.parent
HEAD = (ROOT / "tests" / "rules" / "article" / "head.yaml").read_text(encoding="utf-8")


def with_head(text: str) -> str:
    """The text as an article: with the standard head in front, unless it brings its own."""
    return text if text.startswith("---") else f"---\n{HEAD}---\n\n{text}"


def source_of(files: Mapping[str, bytes], slug: str = "tides", snippets: Mapping[str, bytes] | None = None) -> Source:
    """A source with these files; article texts get the standard head."""
    headed = dict(files)
    for name, content in files.items():
        if name.endswith(".md"):
            with contextlib.suppress(UnicodeDecodeError):
                headed[name] = with_head(content.decode()).encode() if content.strip() else content
    return Source(slug, f"source/{slug}", headed, snippets or {})


def reading_of(text: str, images: Mapping[str, bytes] | None = None) -> Reading:
    """What reading one article says; `images` by name below images/."""
    files = {"article.md": text.encode()} | {f"images/{name}": content for name, content in (images or {}).items()}
    return read_articles(source_of(files))[0]


def folder_files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its path in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


@cache
def bundled_typefaces() -> Typefaces:
    """The typefaces under styles/fonts; without any registered font the text engine would bring the process down."""
    return read_styles(folder_files(ROOT / "styles")).typefaces
