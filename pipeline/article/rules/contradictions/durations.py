"""A text comes in; the lengths of time that it tells without a number and unit go out in hours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from pipeline.article.rules.directives import flat

_NUMBERS = {word: number for number, word in enumerate("one two three four five six seven eight nine ten".split(), 1)}
_NUMBERS |= {
    word: number for number, word in enumerate("un dos tres cuatro cinco seis siete ocho nueve diez".split(), 1)
}
_ORDINALS = {word: number for number, word in enumerate("second third fourth fifth sixth seventh".split(), 2)}
_ORDINALS |= {word: number for number, word in enumerate("segundo tercer cuarto quinto sexto septimo".split(), 2)}
_HOURS = {
    "hour": Fraction(1),
    "day": Fraction(24),
    "week": Fraction(168),
    "month": Fraction(730),
    "year": Fraction(8760),
    "hora": Fraction(1),
    "dia": Fraction(24),
    "semana": Fraction(168),
    "mes": Fraction(730),
    "año": Fraction(8760),
}
_UNIT = rf"(?P<unit>{'|'.join(_HOURS)})"
_MANY = rf"(?P<many>\d+|an?|una?|{'|'.join(_NUMBERS)})"
_HALF = re.compile(
    rf"\b{_MANY} {_UNIT}(?:e?s)? (?:and a half|y medi[oa])\b|\b{_MANY.replace('many', 'more')} and a half "
    rf"{_UNIT.replace('unit', 'units')}s\b"
)
_PART = re.compile(rf"\b(?P<part>half|quarter of|three quarters of|medi[oa]) (?:an? )?{_UNIT}\b")
_PARTS = {"half": Fraction(1, 2), "quarter of": Fraction(1, 4), "three quarters of": Fraction(3, 4)}
_WHOLE = re.compile(rf"\b{_MANY} (?:full|whole|clear|complete|more) {_UNIT}(?:e?s)?\b")
_WHOLE_ES = re.compile(rf"\b{_MANY} {_UNIT}s (?:enteros|enteras|completos|completas)\b")
_NIGHTS = re.compile(rf"\b{_MANY} (?:nights?|noches?)\b")
_ORDINAL = re.compile(rf"\b(?P<many>{'|'.join(_ORDINALS)}) (?:day|dia)\b")
_PHRASES = (
    (re.compile(r"\bfortnight\b|\bquincena\b"), Fraction(336)),
    (
        re.compile(
            r"\b(?:a|the) (?:full |whole )?(?:day|night)\b|\bovernight\b|\bnext (?:day|morning)\b|"
            r"\bday after\b|\btomorrow\b|\bdia siguiente\b"
        ),
        Fraction(24),
    ),
    (re.compile(r"\bcouple of days\b|\bpar de dias\b"), Fraction(48)),
    (re.compile(r"\bcouple of hours\b|\bpar de horas\b"), Fraction(2)),
    (re.compile(r"\bcouple of weeks\b|\bpar de semanas\b"), Fraction(336)),
)


def told_in_words(text: str) -> Iterator[Fraction]:
    """Each length of time told as "an hour and a half", "two full days", "half a year", "two nights", in hours."""
    told = flat(text)
    for found in _HALF.finditer(told):
        unit = _HOURS[found["unit"] or found["units"]]
        yield (_number(found["many"] or found["more"]) + Fraction(1, 2)) * unit
    for found in _PART.finditer(told):
        yield _PARTS.get(found["part"], Fraction(1, 2)) * _HOURS[found["unit"]]
    for pattern in (_WHOLE, _WHOLE_ES):
        for found in pattern.finditer(told):
            yield _number(found["many"]) * _HOURS[found["unit"]]
    for found in _NIGHTS.finditer(told):
        # Two nights end on the third day: leaflets call either the length of the stay.
        yield _number(found["many"]) * 24
        yield (_number(found["many"]) + 1) * 24
    for found in _ORDINAL.finditer(told):
        yield Fraction(_ORDINALS[found["many"]] * 24)
    yield from (hours for pattern, hours in _PHRASES if pattern.search(told))


def _number(word: str) -> Fraction:
    return Fraction(int(word)) if word.isdigit() else Fraction(_NUMBERS.get(word, 1))


_LONG = 28 * 24
_CALENDAR = Fraction(9, 100)


def are_one(hours: Fraction, other: Fraction) -> bool:
    """Whether two lengths are one: 12 weeks are called 3 months, though months are longer than four weeks."""
    if hours == other:
        return True
    return min(hours, other) >= _LONG and abs(hours - other) <= _CALENDAR * max(hours, other)
