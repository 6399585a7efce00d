"""Text and its language come in; every quantity, frequency, ratio, day, time, phone and route in it goes out, typed.

One grammar for all who read amounts: safety rules, ledgers of facts, twins of translations, comparisons. English,
Spanish and Arabic words; digits and symbols of units in every language. Linear in the text; nothing is corrected.

    dose     = quantity [route] frequency*
    quantity = [bound] number [join number] unit [per] [within] [after]   ("no more than 1 to 2 tablets in 24 hours")
    number   = digits | fraction | words ("half a", "one and a half") | count strength ("two 500 mg tablets")
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import lru_cache

from pipeline.language.amounts import DAY, Bound, Frequency, Moment, Number, Phone, Quantity, Ratio, Route, Value
from pipeline.language.lexicon import LONGEST, Unit, lexicon_of, longest_at
from pipeline.language.numbers import NumberReader
from pipeline.language.numerals import Sort, Token

__all__ = [
    "DAY", "Bound", "Frequency", "Moment", "Number", "Phone", "Quantity", "Ratio", "Route", "Unit", "Value",
    "read_quantities",
]  # fmt: skip

NEGATION_WORDS = 7
"""How many words before "more than" a "not" may stand and turn it into "at most" (house)."""

_COUNTED = Unit("", "number", Fraction(1))


@lru_cache(maxsize=8192)
def read_quantities(text: str, lang: str) -> tuple[Value, ...]:
    """Every value in `text` in reading order, none overlapping; `lang` is a BCP 47 tag ("en", "es-MX").

    A language without words in quantities.toml has its digits, symbols and signs read, and no words.
    """
    tag = lang.replace("_", "-")
    return tuple(_Reader(text, tag, lexicon_of(tag.split("-", maxsplit=1)[0].lower())).values())


class _Reader(NumberReader):
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
                return _day(token), at + 1
            case Sort.CLOCK:
                return Moment(token.start, token.end, token.text, clock=True), at + 1
            case Sort.PHONE:
                return Phone(token.start, token.end, token.text, _dialled(token.folded)), at + 1
            case Sort.SLASHED:
                return self._slashed(at)
            case Sort.NUMBER | Sort.FRACTION:
                return self._numeric(at)
            case Sort.WORD:
                return self._worded(at)
        return None, at + 1

    # Quantities

    def _numeric(self, at: int) -> tuple[Value | None, int]:
        number, following = self.number(at)
        if number is None:
            return None, at + 1
        moment = self._named_day(at, number, following)
        if moment:
            return moment
        return (
            self._short_phone(at, following)
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
            if unit is None:
                high, join, unit = number, "", first_unit
        else:
            unit = first_unit
        if unit is None:
            return self._counted(at, number, following)
        low_unit = first_unit[0] if first_unit else unit[0]
        return self._finish(at, low, high, low_unit, unit, join)

    def _counted(self, at: int, number: Number, following: int) -> tuple[Value, int] | None:
        """ "two 500 mg tablets", "2 x 500 mg": so many of a strength."""
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
        if rate and rate[0][0] == 1 and self.folded[at] in {"daily", "diario", "diarios", "diarias", "يوميا"}:
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
        end = self.tokens[following - 1].end
        return Quantity(start, end, number, number, None, None, bound=bound, within=within, label=label), following

    # Frequencies, ratios, days, phones, words

    def _times(self, at: int, low: Number, high: Number, following: int) -> tuple[Value, int] | None:
        """ "3 times a day", "3 to 4 times in 24 hours", "2 veces por semana"."""
        if following >= len(self.tokens) or self.folded[following] not in self.lexicon.noun:
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
        words = self.folded[following : following + 3]
        if words[:2] == ["out", "of"] or words[:2] in (["de", "cada"], ["in", "every"], ["من", "كل"]):
            ahead = following + 2
        elif words[:1] in (["in"], ["of"], ["de"]):
            ahead = following + 1
        else:
            return None
        whole, behind = self.number(ahead)
        if whole is None or whole.words != number.words or self.unit(behind) or whole.value < number.value:
            return None
        return Ratio(number.start, whole.end, number.value, whole.value), behind

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

    def _named_day(self, at: int, number: Number, following: int) -> tuple[Value, int] | None:
        """ "5 March 2026", "5 de marzo de 2026"."""
        months, joins = self.lexicon.months, self.lexicon.joins["of"]
        ahead = following + (following < len(self.tokens) and self.folded[following] in joins)
        if ahead >= len(self.tokens) or self.folded[ahead] not in months or number.value > 31:
            return None
        year_at = ahead + 1 + (ahead + 1 < len(self.tokens) and self.folded[ahead + 1] in joins)
        year = self.tokens[year_at].value if year_at < len(self.tokens) else None
        behind = year_at + 1 if year and 1900 <= year <= 2200 else ahead + 1
        day = _date(int(year) if year and behind > year_at else 2000, months[self.folded[ahead]], int(number.value))
        end = self.tokens[behind - 1].end
        text = self.text[number.start : end]
        return Moment(
            number.start, end, text, (day,) if day and behind > year_at else (), impossible=day is None
        ), behind

    def _short_phone(self, at: int, following: int) -> tuple[Value, int] | None:
        """ "call 999", "on 116 123": three to six digits behind a word of calling, no unit behind them."""
        token = self.tokens[at]
        ahead = self.tokens[following] if following < len(self.tokens) else None
        grouped = bool(
            ahead and ahead.sort is Sort.NUMBER and len(token.folded) == len(ahead.folded) == 3 and not ahead.glued
        )
        digits = token.folded + (ahead.folded if grouped and ahead else "")
        behind = following + grouped
        if not digits.isdigit() or not (2 <= len(digits) <= 6) or self.unit(behind):
            return None
        before = self.folded[max(0, at - 6) : at]
        near = set(before[-3:])
        told = grouped and before[-1:] and before[-1] in {"on", "al", "على"}
        called = near & (self.lexicon.calls - {"on", "number", "line", "numero", "linea", "n", "al", "text", "contact"})
        far = before[-1:] and before[-1] in self.lexicon.calls and set(before) & (self.lexicon.calls - {"on", "al"})
        if not (called or far or told) or (behind < len(self.tokens) and self.folded[behind] in self.lexicon.noun):
            return None
        if self.joined(behind) and self.folded[behind] not in {"or", "o", "أو", "او", "y"}:
            return None
        end = self.tokens[behind - 1].end
        return Phone(token.start, end, self.text[token.start : end], digits, short=True), behind

    def _worded(self, at: int) -> tuple[Value | None, int]:
        token, lexicon = self.tokens[at], self.lexicon
        if token.folded not in lexicon.starts:
            return None, at + 1
        if token.folded in lexicon.duals:
            value, unit = lexicon.duals[token.folded]
            number = Number(value, token.text, token.start, token.end, words=True)
            return self._finish(at, number, number, unit, (unit, at + 1), "")
        if token.folded in lexicon.numbers and token.folded not in lexicon.noun:
            number_, following = self.number(at)
            told = number_ and (
                self._times(at, number_, number_, following)
                or self._ratio(at, number_, following)
                or self._quantity(at, number_, following)
            )
            if told:
                return told
        month = lexicon.months.get(token.folded)
        if month and (day := self._american_day(at, month)):
            return day
        return self._frequency(at) or self._route(at) or (None, at + 1)

    def _american_day(self, at: int, month: int) -> tuple[Value, int] | None:
        """ "March 5, 2026"."""
        day = self.tokens[at + 1].value if at + 1 < len(self.tokens) else None
        if not day or day > 31 or day != int(day) or self.tokens[at].text[:1].islower():
            return None
        year_at = at + 2 + (self.folded[at + 2 : at + 3] == [","])
        year = self.tokens[year_at].value if year_at < len(self.tokens) else None
        if not year or not 1900 <= year <= 2200:
            return None
        found = _date(int(year), month, int(day))
        start, end = self.tokens[at].start, self.tokens[year_at].end
        return (
            Moment(start, end, self.text[start:end], (found,) if found else (), impossible=found is None),
            year_at + 1,
        )

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

    def _gap(self, at: int) -> tuple[Value, int] | None:
        """ "every 4 to 6 hours", "cada 8 horas"."""
        number, following = self.number(at + 1)
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


def _dialled(folded: str) -> str:
    return ("+" if "+" in folded else "") + "".join(c for c in folded if c.isdigit())


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day(token: Token) -> Moment:
    """A day in digits; with two numbers up to 12 that differ, both orders are readings."""
    parts = [int(part) for part in token.folded.replace("/", "-").replace(".", "-").split("-")]
    if len(token.folded.split("-")[0]) == 4 and token.folded.count("-") == 2:
        found = _date(parts[0], parts[1], parts[2])
        return Moment(token.start, token.end, token.text, (found,) if found else (), impossible=found is None)
    year = parts[2] + (2000 if parts[2] < 100 else 0)
    readings = {_date(year, parts[1], parts[0]), _date(year, parts[0], parts[1])} - {None}
    days = tuple(sorted(day for day in readings if day is not None))
    return Moment(token.start, token.end, token.text, days, impossible=not days)
