"""Picture files come in as bytes; pictures proven to be what they say, without anything that runs, go out."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import unquote

from pipeline import limits
from pipeline.article import syntax
from pipeline.article.material import Picture, PictureError
from pipeline.article.model import Article, Image
from pipeline.article.pictures.drawings import clean_svg
from pipeline.article.pictures.raster import read_raster
from pipeline.article.source import UNREADABLE, Source
from pipeline.fault import faults_of
from pipeline.finding import Finding, Findings, Place

if TYPE_CHECKING:
    from pipeline.article.front.fields import PictureRights

MAX_PIXELS = limits.PIXELS

__all__ = [
    "MAX_PIXELS",
    "STAND_IN",
    "PictureError",
    "clean_svg",
    "collect_pictures",
    "consents_of",
    "inside_name",
    "read_picture",
]


def read_picture(name: str, content: bytes, rights: PictureRights | None = None) -> tuple[Picture, list[str]]:
    """The picture in `content` and what had to be taken out of it. Raises PictureError when it is none."""
    if _looks_like_svg(content):
        clean, removed, (width, height) = clean_svg(content)
        media_type = "image/svg+xml"
    else:
        raster = read_raster(content)
        media_type, width, height = raster.media_type, raster.width, raster.height
        clean, removed = raster.content, []
    credit, licence = (rights.credit or "", rights.licence or "") if rights else ("", "")
    return Picture(name, media_type, clean, width, height, credit, licence), removed


def consents_of(article: Article) -> tuple[tuple[str, date], ...]:
    """The pictures of an article that may be shown until a day only, each with that day, which belongs to it."""
    shown = {unicodedata.normalize("NFC", name) for name in article.pictures}
    return tuple(
        (name, rights.consent_until)
        for name, rights in article.front.pictures.items()
        if rights.consent_until and unicodedata.normalize("NFC", name) in shown
    )


def _looks_like_svg(content: bytes) -> bool:
    head = content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith((b"<svg", b"<?xml", b"<!--", b"<!DOCTYPE")) and b"<svg" in content[:20_000]


def collect_pictures(
    images: Iterable[tuple[Image, Place]], source: Source, rights: Mapping[str, PictureRights]
) -> tuple[dict[str, Picture], Findings]:
    """The pictures that `images` name, by name, and a finding for each that cannot be had.

    Names are paths below images/ of the article folder; whatever leaves it is refused.
    """
    pictures: dict[str, Picture] = {}
    findings = Findings()
    owned = {unicodedata.normalize("NFC", name): right for name, right in rights.items()}
    done: set[str] = set()
    pixels = 0
    for image, place in images:
        path = image.name
        if path in done:
            continue
        done.add(path)
        name = inside_name(path, {*source.files, *source.oversized, *source.unread})
        missing = _missing(path, name, source, place)
        if missing or name is None:
            findings += Findings((missing,) if missing else ())
            continue
        if pixels > limits.PIXELS_TOGETHER:
            message = f"the pictures before this one have {pixels:,} pixels, {limits.PIXELS_TOGETHER:,} is the most"
            findings += Findings((syntax.TOO_LARGE.finding(place, message, "scale them to what a page shows"),))
            break
        right = owned.get(unicodedata.normalize("NFC", name))
        picture, found = _collect(path, name, source.files[f"images/{name}"], right, place)
        findings += found
        if picture:
            pictures[name] = picture
            pixels += 0 if picture.media_type == "image/svg+xml" else picture.width * picture.height
    return pictures, findings


def _missing(path: str, name: str | None, source: Source, place: Place) -> Finding | None:
    """Why there are no bytes for a picture; None when there are."""
    if name is None:
        hint = "put the picture into the article's images folder and write ![…](images/name.png)"
        message = f'the image "{path}" is outside the article\'s images folder'
        return syntax.IMAGE_OUTSIDE.finding(place, message, hint)
    if f"images/{name}" in source.oversized:
        size = source.oversized[f"images/{name}"]
        message = f'the image "{path}" weighs {size:,} bytes'
        return syntax.TOO_LARGE.finding(place, message, f"scale it down to {limits.PICTURE_BYTES:,}")
    if f"images/{name}" in source.unread:
        message = f'the image "{path}" stays out: {source.unread[f"images/{name}"]}'
        return UNREADABLE.finding(place, message, "put a plain file in its place that you may read")
    if f"images/{name}" not in source.files:
        hint = f"put {name} into the images folder, or mend the name"
        return syntax.IMAGE_MISSING.finding(place, f'the image "{path}" is missing', hint)
    return None


def _collect(
    path: str, name: str, content: bytes, rights: PictureRights | None, place: Place
) -> tuple[Picture | None, Findings]:
    try:
        picture, removed = read_picture(name, content, rights)
    except PictureError as fault:
        message = f'the image "{path}" cannot be used: {fault}'
        found = syntax.IMAGE_UNREADABLE.finding(place, message, "export it again as SVG, PNG or JPEG")
        return None, Findings((found,))
    except Exception as error:
        return None, faults_of(error, place, f'reading the image "{path}"')
    if not removed:
        return picture, Findings()
    message = f'"{path}" held {", ".join(dict.fromkeys(removed))}; it was taken out'
    found = syntax.IMAGE_UNSAFE.finding(place, message, "export the picture without scripts and links")
    return picture, Findings((found,))


STAND_IN = "to-do-picture.png"
"""The name under which a draft shows a picture that cannot be had."""


def stand_in_picture() -> Picture:
    """A grey board with a cross, 1200 × 675 px: what a draft shows until the picture is there."""
    from PIL import Image as Pillow
    from PIL import ImageDraw

    width, height = 1200, 675
    board = Pillow.new("L", (width, height), 225)
    pen = ImageDraw.Draw(board)
    pen.rectangle((8, 8, width - 9, height - 9), outline=120, width=6)
    pen.line((8, 8, width - 9, height - 9), fill=170, width=4)
    pen.line((8, height - 9, width - 9, 8), fill=170, width=4)
    buffer = io.BytesIO()
    board.save(buffer, "PNG", optimize=False)
    return Picture(STAND_IN, "image/png", buffer.getvalue(), width, height)


def inside_name(path: str, files: Collection[str] = ()) -> str | None:
    """The name below images/ that `path` means, or None when it leads elsewhere.

    Among `files`, the paths of the article folder, it is the one so named, else the one of that name in percents
    (editors write %20 for a space), else the one that differs in how its accents are coded (macOS parts them from
    their letters).
    """
    names = dict.fromkeys(name for name in (_below_images(path), _below_images(unquote(path))) if name)
    there = {unicodedata.normalize("NFC", file): file for file in files}
    for name in names:
        for wanted in (f"images/{name}", there.get(unicodedata.normalize("NFC", f"images/{name}"))):
            if wanted is not None and wanted in files:
                return wanted.removeprefix("images/")
    return next(iter(names), None)


def _below_images(path: str) -> str | None:
    parts = path.removeprefix("./").split("/")
    if parts[0] != "images" or len(parts) < 2 or any(part in {"", ".", ".."} for part in parts):
        return None
    if re.search(r"[\x00-\x1f\\:]", path):
        return None
    return "/".join(parts[1:])
