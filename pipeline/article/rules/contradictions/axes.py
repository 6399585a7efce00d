"""An article comes in; sentences that tell two values of what has but one go out in pairs: asleep here, awake there."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from pipeline.article.model import Article
from pipeline.article.rules.contradictions.opposites import Clash
from pipeline.article.rules.directives import flat, forbidden_by, stems_of
from pipeline.article.rules.statements import Part, Statement, statements
from pipeline.tags import primary_of


@dataclass(frozen=True, slots=True)
class Axis:
    """What is one way or another: the words that tell each value. `whole`: it holds for the whole article."""

    name: str
    values: Mapping[str, re.Pattern[str]]
    whole: bool
    shared: int
    unless: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class _Told:
    value: str
    words: frozenset[str]
    statement: Statement
    sentence: str
    text: str


@cache
def _axes(lang: str) -> tuple[Axis, ...]:
    table = tomllib.loads((resources.files(__package__) / "axes.toml").read_text(encoding="utf-8"))
    return tuple(
        Axis(
            each["name"],
            {value: re.compile(pattern) for value, pattern in each["values"].items()},
            each.get("whole", False),
            each.get("shared", 0),
            re.compile(each["unless"]) if each.get("unless") else None,
        )
        for each in table.get(lang, ())
    )


def axes_that_clash(article: Article) -> Iterator[Clash]:
    """Each pair of sentences that tell two values of one axis."""
    lang = primary_of(article.lang)
    axes = _axes(lang)
    if not axes:
        return
    told = [
        (_own(statement, sentence.text, lang), sentence.text, statement)
        for statement in statements(article)
        if not statement.reported and statement.part not in _UNTOLD
        for sentence in statement.sentences
        if not sentence.text.rstrip().endswith("?")
    ]
    for axis in axes:
        yield from _clashes(axis, told, lang)


@lru_cache(maxsize=8192)
def _values_in(own: str, lang: str) -> Mapping[str, Mapping[str, re.Match[str]]]:
    """The values that a sentence tells, by axis; kept, since an edit leaves most sentences as they were."""
    found: dict[str, dict[str, re.Match[str]]] = {}
    for axis in _axes(lang):
        for value, pattern in axis.values.items():
            if match := pattern.search(own):
                found.setdefault(axis.name, {})[value] = match
    return found


_UNTOLD = frozenset({Part.TITLE, Part.HEADING, Part.CELL, Part.CAPTION})


def _own(statement: Statement, sentence: str, lang: str) -> str:
    """A sentence folded, with a "not" before it where it stands under one."""
    return f"{'not: ' if forbidden_by(statement, lang) else ''}{flat(sentence)}"


def _above(statement: Statement) -> str:
    """The heading that a step stands under, as far as it tells in which case the step is taken."""
    if statement.part is not Part.ITEM or not statement.headings:
        return ""
    return f"{statement.headings[-1]}: "


def _clashes(axis: Axis, told: list[tuple[str, str, Statement]], lang: str) -> Iterator[Clash]:
    found: list[_Told] = []
    for own, sentence, statement in told:
        matches = _values_in(own, lang).get(axis.name)
        if matches is None or len(matches) != 1:
            continue
        value, match = next(iter(matches.items()))
        # What stands in the words found is part of the value ("do not freeze"); what stands beside them narrows it.
        beside = own[: match.start()] + " " + own[match.end() :]
        if (axis.unless and axis.unless.search(beside)) or _DENIED.search(own[: match.start()]):
            continue
        words = stems_of(f"{_above(statement)}{sentence}") - _LIGHT
        found.append(_Told(value, words, statement, sentence, own))
    for index, each in enumerate(found):
        for earlier in found[:index]:
            alike = axis.whole or len(each.words & earlier.words) >= axis.shared
            if each.value != earlier.value and alike and each.sentence != earlier.sentence:
                yield Clash(each.statement, each.sentence, earlier.sentence)
                break


_DENIED = re.compile(r"\b(?:not|never|no|nunca)\W*$|n't\W*$")
_LIGHT = stems_of("take use give get put make keep do day days time times once tome use dia vez")
