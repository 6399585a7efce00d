"""A picture or logo comes in; a PNG or JPEG that every mail client shows, and where it is hosted, go out."""

from __future__ import annotations

import colorsys
import hashlib
import io
import re
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.edition.edition import Edition
from pipeline.errors import PlainleafError
from pipeline.formats.newsletter.settings import settings_of
from pipeline.press.press import print_image
from pipeline.press.typeface import Typefaces

if TYPE_CHECKING:
    from PIL.Image import Image

COLUMN = 552
"""Width of the text column in CSS px: 600 less two margins of 24."""
DENSITY = 2
"""Pixels for one CSS px, so that phones show sharp lines."""
PICTURE_BYTES = 200_000
"""House limit for one picture (EM-IM-02)."""
COLOURS = 128
"""Colours of a drawing's palette; line art needs fewer, its edges the rest."""

_KEPT: OrderedDict[tuple[str, int, str], MailPicture] = OrderedDict()
_KEPT_PICTURES = 64


@dataclass(frozen=True, slots=True)
class MailPicture:
    """A raster picture: media type, bytes, its extension, the size in CSS px that it is shown at, and the address of
    its twin for dark colours, "" when it has none.
    """

    media_type: str
    content: bytes = field(repr=False)
    width: int
    height: int
    night: str = ""

    @property
    def extension(self) -> str:
        return "jpg" if self.media_type == "image/jpeg" else "png"

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def raster(
    content: bytes, media_type: str, size: tuple[int, int], width: int, typefaces: Typefaces, paper: str = "#ffffff"
) -> MailPicture:
    """The picture shown `width` CSS px wide at most (never enlarged beyond its own size when it is made of pixels).

    `size` is its own width and height in px. Drawings become PNG on `paper`, photographs JPEG; 200,000 bytes at most.
    The result is kept for the life of the process: the same bytes are drawn once.
    """
    key = (hashlib.sha256(content).hexdigest(), width, paper)
    if key in _KEPT:
        _KEPT.move_to_end(key)
        return _KEPT[key]
    if media_type == "image/svg+xml":
        made = _drawing(content, size, width, typefaces, paper)
    else:
        made = _photograph(content, width, paper)
    _KEPT[key] = made
    while len(_KEPT) > _KEPT_PICTURES:
        _KEPT.popitem(last=False)
    return made


def _drawing(content: bytes, size: tuple[int, int], width: int, typefaces: Typefaces, paper: str) -> MailPicture:

    height = max(1, round(width * size[1] / size[0]))
    wide, high = width * DENSITY, height * DENSITY
    page = (
        f"<!doctype html><html><head><title>picture</title><style>body{{margin:0;background:{paper}}}"
        f"img{{display:block;width:{wide}px;height:{high}px}}</style></head>"
        f'<body><img src="picture.svg" alt="picture">{_letters(content)}</body></html>'
    )
    image = print_image(page, {"picture.svg": content}, typefaces, wide, high)
    return MailPicture("image/png", _small_png(image), width, height)


BRIGHTEST = 0.92
"""How light black becomes at night; white letters on a dark ground would glare (house)."""


@lru_cache(maxsize=64)
def at_night(picture: MailPicture, paper: str) -> MailPicture | None:
    """A drawing with its light and dark exchanged and its hues kept, white as `paper`; None for a photograph, which is
    no slab of white, and whose colours may be what it is there to show.
    """
    from PIL import Image

    with Image.open(io.BytesIO(picture.content)) as image:
        if picture.media_type != "image/png" or image.mode != "P":
            return None
        ground = tuple(int(paper[at : at + 2], 16) / 255 for at in (1, 3, 5))
        colours = image.getpalette() or []
        turned: list[int] = []
        for at in range(0, len(colours), 3):
            turned += _turned((colours[at], colours[at + 1], colours[at + 2]), ground)
        copy = image.copy()
    copy.putpalette(turned)
    out = io.BytesIO()
    copy.save(out, "PNG", optimize=True)
    return MailPicture("image/png", out.getvalue(), picture.width, picture.height)


