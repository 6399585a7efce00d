"""Lines come in; those that open with a mark of a list, then a TAB or several spaces, go out with one space there.

Word and viewers of PDF copy a list so: the mark, a TAB, the words. A column that holds only marks is no column.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.manuscript.plaintext.chunks import Line
from pipeline.manuscript.plaintext.lonemarks import opens_item, written

_OPENED = re.compile(
    r"(?P<mark>\[[ xX]?\]|\S{1,12}|[Qq]uestion \d+[.:)])(?P<gap>[ \u00a0]*\t\s*|[ \u00a0]{2,})(?P<words>\S.*)"
)
_FURTHER = re.compile(r"\t|[^.!?:;\s] {2,}(?=\S)")
"""A further gap: then the line is a row. Two spaces behind a sentence are a typist's habit."""


def with_items(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines, each mark of a list one space before its words. Below a row of words the marks are cells of its
    table: "Step", TAB, "What to do".
    """
    done: list[Line] = []
    tabled = False
    for line in lines:
        listed = _listed(line.text)
        tabled = not line.blank and (tabled or (not listed and bool(_FURTHER.search(line.text))))
        done.append(replace(line, text=listed) if listed and not tabled else line)
    return tuple(done)


def _listed(text: str) -> str:
    """A line as an item; nothing when it is none."""
    opened = _OPENED.fullmatch(text)
    if not opened or not opens_item(opened["mark"]) or _FURTHER.search(opened["words"]):
        return ""
    # An "o" before one space is a word of Spanish; the hollow sign is what Word means by it.
    mark = "◦" if opened["mark"] == "o" else written(opened["mark"])
    return f"{mark} {opened['words']}"
