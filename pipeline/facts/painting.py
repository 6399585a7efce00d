"""Two pictures, or two PDFs page by page, come in; where they show something else goes out."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.facts.differing import short

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfPage

DPI = 144
"""Pages are compared at this resolution: a full stop of 9 pt is three pixels wide there (house)."""

STRONG = {"page": 70, "picture": 40}
"""So much darker or lighter, of 255, a pixel must be to count. The point of "1.5" in 7 pt leaves two of 90 and more, a
program that rounds where glyphs stand five of 62 at most; JPEG at quality 75 stays below 40, single pixels aside
(measured; house)."""

BLOCK = 8
"""The side of the squares, in pixels, in which such pixels are counted: JPEG's own (ITU-T T.81, A.3.1)."""

FEW = {"page": 2, "picture": 4}
"""So many strong pixels in one square are another drawing (house)."""

TINT = 12
"""So far, of 255, the mean colour of a square must be from what it was. JPEG at quality 75 leaves 8 (house)."""


def pages_alike(one: bytes, other: bytes) -> Iterator[tuple[int, str]]:
    """Each page of two PDFs that looks otherwise, counted from 1, and how."""
    import pypdfium2

    first, second = pypdfium2.PdfDocument(one), pypdfium2.PdfDocument(other)
    for number in range(max(len(first), len(second))):
        if number >= len(second):
            yield number + 1, "the page is not there any more"
        elif number >= len(first):
            yield number + 1, "a page was added"
        else:
            page, now = (document[number].render(scale=DPI / 72).to_pil() for document in (first, second))
            box, difference = _differ(page, now, "page", 25.4 / DPI, "mm")
            words = _words(first[number], box) if box else ""
            if difference:
                yield number + 1, f'{difference}, where "{words}" should stand' if words else difference


def _words(page: PdfPage, box: tuple[int, int, int, int]) -> str:
    """What a page says in a box of pixels, in one line."""
    left, top, right, bottom = (side * 72 / DPI for side in box)
    height = page.get_height()
    text = page.get_textpage().get_text_bounded(left - 1, height - bottom - 1, right + 1, height - top + 1)
    return short(text)


def pictures_alike(one: bytes, other: bytes) -> str:
    """How a picture looks otherwise; "" when it does not. Raises OSError when one of them is no picture."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(one)) as first, Image.open(io.BytesIO(other)) as second:
            return _differ(_flat(first), _flat(second), "picture", 1, "px")[1]
    except (UnidentifiedImageError, Image.DecompressionBombError, SyntaxError, ValueError) as error:
        raise OSError(str(error)) from None


def _flat(picture: Image) -> Image:
    """A picture on white, as a page shows it."""
    from PIL import Image

    if not picture.has_transparency_data:
        return picture.convert("RGB")
    white = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(white, picture.convert("RGBA")).convert("RGB")


def _differ(
    one: Image, other: Image, kind: str, unit: float, name: str
) -> tuple[tuple[int, int, int, int] | None, str]:
    """The box of pixels in which two pictures differ, if it is one, and how they do; "" when they do not."""
    from PIL import ImageChops

    if one.size != other.size:
        sizes = (f"{picture.width * unit:.0f} x {picture.height * unit:.0f} {name}" for picture in (other, one))
        return None, "it measures {} and not {}".format(*sizes)
    if one.tobytes() == other.tobytes():
        return None, ""
    light = ImageChops.difference(one.convert("L"), other.convert("L"))
    strong = light.point(lambda value: 255 if value >= STRONG[kind] else 0)
    if _densest(strong) >= FEW[kind]:
        left, top, right, bottom = strong.getbbox() or (0, 0, 0, 0)
        if (right - left) * (bottom - top) > 0.8 * one.width * one.height:
            return None, "its light and dark are others all over"
        place = f"{left * unit:.0f} to {right * unit:.0f} {name} from the left, {top * unit:.0f} to {bottom * unit:.0f}"
        return strong.getbbox(), f"it shows something else than it says, {place} {name} from the top"
    tints = ImageChops.difference(one.reduce(BLOCK), other.reduce(BLOCK))
    if any(highest >= TINT for _, highest in _ranges(tints)):
        return None, "its colours are others"
    return None, ""


def _densest(strong: Image) -> int:
    """How many strong pixels the square holds that holds the most, wherever its corner is."""
    most = 0
    for left in (0, BLOCK // 2):
        for top in (0, BLOCK // 2):
            part = strong.crop((left, top, max(strong.width, left + 1), max(strong.height, top + 1)))
            most = max(most, *(highest for _, highest in _ranges(part.reduce(BLOCK))))
    return round(most * BLOCK * BLOCK / 255)


def _ranges(picture: Image) -> list[tuple[int, int]]:
    """The least and the most of each channel."""
    ranges = picture.convert("RGB").getextrema()
    return [(int(low), int(high)) for low, high in ranges]  # type: ignore[misc]
