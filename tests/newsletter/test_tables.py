"""A table of data in a mail is set so that no word and no dose is broken in a window of 320 px."""

from __future__ import annotations

from functools import cache

import lxml.html
import pytest

from pipeline.formats.newsletter.plain import plain_text
from pipeline.formats.newsletter.tables import ROOM, window_of
from pipeline.language.wholes import pieces
from tests.newsletter.sample import edition, issue

HEAD = "| Age | Morning dose | Evening dose | Remarks |\n|---|---|---|---|\n"
WIDE = HEAD + "| Adult | 1000 mg | 1000 mg | Syrup |\n| Child | 250 mg | | Take **with** tea |\n"
MANY = WIDE + "| Babies | ask | ask | Ask first |\n| Older people | 500 mg | 500 mg | Kidneys |\n"
NARROW = "| Age | At 8 | At 20 |\n|---|---|---|\n| Adult | 5 g | 5 g |\n| Child | 1 g | 1 g |\n"
POINTS = "::: key-points\n- Keep it clean.\n- Keep it dry.\n- Call us.\n:::\n\n## Doses\n\n"


@cache
def written(table: str) -> str:
    made = edition(body=f'{POINTS}::: {{.table caption="Doses by age" header-column=true}}\n{table}:::\n')
    return issue(made, "whole").file("whole.html").content.decode()


def rows(table: str) -> list[list[str]]:
    (found,) = lxml.html.fromstring(written(table)).xpath("//table[contains(@class, 'data')]")
    return [[" ".join(cell.text_content().split()) for cell in row] for row in found.iter("tr")]


def test_a_wide_table_of_two_rows_is_turned() -> None:
    assert rows(WIDE) == [
        ["Age", "Adult", "Child"],
        ["Morning dose", "1000 mg", "250 mg"],
        ["Evening dose", "1000 mg", ""],
        ["Remarks", "Syrup", "Take with tea"],
    ]


def test_a_longer_one_stands_one_block_a_row() -> None:
    assert rows(MANY)[:5] == [
        ["Age: Adult"], ["Morning dose", "1000 mg"], ["Evening dose", "1000 mg"], ["Remarks", "Syrup"],
        ["Age: Child"],
    ]  # fmt: skip


def test_its_text_part_is_a_line_a_row() -> None:
    text = " ".join(plain_text(written(MANY), "Links").split())
    assert "Age: Adult; Morning dose: 1000 mg; Evening dose: 1000 mg; Remarks: Syrup" in text
    assert "Age: Child; Morning dose: 250 mg; Remarks: Take with tea" in text


def test_a_table_that_finds_room_stays_a_table() -> None:
    assert rows(NARROW)[0] == ["Age", "At 8", "At 20"]


@pytest.mark.parametrize("table", [WIDE, MANY, NARROW])
def test_no_table_is_wider_than_the_window(table: str) -> None:
    window = window_of(edition())
    for row in rows(table):
        if len(row) > 1:
            assert sum(max((window.width(p) for p in pieces(cell)), default=0) + 10 for cell in row) <= ROOM.column


def test_a_list_in_a_list_in_a_box_is_measured_with_what_they_take() -> None:
    """At 320 px a phone number there was cut off, and nothing said so."""
    from lxml import html

    from pipeline.formats.newsletter.rules.lines import BOX_PX, INNER_PX, LIST_PX, _indent

    page = html.fromstring(
        '<table><tr><td class="box"><ul><li>one<ul><li id="b">two</li></ul></li></ul></td></tr></table>'
    )
    (inner,) = page.xpath("//*[@id='b']")
    assert _indent(inner) == LIST_PX + INNER_PX + (BOX_PX if "box" in inner.xpath("ancestor::td/@class") else 0)
    (cell,) = page.xpath("//td")
    assert _indent(cell) == BOX_PX
