"""The bytes of a picture made of pixels come in; the same picture, decoded whole once and free of the rest, goes out.

What every reader shows alike stays as it is, less the parts of the file that are not drawn; what they would show
differently (16 bits a channel, printing inks, a colour profile, a turn in the camera's notes) is written anew.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline import limits
from pipeline.article.material import PictureError
from pipeline.article.pictures import jpeg
from pipeline.article.pictures.jpeg import load

if TYPE_CHECKING:
    from PIL.Image import Image

MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}
_ORIENTATION = 0x0112
"""EXIF 2.32, table 4."""

_QUALITY = 95
"""JPEG written anew once: no eye tells it from the original."""


@dataclass(frozen=True, slots=True)
class Raster:
    """A picture that was decoded to its last pixel: bytes that hold nothing but it, in sRGB, upright."""

    media_type: str
    content: bytes
    width: int
    height: int


def read_raster(content: bytes) -> Raster:
    """The picture in `content`. Raises PictureError when it is none, is cut, or asks for more than `limits` allow."""
    import warnings

    from PIL import Image as Pillow

    if not content:
        raise PictureError("the file is empty")
    for magic, name in _OTHERS.items():
        if content.startswith(magic):
            raise PictureError(f"{name} pictures are not shown by every reader")
    try:
        with warnings.catch_warnings():
            # Odd notes of a camera are no reason to refuse its picture; a bomb is.
            warnings.simplefilter("ignore")
            # Pillow only warns of a picture of a few kB that unpacks to gigabytes, up to twice its limit.
            warnings.simplefilter("error", Pillow.DecompressionBombWarning)
            with Pillow.open(io.BytesIO(_bare(content, with_notes=True)), formats=list(MEDIA_TYPES)) as picture:
                return _read(picture, _bare(content))
    except PictureError:
        raise
    except Exception as fault:
        raise PictureError(_reason(fault)) from fault


_OTHERS = {
    # Pillow would read most of these; browsers, e-readers and Outlook do not show them all.
    b"BM": "BMP",
    # The two byte orders of TIFF: Intel's and Motorola's.
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
    b"\0\0\0\x18ftyphei": "HEIC",
    b"\0\0\0\x1cftyphei": "HEIC",
    b"\0\0\0\x1cftypavif": "AVIF",
    b"\0\0\0 ftypavif": "AVIF",
    b"\0\0\1\0": "ICO",
    b"8BPS": "Photoshop",
    b"%!PS": "PostScript",
    b"%PDF": "PDF",
}


def _reason(fault: Exception) -> str:
    said = str(fault).lower()
    if "truncated" in said or "cut" in said:
        return "it is cut off: its last part is missing"
    return "it cannot be decoded as a picture"


def _read(picture: Image, bare: bytes) -> Raster:
    kind = picture.format or ""
    width, height = picture.size
    frames = int(getattr(picture, "n_frames", 1))
    if max(width, height) > limits.PICTURE_SIDE or width * height * frames > limits.PIXELS:
        moving = f" in {frames} frames" if frames > 1 else ""
        raise PictureError(f"it has {width}×{height} pixels{moving}")
    if bare.startswith(b"\xff\xd8"):
        jpeg.check_whole(bare)
    for frame in range(frames):
        if frames > 1:
            picture.seek(frame)
        load(picture)
    if frames > 1:
        return Raster(MEDIA_TYPES[kind], bare, width, height)
    # Pillow reads a palette and a profile with the pixels, so that they are known only now.
    if _is_plain(picture, bare):
        return Raster(MEDIA_TYPES[kind], bare, width, height)
    return _written(picture, kind)


def _is_plain(picture: Image, bare: bytes) -> bool:
    """Whether every reader shows the pixels as they stand in the file."""
    usual = picture.mode in {"1", "L", "LA", "P", "RGB", "RGBA"}
    # PNG 3rd edition, 11.2.1: the depth of a channel is byte 24 of the file.
    deep = picture.format == "PNG" and bare[24] == 16
    return usual and not deep and not _profile(picture) and picture.getexif().get(_ORIENTATION, 1) in {0, 1}


def _profile(picture: Image) -> bytes:
    """The colour profile, unless it is sRGB's, which is what readers take for granted."""
    profile = picture.info.get("icc_profile") or b""
    return b"" if b"sRGB" in profile[:4000] or b"s\0R\0G\0B" in profile[:4000] else bytes(profile)


def _written(picture: Image, kind: str) -> Raster:
    from PIL import ImageOps

    upright = ImageOps.exif_transpose(_in_srgb(_in_eight_bits(picture)))
    out = io.BytesIO()
    if kind == "JPEG":
        # Without subsampling: red letters on blue would bleed.
        upright.convert("L" if upright.mode == "L" else "RGB").save(out, "JPEG", quality=_QUALITY, subsampling=0)
        return Raster("image/jpeg", out.getvalue(), *upright.size)
    bare = upright if upright.mode in {"1", "L", "LA", "RGB", "RGBA"} else upright.convert("RGBA")
    bare.info.clear()
    bare.save(out, "PNG", compress_level=6)
    return Raster("image/png", out.getvalue(), *upright.size)


def _in_eight_bits(picture: Image) -> Image:
    """Grey of 16 bits scaled to 8: Pillow itself would cut every value above 255 to white."""
    if picture.mode in {"I;16", "I;16B", "I;16L", "I"}:
        deep = picture.convert("I")
        return deep.point(lambda value: value * (1 / 257)).convert("L")
    return picture


