"""Numbers that are written out are read in each language as one number."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pipeline.language.quantities import Bound, Frequency, Moment, Quantity, Ratio, read_quantities


@pytest.mark.parametrize(
    ("lang", "words", "value"),
    [
        ("es", "veintiocho días", 28),
        ("es", "treinta y un días", 31),
        ("es", "diecisiete gotas", 17),
        ("fr", "quatre-vingt-onze jours", 91),
        ("fr", "soixante et onze jours", 71),
        ("fr", "septante-deux heures", 72),
        ("fr", "dix-huit gouttes", 18),
        ("de", "einundzwanzig Tage", 21),
        ("de", "achtundvierzig Stunden", 48),
        ("ar", "خمسة وعشرون يوما", 25),
        ("ar", "اثنتي عشرة ساعة", 12),
        ("ar", "أربعين دقيقة", 40),
    ],
)
def test_a_compound_is_one_number(lang: str, words: str, value: int) -> None:
    (told,) = read_quantities(words, lang)
    assert isinstance(told, Quantity)
    assert told.low.value == value
    assert told.unit


@pytest.mark.parametrize(
    ("lang", "words", "part", "whole"),
    [
        ("en", "1 person in every 20", 1, 20),
        ("es", "2 personas de cada 10", 2, 10),
        ("fr", "une personne sur dix", 1, 10),
        ("fr", "1 enfant sur 1 000", 1, 1000),
        ("ar", "طفلان من كل خمسة", 2, 5),
        ("ar", "شخص من كل ١٠٠", 1, 100),
    ],
)
def test_a_share_counts_people(lang: str, words: str, part: int, whole: int) -> None:
    (told,) = read_quantities(words, lang)
    assert isinstance(told, Ratio)
    assert told.part == part
    assert told.whole == whole


@pytest.mark.parametrize(
    ("words", "bound"),
    [
        ("pas plus de 8 comprimés", Bound.AT_MOST),
        ("au moins 4 heures", Bound.AT_LEAST),
        ("12 ans ou plus", Bound.AT_LEAST),
        ("moins de 5 ans", Bound.UNDER),
        ("jusqu'à 10 %", Bound.AT_MOST),
    ],
)
def test_french_has_limits(words: str, bound: Bound) -> None:
    (told,) = read_quantities(words, "fr")
    assert isinstance(told, Quantity)
    assert told.bound is bound


def test_french_has_clocks_gaps_and_days() -> None:
    assert isinstance(read_quantities("à 9 h 45", "fr")[0], Moment)
    (gap,) = read_quantities("toutes les 4 à 6 heures", "fr")
    assert isinstance(gap, Frequency)
    assert (gap.every, gap.hours, gap.most_hours) == (True, Fraction(4), Fraction(6))
    (often,) = read_quantities("trois fois par jour", "fr")
    assert isinstance(often, Frequency)
    assert often.low == 3
    assert often.hours == 24
    (day,) = read_quantities("le 1er mars 2027", "fr")
    assert isinstance(day, Moment)
    assert day.readings[0].isoformat() == "2027-03-01"
