"""The words of a table and the widths at hand come in; how the table is set there goes out.

One decision for every format: no word, no dose and no number is ever broken to make a table fit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from pipeline.language.wholes import pieces

Measure = Callable[[str, bool], float]
"""The width of a piece of text on one line, set bold or not, in the unit of the room."""

LEAST_MEASURE = 9.0
"""A column of sentences is at least so many em wide, about 18 letters; narrower, each word has a line (house)."""

MOST_LINES = 8
"""A cell of more lines in a column narrower than LEAST_MEASURE is hard to read (house)."""

LEAST_GAIN = 0.8
"""Sentences move out of a narrow column when their rows then take no more than this share of the height (house)."""

MOST_TURNED = 4
"""A table of more columns after turning is hard to follow (house)."""


class Arrangement(StrEnum):
    """The ways of setting a table, the best one first."""

    AS_IS = "as-is"
    TIGHT = "tight"
    """With the smaller padding."""
    SPANNING = "spanning"
    """Over the full width, over both columns."""
    TURNED = "turned"
    """Its rows stand as columns, its columns as rows."""
    LANDSCAPE = "landscape"
    """On a page turned on its side."""
    STACKED = "stacked"
    """A block for each row: the row's name, then each cell after its column's heading."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The words of a table: the heads of its columns (none, or one each) and its rows.

    `row_heads`: whether the first cell of each row names it and is set bold.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    row_heads: bool = False

    @property
    def columns(self) -> int:
        return max((len(row) for row in (self.head, *self.rows)), default=0)

    def cells(self) -> Iterator[tuple[int, str, bool]]:
        """Column, words and whether they are bold, of each cell; the head first."""
        for at, words in enumerate(self.head):
            yield at, words, True
        for row in self.rows:
            for at, words in enumerate(row):
                yield at, words, self.row_heads and at == 0

    @property
    def is_turnable(self) -> bool:
        """Whether rows can stand as columns: both sides have names, and the columns are few."""
        full = all(len(row) == len(self.head) for row in self.rows)
        return bool(self.head) and self.row_heads and full and 2 <= len(self.rows) < MOST_TURNED

    def turned(self) -> Grid:
        """The grid with rows as columns; turned twice it is itself."""
        first, *others = zip(self.head, *self.rows, strict=True)
        return Grid(tuple(first), tuple(map(tuple, others)), self.row_heads)


@dataclass(frozen=True, slots=True)
class Room:
    """The widths at hand and the size of the type, all in one unit (px or pt).

    `column`: where the table stands; `page`: over all columns, 0 where that is no wider; `landscape`: on a page on
    its side, 0 where there is none. `padding` and `tight` are what a cell has at both sides together. `turning`:
    whether a table may be turned.
    """

    column: float
    size: float
    padding: float
    tight: float
    page: float = 0.0
    landscape: float = 0.0
    turning: bool = True


@dataclass(frozen=True, slots=True)
class Tabulation:
    """How a table is set. `widths`: the least width of each column as set, padding included, in the room's unit;
    `beside`: whether a stacked cell stands beside its heading, and not below it. `overlong`: the pieces that are
    wider than the room even so, once each; only these may be hyphenated, and none of them when it is a number.
    """

    arrangement: Arrangement
    widths: tuple[float, ...]
    beside: bool = True
    overlong: tuple[str, ...] = ()


def tabulate(grid: Grid, room: Room, measure: Measure) -> Tabulation:
    """The best arrangement in which every piece finds its room, and no column of sentences is too narrow."""
    for arrangement, shown, padding, width in _ways(grid, room):
        columns = _columns(shown, padding, measure)
        widths = tuple(column.least for column in columns)
        if sum(widths) <= width and not _is_cramped(grid, shown, columns, room, width, measure):
            return Tabulation(arrangement, widths)
    return _stacked(grid, room, measure)


def tallest_row(grid: Grid, padding: float, width: float, measure: Measure) -> int:
    """How many lines the tallest row takes where the columns of a table share `width`."""
    given = [at - padding for at in _shared(_columns(grid, padding, measure), width)]
    cells = ((at, words) for row in grid.rows for at, words in enumerate(row))
    return max((_lines(words, given[at], False, measure) for at, words in cells), default=0)


