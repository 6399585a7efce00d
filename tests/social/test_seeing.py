"""Cards are looked at on the pixels that were drawn; a file from a disk, and one of each type, is decoded."""

from __future__ import annotations

import io
import pickle
from dataclasses import replace

import pytest
from PIL import Image, ImageDraw

from pipeline.edition.artifact import File
from pipeline.formats import social
from pipeline.formats.social import seeing
from pipeline.formats.social.seeing import Gallery
from pipeline.press.encoding import JPEG, PNG, Drawing, Encoded
from tests.social.sample import sound_campaign, sound_edition


def card(text: str = "#000000", size: tuple[int, int] = (1080, 1080)) -> Image.Image:
    image = Image.new("RGB", size, "#ffffff")
    for left in range(200, 800, 12):
        ImageDraw.Draw(image).rectangle((left, 500, left + 5, 560), fill=text)
    return image


def files(*contents: bytes) -> dict[str, File]:
    kinds = {b"\x89PNG": PNG, b"\xff\xd8\xff\xe0": JPEG}
    return {str(number): File(str(number), kinds[each[:4]], each) for number, each in enumerate(contents)}


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    seen: list[bytes] = []
    decode = seeing.pixels_of

    def noted(content: bytes) -> Image.Image | None:
        seen.append(content)
        return decode(content)

    monkeypatch.setattr(seeing, "pixels_of", noted)
    return seen


def test_one_picture_of_each_type_is_decoded_of_those_just_encoded(decoded: list[bytes]) -> None:
    drawn = [card(size=(1080, 600 + number)) for number in range(3)]
    made = files(*(Drawing(each).encoded(kind) for each in drawn for kind in (PNG, JPEG)))
    gallery = Gallery(made)
    seen = [gallery.picture(name) for name in made]
    assert all(each and each.is_drawn and each.contrast > 15 and each.has_empty_edges for each in seen)
    assert len(decoded) == 2


def test_every_picture_from_a_disk_is_decoded(decoded: list[bytes]) -> None:
    gallery = Gallery(files(*(bytes(Drawing(card(size=(1080, 600 + number))).encoded(PNG)) for number in range(3))))
    assert all(gallery.picture(str(number)) for number in range(3))
    assert len(decoded) == 3


def test_another_process_gets_plain_bytes() -> None:
    made = Drawing(card()).encoded(PNG)
    assert isinstance(made, Encoded)
    assert type(pickle.loads(pickle.dumps(File("a", PNG, made))).content) is bytes


def test_a_changed_file_is_not_taken_for_what_was_drawn() -> None:
    """Whatever is done to the bytes, the pixels of what they were do not follow them."""
    made = File("a", PNG, Drawing(card()).encoded(PNG))
    altered = replace(made, content=made.content[:-20] + b"0" * 20)
    assert not isinstance(altered.content, Encoded)
    assert Gallery({"a": File("a", PNG, b"\x89PNG no picture")}).picture("a") is None


@pytest.mark.parametrize("kind", [PNG, JPEG])
def test_an_encoder_that_writes_something_else_is_noticed(kind: str) -> None:
    other = card("#777777") if kind == PNG else card().rotate(90)
    wrong = Encoded.of(bytes(Drawing(other).encoded(kind)), Drawing(card()))
    found = Gallery({"a": File("a", kind, wrong)}).picture("a")
    assert found is not None and not found.is_drawn


def test_jpeg_at_our_quality_shows_what_was_drawn_on_a_real_card() -> None:
    """The blur that is taken for sameness is several times what a card's file has."""
    from PIL import ImageChops, ImageStat

    jpegs = [file for file in sound_campaign().files if file.media_type == JPEG]
    for file in jpegs[:3]:
        assert isinstance(file.content, Encoded)
        shown = Image.open(io.BytesIO(file.content)).convert("RGB")
        blur = max(ImageStat.Stat(ImageChops.difference(shown, file.content.drawing.pixels)).mean)
        assert blur < seeing.MOST_BLUR / 2


def test_a_campaign_whose_file_differs_from_its_drawing_is_held_back() -> None:
    campaign = sound_campaign()
    changed = []
    for file in campaign.files:
        if file.media_type == PNG and isinstance(file.content, Encoded):
            blank = Drawing(Image.new("RGB", file.content.drawing.pixels.size, "#ffffff"))
            file = replace(file, content=Encoded.of(file.content, blank))  # noqa: PLW2901
        changed.append(file)
    found = social.check(social.read(replace(campaign, files=tuple(changed))), sound_edition()).found
    assert any(each.rule == "social/picture" and "what was drawn" in each.message for each in found)


@pytest.mark.parametrize("size", [(1, 1), (7, 5), (600, 3)])
def test_a_png_of_ours_holds_the_pixels_that_were_drawn(size: tuple[int, int]) -> None:
    width, height = size
    pixels = Image.frombytes("RGB", size, bytes(at * 37 % 251 for at in range(width * height * 3)))
    found = Image.open(io.BytesIO(Drawing(pixels).encoded(PNG)))
    # Pillow checks the sum of each chunk only when it is asked to.
    found.verify()
    assert seeing.pixels_of(Drawing(pixels).encoded(PNG)) == pixels
    assert (found.format, found.mode, found.size) == ("PNG", "RGB", size)
