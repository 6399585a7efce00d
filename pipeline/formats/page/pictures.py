"""The article's pictures come in; files for the web, with fallbacks for old browsers, and how they are shown go out."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.article.material import Picture
from pipeline.edition.artifact import File
from pipeline.edition.edition import Edition
from pipeline.formats.page.fonts import Fonts, fonts_of

if TYPE_CHECKING:
    from PIL.Image import Image

COLUMN = 704
"""CSS px of the column of text at its widest, as in content.css; pictures are offered in this width and in twice it."""

WEBP_QUALITY = 80
JPEG_QUALITY = 82


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture as a page shows it: the file that every browser knows, its size in px, and the address and width of
    each WebP that a browser may take instead.
    """

    source: str
    width: int
    height: int
    modern: tuple[tuple[str, int], ...] = ()


@dataclass
class Pictures:
    """The pictures of one page; `files` are what it needs, `shown` how, by the picture's own name."""

    edition: Edition
    files: dict[str, File] = field(default_factory=dict)
    shown: dict[str, Shown] = field(default_factory=dict)

    def show(self, name: str) -> Shown:
        """How the article's picture of that name is shown."""
        if name not in self.shown:
            self.shown[name] = self._made(self.edition.article.pictures[name])
        return self.shown[name]

    def add(self, name: str, media_type: str, content: bytes) -> str:
        """A file below pictures/, by a name that no other has."""
        self.files[f"pictures/{name}"] = File(f"pictures/{name}", media_type, content)
        return f"pictures/{name}"

    def _made(self, picture: Picture) -> Shown:
        stem = self._stem(picture.name)
        if picture.media_type == "image/svg+xml":
            content = self._drawing(picture)
            return Shown(self.add(f"{stem}.svg", "image/svg+xml", content), picture.width, picture.height)
        fallback, media_type, modern, size = _encoded(picture.content, picture.media_type)
        suffix = {"image/jpeg": "jpg", "image/png": "png"}[media_type]
        offered = tuple((self.add(f"{stem}-{width}.webp", "image/webp", content), width) for width, content in modern)
        return Shown(self.add(f"{stem}.{suffix}", media_type, fallback), *size, offered)

    def _drawing(self, picture: Picture) -> bytes:
        """A drawing with the fonts that it names inside: as a picture it may load none (SVG Integration, 3.2)."""
        text = picture.content.decode("utf-8")
        words = re.sub(r"<style.*?</style>|<title.*?</title>|<desc.*?</desc>|<[^>]+>", " ", text, flags=re.S)
        if not words.strip():
            return picture.content
        strong = re.search(r"font-weight\s*[=:]\s*[\"']?\s*(?:bold|[6-9]00)", text)
        fonts = fonts_of(self.edition, {"text": words, **({"strong": words} if strong else {})})
        css = _inside(fonts)
        return re.sub(r"<svg\b[^>]*>", lambda tag: f"{tag[0]}<style>{css}</style>", text, count=1).encode()

    def _stem(self, name: str) -> str:
        """A name of plain letters for a file of the web; no two pictures share one."""
        plain = re.sub(r"[^a-z0-9]+", "-", name.rpartition(".")[0].lower()).strip("-")[:60] or "picture"
        taken = {re.sub(r"(-\d+)?\.[a-z]+$", "", file.removeprefix("pictures/")) for file in self.files}
        count, found = 1, plain
        while found in taken:
            count += 1
            found = f"{plain}-n{count}"
        return found


def _inside(fonts: Fonts) -> str:
    css = fonts.css
    for file in fonts.files:
        css = css.replace(file.name, f"data:font/woff2;base64,{base64.b64encode(file.content).decode()}")
    return css


@lru_cache(maxsize=64)
def _encoded(content: bytes, media_type: str) -> tuple[bytes, str, tuple[tuple[int, bytes], ...], tuple[int, int]]:
    """A photograph upright, without what its file tells of camera and place: the fallback with its media type, WebP by
    width, and the size in which it is laid out.
    """
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(content)) as opened:
        image = ImageOps.exif_transpose(opened)
        seen = "transparency" in image.info or image.mode in {"RGBA", "LA", "PA"}
        image = image.convert("RGBA" if seen else "RGB")
    # AVIF would save a third more and costs 0.13 to 0.5 s a picture (measured); every browser since 2020 knows WebP.
    widths = sorted({min(image.width, COLUMN), min(image.width, 2 * COLUMN)})
    modern = tuple((width, _webp(_scaled(image, width))) for width in widths)
    flat = media_type == "image/jpeg" and not seen
    whole = _scaled(image, widths[-1])
    out = io.BytesIO()
    if flat:
        whole.save(out, "JPEG", quality=JPEG_QUALITY, optimize=True, progressive=True)
    else:
        whole.save(out, "PNG", optimize=True)
    return out.getvalue(), "image/jpeg" if flat else "image/png", modern, whole.size


def _scaled(image: Image, width: int) -> Image:
    from PIL import Image as Pillow

    if width == image.width:
        return image
    return image.resize((width, max(1, round(image.height * width / image.width))), Pillow.Resampling.LANCZOS)


def _webp(image: Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "WEBP", quality=WEBP_QUALITY, method=4)
    return out.getvalue()


_IMG = re.compile(r'<img src="([^"]+)"([^>]*?) ?/>')


def modernised(html: str, pictures: Pictures, address: Callable[[str], str]) -> str:
    """The HTML with its pictures in all the formats that there are of them; `address` is where a file lies."""
    known = {shown.source: shown for shown in pictures.shown.values()}

    def written(match: re.Match[str]) -> str:
        shown = known.get(match[1])
        if shown is None:
            return match[0]
        rest = re.sub(r' (?:width|height)="\d+"', "", match[2])
        img = (
            f'<img src="{address(shown.source)}"{rest} width="{shown.width}" height="{shown.height}" '
            'loading="lazy" decoding="async" />'
        )
        if not shown.modern:
            return img
        offered = ", ".join(f"{address(name)} {width}w" for name, width in shown.modern)
        sizes = f"(min-width: {COLUMN}px) {COLUMN}px, 100vw"
        return f'<picture><source type="image/webp" srcset="{offered}" sizes="{sizes}" />{img}</picture>'

    return _IMG.sub(written, html)


def picture_size(content: bytes) -> tuple[float, float]:
    """Width and height of a drawing in its own units, or of a picture in px; a square where neither says."""
    from PIL import Image

    if content.lstrip().startswith(b"<"):
        box = re.search(rb'viewBox="[\d.+-]+[ ,]+[\d.+-]+[ ,]+([\d.]+)[ ,]+([\d.]+)"', content)
        return (float(box[1]) or 1, float(box[2]) or 1) if box else (1, 1)
    with Image.open(io.BytesIO(content)) as image:
        return image.size
