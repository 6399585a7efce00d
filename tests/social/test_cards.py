"""Cards hold their words at every size, in every script, and say so when they cannot."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache

import pytest
from PIL import Image

from pipeline.edition.artifact import Product
from pipeline.edition.edition import Edition
from pipeline.formats import social
from pipeline.formats.social.campaign import CardBlock, CardText, plan_campaign
from pipeline.formats.social.cards import CardOverfullError, CardPress, Picture
from pipeline.formats.social.contrast import has_empty_edges, weakest_contrast
from pipeline.formats.social.networks import SIZES
from pipeline.formats.social.setting import Layout, choices, prepare
from pipeline.language.hyphens import SOFT_HYPHEN
from pipeline.press.ruler import Ruler
from tests.social.sample import STATUS, edition, sound_campaign, sound_edition

TEMPLATES = ("announcement", "comparison", "key-point", "question", "quote")
SOURCE = "Source: Harbour Skin Clinic (example), reviewed October 5, 2026"


def card(text: str, template: str = "key-point", **changes: str) -> CardText:
    fields = {"kicker": "A new cream", "second": "", "status": STATUS} | changes
    return CardText(template, fields["kicker"], (CardBlock("", text),), fields["second"], fields["status"], SOURCE)


def printed(text: CardText, size: tuple[int, int], given: Edition | None = None) -> Picture | CardOverfullError:
    return CardPress(given or edition()).print([(text, *size)])[0]


def picture(made: Picture | CardOverfullError) -> Image.Image:
    assert isinstance(made, Picture), made
    return Image.open(io.BytesIO(made.content)).convert("RGB")


@cache
def library() -> dict[str, bytes]:
    """Every template in every size."""
    given = sound_edition()
    artifact = social.render(given, Product("social", "cards"))
    assert social.check(social.read(artifact), given).found == ()
    return {file.name: file.content for file in artifact.files}


def test_every_template_comes_in_every_size() -> None:
    for template in TEMPLATES if len(library()) == len(TEMPLATES) * len(SIZES) else TEMPLATES[:4]:
        for width, height in SIZES:
            image = Image.open(io.BytesIO(library()[f"{template}-{width}x{height}.png"]))
            assert image.size == (width, height)


def test_text_stands_out_and_edges_are_empty_on_the_pixels() -> None:
    for name, content in library().items():
        image = Image.open(io.BytesIO(content)).convert("RGB")
        assert weakest_contrast(image) >= 4.5, name
        assert has_empty_edges(image), name


@pytest.mark.parametrize("size", SIZES)
def test_text_is_never_under_32_px_at_1080_px_wide(size: tuple[int, int]) -> None:
    """The longest text that a card takes is set in the least size, and no smaller."""
    words, last = "The cream is put on the skin and left there.", None
    for count in range(4, 160, 6):
        made = printed(card(" ".join([words] * count)), size)
        if isinstance(made, CardOverfullError):
            break
        last = made
    assert last is not None and isinstance(made, CardOverfullError)
    assert last.size >= 32 * size[0] / 1080 - 0.01


def test_a_card_that_cannot_hold_its_words_is_refused_and_says_what_to_do() -> None:
    made = printed(card("The cream and the lotion calm the skin. " * 40), (1200, 630))
    assert isinstance(made, CardOverfullError)
    assert "do not fit 1200 × 630 px" in made.message
    assert made.hint and "shorter sentence" in made.hint


def test_a_card_leaves_out_its_second_text_before_it_is_refused() -> None:
    made = printed(card("Does it help?", "announcement", second="Nobody knows. " * 30), (1200, 630))
    assert isinstance(made, Picture)
    assert made.text.second == ""
    assert made.text.status == STATUS
    asked = printed(card("Does it help?", "question", second="Nobody knows. " * 30), (1200, 630))
    assert isinstance(asked, CardOverfullError)


@pytest.mark.parametrize(
    "text",
    [
        "Hydroxypropylmethylcelluloseacetatesuccinate is in it.",
        "Stop 🛑 and call 👩‍⚕️ if it bleeds ⚠️.",
        "Take 5 mg, 2–3 times; at most 1,000 mg → ask ≥ 1 person.",
    ],
)
def test_long_words_emoji_and_signs_fit_and_stand_out(text: str) -> None:
    for size in ((1200, 630), (1080, 1920)):
        image = picture(printed(card(text), size))
        assert has_empty_edges(image)


def test_a_card_in_arabic_begins_at_the_right() -> None:
    """Ink of the kicker lies in the right half, that of the logo too."""
    given = replace(edition(), lang="ar", direction="rtl")
    image = picture(printed(card("لا نعرف ما إذا كان الكريم ينفع.", kicker="كريم جديد"), (1080, 1080), given)).convert(
        "L"
    )
    head = image.crop((54, 54, 1026, 110))
    left, right = (head.crop((at, 0, at + 486, 56)) for at in (0, 486))
    assert right.getextrema()[0] < 128 <= left.getextrema()[0]  # type: ignore[operator]


def test_the_same_card_is_the_same_bytes() -> None:
    once, again = (printed(card("The cream is put on once a day."), (1080, 1080)) for _ in range(2))
    assert isinstance(once, Picture) and isinstance(again, Picture)
    assert once.content == again.content
    assert once.as_media("image/jpeg").content == again.as_media("image/jpeg").content


def test_cards_together_are_the_same_as_cards_alone() -> None:
    texts = [(message.card, 1080, 1080) for message in plan_campaign(sound_edition()).messages]
    together = CardPress(sound_edition()).print(texts)
    for asked, made in zip(texts, together, strict=True):
        (alone,) = CardPress(sound_edition()).print([asked])
        assert isinstance(made, Picture) and isinstance(alone, Picture)
        assert picture(alone).tobytes() == picture(made).tobytes()


def test_one_card_too_many_words_does_not_cost_the_others() -> None:
    short, long = card("The cream is white."), card("The cream calms the skin. " * 60)
    made = CardPress(edition()).print([(short, 1080, 1080), (long, 1080, 1080)])
    assert [type(each) for each in made] == [Picture, CardOverfullError]


def test_a_draft_says_so_on_its_cards() -> None:
    plain, draft = (
        printed(card("The cream is white."), (1080, 1080), replace(edition(), draft=d)) for d in (False, True)
    )
    assert picture(plain).tobytes() != picture(draft).tobytes()


def test_alt_texts_say_what_the_card_says() -> None:
    from tests.social.sample import listed

    for post in listed(sound_campaign())["posts"]:
        for media in post["media"]:
            for line in media["words"]:
                assert line.rstrip(".") in media["alt"]
            assert STATUS in media["alt"] or "not approved" in media["alt"]


def test_a_word_wider_than_its_card_is_parted_by_its_language_and_not_cut() -> None:
    word = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"
    ruler = Ruler(edition().typefaces, "de")
    text = prepare(CardText("key-point", "", (CardBlock("", f"{word} 1,5 mg/kg"),), "", "", ""), "ltr", ruler, 900, 76)
    assert text.blocks[0].text.replace(SOFT_HYPHEN, "") == f"{word} 1,5\u00a0mg/kg"
    assert 1 < ruler.lines(text.blocks[0].text, "title", 600, 76, 900) < 5
    assert ruler.lines(word, "title", 600, 76, 900) == 100


def test_a_question_never_stands_without_its_answer() -> None:
    text = CardText("question", "Wounds", (CardBlock("", "Is it safe?"),), "We do not know.", "", "")
    assert {choice.second for choice in choices(text)} == {"We do not know."}


def test_a_benefit_and_its_risk_have_the_same_width() -> None:
    blocks = (CardBlock("Benefits", "Short", "benefits"), CardBlock("Risks", "A much longer sentence " * 4, "risks"))
    text = CardText("comparison", "", blocks, "", "", "")
    layout = Layout(text, 1200, 630, 1.1, 40, 0, 500, 1080, beside=True)
    first, second = layout.columns
    assert first == second


def test_a_value_in_right_to_left_text_is_a_box_of_its_own_direction() -> None:
    """WeasyPrint orders each box of a line by itself: beside a box, a character that isolates would turn "38.5 °C"."""
    press = CardPress(replace(edition(), lang="ar", direction="rtl"))
    text = CardText("key-point", "", (CardBlock("", "حافظ على الجرح 38.5 °C ثم +44 20 7946 0123"),), "", "", "")
    (begun,) = [next(press._tries(text, 1080, 1080))]
    html = press._html([begun])
    assert '<bdi dir="ltr"><span class="held">38.5\u00a0°C</span></bdi>' in html
    assert "\u2066" not in html and html.count('<bdi dir="ltr">') >= 2
