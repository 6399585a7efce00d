"""The rows of a table come in; the lines of its grid, in which merged cells stand in each place they cover, go out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.manuscript.flow.content import CellEdge, Paragraph, Place, Row, Words

_HAIR = 40
"""House: twips by which the edges of two rows may differ and be the same edge (0.7 mm)."""


def grid_of(rows: Sequence[Row]) -> list[list[Place | None]]:
    """The rows as lines of equal width; a merged cell stands in each place that it covers, a missing one is None."""
    columns: list[int] = []
    for right in sorted({edge.right for row in rows if _is_drawn(row) for edge in row.edges}):
        if not columns or right - columns[-1] > _HAIR:
            columns.append(right)
    grid: list[list[Place | None]] = []
    for row in rows:
        if row.places:
            grid.append(list(row.places))
            continue
        line: list[Place | None] = []
        for index, cell in enumerate(row.cells):
            edge = row.edges[index] if _is_drawn(row) else CellEdge(0)
            span = 1
            if _is_drawn(row):
                span = max(1, _index(columns, edge.right) + 1 - len(line))
            if edge.across and line and line[-1] is not None and not any(map(_has_words, cell)):
                line.extend([replace(line[-1], first=False)] * span)
            elif edge.down and grid and not any(map(_has_words, cell)):
                above = grid[-1][len(line)] if len(line) < len(grid[-1]) else None
                line.extend([replace(above, first=False) if above else None] * span)
            else:
                line.append(Place(cell))
                line.extend([Place(cell, first=False)] * (span - 1))
        grid.append(line)
    width = max(map(len, grid), default=0)
    return [[*line, *[None] * (width - len(line))] for line in grid]


def _is_drawn(row: Row) -> bool:
    rights = [edge.right for edge in row.edges]
    return len(rights) == len(row.cells) and rights == sorted(set(rights))


def _index(columns: Sequence[int], right: int) -> int:
    return min(range(len(columns)), key=lambda index: abs(columns[index] - right), default=0)


Spans = tuple[Place, int, int]
"""A cell where it stands first, how many rows and how many columns it covers."""


def spans_of(grid: Sequence[Sequence[Place | None]]) -> list[list[Spans]]:
    """The cells of each line that begin in it; a place without a cell is an empty one."""
    found: list[list[Spans]] = []
    for y, line in enumerate(grid):
        cells: list[Spans] = []
        for x, place in enumerate(line):
            if place is None:
                cells.append((Place(()), 1, 1))
            elif place.first:
                wide = 1
                while x + wide < len(line) and _goes_on(place, line[x + wide]):
                    wide += 1
                high = 1
                while y + high < len(grid) and all(_goes_on(place, grid[y + high][x + dx]) for dx in range(wide)):
                    high += 1
                cells.append((place, high, wide))
        found.append(cells)
    return found


def _goes_on(cell: Place, place: Place | None) -> bool:
    return place is not None and not place.first and place.paragraphs is cell.paragraphs


def _has_words(paragraph: Paragraph) -> bool:
    return any(isinstance(item, Words) and item.text.strip() for item in paragraph.content)
