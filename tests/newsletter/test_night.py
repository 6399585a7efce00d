"""In dark colours a drawing is no slab of white: it has a twin with light and dark exchanged; a photograph has none."""

from __future__ import annotations

import io
from typing import Any

import lxml.html
from PIL import Image

from pipeline.formats import newsletter
from pipeline.formats.newsletter.pictures import MailPicture, at_night
from pipeline.formats.newsletter.reading import Subject
from pipeline.formats.newsletter.styling import DARK_PAPER
from tests.newsletter.sample import edition, issue


def drawing(*colours: str) -> MailPicture:
    image = Image.new("RGB", (10 * len(colours), 10))
    for number, colour in enumerate(colours):
        image.paste(colour, (10 * number, 0, 10 * number + 10, 10))
    out = io.BytesIO()
    image.quantize(16).save(out, "PNG")
    return MailPicture("image/png", out.getvalue(), image.width, image.height)


def test_white_becomes_the_dark_paper_and_ink_light_with_its_hue() -> None:
    turned = at_night(drawing("#ffffff", "#0b4f5c", "#000000"), DARK_PAPER)
    assert turned is not None
    image = Image.open(io.BytesIO(turned.content)).convert("RGB")
    paper, accent, ink = (image.getpixel((10 * number + 5, 5)) for number in range(3))
    assert "#{:02x}{:02x}{:02x}".format(*paper) == DARK_PAPER  # type: ignore[misc]
    assert isinstance(accent, tuple) and isinstance(ink, tuple)
    assert min(ink) > 220 and accent[2] > accent[0] and sum(accent) / 3 > 128


def test_a_photograph_is_left_as_it_is() -> None:
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "#a04030").save(out, "JPEG")
    assert at_night(MailPicture("image/jpeg", out.getvalue(), 20, 20), DARK_PAPER) is None


def test_one_of_the_two_is_shown_and_outlook_never_sees_the_other() -> None:
    for variant in ("single", "whole"):
        made = edition()
        artifact = issue(made, variant)
        assert newsletter.check(newsletter.read(artifact), made).found == ()
        page = lxml.html.document_fromstring(Subject("a.eml", artifact.file(f"{variant}.eml").content, made).html)
        names = {file.name.rpartition("/")[2] for file in artifact.files}
        assert {"wound-layers.png", "wound-layers-night.png"} <= names
        twins = [image for image in page.iter("img") if _waits(image)]
        assert len(twins) == 2  # the logo's and the drawing's
        for twin in twins:
            befores = [each.getprevious() for each in (twin, *twin.iterancestors())]
            assert any(before is not None and before.text == "[if !mso]><!" for before in befores)


def _waits(image: Any) -> bool:
    return any("display:none" in (each.get("style") or "") for each in (image, *image.iterancestors()))
