"""Rules about the lines of a narrow window; a message comes in, what is parted or wider goes out as findings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.finding import Check, Finding, Rule, Severity, Standing
from pipeline.formats.newsletter.reading import Element, Subject, style_of
from pipeline.formats.newsletter.tables import ROOM, WINDOW, Window
from pipeline.language.hyphens import SOFT_HYPHEN
from pipeline.language.wholes import pieces, spans

PARTED = Rule(
    "newsletter/value-parted",
    Severity.ERROR,
    "no line can end inside a dose, range, time, date, phone number or address, and no style lets a word part anywhere",
    (),
    "house",
    Standing.HOUSE,
    reason='"100" at the end of a line and "0 mg" below it is read as another dose',
)
WIDE = Rule(
    "newsletter/too-wide",
    Severity.ERROR,
    f"every word and every table finds room in a window of {WINDOW} px without scrolling sideways",
    ("EM-HT-02",),
    "WCAG 2.2, 1.4.10; widths measured on the bundled faces, as wide as the widest that readers have",
)
_GAP = re.compile(r"[ \t\r\n\u2009]|[-–—−/](?=.)")
_BREAKING = re.compile(r"(?:word-break:break-|overflow-wrap:|word-wrap:break|line-break:anywhere|hyphens:auto)")
_IN_LINE = frozenset("a abbr b bdi bdo code em i s span strong sub u".split())
_APART = "\ue000"
"""What stands for a raised number and a line break, which belong to no value."""


@dataclass
class _Line:
    """The text of a block with, for each character, whether its element forbids a line to end; `bold` where any is."""

    block: Element
    text: str = ""
    held: list[bool] = field(default_factory=list)
    bold: bool = False

    def add(self, text: str, held: bool) -> None:
        self.text += text
        self.held += [held] * len(text)


def _lines(reading: Subject) -> Iterator[_Line]:
    body = reading.page.find("body")
    line = _Line(body)
    yield from _walk(reading, body, line, held=False)
    yield line


def _walk(reading: Subject, element: Element, line: _Line, *, held: bool) -> Iterator[_Line]:
    """The finished blocks inside an element; its own text goes to `line`."""
    line.add(element.text or "", held)
    for child in element:
        if not isinstance(child.tag, str) or child in reading.hidden:
            line.add(_APART if isinstance(child.tag, str) else "", held)
        elif child.tag in _IN_LINE:
            style = style_of(child)
            line.bold = line.bold or child.tag in ("b", "strong") or "font-weight:700" in style
            yield from _walk(reading, child, line, held=held or "white-space:nowrap" in style)
        elif child.tag in ("sup", "br", "img"):
            line.add(_APART, held)
        elif child.tag not in ("style", "script", "head"):
            inner = _Line(child)
            yield from _walk(reading, child, inner, held=held or "white-space:nowrap" in style_of(child))
            yield inner
            line.add(_APART, held)
        line.add(child.tail or "", held)


def _parted(reading: Subject) -> Iterator[Finding]:
    hint = "take styles that break words out of styles/newsletter/, and let .held forbid a line to end"
    for element, style in reading.elements:
        if _BREAKING.search(style) and element not in reading.hidden:
            message = f'"{style_of(element)[:60]}" on <{element.tag}> lets a number part anywhere'
            yield PARTED.finding(reading.at(element.tag), message, hint)
            break
    for line in _lines(reading):
        for start, end in spans(line.text):
            gaps = (start + match.start() for match in _GAP.finditer(line.text[start:end]))
            if any(not line.held[at] for at in gaps):
                message = f'a line can end inside "{line.text[start:end]}"'
                yield PARTED.finding(reading.at(line.block.tag), message, hint)
                return


def _wide(reading: Subject) -> Iterator[Finding]:
    window = Window(reading.edition)
    for line in _lines(reading):
        size = _size_of(line.block)
        for piece in pieces(line.text.replace(_APART, " ")):
            if len(piece) > _SHORT and (over := _longest(piece, window, size, line) - ROOM.column) > 0:
                message = f'"{piece[:40]}" is {over:.0f} px wider than a window of {WINDOW} px'
                hint = "write it shorter, or with a hyphen or a space in it"
                yield WIDE.finding(reading.at(line.block.tag), message, hint)
                return
    yield from _wide_tables(reading, window)


_SHORT = 9
"""Pieces of so many letters find room at any size (house)."""


def _longest(piece: str, window: Window, size: float, line: _Line) -> float:
    """The width of the widest part of a piece that soft hyphens leave."""
    parts = piece.split(SOFT_HYPHEN)
    ends = ["-"] * (len(parts) - 1) + [""]
    bold = line.bold or line.block.tag in ("th", "h1", "h2", "h3", "h4")
    return max(window.width(part + end, bold=bold, size=size) for part, end in zip(parts, ends, strict=True))


def _size_of(block: Element) -> float:
    """CSS px of the type in a block; a title is smaller in a narrow window, as head.css says."""
    if block.tag in Window.SIZES:
        return Window.SIZES[block.tag]
    found = re.search(r"font-size:(\d+)px", style_of(block))
    return float(found[1]) if found else 17.0


def _wide_tables(reading: Subject, window: Window) -> Iterator[Finding]:
    for table, _ in reading.elements:
        if table.tag != "table" or "data" not in (table.get("class") or "").split():
            continue
        least: dict[int, float] = {}
        for row in table.iter("tr"):
            for at, cell in enumerate(row):
                if cell.get("colspan") is None and cell.tag in ("td", "th"):
                    words = "".join(cell.itertext())
                    widest = max((window.width(p, bold=cell.tag == "th") for p in pieces(words)), default=0.0)
                    least[at] = max(least.get(at, 0.0), widest + _padding(cell))
        if sum(least.values()) > ROOM.column + 1:
            said = " ".join("".join(table.itertext()).split())[:40]
            needed = f"{sum(least.values()):.0f} px, a window of {WINDOW} px has {ROOM.column:.0f}"
            hint = "write its longest words shorter, or give it fewer columns"
            yield WIDE.finding(reading.at("table"), f'the table "{said}…" needs {needed}', hint)


def _padding(cell: Element) -> float:
    found = re.search(r"(?<![-\w])padding:(\d+)px(?: (\d+)px)?", style_of(cell))
    return 2.0 * float(found[2] or found[1]) if found else 2.0


CHECKS: tuple[Check[Subject], ...] = (Check(PARTED, _parted), Check(WIDE, _wide))
