"""A picture of a card comes in; the weakest contrast of its text, measured on the pixels, goes out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from pipeline.press.colour import contrast_of, shares

if TYPE_CHECKING:
    from PIL.Image import Image

COLUMNS = ((0.07, 0.49), (0.51, 0.93))
"""Two halves of the width are read apart, since two texts may stand side by side; the edges hold none."""

NOISE = 1.12
"""Colours closer to the ground than this ratio are the noise of JPEG, not ink (house)."""

SOLID = 0.04
"""Share of a line's ink that makes a colour its own: smoothed edges of letters stay below the solid strokes (house)."""

STEP = 3
"""Every third row is read: the smallest letters are more than ten rows high."""

EDGE = 0.05
SMOOTHED = 2
"""Pixels that a letter at the border of the text may be smoothed over it."""

EDGE_NOISE = 24
"""Levels of 255 by which JPEG blurs what lies just inside (measured)."""

LEAST_HEIGHT = 10
"""Rows at 1080 px wide; a thinner line is a rule, not text (house)."""


def weakest_contrast(picture: Image) -> float:
    """The smallest contrast between a line of text and its ground; 21 when there is no text.

    A line is a run of pixel rows with ink; its ground is its commonest colour, and its ink is that one of its solid
    colours which stands out most.
    """
    from PIL.Image import Dither, Quantize, Resampling

    width, height = picture.size
    # The middle one of each STEP rows: quantizing takes most of the time, and takes it by the pixel.
    thin = picture.convert("RGB").resize((width, max(1, height // STEP)), Resampling.NEAREST)
    indexed = thin.quantize(64, method=Quantize.FASTOCTREE, dither=Dither.NONE)
    palette = indexed.getpalette() or []
    colours = [shares((palette[at], palette[at + 1], palette[at + 2])) for at in range(0, len(palette), 3)]
    ratio = cache(lambda one, other: contrast_of(colours[one], colours[other]))
    content, weakest = indexed.tobytes(), 21.0
    for first, last in COLUMNS:
        left, right = int(width * first), int(width * last)
        rows = (content[row * width + left : row * width + right] for row in range(indexed.height))
        for line in _lines(rows, ratio, max(2, int(LEAST_HEIGHT * width / 1080 / STEP))):
            weakest = min(weakest, _contrast(line, ratio))
    return weakest


OVERHANG = 0.008
"""Share of the width by which a letter such as "j" reaches over the start of its line (measured)."""


def has_empty_edges(picture: Image) -> bool:
    """Whether nothing but ground lies within 5 % of each edge."""
    across, down = int(picture.width * (EDGE - OVERHANG)) - SMOOTHED, int(picture.height * EDGE) - SMOOTHED
    strips = (
        (0, 0, picture.width, down),
        (0, picture.height - down, picture.width, picture.height),
        (0, 0, across, picture.height),
        (picture.width - across, 0, picture.width, picture.height),
    )
    # The extrema of one band are a pair of levels.
    spans = (picture.crop(strip).convert("L").getextrema() for strip in strips)
    return all(int(most) - int(least) <= EDGE_NOISE for least, most in spans)  # type: ignore[arg-type]


def _lines(rows: Iterator[bytes], ratio: Callable[[int, int], float], least: int) -> Iterator[Counter[int]]:
    """The colours of each run of at least `least` rows that have ink."""
    seen: dict[bytes, tuple[Counter[int], bool]] = {}
    line: Counter[int] = Counter()
    height = 0
    for row in rows:
        if row not in seen:
            counted = Counter(row)
            (ground, _), *others = counted.most_common()
            inked = any(ratio(ground, other) >= NOISE for other, _ in others)
            seen[row] = counted, inked
        counted, inked = seen[row]
        if inked:
            line += counted
            height += 1
        else:
            if height >= least:
                yield line
            line, height = Counter(), 0
    if height >= least:
        yield line


def _contrast(line: Counter[int], ratio: Callable[[int, int], float]) -> float:
    (ground, _), *others = line.most_common()
    ratios = {colour: ratio(ground, colour) for colour, _ in others}
    ink = {colour: count for colour, count in others if ratios[colour] >= NOISE}
    solid = [ratios[colour] for colour, count in ink.items() if count >= SOLID * sum(ink.values())]
    return max(solid, default=21.0)
