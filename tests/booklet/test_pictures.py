"""Whatever picture an article holds, the book holds one that every e-reader shows."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from pipeline.article.material import Picture
from pipeline.article.pictures.proving import read_picture
from pipeline.formats.booklet.pictures import prepare
from tests.booklet.library import styles


def picture(kind: str, size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: object) -> Picture:
    out = io.BytesIO()
    Image.new(mode, size, None if mode == "CMYK" else "#345678").save(out, kind, **options)
    return read_picture(f"moon.{kind.lower()}", out.getvalue())[0]


def prepared(given: Picture) -> tuple[Picture, tuple[str, ...]]:
    made, said = prepare(given, styles().typefaces)
    with Image.open(io.BytesIO(made.content)) as image:
        assert image.size == (made.width, made.height)
        assert image.mode in {"RGB", "L", "P", "RGBA"}
        assert {"PNG": "image/png", "JPEG": "image/jpeg"}[image.format or ""] == made.media_type
        assert not getattr(image, "is_animated", False)
    return made, said


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_plain_picture_keeps_its_bytes(kind: str) -> None:
    given = picture(kind)
    assert prepared(given) == (given, ())


def test_printing_inks_have_become_rgb_when_the_article_was_read() -> None:
    made, said = prepared(picture("JPEG", mode="CMYK"))
    assert said == ()
    assert Image.open(io.BytesIO(made.content)).mode == "RGB"


def test_more_than_four_megapixels_become_fewer() -> None:
    made, said = prepared(picture("JPEG", (3000, 2000)))
    assert made.width * made.height <= 4_000_000
    assert made.width / made.height == pytest.approx(1.5, rel=0.01)
    assert "3000×2000" in said[0]


def test_a_moving_picture_stands_still() -> None:
    frames = [Image.new("RGB", (30, 20), colour) for colour in ("#ffffff", "#000000")]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    made, said = prepared(read_picture("moon.gif", out.getvalue())[0])
    assert "moves" in said[0]
    assert made.media_type == "image/png"


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_other_formats_become_png(kind: str) -> None:
    made, said = prepared(picture(kind))
    assert made.media_type == "image/png"
    assert kind in said[-1]


def test_a_photo_is_turned_upright_and_loses_what_its_camera_noted() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Example Camera"
    made, _ = prepared(picture("JPEG", exif=exif))
    assert (made.width, made.height) == (40, 60)
    assert b"Example Camera" not in made.content


def test_a_drawing_becomes_pixels_on_white_paper() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 60"><path d="M0 0h9v9z"/></svg>'
    made, _ = prepared(read_picture("lines.svg", svg)[0])
    with Image.open(io.BytesIO(made.content)) as image:
        assert image.convert("RGB").getpixel((made.width - 1, made.height - 1)) == (255, 255, 255)
    assert made.width == 1600
