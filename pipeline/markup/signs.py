"""An item that opens with a sign of warning or of an idea comes in; the sign and the item without it go out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipeline.article.model import Bullets, Item, Prose, Steps, Text

SIGNS = ("warning", "tip")
"""What a sign can say; styles/words has the word for each ("warning-label")."""


@dataclass(frozen=True, slots=True)
class Sign:
    """What takes the place of an item's bullet: "warning" or "tip", and the characters that its author typed."""

    kind: str
    typed: str


_SIGN = re.compile("(?:(\u26a0\ufe0f?)|\U0001f4a1\ufe0f?)\\s*")
"""The signs that clinics type before a line; others are part of what it says."""


def signed(item: Item) -> tuple[Sign, Item] | None:
    """The sign that an item of one paragraph opens with, and the item without it; None where there is none."""
    if not item.blocks or not isinstance(item.blocks[0], Prose):
        return None
    first, rest = item.blocks[0], item.blocks[1:]
    if not all(isinstance(block, Bullets | Steps) for block in rest):
        return None
    if not first.inlines or not isinstance(first.inlines[0], Text):
        return None
    opening = first.inlines[0].text
    match = _SIGN.match(opening)
    if match is None or (len(first.inlines) == 1 and not opening[match.end() :].strip()):
        return None
    left = opening[match.end() :]
    inlines = (Text(left), *first.inlines[1:]) if left else first.inlines[1:]
    bare = replace(item, blocks=(replace(first, inlines=inlines), *rest))
    return Sign("warning" if match[1] else "tip", match[0].strip()), bare