def _in_srgb(picture: Image) -> Image:
    """The picture in sRGB: by its profile when it has one that fits, else as its mode means."""
    from PIL import ImageCms

    profile = _profile(picture)
    if profile and len(profile) <= limits.PROFILE_BYTES and picture.mode in {"RGB", "RGBA", "CMYK", "L"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            alpha = picture.getchannel("A") if picture.mode == "RGBA" else None
            inks = picture.convert("RGB") if alpha else picture
            # A wide profile (Display P3, Adobe RGB) looks pale where a reader takes its numbers for sRGB.
            done = ImageCms.profileToProfile(inks, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            if done is not None:
                if alpha:
                    done.putalpha(alpha)
                done.info = {key: value for key, value in picture.info.items() if key == "exif"}
                return done if picture.mode != "L" else done.convert("L")
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            # A profile that is damaged or made for other inks: the pixels are shown as they stand, as browsers do.
            pass
    if picture.mode in {"1", "L", "LA", "RGB", "RGBA"}:
        return picture
    has_alpha = picture.mode in {"PA", "La", "RGBa"} or "transparency" in picture.info
    return picture.convert("RGBA" if has_alpha else "RGB")


# what is drawn


def _bare(content: bytes, with_notes: bool = False) -> bytes:
    """The file without everything that is not drawn: comments, thumbnails, what stands behind its end; `with_notes`
    keeps how the camera was held and the colour profile, which are needed to read it.
    """
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return content[:8] + b"".join(_png_chunks(content, with_notes))
    if content.startswith(b"\xff\xd8"):
        return b"".join(jpeg.segments(content, with_notes))
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return _bare_webp(content, with_notes)
    if content[:6] in {b"GIF87a", b"GIF89a"}:
        return content[:6] + b"".join(_gif_blocks(content))
    return content


_DRAWN = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"sRGB", b"pHYs"}


def _png_chunks(content: bytes, with_notes: bool) -> Iterator[bytes]:
    """PNG 3rd edition, 5.3: length, name, data, check sum. A compressed text (zTXt, iTXt, iCCP) can unpack to
    gigabytes in the hands of the reader; none is kept.
    """
    kept = _DRAWN | {b"iCCP", b"eXIf"} if with_notes else _DRAWN
    at = 8
    while at + 12 <= len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        name, end = content[at + 4 : at + 8], at + 12 + length
        if end > len(content):
            raise PictureError("it is cut off: its last part is missing")
        if name == b"iCCP" and with_notes and not _unpacks(content[at + 8 : end - 4]):
            name = b"skip"
        if name in kept:
            # Browsers differ in whether they show a chunk with a wrong sum.
            if zlib.crc32(content[at + 4 : end - 4]) != int.from_bytes(content[end - 4 : end], "big"):
                raise PictureError("it is damaged: a check sum is wrong")
            yield content[at:end]
        if name == b"IEND":
            return
        at = end
    raise PictureError("it is cut off: its last part is missing")


def _unpacks(chunk: bytes) -> bool:
    """Whether the profile in an iCCP chunk is one of an ordinary size."""
    unpacking = zlib.decompressobj()
    try:
        unpacking.decompress(chunk.partition(b"\0")[2][1:], limits.PROFILE_BYTES)
    except zlib.error:
        return False
    return unpacking.eof


def _bare_webp(content: bytes, with_notes: bool) -> bytes:
    """RFC 9649, 2.7: chunks of four letters, a length and data, padded to even lengths."""
    chunks, at = [], 12
    while at + 8 <= len(content):
        length = int.from_bytes(content[at + 4 : at + 8], "little")
        name, end = content[at : at + 4], at + 8 + length
        if end > len(content):
            raise PictureError("it is cut off: its last part is missing")
        data = content[at + 8 : end]
        if name == b"VP8X":
            # Alpha (0x10) and animation (0x02) stay; profile (0x20) and EXIF (0x08) only to be read, XMP never.
            data = bytes([data[0] & (0x3A if with_notes else 0x12)]) + data[1:] if data else data
        kept = {b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", *((b"ICCP", b"EXIF") if with_notes else ())}
        if name in kept:
            chunks.append(name + content[at + 4 : at + 8] + data + b"\0" * (length % 2))
        at = end + length % 2
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def _gif_blocks(content: bytes) -> Iterator[bytes]:
    """GIF89a: screen, palettes, graphic controls and images; of the programs' own blocks only the one that repeats."""
    flags = content[10]
    at = 13 + (3 << (flags & 7) + 1 if flags & 0x80 else 0)
    yield content[6:at]
    while at < len(content):
        start, kind = at, content[at]
        if kind == 0x3B:
            yield b";"
            return
        if kind == 0x21:
            label, at = content[at + 1], at + 2
        elif kind == 0x2C:
            own = content[at + 9]
            label, at = 0x2C, at + 10 + (3 << (own & 7) + 1 if own & 0x80 else 0) + 1
        else:
            raise PictureError("it is damaged: a part begins where none can")
        while content[at]:
            at += 1 + content[at]
        at += 1
        if label in {0x2C, 0xF9} or (label == 0xFF and content[start + 3 : start + 14] == b"NETSCAPE2.0"):
            yield content[start:at]
    raise PictureError("it is cut off: its last part is missing")
