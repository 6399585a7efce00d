"""Sentences with their values come in; limits that cannot all hold go out in pairs: ends of a time, most and least."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from pipeline.article.rules.contradictions.topics import LIGHT, Pair, Said
from pipeline.article.rules.directives import flat
from pipeline.article.rules.statements import Part
from pipeline.language.amounts import Bound


def thresholds_that_differ(said: Sequence[Said]) -> Iterator[Pair]:
    """Each pair of limits of which one must be wrong."""
    yield from _complements(said)
    yield from _turned(said)
    yield from _bands(said)
    yield from _rates(said)


_WITHIN = re.compile(
    r"\b(?:within|less than|fewer than|under|in the first|up to|menos de|dentro de|"
    r"en las primeras)\b"
)
_BEYOND = re.compile(r"\b(?:more than|over|longer than|later than|mas de|despues de)\b")
_IF = re.compile(r"(?:if|when|si|cuando)\b")


def _complements(said: Sequence[Said]) -> Iterator[Pair]:
    """ "If you remember within 2 days … If more than 4 days have passed": two ends of one time that do not meet."""
    for first, second in itertools.pairwise(said):
        one, other = flat(first.sentence.text), flat(second.sentence.text)
        near = first.statement is second.statement or first.statement.group == second.statement.group != 0
        if not near or not _IF.match(one) or not _IF.match(other):
            continue
        if not (_WITHIN.search(one) and _BEYOND.search(other)) and not (_BEYOND.search(one) and _WITHIN.search(other)):
            continue
        here = [value for value in second.values if value[0] == "time"]
        there = [value for value in first.values if value[0] == "time"]
        if len(here) == len(there) == 1 and here[0][1:3] != there[0][1:3]:
            yield Pair(second.statement, here[0][3], there[0][3], first.sentence.text)


def _turned(said: Sequence[Said]) -> Iterator[Pair]:
    """The same amount as the least here and as the most there: "at least 15 hours a day", "at most 15 hours a day"."""
    known: dict[tuple[str, object, object], list[tuple[Said, Bound, str]]] = {}
    for each in said:
        for kind, low, high, shown, bound in each.values:
            if bound not in {Bound.AT_LEAST, Bound.AT_MOST} or kind == "sugar":
                continue
            alike = known.setdefault((kind, low, high), [])
            for other, earlier, there in alike:
                shared = (each.about & other.about) - LIGHT
                retold = each.statement.retells or other.statement.retells
                if earlier is not bound and (len(shared) >= 2 or retold):
                    yield Pair(each.statement, shown, there, other.sentence.text)
                    break
            alike.append((each, bound, shown))


_AIM = re.compile(r"\b(?:between|target|aim|normal|need|should be|ideal|entre|objetivo|normal)\b")
_HIGH = re.compile(r"\b(?:too high|high|demasiado alt\w|alt\w)\b")
_LOW = re.compile(r"\b(?:too low|low|demasiado baj\w|baj\w)\b")


def _bands(said: Sequence[Said]) -> Iterator[Pair]:
    """ "A level between 0.6 and 0.8" beside "above 0.5 is too high"."""
    aims = [
        (each, value)
        for each in said
        if _AIM.search(flat(each.sentence.text))
        for value in each.values
        if value[1] < value[2] and value[0] != "time"
    ]
    for each in said:
        text = flat(each.sentence.text)
        for kind, low, high, shown, bound in each.values:
            for aim, (aimed, least, most, there, _) in aims:
                wrong = (bound is Bound.OVER and _HIGH.search(text) and high < most) or (
                    bound is Bound.UNDER and _LOW.search(text) and low > least
                )
                if kind == aimed and wrong and each.sentence is not aim.sentence:
                    yield Pair(each.statement, shown, there, aim.sentence.text)
                    break


_VARIED = re.compile(
    r"\b(?:if|when you|while|walk\w*|exercis\w*|sleep\w*|night|at first|then|or|up to|unless|spare|lasts?|more|"
    r"less|si|cuando|"
    r"mientras|dormir|andar|noche|hasta|primero)\b"
)


def _rates(said: Sequence[Said]) -> Iterator[Pair]:
    """A flow that is set to one value here and to another there: "2 litres a minute", "4 litres a minute"."""
    first: dict[str, tuple[Said, tuple[object, object], str]] = {}
    for each in said:
        if each.statement.part is Part.CELL or _VARIED.search(flat(each.sentence.text)):
            continue
        for kind, low, high, shown, _ in each.values:
            if kind not in {"volume/minute", "volume/hour", "mass/hour", "volume/min", "volume/minuto", "volume/hora"}:
                continue
            known = first.setdefault(kind, (each, (low, high), shown))
            if known[1] != (low, high):
                yield Pair(each.statement, shown, known[2], known[0].sentence.text)
