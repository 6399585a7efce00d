"""A table as XHTML in each arrangement: nothing is lost, and no id stands twice."""

from __future__ import annotations

import re

import lxml.html

from pipeline.article.model import Table
from pipeline.article.walking import of_kind
from pipeline.markup.manner import Manner
from pipeline.markup.tables import grid_of, turned
from pipeline.markup.xhtml import Writer
from pipeline.press.tabulation import Arrangement, Tabulation
from tests.newsletter.sample import edition

TABLE = """
::: {.table .doses caption="Doses" header-column=true}
| Age [@leaflet] | Morning[^m] | Evening |
|---|---|---|
| Adult | 5 mg | *10* mg |
| Child | 1 mg | 2 mg |
:::

[^m]: At eight.
"""


def made(arrangement: Arrangement, *, beside: bool = True) -> str:
    given = edition(body=TABLE)
    article = given.article
    manner = Manner(tabulate=lambda _: Tabulation(arrangement, (), beside))
    writer = Writer("en", given.words, article.pictures, article.references, manner)
    return writer.blocks(article.blocks)


def rows(xhtml: str) -> list[list[str]]:
    return [["".join(cell.itertext()) for cell in row] for row in lxml.html.fromstring(xhtml).iter("tr")]


def test_turned_its_columns_are_rows() -> None:
    written = made(Arrangement.TURNED)
    assert 'class="doses turned"' in written
    assert rows(written) == [
        ["Age1", "Adult", "Child"],
        ["Morninga", "5\xa0mg", "1\xa0mg"],
        ["Evening", "10 mg", "2\xa0mg"],
    ]


def test_stacked_each_cell_stands_beside_or_below_its_heading_and_marks_stand_once() -> None:
    beside = made(Arrangement.STACKED)
    assert rows(beside)[:2] == [["Age1: Adult"], ["Morninga", "5\xa0mg"]]
    assert rows(beside)[3:5] == [["Age: Child"], ["Morning", "1\xa0mg"]]
    below = made(Arrangement.STACKED, beside=False)
    assert rows(below)[:2] == [["Age1: Adult"], ["Morninga: 5\xa0mg"]]
    for written in (beside, below):
        ids = re.findall(r' id="([^"]+)"', written)
        assert len(ids) == len(set(ids))


def test_turned_twice_a_block_has_its_cells_in_place_again() -> None:
    (table,) = of_kind(edition(body=TABLE).article.blocks, Table)
    assert grid_of(turned(turned(table))) == grid_of(table)
