"""Comparisons of an article come in; a page that shows old and new side by side, for eyes and for paper, goes out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from pipeline.building.answers.comparing import Compared
from pipeline.facts.lines import Line, boxed
from pipeline.facts.marked import Run, Sort, runs
from pipeline.facts.meaning import Change, Row
from pipeline.language.isolation import direction_of_text

AROUND = 1
"""So many lines that did not change are shown before and behind one that did (house)."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """One row of the page: what the line is, both wordings in runs, its changes; or `gap` lines that are left out."""

    role: str
    old: tuple[Run, ...] = ()
    new: tuple[Run, ...] = ()
    changes: tuple[Change, ...] = ()
    gap: int = 0
    line: int = 0
    sort: str = ""


def page(found: Sequence[Compared]) -> str:
    """The page of one article's comparisons, a section a language; it needs nothing else, and no script."""
    shown = [
        {
            "compared": each,
            "rows": list(_rows(each)),
            "dir": direction_of_text(each.title),
            "meaning": _told(each.difference.meaning),
            "harmless": _told(each.difference.harmless),
        }
        for each in found
    ]
    text: str = _template().render(title=found[0].title if found else "", shown=shown, Sort=Sort)
    return text


@cache
def _template() -> Any:
    from jinja2 import Environment, StrictUndefined

    text = resources.files(__package__).joinpath("differences.html").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(text)


def _told(changes: Sequence[Change]) -> list[tuple[str, int]]:
    """What is said of changes, each once, with its line."""
    return list(dict.fromkeys((change.words, change.place.first) for change in changes))


def _rows(compared: Compared) -> Iterator[_Shown]:
    """The rows that changed with those around them, and how many are left out between."""
    rows = compared.difference.rows
    near = {
        number
        for at, row in enumerate(rows)
        if row.changes
        for number in range(at - AROUND, at + AROUND + 1)
        if 0 <= number < len(rows)
    }
    skipped = 0
    told: set[int] = set()
    for number, row in enumerate(rows):
        if number not in near:
            skipped += 1
            continue
        if skipped:
            yield _Shown("", gap=skipped)
            skipped = 0
        # A box that came or went whole is one change of many lines: it is told at the first.
        yield _row(row, compared, [each for each in row.changes if each not in told])
        told |= set(row.changes)
    if skipped:
        yield _Shown("", gap=skipped)


def _row(row: Row, compared: Compared, told: Sequence[int]) -> _Shown:
    line = row.new or row.old
    assert line is not None  # noqa: S101 (a row holds one line at least)
    made = tuple(runs(row.old.text if row.old else "", row.new.text if row.new else ""))
    changes = tuple(compared.difference.changes[number] for number in told)
    sort = "meaning" if any(compared.difference.changes[number].meaning for number in row.changes) else "harmless"
    old = tuple(run for run in made if run.sort is not Sort.COME)
    new = tuple(run for run in made if run.sort is not Sort.GONE)
    return _Shown(name_of(line), old, new, changes, line=line.place.first, sort=sort if row.changes else "")


def name_of(line: Line) -> str:
    """What a line is, in words: "step 3", "row in the table of doses"."""
    name = f"step {line.number}" if line.role == "step" else line.role
    return f"{name} in {boxed(line.box)}" if line.box and line.box not in name and line.role != "key point" else name
