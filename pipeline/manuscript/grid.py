"""Rows of cells that may span others come in; a grid in which every cell has its words goes out, with questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from pipeline.article.audience import Audience
from pipeline.article.model import (
    Block,
    Blocks,
    Bullets,
    Cell,
    Figure,
    Image,
    Inline,
    Inlines,
    Node,
    Note,
    Prose,
    Steps,
    Table,
    Text,
)
from pipeline.finding import Place
from pipeline.manuscript.pieces import Query
from pipeline.manuscript.wording import plain

MAX_SPAN = 100
"""House: columns that one cell may cover; a larger number is a mistake, and a table of so many columns no table."""


@dataclass(frozen=True, slots=True)
class Spanning:
    """A cell as a file has it: its blocks, and how many rows and columns it covers."""

    blocks: Blocks
    high: int = 1
    wide: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of equal width, how many of them are the head when the first one is, and what a person must confirm."""

    rows: tuple[tuple[Cell, ...], ...]
    queries: tuple[Query, ...]
    heads: int = 1


def fill_grid(rows: Sequence[Sequence[Spanning]], place: Place, told: int = 0) -> Grid:
    """Say the words of a merged cell in each of the cells that it covered: an empty one would belong to nobody.
    `told` is the number of rows that the file itself calls its head; a second one that it does not is asked about.

    A cell across a whole row of three or more (a line between two parts of a table) stands in the first of them.
    """
    starts = list(_starts(rows))
    width = max((x + 1 for _, x, _ in starts), default=0)
    grid: list[list[Cell | None]] = [[None] * width for _ in rows]
    merged: list[str] = []
    nested: list[str] = []
    for y, x, cell in starts:
        wide, high = min(cell.wide, width - x), min(cell.high, len(rows) - y)
        first = Cell(_flattened(cell.blocks, nested))
        copy = Cell(_without_notes(first.blocks))
        band = wide == width > 2 and high == 1
        for dy in range(high):
            for dx in range(wide):
                if grid[y + dy][x + dx] is None:
                    grid[y + dy][x + dx] = first if not (dx or dy) else Cell(()) if band else copy
        if (wide > 1 or high > 1) and cell.blocks:
            merged.append(_named(first.blocks, high, wide))
    filled = tuple(tuple(cell or Cell(()) for cell in row) for row in grid)
    heads = 2 if len(rows) > 2 and _goes_below(rows[0], filled[:2]) else 1
    if any(y == 1 and cell.high > 1 for y, _, cell in starts):
        heads = 1  # a head goes no further down than its last row; what does is a row of data
    second = " | ".join(_words_of(cell) for cell in filled[1]) if heads == 2 > told else ""
    return Grid(filled, (*_queries(merged, nested, second, place), *_ask_longer(filled, heads, place)), heads)


def _ask_longer(rows: Sequence[Sequence[Cell]], heads: int, place: Place) -> Iterator[Query]:
    """Ask about words in columns that the head does not reach: nobody says what they are."""
    named = [x for row in rows[:heads] for x, cell in enumerate(row) if _words_of(cell)]
    wide = max(named, default=0) + 1
    beyond = next((row[wide:] for row in rows[heads:] if any(map(_words_of, row[wide:]))), ())
    if beyond and len(named) > 1:
        words = " | ".join(filter(None, map(_words_of, beyond)))
        asks = (
            f'which column holds "{words[:60]}"; the row has {wide + len(beyond)} cells, the head of the table {wide}'
        )
        hint = "write a head above the cells that have none, or join them with those before"
        yield Query("table-row", asks, hint, place=place)


def _starts(rows: Sequence[Sequence[Spanning]]) -> Iterator[tuple[int, int, Spanning]]:
    """Row and column of each cell, past those that a cell above or before it covers."""
    taken: set[tuple[int, int]] = set()
    for y, cells in enumerate(rows):
        x = 0
        for cell in cells:
            while (y, x) in taken:
                x += 1
            wide, high = min(max(cell.wide, 1), MAX_SPAN), min(max(cell.high, 1), len(rows) - y)
            taken |= {(y + dy, x + dx) for dy in range(high) for dx in range(wide)}
            yield y, x, Spanning(cell.blocks, high, wide)
            x += wide


