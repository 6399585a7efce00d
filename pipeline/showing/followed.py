"""The ways of facts and the table of an edition come in; lines for a terminal and JSON values go out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pipeline.facts.ways import Course, Way, Ways
from pipeline.showing.facts_table import Line, Table


def way_lines(table: Table, found: Sequence[Ways]) -> Iterator[str]:
    """Each fact's way: its place in the manuscript, its line in the article, where it stands in each artifact."""
    lines = {line.row: line for line in table.lines}
    for ways in found:
        kept, changed, added = (ways.count(course) for course in Course)
        yield f"{table.name}, from {ways.manuscript}: {len(ways.ways)} statements with facts"
        yield (
            f"  {kept} as in the manuscript, {changed} changed by an editor, {added} added by an editor, "
            f"{len(ways.gone)} not in the article"
        )
        for way in ways.ways:
            yield from _way(way, lines[way.row], table)
        for gone in ways.gone:
            yield f"  {gone.place or 'manuscript'} → nowhere: {gone.why}"
            yield f"    {gone.text}"


def _way(way: Way, line: Line, table: Table) -> Iterator[str]:
    file = way.row.file.rpartition("/")[2]
    begun = way.place or ("manuscript" if way.course is not Course.ADDED else "no manuscript")
    yield f"  {begun} → {file}:{way.row.line} → {'; '.join(_artifacts(line, table)) or 'no artifact'}"
    if way.course is Course.KEPT:
        yield f"    {way.row.text}"
    elif way.course is Course.ADDED:
        yield f"    {way.row.text} ({way.course})"
    else:
        yield f"    {way.row.text} ({way.course}; the manuscript says: {way.before})"


def _artifacts(line: Line, table: Table) -> Iterator[str]:
    for column, mark in zip(table.columns, line.marks, strict=True):
        if mark.places and not mark.why:
            more = f" and {len(mark.places) - 1} more" if len(mark.places) > 1 else ""
            yield f"{column.product} {mark.places[0].label}{more}"
        else:
            yield f"{column.product} {mark.why or 'there'}"


def ways_to_json(found: Sequence[Ways]) -> list[dict[str, Any]]:
    """The same as JSON values; `line` and `text` find the fact in the table."""
    return [
        {
            "manuscript": ways.manuscript,
            "facts": [
                {
                    "file": way.row.file,
                    "line": way.row.line,
                    "text": way.row.text,
                    "course": way.course.value,
                    "place": way.place,
                    "before": way.before,
                }
                for way in ways.ways
            ],
            "gone": [{"text": gone.text, "place": gone.place, "why": gone.why} for gone in ways.gone],
        }
        for ways in found
    ]
