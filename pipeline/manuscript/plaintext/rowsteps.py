"""The lines of a table come in as cells; rows of one line or several go out, or none where a line may be a row of its
own as well as the rest of the one above.

Two things tell: whether the words would have fitted above, so that nobody had to break them off; and whether a sentence
goes on. A dose that goes to the medicine above is worse than a question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.manuscript.recognition import vocabulary


@dataclass(frozen=True, slots=True)
class Row:
    """One line: its number, its cells, all of a length, and whether a blank line or a rule stands above it."""

    number: int
    cells: tuple[str, ...]
    parted: bool = False


def find_rows(lines: Sequence[Row]) -> list[list[Row]] | None:
    """The rows, each with its lines; None when one line could go on with a row or be one."""
    if not lines:
        return None
    widths = [max(len(line.cells[c]) for line in lines) for c in range(len(lines[0].cells))]
    wrapped = any(not all(line.cells) for line in lines[1:])
    spaced = sum(line.parted for line in lines) > 1
    rows = [[lines[0]]]
    for at, line in enumerate(lines[1:], start=1):
        step = _Step(rows[-1], line, widths, lower=_lower(lines, at))
        goes_on = step.goes_on(wrapped=wrapped, spaced=spaced)
        if goes_on is None:
            return None
        if goes_on:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _lower(lines: Sequence[Row], at: int) -> bool:
    """Whether the first cells of a table begin small by habit: those of most other lines below its head do."""
    others = [line.cells[0] for n, line in enumerate(lines) if n not in {0, at} and line.cells[0]]
    return sum(cell[0].islower() for cell in others) > len(others) / 2


@dataclass(frozen=True, slots=True)
class _Step:
    """A line and the row above it; `widths` are the longest lines of each column."""

    row: Sequence[Row]
    line: Row
    widths: Sequence[int]
    lower: bool

    def goes_on(self, *, wrapped: bool, spaced: bool) -> bool | None:
        """Whether the line goes on with the row; None where nobody can tell. `wrapped` when some line of the table
        leaves cells empty, `spaced` when blank lines part its rows.
        """
        if not self.line.cells[0]:
            return self._without_name()
        if self.line.parted:
            return False
        fresh = any(not self._above(c) for c in self._said)
        # "four times a day" below "How often" is no end of it; below three words it may be.
        runs = any(self._runs_on(c) and (self._open(c) or len(self._above(c).split()) > 2) for c in self._said)
        named = self._runs_on(0) and not (self.lower and self.line.cells[0][0].islower())
        may = not fresh and not any(self._fits(c) for c in self._said)
        if spaced and may and named:
            return True
        alone = self._said == [0] and self.line.cells[0][0].islower()
        if (named and not fresh) or alone or (may and (runs or wrapped)):
            return None
        return False

    def _without_name(self) -> bool | None:
        """Whether a line without a first cell goes on; never silently where amounts stand below amounts."""
        said = self._said
        if self.line.parted or not all(self._above(c) for c in said):
            return None
        if any(self.line.cells[c][0].isdigit() and self._above(c)[0].isdigit() and not self._open(c) for c in said):
            return None
        runs = [self._runs_on(c) for c in said]
        if any(not run and self._fits(c) for run, c in zip(runs, said, strict=True)) or (
            len(said) > 1 and not any(runs)
        ):
            return None
        return True

    @property
    def _said(self) -> list[int]:
        return [c for c, cell in enumerate(self.line.cells) if cell]

    def _above(self, c: int) -> str:
        return self.row[-1].cells[c]

    def _fits(self, c: int) -> bool:
        """Whether the first word would have fitted into the line above: then nobody broke it off."""
        return len(self._above(c)) + 1 + len(self.line.cells[c].split()[0]) <= self.widths[c]

    def _open(self, c: int) -> bool:
        above = self._above(c)
        # "When" alone heads a column.
        return bool(above) and (above[-1] in ",-–/(" or (" " in above and vocabulary.is_open(above)))

    def _runs_on(self, c: int) -> bool:
        """Whether the words plainly go on with those above: small letters below a cell that began otherwise."""
        above, top = self._above(c), self.row[0].cells[c]
        if not above or not top:
            return False
        small = self.line.cells[c][0].islower() and not top[0].islower() and above[-1] not in ".!?:;"
        return small or self._open(c)
