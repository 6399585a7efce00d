"""concepts.toml comes in; which senses, things, medicines and negations the words of a text name goes out."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from babel import Locale, UnknownLocaleError

from pipeline.facts.ledger import negations
from pipeline.facts.medicines import medicines_named
from pipeline.language.numerals import fold_word
from pipeline.tags import primary_of

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u064b-\u065f\u0670\u0640'’])*")
_PREFIX = re.compile(r"^[وفبلك]?(?:ال|لل)|^[وفبلك](?=\w{3})")
"""What Arabic writes together with a noun: and, so, with, for, like, the."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a text names, whatever its language.

    `turns`: how often each sense of a turn ("left or right", "left"); `strong` counts its words that negate, `soft`
    those that say a "not" in another way; `weak`: it has a "not" of a single word ("غير"), `denies`: a word that may be
    one ("unsafe"); `avoids`: orders to leave something; `stops` and `keeps` are what a "not" makes of each
    other, and so are `excepts` and `only`.
    """

    turns: Mapping[tuple[str, str], int]
    things: frozenset[str]
    medicines: frozenset[str]
    weekdays: frozenset[int]
    strong: int
    soft: int
    weak: bool = False
    denies: bool = False
    stops: bool = False
    keeps: bool = False
    avoids: int = 0
    only: bool = False
    excepts: bool = False


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((resources.files(__package__) / "concepts.toml").read_text(encoding="utf-8"))


@cache
def has_rules(language: str) -> bool:
    """Whether negations and senses of a primary language are known."""
    return language in _table()["soft"] and bool(negations(language))


@dataclass(frozen=True, slots=True)
class _Lists:
    """Words of one list, folded: whole ones, beginnings, and what several words say together."""

    whole: frozenset[str]
    starts: tuple[str, ...]
    phrases: re.Pattern[str] | None = None

    @property
    def spelt(self) -> frozenset[str]:
        """Its words, for a list that has no beginnings."""
        return self.whole | frozenset(self.starts)

    def count(self, words: Iterable[str], line: str) -> int:
        """How many of the words, and of the phrases in `line`, are of the list."""
        found = sum(word in self.whole or bool(self.starts and word.startswith(self.starts)) for word in words)
        return found + (len(self.phrases.findall(line)) if self.phrases else 0)


_Name = tuple[str, str, str]
"""What a word names: "turn", "thing" or "medicine", its name, and the sense of a turn."""


def _list(words: str) -> _Lists:
    single = [word for word in words.split() if "_" not in word]
    whole = frozenset(fold_word(word[:-1]) for word in single if word.endswith("$"))
    phrases = [_phrase(word) for word in words.split() if "_" in word]
    joined = re.compile("|".join(sorted(phrases, key=len, reverse=True))) if phrases else None
    return _Lists(whole, tuple(fold_word(word) for word in single if not word.endswith("$")), joined)


def _phrase(entry: str) -> str:
    """The expression for "keep_…_dry" in a line of folded words, each with a space before it; the last may go on."""
    words = (
        r"(?: \S+){0,5}?" if word == "…" else " " + re.escape(fold_word(word)) for word in entry.rstrip("$").split("_")
    )
    return "".join(words) + ("(?= )" if entry.endswith("$") else "")


def _lists(language: str) -> Iterator[tuple[_Name, _Lists]]:
    for turn in _table()["turn"]:
        for sense, words in zip(turn["name"], turn.get(language, [""] * len(turn["name"])), strict=True):
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
    phrases: tuple[tuple[re.Pattern[str], _Name], ...] = ()

    def named(self, said: Iterable[str]) -> Counter[_Name]:
        """How often the words name each."""
        found: Counter[_Name] = Counter()
        line = f" {' '.join(said)} "
        for pattern, name in self.phrases:
            if times := len(pattern.findall(line)):
                found[name] += times
                # "poco frecuente" is not "frecuente".
                line = pattern.sub(" ", line)
        for word in line.split():
            found.update(self.whole.get(word, ()))
            for length in self.lengths:
                if length <= len(word):
                    found.update(self.starts.get(word[:length], ()))
        return found


@cache
def _index(language: str) -> _Index:
    whole: dict[str, tuple[_Name, ...]] = {}
    starts: dict[str, tuple[_Name, ...]] = {}
    phrases: list[tuple[re.Pattern[str], _Name]] = []
    for name, listed in _lists(language):
        for word in listed.whole:
            whole[word] = (*whole.get(word, ()), name)
        for word in listed.starts:
            starts[word] = (*starts.get(word, ()), name)
        if listed.phrases:
            phrases.append((listed.phrases, name))
    return _Index(whole, starts, tuple(sorted(set(map(len, starts)))), tuple(phrases))


@cache
def turning_senses() -> frozenset[str]:
    """The turns of which a "not" makes the one sense of the other."""
    return frozenset(" or ".join(turn["name"]) for turn in _table()["turn"] if turn.get("turns"))


@lru_cache(maxsize=4096)
def ordinal(word: str, language: str) -> int:
    """Which one a word says, "third" or "الثالث": 3; 0 for none."""
    forms = words_of(word, language) if language == "ar" else [word]
    for at, words in enumerate(_ordinals(language), start=1):
        if words.count(forms, ""):
            return 12 if at == _TWELFTH else at
    return 0


_TWELFTH = 11
"""Its place in the list, behind the tenth."""


@cache
def _ordinals(language: str) -> tuple[_Lists, ...]:
    row = next(turn for turn in _table()["turn"] if turn["name"][:2] == ["first", "second"])
    return tuple(map(_list, row.get(language, [])[:_TWELFTH]))


@cache
def _negating(language: str) -> frozenset[str]:
    soft = _words_for("soft", language)
    strong = {fold_word(word) for word in negations(language)} | _words_for("strong", language).spelt
    return frozenset(word for word in strong if not soft.count([word], ""))


@cache
def _words_for(part: str, language: str) -> _Lists:
    return _list(_table()[part].get(language, ""))


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


_ELIDED = re.compile(r"(?<!\w)([cdjlmnst]|(?:jus|lors|puis|quel)?qu)['’](?=\w)", re.I)
_ONLY = re.compile(r"\bne \w+(?: \w+){0,4}? que\b")
_NO_NOT = re.compile(r"\b(?:avant|moins|peur|crainte) que(?: \w+){0,4}? ne\b")
"""French has a "ne" that says nothing after "unless" and "before", and "ne … que" is "only"."""


def plain_words(text: str, language: str) -> list[str]:
    """The words of a text as they stand, folded; French ones without their apostrophes."""
    if language == "fr":
        text = _ELIDED.sub(r"\1e ", text)
    words = [fold_word(match[0]) for match in _WORD.finditer(text)]
    if language == "fr" and "ne" in words:
        words = _NO_NOT.sub("a moins que", _ONLY.sub("seulement", " ".join(words))).split()
    return words


def words_of(text: str, language: str) -> list[str]:
    """The words of a text, folded; Arabic nouns also without what is written together with them."""
    words = plain_words(text, language)
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
    names = _index(language).named(listed)
    medicines = {name for kind, name, _ in names if kind == "medicine"}
    medicines |= medicines_named(text, lang)
    strong = _negating(language)
    plain = plain_words(text, language)
    line = f" {' '.join(plain)} "
    if safe := _words_for("safe", language).phrases:
        line = safe.sub(" safe", line)
        plain = line.split()
    concord, mute = (_words_for(part, language).spelt for part in ("concord", "mute"))
    turning = [word for word in plain if word in strong or word.endswith(("n't", "n’t"))]
    repeated = sum(word in concord for word in turning)
    told = {part: _words_for(part, language).count(listed, line) for part in _SAYING}
    avoiding = _words_for("avoiding", language)
    stopping = _words_for("stopping", language)
    # Other verbs stand between a German verb and its "nicht".
    reach = len(plain) if language == "de" else 2
    return Named(
        turns={(turn, sense): times for (kind, turn, sense), times in names.items() if kind == "turn"},
        things=frozenset(name for kind, name, _ in names if kind == "thing"),
        medicines=frozenset(medicines),
        # German writes "montags" for each Monday.
        weekdays=frozenset(day for name, day in days.items() if name in said or f"{name}s" in said),
        # "no … nunca" is one "not", and so is "لا … ولا".
        strong=len(turning) - repeated or min(1, repeated),
        soft=told["soft"] + told["turning"] + sum(word in concord and word not in mute for word in turning),
        weak=told["weak"] > 0,
        denies=told["denying"] > 0,
        stops=any(
            word in strong and stopping.count(plain[max(0, at - reach // 3) : at + 1 + reach], line) > 0
            for at, word in enumerate(plain)
        ),
        keeps=told["keeping"] > 0,
        avoids=min(1, avoiding.count(plain[:_START], "")),
        only=told["only"] > 0,
        excepts=told["except"] > 0,
    )


_START = 2
"""Among so many words an order stands at the start of its sentence (house)."""
_SAYING = ("soft", "turning", "weak", "denying", "keeping", "only", "except")
