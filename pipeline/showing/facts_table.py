"""An edition and the traces of its products come in; its table of facts goes out, as a page and as JSON."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import groupby
from typing import Any
from urllib.parse import quote

from pipeline.building.report import EditionReport, ProductReport
from pipeline.edition.name import EditionName
from pipeline.facts.tracing import Cell, Row, Standing, Trace
from pipeline.facts.ways import Course, Ways
from pipeline.language.isolation import direction_of_text

COLUMNS = 12
"""So many artifacts stand side by side; a sheet of A4 on its side takes no more at a size that can be read (house)."""

ROWS = 150
"""In a longer article, sections in which nothing is wrong are folded (house)."""

FRAGMENT = 6
"""So many words lead to a place in a web page: enough to be the only ones, few enough to stand in one line (house)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a statement stands in an artifact: where a click leads, and what the link says."""

    href: str
    label: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One cell as the page shows it. `why` is the word of a gap; `instead` what stands in place of the fact."""

    standing: Standing | None
    places: tuple[Place, ...]
    why: str
    instead: str


@dataclass(frozen=True, slots=True)
class Column:
    """One artifact: its format, the rest of its name, its main file, and what it left out by decision."""

    product: str
    format: str
    label: str
    href: str
    decisions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its number on the page, the statement, and its marks in the order of the columns."""

    number: int
    row: Row
    marks: tuple[Mark, ...]

    @property
    def is_sound(self) -> bool:
        return not any(mark.standing is not None and mark.standing.is_fault for mark in self.marks)

    @property
    def words(self) -> tuple[tuple[str, bool], ...]:
        """The statement in pieces, each with whether it is a fact."""
        pieces, at = [], 0
        for start, end in self.row.marks:
            pieces += [(self.row.text[at:start], False), (self.row.text[start:end], True)]
            at = end
        pieces.append((self.row.text[at:], False))
        # Where a reference stood, a space is left before the full stop.
        return tuple((re.sub(r"\s+(?=[.,;:!?)])", "", piece), fact) for piece, fact in pieces if piece)


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one section of an article."""

    heading: str
    lines: tuple[Line, ...]

    @property
    def is_sound(self) -> bool:
        return all(line.is_sound for line in self.lines)


@dataclass(frozen=True, slots=True)
class Table:
    """The facts of an edition, section by section, and its artifacts; `unread` are products that people read in another
    form, `unknown` those whose trace is not there.
    """

    name: EditionName
    title: str
    columns: tuple[Column, ...]
    parts: tuple[Part, ...]
    unread: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for part in self.parts for line in part.lines)

    @property
    def faults(self) -> tuple[tuple[Line, Column, Mark], ...]:
        """Every cell in which a fact is missing or changed."""
        return tuple(
            (line, column, mark)
            for line in self.lines
            for column, mark in zip(self.columns, line.marks, strict=True)
            if mark.standing is not None and mark.standing.is_fault
        )

    def count(self, standing: Standing) -> int:
        """How many cells say so."""
        return sum(mark.standing is standing for line in self.lines for mark in line.marks)


WHY = {
    Standing.LEFT_OUT: "left out",
    Standing.NOT_MEANT: "not for it",
    Standing.CHANGED: "changed",
    Standing.MISSING: "missing",
}
"""The word in a cell without a fact."""


def table_of(edition: EditionReport, read: Callable[[ProductReport], Trace | None], up: str) -> Table:
    """The table of an edition; `read` gives the trace of a product, `up` leads from the page to the output folder."""
    known = [(product, trace) for product in edition.products if (trace := read(product)) is not None]
    columns = tuple(_column(edition.name, product, up) for product, _ in known)
    rows = list(dict.fromkeys(row for _, trace in known for row in trace.rows))
    cells = [dict(zip(trace.rows, trace.cells, strict=True)) for _, trace in known]
    lines = []
    for number, row in enumerate(rows, start=1):
        marks = (
            _mark(row, of.get(row), product, f"{up}{edition.name}/")
            for of, (product, _) in zip(cells, known, strict=True)
        )
        lines.append(Line(number, row, tuple(marks)))
    # The front matter, which has no section, stands between the last section of an article and the first of the next.
    parts = tuple(Part(section, tuple(own)) for section, own in groupby(lines, lambda line: line.row.section))
    without = [product for product in edition.products if product.name not in {column.product for column in columns}]
    unread = tuple(product.name for product in without if not product.trace)
    return Table(
        edition.name,
        edition.title,
        columns,
        parts,
        unread,
        tuple(product.name for product in without if product.trace),
    )


