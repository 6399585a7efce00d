"""Pixels come in; the bytes of a PNG or a JPEG go out, which know their pixels in this process."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image

PNG = "image/png"
JPEG = "image/jpeg"

PNG_EFFORT = 1
"""zlib level: a card is a twentieth larger than at the usual 6 and takes a third of the time (measured)."""

JPEG_QUALITY = 90


class Encoded(bytes):
    """The bytes of a picture that was encoded here, and its `pixels` in RGB, so that a check of what was drawn need not
    decode it again. Another process, and whoever reads the file from a disk, gets plain bytes.
    """

    pixels: Image

    def __reduce__(self) -> tuple[Any, ...]:
        return bytes, (bytes(self),)


def encode(pixels: Image, media_type: str) -> Encoded:
    """`pixels`, in RGB, as "image/png" without a loss, or as "image/jpeg"."""
    out = io.BytesIO()
    if media_type == PNG:
        pixels.save(out, "PNG", compress_level=PNG_EFFORT)
    else:
        # Colours at half the resolution would blur coloured letters.
        pixels.save(out, "JPEG", quality=JPEG_QUALITY, subsampling=0)
    encoded = Encoded(out.getvalue())
    encoded.pixels = pixels
    return encoded
