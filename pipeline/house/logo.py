"""A logo as its owner has it comes in; the logo for light and for dark grounds, as a brand keeps them, goes out."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.article.pictures.proving import PictureError, read_picture
from pipeline.press.colour import contrast, written

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PX = 1600
"""The longer side of a logo made of pixels: 300 dpi at 135 mm, wider than any page shows it (house)."""

_LIGHT = 1.6
"""A colour whose contrast to white is less is meant to be seen on the colours beside it (house)."""

_MARGIN = 0.12
"""Of the shorter side: the white that stays round a logo on a dark ground (house)."""


@dataclass(frozen=True, slots=True)
class Logo:
    """The files of a logo by name, those for a light and for a dark ground, and what was done to them, in words."""

    file: str
    dark: str
    files: Mapping[str, bytes]
    notes: tuple[str, ...] = ()


def read_logo(content: bytes, dark: bytes = b"") -> Logo:
    """The logo in a file's bytes, without anything that runs; `dark` is its owner's own for dark grounds, if any.

    Without one it is made: white where the logo is of dark colours only, else on a white plate. Raises PictureError.
    """
    ending, plain, notes = _cleaned(content)
    if dark:
        dark_ending, other, more = _cleaned(dark)
        if dark_ending != ending:
            raise PictureError(f"the one for dark grounds is no {ending.upper()} as the other is")
        notes += more
    else:
        other, how = _dark_drawing(plain) if ending == "svg" else _dark_pixels(plain)
        own = f"put your own in its place (logo-dark.{ending}) if it is wrong"
        notes.append(f"made the logo for dark grounds: {how}; look at it, and {own}")
    names = (f"logo.{ending}", f"logo-dark.{ending}")
    return Logo(*names, dict(zip(names, (plain, other), strict=True)), tuple(dict.fromkeys(notes)))


def _cleaned(content: bytes) -> tuple[str, bytes, list[str]]:
    """Its ending, its bytes, and what had to be taken out."""
    picture, removed = read_picture("logo", content)
    if picture.media_type == "image/svg+xml":
        return "svg", picture.content, [f"took out of the logo: {', '.join(removed)}"] if removed else []
    from PIL import Image as Pillow

    notes = []
    with Pillow.open(io.BytesIO(picture.content)) as opened:
        shown = opened.convert("RGBA" if _has_alpha(opened) else "RGB")
    if max(shown.size) > MAX_PX:
        notes.append(f"made the logo smaller, from {shown.width}×{shown.height} px to at most {MAX_PX} px a side")
        shown.thumbnail((MAX_PX, MAX_PX))
    return "png", _png(shown), notes


def _has_alpha(picture: Image) -> bool:
    return picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info


def _png(picture: Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


# for dark grounds

_WHITE, _PLATED = "all of it white", "on a white plate"


def _dark_pixels(content: bytes) -> tuple[bytes, str]:
    from PIL import Image as Pillow
    from PIL import ImageDraw

    with Pillow.open(io.BytesIO(content)) as opened:
        shown = opened.convert("RGBA")
    alpha = shown.getchannel("A")
    colours = shown.convert("RGBA").resize((64, 64)).getcolors(64 * 64) or []
    seen = [colour for _, colour in colours if isinstance(colour, tuple) and colour[3] > 127]
    if alpha.getextrema()[0] == 0 and all(contrast(written(colour[:3]), "#ffffff") >= _LIGHT for colour in seen):
        white = Pillow.new("RGBA", shown.size, "#ffffff")
        white.putalpha(alpha)
        return _png(white), _WHITE
    margin = round(_MARGIN * min(shown.size))
    plate = Pillow.new("RGBA", (shown.width + 2 * margin, shown.height + 2 * margin))
    draw = ImageDraw.Draw(plate)
    draw.rounded_rectangle((0, 0, plate.width - 1, plate.height - 1), radius=margin, fill="#ffffff")
    plate.alpha_composite(shown, (margin, margin))
    return _png(plate), _PLATED


_SVG = "http://www.w3.org/2000/svg"
_PAINTS = ("fill", "stroke", "stop-color", "color", "flood-color", "lighting-color")
_NO_PAINT = frozenset({"none", "transparent", "inherit"})
_PAINT_RULE = re.compile(rf"\b({'|'.join(_PAINTS)})\s*:\s*([^;}}!]+)")


def _dark_drawing(content: bytes) -> tuple[bytes, str]:
    from lxml import etree

    root = etree.fromstring(content)
    paints = [paint.strip().lower() for paint in _paints_of(root)]
    if all(_is_dark(paint) for paint in paints) and not any(True for _ in root.iter(f"{{{_SVG}}}image")):
        _whiten(root)
        return etree.tostring(root, encoding="utf-8"), _WHITE
    _put_on_plate(root)
    return etree.tostring(root, encoding="utf-8"), _PLATED


def _paints_of(root: Any) -> list[str]:
    found: list[str] = []
    for element in root.iter():
        found += [element.get(name) for name in _PAINTS if element.get(name)]
        rules = f"{element.get('style') or ''};{element.text or '' if element.tag == f'{{{_SVG}}}style' else ''}"
        found += [match[2] for match in _PAINT_RULE.finditer(rules)]
    return found


def _is_dark(paint: str) -> bool:
    """Whether a paint may become white: it is nothing, or a colour that stands out from white."""
    from PIL import ImageColor

    if paint in _NO_PAINT or paint == "currentcolor":
        return True
    try:
        colour = ImageColor.getrgb(paint)
    except ValueError:
        # A gradient, or a colour that only CSS knows.
        return False
    return len(colour) == 3 and contrast(written(colour), "#ffffff") >= _LIGHT


def _whiten(root: Any) -> None:
    """Every paint white; what names none is black by default (SVG 2, 13.2), so the root says white for all."""
    for element in root.iter():
        for name in _PAINTS:
            if element.get(name) and element.get(name).strip().lower() not in _NO_PAINT:
                element.set(name, "#ffffff")
        if element.get("style"):
            element.set("style", _white_rules(element.get("style")))
        if element.tag == f"{{{_SVG}}}style" and element.text:
            element.text = _white_rules(element.text)
    if not root.get("fill"):
        root.set("fill", "#ffffff")


def _white_rules(rules: str) -> str:
    return _PAINT_RULE.sub(
        lambda match: match[0] if match[2].strip().lower() in _NO_PAINT else f"{match[1]}:#ffffff", rules
    )


def _put_on_plate(root: Any) -> None:
    """A white rounded rectangle behind the drawing, which gets room for it on all sides."""
    from lxml import etree

    box = re.split(r"[\s,]+", (root.get("viewBox") or "").strip())
    size = [re.match(r"[\d.]+", root.get(name) or "") for name in ("width", "height")]
    if len(box) == 4:
        x, y, wide, high = map(float, box)
    else:
        x, y, wide, high = 0.0, 0.0, *(float(one[0]) if one else 100.0 for one in size)
    margin = _MARGIN * min(wide, high)
    outer = (x - margin, y - margin, wide + 2 * margin, high + 2 * margin)
    root.set("viewBox", " ".join(f"{value:g}" for value in outer))
    for name, length, own in (("width", outer[2], wide), ("height", outer[3], high)):
        given = re.fullmatch(r"([\d.]+)(px|)", root.get(name) or "")
        if given:
            root.set(name, f"{float(given[1]) * length / own:g}")
        else:
            root.attrib.pop(name, None)
    plate = etree.Element(f"{{{_SVG}}}rect", fill="#ffffff")
    for name, value in zip(("x", "y", "width", "height"), outer, strict=True):
        plate.set(name, f"{value:g}")
    plate.set("rx", f"{margin:g}")
    root.insert(0, plate)
