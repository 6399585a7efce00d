"""The bytes of an SVG come in; the drawing without anything that runs, leads away or has no end goes out."""

from __future__ import annotations

import base64
import binascii
import math
import re
from collections.abc import Iterator
from typing import Any

from pipeline import limits
from pipeline.article.material import PictureError
from pipeline.article.pictures.raster import read_raster
from pipeline.language.characters import find_suspects

_SVG = "http://www.w3.org/2000/svg"
_XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
_XML = "{http://www.w3.org/XML/1998/namespace}"
# foreignObject holds HTML, set and animate can change an address after it was looked at.
_FORBIDDEN = frozenset(
    "script foreignobject iframe object embed audio video canvas handler listener set discard animate animatemotion "
    "animatetransform animatecolor mpath form link meta base".split()
)
_REMOTE_CSS = re.compile(r"@import[^;]*;?|url\(\s*['\"]?(?!#)[^)]*\)|expression\(|javascript:|image-set\(|src\(", re.I)
_CSS_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?|\\(.)", re.S)
_OWN_URL = re.compile(r"url\(\s*['\"]?#([^'\")]+)")
_EMBEDDED = re.compile(r"\s*data:image/(?:png|jpe?g|gif|webp);base64,", re.I)

_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_LENGTH = re.compile(rf"\s*({_NUMBER})\s*(px|pt|pc|mm|cm|in|em|ex|rem|q|%)?\s*", re.I)
_PX = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0, "q": 96 / 101.6}
"""CSS Values 4, 5.2; the other units have no size of their own, and the viewBox decides."""

_LENGTHS = frozenset(
    "x y width height cx cy r rx ry x1 y1 x2 y2 fx fy fr dx dy refx refy markerwidth markerheight textlength "
    "startoffset stroke-width font-size stddeviation stroke-dashoffset stroke-miterlimit".split()
)
_MEASURES = _LENGTHS | {"d", "points", "transform", "gradienttransform", "patterntransform", "viewbox", "style"}


def clean_svg(content: bytes) -> tuple[bytes, list[str], tuple[int, int]]:
    """The SVG without scripts, handlers, foreign parts, animation and references to anything but itself; what was
    removed; its size in px. Raises PictureError when it is not well-formed SVG, declares entities, or asks for more
    than `limits` allow.
    """
    root = _parse(content)
    removed = _clean(root)
    _measure(root)
    _count(root)
    text = "".join(root.itertext())
    if len(text) > limits.DRAWING_TEXT:
        raise PictureError(f"its text and styles have {len(text):,} characters, {limits.DRAWING_TEXT:,} is the most")
    shown = len(text) - sum(len(style.text or "") for style in root.iter(f"{{{_SVG}}}style"))
    if shown > limits.DRAWING_WORDS:
        raise PictureError(f"its text has {shown:,} characters, {limits.DRAWING_WORDS:,} is the most")
    for suspect in find_suspects(" ".join(text.split())):
        raise PictureError(f"its text: {suspect.message}")
    size = _size(root)
    from lxml import etree

    return etree.tostring(root, encoding="utf-8"), removed, size


def _parse(content: bytes) -> Any:
    from lxml import etree

    # Entities that hold each other grow to gigabytes ("billion laughs"), external ones read files.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_pis=True, remove_comments=True, huge_tree=False
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as fault:
        raise PictureError(f"it is not well-formed: {str(fault.msg)[:80]}") from None
    subset = root.getroottree().docinfo.internalDTD
    if (subset is not None and any(True for _ in subset.iterentities())) or any(True for _ in root.iter(etree.Entity)):
        raise PictureError("it declares entities")
    elements = sum(1 for _ in root.iter())
    if elements > limits.DRAWING_ELEMENTS:
        raise PictureError(f"it has {elements:,} elements, {limits.DRAWING_ELEMENTS:,} is the most")
    if etree.QName(root).localname != "svg":
        raise PictureError("its first element is not svg")
    return root


# what runs or leads away


