"""Where a sheet tells of 999, its box parts that number from the house's own."""

from __future__ import annotations

import pytest

from pipeline.article.body.inlines import plain
from pipeline.article.model import Prose
from pipeline.article.walking import of_kind
from pipeline.edition.artifact import Product
from pipeline.formats.handout.emergencies import emergency_number
from pipeline.formats.handout.view import view_of
from tests.handout.sample import edition

CALL = "::: {{.callout .when-to-call}}\nCall {{{{phone}}}} if it hurts.\n\n{}\n:::\n"


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("Call 999 at once if you cannot breathe.", "999"),
        ("Call 999/112 if you faint.", "999"),
        ("Dial 112 if you are abroad.", "112"),
        ("Call if your pulse is above 112 bpm, or you took 999 mg.", ""),
        ("Call 911 in the US.", ""),
        ("Go to the nearest emergency department.", ""),
    ],
)
def test_the_number_is_one_of_the_country_that_stands_alone(said: str, number: str) -> None:
    made = edition(CALL.format(said))
    assert emergency_number(made.article.blocks, made.brand) == number
    assert any(said in plain(block.inlines) for block in of_kind(made.article.blocks, Prose))


@pytest.mark.parametrize("lang", ["en", "de", "ar", "hi", "tr"])
def test_both_numbers_are_told_apart_in_words(lang: str) -> None:
    view = view_of(edition(CALL.format("Call 999."), lang=lang), Product("handout", "sheet"))
    assert view.emergency == "999"
    assert "{number}" in view.words["emergency-call"]
    assert view.words["call-us"]


def test_a_value_that_was_filled_in_stands_in_its_english_sentence_on_an_arabic_page() -> None:
    view = view_of(edition("Call {{phone}} today.\n", lang="ar"), Product("handout", "full"))
    assert '<bdi dir="ltr">Call +44\u00a020\u00a07946\u00a00123 today</bdi>.' in view.body_xhtml
