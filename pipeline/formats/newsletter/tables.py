"""An edition comes in; what finds room in a window of 320 px goes out: how a table is set, which words are wider."""

from __future__ import annotations

from pipeline.edition.edition import Edition
from pipeline.markup.window import NARROWEST, Window
from pipeline.press.ruler import ruler_of
from pipeline.press.tabulation import Room

MARGINS = 48
ROOM = Room(column=NARROWEST - MARGINS, size=16, padding=20, tight=10)
"""A table in that window; its type and its padding as in newsletter.css."""

SIZES = {"h1": 29.0, "h2": 22.0, "h3": 20.0, "h4": 17.0, "th": 16.0, "td": 16.0}
"""CSS px of type in a narrow window where it is not 17, as in head.css."""


def window_of(edition: Edition) -> Window:
    """A mail in a window of 320 px."""
    return Window(ruler_of(edition.typefaces, edition.lang), ROOM, 17.0, SIZES, indent=48.0)
