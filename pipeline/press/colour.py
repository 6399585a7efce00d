"""Colours come in; how light they are, how well they can be told apart, and the nearest that can, go out.

Luminance and contrast are those of WCAG 2.2, under "relative luminance" and "contrast ratio".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

Levels = tuple[int, int, int]
"""Red, green and blue from 0 to 255."""

Shares = tuple[float, float, float]
"""Red, green and blue from 0 to 1, as a PDF writes them."""


def levels(colour: str) -> Levels:
    """The levels of "#rrggbb". Raises ValueError for anything else."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise ValueError(f'"{colour}" is not a colour like "#0b4f5c"')
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def shares(of: Levels) -> Shares:
    """Levels as shares."""
    return of[0] / 255, of[1] / 255, of[2] / 255


def written(of: Sequence[int]) -> str:
    """Levels as "#rrggbb"."""
    return "#{:02x}{:02x}{:02x}".format(*of)


def luminance(of: Shares) -> float:
    """Relative luminance, 0 to 1."""
    # 0.04045 is the threshold of IEC 61966-2-1; WCAG 2.0 printed 0.03928, which no 8-bit colour tells apart.
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in of]
    # The weights of ITU-R BT.709: the eye takes most of its brightness from green.
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast_of(one: Shares, other: Shares) -> float:
    """Contrast ratio, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    # WCAG adds 0.05 for the light that a screen reflects.
    return (light + 0.05) / (dark + 0.05)


@lru_cache(maxsize=4_000)
def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours as "#rrggbb", 1 to 21."""
    return contrast_of(shares(levels(one)), shares(levels(other)))


@lru_cache(maxsize=1_000)
def mixed(colour: str, ground: str, share: float) -> str:
    """`share` of `colour` over `ground`."""
    return written([round(c * share + g * (1 - share)) for c, g in zip(levels(colour), levels(ground), strict=True)])


def nearest_passing(colour: str, paper: str, ratio: float, *boxes: str) -> str:
    """The colour of the same hue, darkened or lightened in steps of 1 %, that first reaches `ratio` to the paper, and
    to the grounds of `boxes`."""
    # At a luminance of 0.18 black and white have the same contrast: (1.05 / 0.23) ≈ (0.23 / 0.05).
    target = "#000000" if luminance(shares(levels(paper))) > 0.18 else "#ffffff"
    steps = (mixed(target, colour, step / 100) for step in range(101))
    return next((each for each in steps if all(contrast(each, ground) >= ratio for ground in (paper, *boxes))), target)
