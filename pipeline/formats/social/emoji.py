"""A picture of a card and how many emoji its words hold come in; the picture without those that are pale goes out.

An emoji is a picture: WCAG 2.2, 1.4.3 asks for contrast of text, and 1.4.11 for that of graphics which one must see to
understand; the alt text says an emoji in words, and no card relies on one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import regex

from pipeline.formats.social.contrast import LEAST_HEIGHT, NOISE, SOLID
from pipeline.press.colour import Shares, contrast_of, shares

if TYPE_CHECKING:
    from PIL.Image import Image

LEAST_CONTRAST = 4.5
"""WCAG 2.2, 1.4.3; whatever reaches it is no weak text, whether it is an emoji or a letter."""

PIECES = 2
"""Parts of one emoji that may stand apart, as the bars of a pause sign do (house)."""

_EMOJI = regex.compile(r"\p{Regional_Indicator}{2}|[0-9#*]\ufe0f?\u20e3|\p{Extended_Pictographic}")


def count_emoji(words: str) -> int:
    """How many emoji a text shows: a family, a skin tone, a flag and a keycap are one each."""
    return sum(_EMOJI.match(cluster) is not None for cluster in regex.findall(r"\X", words))


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a line with nothing beside it: its columns, and the contrast of its strongest solid colour."""

    left: int
    right: int
    contrast: float


def without_emoji(picture: Image, count: int) -> Image:
    """The picture with pale pieces of each line painted over, at most as many as `count` emoji have.

    A line with more pale pieces than that is pale text and stays.
    """
    from PIL import Image as Images
    from PIL import ImageDraw

    # Smoothed edges give hundreds of colours; what was painted on purpose is left in 64.
    indexed = picture.convert("RGB").quantize(64, method=Images.Quantize.FASTOCTREE, dither=Images.Dither.NONE)
    palette = indexed.getpalette() or []
    triples = [(palette[at], palette[at + 1], palette[at + 2]) for at in range(0, len(palette), 3)]
    colours = [shares(triple) for triple in triples]
    content, width = indexed.tobytes(), indexed.width
    rows = [content[at : at + width] for at in range(0, len(content), width)]
    cleared = picture.convert("RGB")
    pen = ImageDraw.Draw(cleared)
    for first, last in _lines(rows, colours, round(LEAST_HEIGHT * width / 1080)):
        ground = Counter(b"".join(rows[first:last])).most_common(1)[0][0]
        pale = [p for p in _pieces(rows[first:last], ground, colours) if p.contrast < LEAST_CONTRAST]
        if len(pale) <= count * PIECES:
            for piece in pale:
                pen.rectangle((piece.left, first, piece.right, last - 1), fill=triples[ground])
    return cleared


def _lines(rows: Sequence[bytes], colours: Sequence[Shares], least: int) -> Iterator[tuple[int, int]]:
    """First and last row (exclusive) of each run of at least `least` rows with ink."""
    known: dict[bytes, bool] = {}
    start: int | None = None
    for number, row in enumerate([*rows, b""]):
        if row not in known:
            counted = Counter(row).most_common()
            known[row] = any(contrast_of(colours[counted[0][0]], colours[other]) >= NOISE for other, _ in counted[1:])
        if known[row] and start is None:
            start = number
        elif not known[row] and start is not None:
            if number - start >= least:
                yield start, number
            start = None


def _pieces(rows: Sequence[bytes], ground: int, colours: Sequence[Shares]) -> Iterator[_Piece]:
    """The runs of columns with ink."""
    ratios = [contrast_of(colours[ground], colour) for colour in colours]
    found: Counter[int] = Counter()
    start: int | None = None
    for column in range(len(rows[0]) + 1):
        ink = Counter(c for row in rows if column < len(row) and ratios[c := row[column]] >= NOISE)
        if ink:
            start = column if start is None else start
            found += ink
        elif start is not None:
            whole = sum(found.values())
            yield _Piece(start, column - 1, max(ratios[c] for c, n in found.items() if n >= SOLID * whole))
            found, start = Counter(), None
