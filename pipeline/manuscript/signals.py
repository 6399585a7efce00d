"""What a paragraph is comes in and goes into its text as a private sign; the sign comes back out of pandoc's tree.

pandoc reads words; what else a reader of ours knows of a paragraph travels through it in the words themselves, between
two private-use characters that no settled document holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from pipeline.article.model import Inlines, Prose, Text
from pipeline.manuscript.items import ItemMark
from pipeline.manuscript.pieces import Heading, Part

_OPEN, _CLOSE = "\ue010", "\ue011"
_SIGN = re.compile(f"{_OPEN}(\\d+){_CLOSE}")


@dataclass
class Signals:
    """The marks of list paragraphs by the number in their sign."""

    marks: list[ItemMark] = field(default_factory=list)

    def item(self, mark: ItemMark) -> str:
        """The sign to put before the words of an item."""
        self.marks.append(mark)
        return f"{_OPEN}{len(self.marks) - 1}{_CLOSE}"

    def read(self, part: Part) -> tuple[Part, ItemMark | None]:
        """A part without its sign, and the mark that the sign stands for."""
        if not isinstance(part, Prose | Heading) or not part.inlines:
            return part, None
        first = part.inlines[0]
        match = _SIGN.match(first.text) if isinstance(first, Text) else None
        if not match or not isinstance(first, Text):
            return part, None
        rest = first.text[match.end() :].lstrip()
        inlines: Inlines = (*([Text(rest)] if rest else []), *part.inlines[1:])
        return replace(part, inlines=inlines), self.marks[int(match[1])]
