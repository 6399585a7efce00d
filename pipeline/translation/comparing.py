"""Two texts that say the same in two languages come in; what the second says otherwise goes out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from itertools import combinations
from typing import Any

from pipeline.facts.medicines import is_told, medicines_by_stem
from pipeline.language.amounts import Bound
from pipeline.language.lexicon import lexicon_of
from pipeline.language.sentences import split_sentences
from pipeline.tags import primary_of
from pipeline.translation.concepts import Named, has_rules, knows, named, senses_that, turns_that
from pipeline.translation.drift import Difference, Drift, sentence_pairs, start_of
from pipeline.translation.negating import TIMING, negations
from pipeline.translation.sayings import Atom, Limited, Said, said_in
from pipeline.translation.units import Branch, Unit


def differences(one: Unit, other: Unit) -> Iterator[Difference]:
    """Everything that must be equal in a unit of the original and its twin, and is not."""
    said, told = said_in(one.text, one.lang), said_in(other.text, other.lang)
    if not lexicon_of(primary_of(other.lang)).numbers:
        # Nobody knows how such a language writes "three".
        said = replace(said, atoms=tuple(atom for atom in said.atoms if any(map(str.isdigit, atom.shown))))
    yield from _atoms(said, told, (_parts_of_day(one), _parts_of_day(other)))
    limits = list(_limits(said, told, one, other))
    yield from limits
    rates = list(_rates(said, told))
    yield from rates
    yield from _letters(one, other)
    yield from negations(one, other)
    # A limit and a way into the body tell their senses better.
    routed = any(each.drift is Drift.ROUTE for each in rates)
    for difference in _senses(one, other):
        if not ((limits and difference.original in _LIMITING) or (routed and difference.drift is Drift.SENSE)):
            yield difference


_LIMITING = frozenset({"at most", "at least"})
"""Senses that a limit with its number tells better."""


_LETTER = re.compile(r"(?<![\w.°º'’-])(?<!\d )[B-DF-HJ-NP-TV-XZ](?![\w.'’-])")
"""A letter that names something: "building B", "vitamin D"; vowels are words in some languages."""


def _letters(one: Unit, other: Unit) -> Iterator[Difference]:
    said, told = (sorted({*_LETTER.findall(unit.text)}) for unit in (one, other))
    if said and told and said != told:
        yield Difference(Drift.NUMBER, ", ".join(said), ", ".join(told))


def likeness(one: Branch, other: Branch) -> float:
    """How much two branches have in common that no translation changes, less what only one has."""
    a, b = _signature(one), _signature(other)
    shared = len(a & b)
    return 1.5 * shared - 0.5 * (len(a | b) - shared)


@lru_cache(maxsize=8192)
def _signature(branch: Branch) -> frozenset[tuple[str, object]]:
    found: set[tuple[str, object]] = set()
    for unit in branch.units():
        said, names = said_in(unit.text, unit.lang), named(unit.text, unit.lang)
        found |= {(atom.kind, atom.value) for atom in said.atoms if not atom.soft and not atom.loose}
        found |= {("cite", key) for key in unit.cites} | {("value", name) for name in unit.values}
        found |= {("thing", name) for name in names.things} | {("medicine", name) for name in names.medicines}
        found |= {("turn", turn) for turn in names.turns}
    return frozenset(found)


# Numbers


_DRIFTS = {"phone": Drift.PHONE, "day": Drift.DAY, "time of day": Drift.DAY, "address": Drift.ADDRESS}


def _parts_of_day(unit: Unit) -> int:
    return len(_senses_of(named(unit.text, unit.lang), "morning or noon or evening or daytime"))


def _atoms(said: Said, told: Said, shared: tuple[int, int]) -> Iterator[Difference]:
    # "The second floor" is "الطابق الثاني" before it is "2 ظهرًا".
    left, right = _matched(list(said.atoms), list(told.atoms), lambda a, b: a.loose == b.loose and _equal(a, b))
    left, right = _matched(left, right, _equal)
    left, right = _matched(left, right, _near)
    left, right = _shared(left, right)
    right, left = _shared(right, left)
    if not (said.periods and told.periods) or said.periods == told.periods:
        yield from _unlike(left, right)
    if not any(atom.kind in _TIMES and not _is_day(atom) for atom in said.atoms):
        yield from (Difference(Drift.NUMBER, "", atom.shown) for atom in right if _is_bare_time(atom))
    loose = (left, right)
    left, right = [atom for atom in left if _tells(atom)], [atom for atom in right if _tells(atom)]
    # "twice a day" is "in the morning and in the evening" as well.
    left = [atom for atom in left if not (atom.kind == "times" and atom.value in {told.daily, shared[1]})]
    right = [atom for atom in right if not (atom.kind == "times" and atom.value in {said.daily, shared[0]})]
    if shared[1] > 1:
        # "3 in the morning and 3 in the evening" is "3 each morning and evening".
        left = [atom for atom in left if not any(_equal(atom, each) or _near(atom, each) for each in told.atoms)]
    if not (left or right):
        # "Twice" and "trzy razy", "half a tube" and "two tubes": words that may be numbers, of which none is the other.
        words = [[atom for atom in side if atom.loose and _counts(atom)] for side in loose]
        if len(words[0]) == len(words[1]) == 1 and words[0][0].number != words[1][0].number:
            yield Difference(Drift.NUMBER, words[0][0].shown, words[1][0].shown)
    for one, other in _by_kind(left, right):
        if one is None and other is not None:
            if not other.loose:
                yield Difference(_DRIFTS.get(other.kind, Drift.NUMBER), "", other.shown)
        elif other is None and one is not None:
            if not one.loose:
                yield Difference(_DRIFTS.get(one.kind, Drift.NUMBER), one.shown, "")
        elif one is not None and other is not None:
            yield Difference(_DRIFTS.get(one.kind, Drift.NUMBER), one.shown, other.shown)


def _counts(atom: Atom) -> bool:
    return atom.number is not None and (atom.number >= 2 or 0 < atom.number < 1)


def _shared(left: list[Atom], right: list[Atom]) -> tuple[list[Atom], list[Atom]]:
    """What is left without shares that the other side tells by two numbers: "9 in 10", "of 10, 9"."""
    for share in [atom for atom in left if atom.kind == "share"]:
        part, whole = share.value
        both = [
            next((each for each in right if each.number == number and each.kind != "share"), None)
            for number in (part, whole)
        ]
        # "One child in 150" is "a child in 150" as well.
        if both[1] is not None and (both[0] is not None or part == 1):
            left = [atom for atom in left if atom is not share]
            right = [atom for atom in right if atom not in both]
    return left, right


def _unlike(left: list[Atom], right: list[Atom]) -> Iterator[Difference]:
    """What needs no number, and has another: "a year" and "a month", "half" and "a quarter"."""
    for one in (atom for atom in left if not _tells(atom)):
        for other in (atom for atom in right if not _tells(atom)):
            times = one.kind == other.kind == "time"
            shares = one.loose and other.loose and 0 < (one.number or 0) < 1 and 0 < (other.number or 0) < 1
            # A day is said of anything: "the same day".
            times = times and not any(map(_is_day, (one, other)))
            if (times or shares) and one.value != other.value:
                yield Difference(Drift.NUMBER, one.shown, other.shown)
                return


_TIMES = frozenset({"time", "times", "per", "time of day", "day"})


def _is_day(atom: Atom) -> bool:
    return atom.kind == "time" and atom.number is None and atom.value == 24


def _is_bare_time(atom: Atom) -> bool:
    """Whether an atom is a time of another length than a day, told without a figure: "after a week"."""
    return atom.kind == "time" and atom.soft and atom.value not in {1, 24}


def _matched(left: list[Atom], right: list[Atom], same: object) -> tuple[list[Atom], list[Atom]]:
    assert callable(same)  # noqa: S101
    rest, waiting = [], list(right)
    for atom in left:
        other = next((each for each in waiting if same(atom, each)), None)
        if other is None:
            rest.append(atom)
        else:
            waiting.remove(other)
    return rest, waiting


def _equal(one: Atom, other: Atom) -> bool:
    if one.kind == other.kind == "day":
        return bool(one.value & other.value) or {(d, m) for d, m, y in one.value if not y} == {
            (d, m) for d, m, y in other.value
        }
    if one.kind == other.kind == "time" and min(one.value, other.value) > _MONTH:
        return bool(abs(one.value - other.value) * 50 < other.value)
    return one.kind == other.kind and one.value == other.value


_MONTH = 24 * 27
"""Hours from which on a time is as good as another that differs by one in fifty: "a year" and "12 months" (house)."""


def _tells(atom: Atom) -> bool:
    """Whether an atom has to be told: "a", "one" and "a third" are words first, and numbers if need be."""
    return not atom.soft and not (atom.loose and (atom.number is None or atom.number < 2))


def _near(one: Atom, other: Atom) -> bool:
    """The same number, where one language told no unit: "3 puntos", "3 Stiche", "call 999"."""
    if one.kind != other.kind and "time of day" in {one.kind, other.kind}:
        clock, number = (one, other) if one.kind == "time of day" else (other, one)
        hour, minute = clock.value
        if number.half and number.half != ("late" if hour >= _NOON else "early"):
            return False
        # "5 de la tarde": half the clock, and the part of the day in words.
        return number.number in {each + Fraction(minute, 100) for each in (hour, hour % 12)}
    if one.number is None or other.number is None or one.number != other.number:
        return False
    measured = {one.kind, other.kind} & _MEASURED
    if measured and (one.number == 1 or "times" in {one.kind, other.kind}):
        # "1 g" is neither "once" nor "a".
        return "number" in {one.kind, other.kind} and not (one.loose or other.loose)
    # "One woman in three" is "a third of the women".
    if "share" in {one.kind, other.kind}:
        return one.loose or other.loose
    kinds = {one.kind, other.kind}
    return "number" in kinds or "times" in kinds or (one.loose or other.loose)


_NOON = 12
_MEASURED = frozenset({"mass", "volume", "percent", "temperature", "length", "pressure", "activity", "amount"})


def _by_kind(left: list[Atom], right: list[Atom]) -> Iterator[tuple[Atom | None, Atom | None]]:
    """What is left over, side by side where it is of one kind, then in order."""
    waiting = list(right)
    alone: list[Atom] = []
    for atom in left:
        other = next((each for each in waiting if each.kind == atom.kind), None)
        if other is None:
            alone.append(atom)
        else:
            waiting.remove(other)
            yield atom, other
    for at in range(max(len(alone), len(waiting))):
        yield alone[at] if at < len(alone) else None, waiting[at] if at < len(waiting) else None


# Bounds, rates, routes


_UPPER = frozenset({Bound.AT_MOST, Bound.UNDER})


def _limits(said: Said, told: Said, one: Unit, other: Unit) -> Iterator[Difference]:
    """A limit that became its opposite: "at least 4" and "höchstens 4"."""
    for limit in said.limits:
        same = [each for each in told.limits if each.number == limit.number]
        sides = _sides(limit, _flips(one, limit))
        if same and not any(sides & _sides(each, _flips(other, each)) for each in same):
            yield Difference(Drift.LIMIT, limit.shown, same[0].shown)


def _flips(unit: Unit, limit: Limited) -> bool:
    """Whether the sentence of a limit has a "not"."""
    sentences = (each.text for each in split_sentences(unit.text, unit.lang))
    names = named(next((text for text in sentences if limit.shown in text), unit.text), unit.lang)
    return names.strong + names.refuses + names.avoids > 0 or names.weak


def _sides(limit: Limited, flips: bool) -> set[bool]:
    """Whether a limit is one from above (True) or below; both where a "not" may turn it unseen by the grammar."""
    upper = limit.bound in _UPPER
    # "no … más de 8" is "at most 8", too far apart for the grammar.
    return {True, False} if flips and limit.bound in {Bound.OVER, Bound.UNDER} else {upper}


def _rates(said: Said, told: Said) -> Iterator[Difference]:
    if said.periods and told.periods and said.periods != told.periods:
        yield Difference(Drift.RATE, _hours(said), _hours(told))
    if said.routes and told.routes and said.routes != told.routes:
        yield Difference(Drift.ROUTE, ", ".join(sorted(said.routes)), ", ".join(sorted(told.routes)))


def _hours(said: Said) -> str:
    names = {1: "an hour", 24: "a day", 168: "a week", 730: "a month", 8766: "a year"}
    return ", ".join(names.get(int(period), f"in {period} hours") for period in sorted(said.periods))


# Senses


def _senses(one: Unit, other: Unit) -> Iterator[Difference]:
    found = False
    tongue = primary_of(other.lang)
    for a_text, b_text in sentence_pairs(one, other):
        a, b = named(a_text, one.lang), named(b_text, other.lang)
        for turn in dict.fromkeys(name for name, _ in sorted(a.turns)):
            if knows(turn, tongue) and (drift := _turn(turn, a, b)):
                yield drift
        for turn, senses in senses_that("new").items():
            known = a if turn == _SOFTENED else named(one.text, one.lang)
            if senses & (_senses_of(b, turn).keys() - _senses_of(known, turn).keys()):
                yield Difference(Drift.SENSE, "", start_of(b_text))
        if drift := _exchanged(a, b, said_in(a_text, one.lang), said_in(b_text, other.lang)):
            yield drift
        lost, gained = sorted(a.medicines - b.medicines), sorted(b.medicines - a.medicines)
        if lost and gained:
            yield Difference(Drift.MEDICINE, ", ".join(lost), ", ".join(gained))
        found |= bool(lost and gained)
        if a.weekdays and b.weekdays and a.weekdays != b.weekdays:
            yield Difference(Drift.WEEKDAY, start_of(a_text), start_of(b_text))

    if not found and has_rules(primary_of(one.lang)) and has_rules(primary_of(other.lang)):
        names = named(one.text, one.lang).medicines
        names |= medicines_by_stem(one.text) if primary_of(one.lang) == "en" else frozenset()
        lost = sorted(name for name in names if not _has(name, other))
        if lost:
            yield Difference(Drift.MEDICINE, ", ".join(lost), "")


def _turn(turn: str, a: Named, b: Named) -> Difference | None:
    """The sense of a turn that became another one, or that is told no more."""
    first, second = _senses_of(a, turn), _senses_of(b, turn)
    # "Keep it dry" is "do not wet it", and "must not" is no "must".
    if (turn in turns_that("turns") and a.strong != b.strong) or (turn in turns_that("modal") and a.strong + b.strong):
        return None
    # "B only after A" is "first A, then B".
    if turn == TIMING and (a.sequence or b.sequence):
        return None
    less = [sense for sense in first if first[sense] > second.get(sense, 0)]
    gone = [sense for sense in less if sense not in second]
    instead = [sense for sense in second if sense not in first]
    more = [sense for sense in second if second[sense] > first.get(sense, 0)]
    turned = len(first) == len(second) == 2 and bool(less and more) and sum(first.values()) == sum(second.values())
    if less and (instead or turned or (gone and more)):
        return Difference(Drift.SENSE, ", ".join(less), ", ".join(instead or more))
    if turn == _ONLY and "only" in gone and a.short:
        return Difference(Drift.SENSE, "only", "")
    listed = senses_that("listed").get(turn, frozenset()) if second else frozenset()
    if {*gone} & (listed | senses_that("told").get(turn, frozenset())):
        return Difference(Drift.SENSE, ", ".join(gone), "")
    return None


_SOFTENED = "softened"
_ONLY = "only or also or at least"


def _exchanged(a: Named, b: Named, said: Said, told: Said) -> Difference | None:
    """Two senses that changed places while something beside them kept its own: "the side, not the middle"."""
    turns = sorted({turn for turn, _ in a.row} & {turn for turn, _ in b.row} - {"not"})
    numbers = _numbers(said, told)
    turned: list[tuple[str, tuple[str, str]]] = []
    kept = (len(numbers[0]) > 1 and numbers[0] == numbers[1]) or (a.sequence and b.sequence)
    for turn in turns:
        first, second = _places(a, turn), _places(b, turn)
        single = [sense for sense in first if first.count(sense) == 1 == second.count(sense)]
        for pair in combinations(single, 2):
            if second.index(pair[0]) > second.index(pair[1]):
                turned.append((turn, pair))
            else:
                kept = kept or (len(single) == 2 and turn != "thing")
    for turn, pair in turned:
        if (kept and turn != "thing") or _pivots(a, turn, pair) & _pivots(b, turn, pair):
            return Difference(Drift.SENSE, ", ".join(pair), ", ".join(pair[::-1]))
    for turn, sense, denied in sorted(_denials(a) - _denials(b)):
        if (turn, denied, sense) in _denials(b) - _denials(a):
            return Difference(Drift.SENSE, f"{sense}, {denied}", f"{denied}, {sense}")
    # What tells its own unit is no exchange: "0.25 %, one drop", "one drop, 0.25 %".
    for kind in dict.fromkeys(kind for kind, _ in numbers[0]) if kept else ():
        rows = [[each for each in row if each[0] == kind] for row in numbers]
        if len(rows[0]) > 1 and rows[0] == rows[1][::-1]:
            original, twin = (", ".join(_written(said, each) for each in row) for row in rows)
            return Difference(Drift.NUMBER, original, twin)
    return None


def _numbers(said: Said, told: Said) -> tuple[list[tuple[str, Any]], list[tuple[str, Any]]]:
    """The numbers that both tell once, each side in its order, by kind and value."""
    first, second = ([(each.kind, each.value) for each in one.atoms if not each.loose] for one in (said, told))
    both = [each for each in first if first.count(each) == 1 == second.count(each)]
    return both, [each for each in second if each in both]


def _written(said: Said, number: tuple[str, Any]) -> str:
    return next(each.shown for each in said.atoms if (each.kind, each.value) == number)


def _places(names: Named, turn: str) -> list[str]:
    return [sense for name, sense in names.row if name == turn]


def _pivots(names: Named, turn: str, pair: tuple[str, str]) -> frozenset[tuple[str, str]]:
    """What of "more" and "less" stands between two senses of a turn."""
    at = sorted(names.row.index((turn, sense)) for sense in pair)
    between = names.row[at[0] + 1 : at[1]]
    return frozenset(each for each in between if each[0] == "more or less" and names.row.count(each) == 1)


def _denials(names: Named) -> frozenset[tuple[str, str, str]]:
    """Which sense of a turn stands before a "not" and which behind it: "from the throat, not from the ear"."""
    found = set()
    for at in (at for at, (name, _) in enumerate(names.row) if name == "not"):
        for turn in {name for name, _ in names.row[:at]}:
            before = next(sense for name, sense in reversed(names.row[:at]) if name == turn)
            behind = next((sense for name, sense in names.row[at + 1 :] if name == turn), before)
            if behind != before:
                found.add((turn, before, behind))
    return frozenset(found)


def _has(name: str, unit: Unit) -> bool:
    return name in named(unit.text, unit.lang).medicines or is_told(name, unit.text)


def _senses_of(names: Named, turn: str) -> Mapping[str, int]:
    return {sense: times for (name, sense), times in sorted(names.turns.items()) if name == turn}
