"""Rules about the lines of a small screen; an opened EPUB comes in, what is parted or wider goes out as findings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.finding import Check, Finding, Rule, Severity, Standing
from pipeline.formats.booklet.reading import Subject
from pipeline.formats.booklet.rules.package import OURS
from pipeline.formats.booklet.screen import ROOM, window_of
from pipeline.language.wholes import pieces
from pipeline.markup.lines import APART, Element, Line, LineStyle, lines_of, parted_in, tag_of
from pipeline.markup.window import NARROWEST, Window

PARTED = Rule(
    "booklet/value-parted",
    Severity.ERROR,
    "no line can end inside a dose, range, time, date, phone number or address",
    (),
    "house",
    Standing.HOUSE,
    reason='"100" at the end of a line and "0 mg" below it is read as another dose',
)
WIDE = Rule(
    "booklet/too-wide",
    Severity.ERROR,
    f"every word and every table finds room on a screen of {NARROWEST} px, where no page can be moved sideways",
    (),
    "WCAG 2.2, 1.4.10; widths measured on the bundled faces, as wide as the widest that readers have",
)
_HOLDS = re.compile(r"\.held\s*\{[^}]*white-space:\s*nowrap")


def _lines(root: Element, *, holds: bool) -> Iterator[Line]:
    style = LineStyle(
        is_held=lambda each: holds and "held" in (each.get("class") or "").split(),
        is_hidden=lambda each: each.get("hidden") is not None,
    )
    for body in root.iterfind("{*}body"):
        yield from lines_of(body, style)


def _styles(reading: Subject) -> str:
    book = reading.book
    return "".join(book.files[name].decode("utf-8", "replace") for name in sorted(book.files) if name.endswith(".css"))


def _parted(reading: Subject) -> Iterator[Finding]:
    holds = _HOLDS.search(_styles(reading)) is not None
    for page in reading.book.pages:
        if page.root is None:
            continue
        for line in _lines(page.root, holds=holds):
            if value := parted_in(line):
                hint = "let .held in styles/booklet/book.css forbid a line to end" if not holds else OURS
                yield PARTED.finding(reading.place(page.path), f'a line can end inside "{value}"', hint)
                return


def _wide(reading: Subject) -> Iterator[Finding]:
    for page in reading.book.pages:
        if page.root is None:
            continue
        window = window_of(reading.edition, title="titlepage" in _kind(page.root))
        yield from _wide_words(reading, window, page.path, page.root)
        for table in page.find("//h:table"):
            needed = sum(_least(table, window))
            if needed > ROOM.column + 1:
                said = " ".join("".join(table.itertext()).split())[:40]
                message = f'the table "{said}…" needs {needed:.0f} px, a screen of {NARROWEST} px has {ROOM.column:.0f}'
                hint = "write its longest words shorter, or give it fewer columns"
                yield WIDE.finding(reading.place(page.path), message, hint)


def _kind(root: Element) -> str:
    body = root.find("{*}body")
    return body.get("class") or "" if body is not None else ""


def _wide_words(reading: Subject, window: Window, path: str, root: Element) -> Iterator[Finding]:
    for line in _lines(root, holds=True):
        tag = tag_of(line.block)
        for piece in pieces(line.text.replace(APART, " ")):
            over = window.longest(piece, tag, phone=True) - ROOM.column
            if over > 0:
                message = f'"{piece[:40]}" is {over:.0f} px wider than a screen of {NARROWEST} px'
                hint = "write it shorter, or with a hyphen or a space in it"
                yield WIDE.finding(reading.place(path), message, hint)
                return


def _least(table: Element, window: Window) -> list[float]:
    """The least width of each column: its longest piece, and the padding at one side."""
    tight = "tight" in (table.get("class") or "")
    padding = ROOM.tight if tight else ROOM.padding
    least: dict[int, float] = {}
    for row in table.iterfind(".//{*}tr"):
        for at, cell in enumerate(row):
            if cell.get("colspan") is None:
                words = pieces("".join(cell.itertext()))
                widest = max((window.longest(piece, tag_of(cell), phone=True) for piece in words), default=0.0)
                least[at] = max(least.get(at, 0.0), widest + padding)
    return list(least.values())


CHECKS: tuple[Check[Subject], ...] = (Check(PARTED, _parted), Check(WIDE, _wide))
