"""Typefaces and the widths of a narrow window come in; how tables are set there and which words are wider go out.

The reader's programme has faces of its own: words are measured on the bundled ones and taken as wide as the widest that
readers have.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.article.model import Table
from pipeline.language.hyphens import SOFT_HYPHEN
from pipeline.markup.softening import LINE
from pipeline.markup.tables import grid_of
from pipeline.press.ruler import Ruler
from pipeline.press.tabulation import Room, Tabulation, tabulate

NARROWEST = 320
"""CSS px of the narrowest window (WCAG 2.2, 1.4.10)."""

WIDEST = 1.28
"""Verdana and DejaVu Sans set a word up to 1.27 times as wide as the bundled face does (measured on 40 words)."""

WIDEST_OTHER = 1.1
"""The same of faces for other scripts and for digits, which differ less (house)."""

PHONES = 1.05
"""The same of the faces of phones: Roboto, San Francisco, Noto Sans (measured on the last)."""

BOX = 24.0
"""CSS px that a box takes from a line of a paragraph in it, at the least (styles/booklet, styles/newsletter)."""

BOLD = frozenset("th h1 h2 h3 h4 dt".split())


@dataclass(frozen=True)
class Window:
    """What finds room in a window: `room` for a table, `sizes` the type of blocks by tag where it is not `size`, all in
    CSS px; `indent` is what a list or a field takes from a line at most.
    """

    ruler: Ruler
    room: Room
    size: float
    sizes: Mapping[str, float]
    indent: float

    def width(self, text: str, *, bold: bool = False, size: float = 0.0) -> float:
        """CSS px of a piece of text on one line; a table's size when none is given."""
        widest = WIDEST if any("A" <= letter <= "\u024f" for letter in text) else WIDEST_OTHER
        return self.ruler.width(text, "text", 700 if bold else 400, size or self.room.size) * widest

    def longest(self, piece: str, tag: str, *, bold: bool = False, size: float = 0.0, phone: bool = False) -> float:
        """The width of the widest part of a piece that its soft hyphens leave, in a block with this tag; `phone`: in
        the faces that phones bring, which are no wider than ours by more than a twentieth.
        """
        parts = piece.split(SOFT_HYPHEN)
        ends = ["-"] * (len(parts) - 1) + [""]
        set_in = size or self.sizes.get(tag, self.size)
        strong = bold or tag in BOLD
        widest = max(self.width(part + end, bold=strong, size=set_in) for part, end in zip(parts, ends, strict=True))
        return widest * PHONES / WIDEST if phone else widest

    def tabulate(self, table: Table) -> Tabulation:
        """How a table is set."""
        return tabulate(grid_of(table), self.room, lambda text, bold: self.width(text, bold=bold))

    def is_wide(self, word: str, tag: str) -> bool:
        """Whether a word in a block with this tag is wider than a line."""
        indent = 0.0 if tag in ("h1", "h2") else BOX if tag == LINE else self.indent
        return self.longest(word, tag) > self.room.column - indent
