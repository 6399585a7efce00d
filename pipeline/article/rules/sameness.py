"""Rules on a dose that is told here and there: tenfold, in another unit, with tablets that do not add up."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from pipeline.article.model import Article
from pipeline.article.rules.arithmetic import DOSE_DISAGREES, Told, strengths, told_doses
from pipeline.article.rules.ratios import pairs_that_do_not_fit
from pipeline.article.rules.statements import Part, statements
from pipeline.finding import Check, Finding, Severity
from pipeline.language.amounts import Frequency, Quantity


def dose_disagrees(article: Article) -> Iterator[Finding]:
    told = told_doses(article)
    strength = strengths(told)
    yield from _beside(told, strength)
    yield from _retold(article, told)
    yield from _other_unit(told)
    yield from pairs_that_do_not_fit(article, DOSE_DISAGREES)


def _beside(told: list[Told], strength: dict[str, set[Fraction]]) -> Iterator[Finding]:
    """ "6 tablets (1,200 mg)": the mg beside tablets are so many times one tablet."""
    ratios: dict[str, list[tuple[Told, Told, Fraction]]] = defaultdict(list)
    for first, second in itertools.pairwise(told):
        same = first.statement is second.statement and 0 <= second.dose.low.start - first.dose.end <= 3
        if same and {first.dose.kind, second.dose.kind} == {"form", "mass"} and first.dose.low.value > 0:
            tablets, mass = (first, second) if first.dose.kind == "form" else (second, first)
            if tablets.dose.high.value > 0 and tablets.dose.strength is None:
                ratios[tablets.name].append((tablets, mass, mass.dose.base[1] / tablets.dose.high.value))
    for name, pairs in ratios.items():
        known = strength[name] or {ratio for _, _, ratio in pairs[:1]}
        for tablets, mass, ratio in pairs:
            if len(known) == 1 and ratio not in known:
                one = float(next(iter(known)))
                message = f'"{tablets.shown}" of {one:g} mg are not "{mass.shown}"'
                yield DOSE_DISAGREES.finding(mass.statement.place, message, "mend the number of tablets or the mg")


def _retold(article: Article, told: list[Told]) -> Iterator[Finding]:
    """A dose of summary, main message, recap, post or picture that the body does not tell; tenfold ones anywhere."""
    body = [each for each in told if not each.statement.retells or each.statement.part is Part.CAPTION]
    seen: set[tuple[str, int]] = set()
    bare = {
        v.high.value
        for s in statements(article)
        if s.part is Part.CELL
        for v in s.values
        if isinstance(v, Quantity) and v.kind == "number"
    }
    bare |= {Fraction(match[1]) for s in statements(article) for match in _SPRAYED.finditer(s.text)}
    for each in told:
        if each in body or each.role == "other" or (each.shown, each.statement.place.first) in seen:
            continue
        same = [other for other in body if other.name == each.name and _is_alike(each, other)]
        same = [other for other in same if _often(each) and _often(other) == _often(each)] or same
        sums = [
            other for other in body if other.name == each.name and other.role == "beside" and _is_alike(each, other)
        ]
        known = {amount for other in (*same, *sums) for amount in _plain_amounts(other)}
        known |= _together(same)
        wrong = [amount for amount in _plain_amounts(each) if amount not in known]
        if same and wrong and not all(amount in bare for amount in wrong):
            seen.add((each.shown, each.statement.place.first))
            ratio = _powers(wrong[0], known) or _powers(min(known), {wrong[0]})
            word = f", {ratio} times as much or as little as there" if ratio else ""
            message = f'"{each.shown}" in the {each.statement.part.value} is told nowhere in the text{word}'
            severity = Severity.ERROR if ratio else Severity.WARNING
            yield DOSE_DISAGREES.finding(each.statement.place, message, "tell the same dose in both places", severity)
    yield from _tenfold(body)


def _together(told: list[Told]) -> set[Fraction]:
    """What several doses of one statement make together: "a tablet of 50 micrograms and a tablet of 25"."""
    by_statement: dict[int, list[Told]] = defaultdict(list)
    for each in told:
        by_statement[id(each.statement)].append(each)
    sums = (sum((_plain_amounts(each)[-1] for each in some), Fraction(0)) for some in by_statement.values())
    return set(sums)


_SPRAYED = re.compile(r"\b(?:spray|puff|squeeze|press) (\d{1,2}) times\b", re.I)
"""Sprays told as a verb, for whoever tells them as a noun: "spray 2 times", "2 sprays"."""


def _often(each: Told) -> tuple[Fraction, Fraction] | None:
    """How often a day the dose is taken that stands in an order of its own; None for a strength or a maximum."""
    start = each.dose.low.start
    sentence = next((s for s in each.statement.sentences if s.start <= start < s.end), None)
    if each.role != "single" or sentence is None or each.statement.part is Part.CELL:
        return None
    often = [
        v.a_day
        for v in each.statement.values
        if isinstance(v, Frequency) and sentence.start <= v.start < sentence.end and not v.short
    ]
    return often[0] if len(often) == 1 else None


def _tenfold(body: list[Told]) -> Iterator[Finding]:
    """Two doses of one medicine in the text, outside of tables, that differ by a power of ten."""
    known: dict[tuple[str, str, str, Fraction], Told] = {}
    for each in body:
        if each.role not in {"single", "strength"} or each.statement.part is Part.CELL or each.dose.per:
            continue
        if each.dose.is_range:
            continue
        kind = "mass" if each.dose.mass else f"{each.dose.kind} {each.dose.unit.name if each.dose.unit else ''}"
        amount = _plain_amounts(each)[-1]
        for power in (10, 100, 1000):
            found = known.get((each.name, each.role, kind, amount / power)) or known.get(
                (each.name, each.role, kind, amount * power)
            )
            if found and found.statement is not each.statement and amount:
                message = f'"{each.shown}" here and "{found.shown}" above differ by {power} times'
                yield DOSE_DISAGREES.finding(each.statement.place, message, "check both doses", Severity.WARNING)
                break
        known.setdefault((each.name, each.role, kind, amount), each)


def _plain_amounts(each: Told) -> tuple[Fraction, ...]:
    """The amounts of a dose in one kind: mg where its strength is told, else its own base unit."""
    return tuple(dict.fromkeys(each.dose.mass or each.dose.base))


def _is_alike(each: Told, other: Told) -> bool:
    """Whether two doses can be compared: both in mg, or both in the same form or kind."""
    if each.dose.mass and other.dose.mass:
        return True
    if (each.dose.mass is None) != (other.dose.mass is None) or each.dose.kind != other.dose.kind:
        return False
    return each.dose.kind in {"volume", "form", "activity"} and _unit_alike(each, other)


def _unit_alike(each: Told, other: Told) -> bool:
    return each.dose.kind != "form" or (each.dose.unit is not None and each.dose.unit == other.dose.unit)


def _powers(amount: Fraction, known: set[Fraction]) -> int:
    """By which power of ten an amount is more than a known one; 0 for none."""
    return next((power for power in (10, 100, 1000) if amount and amount / power in known), 0)


def _other_unit(told: list[Told]) -> Iterator[Finding]:
    """The same number with another unit for the same medicine: mg here, g or ml there."""
    known: dict[tuple[str, Fraction], list[Told]] = defaultdict(list)
    for each in told:
        if each.dose.kind not in {"mass", "volume", "activity"} or each.role == "other" or each.dose.low.value < 2:
            continue
        part = each.dose.strength or each.dose
        key = (each.name, part.high.value)
        for other in known[key]:
            first = other.dose.strength or other.dose
            if other.statement is each.statement:
                continue
            if part.unit and first.unit and part.unit.name != first.unit.name and (each.name or part.high.value >= 20):
                message = f'"{part.high.written} {part.written}" here, "{first.high.written} {first.written}" above'
                yield DOSE_DISAGREES.finding(each.statement.place, message, "check the unit in both places")
                break
        known[key].append(each)


CHECKS = (Check(DOSE_DISAGREES, dose_disagrees),)
