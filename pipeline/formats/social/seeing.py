"""The files of a campaign come in; its pictures go out, each looked at once: what it is, and what its pixels show."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from pipeline.edition.artifact import File
from pipeline.formats.social.contrast import has_empty_edges, weakest_contrast
from pipeline.press.encoding import PNG, Drawing, Encoded
from pipeline.press.lettering import Lettering

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BLUR = 3.0
"""Levels of 255 by which JPEG at our quality changes a card on the average: 0.5 measured, 1.1 with emoji (house)."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A picture as its receiver sees it: type, size in px, the weakest contrast of its text, whether its edges are
    empty. `is_drawn` says whether its file shows the pixels that were drawn; `lettering` is known of what was drawn in
    this process: nobody reads words in pixels.
    """

    media_type: str
    width: int
    height: int
    contrast: float
    has_empty_edges: bool
    content: bytes = field(repr=False)
    is_drawn: bool = True
    lettering: Lettering = field(default_factory=Lettering)

    def pixels(self) -> Image | None:
        """The pixels that the file shows."""
        return pixels_of(self.content)


class Gallery:
    """The pictures among `files`.

    A picture that this process has just encoded is measured on the pixels that were drawn, once however many files show
    them. One of each type is decoded nevertheless, as every picture from a disk is.
    """

    def __init__(self, files: Mapping[str, File]) -> None:
        self._files = files
        self._seen: dict[str, Seen | None] = {}
        self._samples = _samples(files)

    def picture(self, name: str) -> Seen | None:
        """The picture in a file; None when there is no such file or it is none."""
        if name not in self._seen:
            self._seen[name] = self._look(self._files[name].content) if name in self._files else None
        return self._seen[name]

    def _look(self, content: bytes) -> Seen | None:
        from PIL import Image, UnidentifiedImageError

        try:
            with Image.open(io.BytesIO(content)) as found:
                said, size = found.get_format_mimetype() or "", found.size
        except (UnidentifiedImageError, OSError):
            return None
        drawing = content.drawing if isinstance(content, Encoded) else None
        if drawing is not None and not any(content is each for each in self._samples):
            return Seen(said, *size, *measured(drawing), content, lettering=drawing.lettering)
        pixels = pixels_of(content)
        if pixels is None:
            return None
        true = drawing is None or is_same(pixels, drawing.pixels, said)
        return Seen(said, *size, *measure(pixels), content, true, drawing.lettering if drawing else Lettering())


def measure(pixels: Image) -> tuple[float, bool]:
    """The weakest contrast of text, and whether the edges are empty."""
    return weakest_contrast(pixels), has_empty_edges(pixels)


_measured: WeakKeyDictionary[Drawing, tuple[float, bool]] = WeakKeyDictionary()


def measured(drawing: Drawing) -> tuple[float, bool]:
    """What was measured on the pixels of a drawing, once as long as it is there."""
    if drawing not in _measured:
        _measured[drawing] = measure(drawing.pixels)
    return _measured[drawing]


def _samples(files: Mapping[str, File]) -> list[bytes]:
    """One picture of each type that this process has encoded, another one whenever a picture changes."""
    found: dict[str, tuple[str, bytes]] = {}
    for file in files.values():
        if isinstance(file.content, Encoded):
            chosen = file.sha256, file.content
            found[file.media_type] = min(found.get(file.media_type, chosen), chosen)
    return [content for _, content in found.values()]


def pixels_of(content: bytes) -> Image | None:
    """The pixels of a picture in RGB, decoded; None when it is none, or is damaged."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(content)) as found:
            return found.convert("RGB")
    except (UnidentifiedImageError, OSError):
        return None


def is_same(shown: Image, drawn: Image, media_type: str) -> bool:
    """Whether a file shows what was drawn: exactly as PNG, and but for the blur of its quality as JPEG."""
    from PIL import ImageChops, ImageStat

    if shown.size != drawn.size:
        return False
    difference = ImageChops.difference(shown, drawn)
    if media_type == PNG:
        return difference.getbbox() is None
    return max(ImageStat.Stat(difference).mean) <= MOST_BLUR
