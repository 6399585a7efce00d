"""An article and its translation come in; what the translation lacks, adds or says otherwise goes out as findings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from statistics import median

from pipeline.article.model import Article
from pipeline.finding import Finding, Findings, Place, Severity
from pipeline.tags import primary_of
from pipeline.translation import rules
from pipeline.translation.comparing import differences, likeness
from pipeline.translation.drift import Difference, Drift
from pipeline.translation.omissions import listed, shortened, unmatched
from pipeline.translation.pairing import Pairing, pair
from pipeline.translation.records import Record, check_record
from pipeline.translation.units import Branch, Unit, trunk_of

PLAIN_WORDS = 3
"""From so many plain words on, equal text is one that nobody translated: names and units are often the same (house)."""
SHOWN = 60
"""Characters of a passage that a message shows (house)."""


def check_twin(original: Article, twin: Article, record: Record | None = None) -> Findings:
    """Everything in which a translation is no twin of its original, in reading order, placed in the translation;
    `record` says what it was made from.
    """
    pairing = pairing_of(original, twin, record)
    found = [*_structure(pairing, twin), *_units(pairing, original, twin)]
    if record is not None:
        found += check_record(pairing, record, twin)
    return Findings(tuple(dict.fromkeys(sorted(found, key=lambda finding: finding.order))))


def pairing_of(original: Article, twin: Article, record: Record | None = None) -> Pairing:
    """The units of two articles in pairs; what was recorded of them tells items apart that nothing else tells apart."""
    made = {(each.source, each.target) for each in record.made} if record else set()

    def alike(one: Branch, other: Branch) -> float:
        known = made and any((a.digest, b.digest) in made for a, b in zip(one.units(), other.units(), strict=False))
        return likeness(one, other) + (_RECORDED if known else 0.0)

    return pair(trunk_of(original), trunk_of(twin), alike if made else likeness)


_RECORDED = 10.0
"""More than words and numbers have in common: somebody said that the one is the translation of the other (house)."""


def _shown(text: str) -> str:
    return text if len(text) <= SHOWN else text[:SHOWN].rsplit(" ", 1)[0] + " …"


def _name(branch: Branch) -> str:
    """A block in a message: its kind and its first words."""
    kind = branch.kind.partition(" ")[0] if branch.kind.startswith("section") else branch.kind
    words = next((unit.text for unit in branch.units() if unit.text), "")
    return f'the {_WORDS.get(kind, kind.replace("-", " "))} "{_shown(words)}"'


_AN = {"item": "an", "row": "a", "cell": "a"}
_WORDS = {
    "prose": "paragraph",
    "item": "item",
    "row": "row",
    "cell": "cell",
    "bullets": "list",
    "steps": "list of steps",
}


# Structure


def _structure(pairing: Pairing, twin: Article) -> Iterator[Finding]:
    for branch, where in pairing.missing:
        if any(unit.text for unit in branch.units()) or branch.children:
            hint = f"translate it from line {branch.place.first} of {branch.place.file}"
            # Which of several is missing cannot be told where nothing but words tells them apart.
            part = branch.kind if branch.kind in {"item", "row", "cell"} else ""
            message = f"{_name(branch)} is missing" + (f", or {_AN[part]} {part} beside it" if part else "")
            yield rules.MISSING.finding(_in(where.place, twin), message, hint)
    for unit, where in pairing.missing_texts:
        if unit.text:
            severity = Severity.WARNING if unit.role == "front matter" else None
            hint = f"translate it from line {unit.place.first} of {unit.place.file}"
            message = f'the {_role(unit)} "{_shown(unit.text)}" is missing'
            yield rules.MISSING.finding(_in(where.place, twin), message, hint, severity)
    for branch in pairing.added:
        if any(unit.text for unit in branch.units()):
            hint = "write it in the original too, or take it out here"
            yield rules.ADDED.finding(_in(branch.place, twin), f"{_name(branch)} is not in the original", hint)
    for unit in pairing.added_texts:
        if unit.text:
            message = f'the {_role(unit)} "{_shown(unit.text)}" is not in the original'
            yield rules.ADDED.finding(
                _in(unit.place, twin), message, "write it in the original too, or take it out here"
            )
    for one, other in pairing.moved:
        strict = other.kind.startswith(("item", "row", "section", "cell"))
        hint = f"put it where the original has it (line {one.place.first} of {one.place.file})"
        message = f"{_name(other)} stands in another place than in the original"
        yield rules.ORDER.finding(_in(other.place, twin), message, hint, None if strict else Severity.WARNING)
    for one, other in pairing.other_kind:
        message = f"{_name(other)} stands for {_name(one)}"
        hint = f"make it a {one.kind.replace('-', ' ')}, as in line {one.place.first} of {one.place.file}"
        yield rules.KIND.finding(_in(other.place, twin), message, hint)
    for one, other in pairing.other_key:
        message = f'the block has the key "{other.key}", that of the original is "{one.key}"'
        yield rules.KEY.finding(_in(other.place, twin), message, f"write {{#{one.key}}}")
    for one, other in pairing.branches:
        if one.kind != other.kind and one.kind.startswith("section"):
            hint = f"write the heading with as many # signs as line {one.place.first} of the original"
            yield rules.KIND.finding(_in(other.place, twin), f"{_name(other)} is of another level", hint)


def _role(unit: Unit) -> str:
    return f'"{unit.name}"' if unit.role == "front matter" else unit.role


def _in(place: Place, twin: Article) -> Place:
    return place if place.file and place.first else Place(place.file or twin.file, 1)


# Units


def _units(pairing: Pairing, original: Article, twin: Article) -> Iterator[Finding]:
    foreign = primary_of(original.lang) != primary_of(twin.lang)
    usual = _usual_length(pairing)
    for one, other in pairing.units:
        place = _in(other.place, twin)
        if foreign and is_untranslated(one, other):
            message = f'"{_shown(other.text)}" is still in the words of the original'
            yield rules.UNTRANSLATED.finding(place, message, "translate it")
            continue
        yield from _inline(one, other, place)
        told = [*differences(one, other), *listed(one, other)]
        for difference in told:
            yield _finding(difference, one, place)
        part = None if told or not foreign else shortened(one, other, usual) or unmatched(one, other, usual)
        if part:
            yield _finding(part, one, place)


LONG, ENOUGH = 40, 4
"""Characters of a passage whose length says something, and how many such passages say what is usual (house)."""


def _usual_length(pairing: Pairing) -> float:
    """How long the passages of a translation usually are beside those of the original: 1.2 for a fifth longer."""
    shares = [len(other.text) / len(one.text) for one, other in pairing.units if len(one.text) >= LONG and other.text]
    return median(shares) if len(shares) >= ENOUGH else 1.0


def is_untranslated(one: Unit, other: Unit) -> bool:
    """Whether a passage still has the words of its original, or the mark of a language that was begun."""
    if other.text.startswith(MARK):
        return True
    same = _letters(one.text) == _letters(other.text)
    plain = re.findall(r"(?<![^\W\d_])[^\W\d_]{3,}", other.text)
    return same and sum(word.islower() or not word.isupper() for word in plain[1:]) >= PLAIN_WORDS


MARK = "⟦"
"""Stands before each passage of a language that was begun and is not translated; no keyboard writes it by accident."""


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _inline(one: Unit, other: Unit, place: Place) -> Iterator[Finding]:
    lost, extra = _unequal(one.values, other.values)
    for name in lost:
        yield rules.VALUE.finding(place, f'the original has "{name}" here', f"write {{{{{name}}}}} where it belongs")
    for name in extra:
        yield rules.VALUE.finding(place, f'the original has no "{name}" here', "take it out")
    lost, extra = _unequal(one.cites, other.cites)
    for key in lost:
        yield rules.CITATION.finding(place, f'the original cites "{key}" here', f"write [@{key}] behind the passage")
    for key in extra:
        yield rules.CITATION.finding(
            place, f'the original does not cite "{key}" here', "cite it there too, or not here"
        )
    lost, extra = _unequal(tuple(map(_address, one.links)), tuple(map(_address, other.links)))
    for target in lost[: len(lost) if not extra else 0] or ():
        yield rules.LINK.finding(place, f'the link to "{target}" is missing', "link the words that stand for it")
    for target, instead in zip(extra, [*lost, *[""] * len(extra)], strict=False):
        was = f', that of the original to "{instead}"' if instead else ", and the original has no link here"
        hint = "mend the address, unless the page is the same in this language"
        yield rules.LINK.finding(place, f'the link leads to "{target}"{was}', hint)
    if one.marks != other.marks:
        message = f"passages marked as the gravest risk: {one.marks} in the original, {other.marks} here"
        yield rules.GRAVE.finding(place, message, "mark the same words with {.grave}")


def _unequal(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """What only the first and what only the second holds, as often as it does."""
    left, right = Counter(one), Counter(other)
    return list((left - right).elements()), list((right - left).elements())


def _address(target: str) -> str:
    """An address without the part of it that names a language: "/es/" and "/en/" are one page."""
    return re.sub(r"(?<=[/.=])(?:[a-z]{2}(?:-[A-Za-z]{2,4})?)(?=[/.&]|$)", "…", target) if "://" in target else target


def _finding(difference: Difference, one: Unit, place: Place) -> Finding:
    rule = rules.OF_DRIFT[difference.drift]
    line = f"line {one.place.first} of {one.place.file}"
    said, told = _shown(difference.original), _shown(difference.twin)
    if difference.drift is Drift.NEGATION:
        return rule.finding(place, f'"{told}" and its original "{said}" differ in a "not"', f"compare it with {line}")
    if difference.drift is Drift.PART:
        return rule.finding(place, f'a part of "{said}" is not told in "{told}"', f"compare it with {line}")
    if not told:
        return rule.finding(place, f'"{said}" of the original is told nowhere here', f"compare it with {line}")
    if not said:
        return rule.finding(place, f'"{told}" is not told in the original', f"compare it with {line}")
    return rule.finding(place, f'"{told}" here, "{said}" in the original', f"compare it with {line}")
