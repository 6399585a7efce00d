"""The body of a page comes in; the same body goes out with each table's head whole, as far down as its cells reach.

pandoc takes the first row of a table without `thead` for its head and cuts off what its cells cover below it: the cells
of the second row then stand under the wrong words. A browser cuts nothing (HTML Living Standard, 4.9.12).
"""

from __future__ import annotations

from typing import Any

from pipeline.finding import Place
from pipeline.manuscript.pieces import Query


def settle_heads(body: Any, file: str) -> list[Query]:
    """Give the head all rows that the cells of a first row reach, and ask where they are not all head cells."""
    queries: list[Query] = []
    for table in list(body.iter("table")):
        for foot in [child for child in table if child.tag == "tfoot"]:
            table.append(foot)  # wherever it is written, it is shown last (CSS 2.2, 17.2)
        rows = _rows(table)
        _settle_row_heads(rows)
        if len(rows) < 2 or any(child.tag == "thead" for child in table) or any(c.tag != "th" for c in rows[0]):
            continue
        reach = _reach(rows)
        if reach == 1:
            continue
        if reach >= len(rows):
            for cell in rows[0]:
                cell.tag = "td"
            continue
        head = table.makeelement("thead", {})
        holder = rows[0] if rows[0].getparent() is table else rows[0].getparent()
        table.insert(table.index(holder), head)
        for row in rows[:reach]:
            head.append(row)
        if any(cell.tag != "th" for row in rows[1:reach] for cell in row):
            line = int(table.sourceline or 0)
            said = " | ".join(" ".join(cell.text_content().split()) for row in rows[1:reach] for cell in row)
            asks = f'do these cells belong to the head of the table: "{said[:80]}"'
            hint = "write them as a row below the head if they do not"
            queries.append(Query("table-head", asks, hint, place=Place(file, line, line)))
    return queries


def _settle_row_heads(rows: list[Any]) -> None:
    """Make plain cells of head cells in rows that are none of the head: pandoc takes each row of nothing but head cells
    for a part of it, and cuts off what its cells cover below.
    """
    reach, at = 1, 0
    while at < len(rows) and all(cell.tag != "td" for cell in rows[at]):
        covers = max((int(cell.get("rowspan") or 1) for cell in rows[at] if cell.tag == "th"), default=1)
        beyond = rows[at + 1 : at + covers]
        if at and any(cell.tag == "td" for row in beyond for cell in row):
            break
        reach, at = max(reach, at + covers), at + 1
    for row in rows[at if at else 1 :]:
        cells = [cell for cell in row if cell.tag in {"td", "th"}]
        if cells and all(cell.tag == "th" for cell in cells):
            for cell in cells:
                cell.tag = "td"


def places_of(table: Any) -> dict[Any, list[tuple[int, int]]]:
    """The rows and columns that each cell of a table covers, from 0; a row without words counts for none."""
    rows = [row for row in table.iter("tr") if next(row.iterancestors("table"), None) is table]
    taken: set[tuple[int, int]] = set()
    covered: dict[Any, list[tuple[int, int]]] = {}
    for y, row in enumerate(rows):
        x = 0
        for cell in (child for child in row if child.tag in {"td", "th"}):
            while (y, x) in taken:
                x += 1
            wide, high = int(cell.get("colspan") or 1), min(int(cell.get("rowspan") or 1), len(rows) - y)
            covered[cell] = [(y + dy, x + dx) for dy in range(high) for dx in range(wide)]
            taken.update(covered[cell])
            x += wide
    filled = (c for c in covered if c.text_content().strip() or next(c.iter("img", "math"), None) is not None)
    said = {y for cell in filled for y, _ in covered[cell]}
    number = {y: index for index, y in enumerate(sorted(said))}
    return {cell: [(number[y], x) for y, x in places if y in number] for cell, places in covered.items()}


def _rows(table: Any) -> list[Any]:
    """The rows of the first group of a table: those into which a cell of the first row may reach."""
    groups = [child for child in table if child.tag in {"tbody", "tr"}]
    if not groups:
        return []
    if groups[0].tag == "tbody":
        return [row for row in groups[0] if row.tag == "tr"]
    return [row for row in groups if row.tag == "tr"]


def _reach(rows: list[Any]) -> int:
    """How many rows the cells of the first row reach into, and the cells of those."""
    reach, at = 1, 0
    while at < min(reach, len(rows)):
        reach = max([reach, *(at + int(cell.get("rowspan") or 1) for cell in rows[at] if cell.tag in {"td", "th"})])
        at += 1
    return min(reach, len(rows))
