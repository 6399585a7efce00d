"""Runs and cells of a made-up document come in; what every writer of ours needs to know of them goes out."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.manuscript.symbols import _tables
from tests.manuscript.generated.document import LINK, Cell, Run

FORMATS = {
    "decimal": ("decimal", 0, "1"),
    "lower-alpha": ("lowerLetter", 4, "a"),
    "upper-alpha": ("upperLetter", 3, "A"),
    "lower-roman": ("lowerRoman", 2, "i"),
    "upper-roman": ("upperRoman", 1, "I"),
    "bullet": ("bullet", 23, ""),
}
"""How Word, Rich Text and OpenDocument name each way of counting."""


def symbol(sign: str) -> int:
    """The code of a sign in the font Symbol, 0 when it has none."""
    return _tables()["symbol"].find(sign) + 0x20 if sign in "≥≤±×μ°→α" else 0


def linked(marks: frozenset[str]) -> tuple[str, list[str]]:
    """The address to which a run leads (empty for none), and its other marks."""
    address = next((mark.removeprefix(LINK) for mark in marks if mark.startswith(LINK)), "")
    return address, sorted(mark for mark in marks if not mark.startswith(LINK))


def paragraphs_of(cell: Cell) -> list[tuple[Run, ...]]:
    return [runs for runs in (cell.runs, cell.more) if runs]


def parts_of(text: str) -> Iterator[tuple[str, int]]:
    """Text in stretches, a sign of the font Symbol by itself with its code."""
    plain = ""
    for sign in text:
        if code := symbol(sign):
            if plain:
                yield plain, 0
            plain = ""
            yield sign, code
        else:
            plain += sign
    if plain:
        yield plain, 0
