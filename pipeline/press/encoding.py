"""Pixels come in; the bytes of a PNG or a JPEG go out, which know their pixels in this process."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from pipeline.press.lettering import Lettering

if TYPE_CHECKING:
    from PIL.Image import Image

PNG = "image/png"
JPEG = "image/jpeg"

PNG_EFFORT = 1
"""zlib level: a card is a twentieth larger than at the usual 6 and takes a third of the time (measured)."""

JPEG_QUALITY = 90


class Drawing:
    """What was drawn: `pixels` in RGB, how its words differ from those that it should show, and the files that were
    made of it, each encoded once.
    """

    def __init__(self, pixels: Image, lettering: Lettering | None = None) -> None:
        self.pixels = pixels
        self.lettering = lettering or Lettering()
        self._encoded: dict[str, bytes] = {}

    def encoded(self, media_type: str) -> Encoded:
        """As "image/png", without a loss, or as "image/jpeg"."""
        if media_type not in self._encoded:
            out = io.BytesIO()
            if media_type == PNG:
                self.pixels.save(out, "PNG", compress_level=PNG_EFFORT)
            else:
                # Colours at half the resolution would blur coloured letters.
                self.pixels.save(out, "JPEG", quality=JPEG_QUALITY, subsampling=0)
            self._encoded[media_type] = out.getvalue()
        return Encoded.of(self._encoded[media_type], self)


class Encoded(bytes):
    """The bytes of a picture that was encoded here, with the `drawing` they show, so that a check of what was drawn
    need not decode them again. Another process, and whoever reads the file from a disk, gets plain bytes.
    """

    drawing: Drawing

    @staticmethod
    def of(content: bytes, drawing: Drawing) -> Encoded:
        """These bytes as the encoding of a drawing."""
        encoded = Encoded(content)
        encoded.drawing = drawing
        return encoded

    def __reduce__(self) -> tuple[Any, ...]:
        return bytes, (bytes(self),)
