"""A finished page as a tree comes in; its lines of text go out, and where a line could end inside a value."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from pipeline.language.wholes import spans

Element: TypeAlias = Any
"""An lxml element; lxml carries no types."""

IN_LINE = frozenset("a abbr b bdi bdo code dfn em i s small span strong sub u".split())
_SILENT = frozenset("style script head title".split())
# UAX 14: a line may end at these; a no-break space is none of them.
_GAP = re.compile(r"[ \t\r\n\u2009]|(?<=\w)[-–—−/](?=\w)")
APART = "\ue000"
"""What stands for a raised number, a break and a block, which belong to no value."""


@dataclass
class Line:
    """The text of a block with, for each character, whether its element forbids a line to end; `bold` where any is."""

    block: Element
    text: str = ""
    held: list[bool] = field(default_factory=list)
    bold: bool = False

    def add(self, text: str, held: bool) -> None:
        """Put text at the end."""
        self.text += text
        self.held += [held] * len(text)


Asks: TypeAlias = Callable[[Element], bool]


@dataclass(frozen=True, slots=True)
class LineStyle:
    """What the styles say of an element: no line may end in it, nobody sees it, a line may end behind it."""

    is_held: Asks
    is_hidden: Asks
    is_part: Asks = lambda _: False


def lines_of(body: Element, style: LineStyle) -> Iterator[Line]:
    """The text of each block in reading order. Names of elements are read with or without a namespace."""
    line = Line(body)
    yield from _walk(body, line, style, held=False)
    yield line


def parted_in(line: Line) -> str:
    """The first value of a line inside of which a line could end; "" when there is none."""
    for start, end in spans(line.text):
        gaps = (start + match.start() for match in _GAP.finditer(line.text[start:end]))
        if any(not line.held[at] for at in gaps):
            return line.text[start:end]
    return ""


def tag_of(element: Element) -> str:
    """The element's name without its namespace; "" for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _walk(element: Element, line: Line, style: LineStyle, *, held: bool) -> Iterator[Line]:
    """The finished blocks inside an element; its own text goes to `line`."""
    line.add(element.text or "", held)
    for child in element:
        tag = tag_of(child)
        if not tag or tag in _SILENT or style.is_hidden(child):
            line.add(APART * bool(tag), held)
        elif tag in IN_LINE:
            line.bold = line.bold or tag in ("b", "strong")
            yield from _walk(child, line, style, held=held or style.is_held(child))
            line.add("\n" * style.is_part(child), True)
        elif tag == "wbr":
            # Where an address may part is said by whoever wrote it; white space ends an address here.
            line.add("\n", True)
        elif tag in ("sup", "br", "img", "math"):
            line.add(APART, held)
        else:
            inner = Line(child)
            yield from _walk(child, inner, style, held=held or style.is_held(child))
            yield inner
            line.add(APART, held)
        line.add(child.tail or "", held)
