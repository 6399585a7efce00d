"""The files of an article folder come in as bytes; a source that can be read into articles goes out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline import limits

ARTICLE_NAME = re.compile(r"^article(?:\.([A-Za-z0-9-]+))?\.md$")
"""`article.md` is the original, `article.<language>.md` a translation."""

MAX_TEXT_BYTES = limits.TEXT_BYTES
MAX_PICTURE_BYTES = limits.PICTURE_BYTES


@dataclass(frozen=True)
class Source:
    """One article folder: `files` by their path inside it ("article.md", "images/map.png").

    `folder` is how messages name it ("source/tides"); `snippets` are the shared ones by file name
    ("opening-hours.es.md"); `oversized` are files that were left unread, with their size in bytes.
    """

    slug: str
    folder: str
    files: Mapping[str, bytes] = field(repr=False)
    snippets: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    oversized: Mapping[str, int] = field(default_factory=dict)

    @property
    def texts(self) -> tuple[str, ...]:
        """The names of the article files, the original first."""
        names = {*self.files, *self.oversized}
        return tuple(sorted((n for n in names if ARTICLE_NAME.match(n)), key=lambda n: (n != "article.md", n)))


def translation_tag(name: str) -> str | None:
    """The language tag in a translation's file name, None for the original."""
    match = ARTICLE_NAME.match(name)
    return match[1] if match else None
