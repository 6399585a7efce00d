"""Pictures of a manuscript come upright and without camera, place or editing data."""

import io

import pytest
from PIL import Image

from pipeline.article.pictures.proving import PictureError
from pipeline.manuscript.importing import Wishes, import_manuscript
from pipeline.manuscript.photographs import develop
from tests.manuscript.documents import BODY, photo, png, word


def test_a_photo_is_turned_upright_and_says_nothing_of_place_or_camera() -> None:
    developed = develop(photo())
    picture = Image.open(io.BytesIO(developed.content))
    assert picture.size == (20, 40)
    assert not picture.getexif()
    assert developed.done == (
        "turned upright",
        "place where it was taken removed",
        "camera and editing data removed",
    )


def test_a_clean_picture_keeps_its_bytes() -> None:
    assert develop(png()).content == png()


def test_words_inside_a_png_are_removed() -> None:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Author", "Example Patient")
    buffer = io.BytesIO()
    Image.new("RGB", (4, 4)).save(buffer, "PNG", pnginfo=info)
    assert b"Example Patient" in buffer.getvalue()
    assert b"Example Patient" not in develop(buffer.getvalue()).content


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "BMP", "TIFF"])
def test_other_kinds_become_png(kind: str) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (6, 4), "red").save(buffer, kind, lossless=True)
    developed = develop(buffer.getvalue())
    assert developed.extension == "png"
    assert Image.open(io.BytesIO(developed.content)).convert("RGB").getpixel((1, 1)) == (255, 0, 0)


def test_transparency_stays() -> None:
    buffer = io.BytesIO()
    picture = Image.new("RGBA", (4, 4), (255, 0, 0, 0))
    picture.save(buffer, "PNG", dpi=(72, 72))
    assert Image.open(io.BytesIO(develop(buffer.getvalue()).content)).getpixel((0, 0)) == (255, 0, 0, 0)


def test_a_decompression_bomb_is_refused_before_it_is_decoded() -> None:
    buffer = io.BytesIO()
    Image.new("1", (10_000, 9_000)).save(buffer, "PNG")
    with pytest.raises(PictureError, match=r"pixels|bomb"):
        develop(buffer.getvalue())


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n", png()[:40], b"not a picture"])
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(PictureError):
        develop(content)


def test_a_picture_that_cannot_be_used_is_left_out_and_named() -> None:
    def write(d: object) -> None:
        d.add_paragraph(BODY)  # type: ignore[attr-defined]
        d.add_picture(io.BytesIO(png()))  # type: ignore[attr-defined]

    from tests.manuscript.documents import changed

    broken = changed(word(write), "word/media/image1.png", lambda c: c[:40])
    done = import_manuscript(broken, "a.docx", Wishes())
    assert done.pictures == {}
    assert [e.piece.kind.value for e in done.ledger.left_out if e.reason.startswith("cannot be used")] == ["image"]
    assert any(query.name.startswith("picture:") for query in done.queries)


def test_a_photo_in_a_word_file_loses_its_place() -> None:
    def write(d: object) -> None:
        d.add_paragraph(BODY)  # type: ignore[attr-defined]
        d.add_picture(io.BytesIO(photo()))  # type: ignore[attr-defined]

    done = import_manuscript(word(write), "a.docx", Wishes())
    (content,) = done.pictures.values()
    assert not Image.open(io.BytesIO(content)).getexif()
    assert any("place where it was taken removed" in notice for notice in done.notices)
