"""WeasyPrint's computed styles are taken, and given back with short ways to what nobody declared and what was told.

Of some 300 properties an element declares a few. WeasyPrint 70 asks for each of the others whether it is a variable, a
sum, a percentage or a logical property, which takes a tenth of a layout. What an element does not declare is its
parent's value or the initial one (CSS Cascading 4, 7.1), and is told at once.

Elements that are declared alike, below parents that are alike, have one style; WeasyPrint 70 knows that within a
document, after it has put their declarations in order. Here they are not put in order again, and the next document with
the same style sheets begins with the styles of the last one. The version is pinned.
"""

from __future__ import annotations

import logging
import re
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from typing import Any

APART = frozenset({"float", "display", "position", "page"})
"""Their computed value depends on other properties of the element."""


def hasten_styles() -> None:
    """Give WeasyPrint the short way, in this process; calling it again changes nothing."""
    from weasyprint import css

    style = css.ComputedStyle
    if not hasattr(style.__missing__, "compute"):
        style.__missing__ = hastened(style.__missing__, css)
        css.StyleFor.__init__ = told_once(css.StyleFor.__init__, css)
        css.find_stylesheets.__globals__["CSS"] = _read_once(css.CSS)


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


SETS = 8
"""For how many sets of style sheets styles are kept: those of two editions with their tries."""

SHEETS = 32
STYLES = 4_000
"""How many styles are kept for a set of style sheets."""

_TOLD_TO_ALL = re.compile(r"@(?!page\b|top-|bottom-|left-|right-)")
_VIEWPORT = re.compile(r"\d(?:v[whib]|vmin|vmax)\b")


class _Told:
    """The styles of one set of style sheets, which live as long as what their keys name."""

    def __init__(self, made_of: tuple[Any, ...]) -> None:
        self.made_of = made_of
        self.styles: dict[tuple[Any, ...], dict[str | None, Any]] = {}


_told: OrderedDict[tuple[Any, ...], _Told] = OrderedDict()
_apart = [False]


def forget() -> None:
    """Drop the styles that are kept."""
    _told.clear()


@contextmanager
def styles_for(text: str) -> Iterator[None]:
    """While a document of this `text`, with its style sheets, is laid out: lengths in parts of its first page are told
    of each document apart.
    """
    _apart[0] = bool(_VIEWPORT.search(text))
    try:
        yield
    finally:
        _apart[0] = False


def _told_by(sheets: list[Any], font_config: Any, base_url: str) -> _Told:
    if _apart[0]:
        return _Told(())
    key = (id(font_config), base_url, *((id(sheet), origin, specificity) for sheet, origin, specificity in sheets))
    told = _told.pop(key, None) or _Told((font_config, *sheets))
    if len(told.styles) > STYLES:
        told = _Told(told.made_of)
    _told[key] = told
    while len(_told) > SETS:
        _told.popitem(last=False)
    return told


class _Alone:
    """An element as a tree without those below it."""

    def __init__(self, element: Any) -> None:
        self._element = element

    def iter(self) -> tuple[Any]:
        return (self._element,)


def told_once(make: Any, css: Any) -> Any:
    """WeasyPrint's way to the styles of a document, with a short way for elements that are declared as others were."""

    def made(
        self: Any, html: Any, sheets: list[Any], presentational_hints: bool, font_config: Any, target_collector: Any
    ) -> None:
        if presentational_hints:
            make(self, html, sheets, presentational_hints, font_config, target_collector)
            return
        computed: dict[tuple[Any, str | None], Any] = {}
        own: dict[Any, Any] = {}
        self._cascaded_styles, self._computed_styles = {}, computed
        self.initial_page_sizes = {"box": None, "area": None}
        self._sheets, self.font_config = sheets, font_config
        told = _told_by(sheets, font_config, html.base_url).styles
        for wrapper in html.wrapper_element.iter_subtree():
            element, parent = wrapper.etree_element, wrapper.parent.etree_element if wrapper.parent else None
            found = [sheet.matcher.match(wrapper) for sheet, _, _ in sheets]
            orders = tuple(tuple(each[1] for each in matched) for matched in found)
            key = id(own[parent]) if wrapper.parent else None, _declared(element), orders
            if key not in told:
                told[key] = _told_anew(self, css, html, element, parent, found)
            own[element] = told[key][None]
            for kind, style in told[key].items():
                # WeasyPrint takes the overflow of these two away, and gives it to the page (set_viewport_overflow).
                computed[element, kind] = style.copy() if element.tag in ("html", "body") else style
                if target_collector and style["anchor"]:
                    target_collector.collect_anchor(style["anchor"])
        # WeasyPrint fills it again for the margins of pages.
        self._cascaded_styles.clear()

    return made


