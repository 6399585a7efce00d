"""What a line must not part stays together: number and unit, phone numbers, Korean words."""

from __future__ import annotations

import pypdfium2
import pytest

from pipeline.formats import handout
from pipeline.language.typography import bind, keep_words
from tests.handout.sample import edition, printed

NBSP = "\u00a0"


@pytest.mark.parametrize(
    "phone",
    ["+44 20 7946 0123", "020 7946 0123", "(020) 7946 0123", "+1 202 555 0147", "202 555 0147", "+1 (202) 555 0147"],
)
@pytest.mark.parametrize("sentence", ["{}", "Call {}.", "Call {}, or come.", "({})", "Tel: {}; fax: none"])
def test_a_phone_number_holds_together(phone: str, sentence: str) -> None:
    assert bind(sentence.format(phone)) == sentence.format(phone.replace(" ", NBSP))


@pytest.mark.parametrize(
    "text",
    [
        "in 2024 2025 and 2026",
        "1 2 3 4 5 6 7 8",
        "0 5 10 15",
        "call 999 or 112",
        "PL-EXO-001 2026",
        "published 2026-10-01, read 2026-10-05",
        "10 of 12 people",
        "NCT07669181 2025",
        "0.5 1.5 2.5 3.5",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert bind(text) == text


def test_number_and_unit_and_title_hold_together() -> None:
    assert bind("Dr. Example gave 5 mg.") == f"Dr.{NBSP}Example gave 5{NBSP}mg."


def test_korean_words_get_joiners_in_text_only() -> None:
    html = "<title>상처</title><style>a{content:'상처'}</style><p title='상처'>손을 씻고</p>"
    assert keep_words(html) == (
        "<title>상처</title><style>a{content:'상처'}</style><p title='상처'>손\u2060을 씻\u2060고</p>"
    )


@pytest.mark.parametrize("words", range(3, 12))
def test_a_phone_number_stands_on_one_line_of_the_handout(words: int) -> None:
    """Whatever stands before it; and it is copied as it was written."""
    made = edition(f"{'dressing ' * words}{{{{phone}}}} and more words follow here.\n")
    artifact = printed(made, "large-print", "A5")
    assert handout.check(handout.read(artifact), made).found == ()
    pages = pypdfium2.PdfDocument(artifact.main.content)
    text = "".join(pages[number].get_textpage().get_text_bounded() for number in range(len(pages)))
    number = made.brand.contact.phone
    lines = [line.replace(NBSP, " ") for line in text.splitlines() if "7946" in line]
    assert lines
    assert all(number in line for line in lines), lines
