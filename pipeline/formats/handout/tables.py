"""The tables of a handout and the widths of its pages come in; how each is set goes out, as CSS by its id."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.article.model import Blocks, Cell, Section, Table
from pipeline.article.plaintext import text
from pipeline.article.selecting import select
from pipeline.article.walking import of_kind
from pipeline.edition.artifact import Product
from pipeline.edition.edition import Edition
from pipeline.formats.handout.variants import Variant, variant_named
from pipeline.language.typography import bind
from pipeline.markup.escaping import anchor_of
from pipeline.press.ruler import ruler_of
from pipeline.press.tabulation import Arrangement, Grid, Measure, Room, Tabulation, tabulate, tallest_row

PT_PER_MM = 72 / 25.4
PAGE_MM = {"A4": 210.0, "Letter": 215.9, "A5": 148.0}
SIDE_MM = {"sheet": 16.0, "full": 17.0, "large-print": 18.0, "narrow": 14.0, "fold": 8.0}
"""The side margins of styles/handout, the widest that the solver may leave."""

PANEL_MM = {"A4": 97.0, "Letter": 91.4}
COLUMN_GAP_MM = 8.0
PADDING_PT, TIGHT_PT = 12.0, 7.0
"""What a cell has at both sides together (styles/handout/system.css), and the least (house)."""

INSIDE_PT = 34.0
"""What a callout or a card leaves of the width at its two sides together (styles/handout/system.css)."""

TABULAR = 1.06
"""How much wider words may be set than they were measured: tabular figures, and the letters of a bold cell."""

TIGHT = "$ :is(th,td){padding-inline:3.5pt}$ :is(th,td):first-child{padding-inline-start:0}"

ABREAST_PT = 150.0
"""Stacked rows stand two in a line where each has so much room; one alone would leave half the paper white (house)."""

MOST_ABREAST = 16
"""A stacked row of more lines stands alone, since what stands two in a line cannot run over a page's end (house)."""

TALLEST = 20
"""Lines of the tallest row that is kept whole, half of an A4 page: with more its cells stand one below the other, and
it stands on two pages as any text does (house).
"""

ABREAST = (
    "$ tbody tr{display:inline-block;width:47.5%;margin-inline-end:1.5%;vertical-align:top}"
    "$ tbody{line-height:0;orphans:1;widows:1}$ tbody tr{line-height:var(--leading);orphans:2;widows:2}"
)

STACKED = (
    "$,$ :is(caption,thead,tbody,tr,th,td){display:block;text-align:start}"
    "${break-inside:auto!important}"
    "$ :is(th,td){padding:0;border:0}"
    "$ thead{break-after:avoid}"
    "$ thead tr{border-bottom:2pt solid var(--accent);padding-bottom:4pt;font-size:var(--size-small)}"
    "$ tbody th{color:var(--accent)}"
    '$ thead th{display:inline;font-weight:400}$ thead th+th::before{content:" · "}'
    "$ tbody tr{border-bottom:var(--stroke) solid var(--rule);padding:4pt 0 5pt}"
    '$ td[data-label]::before{content:attr(data-label) ": ";font-weight:600}'
)
"""A table whose cells stand one below the other, each after its column's heading."""


def text_width(product: Product) -> float:
    """The width in pt in which the text of a product stands, with its widest margins."""
    kind = variant_named(product.variant)
    if kind.press == "fold":
        return (PANEL_MM[product.paper] - 2 * SIDE_MM["fold"]) * PT_PER_MM
    page = PAGE_MM["A5"] if kind.is_stitched else PAGE_MM[product.paper]
    side = SIDE_MM["sheet" if kind.fitted else "large-print" if kind.body_pt > 12 else "full"]
    if kind.is_narrow(product.paper) and kind.body_pt <= 12:
        side = SIDE_MM["narrow"]
    return (page - 2 * side) * PT_PER_MM


def column_width(product: Product, columns: int) -> float:
    """The width in pt of each of the columns in which the text of a product stands."""
    return (text_width(product) - (columns - 1) * COLUMN_GAP_MM * PT_PER_MM) / columns


@dataclass(frozen=True, slots=True)
class Showing:
    """How a table is set; `abreast`: whether its stacked rows stand two in a line; `long`: which rows, from 1, may run
    over the end of a page once they are stacked.
    """

    tabulation: Tabulation
    abreast: bool = False
    long: tuple[int, ...] = ()


def tables(edition: Edition, product: Product, columns: int = 1) -> dict[str, Showing]:
    """How each table of a product is set, by its key; `columns` are those in which its text stands."""
    kind = variant_named(product.variant)
    ruler = ruler_of(edition.typefaces, edition.lang)
    size = kind.body_pt

    def measure(words: str, bold: bool) -> float:
        return ruler.width(words, "text", 700 if bold else 400, size) * TABULAR

    width = column_width(product, columns)
    blocks = select(edition.article.blocks, "handout", product.variant)
    return dict(_set(blocks, kind, width, measure))


def _set(blocks: Blocks, kind: Variant, width: float, measure: Measure) -> Iterator[tuple[str, Showing]]:
    outside = set(_outside(blocks))
    for table in of_kind(blocks, Table):
        column = width if table.node.key in outside else width - INSIDE_PT
        grid = Grid(
            tuple(map(_words, table.head)),
            tuple(tuple(map(_words, row.cells)) for row in table.rows),
            table.row_headers,
        )
        # Turned, its cells would be heard in another order than the author wrote them in.
        room = Room(column, kind.body_pt, PADDING_PT, TIGHT_PT, turning=False)
        tabulation, half = tabulate(grid, room, measure), 0.475 * column
        if grid.columns > 1 and tallest_row(grid, PADDING_PT, column, measure) > TALLEST:
            tabulation = replace(tabulation, arrangement=Arrangement.STACKED)
        abreast = half >= ABREAST_PT and sum(tabulation.widths) <= half
        most = max(_row_lines(grid, half, measure), default=0)
        long = (at for at, count in enumerate(_row_lines(grid, column, measure), start=1) if count > TALLEST)
        yield table.node.key, Showing(tabulation, abreast and most <= MOST_ABREAST, tuple(long))


def _row_lines(grid: Grid, width: float, measure: Measure) -> list[float]:
    """How many lines each row takes with its cells one below the other."""
    return [sum(measure(words, False) // width + 1 for words in row) for row in grid.rows]


def _outside(blocks: Blocks) -> Iterator[str]:
    """Keys of the tables that stand in no box: in sections and nowhere else."""
    for block in blocks:
        if isinstance(block, Table):
            yield block.node.key
        elif isinstance(block, Section):
            yield from _outside(block.blocks)


def _words(cell: Cell) -> str:
    return " ".join(bind(text(cell.blocks)).split(" "))


def stacked_css(identity: str) -> str:
    """The style that stacks the table with this id."""
    return STACKED.replace("$", f'[id="{identity}"]')


def tables_css(found: dict[str, Showing]) -> str:
    """The style that sets the tables so."""
    parts = []
    for key, showing in found.items():
        which = f'[id="{anchor_of(key)}"]'
        if showing.tabulation.arrangement is Arrangement.TIGHT:
            parts.append(TIGHT.replace("$", which))
        elif showing.tabulation.arrangement is Arrangement.STACKED:
            parts.append(STACKED.replace("$", which))
            parts.append(ABREAST.replace("$", which) if showing.abreast else "")
            parts += [f"{which} tbody tr:nth-child({row}){{break-inside:auto}}" for row in showing.long]
    return "".join(parts)
