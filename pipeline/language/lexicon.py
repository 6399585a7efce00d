"""The tables of quantities come in; for one language, its units, numbers, bounds and frequencies by their words go out.

quantities.toml has five languages; a further one is a file of its own, quantities_<language>.toml, with the same parts.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any

from pipeline.language.numerals import fold_word
from pipeline.language.spelling_out import spelled_out

LONGEST = 5
"""How many words the longest entry has."""

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit by its plain name ("mg", "tablet"); `factor` leads to the base unit of its kind, 0 where nothing does."""

    name: str
    kind: str
    factor: Fraction


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of one language, folded; phrases are tuples of words. `starts`: words at which a value may begin.

    `compounds`: numbers that several words, or one made of several, stand for; `people`: who is counted in "1 person in
    10", `shares`: what stands between its numbers.
    """

    units: Mapping[Words, Unit]
    symbols: Mapping[str, Unit]
    duals: Mapping[str, tuple[Fraction, Unit]]
    numbers: Mapping[str, Fraction]
    scales: Mapping[str, int]
    compounds: Mapping[Words, int]
    people: frozenset[str]
    shares: frozenset[Words]
    joins: Mapping[str, frozenset[str]]
    bounds: Mapping[Words, str]
    after: Mapping[Words, str]
    negations: frozenset[str]
    counts: Mapping[Words, Fraction]
    noun: frozenset[str]
    adverbs: Mapping[Words, tuple[Fraction, Fraction]]
    every: frozenset[str]
    per: frozenset[Words]
    routes: Mapping[Words, str]
    labels: frozenset[str]
    calls: frozenset[str]
    months: Mapping[str, int]
    shorthand: Mapping[str, tuple[Fraction, Fraction] | None]
    shorthand_exact: Mapping[str, tuple[Fraction, Fraction] | None]
    starts: frozenset[str]


@cache
def _table() -> dict[str, Any]:
    folder = resources.files(__package__)
    table = tomllib.loads((folder / "quantities.toml").read_text(encoding="utf-8"))
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if own := re.fullmatch(r"quantities_(\w+)\.toml", file.name):
            _add_language(table, own[1], tomllib.loads(file.read_text(encoding="utf-8")))
    return table


def _add_language(table: dict[str, Any], language: str, words: Mapping[str, Any]) -> None:
    for name, said in words["unit"].items():
        table["unit"][name][language] = said
    for part in ("number", "joins", "bounds", "after", "times", "routes"):
        table[part][language] = words[part]
    for part, said in words["lists"].items():
        table[part][language] = said
    table["months"][language] = _months(language)


def _months(language: str) -> dict[str, int]:
    """The names of the months as they stand alone and in a date, by CLDR."""
    from babel import Locale

    known = Locale.parse(language).months
    return {name: number for use in ("format", "stand-alone") for number, name in known[use]["wide"].items()}


def as_of() -> date:
    """The day up to which the data is kept."""
    day: date = _table()["as_of"]
    return day


@cache
def lexicon_of(language: str) -> Lexicon:
    """The lexicon of a primary language tag; symbols and digits work in every language, words in ten."""
    table = _table()
    units = {name: Unit(name, each["kind"], Fraction(each["factor"])) for name, each in table["unit"].items()}
    words: dict[Words, Unit] = {}
    symbols: dict[str, Unit] = {}
    for name, each in table["unit"].items():
        symbols.update(dict.fromkeys(each.get("symbols", "").split(), units[name]))
        for phrase in each.get(language, "").split():
            words[_words(phrase)] = units[name]
    own: dict[str, Any] = {name: part.get(language, {}) for name, part in table.items() if isinstance(part, dict)}
    numbers = {fold_word(word): value for word, value in own["number"].items()}
    duals = {fold_word(word): _dual(value, units) for word, value in own["duals"].items()}
    if language == "ar":
        # "by four weeks" and "for two days" are one word each.
        numbers |= {f"ب{word}": value for word, value in numbers.items() if not value.startswith("x")}
        # "The eight weeks": the number stands behind its noun, with the article.
        numbers |= {f"ال{word}": value for word, value in own["number"].items() if value.isdigit() and value != "1"}
        numbers = {fold_word(word): value for word, value in numbers.items()}
        duals |= {f"{lead}{word}": value for lead in "بل" for word, value in duals.items()}
    times = own["times"] or {}
    adverbs = {_words(phrase): _rate(value) for phrase, value in times.get("adverbs", {}).items()}
    counts = {_words(phrase): Fraction(value) for phrase, value in times.get("counts", {}).items()}
    routes = {_words(phrase): route for phrase, route in own["routes"].items()}
    months = {fold_word(word): number for word, number in own["months"].items()}
    every = frozenset(map(fold_word, times.get("every", "").split()))
    exact = {word: _rate(value) if value else None for word, value in table["shorthand_exact"].items()}
    compounds = spelled_out(language)
    first_words = {phrase[0] for phrases in (adverbs, counts, routes, compounds) for phrase in phrases}
    single = {*duals, *months, *every, *numbers, *table["shorthand"], *map(fold_word, exact), "c"}
    return Lexicon(
        units=words,
        symbols=symbols,
        duals=duals,
        numbers={word: Fraction(value) for word, value in numbers.items() if not value.startswith("x")},
        scales={word: int(value[1:]) for word, value in numbers.items() if value.startswith("x")},
        compounds=compounds,
        people=frozenset(map(fold_word, _listed(own["people"]))),
        shares=frozenset(map(_words, _listed(own["shares"]))),
        joins={name: frozenset(map(fold_word, own["joins"].get(name, "").split())) for name in table["joins"]["en"]},
        bounds=_turned(own["bounds"]),
        after=_turned(own["after"]),
        negations=frozenset(map(fold_word, _listed(own["negations"]))),
        counts=counts,
        noun=frozenset(map(fold_word, times.get("noun", "").split())),
        adverbs=adverbs,
        every=every,
        per=frozenset(_words(phrase) for phrase in times.get("per", "").split()),
        routes=routes,
        labels=frozenset(map(fold_word, _listed(own["labels"]))),
        calls=frozenset(map(fold_word, _listed(own["calls"]))),
        months=months,
        shorthand={word: _rate(value) if value else None for word, value in table["shorthand"].items()},
        shorthand_exact=exact,
        starts=frozenset(first_words | single),
    )


def _listed(value: str | Mapping[str, Any]) -> list[str]:
    return value.split() if isinstance(value, str) else []


def _words(phrase: str) -> Words:
    return tuple(fold_word(word) for word in phrase.split("_"))


def _turned(lists: Mapping[str, str]) -> dict[Words, str]:
    return {_words(phrase): name for name, phrases in lists.items() for phrase in phrases.split()}


def _rate(value: str) -> tuple[Fraction, Fraction]:
    times, hours = value.split("/")
    return Fraction(times), Fraction(hours)


def _dual(value: str, units: Mapping[str, Unit]) -> tuple[Fraction, Unit]:
    number, name = value.split()
    return Fraction(number), units[name]


def longest_at(words: Iterable[str], known: Mapping[Words, Any]) -> int:
    """How many of the words ahead (at most LONGEST, in order) are the longest entry of `known`; 0 for none."""
    ahead = tuple(words)[:LONGEST]
    return next((count for count in range(len(ahead), 0, -1) if ahead[:count] in known), 0)