def _ways(grid: Grid, room: Room) -> Iterator[tuple[Arrangement, Grid, float, float]]:
    yield Arrangement.AS_IS, grid, room.padding, room.column
    yield Arrangement.TIGHT, grid, room.tight, room.column
    if room.page > room.column:
        yield Arrangement.SPANNING, grid, room.padding, room.page
        yield Arrangement.SPANNING, grid, room.tight, room.page
    if room.turning and grid.is_turnable:
        turned = grid.turned()
        for padding in (room.padding, room.tight):
            yield Arrangement.TURNED, turned, padding, room.column
    if room.landscape > max(room.page, room.column):
        yield Arrangement.LANDSCAPE, grid, room.padding, room.landscape
        yield Arrangement.LANDSCAPE, grid, room.tight, room.landscape


@dataclass(frozen=True, slots=True)
class _Column:
    """The least width of a column, and the one in which each of its cells is a single line; padding in both."""

    least: float
    whole: float
    padding: float


def _columns(grid: Grid, padding: float, measure: Measure) -> list[_Column]:
    least, whole = [0.0] * grid.columns, [0.0] * grid.columns
    for at, words, bold in grid.cells():
        parts = [measure(piece, bold) for piece in _pieces(words)]
        space = measure(" ", bold)
        least[at] = max(least[at], max(parts, default=0.0))
        whole[at] = max(whole[at], sum(parts) + space * max(0, len(parts) - 1))
    return [_Column(a + padding, b + padding, padding) for a, b in zip(least, whole, strict=True)]


def _shared(columns: Sequence[_Column], width: float) -> list[float]:
    """The widths that automatic layout gives (CSS Tables 3, 3.9.3.2): what is left goes where lines are longest."""
    spare = width - sum(column.least for column in columns)
    wanted = sum(column.whole - column.least for column in columns)
    share = min(1.0, spare / wanted) if wanted > 0 else 0.0
    return [column.least + (column.whole - column.least) * share for column in columns]


def _is_cramped(
    grid: Grid, shown: Grid, columns: Sequence[_Column], room: Room, width: float, measure: Measure
) -> bool:
    """Whether sentences stand in a narrow column, and would be shorter by far with a line to themselves."""
    if len(columns) < 2:
        return False
    given = [at - column.padding for at, column in zip(_shared(columns, width), columns, strict=True)]
    lines = [_lines(words, given[at], bold, measure) for at, words, bold in shown.cells()]
    narrow = any(
        count > MOST_LINES and given[at] < LEAST_MEASURE * room.size
        for count, (at, _, _) in zip(lines, shown.cells(), strict=True)
    )
    if not narrow:
        return False
    tall = sum(max(lines[at : at + shown.columns], default=0) for at in range(0, len(lines), shown.columns))
    alone = sum(_lines(words, room.column - room.padding, bold, measure) for _, words, bold in grid.cells())
    return alone <= tall * LEAST_GAIN


def _lines(words: str, width: float, bold: bool, measure: Measure) -> int:
    count, used, space = 1, 0.0, measure(" ", bold)
    for piece in _pieces(words):
        needed = measure(piece, bold)
        if used and used + space + needed > width:
            count, used = count + 1, needed
        else:
            used += needed + (space if used else 0.0)
    return count


def _stacked(grid: Grid, room: Room, measure: Measure) -> Tabulation:
    """Each cell beside its heading where both find room, else below it."""
    heads = [measure(piece, True) for words in grid.head[1:] for piece in _pieces(words)]
    cells = [measure(piece, False) for row in grid.rows for words in row[1:] for piece in _pieces(words)]
    widths = (max(heads, default=0.0) + room.padding, max(cells, default=0.0) + room.padding)
    beside = bool(heads) and sum(widths) <= room.column and _is_airy(grid, room, widths, measure)
    each = {piece: measure(piece, bold) for _, words, bold in grid.cells() for piece in _pieces(words)}
    alone = room.column - room.tight
    overlong = tuple(piece for piece, width in each.items() if width > alone)
    shown = widths if beside else (max(each.values(), default=0.0) + room.tight,)
    return Tabulation(Arrangement.STACKED, shown, beside, overlong)


def _is_airy(grid: Grid, room: Room, widths: tuple[float, float], measure: Measure) -> bool:
    """Whether sentences beside their heading have a column that is wide enough."""
    longest = max((words for row in grid.rows for words in row[1:]), key=len, default="")
    columns = [_Column(widths[0], widths[0], room.padding)]
    columns.append(_Column(widths[1], measure(longest, False) + room.padding, room.padding))
    given = _shared(columns, room.column)[1] - room.padding
    return given >= LEAST_MEASURE * room.size or _lines(longest, given, False, measure) <= MOST_LINES


@lru_cache(maxsize=4096)
def _pieces(words: str) -> tuple[str, ...]:
    return tuple(pieces(words))
