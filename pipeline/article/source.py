"""The files of an article folder come in as bytes; a source that can be read into articles goes out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline import limits
from pipeline.finding import Rule, Severity, Standing

ARTICLE_NAME = re.compile(r"^article(?:\.([A-Za-z0-9-]+))?\.md$")
"""`article.md` is the original, `article.<language>.md` a translation."""

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MAX_SLUG = 60
"""Characters of a slug. It names a folder, files and an address of the web, on systems that tell capitals apart and on
others that do not; file systems take 255 bytes, of which names and endings are added (house)."""

NAME = Rule(
    "source/name",
    Severity.ERROR,
    f"articles, collections and brands are named with small letters a-z, digits and single dashes, {MAX_SLUG} at most",
    (),
    "house",
    Standing.HOUSE,
    reason="the name becomes a folder and a web address; two that differ in capitals only are one to some disks",
)
UNREADABLE = Rule(
    "source/unreadable",
    Severity.ERROR,
    "what lies in source/ is plain files in plain folders, inside it, that may be read",
    (),
    "house",
    Standing.HOUSE,
    reason="a link can lead to a file that is nobody's business, a pipe never ends, and what cannot be read is missing",
)
STRAY = Rule(
    "source/stray",
    Severity.WARNING,
    "a text in source/ lies in a folder of its own, as article.md",
    (),
    "house",
    Standing.HOUSE,
    reason="it looks like an article and is published by nobody",
)
RULES = (NAME, UNREADABLE, STRAY)

MAX_TEXT_BYTES = limits.TEXT_BYTES
MAX_PICTURE_BYTES = limits.PICTURE_BYTES


@dataclass(frozen=True)
class Source:
    """One article folder: `files` by their path inside it ("article.md", "images/map.png").

    `folder` is how messages name it ("source/tides"); `snippets` are the shared ones by file name
    ("opening-hours.es.md"); `oversized` are files that were left unread, with their size in bytes, and `unread` those
    that could not be read, with the reason; `defaults` is what all articles share of their front matter
    ("defaults.yml").
    """

    slug: str
    folder: str
    files: Mapping[str, bytes] = field(repr=False)
    snippets: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    oversized: Mapping[str, int] = field(default_factory=dict)
    unread: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    @property
    def texts(self) -> tuple[str, ...]:
        """The names of the article files, the original first."""
        names = {*self.files, *self.oversized, *self.unread}
        return tuple(sorted((n for n in names if ARTICLE_NAME.match(n)), key=lambda n: (n != "article.md", n)))


def is_slug(name: str) -> bool:
    """Whether a name can be that of an article, a collection or a brand."""
    return len(name) <= MAX_SLUG and SLUG.fullmatch(name) is not None


def slug_from(words: str) -> str:
    """The words as a slug: "Wound Care", "wound_care" and "WoundCare" are wound-care; "" when no letter is left."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", words)
    plain = unicodedata.normalize("NFKD", parted).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-")[:MAX_SLUG].strip("-")


def slug_hint(name: str) -> str:
    """What to write instead of a name that no article, collection or brand can have."""
    slug = slug_from(name)
    return f"use small letters a-z, digits and single dashes, at most {MAX_SLUG}: {slug or 'wound-care'}"


def translation_tag(name: str) -> str | None:
    """The language tag in a translation's file name, None for the original."""
    match = ARTICLE_NAME.match(name)
    return match[1] if match else None
