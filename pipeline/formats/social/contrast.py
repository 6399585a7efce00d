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
    whole = picture if picture.mode == "RGB" else picture.convert("RGB")
    thin = whole.resize((width, max(1, height // STEP)), Resampling.NEAREST)
    indexed = thin.quantize(64, method=Quantize.FASTOCTREE, dither=Dither.NONE)
    palette = indexed.getpalette() or []
    colours = [shares((palette[at], palette[at + 1], palette[at + 2])) for at in range(0, len(palette), 3)]
    ratio = cache(lambda one, other: contrast_of(colours[one], colours[other]))
    weakest, least = 21.0, max(2, int(LEAST_HEIGHT * width / 1080 / STEP))
    for first, last in COLUMNS:
        for line in _lines(indexed, int(width * first), int(width * last), ratio, least):
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


def _lines(
    indexed: Image, left: int, right: int, ratio: Callable[[int, int], float], least: int
) -> Iterator[dict[int, int]]:
    """How often each colour stands in each run of at least `least` rows that have ink, between two columns."""
    content, width = indexed.tobytes(), indexed.width
    inked: dict[bytes, bool] = {}
    first: int | None = None
    for row in range(indexed.height + 1):
        line = content[row * width + left : row * width + right]
        if line and line not in inked:
            inked[line] = _has_ink(line, ratio)
        if line and inked[line]:
            first = row if first is None else first
        elif first is not None:
            if row - first >= least:
                counts = indexed.crop((left, first, right, row)).histogram()
                yield {colour: count for colour, count in enumerate(counts) if count}
            first = None


def _has_ink(row: bytes, ratio: Callable[[int, int], float]) -> bool:
    """Whether a row of pixels has a colour that stands out from its commonest one."""
    colours = set(row)
    # Of most rows more than half is ground, so that not every colour need be counted.
    middle = row[len(row) // 2]
    ground = middle if 2 * row.count(middle) > len(row) else Counter(row).most_common(1)[0][0]
    return any(ratio(ground, other) >= NOISE for other in colours if other != ground)


def _contrast(line: dict[int, int], ratio: Callable[[int, int], float]) -> float:
    ground = max(line, key=lambda colour: line[colour])
    ratios = {colour: ratio(ground, colour) for colour in line if colour != ground}
    ink = {colour: count for colour, count in line.items() if ratios.get(colour, 0) >= NOISE}
    solid = [ratios[colour] for colour, count in ink.items() if count >= SOLID * sum(ink.values())]
    return max(solid, default=21.0)
