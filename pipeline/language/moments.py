"""The tokens of a text come in; the days that it names and the numbers that it tells to call go out."""

from __future__ import annotations

from datetime import date

from pipeline.language.amounts import Moment, Number, Phone, Value
from pipeline.language.numbers import NumberReader
from pipeline.language.numerals import Sort, Token


class MomentReader(NumberReader):
    """Reads days and short phone numbers of one text; each answer comes with the index of the token behind it."""

    def named_day(self, at: int, number: Number, following: int) -> tuple[Value, int] | None:
        """ "5 March 2026", "5 de marzo de 2026", "5. März 2026"."""
        months, joins = self.lexicon.months, self.lexicon.joins["of"]
        ahead = following + (following < len(self.tokens) and self.folded[following] in joins)
        if self.folded[following : following + 1] == ["."] and self.tokens[following].glued:
            ahead += 1  # an ordinal, as German, Czech and others write days
        if self.folded[following : following + 1] == ["er"] and self.tokens[following].glued:
            ahead += 1  # French writes the first of a month as "1er"
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

    def american_day(self, at: int, month: int) -> tuple[Value, int] | None:
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

    def short_phone(self, at: int, following: int) -> tuple[Value, int] | None:
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


def dialled(folded: str) -> str:
    return ("+" if "+" in folded else "") + "".join(c for c in folded if c.isdigit())


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def day_of(token: Token) -> Moment:
    """A day in digits; with two numbers up to 12 that differ, both orders are readings."""
    parts = [int(part) for part in token.folded.replace("/", "-").replace(".", "-").split("-")]
    if len(token.folded.split("-")[0]) == 4 and token.folded.count("-") == 2:
        found = _date(parts[0], parts[1], parts[2])
        return Moment(token.start, token.end, token.text, (found,) if found else (), impossible=found is None)
    year = parts[2] + (2000 if parts[2] < 100 else 0)
    readings = {_date(year, parts[1], parts[0]), _date(year, parts[0], parts[1])} - {None}
    days = tuple(sorted(day for day in readings if day is not None))
    return Moment(token.start, token.end, token.text, days, impossible=not days)
