"""Two wordings of a line come in; runs of words that stayed, went or came go out, for those who mark them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum


class Sort(StrEnum):
    """What became of a run of words."""

    KEPT = "kept"
    GONE = "gone"
    COME = "come"


@dataclass(frozen=True, slots=True)
class Run:
    """A run of words, with the white space behind them."""

    sort: Sort
    text: str


def runs(old: str, new: str) -> Iterator[Run]:
    """The words of both wordings in order: all of the new one are kept or come, all of the old one kept or gone."""
    one, other = (re.findall(r"\S+\s*|\s+", text) for text in (old, new))
    before, after = ([word.strip() for word in words] for words in (one, other))
    for name, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if name == "equal":
            yield Run(Sort.KEPT, "".join(other[j1:j2]))
            continue
        if i1 < i2:
            yield Run(Sort.GONE, "".join(one[i1:i2]))
        if j1 < j2:
            yield Run(Sort.COME, "".join(other[j1:j2]))
