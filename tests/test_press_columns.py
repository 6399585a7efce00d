"""Columns begin at one height, also where the second one begins with a heading that has a margin."""

from __future__ import annotations

import pytest

from pipeline.press.press import lay_out
from tests.handout.sample import edition

HTML = """<html lang="en"><style>@page { size: 300px 200px; margin: 10px } body { margin: 0; font: 10px/10px x }
div { columns: 2; column-fill: auto; height: 60px } p { margin: 0 } h2 { font-size: 10px; margin: 20px 0 0 }</style>
<div><p>one<p>two<p>three<section><h2>four</h2><p>five</section></div></html>"""


def tops() -> list[float]:
    document = lay_out(HTML, {}, edition().typefaces).document
    columns = [box for box in document.pages[0]._page_box.descendants() if getattr(box, "is_column", False)]
    return [min(box.position_y for box in column.descendants() if hasattr(box, "text")) for column in columns]


def test_the_second_column_begins_where_the_first_one_does() -> None:
    first, second = tops()
    assert first == second


def test_weasyprint_still_needs_our_help(monkeypatch: pytest.MonkeyPatch) -> None:
    """When this fails, WeasyPrint has mended its fault: take `pipeline/press/columns.py` away."""
    from weasyprint.layout import block

    tops()
    monkeypatch.setattr(block, "columns_layout", block.columns_layout.__wrapped__)
    monkeypatch.setattr("pipeline.press.press.level_columns", lambda: None)
    first, second = tops()
    assert second > first