def _clean(root: Any) -> list[str]:
    from lxml import etree

    removed: list[str] = []
    pixels: list[int] = []
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            _drop(element)
            continue
        name = etree.QName(element)
        own = name.namespace in {None, _SVG}
        if name.localname.lower() in _FORBIDDEN or (not own and "xhtml" in (name.namespace or "")):
            _drop(element)
            removed.append(name.localname)
        elif not own or name.localname == "metadata":
            # What a drawing program notes for itself is drawn by nobody.
            _drop(element)
        else:
            removed.extend(_clean_attributes(element, pixels))
            if name.localname == "style" and _leads_away(element.text or ""):
                element.text = _REMOTE_CSS.sub("none", _plain_css(element.text or ""))
                removed.append("remote style")
    return removed


def _drop(element: Any) -> None:
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _plain_css(text: str) -> str:
    """CSS as its reader sees it: without comments, escapes (u\\72l) resolved (CSS Syntax 3, 4.3.7)."""
    # CSS takes a comment that never closes to the end of the sheet.
    bare = re.sub(r"/\*.*?(?:\*/|\Z)", "", text, flags=re.S)
    return _CSS_ESCAPE.sub(lambda m: chr(min(int(m[1], 16), 0x10FFFF)) if m[1] else m[2], bare)


def _leads_away(text: str) -> bool:
    return bool(_REMOTE_CSS.search(text) or _REMOTE_CSS.search(_plain_css(text)))


def _clean_attributes(element: Any, pixels: list[int]) -> list[str]:
    removed = []
    for name, value in list(element.attrib.items()):
        local = name.rpartition("}")[2].lower()
        if local in {"href", "src"} and _EMBEDDED.match(value):
            element.attrib[name] = _embedded(value, pixels)
        # Every attribute whose name begins so is an event handler in SVG, the ones to come as well.
        elif local.startswith("on"):
            removed.append(local)
            del element.attrib[name]
        elif (local in {"href", "src", "base"} and not value.strip().startswith("#")) or _leads_away(value):
            removed.append(f"{local}={value[:40]}")
            del element.attrib[name]
        # Inkscape and Illustrator keep notes of their own in such attributes.
        elif name.startswith("{") and name != _XLINK_HREF and not name.startswith(_XML):
            del element.attrib[name]
    return removed


def _embedded(value: str, pixels: list[int]) -> str:
    """A picture inside the drawing, read as any other picture is; `pixels` grows by its own."""
    try:
        content = base64.b64decode(re.sub(r"\s+", "", value.partition(",")[2]), validate=True)
        picture = read_raster(content)
    except (PictureError, binascii.Error) as fault:
        raise PictureError(f"a picture inside it cannot be used: {fault}") from None
    pixels.append(picture.width * picture.height)
    if sum(pixels) > limits.DRAWING_PIXELS:
        raise PictureError(f"the pictures inside it have {sum(pixels):,} pixels, {limits.DRAWING_PIXELS:,} is the most")
    return f"data:{picture.media_type};base64,{base64.b64encode(picture.content).decode('ascii')}"


# how much it draws


def _measure(root: Any) -> None:
    """Numbers that are none, or that no page can hold, are named before a renderer meets them."""
    path = 0
    for element in root.iter():
        for name, value in element.attrib.items():
            local = name.rpartition("}")[2].lower()
            if local in {"d", "points"}:
                path += len(value)
            if local in _MEASURES:
                _check_numbers(local, value)
    if path > limits.DRAWING_PATH:
        raise PictureError(f"its paths have {path:,} characters, {limits.DRAWING_PATH:,} is the most")


