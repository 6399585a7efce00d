"""Colours as "#rrggbb" come in; contrast ratios and tones that every reading theme shows go out."""

from __future__ import annotations

import colorsys

from pipeline.press.colour import contrast, levels, luminance, shares, written


def middle_tone(colour: str) -> str:
    """The hue of `colour` at a lightness whose contrast is at least 3:1 on white, sepia and black paper alike:
    sepia, about #fbf0d9 in Apple Books and on Kindle, lies between the two.

    3:1 is what WCAG 2.2 asks of lines that carry meaning (1.4.11).
    """
    hue, _, saturation = colorsys.rgb_to_hls(*shares(levels(colour)))
    low, high = 0.0, 1.0
    # Luminance grows with lightness but follows no formula that could be turned round; 24 halvings are finer than 8
    # bits.
    for _ in range(24):
        lightness = (low + high) / 2
        tone = tuple(round(c * 255) for c in colorsys.hls_to_rgb(hue, lightness, saturation))
        if luminance(shares((tone[0], tone[1], tone[2]))) < 0.17:
            low = lightness
        else:
            high = lightness
    return written(tone)


def legible_on(background: str, *candidates: str) -> str:
    """The candidate with the highest contrast on `background`."""
    return max(candidates, key=lambda colour: contrast(colour, background))
