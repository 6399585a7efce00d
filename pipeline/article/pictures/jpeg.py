"""The bytes of a JPEG come in; its parts that are drawn, and whether all of the picture is there, go out."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline import limits
from pipeline.article.material import PictureError

if TYPE_CHECKING:
    from PIL.Image import Image

_CUT = "it is cut off: its last part is missing"


def segments(content: bytes, with_notes: bool) -> Iterator[bytes]:
    """ITU-T T.81, annex B. JFIF's density and Adobe's note on the colours decide how the pixels are read and stay."""
    yield b"\xff\xd8"
    at = 2
    while at + 4 <= len(content):
        if content[at] != 0xFF:
            raise PictureError("it is damaged: a part begins where none can")
        marker = content[at + 1]
        # Any number of FF may stand before a marker as filling (ITU-T T.81, B.1.1.2).
        if marker == 0xFF:
            at += 1
            continue
        if marker == 0xD9:
            yield b"\xff\xd9"
            return
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        if end > len(content):
            break
        segment = content[at:end]
        if marker == 0xE0 and segment[4:9] == b"JFIF\0" and len(segment) >= 18:
            yield b"\xff\xe0\x00\x10" + segment[4:16] + b"\0\0"
        elif marker == 0xEE or not (0xE0 <= marker <= 0xEF or marker == 0xFE) or (with_notes and _is_note(segment)):
            yield segment
        at = end
        if marker == 0xDA:
            scan = _end_of_scan(content, at)
            yield content[at:scan]
            at = scan
    if content[at : at + 2] == b"\xff\xd9":
        yield b"\xff\xd9"
        return
    raise PictureError(_CUT)


def _is_note(segment: bytes) -> bool:
    """Whether a segment says how the camera was held, or what the colours mean."""
    return segment[4:10] == b"Exif\0\0" or segment[4:16] == b"ICC_PROFILE\0"


_NEXT_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]", re.DOTALL)


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the next marker stands that is none of a restart (D0 to D7) or of a byte FF in the data (00)."""
    found = _NEXT_MARKER.search(content, at)
    return found.start() if found else len(content)


# whether all of it is there


_FRAMES = {0xC0, 0xC1, 0xC2}
"""ITU-T T.81, table B.1: baseline, extended sequential and progressive with Huffman codes, which is all that browsers
decode; the others are lossless, hierarchical or arithmetic.
"""
_OTHER_FRAMES = {0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}


def check_whole(bare: bytes) -> None:
    """Raises PictureError when a part of the picture is missing, though its end is marked as one, or when it is a JPEG
    that browsers do not show or that asks for more scans than any camera writes.
    """
    headers = list(_headers(bare))
    frame = next((data for marker, data in headers if marker in _FRAMES), b"")
    if not frame or frame[:1] != b"\x08" or any(marker in _OTHER_FRAMES for marker, _ in headers):
        raise PictureError("it is a JPEG of a kind that browsers do not show")
    scans = [data for marker, data in headers if marker == 0xDA]
    if len(scans) > limits.JPEG_SCANS:
        raise PictureError(f"it has {len(scans):,} scans")
    progressive = any(marker == 0xC2 for marker, _ in headers)
    if _missing(frame, scans, progressive) or not _decodes(bare):
        raise PictureError(_CUT)


def _headers(bare: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and data of every segment; the data of scans are passed over."""
    at = 2
    while at + 4 <= len(bare):
        marker, end = bare[at + 1], at + 2 + int.from_bytes(bare[at + 2 : at + 4], "big")
        yield marker, bare[at + 4 : end]
        at = _end_of_scan(bare, end) if marker == 0xDA else end


def _missing(frame: bytes, scans: list[bytes], progressive: bool) -> bool:
    """Whether a colour, or in a progressive file a step of one, has no scan. ITU-T T.81, B.2.3 and G.1.1: a scan names
    its components, the first and last coefficient, and how many low bits come later.
    """
    wanted = {frame[6 + 3 * number] for number in range(frame[5]) if 6 + 3 * number < len(frame)}
    whole: set[tuple[int, int]] = set()
    for scan in scans:
        count = scan[0] if scan else 0
        if len(scan) < 4 + 2 * count:
            return True
        first, last, low = scan[1 + 2 * count], scan[2 + 2 * count], scan[3 + 2 * count] & 0x0F
        steps = range(first, min(last, 63) + 1) if progressive else range(64)
        if not (progressive and low):
            whole |= {(scan[1 + 2 * number], step) for number in range(count) for step in steps}
    return any((component, step) not in whole for component in wanted for step in range(64))


def _decodes(bare: bytes) -> bool:
    """Whether the data hold every block. Pillow fills what is missing with grey and does not say so; qpdf, which reads
    PDFs, takes each warning of libjpeg for an error. Some cameras write a few bytes too many, and libjpeg warns of them
    as well: then more bytes behind them change nothing.
    """
    import pikepdf

    with pikepdf.new() as pdf:
        stream = pikepdf.Stream(pdf, bare)
        stream.Filter = pikepdf.Name.DCTDecode
        try:
            stream.read_bytes(pikepdf.StreamDecodeLevel.all)
        except (pikepdf.PdfError, RuntimeError):
            return _seen(bare) == _seen(bare[:-2] + _MORE + bare[-2:])
    return True


_MORE = bytes(range(1, 200)) * 40
"""Data that a decoder takes for blocks when it still waits for some; no FF, which would begin a marker."""


def _seen(bare: bytes) -> str:
    """The digest of all pixels, as Pillow decodes them."""
    from PIL import Image as Pillow

    with Pillow.open(io.BytesIO(bare), formats=["JPEG"]) as picture:
        load(picture)
        return hashlib.sha256(picture.tobytes()).hexdigest()


def load(picture: Image) -> None:
    """Decode all of a picture. WeasyPrint, once imported, lets Pillow take a cut file for a whole one in the whole
    process; half a picture must not pass because something was printed before.
    """
    from PIL import ImageFile

    lenient = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        picture.load()
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient
