"""A brand's colours and the designer's sheets come in; CSS that mail clients read goes out: no custom property, no
logical side, no comment.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from pipeline.errors import PlainleafError
from pipeline.house.brand import Brand
from pipeline.press.colour import contrast, mixed

TEXT_CONTRAST = 4.5
"""WCAG 2.2, 1.4.3 for body text; the accents are set as text, too."""

DARK_CONTRAST = 7.0
"""House: thin coloured letters glow on a dark ground and need more."""

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_VARIABLE = re.compile(r"var\(\s*--([\w-]+)\s*\)")
_PROPERTY = re.compile(r"--([\w-]+)\s*:\s*([^;}]+)")
_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_SIDES = {"ltr": ("left", "right"), "rtl": ("right", "left")}

DARK_PAPER = "#14181a"
DARK_INK = "#f1f4f3"

FACES = {
    "font-text": "'Atkinson Hyperlegible Next', 'Segoe UI', Helvetica, Arial, sans-serif",
    "font-title": "'Source Serif 4', Georgia, 'Times New Roman', serif",
}
"""Faces that a reader's machine has: a mail client loads none of ours. Arial and Times New Roman also set Arabic,
Hebrew and Cyrillic; Devanagari falls back to the system's own."""


def tokens(brand: Brand) -> dict[str, str]:
    """The custom properties the sheets may use, by name without dashes; colours as "#rrggbb".

    Soft fields come from the brand's tokens.css where it sets them. Every accent and warning reaches 4.5:1 on the
    paper and field it stands on, in the light set and in the dark set (WCAG 2.2, 1.4.3).
    """
    own = {name: value.strip() for name, value in _PROPERTY.findall(_COMMENT.sub("", brand.tokens))}
    light = brand.colours
    accent_soft = _colour(own.get("accent-soft"), mixed(light.accent, light.paper, 0.09))
    warning_soft = _colour(own.get("warning-soft"), mixed(light.warning, light.paper, 0.09))
    dark_soft = mixed(light.accent, DARK_PAPER, 0.22)
    dark_warning_soft = mixed(light.warning, DARK_PAPER, 0.22)
    return FACES | {
        "paper": light.paper,
        "ink": light.ink,
        "accent": legible(light.accent, accent_soft, "#000000"),
        # Of the two, whichever is better seen: a brand's accent may be light or dark.
        "on-accent": max(("#ffffff", light.ink), key=lambda c: contrast(c, light.accent)),
        "accent-soft": accent_soft,
        "warning": legible(light.warning, warning_soft, "#000000"),
        "warning-soft": warning_soft,
        "rule": _colour(own.get("rule"), mixed(light.accent, light.paper, 0.35)),
        "dark-paper": DARK_PAPER,
        "dark-ink": DARK_INK,
        "dark-accent": legible(light.accent, dark_soft, "#ffffff", DARK_CONTRAST),
        "dark-accent-soft": dark_soft,
        "dark-warning": legible(light.warning, dark_warning_soft, "#ffffff", DARK_CONTRAST),
        "dark-warning-soft": dark_warning_soft,
        "dark-rule": mixed(DARK_INK, DARK_PAPER, 0.35),
    }


def filled(sheet: str, values: Mapping[str, str], direction: str, place: str) -> str:
    """The sheet with custom properties filled in and logical sides turned into left and right.

    Raises PlainleafError for a custom property that no one defines.
    """

    def value(found: re.Match[str]) -> str:
        if found[1] not in values:
            raise PlainleafError(
                f'the style sheet uses "--{found[1]}", which no one defines',
                place=place,
                hint=f"use one of {', '.join(sorted(values))}",
            )
        return values[found[1]]

    # Word, which draws Outlook's mail, knows no logical properties.
    start, end = _SIDES[direction]
    css = _VARIABLE.sub(value, _COMMENT.sub("", sheet))
    css = re.sub(r"(margin|padding|border)-inline-start", rf"\1-{start}", css)
    css = re.sub(r"(margin|padding|border)-inline-end", rf"\1-{end}", css)
    css = re.sub(r"text-align:\s*start", f"text-align: {start}", css)
    return re.sub(r"text-align:\s*end", f"text-align: {end}", css)


def smaller(css: str) -> str:
    """The same CSS without the spaces that carry nothing; strings keep theirs."""
    pieces = re.split(r"""("[^"]*"|'[^']*')""", css)
    for index in range(0, len(pieces), 2):
        piece = re.sub(r"\s+", " ", pieces[index])
        pieces[index] = re.sub(r" ?([{};,>]) ?", r"\1", piece).replace(": ", ":").replace(";}", "}")
    return "".join(pieces).strip()


def _colour(given: str | None, otherwise: str) -> str:
    return given.lower() if given and _HEX.fullmatch(given) else otherwise


@lru_cache(maxsize=1_000)
def legible(colour: str, ground: str, towards: str, ratio: float = TEXT_CONTRAST) -> str:
    """`colour`, moved `towards` black or white only as far as `ratio` on `ground` asks."""
    for step in range(21):
        moved = mixed(towards, colour, step / 20)
        if contrast(moved, ground) >= ratio:
            return moved
    return towards