def _goes_below(first: Sequence[Spanning], rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether a head goes on in the second row: a cell spans several columns, and what is not below one is empty."""
    if not any(cell.wide > 1 for cell in first) or all(cell.wide > 1 for cell in first):
        return False
    x = 0
    below = []
    for cell in first:
        here = rows[1][x : x + cell.wide]
        if cell.wide > 1:
            below.append(all(words for words in map(_words_of, here)))
        else:
            below.append(all(_words_of(c) in {"", _words_of(rows[0][x])} for c in here))
        x += cell.wide
    return all(below)


def _words_of(cell: Cell) -> str:
    return _words(cell.blocks)


def join_head(rows: Sequence[Sequence[Cell]]) -> tuple[Cell, ...]:
    """One head row of several: "Dose" over "Morning" becomes "Dose: Morning"."""
    if len(rows) == 1:
        return tuple(rows[0])
    return tuple(_joined([row[x] for row in rows]) for x in range(len(rows[0])))


def _joined(column: Iterable[Cell]) -> Cell:
    found: list[Block] = []
    said: list[str] = []
    for cell in column:
        words = _words(cell.blocks)
        if not words or words in said:
            continue
        said.append(words)
        last = found[-1] if found else None
        first = cell.blocks[0]
        if isinstance(last, Prose) and isinstance(first, Prose):
            found[-1] = replace(last, inlines=(*last.inlines, Text(": "), *first.inlines))
            found.extend(cell.blocks[1:])
        else:
            found.extend(cell.blocks)
    return Cell(tuple(found))


def _queries(merged: Sequence[str], nested: Sequence[str], second: str, place: Place) -> Iterator[Query]:
    if merged:
        shown = ", ".join(merged[:6]) + (f" and {len(merged) - 6} more" if len(merged) > 6 else "")
        asks = f"do these words belong to every cell that they now stand in; in the file one cell covers them: {shown}"
        yield Query("merged-cells", asks, "compare the table with the file, cell by cell", place=place)
    if second:
        asks = f'is the second row of this table a part of its head: "{second[:80]}"'
        yield Query("table-head", asks, "write it as a row below the head if it is none", place=place)
    if nested:
        asks = f'how do the cells of the table inside a cell belong together, from "{nested[0]}" on'
        hint = "make a table or list of its own of it; its rows stand below each other in the cell now"
        yield Query("nested-table", asks, hint, place=place)


def _named(blocks: Blocks, high: int, wide: int) -> str:
    covered = [f"{high} rows"] * (high > 1) + [f"{wide} columns"] * (wide > 1)
    return f'"{_words(blocks)[:40]}" ({", ".join(covered)})'


def _words(blocks: Blocks) -> str:
    found = []
    for block in blocks:
        if isinstance(block, Prose):
            found.append(plain(block.inlines))
        elif isinstance(block, Bullets | Steps):
            found.extend(_words(item.blocks) for item in block.items)
    return " ".join(" ".join(found).split())


def _flattened(blocks: Blocks, nested: list[str]) -> Blocks:
    """Blocks in which a table is a paragraph for each of its rows: a cell cannot hold a table."""
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, Table):
            nested.append(_words(next((c.blocks for c in block.head or block.rows[0].cells), ()))[:60])
            found.extend(_rows_as_prose(block))
        else:
            found.append(block)
    return tuple(found)


def _rows_as_prose(table: Table) -> Iterator[Block]:
    if table.caption:
        yield Prose(table.node, table.caption)
    for cells in ([table.head] if table.head else []) + [row.cells for row in table.rows]:
        words: list[Inline] = []
        others: list[Block] = []
        for block in (block for cell in cells for block in cell.blocks):
            if isinstance(block, Prose):
                words += [Text(" – "), *block.inlines] if words else block.inlines
            else:
                others.append(block)
        if words:
            yield Prose(table.node, tuple(words))
        yield from others


def _without_notes(blocks: Blocks) -> Blocks:
    """The words of blocks without notes and pictures, which stand once only."""
    return tuple(_bare(block) for block in blocks if not isinstance(block, Figure))


def _bare(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_bare(child) for child in value if not isinstance(child, Note | Image))
    if is_dataclass(value) and not isinstance(value, Node | Audience | type):
        changes: dict[str, Inlines | Blocks] = {
            part.name: _bare(inner)
            for part in fields(value)
            if isinstance(inner := getattr(value, part.name), tuple) and inner
        }
        return replace(value, **changes) if changes else value
    return value
