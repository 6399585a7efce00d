"""Text and its language come in; every quantity, frequency, ratio, day, time, phone and route in it goes out, typed.

One grammar for all who read amounts: safety rules, ledgers of facts, twins of translations, comparisons. English,
Spanish, Arabic, German and French words; digits and symbols of units in every language. Linear; nothing is corrected.

    dose     = quantity [route] frequency*
    quantity = [bound] number [join number] unit [per] [within] [after]   ("no more than 1 to 2 tablets in 24 hours")
    number   = digits | fraction | words ("half a", "one and a half") | count strength ("two 500 mg tablets")
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from pipeline.language.amounts import DAY, Bound, Frequency, Moment, Number, Phone, Quantity, Ratio, Route, Value
from pipeline.language.lexicon import LONGEST, Unit, lexicon_of, longest_at
from pipeline.language.moments import MomentReader, day_of, dialled
from pipeline.language.numerals import Sort
from pipeline.tags import primary_of

__all__ = [
    "DAY", "Bound", "Frequency", "Moment", "Number", "Phone", "Quantity", "Ratio", "Route", "Unit", "Value",
    "read_quantities",
]  # fmt: skip

NEGATION_WORDS = 7
"""How many words before "more than" a "not" may stand and turn it into "at most" (house)."""

_DAILY = frozenset({"daily", "diario", "diarios", "diarias", "diaria", "يوميا"})
_COUNTED = Unit("", "number", Fraction(1))


def _is_other_scale(unit: Unit, other: Unit, join: str) -> bool:
    """Whether the second of two amounts tells the first again: "100.4 °F or 38 °C", "5 ml or 1 teaspoon"."""
    if unit.kind == other.kind == "temperature":
        return unit.name != other.name
    return join in {"or", "o"} and unit.kind != other.kind


@lru_cache(maxsize=8192)
def read_quantities(text: str, lang: str) -> tuple[Value, ...]:
    """Every value in `text` in reading order, none overlapping; `lang` is a BCP 47 tag ("en", "es-MX").

    A language without words in quantities.toml has its digits, symbols and signs read, and no words.
    """
    tag = lang.replace("_", "-")
    return tuple(_Reader(text, tag, lexicon_of(primary_of(tag))).values())


class _Reader(MomentReader):
    """Goes through the tokens of one text once."""

    def values(self) -> list[Value]:
        found: list[Value] = []
        at = 0
        while at < len(self.tokens):
            value, following = self._at(at)
            if value is not None:
                found.append(value)
            at = max(following, at + 1)
        return found

    def _at(self, at: int) -> tuple[Value | None, int]:
        token = self.tokens[at]
        match token.sort:
            case Sort.DAY:
                return day_of(token), at + 1
            case Sort.CLOCK:
                return Moment(token.start, token.end, token.text, clock=True), at + 1
            case Sort.PHONE:
                return Phone(token.start, token.end, token.text, dialled(token.folded)), at + 1
            case Sort.SLASHED:
                return self._slashed(at)
            case Sort.NUMBER | Sort.FRACTION:
                return self._numeric(at)
            case Sort.WORD:
                return self._worded(at)
            case Sort.CODE:
                return self._coded(at)
        return None, at + 1

    # Quantities

    def _numeric(self, at: int) -> tuple[Value | None, int]:
        number, following = self.number(at)
        if number is None:
            return None, at + 1
        moment = self.named_day(at, number, following)
        if moment:
            return moment
        return (
            self.short_phone(at, following)
            or self._scheme(at, number, following)
            or self._times(at, number, number, following)
            or self._ratio(at, number, following)
            or self._quantity(at, number, following)
            or self._bare(at, number, following)
        )

    def _quantity(self, at: int, number: Number, following: int) -> tuple[Value, int] | None:
        low, high, join = number, number, ""
        first_unit = self.unit(following, filler=number.value < 1 and number.words)
        after_first = first_unit[1] if first_unit else following
        joined = self.joined(after_first)
        if joined and (first_unit is None or joined[3]):
            join, high, behind, _ = joined
            unit = self.unit(behind, filler=high.value < 1 and high.words)
            frequency = self._times(at, low, high, behind) if first_unit is None else None
            if frequency:
                return frequency
            if unit is None and first_unit is None:
                return None
            if unit is None or (first_unit and _is_other_scale(first_unit[0], unit[0], join)):
                high, join, unit = number, "", first_unit
        else:
            unit = first_unit
        if unit is None:
            return self._counted(at, number, following)
        low_unit = first_unit[0] if first_unit else unit[0]
        return self._finish(at, low, high, low_unit, unit, join)

    def _counted(self, at: int, number: Number, following: int) -> tuple[Value, int] | None:
        """ "two 500 mg tablets", "2 x 500 mg": so many of a strength."""
        # Prescriptions write "2 x 500 mg" with the letter, since no keyboard has the sign.
        crossed = following < len(self.tokens) and self.folded[following] in {"x", "×"}
        inner_at = following + crossed
        if number.value != int(number.value) or number.value > 20:
            return None
        inner, behind = self.number(inner_at)
        if inner is None or inner_at >= len(self.tokens) or self.tokens[inner_at].sort is not Sort.NUMBER:
            return None
        strength = self._quantity(inner_at, inner, behind)
        if strength is None or not isinstance(strength[0], Quantity):
            return None
        told = strength[0]
        if told.kind not in {"mass", "volume", "activity"} or not (told.form or crossed or told.kind == "volume"):
            return None
        form = told.form or Unit("dose", "dose", Fraction(1))
        whole = replace(told, form=None, within=None, bound=Bound.EXACT)
        start, bound = self._bound_before(at)
        return (
            Quantity(
                start, told.end, number, number, form, form, bound=bound, strength=whole,
                join="x" if crossed else "", within=told.within, unit_end=told.end,
            ),
            strength[1],
        )  # fmt: skip

    def _finish(
        self, at: int, low: Number, high: Number, low_unit: Unit, unit: tuple[Unit, int], join: str
    ) -> tuple[Value, int]:
        """A quantity with what follows its unit: per, form, strength, time, a bound behind it."""
        behind = unit[1]
        if half := self._half_more(behind, unit[0]):
            high = replace(high, value=high.value + half[0], end=self.tokens[half[1] - 1].end)
            low, behind = high, half[1]
        written = self.text[high.end : self.tokens[behind - 1].end]
        unit_end = self.tokens[behind - 1].end
        per, behind = self._per(behind)
        form, strength = None, None
        if not per and unit[0].kind in {"mass", "volume", "activity", "percent"}:
            named = self.unit(behind)
            if named and named[0].kind in {"form", "household"}:
                form, behind = named
        elif not per and unit[0].kind == "form":
            strength, behind = self._strength(behind)
        within, behind = self._within(behind, unit[0])
        start, bound = self._bound_before(at)
        count = longest_at(self.folded[behind : behind + LONGEST], self.lexicon.after)
        if count and bound is Bound.EXACT:
            bound = Bound(self.lexicon.after[tuple(self.folded[behind : behind + count])])
            behind += count
        bare = written.lstrip(" -‑\u00a0\u202f\u2009")
        quantity = Quantity(
            start, self.tokens[behind - 1].end, low, high, unit[0], low_unit, bare, written[: len(written) - len(bare)],
            join, bound, strength, form, per, within, unit_end=unit_end,
        )  # fmt: skip
        return quantity, behind

    def _half_more(self, at: int, unit: Unit) -> tuple[Fraction, int] | None:
        """ "una hora y media", "une heure et demie", "ساعة ونصف": the half behind a length of time."""
        if unit.kind != "time" or at >= len(self.tokens):
            return None
        if self.folded[at] in {"ونصف", "وربع"}:
            return (Fraction(1, 2) if self.folded[at] == "ونصف" else Fraction(1, 4)), at + 1
        return self._and_half(at)

    def _per(self, at: int) -> tuple[str, int]:
        """ "/kg", "per kg", "in 5 ml", "per minute": what the amount is for, with its number."""
        if at + 1 >= len(self.tokens):
            return "", at
        sign = self.folded[at]
        if sign in {"/", "⁄", "∕"} or sign in self.lexicon.joins["per"] | self.lexicon.joins["in"]:
            number, behind = self.number(at + 1)
            unit = self.unit(behind if number else at + 1)
            slash = not sign.isalpha()
            if unit and (slash or unit[0].kind in {"mass", "volume"} or (not number and unit[0].name == "minute")):
                if unit[0].kind == "time" and unit[0].factor >= DAY:
                    return "", at
                if sign in self.lexicon.joins["in"] and not slash and number is None:
                    return "", at
                name = f"{number.value} {unit[0].name}" if number else unit[0].name
                if self.folded[unit[1] : unit[1] + 1] == ["/"] and (more := self.unit(unit[1] + 1)):
                    return f"{name}/{more[0].name}", more[1]
                return name, unit[1]
        return "", at

    def _strength(self, at: int) -> tuple[Quantity | None, int]:
        """ "of 500 mg" behind tablets."""
        if at + 1 < len(self.tokens) and self.folded[at] in self.lexicon.joins["of"]:
            number, behind = self.number(at + 1)
            unit = self.unit(behind) if number else None
            if number and unit and unit[0].kind in {"mass", "activity"}:
                end = self.tokens[unit[1] - 1].end
                written = self.text[number.end : end].lstrip()
                return Quantity(
                    number.start, end, number, number, unit[0], unit[0], written, unit_end=end
                ), unit[1]  # fmt: skip
        return None, at

    def _within(self, at: int, unit: Unit) -> tuple[Fraction | None, int]:
        """ "in 24 hours", "a day", "per week", "daily": the hours an amount is meant for."""
        if at >= len(self.tokens) or unit.kind == "time":
            return None, at
        rate = self._adverb(at)
        if rate and rate[0][0] == 1 and self.folded[at] in _DAILY:
            return rate[0][1], rate[1]
        lead = self.folded[at]
        slash = lead == "/"
        if not slash and lead not in self.lexicon.joins["per"] | self.lexicon.joins["in"]:
            return None, at
        ahead = at + 1
        while ahead < len(self.tokens) and self.folded[ahead] in self.lexicon.joins["any"]:
            ahead += 1
        number, behind = self.number(ahead)
        named = self.unit(behind if number else ahead)
        if named is None or named[0].kind != "time":
            return None, at
        if lead in self.lexicon.joins["in"] and number is None and named[0].factor < DAY:
            return None, at
        value = number.value if number else Fraction(1)
        end = named[1]
        if self.folded[end : end + 1] == ["period"]:
            end += 1
        return value * named[0].factor, end

    def _bound_before(self, at: int) -> tuple[int, Bound]:
        """The bound told by the words before a token, and where it begins; "not … more than" is "at most"."""
        for count in range(min(LONGEST, at), 0, -1):
            words = tuple(self.folded[at - count : at])
            if words in self.lexicon.bounds:
                bound = Bound(self.lexicon.bounds[words])
                first = at - count
                return self.tokens[first].start, self._turned(bound, first)
        return self.tokens[at].start, Bound.EXACT

    def _turned(self, bound: Bound, first: int) -> Bound:
        """A bound behind a negation of its own clause: "do not take more than 8" is at most 8."""
        if bound not in {Bound.OVER, Bound.UNDER}:
            return bound
        for index in range(first - 1, max(-1, first - 1 - NEGATION_WORDS), -1):
            if self.tokens[index].sort is Sort.MARK and self.folded[index] in {".", ";", ":", "?", "!", "،", ","}:
                break
            if self.folded[index] in self.lexicon.negations:
                return Bound.AT_MOST if bound is Bound.OVER else Bound.AT_LEAST
        return bound

    def _bare(self, at: int, number: Number, following: int) -> tuple[Value, int]:
        before = self.tokens[at - 1] if at else None
        dotted = bool(before and before.text == "." and at > 1)
        named = self.folded[at - 2 if dotted else at - 1] if at else ""
        start, bound = self._bound_before(at)
        joined = self.joined(following)
        if joined and not joined[3]:
            join, high, behind, _ = joined
            label = named if named in self.lexicon.labels else ""
            return Quantity(start, high.end, number, high, None, None, "", "", join, bound, label=label), behind
        label = named if named in self.lexicon.labels else ""
        within, following = (None, following) if label else self._within(following, _COUNTED)
        behind_it = longest_at(self.folded[following : following + LONGEST], self.lexicon.after)
        if behind_it and bound is Bound.EXACT:
            bound = Bound(self.lexicon.after[tuple(self.folded[following : following + behind_it])])
            following += behind_it
        end = self.tokens[following - 1].end
        return Quantity(start, end, number, number, None, None, bound=bound, within=within, label=label), following

    # Frequencies, ratios, days, phones, words

    def _times(self, at: int, low: Number, high: Number, following: int) -> tuple[Value, int] | None:
        """ "3 times a day", "3 to 4 times in 24 hours", "2 veces por semana"."""
        if self.folded[following : following + 1] == ["-"] and self.tokens[following].glued:
            following += 1  # German writes "3-mal" as one word
        if following >= len(self.tokens):
            return None
        if self.folded[following] == "hourly" and 0 < low.value <= high.value:
            # British leaflets write "4-hourly" and "4 to 6 hourly" for every so many hours.
            end, one = self.tokens[following].end, Fraction(1)
            return Frequency(low.start, end, one, one, low.value, high.value, every=True), following + 1
        if self.folded[following] not in self.lexicon.noun:
            return None
        period = self._period(following + 1)
        if period is None:
            return None
        start, bound = self._bound_before(at)
        hours, behind = period
        end = self.tokens[behind - 1].end
        return Frequency(start, end, low.value, high.value, hours, hours, bound=bound), behind

    def _period(self, at: int) -> tuple[Fraction, int] | None:
        """ "a day", "in 24 hours", "daily": its hours."""
        if adverb := self._adverb(at):
            return adverb[0][1], adverb[1]
        if at >= len(self.tokens):
            return None
        lead = self.folded[at]
        count = 2 if tuple(self.folded[at : at + 2]) in self.lexicon.per else 1
        if count == 1 and (lead,) not in self.lexicon.per and lead != "/":
            return None
        ahead = at + count
        while ahead < len(self.tokens) and self.folded[ahead] in self.lexicon.joins["any"]:
            ahead += 1
        number, behind = self.number(ahead)
        unit = self.unit(behind if number else ahead)
        if unit is None or unit[0].kind != "time":
            return None
        return (number.value if number else Fraction(1)) * unit[0].factor, unit[1]

    def _adverb(self, at: int) -> tuple[tuple[Fraction, Fraction], int] | None:
        count = longest_at(self.folded[at : at + LONGEST], self.lexicon.adverbs)
        return (self.lexicon.adverbs[tuple(self.folded[at : at + count])], at + count) if count else None

    def _ratio(self, at: int, number: Number, following: int) -> tuple[Value, int] | None:
        # "2 personas de cada 10", "1 personne sur 100": who is counted stands between the numbers.
        counted = following < len(self.tokens) and self.folded[following] in self.lexicon.people
        following += counted
        count = longest_at(self.folded[following : following + 2], dict.fromkeys(self.lexicon.shares))
        if count:
            ahead = following + count
        elif self.folded[following : following + 1] in ([["in"]] if counted else [["in"], ["of"], ["de"], ["von"]]):
            ahead = following + 1
        else:
            return None
        whole, behind = self.number(ahead)
        if whole is None or self.unit(behind) or whole.value < number.value:
            return None
        # "Two in 100 people" mixes words and figures; "one in 24 hours" is no share.
        people = behind < len(self.tokens) and self.folded[behind] in self.lexicon.people
        if whole.words != number.words and not count and not people:
            return None
        return Ratio(number.start, whole.end, number.value, whole.value), behind

    def _unit_and_half(self, at: int) -> tuple[Value, int] | None:
        """ "hora y media", "ساعة ونصف": one of a unit and a half, without its one."""
        unit = self.unit(at)
        if unit is None or not self._half_more(unit[1], unit[0]):
            return None
        token = self.tokens[at]
        one = Number(Fraction(1), token.text, token.start, token.end, words=True)
        return self._finish(at, one, one, unit[0], unit, "")

    def _dual_share(self, at: int) -> tuple[Value, int] | None:
        """ "طفلان من كل خمسة": Arabic counts one and two by the noun alone."""
        if tuple(self.folded[at + 1 : at + 3]) != ("من", "كل") or self.lexicon.every != {"كل"}:
            return None
        whole, behind = self.number(at + 3)
        if whole is None or self.unit(behind):
            return None
        part = Fraction(2 if self.folded[at].endswith(("ان", "ين")) else 1)
        return Ratio(self.tokens[at].start, whole.end, part, whole.value), behind

    def _slashed(self, at: int) -> tuple[Value | None, int]:
        number, following = self.number(at)
        if number:
            told = self._quantity(at, number, following)
            if told:
                return told
        token = self.tokens[at]
        part, whole = (Fraction(each) for each in token.folded.split("/"))
        unit = self.unit(at + 1)
        end = self.tokens[unit[1] - 1].end if unit and unit[0].name == "mmHg" else token.end
        return Ratio(token.start, end, part, whole, slash=True), unit[1] if unit and end != token.end else at + 1

    def _worded(self, at: int) -> tuple[Value | None, int]:
        token, lexicon = self.tokens[at], self.lexicon
        if token.folded not in lexicon.starts:
            return self._dual_share(at) or self._unit_and_half(at) or (None, at + 1)
        if token.folded in lexicon.duals:
            value, unit = lexicon.duals[token.folded]
            number = Number(value, token.text, token.start, token.end, words=True)
            return self._finish(at, number, number, unit, (unit, at + 1), "")
        if token.folded not in lexicon.noun and (token.folded in lexicon.numbers or self._compound(at)[1] > at):
            number_, following = self.number(at)
            told = number_ and (
                self._times(at, number_, number_, following)
                or self._ratio(at, number_, following)
                or self._quantity(at, number_, following)
            )
            if told:
                return told
        month = lexicon.months.get(token.folded)
        if month and (day := self.american_day(at, month)):
            return day
        return self._slashed_gap(at) or self._frequency(at) or self._route(at) or (None, at + 1)

    def _frequency(self, at: int) -> tuple[Value, int] | None:
        token, lexicon = self.tokens[at], self.lexicon
        count = longest_at(self.folded[at : at + LONGEST], lexicon.counts)
        if count and (period := self._period(at + count)):
            times = lexicon.counts[tuple(self.folded[at : at + count])]
            end = self.tokens[period[1] - 1].end
            start, bound = self._bound_before(at)
            return Frequency(start, end, times, times, period[0], period[0], bound=bound), period[1]
        if adverb := self._adverb(at):
            (times, hours), behind = adverb
            return Frequency(token.start, self.tokens[behind - 1].end, times, times, hours, hours), behind
        if token.folded in lexicon.every and (gap := self._gap(at)):
            return gap
        if token.folded in lexicon.shorthand:
            short = lexicon.shorthand[token.folded]
        elif token.text in lexicon.shorthand_exact:
            short = lexicon.shorthand_exact[token.text]
        else:
            return None
        if short is None:
            return Route(token.start, token.end, token.folded, short=True), at + 1
        return Frequency(token.start, token.end, short[0], short[0], short[1], short[1], short=True), at + 1

    def _coded(self, at: int) -> tuple[Value | None, int]:
        """ "q6h", "x2", "2x": a frequency of professionals; anything else is a name with digits in it."""
        token = self.tokens[at]
        hourly = re.fullmatch(r"q(\d{1,2})(?:h|hr|hrs|°)?", token.folded)
        if hourly and int(hourly[1]):
            hours = Fraction(int(hourly[1]))
            one = Fraction(1)
            return Frequency(token.start, token.end, one, one, hours, hours, every=True, short=True), at + 1
        crossed = re.fullmatch(r"x(\d{1,2})(?:d|/7|/52)?", token.folded)
        if crossed and at and self.folded[at - 1] in {*_DAILY, "a", "day", "mg", "ml", "tablets", "tablet"}:
            times = Fraction(int(crossed[1]))
            return Frequency(token.start, token.end, times, times, DAY, DAY, short=True), at + 1
        return None, at + 1

    def _scheme(self, at: int, number: Number, following: int) -> tuple[Value, int] | None:
        """ "1-0-1": tablets in the morning, at noon and in the evening, as doctors write it."""
        ahead = self.tokens[following : following + 4]
        if len(ahead) < 4 or [t.folded for t in ahead[::2]] != ["-", "-"] or not all(t.glued for t in ahead):
            return None
        parts = [number.value, *(t.value for t in ahead[1::2])]
        if any(part is None or part > 4 or part != int(part) for part in parts):
            return None
        total = sum((part for part in parts if part is not None), Fraction(0))
        return Frequency(number.start, ahead[3].end, total, total, DAY, DAY, short=True), following + 4

    def _slashed_gap(self, at: int) -> tuple[Value, int] | None:
        """ "c/8 h": Spanish for every 8 hours, as doctors write it."""
        if self.folded[at : at + 2] != ["c", "/"]:
            return None
        number, behind = self.number(at + 2)
        unit = self.unit(behind) if number else None
        if number is None or unit is None or unit[0].kind != "time" or number.value <= 0:
            return None
        hours, one = number.value * unit[0].factor, Fraction(1)
        end = self.tokens[unit[1] - 1].end
        return Frequency(self.tokens[at].start, end, one, one, hours, hours, every=True, short=True), unit[1]

    def _gap(self, at: int) -> tuple[Value, int] | None:
        """ "every 4 to 6 hours", "cada 8 horas"."""
        # French writes "toutes les 6 heures".
        ahead = at + 1 + (self.folded[at + 1 : at + 2] == ["les"])
        number, following = self.number(ahead)
        if number is None:
            return None
        high, behind = number, following
        joined = self.joined(following)
        if joined and joined[3]:
            high, behind = joined[1], joined[2]
        unit = self.unit(behind)
        if unit is None or unit[0].kind != "time":
            return None
        end = self.tokens[unit[1] - 1].end
        least, most = number.value * unit[0].factor, high.value * unit[0].factor
        one = Fraction(1)
        if least <= 0 or most < least:
            least = most = max(most, one)
        return Frequency(self.tokens[at].start, end, one, one, least, most, every=True), unit[1]

    def _route(self, at: int) -> tuple[Value, int] | None:
        count = longest_at(self.folded[at : at + LONGEST], self.lexicon.routes)
        if not count:
            return None
        name = self.lexicon.routes[tuple(self.folded[at : at + count])]
        return Route(self.tokens[at].start, self.tokens[at + count - 1].end, name), at + count
