"""Lines come in; tables of columns of spaces or TABs whose cells go on over several lines go out as a line a row, or,
where their rows cannot be told, as they stand with a question.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.finding import Place
from pipeline.manuscript.pieces import Query
from pipeline.manuscript.plaintext.chunks import Line
from pipeline.manuscript.plaintext.rowsteps import Row, find_rows

_SEGMENT = re.compile(r"\S+(?: \S+)*")
_STOP = 8
"""Columns between the TAB stops of a terminal and of most editors of plain text."""
_SHOWN = 12
"""House: of a longer table the first lines are shown in the question."""


def with_wrapped_cells(lines: Sequence[Line], file: str) -> tuple[tuple[Line, ...], list[Query]]:
    """The lines, a table whose cells wrap as one line a row with TABs between its cells. Where a line may be a row of
    its own or go on with the one above, the lines of the table are one line of several, and a question.
    """
    done: list[Line] = []
    queries: list[Query] = []
    at = 0
    while at < len(lines):
        grid = _grid_at(lines, at)
        if grid is None:
            end = at + 1
            while not lines[at].blank and end < len(lines) and not lines[end].blank:
                end += 1
            done += lines[at:end]
            at = end
            continue
        done += lines[at : grid.start]
        shown = [line for line in lines[grid.start : grid.end] if not line.blank and not line.wordless]
        rows = find_rows(grid.rows)
        if rows is None:
            first, last = shown[0].number, shown[-1].number
            done += [Line(first, "", 0), Line(first, "\n".join(line.text for line in shown), 0), Line(last, "", 0)]
            queries.append(_query(shown, file))
        else:
            plain = len(rows) == grid.end - grid.start and not any(line.tabs for line in shown)
            done += lines[grid.start : grid.end] if plain else _written(rows)
        at = grid.end
    return tuple(done), queries


def _query(lines: Sequence[Line], file: str) -> Query:
    said = " / ".join(re.sub(r"\t+| {2,}", " | ", line.text) for line in lines[:_SHOWN])
    more = f" / and {len(lines) - _SHOWN} more lines" if len(lines) > _SHOWN else ""
    hint = "write each row as one line between bars (|), every cell beside what it is for"
    place = Place(file, lines[0].number, lines[-1].number)
    return Query("table", f"which of these lines are one row of a table: {said}{more}", hint, place=place)


def _written(rows: Sequence[Sequence[Row]]) -> Iterator[Line]:
    for row in rows:
        cells = [" ".join(part for line in row if (part := line.cells[c])) for c in range(len(row[0].cells))]
        yield Line(row[0].number, "\t".join(cells), 0)


@dataclass(frozen=True, slots=True)
class _Grid:
    """The lines of a table: indexes from `start` to before `end`, and their cells."""

    start: int
    end: int
    rows: tuple[Row, ...]


def _grid_at(lines: Sequence[Line], at: int) -> _Grid | None:
    """The table that begins in the block of lines from `at` on; None for lines that are no table, or one that needs
    no rows put together.
    """
    end = at
    while end < len(lines) and not lines[end].blank:
        end += 1
    block = lines[at:end]
    if not _is_gapped(block):
        return None
    far = end
    while (further := _block_end(lines, far)) > far + 1 and _is_gapped(lines[far + 1 : further]):
        far = further
    return _read_grid(lines, at, end, far) or (_read_grid(lines, at, end, end) if far > end else None)


def _is_gapped(block: Sequence[Line]) -> bool:
    return any("\t" in line.text or "  " in line.text for line in block)


def _read_grid(lines: Sequence[Line], at: int, end: int, far: int) -> _Grid | None:
    """The table that begins in the block from `at` to `end`, its columns those of the lines up to `far`."""
    block = lines[at:end]
    if any("|" in line.text for line in block):
        return None
    seen = [line for line in lines[at:far] if line.text]
    tabbed = any("\t" in line.text for line in block)
    columns = _tab_columns(seen) if tabbed else _space_columns(seen)
    if not columns:
        indented = tabbed and any(line.tabs and "\t" not in line.text for line in block[1:])
        return _Grid(at, end, ()) if indented and "\t" in block[0].text else None
    start = at
    while start < end and len(columns.segments(lines[start])) < 2:
        start += 1
    stop = start
    while stop < end and columns.cells(lines[stop]) is not None:
        stop += 1
    if stop - start < 2 and stop < end:
        return None
    if stop < end and (lines[stop].indent > columns.starts[0] or _is_gapped(lines[stop:end])):
        # Numbers that end below each other are read as a table where each line has as many cells.
        even = len({len(columns.segments(line)) for line in lines[start:end]}) == 1
        return None if even else _Grid(start, end, ())
    rows = _rows(columns, lines[start:stop])
    following = _block_end(lines, stop)
    while stop == end and _is_one(rows) and following > stop + 1 and _goes_with(columns, lines[stop + 1 : following]):
        added = _rows(columns, lines[stop + 1 : following])
        rows += [replace(added[0], parted=True), *added[1:]]
        stop = end = following
        following = _block_end(lines, stop)
        if not _is_one(added):
            break
    several = [row for row in rows if sum(map(bool, row.cells)) >= 2]
    wraps = any(not row.cells[0] for row in rows[1:])
    least = 3 if columns.many == 2 and not wraps else 2
    return _Grid(start, stop, tuple(rows)) if len(several) >= least else None


def _rows(columns: _Columns, block: Sequence[Line]) -> list[Row]:
    """The lines as cells; those that only draw part what is above them from what is below."""
    rows: list[Row] = []
    parted = False
    for line in block:
        cells = columns.cells(line)
        if cells is not None and not line.wordless:
            rows.append(Row(line.number, cells, parted=parted))
        parted = line.wordless
    return rows


def _is_one(rows: Sequence[Row]) -> bool:
    """Whether the lines between two blank ones may be one row."""
    told = find_rows(rows)
    return told is None or len(told) < 2 or any(row.parted for row in rows)


def _block_end(lines: Sequence[Line], blank: int) -> int:
    end = blank + 1
    while end < len(lines) and not lines[end].blank:
        end += 1
    return end


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the columns begin; `stop` is the distance of TAB stops, 0 where a TAB is a step to the next column."""

    starts: tuple[int, ...]
    tabs: bool = False
    stop: int = 0

    @property
    def many(self) -> int:
        return len(self.starts)

    def segments(self, line: Line) -> list[tuple[int, str]]:
        """What stands in a line, each with where it begins."""
        if not self.tabs:
            return [(line.indent + m.start(), m[0]) for m in _SEGMENT.finditer(line.text)]
        if not self.stop:
            cells = ("\t" * line.tabs + line.text).split("\t")
            return [(at, cell.strip()) for at, cell in enumerate(cells) if cell.strip()]
        raw = "\t" * line.tabs + line.text
        return [(len(raw[: m.start()].expandtabs(self.stop)), m[0].strip()) for m in re.finditer(r"[^\t]+", raw)]

    def cells(self, line: Line) -> tuple[str, ...] | None:
        """The cells of a line, empty where it says nothing; None when something stands beside the columns."""
        cells = [""] * self.many
        open_ = -1
        for start, text in self.segments(line):
            if start in self.starts:
                open_ = self.starts.index(start)
                cells[open_] = text
            elif open_ >= 0 and cells[open_][-1] in ".!?:":
                # Two spaces behind a sentence are a typist's habit, and no column.
                cells[open_] += f" {text}"
            else:
                return None
            following = self.starts[open_ + 1] if open_ + 1 < self.many else None
            if not self.tabs and following is not None and self.starts[open_] + len(cells[open_]) > following:
                return None
        return tuple(cells)


