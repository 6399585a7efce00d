"""A line as it stands on paper, from left to right, comes in; the line as it is read goes out."""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
"""Hebrew, Arabic and the scripts between them, and their forms."""

_STRONG = {"L": "L", "R": "R", "AL": "R", "EN": "N", "AN": "N"}
_IN_NUMBERS = frozenset(("ES", "CS", "ET"))
"""Separators and signs that belong to the numbers beside them (UAX 9, W4 and W5)."""


def as_it_stands(letters: str) -> str:
    """What one glyph says, from left to right: "لا" is typed lam first, and its lam stands at the right."""
    return letters[::-1] if len(letters) > 1 and RIGHT_TO_LEFT.search(letters) else letters


def in_reading_order(line: str) -> str:
    """The characters of a line, given from left to right, in the order in which they are read.

    The levels of Unicode's bidirectional algorithm (UAX 9, L2) are found again from the line as it stands, in its plain
    cases: isolates, which leave no trace on paper, are not. Whoever needs certainty compares.
    """
    if not RIGHT_TO_LEFT.search(line):
        return line
    kinds = _kinds(line)
    counts = {kind: sum(each == kind for each in kinds) for kind in "LR"}
    rightwards = counts["L"] > counts["R"]
    levels = _levels(kinds, rightwards)
    # A reversal undoes itself: from the lowest level on, the opposite of how a line is laid out (L2).
    pieces = list(line)
    for level in range(1, max(levels, default=0) + 1):
        pieces, levels = _reversed(pieces, levels, level)
    return "".join(pieces)


def _kinds(line: str) -> list[str]:
    """Of each character: "L", "R", "N" (a number) or "" (neither)."""
    classes = [unicodedata.bidirectional(character) for character in line]
    kinds = [_STRONG.get(each, "") for each in classes]
    for at, each in enumerate(classes):
        if each == "NSM":
            # An accent stands at its letter's left where that is read from the right.
            kinds[at] = next((kind for kind in kinds[at + 1 :] if kind), "R")
        elif each in _IN_NUMBERS and 0 < at < len(kinds) - 1 and kinds[at - 1] == kinds[at + 1] == "N":
            kinds[at] = "N"
    return kinds


def _levels(kinds: list[str], rightwards: bool) -> list[int]:
    """Levels of a line that is read from the left (`rightwards`) or from the right."""
    levels = []
    for at, own in enumerate(kinds):
        kind = own
        if not kind:
            before = next((each for each in reversed(kinds[:at]) if each), "")
            after = next((each for each in kinds[at + 1 :] if each), "")
            # Between two words of one direction a sign goes with them, otherwise with the line (N1 and N2); a number
            # behind a Latin word goes with it (W7).
            around = {before, after}
            kind = "L" if "L" in around and around <= {"L", "N"} else "R" if around <= {"R", "N"} else ""
        if rightwards:
            levels.append({"R": 1, "N": 0}.get(kind, 0))
        else:
            levels.append({"L": 2, "N": 2}.get(kind, 1))
    return levels


def _reversed(pieces: list[str], levels: list[int], least: int) -> tuple[list[str], list[int]]:
    """Each stretch of this level or a higher one turned round."""
    out: list[tuple[str, int]] = []
    for high, group in groupby(zip(pieces, levels, strict=True), key=lambda each: each[1] >= least):
        stretch = list(group)
        out += stretch[::-1] if high else stretch
    return [piece for piece, _ in out], [level for _, level in out]
