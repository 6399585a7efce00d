"""What was said and what is said now come in; the difference in words for people goes out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

SHOWN = 90
"""So many characters of a text a message shows (house)."""


@dataclass(frozen=True, slots=True)
class Differing:
    """One difference between a file and what it was: `where` in it ("page 2", "ch01.xhtml", "" for the whole)."""

    where: str
    message: str


_BESIDE_SIGNS = re.compile(r"\s+(?=[^\w\s])|(?<=[^\w\s])\s+")


def tight(text: str) -> str:
    """A text without the white space beside its signs: programs that indent pages set and drop it there ("5 mg .").

    Between two letters or digits it stays, so that "1 0 mg" is not 10 mg.
    """
    return _BESIDE_SIGNS.sub("", text)


def told(expected: str, actual: str) -> str:
    """What stands for what in two texts that differ, in a message; at most three places."""
    if not actual:
        return f'"{short(expected)}" is not there any more'
    if not expected:
        return f'"{short(actual)}" was added'
    one, other = expected.split(), actual.split()
    codes = [code for code in SequenceMatcher(None, one, other, autojunk=False).get_opcodes() if code[0] != "equal"]
    if not codes:
        return f'"{short(expected)}" is set otherwise'
    parts = [_change(" ".join(one[i1:i2]), " ".join(other[j1:j2])) for _, i1, i2, j1, j2 in codes[:3]]
    _, first, _, _, _ = codes[0]
    around = " ".join(one[max(0, first - 8) : first + 12])
    return f'{"; ".join(parts)} in "{short(around)}"'


def _change(expected: str, actual: str) -> str:
    if not actual:
        return f'"{short(expected)}" is lost'
    return f'"{short(actual)}" stands for "{short(expected)}"' if expected else f'"{short(actual)}" is added'


def short(text: str) -> str:
    """The beginning of a text, in one line."""
    words = " ".join(text.split())
    return words if len(words) <= SHOWN else f"{words[: SHOWN - 2]}…"
