"""Pixels come in; the bytes of a PNG or a JPEG go out, which know their pixels in this process."""

from __future__ import annotations

import io
import struct
import zlib
from typing import TYPE_CHECKING, Any

from pipeline.press.lettering import Lettering

if TYPE_CHECKING:
    from PIL.Image import Image

PNG = "image/png"
JPEG = "image/jpeg"

PNG_EFFORT = 1
"""zlib level: a card takes a third of the time that it takes at the usual 6 (measured)."""

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
            self._encoded[media_type] = _png(self.pixels) if media_type == PNG else _jpeg(self.pixels)
        return Encoded.of(self._encoded[media_type], self)


def _png(pixels: Image) -> bytes:
    """Rows as they are (ISO/IEC 15948, 9.2, filter type 0): Pillow tries five filters for each row, which on a card's
    plain areas takes longer and makes the file a fifth larger (measured).
    """
    content, row = memoryview((pixels if pixels.mode == "RGB" else pixels.convert("RGB")).tobytes()), 3 * pixels.width
    rows = b"\0" + b"\0".join([content[at : at + row] for at in range(0, len(content), row)])
    squeezer = zlib.compressobj(PNG_EFFORT, zlib.DEFLATED, 15, 9)
    # Width and height, then eight bits, RGB, and the one way of compressing, filtering and writing (11.2.2).
    head = struct.pack(">IIBBBBB", pixels.width, pixels.height, 8, 2, 0, 0, 0)
    chunks = (b"IHDR", head), (b"IDAT", squeezer.compress(rows) + squeezer.flush()), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


def _jpeg(pixels: Image) -> bytes:
    out = io.BytesIO()
    # Colours at half the resolution would blur coloured letters.
    pixels.save(out, "JPEG", quality=JPEG_QUALITY, subsampling=0)
    return out.getvalue()


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
