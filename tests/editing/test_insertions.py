"""What the desk puts into a text is read as what it is, and a dropped picture leaves behind what tells of its maker."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image

from pipeline.article.rules.wording import placeholder
from pipeline.editing.insertions import BLOCKS, figure, safe_stem, take_picture
from pipeline.errors import PlainleafError
from pipeline.limits import PICTURE_BYTES
from tests.workspace import reading_of, with_head


@pytest.mark.parametrize("kind", BLOCKS)
def test_a_block_that_is_put_in_is_read_without_a_fault(kind: str) -> None:
    reading = reading_of(with_head(f"Text before.\n\n{BLOCKS[kind]}\nText behind.\n"))
    assert reading.findings.found == ()
    assert reading.article is not None and len(reading.article.blocks) >= 3


_TO_DO = re.compile(r"To do: [^\"\n|]*")


def _left_open(text: str) -> int:
    article = reading_of(with_head(f"Text before.\n\n{text}\nText behind.\n")).article
    assert article is not None
    return len(list(placeholder(article)))


@pytest.mark.parametrize("kind", BLOCKS)
def test_every_word_to_be_written_over_holds_the_article_back(kind: str) -> None:
    """Whatever is filled in, one stand-in that is left is found; none is when all are."""
    stand_ins = list(_TO_DO.finditer(BLOCKS[kind]))
    assert stand_ins
    assert _left_open(_TO_DO.sub("Water", BLOCKS[kind])) == 0
    for one in stand_ins:
        before, after = (_TO_DO.sub("Water", part) for part in (BLOCKS[kind][: one.start()], BLOCKS[kind][one.end() :]))
        assert _left_open(before + one[0] + after) == 1, one[0]


def photograph() -> bytes:
    buffer = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Example camera"
    Image.new("RGB", (40, 30), "teal").save(buffer, "JPEG", exif=exif, comment=b"at home")
    return buffer.getvalue()


def test_a_photograph_loses_its_metadata_and_gets_a_safe_name() -> None:
    taken = take_picture("C:\\Photos\\Übersicht der Bucht (2).HEIC", photograph())
    assert taken.name == "ubersicht-der-bucht-2.jpg"
    assert b"Example camera" not in taken.content and b"at home" not in taken.content
    assert (taken.width, taken.height) == (40, 30)


def test_what_runs_in_a_drawing_is_taken_out() -> None:
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script>x</script><path d="M0 0h9v9z"/></svg>'
    taken = take_picture("map.svg", drawing)
    assert b"script" not in taken.content and taken.removed == ("script",)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04", b"<html><svg></html>", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_picture_is_refused_whatever_its_name_says(content: bytes) -> None:
    with pytest.raises(PlainleafError, match="no picture"):
        take_picture("map.png", content)


def test_a_picture_of_more_than_30_megabytes_is_refused_unread() -> None:
    with pytest.raises(PlainleafError, match="30,000,000 is the most"):
        take_picture("map.png", bytes(PICTURE_BYTES + 1))


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("../../etc/passwd", "passwd"),
        ("地図.png", "picture"),
        ("a" * 90 + ".png", "a" * 60),
        (".png", "png"),
        ("", "picture"),
    ],
)
def test_a_name_is_safe(name: str, stem: str) -> None:
    assert safe_stem(name) == stem


def test_a_figure_has_its_description_and_its_caption() -> None:
    picture = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
    text = figure("map.svg", "High water ](x) [at\nnoon", "The *bay*.")
    reading = reading_of(with_head(text), {"map.svg": picture})
    assert reading.findings.found == ()
    with pytest.raises(PlainleafError, match="no description"):
        figure("map.svg", " \n", "")
