"""Rules about colour: legible as it is, in dark mode, and where a client turns colours around by force."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

from pipeline.finding import Check, Finding, Rule, Severity
from pipeline.formats.newsletter.reading import Display, Element, Subject, describe, style_of
from pipeline.press.colour import contrast, levels

CONTRAST = Rule(
    "newsletter/contrast",
    Severity.ERROR,
    "text reaches 4.5:1 on its ground, 3:1 from 24 px (or 19 px bold), in light, in dark and in forced inversion",
    ("EM-HT-04",),
    "WCAG 2.2, 1.4.3",
)
DARK_MODE = Rule(
    "newsletter/dark-mode",
    Severity.WARNING,
    "the head declares color-scheme and supported-color-schemes light dark, and has a sheet for dark colours",
    ("EM-HT-04",),
    "caniemail",
)


def _dark_mode(reading: Subject) -> Iterator[Finding]:
    metas = {meta.get("name"): (meta.get("content") or "") for meta in reading.page.iter("meta")}
    for name in ("color-scheme", "supported-color-schemes"):
        if metas.get(name) != "light dark":
            message = f'the head does not say {name} "light dark"'
            yield DARK_MODE.finding(reading.at("head"), message, "render the issue anew")
    if not any("prefers-color-scheme:dark" in sheet.replace(" ", "") for sheet in reading.sheets):
        message = "there is no sheet for dark colours"
        yield DARK_MODE.finding(reading.at("head"), message, "keep the dark part of styles/newsletter/head.css")


@dataclass(frozen=True)
class Scheme:
    """A way of showing the message: the sheet's own dark rules or not, and what happens to colours after that."""

    name: str
    dark: bool = False
    inverted: bool = False


SCHEMES = (Scheme("light"), Scheme("dark", dark=True), Scheme("forced inversion", inverted=True))


def _contrast(reading: Subject) -> Iterator[Finding]:
    plain = _by_colours(coloured_text(reading, {}))
    for scheme in SCHEMES:
        shown = _by_colours(coloured_text(reading, _changed_in_the_dark(reading))) if scheme.dark else plain
        for colours, elements in shown.items():
            ink, ground = map(turned_around, colours) if scheme.inverted else colours
            if (ratio := contrast(ink, ground)) >= ENOUGH:
                continue
            element = next((each for each in elements if ratio < _wanted(each)), None)
            if element is not None:
                message = f"{describe(element)} has {ratio:.1f}:1 in {scheme.name}: {ink} on {ground}"
                hint = "change the colour in brand.toml or in styles/newsletter"
                yield CONTRAST.finding(reading.at(scheme.name), message, hint)


def _by_colours(shown: Sequence[tuple[Element, str, str]]) -> dict[tuple[str, str], list[Element]]:
    """The elements of each pair of colour and ground, in order of their first."""
    found: dict[tuple[str, str], list[Element]] = {}
    for element, ink, ground in shown:
        found.setdefault((ink, ground), []).append(element)
    return found


ENOUGH = 4.5


def _wanted(element: Element) -> float:
    from pipeline.formats.newsletter.rules.structure import inherited_px

    size = inherited_px(element, "font-size")
    bold = any("font-weight:700" in style_of(each) for each in (element, *element.iterancestors()))
    return 3.0 if size >= 24 or (bold and size >= 19) else ENOUGH


Changes: TypeAlias = Mapping[Element, Mapping[str, str]]
"""What a sheet changes of the style attributes: element → property → value."""


def coloured_text(display: Display, changes: Changes) -> tuple[tuple[Element, str, str], ...]:
    """Every element with words of its own, its colour and the ground below it, as "#rrggbb"."""
    found: list[tuple[Element, str, str]] = []
    # What surrounds an element decides for it: its parent stands here when it is displayed.
    shown = {display.page: ("#000000", "#ffffff")}
    for element, style in display.elements:
        around = shown.get(element.getparent())
        special = changes.get(element, {})
        gone = special.get("display") == "none" or ("display:none" in style and "display" not in special)
        if around is None or gone or element.tag == "head":
            continue
        own_ink, own_ground = _colours(style) if style else ("", "")
        ink = _colour(special.get("color")) or own_ink or around[0]
        turned = _colour(special.get("background-color")) or _colour(special.get("background"))
        ground = turned or own_ground or _colour(element.get("bgcolor")) or around[1]
        shown[element] = (ink, ground)
        if (element.text or "").strip() or any((child.tail or "").strip() for child in element):
            found.append((element, ink, ground))
    return tuple(found)


