"""Runs and cells of a made-up document come in; what every writer of ours needs to know of them goes out."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from pipeline.manuscript.characters.symbols import _tables
from tests.manuscript.generated.document import LINK, Cell, Paragraph

FORMATS = {
    "decimal": ("decimal", 0, "1"),
    "lower-alpha": ("lowerLetter", 4, "a"),
    "upper-alpha": ("upperLetter", 3, "A"),
    "lower-roman": ("lowerRoman", 2, "i"),
    "upper-roman": ("upperRoman", 1, "I"),
    "bullet": ("bullet", 23, ""),
}
"""How Word, Rich Text and OpenDocument name each way of counting."""


def symbol(sign: str) -> tuple[str, int]:
    """The font that draws a sign in the place of a letter, and its code there; no font and 0 when there is none."""
    for font, signs in (("Symbol", "≥≤±×μ°→α"), ("Wingdings", "✓☎")):
        if sign in signs:
            return font, _tables()[font.lower()].find(sign) + 0x20
    return "", 0


def linked(marks: frozenset[str]) -> tuple[str, list[str]]:
    """The address to which a run leads as XML has it (empty for none), and its other marks."""
    address = next((escape(mark.removeprefix(LINK)) for mark in marks if mark.startswith(LINK)), "")
    return address, sorted(mark for mark in marks if not mark.startswith(LINK))


def paragraphs_of(cell: Cell) -> list[Paragraph]:
    return [Paragraph(cell.runs, cell.note), *([Paragraph(cell.more)] if cell.more else [])]


def parts_of(text: str) -> Iterator[tuple[str, str, int]]:
    """Text in stretches, a sign of a symbol font by itself with that font and its code."""
    plain = ""
    for sign in text:
        font, code = symbol(sign)
        if code:
            if plain:
                yield plain, "", 0
            plain = ""
            yield sign, font, code
        else:
            plain += sign
    if plain:
        yield plain, "", 0
