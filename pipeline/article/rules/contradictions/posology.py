"""Statements come in; how much and how often a medicine is taken, told twice and not the same, goes out in pairs.

A sentence is taken apart where a "then" begins another time of the treatment: each part tells a dose, how often, or
both. What one part tells must be told by the others of the same dose, or of the same form.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from pipeline.article.model import Article
from pipeline.article.rules.contradictions.topics import GROUPS, Pair
from pipeline.article.rules.directives import flat
from pipeline.article.rules.doses import is_dose
from pipeline.article.rules.medicines import subject_of
from pipeline.article.rules.statements import Part, Statement, statements
from pipeline.language.amounts import DAY, Bound, Frequency, Quantity, Value


@dataclass(frozen=True, slots=True)
class Dose:
    """One part of a sentence that tells a dose: `key` its medicine and unit, `amount` of it, `often` a day or None."""

    statement: Statement
    sentence: str
    key: tuple[str, str]
    amount: Fraction
    often: tuple[Fraction, Fraction] | None
    shown: str
    shown_often: str
    phase: bool


def posologies_that_differ(article: Article) -> Iterator[Pair]:
    """Each pair of doses, or of how often a dose is taken, of which one must be wrong."""
    told = list(_doses(article))
    yield from _how_often(told)
    yield from _how_much(told)
    yield from _of_day(article)
    yield from _held(article)
    yield from _labelled(article)
    yield from _next_phase(article)


_THEN = re.compile(r"[,;:.]? (?:and )?(?:then|after that|luego|después|despues) |; ", re.I)
_PHASE = re.compile(
    r"\b(?:first|then|from (?:day|week)|after that|at first|start\w*|step|week \d|day \d|later|increase\w*|reduce\w*|"
    r"primer\w*|luego|despu[eé]s|desde|empie\w+|semana \d|d[ií]a \d)\b",
    re.I,
)
_CASES = re.compile(
    r"\b(?:if|unless|when|until|may|might|some|up to|most people|can have|extra|missed|forg[eo]t|attack|before|"
    r"instead|or|"
    r"each eye|between \d|si|cuando|hasta|algun\w*|puede que|antes|o|test|prime|air|shows|another)\b",
    re.I,
)
_TAKING = re.compile(
    r"\b(?:take|takes|taking|use|give|put|inject|dial|spray|inhale|swallow|apply|wear|let|drop|tome|use|dé|dele|"
    r"ponga|"
    r"inyecte|aplique|inhale)\b",
    re.I,
)
_DENIES = re.compile(r"\b(?:not|never|no|nunca)\b|n't\b", re.I)
_DAYTIMES = re.compile(
    r"\b(?:(?:every|each|in the|at|la|por la|de la|al) )(morning|evening|bedtime|night|noon|lunchtime|mañana|noche|"
    r"mediod[ií]a)s?\b",
    re.I,
)


def _doses(article: Article) -> Iterator[Dose]:
    for statement in statements(article):
        if statement.reported or statement.part in {Part.TITLE, Part.HEADING, Part.CAPTION, Part.CELL}:
            continue
        for sentence in statement.sentences:
            if GROUPS.search(sentence.text) or _DENIES.search(sentence.text) or sentence.text.endswith("?"):
                continue
            cuts = [sentence.start + m.start() for m in _THEN.finditer(sentence.text)]
            edges = [sentence.start, *cuts, sentence.end]
            for start, end in pairwise(edges):
                yield from _dose(article, statement, sentence.text, start, end)


def _dose(article: Article, statement: Statement, sentence: str, start: int, end: int) -> Iterator[Dose]:
    inside = [v for v in statement.values if start <= v.start < end]
    part = statement.text[start:end]
    fragment = statement.part is Part.ITEM and len(part.split()) <= 10
    if _CASES.search(part) or not (_TAKING.search(sentence) or (fragment and statement.retells)):
        return
    doses = [v for v in inside if isinstance(v, Quantity) and is_dose(v) and not v.per and v.within is None]
    doses = [v for v in doses if v.bound is Bound.EXACT and v.low.value == v.high.value and v.kind != "dose"]
    doses = [v for v in doses if not statement.text[: v.low.start].rstrip().endswith("(")]
    if len(doses) == 2 and doses[0].unit == doses[1].unit and doses[0].low.value == doses[1].low.value:
        doses = doses[:1]
    if len(doses) != 1:
        return
    dose = doses[0]
    medicine = subject_of(article, statement, dose.low.start)
    name = medicine.name if medicine else ""
    shown = statement.text[dose.low.start : dose.unit_end or dose.high.end]
    often, shown_often = _often(inside, part, statement)
    phase = bool(_PHASE.search(sentence))
    unit = dose.unit.name if dose.unit else ""
    yield Dose(statement, sentence, (name, unit), dose.high.value, often, shown, shown_often, phase)
    if dose.strength and dose.strength.unit:
        key = (name, dose.strength.unit.name)
        amount = dose.high.value * dose.strength.high.value
        yield Dose(statement, sentence, key, amount, often, shown, shown_often, phase)


def _often(inside: list[Value], part: str, statement: Statement) -> tuple[tuple[Fraction, Fraction] | None, str]:
    """How many times a day, and the words for it: told in so many words, or as times of the day."""
    told = [v for v in inside if isinstance(v, Frequency) and not v.short and v.bound is Bound.EXACT]
    parts = {match[1].lower() for match in _DAYTIMES.finditer(part)}
    counted = [v for v in told if not _DAYTIMES.search(statement.text[max(0, v.start - 4) : v.end])]
    if len(counted) == 1 and len(parts) <= 1:
        return counted[0].a_day, statement.text[counted[0].start : counted[0].end]
    if not counted and parts:
        times = Fraction(len(parts))
        return (times, times), " and ".join(sorted(parts))
    return None, ""


def _how_often(told: list[Dose]) -> Iterator[Pair]:
    """ "5 mg once a day" in the summary, 5 mg twice a day everywhere else."""
    by_dose: dict[tuple[tuple[str, str], Fraction], list[Dose]] = defaultdict(list)
    for each in told:
        if each.often:
            by_dose[each.key, each.amount].append(each)
    for same in by_dose.values():
        for index, each in enumerate(same):
            others = [other for other in same if other.sentence != each.sentence]
            if not others or any(_meets(each.often, other.often) for other in others):
                continue
            first = next((other for other in same[:index] if other in others), None)
            rest = {other.often for other in others}
            if first and (len(rest) == 1 or each.statement.retells or first.statement.retells):
                yield Pair(each.statement, each.shown_often, first.shown_often, first.sentence)


def _meets(one: tuple[Fraction, Fraction] | None, other: tuple[Fraction, Fraction] | None) -> bool:
    return bool(one and other) and one[0] <= other[1] and other[0] <= one[1]  # type: ignore[index]


def _how_much(told: list[Dose]) -> Iterator[Pair]:
    """ "2 drops" in one sentence, 1 drop in all others."""
    by_unit: dict[tuple[str, str], list[Dose]] = defaultdict(list)
    for each in told:
        by_unit[each.key].append(each)
    for same in by_unit.values():
        if any(each.phase and not each.often for each in same) or len({each.amount for each in same}) != 2:
            continue
        for index, each in enumerate(same):
            others = [other for other in same if other.sentence != each.sentence]
            amounts = {other.amount for other in others}
            if len(amounts) != 1 or each.amount in amounts or not others:
                continue
            sides = [other for other in others if not (each.phase and other.phase)]
            other = next((one for one in same[:index] if one in sides), None) or next(iter(sides), None)
            retold = each.statement.retells or any(one.statement.retells for one in others)
            if other and retold and _same_times(each, other):
                at = each if same.index(other) < index else other
                there = other if at is each else each
                yield Pair(at.statement, at.shown, there.shown, there.sentence)
                break


def _same_times(one: Dose, other: Dose) -> bool:
    return not one.often or not other.often or _meets(one.often, other.often)


# What a day makes


_MANY = re.compile(r"\b(\d+) (?:doses|tomas|dosis) (?:of|de) $", re.I)

_MAY = re.compile(r"\b(?:can|may|puede)\b", re.I)
_SOMETIMES = re.compile(r"\b(?:if|unless|until|some|si|hasta|more|another)\b", re.I)


def _of_day(article: Article) -> Iterator[Pair]:
    """More in a day, as doses or as so many doses of so much, than the most in 24 hours."""
    limits: dict[tuple[str, str], tuple[Quantity, Statement]] = {}
    totals: list[tuple[tuple[str, str], Fraction, str, Statement]] = []
    for statement in statements(article):
        if statement.reported or statement.part is Part.CELL:
            continue
        for v in statement.values:
            if not isinstance(v, Quantity) or v.within != DAY or not v.unit or v.kind not in {"mass", "form", "dose"}:
                continue
            medicine = subject_of(article, statement, v.low.start)
            key = (medicine.name if medicine else "", v.unit.name)
            sentence = next((s.text for s in statement.sentences if s.start <= v.start < s.end), "")
            if GROUPS.search(sentence):
                continue
            shown = statement.text[v.start : v.end]
            many = _MANY.search(statement.text[: v.low.start])
            if v.bound is Bound.AT_MOST or (v.bound is Bound.OVER and _DENIES.search(sentence)):
                limits.setdefault(key, (v, statement))
            elif v.bound is Bound.EXACT and (many or _MAY.search(sentence)) and not _SOMETIMES.search(sentence):
                totals.append((key, v.base[1] * int(many[1] if many else 1), shown, statement))
    for key, total, shown, statement in totals:
        limit = limits.get(key)
        if limit and total > limit[0].base[1] and limit[0].base[1]:
            told = limit[1].text[limit[0].start : limit[0].end]
            yield Pair(statement, shown, told, told)


# What one holds


_ONE_HOLDS = re.compile(
    r"\b(?:one|each|every|cada|una?) (?P<form>puff|spray|tablet|capsule|drop|patch|sachet|inhalaci[oó]n|comprimido|"
    r"pulverizaci[oó]n|c[aá]psula|sobre|gota) (?:holds?|contains?|has|gives?|contiene|tiene|lleva|da) ",
    re.I,
)


def _held(article: Article) -> Iterator[Pair]:
    """ "Each puff has 100 micrograms", and "2 puffs (400 micrograms)"."""
    for holding in statements(article):
        one = _ONE_HOLDS.search(holding.text)
        mass = next((v for v in holding.values if one and isinstance(v, Quantity) and v.low.start == one.end()), None)
        if not one or not isinstance(mass, Quantity) or mass.kind != "mass":
            continue
        for statement in statements(article):
            pairs = [v for v in statement.values if isinstance(v, Quantity)]
            for count, beside in pairwise(pairs):
                between = statement.text[count.unit_end or count.end : beside.low.start]
                same = count.kind == "form" and count.written.lower().rstrip("es").startswith(one["form"].lower()[:4])
                if not same or beside.kind != "mass" or between.strip() != "(" or count.strength:
                    continue
                if count.high.value * mass.base[1] != beside.base[1]:
                    shown = statement.text[count.low.start : beside.unit_end]
                    yield Pair(statement, f"{shown})", holding.text[mass.start : mass.end], holding.text)


_ROW_FORM = (
    r"\b(?P<count>\d+|an?|one|two|un|una|dos) (?P<label>{labels})s? (?:tablets?|pills?|capsules?|comprimidos?)\b"
)
_COUNTS = {"a": 1, "an": 1, "one": 1, "un": 1, "una": 1, "two": 2, "dos": 2}


def _labelled(article: Article) -> Iterator[Pair]:
    """ "5 mg a day: 1 blue tablet", where the table says that blue ones hold 3 mg."""
    holds: dict[str, tuple[Quantity, Statement]] = {}
    for statement in statements(article):
        if statement.part is Part.CELL and re.fullmatch(r"[^\W\d_]{3,12}", statement.row):
            masses = [v for v in statement.values if isinstance(v, Quantity) and v.kind == "mass" and not v.per]
            if len(masses) == 1:
                holds[flat(statement.row)] = (masses[0], statement)
    if not holds:
        return
    pattern = re.compile(_ROW_FORM.format(labels="|".join(map(re.escape, holds))), re.I)
    for statement in statements(article):
        for sentence in statement.sentences if statement.part is not Part.CELL else ():
            found = list(pattern.finditer(sentence.text))
            inside = [v for v in statement.values if sentence.start <= v.start < sentence.end]
            masses = [v for v in inside if isinstance(v, Quantity) and v.kind == "mass" and not v.per]
            if not found or len(masses) != 1:
                continue
            total = Fraction(0)
            for match in found:
                count = match["count"].lower()
                total += (_COUNTS.get(count) or int(count)) * holds[flat(match["label"])][0].base[1]
            if total != masses[0].base[1]:
                mass, cell = holds[flat(found[0]["label"])]
                there = cell.text[mass.start : mass.end]
                yield Pair(statement, sentence.text.rstrip("."), there, f"{cell.row}: {cell.text}")


_FIRST = re.compile(
    r"\b(?:for|in) (?:the )?first (\d+) (day|week)s?\b|\b(?:los|las) primer[oa]s (\d+) (d[ií]a|semana)s\b", re.I
)
_FROM = re.compile(
    r"\b(?:from|on) (day|week) (\d+)\b|\b(?:desde|a partir de) (?:el |la )?(d[ií]a|semana) (\d+)\b", re.I
)


def _next_phase(article: Article) -> Iterator[Pair]:
    """ "For the first 7 days …", "from day 15 …": what stands between?"""
    firsts: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
    nexts: dict[str, list[tuple[int, str, Statement]]] = defaultdict(list)
    for statement in statements(article):
        for match in _FIRST.finditer(statement.text):
            unit = flat(match[2] or match[4])
            firsts[unit].append((int(match[1] or match[3]), match[0], statement.text))
        for match in _FROM.finditer(statement.text):
            nexts[flat(match[1] or match[3])].append((int(match[2] or match[4]), match[0], statement))
    for unit, told in nexts.items():
        lengths = {length for length, _, _ in firsts[unit]}
        if len(lengths) != 1 or len({number for number, _, _ in told}) > 2:
            continue
        length, shown, text = firsts[unit][0]
        for number, here, statement in told:
            if number not in {length, length + 1}:
                yield Pair(statement, here, shown, text)
