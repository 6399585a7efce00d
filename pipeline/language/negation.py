"""Folded text, its language and where a phrase stands come in; whether its clause takes it back goes out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

NEGATION_WORDS = 10
"""How many words before a phrase a "not" may stand and still mean it (house)."""
REACH = 300
"""How many characters before a phrase are looked at: no clause that people write is longer (house)."""


@dataclass(frozen=True, slots=True)
class Negation:
    """How a language takes a phrase back.

    `before` words that negate what follows them, `after` words that negate what stands before them, `unless` sayings
    that look like one of these and are none; `stops` words that begin a new clause; `joins` words that carry a
    negation on within a list; `subjects` words that begin a clause when a verb of `verbs` follows; `embeds` verbs
    whose negation reaches into the clause they govern ("we do not think that it is …"); `relatives` begin a clause
    inside another one.
    """

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    joins: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()
    embeds: tuple[str, ...] = ()
    relatives: tuple[str, ...] = ()

    @staticmethod
    def of(entry: Mapping[str, Any]) -> Negation:
        """The negation of a language out of its table; TypeError for a key that has no meaning."""
        return Negation(**{name: tuple(words) for name, words in entry.items()})


@dataclass(frozen=True, slots=True)
class NegationPatterns:
    """The same, as expressions on folded text."""

    before: re.Pattern[str]
    after: re.Pattern[str]
    unless: re.Pattern[str]
    stops: re.Pattern[str]
    joined: re.Pattern[str]
    goes_on: re.Pattern[str]
    subject: re.Pattern[str]
    embeds: re.Pattern[str]
    relative: re.Pattern[str]
    verb: re.Pattern[str]


def compile_negation(negation: Negation, pattern: Callable[[str], str]) -> NegationPatterns:
    """Compile a language's negation; `pattern` writes the expression for one phrase."""

    def words(phrases: tuple[str, ...]) -> str:
        return "|".join(pattern(phrase) for phrase in sorted(phrases, key=len, reverse=True)) or "(?!)"

    def whole(phrases: tuple[str, ...]) -> re.Pattern[str]:
        return re.compile(rf"(?<!\w)(?:{words(phrases)})(?!\w)")

    joins, subjects, verbs = words(negation.joins), words(negation.subjects), words(negation.verbs)
    return NegationPatterns(
        before=whole(negation.before),
        after=re.compile(rf"\W*(?:\w+ ){{0,2}}?(?:{words(negation.after)})(?!\w)"),
        unless=whole(negation.unless),
        stops=re.compile(rf"[.!?;:\n]|(?<!\w)(?:{words(negation.stops)})(?!\w)"),
        joined=re.compile(rf"[\s-]*(?:(?:\w+\s+){{0,3}}?(?:{joins})\s+)*"),
        goes_on=re.compile(rf"\s*(?:,|(?:{joins})(?!\w))"),
        subject=re.compile(rf"(?<!\w)(?:{subjects}) (?:\w+ )?(?:{verbs})(?!\w)"),
        embeds=whole(negation.embeds),
        relative=whole(negation.relatives),
        verb=whole(negation.verbs),
    )


_BRACKETS = re.compile(r"\([^()]*\)")
"""An aside is no part of the clause around it: "no exosomes (tiny bubbles) are approved"."""
_SUBJECT_TOO = re.compile(r"(?:no|none|nobody|nothing|neither|few|little|nadie|nada|ninguno|ninguna|ningun)$")
"""What negates as the subject of its clause: "none of these treatments is a cure"."""
_INFLECTED = re.compile(r"(?:\w{3,}(?<![sui])s|\w{2,}ed)$")


def is_negated(text: str, start: int, end: int, patterns: NegationPatterns) -> bool:
    """Whether the clause of the phrase at `start` to `end` of folded `text` takes it back, before or behind it."""
    clause = _clause_before(text, start, end, patterns)
    window = " ".join(clause.split()[-NEGATION_WORDS:])
    plain = patterns.unless.sub(" ", window)
    for found in patterns.before.finditer(plain):
        if _reaches(plain, found, patterns):
            return True
    closing = patterns.stops.search(text, end)
    return bool(patterns.after.match(text[end : closing.start() if closing else min(len(text), end + REACH)]))


def _clause_before(text: str, start: int, end: int, patterns: NegationPatterns) -> str:
    """What stands before the phrase in its clause; a list of the same kind ("no miracle, cure or …") is one clause."""
    clause = _BRACKETS.sub(" ", text[max(0, start - REACH) : start])
    last = 0
    for stop in patterns.stops.finditer(clause):
        last = stop.end()
    clause = clause[last:]
    if "," in clause:
        kept, _, between = clause.rpartition(",")
        listed = patterns.joined.fullmatch(between) and (between.strip() or patterns.goes_on.match(text, end))
        clause = f"{kept} {between}" if listed else between
    joined = re.search(r"(?<!\w)(?:and|y|e) (?:\w+ly |\w+mente |also |tambien )?$", clause)
    if joined and _INFLECTED.match(text[start:end].split(" ", maxsplit=1)[0]):
        # "does not hurt and cures warts": an inflected verb behind "and" begins a predicate of its own.
        clause = clause[joined.start() :]
    return clause


def _reaches(window: str, negation: re.Match[str], patterns: NegationPatterns) -> bool:
    """Whether a negation reaches from where it stands to the end of the window."""
    between = window[negation.end() :]
    own = None if _SUBJECT_TOO.match(negation[0]) else patterns.subject.search(between)
    if own and not patterns.embeds.search(window, negation.start(), negation.end() + own.start() + 1):
        return False
    relative = next(reversed(list(patterns.relative.finditer(window, 0, negation.start()))), None)
    if relative and len(window[relative.end() : negation.start()].split()) <= 2:
        # "people who do not smoke are cured": the main verb ends the clause in between.
        after_own = between.split(" ", 2)[-1]
        return not patterns.verb.search(after_own)
    return True


@cache
def negation_patterns(negation: Negation, pattern: Callable[[str], str]) -> NegationPatterns:
    """`compile_negation`, once for each language."""
    return compile_negation(negation, pattern)
