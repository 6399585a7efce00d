"""Rules about the lines of a narrow window; a message comes in, what is parted or wider goes out as findings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.finding import Check, Finding, Rule, Severity, Standing
from pipeline.formats.newsletter.reading import Element, Subject, style_of
from pipeline.formats.newsletter.tables import ROOM, SIZES, window_of
from pipeline.language.wholes import pieces
from pipeline.markup.lines import APART, Line, LineStyle, lines_of, parted_in
from pipeline.markup.window import NARROWEST, Window

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
    f"every word and every table finds room in a window of {NARROWEST} px without scrolling sideways",
    ("EM-HT-02",),
    "WCAG 2.2, 1.4.10; widths measured on the bundled faces, as wide as the widest that readers have",
)
_BREAKING = re.compile(r"(?:word-break:break-|overflow-wrap:|word-wrap:break|line-break:anywhere|hyphens:auto)")


def _lines(reading: Subject) -> Iterator[Line]:
    body = reading.page.find("body")
    style = LineStyle(
        is_held=lambda each: "white-space:nowrap" in style_of(each),
        is_hidden=lambda each: each in reading.hidden,
        # CSS Text 3, 5.1: a line may end beside an inline block, whatever stands in it.
        is_part=lambda each: "display:inline-block" in style_of(each),
    )
    return lines_of(body, style)


def _parted(reading: Subject) -> Iterator[Finding]:
    hint = "take styles that break words out of styles/newsletter/, and let .held forbid a line to end"
    for element, style in reading.elements:
        if _BREAKING.search(style) and element not in reading.hidden:
            message = f'"{style_of(element)[:60]}" on <{element.tag}> lets a number part anywhere'
            yield PARTED.finding(reading.at(element.tag), message, hint)
            break
    for line in _lines(reading):
        if value := parted_in(line):
            yield PARTED.finding(reading.at(line.block.tag), f'a line can end inside "{value}"', hint)
            return


def _wide(reading: Subject) -> Iterator[Finding]:
    window = window_of(reading.edition)
    for line in _lines(reading):
        size = _size_of(line.block)
        for piece in pieces(line.text.replace(APART, " ")):
            over = window.longest(piece, line.block.tag, size=size, phone=True) - ROOM.column + _indent(line.block)
            if over > 0:
                message = f'"{piece[:40]}" is {over:.0f} px wider than a window of {NARROWEST} px'
                hint = "write it shorter, or with a hyphen or a space in it"
                yield WIDE.finding(reading.at(line.block.tag), message, hint)
                return
    yield from _wide_tables(reading, window)


LIST_PX, INNER_PX, BOX_PX = 24.0, 16.0, 32.0
"""What a list, a list in a list and a box take of a line on a phone (styles/newsletter)."""


def _indent(block: Element) -> float:
    """What the lists and boxes round a block take of its line, in CSS px."""
    around = [block, *block.iterancestors()]
    lists = sum(each.tag in ("ul", "ol") for each in around)
    boxes = sum("box" in (each.get("class") or "").split() for each in around)
    return boxes * BOX_PX + (LIST_PX + (lists - 1) * INNER_PX if lists else 0.0)


def _size_of(block: Element) -> float:
    """CSS px of the type in a block; a title is smaller in a narrow window, as head.css says."""
    if block.tag in SIZES:
        return SIZES[block.tag]
    found = re.search(r"font-size:(\d+)px", style_of(block))
    return max(float(found[1]), 12.0) if found else 17.0


def _wide_tables(reading: Subject, window: Window) -> Iterator[Finding]:
    for table, _ in reading.elements:
        if table.tag != "table" or "data" not in (table.get("class") or "").split():
            continue
        least: dict[int, float] = {}
        for row in table.iter("tr"):
            for at, cell in enumerate(row):
                if cell.get("colspan") is None and cell.tag in ("td", "th"):
                    words = pieces("".join(cell.itertext()))
                    widest = max((window.longest(piece, cell.tag, phone=True) for piece in words), default=0.0)
                    least[at] = max(least.get(at, 0.0), widest + _padding(cell))
        if sum(least.values()) > ROOM.column + 1:
            said = " ".join("".join(table.itertext()).split())[:40]
            needed = f"{sum(least.values()):.0f} px, a window of {NARROWEST} px has {ROOM.column:.0f}"
            hint = "write its longest words shorter, or give it fewer columns"
            yield WIDE.finding(reading.at("table"), f'the table "{said}…" needs {needed}', hint)


def _padding(cell: Element) -> float:
    found = re.search(r"(?<![-\w])padding:(\d+)px(?: (\d+)px)?", style_of(cell))
    return 2.0 * float(found[2] or found[1]) if found else 2.0


CHECKS: tuple[Check[Subject], ...] = (Check(PARTED, _parted), Check(WIDE, _wide))