@lru_cache(maxsize=2_000)
def _colours(style: str) -> tuple[str, str]:
    """The colour and the ground that a style attribute sets, "" for what it leaves."""
    return _colour(_value(style, "color")), _colour(_value(style, "background-color") or _value(style, "background"))


def _value(style: str, name: str) -> str:
    found = re.findall(rf"(?:^|;){name}:([^;]+)", style)
    return found[-1] if found else ""


@lru_cache(maxsize=1_000)
def _colour(value: str | None) -> str:
    found = re.search(r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b", value) if value else None
    if not found:
        return ""
    digits = found[0][1:].lower()
    return "#" + ("".join(digit * 2 for digit in digits) if len(digits) == 3 else digits)


@lru_cache(maxsize=500)
def turned_around(colour: str) -> str:
    """The colour after invert(1) hue-rotate(180deg): light and dark swap, the hue stays (Filter Effects 1, 7 and 9)."""
    red, green, blue = (255 - value for value in levels(colour))
    turned = (
        -0.574 * red + 1.430 * green + 0.144 * blue,
        0.426 * red + 0.430 * green + 0.144 * blue,
        0.426 * red + 1.430 * green - 0.856 * blue,
    )
    return "#" + "".join(f"{min(255, max(0, round(value))):02x}" for value in turned)


@dataclass(frozen=True)
class _DarkRules:
    """What a client in dark mode applies over the style attributes; `attributes` are those that selectors ask for
    beside class and id, `local` says that no selector asks what stands beside an element."""

    matcher: Any
    attributes: tuple[str, ...]
    local: bool


@lru_cache(maxsize=8)
def _dark_rules(sheets: tuple[str, ...]) -> _DarkRules:
    """The rules for dark colours that are `!important`, by specificity and order."""
    import cssselect2
    import tinycss2

    matcher, written = cssselect2.Matcher(), ""
    for prelude, content in _dark_blocks(sheets):
        declared = {
            declaration.lower_name: tinycss2.serialize(declaration.value).strip()
            for declaration in tinycss2.parse_blocks_contents(content)
            if declaration.type == "declaration" and declaration.important
        }
        if declared.keys() & {"color", "background", "background-color", "display"}:
            with suppress(cssselect2.SelectorError):  # a client drops a rule whose selector it does not know
                for selector in cssselect2.compile_selector_list(prelude):
                    matcher.add_selector(selector, declared)
                written += tinycss2.serialize(prelude)
    attributes = tuple(sorted(set(re.findall(r"\[\s*([\w-]+)", written)) - {"class", "id"}))
    return _DarkRules(matcher, attributes, not re.search(r"[+~:|]", written))


def _dark_blocks(sheets: tuple[str, ...]) -> Iterator[tuple[Any, Any]]:
    """Selector and declarations of each rule under `@media (prefers-color-scheme: dark)`, as tokens."""
    import tinycss2

    for sheet in sheets:
        for rule in tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True):
            if rule.type != "at-rule" or rule.lower_at_keyword != "media" or rule.content is None:
                continue
            if "prefers-color-scheme:dark" in tinycss2.serialize(rule.prelude).replace(" ", ""):
                for inner in tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True):
                    if inner.type == "qualified-rule":
                        yield inner.prelude, inner.content


def _changed_in_the_dark(reading: Subject) -> Changes:
    """What the dark rules change. Elements of one name, with the same classes and the same elements around them, are
    matched once, unless a selector asks what stands beside an element."""
    import cssselect2

    rules = _dark_rules(reading.sheets)
    if not rules.local:
        wrapped = cssselect2.ElementWrapper.from_html_root(reading.page).iter_subtree()
        return {each.etree_element: _merged(rules, each) for each in wrapped}
    alike: dict[tuple[object, ...], tuple[Any, Mapping[str, str]]] = {}
    around: dict[Element, Any] = {}
    changed: dict[Element, Mapping[str, str]] = {}
    for element, _ in reading.elements:
        parent = around.get(element.getparent())
        key = (id(parent), element.tag, element.get("class"), element.get("id"), *map(element.get, rules.attributes))
        if key not in alike:
            own = cssselect2.ElementWrapper(element, parent, 0, None, in_html_document=True)
            alike[key] = own, _merged(rules, own)
        around[element], changed[element] = alike[key]
    return changed


def _merged(rules: _DarkRules, wrapped: Any) -> Mapping[str, str]:
    merged: dict[str, str] = {}
    for _, _, _, declared in rules.matcher.match(wrapped):
        merged |= declared
    return merged


CHECKS: tuple[Check[Subject], ...] = (Check(DARK_MODE, _dark_mode), Check(CONTRAST, _contrast))
