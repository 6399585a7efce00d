"""The article's pictures come in; pictures that every e-reader shows, at most 4 megapixels, go out."""

from __future__ import annotations

import io
import math
import re
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

from pipeline.article.material import Picture
from pipeline.errors import PlainleafError
from pipeline.press.press import print_image
from pipeline.press.typeface import Typefaces

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PIXELS = 4_000_000
"""Pixels of one picture (EP-IM-02): Apple's limit of 2014, the last that could be verified; 5.6 million is said now."""

DRAWING_WIDTH = 1600
"""Width in px of a drawing that is turned into pixels: sharp at twice the width of a phone (house)."""

JPEG_QUALITY = 85


SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png"}
"""How the files of the book end: reading systems go by the name as well as by the manifest."""


def prepare(picture: Picture, typefaces: Typefaces) -> tuple[Picture, tuple[str, ...]]:
    """The picture as the book holds it, JPEG or PNG, and a sentence for each thing that was changed.

    Drawings become pixels on white paper: old Adobe readers and Kindle do not set their text, and dark ink without
    paper vanishes on a black theme. Other pictures are re-encoded only when a reader would refuse them.
    """
    if picture.media_type == "image/svg+xml":
        return _drawn(picture, SameFaces(typefaces)), ()
    encoded, said = _encoded(picture)
    return encoded, tuple(f'the picture "{picture.name}" {sentence}' for sentence in said)


class SameFaces:
    """Typefaces as a part of a key, equal when they are the same object: they hold a mapping, which has no hash."""

    def __init__(self, typefaces: Typefaces) -> None:
        self.typefaces = typefaces

    def __hash__(self) -> int:
        return id(self.typefaces)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SameFaces) and other.typefaces is self.typefaces


@lru_cache(maxsize=128)
def _drawn(picture: Picture, faces: SameFaces) -> Picture:

    # A drawing has no pixels of its own, so it may be enlarged; a photograph never is.
    scale = min(DRAWING_WIDTH / picture.width, math.sqrt(MAX_PIXELS / (picture.width * picture.height)))
    width, height = max(1, int(picture.width * scale)), max(1, int(picture.height * scale))
    words = " ".join(re.sub(r"<[^<>]*>", " ", picture.content.decode("utf-8")).split())
    # The words stand in an attribute that shows nothing, so that the typefaces for them are loaded.
    page = (
        f"<html><head><title>{escape(words)}</title><style>html,body{{margin:0;background:#fff}}"
        f"img{{display:block;width:{width}px;height:{height}px}}</style></head>"
        '<body><img src="drawing.svg"></body></html>'
    )
    try:
        painted = print_image(page, {"drawing.svg": picture.content}, faces.typefaces, width, height)
    except PlainleafError as fault:
        raise PlainleafError(
            f'the drawing "{picture.name}" cannot be painted: {fault.message}', place=picture.name, hint=fault.hint
        ) from None
    content = _png(painted)
    return _replaced(picture, content, "image/png", width, height)


@lru_cache(maxsize=128)
def _encoded(picture: Picture) -> tuple[Picture, tuple[str, ...]]:
    from PIL import Image, ImageOps

    said = []
    with Image.open(io.BytesIO(picture.content)) as opened:
        # WCAG 2.2, 2.2.2: what moves for more than 5 s must be stoppable, and no e-reader has a button for it.
        animated = bool(getattr(opened, "is_animated", False))
        if animated:
            said.append("moves; the book shows its first frame")
            opened.seek(0)
        # EXIF 2.32, Orientation: 1 is upright; e-readers differ in whether they heed the others.
        turned = opened.getexif().get(0x0112, 1) != 1
        large = opened.width * opened.height > MAX_PIXELS
        kind = picture.media_type not in {"image/jpeg", "image/png"}
        if not (animated or turned or large or kind or _tells_more(opened)):
            return picture, ()
        image = ImageOps.exif_transpose(opened)
        if large:
            scale = math.sqrt(MAX_PIXELS / (image.width * image.height))
            size = (int(image.width * scale), int(image.height * scale))
            said.append(f"had {image.width}×{image.height} px; the book holds {size[0]}×{size[1]}")
            # Pillow resizes a palette by its numbers, not by its colours: first to colours.
            image = _plain(image).resize(size, Image.Resampling.LANCZOS)
        image = _plain(image)
        flat = image.mode in {"RGB", "L"} and picture.media_type == "image/jpeg"
        content = _jpeg(image) if flat else _png(image)
        media_type = "image/jpeg" if flat else "image/png"
        if kind:
            said.append(f"was {picture.media_type.removeprefix('image/').upper()}; the book holds it as PNG")
        return _replaced(picture, content, media_type, image.width, image.height), tuple(said)


def _tells_more(image: Image) -> bool:
    """Whether the file carries what readers need not know: where, when and with what it was taken."""
    return bool(image.getexif()) or "comment" in image.info or "photoshop" in image.info


def _plain(image: Image) -> Image:
    if image.mode in {"RGB", "L", "RGBA"}:
        return image
    if image.mode in {"P", "PA", "LA"}:
        return image.convert("RGBA" if "transparency" in image.info or image.mode != "P" else "RGB")
    # CMYK and 16-bit pictures come out black or inverted on some e-readers.
    return image.convert("RGB")


def _png(image: Image) -> bytes:
    from PIL import Image as Pillow

    out = io.BytesIO()
    if image.mode == "RGB":
        colours = image.getcolors(4096)
        # A drawing of few colours loses nothing that an eye could see in a palette of 256.
        if colours is not None and len(colours) <= 4096:
            image = image.quantize(256, dither=Pillow.Dither.NONE)
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _jpeg(image: Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return out.getvalue()


def _replaced(picture: Picture, content: bytes, media_type: str, width: int, height: int) -> Picture:
    fields: dict[str, Any] = {"credit": picture.credit, "licence": picture.licence}
    return Picture(picture.name, media_type, content, width, height, **fields)
