"""One grammar reads amounts, frequencies, phones and days in English, Spanish and Arabic, each once, at its place."""

from __future__ import annotations

import time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.quantities import Bound, Frequency, Moment, Phone, Quantity, Ratio, Route, read_quantities


def quantities(text: str, lang: str = "en") -> list[tuple[float, float, str, str]]:
    return [
        (float(v.low.value), float(v.high.value), v.unit.name if v.unit else "", v.bound.value)
        for v in read_quantities(text, lang)
        if isinstance(v, Quantity)
    ]


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("5 mg", "en", [(5, 5, "mg", "exact")]),
        ("5\u202fmg and 2,5\u00a0ml", "es", [(5, 5, "mg", "exact"), (2.5, 2.5, "ml", "exact")]),
        ("1,500 mg", "en", [(1500, 1500, "mg", "exact")]),
        ("1.500 mg", "es", [(1500, 1500, "mg", "exact")]),
        ("1.500 mg", "es-MX", [(1.5, 1.5, "mg", "exact")]),
        ("10 000 units", "en", [(10000, 10000, "unit", "exact")]),
        ("half a tablet", "en", [(0.5, 0.5, "tablet", "exact")]),
        ("one and a half tablets", "en", [(1.5, 1.5, "tablet", "exact")]),
        ("twenty-four hours", "en", [(24, 24, "hour", "exact")]),
        ("1½ tablets", "en", [(1.5, 1.5, "tablet", "exact")]),
        ("1/2 tablet, ½ tablet", "en", [(0.5, 0.5, "tablet", "exact")] * 2),
        ("medio comprimido", "es", [(0.5, 0.5, "tablet", "exact")]),
        ("١٫٥ ملغ", "ar", [(1.5, 1.5, "mg", "exact")]),
        ("قرصان", "ar", [(2, 2, "tablet", "exact")]),
        ("500 mg to 1 g", "en", [(500, 1, "g", "exact")]),
        ("between 5 and 10 mg", "en", [(5, 10, "mg", "exact")]),
        ("5 mg and 10 mg", "en", [(5, 5, "mg", "exact"), (10, 10, "mg", "exact")]),
        ("1 to 2 tablets", "en", [(1, 2, "tablet", "exact")]),
        ("38 °C (100.4 °F) or more", "en", [(38, 38, "°C", "exact"), (100.4, 100.4, "°F", "exact")]),
        ("do not take more than 8 tablets", "en", [(8, 8, "tablet", "at_most")]),
        ("no tome más de 8 comprimidos", "es", [(8, 8, "tablet", "at_most")]),
        ("لا تتجاوز 8 أقراص", "ar", [(8, 8, "tablet", "at_most")]),
        ("more than 8 tablets", "en", [(8, 8, "tablet", "over")]),
        ("wait at least 4 hours", "en", [(4, 4, "hour", "at_least")]),
        ("2 days or more", "en", [(2, 2, "day", "at_least")]),
        ("a 24-hour clock and a 500-mg tablet", "en", [(24, 24, "hour", "exact"), (500, 500, "mg", "exact")]),
        ("vitamin B12, H1N1 and CA125", "en", []),
        ("once upon a time there was a half", "en", []),
    ],
)  # fmt: skip
def test_numbers_and_units(text: str, lang: str, expected: list[tuple[float, float, str, str]]) -> None:
    assert quantities(text, lang) == expected


def test_a_dose_holds_strength_time_and_mass() -> None:
    dose, most = (v for v in read_quantities("Two 500 mg tablets, at most 8 tablets of 500 mg in 24 hours", "en"))
    assert isinstance(dose, Quantity) and isinstance(most, Quantity)
    assert dose.mass == (Fraction(1000), Fraction(1000))
    assert most.mass == (Fraction(4000), Fraction(4000))
    assert (most.within, most.bound) == (Fraction(24), Bound.AT_MOST)


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("10 mg/kg", "kg"),
        ("10 mg per kg", "kg"),
        ("120 mg in 5 ml", "5 ml"),
        ("7 mmol/L", "l"),
        ("5 mg in 24 hours", ""),
    ],
)
def test_what_an_amount_is_for(text: str, per: str) -> None:
    (value,) = read_quantities(text, "en")
    assert isinstance(value, Quantity) and value.per == per


