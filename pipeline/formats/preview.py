"""Pages or a cover come in; small pictures of them for the report go out."""

from __future__ import annotations

import io

from pipeline.edition.artifact import File

WIDTH = 480
"""Width of a preview in px: twice what the report shows, so that it stays sharp on dense screens."""

MAX_PAGES = 12
COLOURS = 128
EFFORT = 4
"""zlib level: nobody sends a preview over a network (house)."""


def pages(name: str, pdf: bytes) -> tuple[File, ...]:
    """A PNG picture of each page of the PDF called `name`, up to twelve."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        pictures = []
        for number in range(min(len(document), MAX_PAGES)):
            page = document[number]
            picture = page.render(scale=WIDTH / page.get_width()).to_pil().convert("RGB")
            pictures.append(_png(picture, f"{name}-{number + 1}.png"))
        return tuple(pictures)
    finally:
        document.close()


def cover(name: str, picture: bytes) -> tuple[File, ...]:
    """A small PNG of the cover of the book called `name`; nothing of a picture that cannot be opened."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(picture)) as opened:
            opened.thumbnail((WIDTH, WIDTH * 2))
            return (_png(opened.convert("RGB"), f"{name}-cover.png"),)
    except (OSError, ValueError):
        return ()


def _png(picture: object, name: str) -> File:
    from PIL import Image

    assert isinstance(picture, Image.Image)  # noqa: S101 (narrows the type)
    content = io.BytesIO()
    # An octree takes a third of the time of a median cut, and shows white as 254 of 255 (measured).
    small = picture.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    small.save(content, "PNG", optimize=False, compress_level=EFFORT)
    return File(name, "image/png", content.getvalue())
