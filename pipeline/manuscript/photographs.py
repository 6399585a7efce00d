"""The bytes of a picture in a manuscript come in; the picture upright, without camera and place data, goes out."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from pipeline.article.pictures.proving import MAX_PIXELS, PictureError, clean_svg

_KEPT = {"PNG": "png", "JPEG": "jpg"}
# Old e-readers and Outlook show only PNG, JPEG and GIF; a GIF may move.
_CONVERTED = {"GIF", "WEBP", "BMP", "TIFF"}
# Telephones write into each picture where it was taken: at the patient's home, perhaps.
_GPS = 0x8825
_ORIENTATION = 0x0112
"""EXIF 2.32, tables 4 and 12: the GPS directory and the orientation tag."""


@dataclass(frozen=True, slots=True)
class Developed:
    """A picture fit for an article: bytes, file extension without dot, and what was done to it in words."""

    content: bytes
    extension: str
    done: tuple[str, ...]


def develop(content: bytes) -> Developed:
    """The picture upright and without metadata. Raises PictureError when it is none, or has too many pixels."""
    if content[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<svg", b"<?xml", b"<!--")):
        clean, removed, _ = clean_svg(content)
        done = (f"taken out: {', '.join(dict.fromkeys(removed))}",) if removed else ()
        return Developed(clean, "svg", done)
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=[*_KEPT, *_CONVERTED])
            kind = picture.format or ""
            if picture.width * picture.height > MAX_PIXELS:
                raise PictureError(f"it has {picture.width}×{picture.height} pixels, {MAX_PIXELS:,} is the most")
            exif = picture.getexif()
            turned = exif.get(_ORIENTATION, 1) not in {0, 1}
            located = bool(exif.get_ifd(_GPS))
            carried = bool(exif) or any(k in picture.info for k in ("xmp", "XML:com.adobe.xmp", "comment", "photoshop"))
            if kind in _KEPT and not turned and not carried and not _has_text(picture):
                picture.load()
                return Developed(content, _KEPT[kind], ())
            upright = ImageOps.exif_transpose(picture)
            upright.load()
    except PictureError:
        raise
    except Exception as fault:
        raise PictureError("it cannot be decoded as a picture, or is a decompression bomb") from fault
    return _written(upright, kind, picture.info, turned=turned, located=located, carried=carried)


def _has_text(picture: object) -> bool:
    return bool(getattr(picture, "text", None))


def _written(picture: object, kind: str, info: object, *, turned: bool, located: bool, carried: bool) -> Developed:
    from PIL import Image

    if not isinstance(picture, Image.Image):
        raise PictureError("it cannot be decoded as a picture")
    profile = picture.info.get("icc_profile")
    buffer = io.BytesIO()
    plain = Image.new(picture.mode, picture.size)
    if picture.palette is not None:
        plain.putpalette(picture.palette)
    plain.paste(picture)
    if kind == "JPEG":
        plain.save(buffer, "JPEG", quality=92, subsampling=0, icc_profile=profile)
        extension = "jpg"
    else:
        if plain.mode not in {"1", "L", "LA", "P", "RGB", "RGBA", "I;16"}:
            plain = plain.convert("RGBA" if "A" in plain.mode else "RGB")
        transparency = picture.info.get("transparency") if plain.mode in {"P", "L", "RGB"} else None
        options = {} if transparency is None else {"transparency": transparency}
        plain.save(buffer, "PNG", icc_profile=profile, **options)
        extension = "png"
    done = []
    if turned:
        done.append("turned upright")
    if located:
        done.append("place where it was taken removed")
    if carried:
        done.append("camera and editing data removed")
    if kind in _CONVERTED:
        done.append(f"converted from {kind} to PNG")
    return Developed(buffer.getvalue(), extension, tuple(done))
