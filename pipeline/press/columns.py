"""Columns that WeasyPrint filled come in; their first lines stand at one height afterwards. The version is pinned.

A margin that adjoins an unforced break is none (CSS Fragmentation 3, 5.2). WeasyPrint 70 knows that of pages and not of
columns, so that a second column with a heading on top began lower than the first one. What it left empty there is moved
to the foot: pages that were filled stay filled.
"""

from __future__ import annotations

from functools import wraps
from typing import Any


def level_columns() -> None:
    """Mend WeasyPrint for this process; calling it again changes nothing."""
    from weasyprint.layout import block

    if getattr(block.columns_layout, "mended", False):
        return
    block.columns_layout = _mended(block.columns_layout)


def _mended(layout: Any) -> Any:
    @wraps(layout)
    def columns_layout(*words: Any, **options: Any) -> Any:
        found = layout(*words, **options)
        box = found[0]
        for child in box.children if box is not None else ():
            if child.is_column and (gap := _gap(child)) > 0:
                for inner in child.children:
                    inner.translate(dy=-gap)
        return found

    columns_layout.mended = True  # type: ignore[attr-defined]
    return columns_layout


def _gap(column: Any) -> float:
    """How far below the column's top its first line, border or ground stands."""
    from weasyprint.formatting_structure.boxes import BlockBox

    top = float(column.content_box_y())
    box = column
    while True:
        first = next((child for child in box.children if child.is_in_normal_flow()), None)
        if not isinstance(first, BlockBox):
            return float(first.position_y) - top if first is not None else 0
        if first.border_top_width or first.padding_top:
            return float(first.border_box_y()) - top
        box = first
