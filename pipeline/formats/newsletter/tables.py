"""An edition comes in; what finds room in a window of 320 px goes out: how a table is set, which words are wider.

A mail client has faces of its own: words are measured on the bundled ones and taken as wide as the widest that readers
have.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from pipeline.article.model import Table
from pipeline.edition.edition import Edition
from pipeline.markup.tables import grid_of
from pipeline.press.ruler import Ruler
from pipeline.press.tabulation import Room, Tabulation, tabulate

WINDOW = 320
"""CSS px of the narrowest window (WCAG 2.2, 1.4.10)."""

MARGINS = 48
WIDEST = 1.28
"""Verdana and DejaVu Sans set a word up to 1.27 times as wide as the bundled face does (measured on 40 words)."""

ROOM = Room(column=WINDOW - MARGINS, size=16, padding=20, tight=10)
"""A table in that window; its type and its padding as in newsletter.css and head.css."""

INDENT = 48
"""CSS px that a list or a field takes from a line at most."""


class Window:
    """What finds room in a window of 320 px, in the widest face that readers have.

    `SIZES`: CSS px of headings there, as in head.css.
    """

    SIZES: ClassVar[Mapping[str, float]] = {"h1": 29, "h2": 22, "h3": 20, "h4": 17}

    def __init__(self, edition: Edition) -> None:
        self._ruler = Ruler(edition.typefaces, edition.lang)

    def width(self, text: str, *, bold: bool = False, size: float = ROOM.size) -> float:
        """CSS px of a piece of text on one line."""
        return self._ruler.width(text, "text", 700 if bold else 400, size) * WIDEST

    def tabulate(self, table: Table) -> Tabulation:
        """How a table is set."""
        return tabulate(grid_of(table), ROOM, lambda text, bold: self.width(text, bold=bold))

    def is_wide(self, word: str, tag: str) -> bool:
        """Whether a word in a block with this tag is wider than a line."""
        room = ROOM.column - (0 if tag in ("h1", "h2") else INDENT)
        return self.width(word, bold=tag in self.SIZES or tag == "th", size=self.SIZES.get(tag, 17)) > room
