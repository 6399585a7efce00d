"""Findings come in; entries, each a fault with all its places, and how far it is to publication, go out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.finding import Finding, Lowered, Place, Severity
from pipeline.house.policy import is_core, is_fact

SHOWN = 6
"""So many further places or words are named; the rest is counted (house)."""

_TELLING = re.compile(r'"[^"]*"|\d[\d.,]*')
_ASKED = re.compile(r'^"[\w.]+" is missing$|^the image ".*" is missing$')
_ASKING = frozenset({"article/front-matter", "article/image-missing", "article/placeholder"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One fault: the first finding of it in reading order, and the others that differ in place or in a word only."""

    first: Finding
    others: tuple[Finding, ...] = ()

    @property
    def severity(self) -> Severity:
        return self.first.severity

    @property
    def places(self) -> tuple[Place, ...]:
        """Every place, in reading order."""
        return (self.first.where, *(finding.where for finding in self.others))

    @property
    def question(self) -> bool:
        """Whether it asks for something that only a person can give: a date, a name, a picture."""
        return self.first.rule in _ASKING and bool(_ASKED.match(self.first.message))

    @property
    def also(self) -> str:
        """The other places and words in one line, "" if there are none: `also "follicle" (12, 54), …`."""
        named: dict[str, list[str]] = {}
        for finding in self.others:
            named.setdefault(_difference(self.first, finding), []).append(_short(finding.where, self.first.where))
        parts = [f"{words} ({', '.join(places)})" if words else ", ".join(places) for words, places in named.items()]
        more = f" and {len(parts) - SHOWN} more" if len(parts) > SHOWN else ""
        return f"also {', '.join(parts[:SHOWN])}{more}" if parts else ""


def _difference(first: Finding, other: Finding) -> str:
    """The quoted words of the other message, unless the first says the same."""
    if other.message == first.message:
        return ""
    quoted = re.findall(r'"[^"]*"', other.message)
    return " ".join(quoted[:1]) or other.message


def _short(place: Place, first: Place) -> str:
    if place.file == first.file:
        return place.part or (f"line {place.first}" if place.first else "here")
    return str(place)


def entries(findings: Iterable[Finding]) -> tuple[Entry, ...]:
    """The findings as entries, in the order of their first places.

    Findings of one rule, severity and message are one entry. So are warnings and information of one rule whose
    messages differ in a quoted word or a number only, within one file; errors with different words stay apart, since
    each is mended in its own way.
    """
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        error = finding.severity is Severity.ERROR
        message = finding.message if error else _TELLING.sub("…", finding.message)
        where = "" if error else finding.where.file
        groups.setdefault((finding.rule, finding.severity, message, where), []).append(finding)
    return tuple(Entry(group[0], tuple(group[1:])) for group in groups.values())


def by_weight(found: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries with what matters most first: errors on facts, of form and safety, others, then warnings."""

    def weight(entry: Entry) -> tuple[int, int]:
        rule = entry.first.rule
        kind = 3 if entry.question else 0 if is_fact(rule) else 1 if is_core(rule) else 2
        return entry.severity.weight, kind

    return tuple(sorted(found, key=weight))


def distance(found: Iterable[Entry]) -> str:
    """How far it is to publication: "12 questions to answer, 3 errors to mend", or "" when nothing is in the way."""
    errors = [entry for entry in found if entry.severity is Severity.ERROR]
    questions = sum(entry.question for entry in errors)
    rest = len(errors) - questions
    parts = [
        f"{number} {noun}{'' if number == 1 else 's'} to {verb}"
        for number, noun, verb in ((questions, "question", "answer"), (rest, "error", "mend"))
        if number
    ]
    return ", ".join(parts)


def by_decision(lowered: Iterable[Lowered]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What the house and waivers made of rules, one pair a decision: who decided what and why, and of which rules."""
    decisions: dict[str, dict[str, int]] = {}
    for change in dict.fromkeys(lowered):
        by = f" by {change.by}" if change.by else ""
        end = f" until {change.until}" if change.until else ""
        verb = "waived" if change.until else "lowered" if change.now.weight > change.was.weight else "raised"
        said = f"{verb} to {change.now}{by}{end} ({change.source}: {change.reason})"
        rules = decisions.setdefault(said, {})
        rules[change.rule] = rules.get(change.rule, 0) + change.times
    for said, rules in decisions.items():
        yield said, tuple(f"{rule} ({times} times)" if times > 1 else rule for rule, times in rules.items())


def to_json(found: Iterable[Entry]) -> list[dict[str, Any]]:
    """The entries as JSON values."""
    return [dict(_values(entry)) for entry in found]


def _values(entry: Entry) -> Iterator[tuple[str, Any]]:
    yield "rule", entry.first.rule
    yield "severity", entry.severity.value
    yield "message", entry.first.message
    yield "hint", entry.first.hint
    yield "question", entry.question
    yield "places", [{"file": p.file, "line": p.first, "part": p.part} for p in entry.places]
