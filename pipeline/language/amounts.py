"""The values that a text tells: quantities, frequencies, ratios, days and times, phones, routes; pure data with places.

Offsets are into the text that was read, in code points.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

from pipeline.language.lexicon import Unit

DAY = Fraction(24)
"""Hours."""


class Bound(StrEnum):
    """What the words around a number make of it."""

    EXACT = "exact"
    AT_MOST = "at_most"
    AT_LEAST = "at_least"
    ABOUT = "about"
    OVER = "over"
    UNDER = "under"


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written, its value and place; `words` when it is written in letters. See Token for `unsure`."""

    value: Fraction
    written: str
    start: int
    end: int
    words: bool = False
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount. `low` and `high` are one Number unless it is a range, whose joining sign or word is `join`.

    `unit` is None for a bare number, `written` the unit as it stands, `spaced` the text between number and unit.
    `low_unit` differs from `unit` where a range changes units ("500 mg to 1 g"). `strength` is what one of a form
    holds ("2 tablets of 500 mg"), `form` the form behind a mass ("a 500 mg tablet"). `per` names what the amount is
    for ("kg", "ml", "day", with its number if it has one: "5 ml"), `within` the hours that it is meant for ("in 24
    hours"). `label` is the word that makes a bare number a name ("page 5").
    """

    start: int
    end: int
    low: Number
    high: Number
    unit: Unit | None
    low_unit: Unit | None
    written: str = ""
    spaced: str = ""
    join: str = ""
    bound: Bound = Bound.EXACT
    strength: Quantity | None = None
    form: Unit | None = None
    per: str = ""
    within: Fraction | None = None
    label: str = ""
    unit_end: int = 0

    @property
    def kind(self) -> str:
        """The kind of its unit: mass, volume, form, time, temperature, percent …, or "number"."""
        return self.unit.kind if self.unit else "number"

    @property
    def is_range(self) -> bool:
        return self.low is not self.high

    @property
    def base(self) -> tuple[Fraction, Fraction]:
        """Lowest and highest amount in the base unit of its kind: mg, ml, hour, mm; tablets as tablets."""
        first = self.low_unit or self.unit
        low = self.low.value * (first.factor if first else 1)
        return low, self.high.value * (self.unit.factor if self.unit else 1)

    @property
    def mass(self) -> tuple[Fraction, Fraction] | None:
        """Lowest and highest mass in mg, also of so many tablets whose strength stands beside; None for no mass."""
        if self.kind == "mass":
            return self.base
        if self.strength and self.strength.kind == "mass":
            each = self.strength.base[1]
            return self.low.value * each, self.high.value * each
        return None


@dataclass(frozen=True, slots=True)
class Frequency:
    """`low` to `high` times in `hours`; "every 4 to 6 hours" is once in 4 to 6 hours: `hours` 4, `most_hours` 6.

    `every`: told as a gap, not as a count. `short`: a shorthand of professionals ("bid").
    """

    start: int
    end: int
    low: Fraction
    high: Fraction
    hours: Fraction
    most_hours: Fraction
    every: bool = False
    short: bool = False
    bound: Bound = Bound.EXACT

    @property
    def a_day(self) -> tuple[Fraction, Fraction]:
        """Fewest and most times in 24 hours."""
        return self.low * DAY / self.most_hours, self.high * DAY / self.hours


@dataclass(frozen=True, slots=True)
class Ratio:
    """ "1 in 10", "5 out of 10": `part` of `whole`; or two numbers at a slash (`slash`), whatever they mean."""

    start: int
    end: int
    part: Fraction
    whole: Fraction
    slash: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """A day or a time of day. `readings` are the days it can mean, two where the order of day and month is open."""

    start: int
    end: int
    text: str
    readings: tuple[date, ...] = ()
    clock: bool = False
    impossible: bool = False


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone number: `digits` with their plus sign; `short` for 999, 112, 116 123 behind a word of calling."""

    start: int
    end: int
    text: str
    digits: str
    short: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """The way a medicine is taken: mouth, tongue, skin, vein …; `short` for a shorthand ("p.o.")."""

    start: int
    end: int
    name: str
    short: bool = False


Value: TypeAlias = Quantity | Frequency | Ratio | Moment | Phone | Route
