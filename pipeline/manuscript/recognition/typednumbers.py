"""Numbers that people type before the lines of a list come in ("4.", "b)", "(iv)"); how they count goes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.article.model import Delimiter, NumberStyle
from pipeline.article.numbering import number_of


@dataclass(frozen=True, slots=True)
class Typed:
    """How a run of typed numbers counts."""

    start: int
    style: NumberStyle
    delimiter: Delimiter


def read_numbers(marks: Sequence[str]) -> Typed | None:
    """The style in which each mark is one more than the one before; None when there is none."""
    shown = [_bare(mark) for mark in marks]
    for style in NumberStyle:
        values = [number_of(one, style) for one in shown]
        known = [value for value in values if value is not None]
        if known and len(known) == len(values) and all(b == a + 1 for a, b in pairwise(known)):
            if (
                style in {NumberStyle.LOWER_ALPHA, NumberStyle.UPPER_ALPHA}
                and len(marks) == 1
                and shown[0] in {"i", "I"}
            ):
                continue
            return Typed(known[0], style, delimiter_of(marks[0]))
    return None


def goes_on(one: str, other: str) -> bool:
    """Whether a mark is the next number behind another, written in the same way."""
    return delimiter_of(one) is delimiter_of(other) and read_numbers((one, other)) is not None


def delimiter_of(mark: str) -> Delimiter:
    """What stands beside the number; a colon counts as a period, which an article writes instead."""
    if mark.strip().endswith(")"):
        return Delimiter.PARENS if mark.strip().startswith("(") else Delimiter.PAREN
    return Delimiter.PERIOD


def _bare(mark: str) -> str:
    return mark.strip().strip("().:")