def _space_columns(block: Sequence[Line]) -> _Columns | None:
    """The columns of the line with the most segments, where another begins its segments at the same places."""
    plain = _Columns((0,))
    said = [plain.segments(line) for line in block]
    often = Counter(start for row in said for start, _ in row)
    rows: list[list[int]] = []
    for row in said:
        before = ["", *(text for _, text in row)]
        # Two spaces behind a sentence begin a column where another line begins one there too.
        kept = zip(row, before, strict=False)
        rows.append([start for (start, _), text in kept if text[-1:] not in {*".!?:"} or often[start] > 1])
    widest = max(rows, key=len)
    if len(widest) < 2 or sum(len(row) >= 2 and set(row) <= set(widest) for row in rows) < 2:
        return None
    return _Columns(tuple(widest))


def _tab_columns(block: Sequence[Line]) -> _Columns | None:
    """A column a TAB, where no row is longer than the first; else the columns at the stops of TABs, if they agree."""
    stepped = _Columns((0,), tabs=True)
    rows = [[start for start, _ in stepped.segments(line)] for line in block]
    head = next((row for row in rows if len(row) > 1), [])
    if not head:
        return None
    first = min(row[0] for row in rows if len(row) > 1)
    if head[-1] - head[0] + 1 == len(head) and all(set(row) <= {first, *head} for row in rows):
        return _Columns(tuple(range(first, head[-1] + 1)), tabs=True)
    stops = _Columns((0,), tabs=True, stop=_STOP)
    aligned = [[start for start, _ in stops.segments(line)] for line in block]
    widest = max(aligned, key=len)
    return replace(stops, starts=tuple(widest)) if all(set(row) <= set(widest) for row in aligned) else None


def _goes_with(columns: _Columns, block: Sequence[Line]) -> bool:
    """Whether a block below a blank line goes on with the rows above it."""
    if any("|" in line.text or columns.cells(line) is None for line in block):
        return False
    return len(columns.segments(block[0])) >= 2