@pytest.mark.parametrize(
    ("text", "lang", "least", "most"),
    [
        ("3 times a day", "en", 3, 3),
        ("twice daily", "en", 2, 2),
        ("3 to 4 times in 24 hours", "en", 3, 4),
        ("every 4 to 6 hours", "en", 4, 6),
        ("4 hourly", "en", 6, 6),
        ("four-hourly", "en", 6, 6),
        ("4 to 6-hourly", "en", 4, 6),
        ("every other day", "en", 0.5, 0.5),
        ("tds", "en", 3, 3),
        ("once a week", "en", 1 / 7, 1 / 7),
        ("2 veces al día", "es", 2, 2),
        ("cada 8 horas", "es", 3, 3),
        ("una vez por semana", "es", 1 / 7, 1 / 7),
        ("كل ٨ ساعات", "ar", 3, 3),
        ("مرتين في اليوم", "ar", 2, 2),
    ],
)
def test_frequencies(text: str, lang: str, least: float, most: float) -> None:
    (value,) = read_quantities(text, lang)
    assert isinstance(value, Frequency)
    assert tuple(map(float, value.a_day)) == pytest.approx((least, most))


def test_once_is_eleven_in_spanish() -> None:
    assert quantities("once comprimidos", "es") == [(11, 11, "tablet", "exact")]


@pytest.mark.parametrize(
    ("text", "digits", "short"),
    [
        ("call 020 7946 0123", "02079460123", False),
        ("+44 20 7946 0123", "+442079460123", False),
        ("(202) 555-0147", "2025550147", False),
        ("in an emergency call 999", "999", True),
        ("Samaritans on 116 123", "116123", True),
        ("llame al 112", "112", True),
    ],
)
def test_phones(text: str, digits: str, short: bool) -> None:
    (value,) = read_quantities(text, "es" if "llame" in text else "en")
    assert isinstance(value, Phone) and (value.digits, value.short) == (digits, short)


@pytest.mark.parametrize(
    "text", ["call us within 24 hours", "call us 3 times", "2010-2015", "rooms 10 to 20", "10 000 000 units"]
)
def test_what_is_no_phone(text: str) -> None:
    assert not any(isinstance(value, Phone) for value in read_quantities(text, "en"))


def test_days_that_read_both_ways() -> None:
    both, one, named, clock = read_quantities("03/04/2026, 25/12/2026, 5 March 2026, 9.30 am", "en")
    assert isinstance(both, Moment) and len(both.readings) == 2
    assert isinstance(one, Moment) and len(one.readings) == 1
    assert isinstance(named, Moment) and len(named.readings) == 1
    assert isinstance(clock, Moment) and clock.clock


def test_ratios_and_routes() -> None:
    first, second, route = read_quantities("1 in 10 people; 5 out of 10; by mouth", "en")
    assert isinstance(first, Ratio) and (first.part, first.whole) == (Fraction(1), Fraction(10))
    assert isinstance(second, Ratio) and second.whole == 10
    assert isinstance(route, Route) and route.name == "mouth"


def test_labels_make_a_number_a_name() -> None:
    page, version = read_quantities("page 5, version 1.0", "en")
    assert isinstance(page, Quantity) and page.label == "page"
    assert isinstance(version, Quantity) and version.label == "version"


@given(
    st.text(alphabet="0123456789.,/-– mglxhoursda½¼°C()+٥٬٫%tabletnoréevy\n", max_size=60),
    st.sampled_from(["en", "es", "ar", "tr"]),
)
def test_any_text_is_read_in_order(text: str, lang: str) -> None:
    """No text brings the grammar down, and values stand in order without overlap inside the text."""
    end = 0
    for value in read_quantities(text, lang):
        assert 0 <= value.start < value.end <= len(text)
        assert value.end > end
        end = value.end
        if isinstance(value, Quantity):
            assert isinstance(value.base[0], Fraction)


def test_ten_thousand_words_take_a_moment() -> None:
    text = "Take 500 mg every 4 hours and call us on 020 7946 0123 if you feel ill today, she said. " * 530
    begun = time.perf_counter()
    read_quantities(text, "en")
    assert time.perf_counter() - begun < 3


@pytest.mark.parametrize(
    ("text", "lang", "times"),
    [("q6h", "en", 4), ("5 mg c/8 h", "es", 3), ("1-0-1", "es", 2), ("10 mg daily x2", "en", 2), ("BID", "en", 2)],
)
def test_shorthand_of_professionals(text: str, lang: str, times: int) -> None:
    (short,) = (v for v in read_quantities(text, lang) if isinstance(v, Frequency))
    assert short.short and short.a_day[0] == Fraction(times)
