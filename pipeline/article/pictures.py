"""Picture files come in as bytes; pictures proven to be what they say, without anything that runs, go out."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from pipeline import limits
from pipeline.article import syntax
from pipeline.article.model import Image, Picture
from pipeline.finding import Finding, Place

if TYPE_CHECKING:
    from pipeline.article.front_matter import PictureRights

MAX_PIXELS = limits.PIXELS

RASTER = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_FORBIDDEN = {"script", "foreignObject", "iframe", "object", "embed", "audio", "video", "handler", "listener", "set"}
_ANIMATION = {"animate", "animateMotion", "animateTransform", "animateColor"}
_REMOTE_CSS = re.compile(r"@import|url\(\s*['\"]?(?!#)[^)]*\)|expression\(|javascript:", re.I)


class PictureError(Exception):
    """The bytes are no picture that can be used; the message says why."""


def read_picture(name: str, content: bytes, rights: PictureRights | None = None) -> tuple[Picture, list[str]]:
    """The picture in `content` and what had to be taken out of it. Raises PictureError when it is none."""
    if _looks_like_svg(content):
        clean, removed, (width, height) = clean_svg(content)
        media_type = "image/svg+xml"
    else:
        media_type, width, height = _read_raster(content)
        clean, removed = content, []
    credit, licence = (rights.credit or "", rights.licence or "") if rights else ("", "")
    return Picture(name, media_type, clean, width, height, credit, licence), removed


def _looks_like_svg(content: bytes) -> bool:
    head = content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith((b"<svg", b"<?xml", b"<!--", b"<!DOCTYPE")) and b"<svg" in content[:20_000]


def _read_raster(content: bytes) -> tuple[str, int, int]:
    import warnings

    from PIL import Image as Pillow

    if not content:
        raise PictureError("the file is empty")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Pillow.open(io.BytesIO(content)) as picture:
                kind, size = picture.format or "", picture.size
                if kind not in RASTER:
                    raise PictureError(f"{kind} pictures are not shown by every reader")
                if size[0] * size[1] > MAX_PIXELS:
                    raise PictureError(f"it has {size[0]}×{size[1]} pixels")
                picture.verify()
    except PictureError:
        raise
    except Exception as fault:
        raise PictureError("it cannot be decoded as a picture") from fault
    return RASTER[kind], *size


def clean_svg(content: bytes) -> tuple[bytes, list[str], tuple[int, int]]:
    """The SVG without scripts, handlers, foreign objects, animation and references to anything but itself; what
    was removed; its size in px. Raises PictureError when it is not well-formed SVG or declares entities.
    """
    from lxml import etree

    if b"<!ENTITY" in content or (b"<!DOCTYPE" in content[:5000] and b"[" in content[:5000].partition(b"<svg")[0]):
        raise PictureError("it declares entities")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_pis=True, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as fault:
        raise PictureError(f"it is not well-formed: {str(fault.msg)[:80]}") from None
    if etree.QName(root).localname != "svg":
        raise PictureError("its first element is not svg")
    removed: list[str] = []
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            continue
        name = etree.QName(element).localname
        if name in _FORBIDDEN or name in _ANIMATION:
            _drop(element)
            removed.append(name)
            continue
        removed.extend(_clean_attributes(element))
        if name == "style" and _REMOTE_CSS.search(element.text or ""):
            element.text = _REMOTE_CSS.sub("none", element.text or "")
            removed.append("remote style")
    size = _svg_size(root)
    return etree.tostring(root, encoding="utf-8"), removed, size


def _drop(element: Any) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _clean_attributes(element: Any) -> list[str]:
    removed = []
    for name, value in list(element.attrib.items()):
        local = name.rpartition("}")[2].lower()
        embedded = re.match(r"data:image/(png|jpeg|gif);base64,", value.strip())
        leads_away = local in {"href", "src"} and not value.strip().startswith("#") and not embedded
        if local.startswith("on"):
            removed.append(local)
        elif leads_away or (local != "href" and _REMOTE_CSS.search(value)):
            removed.append(f"{local}={value[:40]}")
        else:
            continue
        del element.attrib[name]
    return removed


def _svg_size(root: Any) -> tuple[int, int]:
    """Width and height in px from the attributes, else from the viewBox; 300×150 as CSS has it otherwise."""
    sizes = [re.match(r"^\s*([\d.]+)(px)?\s*$", root.get(side, "")) for side in ("width", "height")]
    if all(sizes):
        return tuple(max(1, round(float(s[1]))) for s in sizes if s)  # type: ignore[return-value]
    box = re.findall(r"-?[\d.]+", root.get("viewBox", ""))
    if len(box) == 4 and float(box[2]) > 0 and float(box[3]) > 0:
        return round(float(box[2])), round(float(box[3]))
    return 300, 150


def collect_pictures(
    images: Iterable[tuple[Image, Place]],
    files: Mapping[str, bytes],
    oversized: Mapping[str, int],
    rights: Mapping[str, PictureRights],
) -> tuple[dict[str, Picture], list[Finding]]:
    """The pictures that `images` name, by name, and a finding for each that cannot be had.

    Names are paths below images/ of the article folder; whatever leaves it is refused.
    """
    pictures: dict[str, Picture] = {}
    findings: list[Finding] = []
    done: set[str] = set()
    for image, place in images:
        path = image.name
        if path in done:
            continue
        done.add(path)
        name = inside_name(path)
        if name is None:
            hint = "put the picture into the article's images folder and write ![…](images/name.png)"
            findings.append(
                syntax.IMAGE_OUTSIDE.finding(place, f'the image "{path}" is outside the article\'s images folder', hint)
            )
        elif f"images/{name}" in oversized:
            size = oversized[f"images/{name}"]
            findings.append(
                syntax.TOO_LARGE.finding(place, f'the image "{path}" weighs {size:,} bytes', "scale it down to 30 MB")
            )
        elif f"images/{name}" not in files:
            hint = f"put {name} into the images folder, or mend the name"
            findings.append(syntax.IMAGE_MISSING.finding(place, f'the image "{path}" is missing', hint))
        else:
            try:
                picture, removed = read_picture(name, files[f"images/{name}"], rights.get(name))
            except PictureError as fault:
                hint = "export it again as SVG, PNG or JPEG"
                findings.append(
                    syntax.IMAGE_UNREADABLE.finding(place, f'the image "{path}" cannot be used: {fault}', hint)
                )
                continue
            pictures[name] = picture
            if removed:
                said = ", ".join(dict.fromkeys(removed))
                hint = "export the picture without scripts and links"
                findings.append(syntax.IMAGE_UNSAFE.finding(place, f'"{path}" held {said}; it was taken out', hint))
    return pictures, findings


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


def inside_name(path: str) -> str | None:
    """The name below images/ that `path` means, or None when it leads elsewhere."""
    parts = path.removeprefix("./").split("/")
    if parts[0] != "images" or len(parts) < 2 or any(part in {"", ".", ".."} for part in parts):
        return None
    if re.search(r"[\x00-\x1f\\:%?#]", path):
        return None
    return "/".join(parts[1:])
