"""How a format wants its XHTML, and what is noted down while it is written: headings and notes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.article.model import Math, Table
from pipeline.press.tabulation import Tabulation


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as written: the id it leads to, its level (1-6) and its text without markup."""

    id: str
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class WrittenNote:
    """A footnote as written: its number (from 1), mark ("a"), and content as XHTML."""

    number: int
    mark: str
    xhtml: str


def _same_address(target: str) -> str:
    return target


@dataclass(frozen=True, slots=True)
class Manner:
    """How a format wants its XHTML.

    `image_url` and `link_url` turn a picture name or a link target into an address; `link_url` may give "" for a
    link that leads nowhere in this format, whose text is then written alone. `prefix` goes before every id, so that
    articles can share a document. `level` is the level of the article's own sections. `epub` adds epub:type and
    xml:lang. `descriptions` writes a figure's long description below it, or what its picture shows where its key is in
    `spelled`. `numbered_captions` puts "Figure 1" before
    captions. `cell_labels` writes each cell's column heading as its data-label, for tables shown row by row. `math`
    writes a formula. `counters` says where steps begin in CSS as well. `tabulate` says how a table is set.
    `sign_url` says where the drawing of a sign lies ("warning", "tip"), which stands in the place of a bullet.
    """

    image_url: Callable[[str], str] = _same_address
    link_url: Callable[[str], str] = _same_address
    prefix: str = ""
    level: int = 2
    epub: bool = False
    descriptions: bool = False
    spelled: frozenset[str] = frozenset()
    numbered_captions: bool = True
    cell_labels: bool = False
    math: Callable[[Math], str] | None = None
    counters: bool = False
    tabulate: Callable[[Table], Tabulation] | None = None
    sign_url: Callable[[str], str] | None = None
