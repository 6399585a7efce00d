"""Values are found whole in any language, so that no line ends inside one."""

from __future__ import annotations

import pytest

from pipeline.language.wholes import LONGEST_WHOLE, spans
from pipeline.markup.holding import hold
from pipeline.markup.softening import soften_wide

VALUES = [
        "500 mg", "1.5 mg", "9 am", "16:00 Uhr", "10 h 30", "12 March 2026", "12. März 2026", "12 de marzo de 2026",
        "March 12, 2026", "2026-03-12", "12/03/2026", "[3].", "[3,4]", "4–6 hours", "2 to 3 days", "2 bis 3 Tage",
        "1 or 2 tablets", "38.5 °C", "+44 20 7946 0123", "(020) 7946 0123", "5 mg/kg", "1,000 ml", "500 mg/5 ml",
        "48 ساعة", "5 إلى 10 أيام", "EX1 2MP", "COVID-19", "care@example.org", "£ 12.50", "≤ 3 mg", "2 × 500 mg",
        "3 Tabletten", "09:00–17:00", "5 of 10", "2 to 3 times a day",
        "2 bis 3 Mal am Tag", "3 veces al día", "my-clinic.co.uk",
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("sentence", ["take {}", "({})", "Words before {}, and more", "{}"])
def test_a_value_is_found_whole(value: str, sentence: str) -> None:
    text = sentence.format(value)
    at = text.index(value)
    assert any(start <= at and at + len(value) <= end for start, end in spans(text)), spans(text)


@pytest.mark.parametrize("value", VALUES)
def test_a_value_is_held_where_no_other_stands_beside_it(value: str) -> None:
    start, end = spans(value)[0]
    assert hold(f"<p>{value}</p>") == f'<p><span class="held">{value[start:end]}</span>{value[end:]}</p>'


@pytest.mark.parametrize("text", ["well-known words", "a / b", "no values here", "in 2024.", "1.5"])
def test_other_words_are_left_alone(text: str) -> None:
    assert spans(text) == ()


def test_no_value_is_longer_than_a_narrow_column() -> None:
    text = "take 2 tablets to 3 tablets or 4 tablets or 5 capsules of 250 milligrams"
    assert all(end - start <= LONGEST_WHOLE for start, end in spans(text))


@pytest.mark.parametrize(
    ("html", "held"),
    [
        ("<p>take 5 mg now</p>", '<p>take <span class="held">5 mg</span> now</p>'),
        ("<p>at 9 am.</p>", '<p>at <span class="held">9 am</span>.</p>'),
        ("<p>take <b>2</b> tablets</p>", '<p>take <b>2</b><span class="held">\u00a0tablets</span></p>'),
        ("<p>5</p><p>mg</p>", "<p>5</p><p>mg</p>"),
        ("<title>5 mg</title><style>a{margin:5 mg}</style>", "<title>5 mg</title><style>a{margin:5 mg}</style>"),
        ('<p title="5 mg">&lt; 5 mg</p>', '<p title="5 mg"><span class="held">&lt; 5 mg</span></p>'),
        ("<p>word<sup>4</sup> days</p>", "<p>word<sup>4</sup> days</p>"),
    ],
)
def test_html_holds_its_values(html: str, held: str) -> None:
    assert hold(html) == held


def test_both_halves_of_a_long_mail_address_go_to_the_next_line_together() -> None:
    written = hold("<p>Write to wound-care.information@harbour.example.org.</p>")
    halves = '<span class="held">wound-care.information</span><span class="held host">@harbour.example.org</span>'
    assert written == f'<p>Write to <span class="mail">{halves}</span>.</p>'


def test_a_mail_address_that_was_parted_for_a_phone_is_held_no_further() -> None:
    pieces = ("wound-care.", "information@", "harbour.", "example.", "org")
    written = "<p>" + "".join(f"<span>{piece}</span>" for piece in pieces) + "</p>"
    assert hold(written) == written


def test_a_long_mail_address_is_parted_as_one_and_not_as_two_halves() -> None:
    asked: list[str] = []

    def is_wide(word: str, tag: str) -> bool:
        asked.append(word)
        return False

    soften_wide("<p>Write to wound-care.information@harbour.example.org.</p>", "en", is_wide)
    assert asked == ["wound-care.information@harbour.example.org"]
