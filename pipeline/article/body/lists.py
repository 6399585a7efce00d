"""pandoc's ordered lists come in with the lines they stand in; the numbers that the author typed go out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from pipeline.article.body import pandoc
from pipeline.article.body.fences import outside_code
from pipeline.article.body.inlines import strip
from pipeline.article.model import (
    Block,
    Blocks,
    Break,
    Bullets,
    Delimiter,
    Inline,
    Inlines,
    Item,
    Node,
    NumberStyle,
    Prose,
    Steps,
    Text,
)
from pipeline.article.numbering import number_of

_MARKER = re.compile(r"(?:^|[^\w.])\(?([0-9]{1,9}|[A-Za-z]{1,12})[.)][ \t]*$")
_STYLES = {
    "LowerAlpha": NumberStyle.LOWER_ALPHA,
    "UpperAlpha": NumberStyle.UPPER_ALPHA,
    "LowerRoman": NumberStyle.LOWER_ROMAN,
    "UpperRoman": NumberStyle.UPPER_ROMAN,
}
_LETTERS = frozenset({NumberStyle.LOWER_ALPHA, NumberStyle.UPPER_ALPHA})
_OTHER = {
    NumberStyle.LOWER_ALPHA: NumberStyle.LOWER_ROMAN,
    NumberStyle.LOWER_ROMAN: NumberStyle.LOWER_ALPHA,
    NumberStyle.UPPER_ALPHA: NumberStyle.UPPER_ROMAN,
    NumberStyle.UPPER_ROMAN: NumberStyle.UPPER_ALPHA,
}
_DELIMITERS = {"OneParen": Delimiter.PAREN, "TwoParens": Delimiter.PARENS}


@dataclass(frozen=True, slots=True)
class Numbers:
    """The number of each item of a list (never none at all), and how they are written."""

    values: tuple[int, ...]
    style: NumberStyle
    delimiter: Delimiter


def numbers_of(content: Any, lines: Sequence[str], before: Numbers | None = None) -> Numbers:
    """The numbers of an OrderedList of pandoc's as they are typed in `lines`; `before` is the list before it.

    pandoc keeps the first number only. A list in which every number is the same (1. 1. 1.) counts up, as everywhere
    in Markdown; in any other the author's numbers stand. "i)" is a Roman one unless "j)" follows, or "h)" was last.
    """
    (start, style, delimiter), items = content
    given = _STYLES.get(style["t"], NumberStyle.DECIMAL)
    markers = [_marker(item, lines) for item in items]
    chosen = _style(markers, given, before)
    values: list[int | None] = [number_of(marker, chosen) if marker else None for marker in markers]
    known = {value for value in values if value is not None}
    first = values[0] if values and values[0] is not None else start
    if len(known) == 1 and sum(value is not None for value in values) > 1:
        values = [first, *[None] * (len(values) - 1)]
    found: list[int] = []
    for value in values:
        following = found[-1] + 1 if found else first
        found.append(following if value is None else value)
    return Numbers(tuple(found), chosen, _DELIMITERS.get(delimiter["t"], Delimiter.PERIOD))


def regrouped(elements: Sequence[Any], lines: Sequence[str]) -> Iterator[Any]:
    """Blocks of pandoc's in which neighbouring lists of letters or Roman numerals are the lists that were typed.

    pandoc takes "i)" for a Roman number and parts it from j) k); it takes "v." for a letter and parts it from vi.; and
    it takes "(A)" behind "(V)" for "(VI)".
    """
    run: list[Any] = []
    for element in elements:
        if run and not _goes_with(run[-1], element):
            yield from _typed(run, lines)
            run = []
        if _is_lettered(element):
            run.append(element)
        else:
            yield element
    yield from _typed(run, lines)


def _is_lettered(element: Any) -> bool:
    content = _list_in(element)
    return content is not None and content[0][1]["t"] in _STYLES


def _goes_with(one: Any, other: Any) -> bool:
    return _is_lettered(other) and _list_in(one)[0][2]["t"] == _list_in(other)[0][2]["t"]


def _typed(run: Sequence[Any], lines: Sequence[str]) -> Iterator[Any]:
    """The lists that the items of a run are: a new one begins where a marker fits none of the numbers before it."""
    if not run:
        return
    (start, style, delimiter), _ = _list_in(run[0])
    items = [item for element in run for item in _list_in(element)[1]]
    owners = [element for element in run for _ in _list_in(element)[1]]
    markers = [_marker(item, lines) for item in items]
    borders = [0]
    fitting: set[NumberStyle] = set(NumberStyle)
    going: dict[NumberStyle, int] | None = None
    for at, marker in enumerate(markers):
        if marker is None:
            continue
        known = {each: number for each in NumberStyle if (number := number_of(marker, each)) is not None}
        # "IV" behind "L" is no 256th letter: letters come in twos where they go on from Z only.
        far = {
            each
            for each, n in known.items()
            if each in _LETTERS and len(marker) > 1 and (going or {}).get(each) != n - 1
        }
        if known.keys() - far:
            known = {each: n for each, n in known.items() if each not in far}
        if not fitting & known.keys():
            borders.append(at)
            fitting, going = set(NumberStyle), None
        on = {each: n for each, n in known.items() if going is None or going.get(each) == n - 1}
        going = {each: n for each, n in on.items() if each in fitting}
        fitting = set(going) or fitting & known.keys()
    for begin, end in pairwise([*borders, len(items)]):
        if begin:
            start, style = _opening(markers[begin] or "")
        joint = {"t": "OrderedList", "c": [[start, style, delimiter], items[begin:end]]}
        yield {"t": "Div", "c": [owners[begin]["c"][0], [joint]]}


def _opening(marker: str) -> tuple[int, dict[str, str]]:
    """Start and style of a list that begins with a marker, as pandoc writes them."""
    for name, style in _STYLES.items():
        if (number := number_of(marker, style)) is not None:
            return number, {"t": name}
    return 1, {"t": "Decimal"}


def _list_in(element: Any) -> Any:
    """The content of the ordered list that a wrapper holds and nothing else, or None."""
    if not pandoc.is_wrapper(element) or len(element["c"][1]) != 1:
        return None
    inner = element["c"][1][0]
    return inner["c"] if inner["t"] == "OrderedList" else None


def _style(markers: Sequence[str | None], given: NumberStyle, before: Numbers | None) -> NumberStyle:
    if given is NumberStyle.DECIMAL:
        return given
    fitting = []
    for style in (given, _OTHER[given]):
        values = [number_of(marker, style) if marker else None for marker in markers]
        if _goes_on(values):
            if before and before.style is style and values[0] == before.values[-1] + 1:
                return style
            fitting.append(style)
    return fitting[0] if fitting else given


def _goes_on(values: Sequence[int | None]) -> bool:
    """Whether all numbers are known, and each is one more than the one before."""
    known = [value for value in values if value is not None]
    return len(known) == len(values) and all(b == a + 1 for a, b in pairwise(known))


def _marker(item: list[Any], lines: Sequence[str]) -> str | None:
    """The number or letters typed before an item, or None where nothing tells ("1." alone in a line)."""
    if not item:
        return None
    start = pandoc.start(pandoc.own_attributes(item[0]))
    if not start or not 0 < start[0] <= len(lines):
        return None
    match = _MARKER.search(lines[start[0] - 1].expandtabs(4)[: start[1] - 1])
    return match[1] if match else None


_TYPED = re.compile(
    r"^[\s>]*(?P<sign>[•·◦▪‣●○])\s|^[\s>]*\(?(?P<stem>(?:[0-9]{1,3}\.)*)(?P<last>[0-9]{1,3}|[A-Za-z]{1,5})(?P<end>[.)]?)\s"
)


def run_in(lines: Sequence[str]) -> int | None:
    """The index of the first line of a paragraph that is a list to its author and text to Markdown, or None.

    Two lines in a row tell: with the same bullet, or with numbers that go on by one. One alone may be a year at the
    end of a sentence. Lines that a hard break parts are printed as they are typed.
    """
    for index, (line, following) in enumerate(pairwise(lines)):
        one, other = _TYPED.match(line), _TYPED.match(following)
        if not one or not other or line.endswith(("\\", "  ")):
            continue
        if one["sign"] or other["sign"]:
            if one["sign"] == other["sign"]:
                return index
        elif one["stem"] == other["stem"] and one["end"] == other["end"] and (one["end"] or one["stem"]):
            styles = [NumberStyle.DECIMAL] if one["stem"] else list(NumberStyle)
            if any(_goes_on([number_of(one["last"], style), number_of(other["last"], style)]) for style in styles):
                return index
    return None


_CELL_ITEM = re.compile(r"\s*(?:[-•*]|(\(?)([0-9]{1,3}|[a-z]|[A-Z]|[ivx]{1,5}|[IVX]{1,5})([.)]))\s+(?=\S)")


def lists_in_lines(blocks: Blocks) -> Blocks:
    """Blocks of a table cell in which lines that begin "1." and "2.", or "-" and "-", are a list.

    A cell of a pipe table is one line of Markdown, which has no lists in it; <br> parts its lines.
    """
    if len(blocks) != 1 or not isinstance(blocks[0], Prose) or Break() not in blocks[0].inlines:
        return blocks
    node = blocks[0].node
    found: list[Block] = []
    run: list[tuple[re.Match[str], Inlines]] = []
    waiting: list[Inlines] = []

    def close() -> None:
        if waiting:
            lines = [inline for line in waiting for inline in (Break(), *line)][1:]
            found.append(Prose(node, tuple(lines)))
            waiting.clear()
        if run:
            found.append(_list_of(run, node))
            run.clear()

    for line in _lines(blocks[0].inlines):
        match = _CELL_ITEM.match(line[0].text) if line and isinstance(line[0], Text) else None
        if match is None or (run and bool(match[2]) != bool(run[-1][0][2])):
            if run:
                close()
        elif waiting:
            close()
        if match is None:
            waiting.append(line)
        else:
            run.append((match, (Text(line[0].text[match.end() :]), *line[1:])))  # type: ignore[union-attr]
    close()
    return tuple(found)


def _lines(inlines: Inlines) -> Iterator[Inlines]:
    line: list[Inline] = []
    for inline in (*inlines, Break()):
        if isinstance(inline, Break):
            if strip(tuple(line)):
                yield strip(tuple(line))
            line = []
        else:
            line.append(inline)


def _list_of(run: Sequence[tuple[re.Match[str], Inlines]], node: Node) -> Block:
    items = [Item(node, (Prose(node, inlines),)) for _, inlines in run]
    shown = [match[2] for match, _ in run]
    if not shown[0]:
        return Bullets(node, tuple(items))
    styles = [style for style in NumberStyle if _goes_on([number_of(one, style) for one in shown])]
    first = next((style for style in NumberStyle if number_of(shown[0], style) is not None), NumberStyle.DECIMAL)
    style = styles[0] if styles else first
    values = [number_of(one, style) for one in shown]
    if not styles:
        items = [replace(item, number=value) for item, value in zip(items, values, strict=True)]
    start = 1 if values[0] is None else values[0]
    opening, closing = run[0][0][1], run[0][0][3]
    return Steps(node, tuple(items), start, style, Delimiter.PARENS if opening else Delimiter(closing))


_LINE = re.compile(r"^((?:[ \t>]|[-*+] )*)([a-z]{1,2}|[A-Z]{1,2})([.)])([ \t]+)(?=\S)")


def with_letters_beyond_z(markdown: str) -> str:
    """Markdown in which pandoc reads "aa)" behind "z)" as the next item; lines and columns stay where they are."""
    if not re.search(r"^[ \t>*+-]*(aa|AA)[.)][ \t]", markdown, re.MULTILINE):
        return markdown
    lines = markdown.split("\n")
    last: dict[tuple[int, str, bool], int] = {}
    for line_number, line in outside_code(markdown):
        match = _LINE.match(line)
        if not match:
            continue
        style = NumberStyle.LOWER_ALPHA if match[2].islower() else NumberStyle.UPPER_ALPHA
        number = number_of(match[2], style) or 0
        place = (len(match[1]), match[3], match[2].islower())
        if number > 26 and last.get(place) == number - 1:
            stand_in = " b" if match[2].islower() else " B"
            lines[line_number - 1] = f"{match[1]}{stand_in}{line[match.start(3) :]}"
        if number <= 26 or last.get(place) == number - 1:
            last[place] = number
    return "\n".join(lines)