def _check_numbers(name: str, value: str) -> None:
    if name in _LENGTHS:
        for part in () if "(" in value else re.split(r"[\s,]+", value.strip()):
            if part and not _LENGTH.fullmatch(part) and not re.fullmatch(r"(?!nan|inf)[a-z-]+", part, re.I):
                raise PictureError(f'its {name} "{part[:30]}" is no number')
    elif re.search(r"(?<![a-z-])(?:nan|inf(?:inity)?)(?![a-z-])", value, re.I):
        raise PictureError(f'its {name} "{value[:30]}" is no number')
    # Only long or exponential numbers can be out of reach; the others need not be read.
    for number in re.findall(r"\d{9,}|[\d.][eE][+-]?\d+", value):
        if "e" not in number.lower() or int(re.split("[eE]", number)[1]) > 6:
            raise PictureError(f'its {name} holds a number that no page can show: "{value[:30]}"')


def _count(root: Any) -> None:
    """How many elements are drawn once every `use`, pattern, marker and mask is followed."""
    elements = list(root.iter())
    if max((sum(1 for _ in element.iterancestors()) for element in elements), default=0) > limits.DRAWING_DEPTH:
        raise PictureError(f"its groups stand more than {limits.DRAWING_DEPTH} deep in each other")
    by_id = {element.get("id"): element for element in elements if element.get("id")}
    drawn: dict[Any, int] = {}
    points: dict[Any, int] = {}
    grown: dict[Any, float] = {}
    # A rule may hold for any element.
    sheet = "".join(root.itertext(f"{{{_SVG}}}style"))
    sheets = _stretch(sheet)
    by_rule = [(by_id[name], often) for name, often in _markers_in(sheet) if name in by_id]
    within: set[Any] = set()
    waiting: list[tuple[Any, bool]] = [(root, False)]
    while waiting:
        element, done = waiting.pop()
        follows = [by_id[name] for name in _references(element) if name in by_id]
        marked = [(by_id[name], often) for name, often in _markers(element) if name in by_id]
        marked += by_rule if element is root else []
        parts = [*element, *follows, *(marker for marker, _ in marked)]
        if done:
            within.discard(element)
            points[element] = _points(element) + sum(points.get(part, 0) for part in (*element, *follows))
            once = 1 + sum(drawn.get(part, 0) for part in (*element, *follows))
            often = [drawn.get(marker, 0) * (points[element] if each else once) for marker, each in marked]
            drawn[element] = min(10**12, once + sum(often))
            grown[element] = min(sheets * _growth(element), 1e30) * max(
                (grown.get(part, 1) for part in parts), default=1
            )
            if grown[element] > limits.DRAWING_SCALE:
                raise PictureError("its transforms make a part of it larger than any page can show")
        elif element not in drawn and element not in within:
            within.add(element)
            waiting.append((element, True))
            for part in parts:
                if part in within:
                    raise PictureError("a part of it refers back to itself")
                if part not in drawn:
                    waiting.append((part, False))
    if drawn[root] > limits.DRAWING_ELEMENTS:
        raise PictureError(f"it draws {drawn[root]:,} elements, {limits.DRAWING_ELEMENTS:,} is the most")


_FOLLOWED = ("fill", "stroke", "mask", "clip-path", "filter", "style")
_MARKER = re.compile(r"marker(-start|-mid|-end)?\s*:[^;}]*?url\(\s*['\"]?#([^'\")]+)", re.I)


def _markers(element: Any) -> Iterator[tuple[str, bool]]:
    """The markers that an element and what it holds are drawn with, by id: at every point (True), or once a shape."""
    # They are inherited (SVG 2, 13.7.5): one on a group stands at the points of all its paths.
    for name in ("marker", "marker-start", "marker-mid", "marker-end"):
        for marker in _OWN_URL.findall(element.get(name, "")):
            yield marker, name in {"marker", "marker-mid"}
    yield from _markers_in(element.get("style", ""))


def _markers_in(style: str) -> Iterator[tuple[str, bool]]:
    for place, marker in _MARKER.findall(_plain_css(style)):
        yield marker, place.lower() in {"", "-mid"}


def _points(element: Any) -> int:
    """How many points the path of an element has, at most."""
    path = element.get("d") or element.get("points") or ""
    numbers = len(re.findall(_NUMBER, path))
    # A level or upright line has one number a point, all others two or more.
    return numbers if re.search("[hv]", path, re.I) else numbers // 2