def _declared(element: Any) -> tuple[object, ...]:
    """All that WeasyPrint takes from an element's attributes as if it were declared, but for what selectors match."""
    get, tag = element.get, element.tag
    named = get("name") if tag == "a" else None
    size = (get("width"), get("height")) if tag == "{http://www.w3.org/2000/svg}svg" else None
    return get("style"), get("lang"), get("id"), named, size


def _told_anew(self: Any, css: Any, html: Any, element: Any, parent: Any, found: list[Any]) -> dict[str | None, Any]:
    """The styles of an element and of what CSS adds to it, by its pseudo-element."""
    cascaded, computed = self._cascaded_styles, self._computed_styles
    for specificity, _, declarations, base in css.find_style_attributes(_Alone(element), False, html.base_url):
        style = cascaded.setdefault((element, None), {})
        for name, values, importance in css.preprocess_declarations(base, declarations):
            _declare(style, name, values, (css.declaration_precedence("author", importance), inf, specificity))
    for (sheet, origin, own), matched in zip(self._sheets, found, strict=True):
        for specificity, _, pseudo, (declarations, layer) in matched:
            style = cascaded.setdefault((element, pseudo), {})
            order = inf if layer is None else sheet.layers.index(layer)
            for name, values, importance in declarations:
                _declare(
                    style, name, values, (css.declaration_precedence(origin, importance), order, own or specificity)
                )
    kinds = [None, *(kind for of, kind in cascaded if of is element and kind)]
    root = html.etree_element
    for kind in kinds:
        above = element if kind else parent
        self.set_computed_styles(element, root=root, parent=above, pseudo_type=kind, base_url=html.base_url)
    cascaded.clear()
    return {kind: computed[element, kind] for kind in kinds}


def _declare(style: dict[str, Any], name: str, values: Any, weight: tuple[Any, ...]) -> None:
    if name not in style or style[name][1] <= weight:
        style[name] = values, weight


def _read_once(read: Any) -> Any:
    """WeasyPrint's way to read a `<style>` of a document, with those read once that speak to no other style sheet."""
    known: OrderedDict[tuple[str, Any, str], Any] = OrderedDict()

    def css(*, string: str = "", base_url: Any = None, media_type: str = "print", **further: Any) -> Any:
        key = string, base_url, media_type
        if key in known:
            known.move_to_end(key)
            return known[key]
        # Layers, counters and typefaces are told to the document, too.
        if "layers" not in further or _TOLD_TO_ALL.search(string):
            return read(string=string, base_url=base_url, media_type=media_type, **further)
        with _listening() as said:
            sheet = read(string=string, base_url=base_url, media_type=media_type)
        if not said:
            # What has a fault says so in every document.
            known[key] = sheet
            while len(known) > SHEETS:
                known.popitem(last=False)
        return sheet

    return css


@contextmanager
def _listening() -> Iterator[list[object]]:
    """What WeasyPrint says meanwhile, which reaches those who listen all the same."""
    said: list[object] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record)

    logger, listener = logging.getLogger("weasyprint"), Listener(logging.WARNING)
    logger.addHandler(listener)
    try:
        yield said
    finally:
        logger.removeHandler(listener)
