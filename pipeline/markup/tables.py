"""A table and how it is set come in; its words for measuring, its turned form and its XHTML go out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pipeline.article.model import Alignment, Cell, Cite, Note, Row, Table
from pipeline.article.plaintext import text
from pipeline.article.walking import change_inlines
from pipeline.press.tabulation import Arrangement, Grid, Tabulation

AS_IT_IS = Tabulation(Arrangement.AS_IS, ())


@dataclass(frozen=True, slots=True)
class Pen:
    """How a writer writes the parts of a table: a cell with its marks, plain words, the attributes for more classes."""

    cell: Callable[[Cell], str]
    words: Callable[[str], str]
    attributes: Callable[[str], str]


def grid_of(table: Table) -> Grid:
    """The words of a table, cell by cell."""
    return Grid(
        tuple(map(_words, table.head)),
        tuple(tuple(map(_words, row.cells)) for row in table.rows),
        table.row_headers,
    )


def _words(cell: Cell) -> str:
    """What a cell says without its notes, which stand elsewhere."""
    said = change_inlines(cell.blocks, lambda inline: () if isinstance(inline, Cite | Note) else (inline,))
    return text(said).replace("\n", " ")


def turned(table: Table) -> Table:
    """The table with its rows as columns, each column aligned at its start: what stood below each other was aligned,
    and stands side by side now. Raises ValueError when a row has more or fewer cells than the head.
    """
    first, *others = zip(table.head, *(row.cells for row in table.rows), strict=True)
    rows = tuple(replace(table.rows[0], cells=tuple(cells)) for cells in others)
    return replace(table, head=tuple(first), rows=rows, alignments=(Alignment.START,) * len(first))


def write_table(table: Table, tabulation: Tabulation, caption: str, labels: Sequence[str], pen: Pen) -> str:
    """The XHTML of a table as it is set; its class names the arrangement unless it is as it is.

    `caption` is XHTML or empty, `labels` further attributes of the cells of each column.
    """
    arrangement = tabulation.arrangement
    kinds = ["doses"] if table.doses else []
    if arrangement is not Arrangement.AS_IS:
        kinds.append(arrangement.value)
    if arrangement is Arrangement.TURNED:
        table = turned(table)
        labels = [""] * len(table.head)
    if arrangement is Arrangement.STACKED:
        kinds += [] if tabulation.beside else ["below"]
        inner = _stacked(table, tabulation.beside, pen)
    else:
        inner = _rows(table, labels, pen)
    return f"<table{pen.attributes(' '.join(kinds))}>\n{caption}{inner}\n</table>"


def _rows(table: Table, labels: Sequence[str], pen: Pen) -> str:
    aligned = [f' class="align-{alignment}"' if alignment != "start" else "" for alignment in table.alignments]
    head = ""
    if table.head:
        cells = "".join(
            f'<th scope="col"{align}>{pen.cell(cell)}</th>' for cell, align in zip(table.head, aligned, strict=False)
        )
        head = f"<thead>\n<tr>{cells}</tr>\n</thead>\n"
    rows = []
    for row in table.rows:
        cells = ""
        for index, (cell, align, label) in enumerate(zip(row.cells, aligned, labels, strict=False)):
            named = index == 0 and table.row_headers
            tag, more = ("th", ' scope="row"') if named else ("td", label)
            cells += f"<{tag}{more}{align}>{pen.cell(cell)}</{tag}>"
        rows.append(f"<tr>{cells}</tr>")
    body = "\n".join(rows)
    return f"{head}<tbody>\n{body}\n</tbody>"


def _stacked(table: Table, beside: bool, pen: Pen) -> str:
    """A group of rows for each row of the table: the first cell names it, the others follow their headings.

    Marks of notes and citations stand where a heading is written first; an id may stand once in a document.
    """
    first = [pen.cell(cell) for cell in table.head]
    again = [pen.words(_words(cell)) for cell in table.head]
    groups = []
    for number, row in enumerate(table.rows):
        heads = first if number == 0 else again
        lines = [_name(heads[0] if heads else "", row, pen, 2 if beside else 1)]
        for at, cell in enumerate(row.cells[1:], 1):
            label = heads[at] if at < len(heads) else ""
            written = pen.cell(cell)
            if beside:
                lines.append(f'<tr><th scope="row">{label}</th><td>{written}</td></tr>')
            elif label:
                lines.append(f'<tr><td><strong class="head">{label}:</strong> {written}</td></tr>')
            else:
                lines.append(f"<tr><td>{written}</td></tr>")
        groups.append("<tbody>\n" + "\n".join(lines) + "\n</tbody>")
    return "\n".join(groups)


def _name(head: str, row: Row, pen: Pen, columns: int) -> str:
    span = f' colspan="{columns}"' if columns > 1 else ""
    written = pen.cell(row.cells[0]) if row.cells else ""
    named = f"{head}: {written}" if head else written
    return f'<tr><th scope="rowgroup"{span}>{named}</th></tr>'
