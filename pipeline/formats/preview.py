"""An artifact comes in; small pictures of it for the report go out."""

from __future__ import annotations

import io
import re
import zipfile

from pipeline.edition.artifact import Artifact, File

WIDTH = 480
"""Width of a preview in px: twice what the report shows, so that it stays sharp on dense screens."""

MAX_PAGES = 12


def previews(artifact: Artifact) -> tuple[File, ...]:
    """PNG pictures, named as the report links them: a page each for PDF, the cover of an EPUB. Pictures and HTML
    are their own preview and give none.
    """
    found: list[File] = []
    for file in artifact.files:
        if file.media_type == "application/pdf":
            found.extend(_pages(file))
        elif file.media_type == "application/epub+zip":
            found.extend(_cover(file))
    return tuple(found)


def _pages(file: File) -> list[File]:
    import pypdfium2

    document = pypdfium2.PdfDocument(file.content)
    try:
        pictures = []
        for number in range(min(len(document), MAX_PAGES)):
            page = document[number]
            picture = page.render(scale=WIDTH / page.get_width()).to_pil().convert("RGB")
            pictures.append(_png(picture, f"{file.name}-{number + 1}.png"))
        return pictures
    finally:
        document.close()


def _cover(file: File) -> list[File]:
    from PIL import Image

    try:
        with zipfile.ZipFile(io.BytesIO(file.content)) as book:
            names = [name for name in book.namelist() if re.search(r"cover[^/]*\.(jpe?g|png)$", name)]
            if not names:
                return []
            with Image.open(io.BytesIO(book.read(names[0]))) as picture:
                picture.thumbnail((WIDTH, WIDTH * 2))
                return [_png(picture.convert("RGB"), f"{file.name}-cover.png")]
    except (OSError, ValueError, zipfile.BadZipFile):
        return []


def _png(picture: object, name: str) -> File:
    from PIL import Image

    assert isinstance(picture, Image.Image)  # noqa: S101 (narrows the type)
    content = io.BytesIO()
    picture.quantize(128, dither=Image.Dither.NONE).save(content, "PNG", optimize=False)
    return File(name, "image/png", content.getvalue())