def _turned(colour: tuple[int, int, int], ground: tuple[float, ...]) -> list[int]:
    hue, light, saturation = colorsys.rgb_to_hls(*(part / 255 for part in colour))
    darkest = sum(ground) / 3
    lit = colorsys.hls_to_rgb(hue, darkest + (1 - light) * (BRIGHTEST - darkest), saturation)
    # What is nearly white is paper: it takes the tint of the dark one.
    share = min(1.0, (1 - light) * 6)
    return [round(255 * (own * share + under * (1 - share))) for own, under in zip(lit, ground, strict=True)]


def _letters(content: bytes) -> str:
    """The drawing's text, unseen: typefaces are chosen by the characters of the page, not of its pictures."""
    from lxml import etree

    # An SVG comes from outside: its entities could read files or ask a server.
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    words = "".join(etree.fromstring(content, parser).itertext())
    return f"<!-- {words.replace('--', '')} -->"


def _small_png(image: Image) -> bytes:
    from PIL import Image as Images

    # Dithering would cost more bytes than the colours it saves, and blur small letters.
    palette = image.quantize(COLOURS, method=Images.Quantize.MEDIANCUT, dither=Images.Dither.NONE)
    out = io.BytesIO()
    palette.save(out, "PNG", optimize=True)
    return out.getvalue()


def _photograph(content: bytes, width: int, paper: str) -> MailPicture:
    from PIL import Image, ImageOps

    # Outlook shows the pixels as they lie, Apple Mail turns them by EXIF: turned here, both agree.
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(content)))
    shown = min(width, image.width)
    # JPEG knows no transparency, and a dark theme would show through it behind dark lines.
    if image.mode in {"RGBA", "LA", "P"}:
        ground = Image.new("RGBA", image.size, paper)
        ground.alpha_composite(image.convert("RGBA"))
        image = ground
    image = image.convert("RGB")
    height = max(1, round(image.height * shown / image.width))
    # Sharpness goes before quality: artefacts at letters in a photograph of a label are worse than soft ones.
    for density in (DENSITY, 1.5, 1):
        wide = min(round(shown * density), image.width)
        scaled = image.resize((wide, max(1, round(image.height * wide / image.width))), Image.Resampling.LANCZOS)
        if _is_drawing(scaled) and len(drawn := _small_png(scaled)) <= PICTURE_BYTES:
            return MailPicture("image/png", drawn, shown, height)
        for quality in (84, 78, 72, 64, 56):
            pressed = _jpeg(scaled, quality)
            if len(pressed) <= PICTURE_BYTES:
                return MailPicture("image/jpeg", pressed, shown, height)
    raise PlainleafError(
        f"the picture still weighs {len(pressed):,} bytes at {scaled.width} × {scaled.height} px",
        hint=f"crop it; a mail shows {COLUMN} px across and {PICTURE_BYTES:,} bytes at most",
    )


def _jpeg(image: Image, quality: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True, progressive=True, subsampling="4:2:0")
    return out.getvalue()


def _is_drawing(image: Image) -> bool:
    """Few colours in a small copy: a diagram or a logo, whose edges JPEG would smear."""
    colours = image.resize((96, 96)).quantize(64).getcolors() or []
    return sum(1 for count, _ in colours if count > 4) <= 24


def own_size(content: bytes, media_type: str) -> tuple[int, int]:
    """Width and height of a picture in px, from its own bytes."""
    if media_type != "image/svg+xml":
        from PIL import Image

        with Image.open(io.BytesIO(content)) as image:
            return image.size
    from lxml import etree

    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    box = [float(part) for part in re.findall(r"-?[\d.]+", root.get("viewBox") or "")]
    if len(box) == 4 and box[2] > 0 and box[3] > 0:
        return max(1, round(box[2])), max(1, round(box[3]))
    width, height = (re.match(r"[\d.]+", root.get(name) or "") for name in ("width", "height"))
    return (round(float(width[0])), round(float(height[0]))) if width and height else (100, 100)


def hosted_at(edition: Edition) -> str:
    """The https address, with final slash, that this edition's newsletter folder is copied to; "" when the brand
    hosts nothing.
    """
    settings = settings_of(edition.brand)
    address = (settings.hosted if settings else None) or ""
    return f"{address.rstrip('/')}/{edition.lang}/{edition.publication.slug}/newsletter/" if address else ""
