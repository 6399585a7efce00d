"""concepts.toml comes in; which senses, things, medicines and negations the words of a text name goes out."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from babel import Locale, UnknownLocaleError

from pipeline.article.rules.medicines import medicines_in
from pipeline.facts.ledger import negations
from pipeline.language.numerals import fold_word
from pipeline.tags import primary_of

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u064b-\u065f\u0670\u0640'’])*")
_PREFIX = re.compile(r"^[وفبلك]?(?:ال|لل)|^[وفبلك](?=\w{3})")
"""What Arabic writes together with a noun: and, so, with, for, like, the."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a text names, whatever its language: `turns` as "left or right: left", `things`, `medicines`, `weekdays`.

    `strong` counts its words that negate, `soft` those that say a "not" in another way.
    """

    turns: frozenset[tuple[str, str]]
    things: frozenset[str]
    medicines: frozenset[str]
    weekdays: frozenset[int]
    strong: int
    soft: int


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((resources.files(__package__) / "concepts.toml").read_text(encoding="utf-8"))


@cache
def has_rules(language: str) -> bool:
    """Whether negations and senses of a primary language are known."""
    return language in _table()["soft"] and bool(negations(language))


_Lists = tuple[frozenset[str], tuple[str, ...]]
_Name = tuple[str, str, str]
"""What a word names: "turn", "thing" or "medicine", its name, and the sense of a turn."""


def _list(words: str) -> _Lists:
    whole = frozenset(fold_word(word[:-1]) for word in words.split() if word.endswith("$"))
    return whole, tuple(fold_word(word) for word in words.split() if not word.endswith("$"))


def _lists(language: str) -> Iterator[tuple[_Name, _Lists]]:
    for turn in _table()["turn"]:
        for sense, words in zip(turn["name"], turn.get(language, ("", "")), strict=True):
            yield ("turn", " or ".join(turn["name"]), sense), _list(words)
    for name, languages in _table()["thing"].items():
        yield ("thing", name, ""), _list(languages.get(language, ""))
    for name, words in _table()["medicine"].items():
        yield ("medicine", name, ""), _list(words)


@dataclass(frozen=True, slots=True)
class _Index:
    """What whole words and beginnings of words name; a list of hundreds costs a word no more than one of ten."""

    whole: Mapping[str, tuple[_Name, ...]]
    starts: Mapping[str, tuple[_Name, ...]]
    lengths: tuple[int, ...]

    def named(self, said: Iterable[str]) -> frozenset[_Name]:
        found: set[_Name] = set()
        for word in said:
            found.update(self.whole.get(word, ()))
            for length in self.lengths:
                if length <= len(word):
                    found.update(self.starts.get(word[:length], ()))
        return frozenset(found)


@cache
def _index(language: str) -> _Index:
    whole: dict[str, tuple[_Name, ...]] = {}
    starts: dict[str, tuple[_Name, ...]] = {}
    for name, (words, beginnings) in _lists(language):
        for word in words:
            whole[word] = (*whole.get(word, ()), name)
        for word in beginnings:
            starts[word] = (*starts.get(word, ()), name)
    return _Index(whole, starts, tuple(sorted(set(map(len, starts)))))


@cache
def _negating(language: str) -> tuple[frozenset[str], _Lists]:
    own = frozenset(map(fold_word, _table()["strong"].get(language, "").split()))
    soft = _list(_table()["soft"].get(language, ""))
    strong = {fold_word(word) for word in negations(language)} | own
    return frozenset(word for word in strong if word not in soft[0] and not word.startswith(soft[1] or ("\0",))), soft


@cache
def weekdays(language: str) -> Mapping[str, int]:
    """The names of the days of the week, folded, by CLDR; Monday is 0."""
    try:
        names = Locale.parse(language).days["stand-alone"]["wide"]
    except (UnknownLocaleError, ValueError, KeyError):
        return {}
    return {fold_word(name): day for day, name in names.items()}


@cache
def months(language: str) -> Mapping[str, int]:
    """The names of the months, folded, by CLDR, as they stand alone and in a date."""
    try:
        known = Locale.parse(language).months
    except (UnknownLocaleError, ValueError):
        return {}
    return {
        fold_word(name): number
        for context in ("format", "stand-alone")
        for number, name in known[context]["wide"].items()
    }


def words_of(text: str, language: str) -> list[str]:
    """The words of a text, folded; Arabic nouns also without what is written together with them."""
    words = [fold_word(match[0]) for match in _WORD.finditer(text)]
    if language == "ar":
        # Short words keep theirs: "ولا" is told apart from "لا".
        words += [bare for word in words if (bare := _PREFIX.sub("", word)) != word and len(bare) > 3]
    return words


@lru_cache(maxsize=16384)
def named(text: str, lang: str) -> Named:
    """What a text in one language names."""
    language = primary_of(lang)
    listed = words_of(text, language)
    said = frozenset(listed)
    days = weekdays(language)
    names = _index(language).named(said)
    medicines = {name for kind, name, _ in names if kind == "medicine"}
    medicines |= {each.medicine.name for each in medicines_in(text)} - {"salt", "sugar", "water"}
    strong, (whole, starts) = _negating(language)
    concord = _table()["concord"].get(language, "").split()
    plain = [fold_word(match[0]) for match in _WORD.finditer(text)]
    turning = [word for word in plain if word in strong or word.endswith(("n't", "n’t"))]
    repeated = sum(word in concord for word in turning)
    return Named(
        frozenset((turn, sense) for kind, turn, sense in names if kind == "turn"),
        frozenset(name for kind, name, _ in names if kind == "thing"),
        frozenset(medicines),
        # German writes "montags" for each Monday.
        frozenset(day for name, day in days.items() if name in said or f"{name}s" in said),
        # "no … nunca" is one "not", and so is "لا … ولا".
        len(turning) - repeated or min(1, repeated),
        repeated + sum(word in whole or bool(starts and word.startswith(starts)) for word in listed),
    )
