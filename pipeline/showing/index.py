"""Reports on all published editions come in; the index over them goes out: what needs somebody first, then shelves."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.building.report import EditionReport
from pipeline.edition.name import EditionName
from pipeline.edition.review import State
from pipeline.finding import Findings
from pipeline.showing.edition_page import bundled, count_of, page_of, template
from pipeline.showing.tables import Summary

FOLDER = "_index"
MOST_ROWS = 200
"""So many editions stand on one page; more make it slow on a phone (house)."""

MOST_FAILURES, MOST_NAMES = 20, 200
"""So many failures are shown with their findings, so many more by name (house)."""


@dataclass(frozen=True, slots=True)
class Row:
    """An edition as a list shows it. `weight`: 2 with errors or something held back, 1 with warnings or a review that
    is due, 0 otherwise; `page` is its address below the folder of pages, `facts` that of its table of facts below the
    output folder, "" when there is none.
    """

    title: str
    brand: str
    lang: str
    slug: str
    page: str
    said: str
    weight: int
    order: tuple[int, int]
    facts: str = ""

    @property
    def kind(self) -> str:
        return ("facts", "warning", "error")[self.weight]


@dataclass(frozen=True, slots=True)
class Shelf:
    """A part of a brand's editions in one language that stands on a page of its own."""

    words: str
    file: str
    rows: tuple[Row, ...]


def index_pages(
    editions: Sequence[EditionReport],
    failures: Sequence[EditionReport],
    findings: Findings,
    tables: Mapping[EditionName, Summary] | None = None,
) -> Mapping[str, bytes]:
    """The index and what it needs, by path in the output folder: index.html, the shelves, the list that is searched.

    index.html stays below 300 kB whatever the number of editions. `tables` say what became of an edition's facts.
    """
    facts = tables or {}
    rows = sorted(
        (_row(edition, facts.get(edition.name)) for edition in editions),
        key=lambda row: (row.brand, row.lang, row.slug),
    )
    needing = sorted((row for row in rows if row.weight), key=lambda row: (-row.weight, row.order, row.page))
    well = [row for row in rows if not row.weight]
    shelves = _shelves(rows)
    page = template("index.html").render(
        total=_total(editions),
        failures=failures,
        findings=findings,
        needing=needing,
        well=well,
        shelves=shelves,
        most_rows=MOST_ROWS,
        most_failures=MOST_FAILURES,
        most_names=MOST_NAMES,
    )
    made = {"index.html": page}
    made |= {f"{FOLDER}/{shelf.file}": template("shelf.html").render(shelf=shelf) for shelf in shelves}
    made |= {f"{FOLDER}/{name}": bundled(name) for name in ("index.css", "index.js")}
    made[f"{FOLDER}/editions.js"] = _searched(rows)
    return {name: text.encode() for name, text in made.items()}


def _row(edition: EditionReport, facts: Summary | None) -> Row:
    found, name = edition.all_findings, edition.name
    errors, warnings = len(found.errors), len(found.warnings)
    due = edition.state != State.CURRENT
    lost = facts.faults if facts else 0
    weight = 2 if errors or edition.held or lost else 1 if warnings or due else 0
    said = [f"review {edition.state}"] if due else []
    said += [f"{len(edition.held)} held back"] if edition.held else []
    said += [f"{lost} facts missing or changed"] if lost else []
    said += [count_of(found)] if found.found or not said else []
    order = -errors - len(edition.held) - lost, -warnings - due
    words, table = ", ".join(said), facts.page if facts else ""
    return Row(edition.title, name.brand, name.lang, name.slug, page_of(name), words, weight, order, table)


def _shelves(rows: Iterable[Row]) -> list[Shelf]:
    shelves = []
    for (brand, lang), group in groupby(rows, key=lambda row: (row.brand, row.lang)):
        all_rows = tuple(group)
        parts = [all_rows[at : at + MOST_ROWS] for at in range(0, len(all_rows), MOST_ROWS)]
        for number, part in enumerate(parts, start=1):
            span = f", {part[0].slug} to {part[-1].slug}" if len(parts) > 1 else ""
            shelves.append(Shelf(f"{brand}, {lang}{span}", f"{brand}-{lang}-{number}.html", part))
    return shelves


def _searched(rows: Iterable[Row]) -> str:
    """The list that index.js searches, as a script: a page opened from a file may fetch no other file."""
    lines = ",\n".join(
        json.dumps([row.title, row.brand, row.lang, row.slug, row.said, row.weight], ensure_ascii=False) for row in rows
    )
    # "</script>" in a title is no end here, but U+2028 ended a line of older scripts (ECMAScript before 2019).
    return f"globalThis.plainleaf = [\n{lines}\n];\n".replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _total(editions: Sequence[EditionReport]) -> dict[str, int]:
    files = [file for edition in editions for product in edition.products for file in product.files]
    return {"editions": len(editions), "files": len(files), "bytes": sum(file.size for file in files)}