_TRANSFORM = re.compile(r"(scale|matrix|skew)\w*\(([^()]*)\)", re.I)


def _growth(element: Any) -> float:
    """How many times larger the transforms of an element make what it holds, at most."""
    names = ("transform", "gradientTransform", "patternTransform", "style")
    grown = _stretch(" ".join(element.get(name, "") for name in names))
    box = re.findall(_NUMBER, element.get("viewBox", ""))
    if len(box) == 4 and element.getparent() is not None:
        least = min(abs(float(side)) for side in box[2:])
        grown *= max(1.0, 100 / max(least, 1e-6))
    return min(grown, 1e30)


def _stretch(transforms: str) -> float:
    """How many times larger transforms in a row make a drawing."""
    grown = 1.0
    for function, words in _TRANSFORM.findall(transforms):
        numbers = [abs(float(number)) for number in re.findall(_NUMBER, words)]
        if function.lower() == "skew":
            # A skew near a right angle stretches without end.
            numbers = [1 + abs(math.tan(math.radians(number))) for number in numbers]
        grown = min(grown * max(1.0, *numbers[:4], 0), 1e30)
    return grown


def _references(element: Any) -> Iterator[str]:
    """The ids that an element draws besides its own parts; a gradient is a colour and draws nothing."""
    for name in ("href", _XLINK_HREF):
        value = element.get(name, "").strip()
        if value.startswith("#") and not str(element.tag).endswith(("Gradient", "}a")):
            yield value[1:]
    for name in _FOLLOWED:
        value = element.get(name)
        if value and "url(" in value:
            yield from _OWN_URL.findall(_MARKER.sub("", _plain_css(value)) if name == "style" else value)


# how large it is


def _size(root: Any) -> tuple[int, int]:
    """Width and height in px from the attributes, else from the viewBox; 300×150 as CSS has it otherwise."""
    sides = [_side(root, name) for name in ("width", "height")]
    box = root.get("viewBox")
    corner: tuple[float, ...] = ()
    if box is not None:
        parts = re.split(r"[\s,]+", box.strip())
        if len(parts) != 4 or not all(re.fullmatch(_NUMBER, part) for part in parts):
            raise PictureError(f'its viewBox "{box[:40]}" is not four numbers')
        corner = tuple(float(part) for part in parts)
        if not all(math.isfinite(value) for value in corner) or corner[2] <= 0 or corner[3] <= 0:
            raise PictureError(f'its viewBox "{box[:40]}" holds no area')
    if sides[0] and sides[1]:
        width, height = sides[0], sides[1]
    elif corner:
        width, height = corner[2], corner[3]
        if sides[0] or sides[1]:
            scale = (sides[0] / width) if sides[0] else ((sides[1] or 1) / height)
            width, height = width * scale, height * scale
    else:
        # CSS 2.2, 10.3.2 and 10.6.2: a replaced element without a size is 300 by 150 px.
        width, height = sides[0] or 300.0, sides[1] or 150.0
    if max(width, height, *corner) > limits.DRAWING_SIDE:
        raise PictureError(f"it is {width:,.0f}×{height:,.0f} large, {limits.DRAWING_SIDE:,} is the most")
    if max(width, height) > 2_000 * min(width, height):
        raise PictureError(f"it is {width:,.3g}×{height:,.3g} large: a line, no picture")
    return max(1, round(width)), max(1, round(height))


def _side(root: Any, name: str) -> float | None:
    """One side in px; None where it is not given, or given in a unit without a size of its own."""
    value = root.get(name)
    if value is None or value.strip().lower() in {"", "auto", "inherit"}:
        return None
    match = _LENGTH.fullmatch(value)
    if not match:
        raise PictureError(f'its {name} "{value[:30]}" is no number')
    unit = (match[2] or "").lower()
    if unit not in _PX:
        return None
    side = float(match[1]) * _PX[unit]
    if not math.isfinite(side) or side <= 0:
        raise PictureError(f'its {name} "{value[:30]}" holds no area')
    return side
