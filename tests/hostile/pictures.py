"""Pictures of every sort, honest and hostile, made here: bytes come out, none is kept in the repository."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image, ImageCms

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
BOX = ' viewBox="0 0 100 50"'


def svg(inner: str = '<rect width="9" height="9"/>', attributes: str = BOX) -> bytes:
    return f"{SVG}{attributes}>{inner}</svg>".encode()


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_of(header: tuple[int, int, int, int], data: bytes, *more: bytes) -> bytes:
    """A PNG of (width, height, depth, colour type) with raw scanlines; `more` chunks stand before the pixels."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", *header, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


def saved(kind: str, mode: str = "RGB", size: tuple[int, int] = (64, 48), **options: object) -> bytes:
    """A gradient, so that a missing half shows."""
    picture = Image.linear_gradient("L").resize(size).convert(mode)
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def deep_png(grey: bool) -> bytes:
    """16 bits a channel: 0x8000 is half of white."""
    row = b"\0" + (struct.pack(">H", 0x8000) * 4 if grey else struct.pack(">HHH", 0x8000, 0x4000, 0xFFFF) * 4)
    return png_of((4, 3, 16, 0 if grey else 2), row * 3)


def text_bomb() -> bytes:
    """A PNG whose compressed comment unpacks to 20 MB."""
    packed = zlib.compress(b"a" * 20_000_000, 9)
    return png_of((1, 1, 8, 2), b"\0abc", chunk(b"zTXt", b"Comment\0\0" + packed))


def profile_bomb() -> bytes:
    packed = zlib.compress(b"a" * 20_000_000, 9)
    return png_of((1, 1, 8, 2), b"\0abc", chunk(b"iCCP", b"name\0\0" + packed))


def turned() -> bytes:
    """A JPEG that a camera held upright: 64×48 in the file, 48×64 to the eye."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "a note of the camera"
    return saved("JPEG", exif=exif)


def lab_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()


def with_profile(profile: bytes) -> bytes:
    return saved("JPEG", icc_profile=profile)


def multi_picture() -> bytes:
    """Two JPEGs in one file, as telephones write them."""
    out = io.BytesIO()
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("#345678", "#876543")]
    frames[0].save(out, "MPO", save_all=True, append_images=frames[1:])
    return out.getvalue()


def cut(content: bytes, share: float = 0.5) -> bytes:
    return content[: int(len(content) * share)]


def cut_jpeg(share: float = 0.5, mode: str = "RGB", **options: object) -> bytes:
    """A JPEG that lacks its last part, with a proper end behind what is left."""
    return cut(saved("JPEG", mode, (300, 200), **options), share).rstrip(b"\xff") + b"\xff\xd9"


def scans_of(content: bytes) -> list[int]:
    """Where each scan of a JPEG ends: at a marker that is no restart and no FF of the data."""
    from pipeline.article.pictures.jpeg import _end_of_scan

    ends, at = [], 2
    while content[at + 1] != 0xD9:
        is_scan = content[at + 1] == 0xDA
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        if is_scan:
            at = _end_of_scan(content, at)
            ends.append(at)
    return ends


def scan_bomb() -> bytes:
    """A progressive JPEG of 40 megapixels and 5,000 scans, each one more pass over all of them."""
    content = saved("JPEG", "L", size=(8000, 5000), progressive=True, quality=20)
    last = scans_of(content)
    return content[: last[-1]] + content[last[-2] : last[-1]][:200] * 5_000 + b"\xff\xd9"
