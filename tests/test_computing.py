"""What an element does not declare has the value that WeasyPrint computes; fails when its way of computing changes."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.press import computing, press
from pipeline.press.press import lay_out
from tests.workspace import bundled_typefaces

PAGE = """<!doctype html><html lang="ar" dir="rtl"><head><title>t</title><style>
:root{--gap:3mm}
body{direction:rtl;font-family:x;margin-inline-start:4mm;line-height:1.3}
p{padding-inline-end:calc(var(--gap)*2);width:calc(50% - 3mm);text-indent:calc(1em + 2%);text-decoration:underline}
em{border-inline-start:2px solid;float:left;position:relative;letter-spacing:calc(1px + 1%)}
b{display:inline-block;all:unset;color:red}
table{page:wide;border-collapse:collapse}
</style></head><body><p>One <em>two</em> <b>three</b><table><tr><td>4</td></tr></table></body></html>"""


def computed(monkeypatch: pytest.MonkeyPatch, short: bool) -> list[dict[str, str]]:
    lay_out("<p>1", {}, bundled_typefaces())
    from weasyprint import css
    from weasyprint.css.properties import INITIAL_VALUES

    found: list[dict[str, str]] = []

    def walk(box: Any) -> None:
        if isinstance(box.style, css.ComputedStyle):
            found.append({key: _value(box.style[key]) for key in sorted(INITIAL_VALUES)})
        for child in getattr(box, "children", ()):
            walk(child)

    plain = css.ComputedStyle.__missing__.compute
    with monkeypatch.context() as patch:
        patch.setattr(press, "hasten_styles", lambda: None)
        computing.forget()
        patch.setattr(css.ComputedStyle, "__missing__", computing.hastened(plain, css) if short else plain)
        for page in lay_out(PAGE, {}, bundled_typefaces()).document.pages:
            walk(page._page_box)
    return found


def _value(value: Any) -> str:
    serialize = getattr(value, "serialize", None)
    return str(serialize()) if serialize else repr(value)


def test_the_short_way_computes_what_the_long_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    long, short = computed(monkeypatch, short=False), computed(monkeypatch, short=True)
    assert len(long) > 8
    pairs = enumerate(zip(long, short, strict=True))
    assert [(at, key) for at, (one, other) in pairs for key in one if one[key] != other[key]] == []


def test_a_second_document_takes_the_styles_of_the_first_and_looks_alike() -> None:
    computing.forget()
    first = [_styles(page._page_box) for page in lay_out(CLIPPED, {}, bundled_typefaces()).document.pages]
    second = [_styles(page._page_box) for page in lay_out(CLIPPED, {}, bundled_typefaces()).document.pages]
    shared = {id(style) for page in first for style in page}
    taken = [style for page in second for style in page if id(style) in shared]
    assert len(taken) > 5
    assert [[style["overflow"] for style in page] for page in first] == [
        [style["overflow"] for style in page] for page in second
    ]


CLIPPED = """<!doctype html><html lang="en"><head><title>t</title><style>html{overflow:hidden}li::before{content:"a"}
</style></head><body><ul><li id="one">One<li id="two">Two</ul><p lang="es">Tres<p>Four</body></html>"""


def _styles(box: Any) -> list[Any]:
    return [box.style, *(style for child in getattr(box, "children", ()) for style in _styles(child))]


def test_lengths_in_parts_of_a_page_are_told_of_each_document_apart() -> None:
    wide = CLIPPED.replace("html{overflow:hidden}", "@page{size:400px 300px;margin:0}p{width:50vw}")
    narrow = wide.replace("400px", "200px")
    found = [
        next(box.width for box in page._page_box.descendants() if box.element_tag == "p")
        for text in (wide, narrow)
        for page in lay_out(text, {}, bundled_typefaces()).document.pages
    ]
    assert found == [200, 100]


def test_a_style_sheet_of_a_document_is_told_anew_when_it_changes() -> None:
    red, blue = (CLIPPED.replace("overflow:hidden", f"color:{colour}") for colour in ("#ff0000", "#0000ff"))
    found = []
    for text in (red, blue, red):
        page = lay_out(text, {}, bundled_typefaces()).document.pages[0]._page_box
        found.append(
            next(
                tuple(box.style["color"].to("srgb").coordinates) for box in page.descendants() if box.element_tag == "p"
            )
        )
    assert found == [(1, 0, 0), (0, 0, 1), (1, 0, 0)]
