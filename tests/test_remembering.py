"""The short ways through a layout give what WeasyPrint's own give; fails when WeasyPrint asks a style for more."""

from __future__ import annotations

import inspect
import re
from typing import Any

import pytest

from pipeline.press import press, remembering
from pipeline.press.press import lay_out
from tests.workspace import bundled_typefaces

WORDS = "Wash your hands before and after you touch extraordinarily uncomfortable stitches, every time. "
PAGE = f"""<!doctype html><html lang="en"><head><title>t</title><style>
@page{{size:120mm 90mm;margin:8mm;@bottom-right{{content:counter(page)}}}}
body{{font:11pt Text;hyphens:auto;text-align:justify}}
p{{width:calc(100% - 3mm);margin:2% 0;padding:1px 5%;box-sizing:border-box;border:1px solid}}
em{{letter-spacing:1px;text-decoration:underline}} div{{columns:2}} table{{border-collapse:collapse;min-height:3mm}}
td{{border:2px solid;padding:2%;max-width:20mm;overflow-wrap:anywhere}} .f{{float:left;width:30%;height:10%}}
</style></head><body><p>{WORDS}<em>{WORDS}</em> end.</p><p>{WORDS}<em>{WORDS}</em> end.</p>
<div><p class="f">{WORDS}</p>{WORDS * 4}</div>
<table><tr><td>{WORDS}</td><td>Uncomfortableextraordinarily</td></tr></table></body></html>"""


def boxes(typefaces: Any) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []

    def walk(box: Any) -> None:
        names = "position_x", "position_y", "width", "height", "margin_top", "padding_left", "border_top_width", "text"
        found.append((type(box).__name__, *(getattr(box, name, None) for name in names)))
        for child in getattr(box, "children", ()):
            walk(child)

    for each in lay_out(PAGE, {}, typefaces).document.pages:
        walk(each._page_box)
    return found


def test_the_short_ways_lay_out_what_the_long_ones_do(monkeypatch: pytest.MonkeyPatch) -> None:
    typefaces = bundled_typefaces()
    short = boxes(typefaces)
    again = boxes(typefaces)
    from weasyprint.layout import block, inline, percent, table

    with monkeypatch.context() as patch:
        patch.setattr(press, "hasten_layout", lambda: None)
        patch.setattr(inline, "split_first_line", inline.split_first_line.__wrapped__)
        patch.setattr(inline, "strut", inline.strut.__wrapped__)
        for module in (block, inline, table):
            patch.setattr(module, "resolve_percentages", percent.resolve_percentages.__wrapped__)
        long = boxes(typefaces)
    assert len(short) > 100
    assert short == long
    assert again == long


def test_all_that_a_style_says_of_lines_is_in_the_key() -> None:
    boxes(bundled_typefaces())
    from weasyprint.text import fonts, line_break

    parts: tuple[Any, ...] = (
        inspect.unwrap(line_break.split_first_line),
        *(line_break.Layout, line_break.create_layout, line_break.line_size, line_break.first_line_metrics),
        fonts.get_font_description,
    )
    asked = {name for part in parts for name in re.findall(r"style\[['\"](\w+)", inspect.getsource(part))}
    assert asked <= set(remembering.SAYS)
    assert len(asked) > 20
