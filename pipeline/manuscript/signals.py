"""What a paragraph is comes in and goes into its text as a private sign; the sign comes back out of pandoc's tree.

pandoc reads words; what else a reader of ours knows of a paragraph travels through it in the words themselves, between
two private-use characters that no settled document holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from pipeline.article.model import Inline, Inlines, Prose, Span, Text
from pipeline.manuscript.items import ItemMark
from pipeline.manuscript.pieces import Heading, Part

_OPEN, _CLOSE = "\ue010", "\ue011"
_SIGN = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_BEGIN, _BEGUN, _END = "\ue012", "\ue013", "\ue014"
_SPOKEN = re.compile(f"({_BEGIN}[a-z]+{_BEGUN}|{_END})")


def spoken(lang: str) -> tuple[str, str]:
    """The signs to put before and after words of another language."""
    return f"{_BEGIN}{lang}{_BEGUN}", _END


def with_languages(inlines: Inlines) -> Inlines:
    """Inlines in which the signs of `spoken` are spans with a language."""
    if not any(isinstance(inline, Text) and _SPOKEN.search(inline.text) for inline in inlines):
        return inlines
    found: list[Inline] = []
    inside: list[Inline] | None = None
    lang = ""

    def end() -> None:
        nonlocal inside
        last = found[-1] if found else None
        if inside and isinstance(last, Span) and last.lang == lang and not last.classes:
            found[-1] = Span((*last.children, *inside), lang)
        elif inside:
            found.append(Span(tuple(inside), lang))
        inside = None

    for inline in inlines:
        pieces = _SPOKEN.split(inline.text) if isinstance(inline, Text) else [""]
        for piece in pieces:
            if piece == _END:
                end()
            elif piece.startswith(_BEGIN):
                end()
                inside, lang = [], piece[1:-1]
            elif piece or not isinstance(inline, Text):
                (found if inside is None else inside).append(Text(piece) if isinstance(inline, Text) else inline)
    end()
    return tuple(found)


@dataclass
class Signals:
    """The item marks and languages of paragraphs by the number in their sign."""

    marks: list[tuple[ItemMark | None, str]] = field(default_factory=list)

    def paragraph(self, mark: ItemMark | None, lang: str) -> str:
        """The sign to put before the words of a paragraph: its item mark, and its language as a whole."""
        self.marks.append((mark, lang))
        return f"{_OPEN}{len(self.marks) - 1}{_CLOSE}"

    def read(self, part: Part, *, loose: bool) -> tuple[Part, ItemMark | None]:
        """A part without its sign, and the mark that the sign stands for; `loose` for one that stands by itself."""
        if not isinstance(part, Prose | Heading) or not part.inlines:
            return part, None
        first = part.inlines[0]
        match = _SIGN.match(first.text) if isinstance(first, Text) else None
        if not match or not isinstance(first, Text):
            return part, None
        rest = first.text[match.end() :].lstrip()
        inlines: Inlines = (*([Text(rest)] if rest else []), *part.inlines[1:])
        mark, lang = self.marks[int(match[1])]
        if lang and inlines and (mark or not loose or isinstance(part, Heading)):
            inlines = (Span(inlines, lang),)
        elif lang and inlines and isinstance(part, Prose):
            return Prose(replace(part.node, lang=lang), inlines), mark
        return replace(part, inlines=inlines), mark
