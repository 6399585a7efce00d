"""An edition comes in; what finds room on a screen of 320 px goes out: how a table is set, which words are wider.

An e-reader's page cannot be moved sideways: what is wider than the screen is lost.
"""

from __future__ import annotations

import re

from pipeline.edition.edition import Edition
from pipeline.markup.holding import hold
from pipeline.markup.softening import soften_wide
from pipeline.markup.window import NARROWEST, Window
from pipeline.press.ruler import ruler_of
from pipeline.press.tabulation import Room

MARGINS = 30
"""CSS px that a page of a book leaves at both sides together: 4 % each, as in book.css."""

ROOM = Room(column=NARROWEST - MARGINS, size=15.2, padding=13, tight=6)
"""A table on that screen; its type and its padding as in book.css, at 16 px, which readers begin with."""

SIZES = {"h1": 27.2, "h2": 20.8, "h3": 17.6, "th": 15.2, "td": 15.2}
"""CSS px of type where it is not 16, as in book.css; a title page's is larger."""

TITLE = 35.2

_MATH = re.compile(r"(<math\b.*?</math>)", re.DOTALL)


def window_of(edition: Edition, *, title: bool = False) -> Window:
    """A page on a screen of 320 px; `title`: the title page."""
    sizes = SIZES | {"h1": TITLE} if title else SIZES
    return Window(ruler_of(edition.typefaces, edition.lang), ROOM, 16.0, sizes, indent=56.0)


def fit_lines(xhtml: str, edition: Edition, *, title: bool = False) -> str:
    """The page with its values held on one line and its widest words softened; formulas stay as they are."""
    window = window_of(edition, title=title)
    parts = _MATH.split(xhtml)
    for at in range(0, len(parts), 2):
        parts[at] = hold(soften_wide(parts[at], edition.lang, window.is_wide, "<wbr/>".join))
    return "".join(parts)
