"""WeasyPrint's lines and lengths are taken, and given back remembered: the same words in the same width break alike.

The solver lays out the same paragraphs many times, and a table asks for the width of each cell's words several times a
layout. WeasyPrint 70 asks Pango anew each time, which takes a fifth of a layout. The version is pinned.
"""

from __future__ import annotations

from functools import wraps
from typing import Any
from weakref import WeakKeyDictionary

MOST = 8_000
"""How many lines are remembered for a set of typefaces: those of some ten handouts, about 10 MB (measured)."""

SAYS = (
    *("direction", "lang", "font_language_override", "white_space", "overflow_wrap", "word_break", "tab_size"),
    *("font_family", "font_style", "font_stretch", "font_weight", "font_size", "font_kerning"),
    *("font_variant_ligatures", "font_variant_position", "font_variant_caps", "font_variant_numeric"),
    *("font_variant_alternates", "font_variant_east_asian", "font_feature_settings", "font_variation_settings"),
    *("letter_spacing", "word_spacing", "text_decoration_line"),
    *("hyphens", "hyphenate_character", "hyphenate_limit_chars", "hyphenate_limit_zone"),
)
"""All that WeasyPrint's `text/line_break.py` asks a style for when it breaks a line."""


def hasten_layout() -> None:
    """Give WeasyPrint the short ways, in this process; calling it again changes nothing."""
    from weasyprint.css.properties import Dimension
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout import absolute, block, column, flex, grid, inline, page, percent, table
    from weasyprint.layout import float as floats

    if getattr(inline.split_first_line, "remembers", False):
        return
    inline.split_first_line = remembered(inline.split_first_line)
    inline.strut = measured_once(inline.strut)
    asked, told = percent.resolve_percentages, resolver(percent, Dimension, boxes)
    for module in (absolute, block, column, flex, floats, grid, inline, page, percent, table):
        # Each module has taken the name for itself.
        if getattr(module, "resolve_percentages", None) is asked:
            setattr(module, "resolve_percentages", told)  # noqa: B010 (no stubs)


def remembered(split: Any) -> Any:
    """WeasyPrint's way to break a line, asked once for the same line as long as its typefaces are there."""
    known: WeakKeyDictionary[Any, dict[tuple[object, ...], Any]] = WeakKeyDictionary()

    @wraps(split)
    def split_first_line(
        text: str,
        style: Any,
        context: Any,
        max_width: float | None,
        justification_spacing: float,
        is_line_start: bool = True,
        minimum: bool = False,
    ) -> Any:
        said = _said(style)
        if said is None:
            return split(text, style, context, max_width, justification_spacing, is_line_start, minimum)
        lines = known.setdefault(style.font_config, {})
        key = text, said, max_width, justification_spacing, is_line_start, minimum
        if key not in lines:
            if len(lines) >= MOST:
                lines.clear()
            lines[key] = split(text, style, context, max_width, justification_spacing, is_line_start, minimum)
        # Drawing changes a layout, which is plain values until then.
        layout, *rest = lines[key]
        return _copied(layout), *rest

    split_first_line.remembers = True  # type: ignore[attr-defined]
    return split_first_line


def _said(style: Any) -> str | None:
    """What a style says about lines, told once a style; None when one of its lengths is a sum."""
    known = style.__dict__
    if "says_of_lines" not in known:
        # A sum stands there as a function, which names itself and not what it holds.
        plain = hasattr(style["hyphenate_limit_zone"], "unit")
        known["says_of_lines"] = str([style[name] for name in SAYS]) if plain else None
    said: str | None = known["says_of_lines"]
    return said


def _copied(layout: Any) -> Any:
    copied = object.__new__(type(layout))
    copied.__dict__.update(layout.__dict__)
    return copied


def measured_once(strut: Any) -> Any:
    """WeasyPrint's height of a line without words, asked once a style."""

    @wraps(strut)
    def measured(style: Any) -> Any:
        known = style.__dict__
        if "height_of_lines" not in known:
            known["height_of_lines"] = strut(style)
        return known["height_of_lines"]

    return measured


WIDTHS = "margin_left", "margin_right", "padding_left", "padding_right", "width", "min_width", "max_width"
HEIGHTS = "margin_top", "margin_bottom", "padding_top", "padding_bottom"
BORDERS = tuple(f"border_{side}_width" for side in ("top", "right", "bottom", "left"))


def resolver(percent: Any, length: Any, boxes: Any) -> Any:
    """WeasyPrint's way to tell the lengths of a box, with the short way for those that are plain: nearly all."""
    percentage, adjust = percent.percentage, percent.adjust_box_sizing

    def told(own: dict[str, Any], style: Any, name: str, whole: Any) -> None:
        value = style[name]
        if value.__class__ is length and value.unit != "%":
            own[name] = value.value
            return
        resolved = percentage(value, style, whole)
        own[name] = 0 if resolved == "auto" and name in ("min_width", "min_height") else resolved

    @wraps(percent.resolve_percentages)
    def resolve_percentages(box: Any, containing_block: Any) -> None:
        if isinstance(containing_block, boxes.Box):
            width, height = containing_block.width, containing_block.height
        else:
            width, height = containing_block
        own, style = box.__dict__, box.style
        for name in WIDTHS:
            told(own, style, name, width)
        for name in HEIGHTS:
            told(own, style, name, height if isinstance(box, boxes.PageBox) else width)
        if height == "auto":
            value = style["height"]
            is_plain = value.__class__ is length and value.unit != "%"
            own["height"] = value.value if is_plain else "auto"
            told(own, style, "min_height", 0)
            told(own, style, "max_height", float("inf"))
        else:
            for name in ("height", "min_height", "max_height"):
                told(own, style, name, height)
        collapse = style["border_collapse"] == "collapse"
        for name in BORDERS:
            if not (collapse and hasattr(box, name)):
                own[name] = style[name]
        if style["box_sizing"] != "content-box":
            adjust(box, "width")
            adjust(box, "height")

    return resolve_percentages
