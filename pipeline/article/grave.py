"""Inlines come in; what the author marked as the gravest risk goes out, and what was to be such a mark."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from pipeline.article.model import Blocks, Inlines, Span, Text
from pipeline.article.walking import walk
from pipeline.finding import Place

GRAVE = "grave"
"""The class by which an author marks the gravest risk: `[words]{.grave}`, `- An item. {.grave}`,
`::: {.callout .warning .grave}`.
"""

NOT_CLINICAL = "not-clinical"
"""The class by which an author marks words that need no clinician: `::: not-clinical`, `[words]{.not-clinical}`,
`::: {.callout .tip .not-clinical}`. Of such a part an approval binds only the facts, links and pictures.
"""

_AT_THE_END = re.compile(rf"\s*\{{\s*\.{GRAVE}\s*\}}$")
_NEAR = 0.75
"""A class so like the mark is a slip of the pen (house; difflib's ratio)."""


def marked_grave(inlines: Inlines) -> Inlines:
    """A paragraph or item that ends with `{.grave}` as one marked span; anything else as it is."""
    last = inlines[-1] if inlines else None
    if not isinstance(last, Text) or not _AT_THE_END.search(last.text):
        return inlines
    rest = _AT_THE_END.sub("", last.text)
    children = (*inlines[:-1], *((Text(rest),) if rest else ()))
    return (Span(children, classes=frozenset({GRAVE})),) if children else ()


def misspelt_marks(blocks: Blocks) -> Iterator[tuple[Place, str]]:
    """The classes of spans that were to be the mark, each with the place of its block."""
    place = Place("")
    for part in walk(blocks):
        if hasattr(part, "node"):
            place = part.node.place
        for name in sorted(part.classes) if isinstance(part, Span) else ():
            if (
                name not in {GRAVE, NOT_CLINICAL}
                and difflib.SequenceMatcher(None, name.casefold(), GRAVE).ratio() >= _NEAR
            ):
                yield place, name
