"""A page and its style sheets come in; the elements that the style sheets hide from every reader go out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any

_EVERYWHERE = frozenset({"all", "screen"})
"""The media of a rule that holds wherever a page is read; what is hidden on paper only is navigation."""

_ASKED = frozenset({"display", "visibility", "opacity", "color", "font-size"})
_NOTHING = re.compile(r"0(?:\.0+)?(?:%|[a-z]+)?")
_CLEAR = re.compile(r"transparent|(?:rgba|hsla)\([^)]*,0(?:\.0+)?\)|#[0-9a-f]{6}00|#[0-9a-f]{3}0")


def concealed(root: Any, sheets: Sequence[str], *, in_html: bool) -> frozenset[Any]:
    """The lxml elements below `root` that say nothing to anybody: not displayed, not visible, without size or colour.

    `in_html`: names of elements are those of HTML, in small letters, otherwise of XHTML.
    """
    rules = [rule for sheet in sheets for rule in _rules(sheet)]
    if not any(_may_hide(declared) for _, declared in rules):
        return frozenset()
    import cssselect2

    matcher = cssselect2.Matcher()
    for prelude, declared in rules:
        with suppress(cssselect2.SelectorError):  # a reader drops a rule whose selector it does not know
            for selector in cssselect2.compile_selector_list(prelude):
                if selector.pseudo_element is None:
                    matcher.add_selector(selector, declared)
    wrap = cssselect2.ElementWrapper.from_html_root if in_html else cssselect2.ElementWrapper.from_xml_root
    seen: dict[Any, bool] = {}
    found = set()
    for each in wrap(root).iter_subtree():
        element = each.etree_element
        own = _merged(matcher, each)
        visible = seen.get(element.getparent(), True)
        if "visibility" in own:
            visible = own["visibility"] not in {"hidden", "collapse"}
        seen[element] = visible
        if not visible or _hides(own):
            found.add(element)
    return frozenset(found)


def _hides(own: Mapping[str, str]) -> bool:
    unseen = _NOTHING.fullmatch(own.get("opacity", "")) or _NOTHING.fullmatch(own.get("font-size", ""))
    return own.get("display") == "none" or bool(unseen) or bool(_CLEAR.fullmatch(own.get("color", "")))


def _merged(matcher: Any, element: Any) -> Mapping[str, str]:
    """What holds for an element (CSS Cascade 4, 6.1): the later and the more specific rule, `!important` above both."""
    merged: dict[str, str] = {}
    strong: dict[str, str] = {}
    for *_, declared in matcher.match(element):
        for name, (value, important) in declared.items():
            (strong if important else merged)[name] = value
    return merged | strong


@lru_cache(maxsize=8)
def _rules(sheet: str) -> tuple[tuple[Any, Mapping[str, tuple[str, bool]]], ...]:
    """The rules of a sheet that may hide or show something, with what they declare; chapters of a book share theirs."""
    import tinycss2

    blocks = _blocks(tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True))
    return tuple((prelude, declared) for prelude, content in blocks if (declared := _declared(content)))


def _may_hide(declared: Mapping[str, tuple[str, bool]]) -> bool:
    own = {name: value for name, (value, _) in declared.items()}
    return _hides(own) or own.get("visibility") in {"hidden", "collapse"}


def _blocks(rules: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    import tinycss2

    for rule in rules:
        if rule.type == "qualified-rule":
            yield rule.prelude, rule.content
        elif rule.type == "at-rule" and rule.lower_at_keyword == "media" and rule.content is not None:
            media = {part.strip() for part in tinycss2.serialize(rule.prelude).lower().split(",")}
            if media & _EVERYWHERE:
                yield from _blocks(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True))


def _declared(content: Any) -> Mapping[str, tuple[str, bool]]:
    import tinycss2

    return {
        each.lower_name: ("".join(tinycss2.serialize(each.value).lower().split()), each.important)
        for each in tinycss2.parse_blocks_contents(content)
        if each.type == "declaration" and each.lower_name in _ASKED
    }
