"""Two texts that say the same in two languages come in; the sentences that only one of them negates go out."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.language.amounts import Bound
from pipeline.tags import primary_of
from pipeline.translation.concepts import Named, has_rules, named
from pipeline.translation.drift import Difference, Drift, sentence_pairs, start_of
from pipeline.translation.sayings import Said, said_in
from pipeline.translation.units import Unit

TIMING = "before or after"


def negations(one: Unit, other: Unit) -> Iterator[Difference]:
    if not (has_rules(primary_of(one.lang)) and has_rules(primary_of(other.lang))):
        return
    pairs = sentence_pairs(one, other)
    for a, b in pairs:
        if b and a:
            yield from _turned(a, one.lang, b, other.lang)


def _turned(one: str, lang: str, other: str, tongue: str) -> Iterator[Difference]:
    a, b = named(one, lang), named(other, tongue)
    said, told = said_in(one, lang), said_in(other, tongue)
    # "Not more than 8" is "at most 8", and "do not stop" is "keep on": the one has a "not" and the other none.
    lost = a.strong + a.avoids > (
        b.strong
        + max(b.avoids, b.refuses)
        + max(0, b.soft - a.soft)
        + max(_limited(told, said), min(a.opens, b.closes))
        + (a.stops and b.keeps)
        + (max(0, b.either - a.either) if b.strong else 0)
        + (a.waiting and b.waited)
        + (a.doubled and _says_before(b))
        + (a.excepts and b.only)
    )  # fmt: skip
    gained = b.strong > (
        a.strong + max(a.avoids, a.refuses) + max(0, a.soft - b.soft)
        + max(_limited(said, told), min(a.closes, b.opens)) + (b.stops and (a.keeps or not _stops(a)))
        + (b.excepts and a.only) + (b.waiting and (a.waited or a.until)) + (b.doubled and _says_before(a))
        + (max(a.either - b.either, b.again, 0) if a.strong and a.either else 0)
    )  # fmt: skip
    if lost or gained or _denied(a, b) or _denied(b, a) or _without(a, b):
        yield Difference(Drift.NEGATION, start_of(one), start_of(other))


def _says_before(names: Named) -> bool:
    return (TIMING, "before") in names.turns


def _stops(names: Named) -> bool:
    """Whether a text has any word for an end, so that a "do not stop" may be its opposite."""
    return any(sense in {"stop", "stop taking"} for _, sense in names.turns)


def _limited(one: Said, other: Said) -> int:
    """How many limits of the first close a number that the second limits too, with a "not" where the first has none."""
    numbers = {limit.number for limit in other.limits if limit.negated or limit.bound in {Bound.OVER, Bound.UNDER}}
    return sum(limit.number in numbers and limit.bound in {Bound.AT_MOST, Bound.AT_LEAST} for limit in one.limits)


def _denied(one: Named, other: Named) -> bool:
    """Whether the second says of something that it is not so, and the first has no word that could say it."""
    return other.weak and not (one.strong or one.soft or one.denies or one.weak) and other.strong == 0


def _without(one: Named, other: Named) -> bool:
    """Whether the first says "without", and the second has nothing at all that could."""
    no = other.strong + other.soft + other.avoids + other.refuses
    told = ("with or without", "without") in one.turns and not one.doubled
    return told and not (no or other.denies or other.excepts or other.weak)
