"""An emoji on a card is measured as a picture; pale text beside it is still pale text."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw

from pipeline.formats.social.contrast import weakest_contrast
from pipeline.formats.social.emoji import count_emoji, without_emoji

DARK, PALE, YELLOW = (20, 40, 40), (190, 195, 195), (250, 205, 80)


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("Eat less salt 🧂.", 1),
        ("👨‍👩‍👧 and 👍🏽 and 🇬🇧", 3),
        ("Step 1️⃣, then 2️⃣", 2),
        ("❤️ ⏸", 2),
        ("Take 5 mg ≥ 3 times; ask #1 → go", 0),
    ],
)
def test_a_family_a_skin_tone_a_flag_and_a_keycap_are_one_emoji_each(words: str, count: int) -> None:
    assert count_emoji(words) == count


def board(
    letters: tuple[int, int, int], *emoji: tuple[int, int, int], ground: tuple[int, int, int] = (255, 255, 255)
) -> Image.Image:
    """A line of twelve letters and, far to the right, squares as large as emoji."""
    image = Image.new("RGB", (1080, 1080), ground)
    pen = ImageDraw.Draw(image)
    for number in range(12):
        pen.rectangle((100 + 30 * number, 400, 118 + 30 * number, 460), fill=letters)
    for number, colour in enumerate(emoji):
        pen.rectangle((640 + 90 * number, 395, 700 + 90 * number, 460), fill=colour)
    return image


def test_a_pale_emoji_does_not_count_as_text() -> None:
    image = board(DARK, YELLOW)
    assert weakest_contrast(image) < 4.5
    assert weakest_contrast(without_emoji(image, 1)) > 4.5


def test_an_emoji_alone_in_its_line_does_not_count_as_text() -> None:
    image = board((255, 255, 255), YELLOW, PALE)
    assert weakest_contrast(without_emoji(image, 2)) == 21.0


def test_pale_letters_beside_an_emoji_are_still_found() -> None:
    assert weakest_contrast(without_emoji(board(PALE, YELLOW), 1)) < 4.5


def test_pale_letters_are_found_on_a_card_with_an_emoji_elsewhere() -> None:
    image = board(DARK, YELLOW)
    image.paste(board(PALE).crop((0, 380, 1080, 480)), (0, 700))
    assert weakest_contrast(without_emoji(image, 1)) < 4.5


def test_a_light_emoji_on_a_dark_card_stays_or_goes_without_harm() -> None:
    assert weakest_contrast(without_emoji(board((250, 250, 250), YELLOW, ground=DARK), 1)) > 4.5
