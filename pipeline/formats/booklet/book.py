"""What a booklet is made of: pages, footnotes and contributors, the table of contents, the files that are packed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pipeline.article.material import Picture
from pipeline.markup.manner import Heading

TOC_LEVEL = 2
"""The deepest heading in the table of contents (EP-NV-02: every h1 and h2)."""


@dataclass(frozen=True, slots=True)
class Footnote:
    """A footnote of a page: its number in the book, its mark, its content as XHTML, the id of where it is called."""

    number: int
    mark: str
    xhtml: str
    back: str

    @property
    def inline(self) -> bool:
        """Whether the content is words of one paragraph, not blocks."""
        return not re.search(r"<(p|ul|ol|dl|div|table|blockquote|figure|pre|section|hr)\b", self.xhtml)


@dataclass(frozen=True, slots=True)
class Page:
    """One XHTML file of the book.

    `kind` is its epub:type and `matter` the division it belongs to; `role` its DPUB-ARIA role or ""; `body` what
    stands below the h1 `heading` (both XHTML); `label` the words above it; `lead` the sentence below it.
    `headings` are all its headings, the h1 first; `notes` its footnotes.
    """

    file: str
    title: str
    kind: str
    matter: str
    role: str = ""
    id: str = ""
    heading: str = ""
    label: str = ""
    lead: str = ""
    body: str = ""
    headings: tuple[Heading, ...] = ()
    notes: tuple[Footnote, ...] = ()
    template: str = "page.xhtml"

    @property
    def properties(self) -> tuple[str, ...]:
        """What the manifest must say of the content (EPUB 3.3, D.6)."""
        written = [self.heading, self.body, *(note.xhtml for note in self.notes)]
        return ("mathml",) if any("<math" in part for part in written) else ()


@dataclass(frozen=True, slots=True)
class Contributor:
    """Who made the book, with a MARC relator code: aut, rev, trl."""

    name: str
    code: str
    detail: str = ""
    is_person: bool = True


@dataclass(frozen=True)
class View:
    """Everything that becomes files: pages in reading order, pictures by file name, metadata."""

    slug: str
    title: str
    subtitle: str
    lang: str
    direction: str
    identifier: str
    isbn: str
    prices: tuple[tuple[str, str], ...]
    modified: date
    published: date
    description: str
    publisher: str
    contributors: tuple[Contributor, ...]
    subjects: tuple[str, ...]
    rights: str
    edition: str
    series: tuple[str, str]
    pages: tuple[Page, ...]
    pictures: Mapping[str, Picture]
    canonical: str = ""
    documents: tuple[tuple[str, str], ...] = ()
    decisions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """One line of a navigation list with the lines below it."""

    href: str
    text: str
    level: int = 1
    kind: str = ""
    children: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the book: its name below EPUB/, media type, bytes, and manifest properties."""

    name: str
    media_type: str
    content: bytes
    properties: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Its id in the manifest: an XML name made from the file name."""
        return "f-" + re.sub(r"[^A-Za-z0-9_.-]", "-", self.name)
