"""WeasyPrint's computed styles are taken, and given back with a short way to what nobody declared.

Of some 300 properties an element declares a few. WeasyPrint 70 asks for each of the others whether it is a variable, a
sum, a percentage or a logical property, which takes a tenth of a layout. What an element does not declare is its
parent's value or the initial one (CSS Cascading 4, 7.1), and is told at once. The version is pinned.
"""

from __future__ import annotations

from typing import Any

APART = frozenset({"float", "display", "position", "page"})
"""Their computed value depends on other properties of the element."""


def hasten_styles() -> None:
    """Give WeasyPrint the short way, in this process; calling it again changes nothing."""
    from weasyprint import css

    style = css.ComputedStyle
    if not hasattr(style.__missing__, "compute"):
        style.__missing__ = hastened(style.__missing__, css)


def hastened(compute: Any, css: Any) -> Any:
    """WeasyPrint's way to compute a property, with the short way before it."""
    inherited, initial, physical = css.INHERITED, css.INITIAL_VALUES, css.PHYSICAL_FUNCTIONS
    whole = frozenset(
        key
        for key in initial
        if key not in css.INITIAL_NOT_COMPUTED
        and key not in APART
        and key not in inherited
        and not key.startswith("text_decoration_")
    )
    taken = frozenset(key for key in inherited if key not in APART and key not in physical)

    def missing(style: Any, key: str) -> Any:
        if key not in style.cascaded:
            if key in taken:
                if style.parent_style is not None:
                    value = style[key] = style.parent_style[key]
                    return value
            elif key in whole:
                logical = physical.get(key)
                if logical is None or logical(block="ttb", inline=style["direction"]) not in style.cascaded:
                    value = style[key] = initial[key]
                    return value
        return compute(style, key)

    missing.compute = compute  # type: ignore[attr-defined]
    return missing
