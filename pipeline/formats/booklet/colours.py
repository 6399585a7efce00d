"""Colours as "#rrggbb" come in; contrast ratios and tones that every reading theme shows go out."""

from __future__ import annotations

import colorsys

WHITE, BLACK, SEPIA = "#ffffff", "#000000", "#fbf0d9"
"""The papers of reading systems; sepia is about the tint of Apple Books and Kindle (house)."""


def channels(colour: str) -> tuple[int, int, int]:
    """Red, green and blue, 0-255. Raises ValueError for anything but "#rrggbb"."""
    if len(colour) != 7 or colour[0] != "#":
        raise ValueError(f'"{colour}" is not a colour like "#0b4f5c"')
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: tuple[int, int, int]) -> float:
    """Relative luminance, 0-1 (WCAG 2.2, definitions)."""
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in (c / 255 for c in colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: tuple[int, int, int], second: tuple[int, int, int]) -> float:
    """Contrast ratio, 1-21 (WCAG 2.2, definitions)."""
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def middle_tone(colour: str) -> str:
    """The hue of `colour` at a lightness whose contrast is at least 3:1 on white, sepia and black paper alike.

    3:1 is what WCAG 2.2 asks of lines that carry meaning (1.4.11).
    """
    hue, _, saturation = colorsys.rgb_to_hls(*(c / 255 for c in channels(colour)))
    low, high = 0.0, 1.0
    for _ in range(24):
        lightness = (low + high) / 2
        tone = tuple(round(c * 255) for c in colorsys.hls_to_rgb(hue, lightness, saturation))
        if luminance(tone) < 0.17:  # type: ignore[arg-type]
            low = lightness
        else:
            high = lightness
    return "#{:02x}{:02x}{:02x}".format(*tone)


def legible_on(background: str, *candidates: str) -> str:
    """The candidate with the highest contrast on `background`."""
    return max(candidates, key=lambda colour: contrast(channels(colour), channels(background)))


def tint(ink: str, field: str, strength: float) -> str:
    """The colour between `field` (0) and `ink` (1)."""
    mixed = (round(f + (i - f) * strength) for i, f in zip(channels(ink), channels(field), strict=True))
    return "#{:02x}{:02x}{:02x}".format(*mixed)