def _column(name: EditionName, product: ProductReport, up: str) -> Column:
    main = _main(product)
    label = " ".join(part for part in (product.variant, product.paper) if part) or product.format
    return Column(product.name, product.format, label, f"{up}{name}/{_address(main)}", product.decisions)


def _main(product: ProductReport) -> str:
    """The file that people open."""
    for ending in (".pdf", ".epub", "/sheet.html", ".html"):
        for file in product.files:
            if file.name.endswith(ending):
                return file.name
    return next((file.name for file in product.files), "")


def _mark(row: Row, cell: Cell | None, product: ProductReport, base: str) -> Mark:
    if cell is None:
        return Mark(None, (), "other version", "")
    places = tuple(_place(row, product, base, place) for place in cell.places if place)
    return Mark(cell.standing, places, WHY.get(cell.standing, ""), cell.instead)


def _place(row: Row, product: ProductReport, base: str, place: str) -> Place:
    """Where a place of a product is looked at: a page of the PDF, the words in the web page, the post on the sheet."""
    main = _main(product)
    if page := re.fullmatch(r"page (\d+)", place):
        return Place(f"{base}{_address(main)}#page={page[1]}", place)
    if main.endswith(".epub"):
        stem = place.rpartition("/")[2].rpartition(".")[0] or place
        number = re.fullmatch(r"(?:ch|chapter)[-_]?0*(\d+)", stem)
        return Place(f"{base}{_address(main)}#{quote(place)}", f"chapter {number[1]}" if number else stem)
    if main.endswith("/sheet.html"):
        return Place(f"{base}{_address(main)}#{quote(place)}", place)
    ending = ".txt" if place == "text part" else ".html"
    page_file = next((file.name for file in product.files if file.name.endswith(ending)), main)
    words = quote(" ".join(row.text.split()[:FRAGMENT]), safe="").replace("-", "%2D")
    fragment = f"#:~:text={words}" if ending == ".html" and place == "HTML part" else ""
    label = {"HTML part": "web page", "text part": "plain text"}.get(place, place)
    return Place(f"{base}{_address(page_file)}{fragment}", label)


def _address(name: str) -> str:
    return quote(name)


@cache
def _template() -> Any:
    from jinja2 import Environment, StrictUndefined

    text = resources.files(__package__).joinpath("facts_table.html").read_text(encoding="utf-8")
    return Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True).from_string(
        text
    )


def facts_page(table: Table, index: str, ways: Sequence[Ways] = ()) -> str:
    """The table as one page that works from a file, on paper and when it is heard; `index` leads back, `ways` are those
    of imported articles from their manuscripts.
    """
    lines = table.lines
    page: str = _template().render(
        table=table,
        index=index,
        direction=direction_of_text,
        blocks=tuple(_blocks(table.columns)),
        folded=len(lines) > ROWS,
        Standing=Standing,
        ways={way.row: way for each in ways for way in each.ways},
        manuscripts=ways,
        Course=Course,
    )
    return page


def _blocks(columns: Sequence[Column]) -> Iterator[tuple[int, tuple[tuple[str, int], ...], tuple[Column, ...]]]:
    """The columns in tables that fit a sheet: the number of the first, the formats with how many each, the columns."""
    for first in range(0, len(columns), COLUMNS):
        own = tuple(columns[first : first + COLUMNS])
        yield first, tuple((name, len(tuple(those))) for name, those in groupby(own, lambda each: each.format)), own


def to_json(table: Table) -> dict[str, Any]:
    """The same table as JSON values: its artifacts, and each fact with what became of it in each of them."""
    return {
        "artifacts": [column.product for column in table.columns],
        "not_read": list(table.unread),
        "facts": [
            {
                "file": line.row.file,
                "line": line.row.line,
                "section": line.row.section,
                "text": line.row.text,
                "facts": [line.row.text[start:end] for start, end in line.row.marks],
                "kinds": list(line.row.kinds),
                "grave": line.row.grave,
                "in": {
                    column.product: {
                        "standing": mark.standing.value if mark.standing else mark.why,
                        "places": [place.label for place in mark.places],
                        "instead": mark.instead,
                    }
                    for column, mark in zip(table.columns, line.marks, strict=True)
                },
            }
            for line in table.lines
        ],
    }
