"""Rules on an article that tells a fact twice and differently, or tells more at its head than in its body."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from pipeline.article.model import Article
from pipeline.article.rules.contradictions.durations import are_one, told_in_words
from pipeline.article.rules.contradictions.levels import levels_that_differ
from pipeline.article.rules.contradictions.posology import posologies_that_differ
from pipeline.article.rules.contradictions.retellings import retold_otherwise
from pipeline.article.rules.contradictions.returns import returns_that_differ
from pipeline.article.rules.contradictions.signs import recalled, signs_that_differ
from pipeline.article.rules.contradictions.spans import spans_that_differ
from pipeline.article.rules.contradictions.subjects import of_two_things, stands_apart
from pipeline.article.rules.contradictions.thresholds import thresholds_that_differ
from pipeline.article.rules.contradictions.topics import EMERGENCY, LIGHT, Pair, differing, said_in
from pipeline.article.rules.directives import flat, stems_of
from pipeline.article.rules.doses import is_dose
from pipeline.article.rules.medicines import medicines_in
from pipeline.article.rules.statements import Part, Statement, statements
from pipeline.finding import Check, Finding, Rule, Severity, Standing
from pipeline.language.amounts import Bound, Frequency, Quantity, Ratio
from pipeline.language.quantities import read_quantities
from pipeline.language.sentences import Sentence

_BOTH = frozenset({"en", "es"})

TOLD_TWICE = Rule(
    "article/told-twice",
    Severity.WARNING,
    "a time, a frequency or a limit is the same wherever it is told",
    (),
    "house: the article against itself",
    Standing.HOUSE,
    _BOTH,
    "48 hours here and 24 there: the reader follows the one that suits",
)
SAYS_MORE = Rule(
    "article/says-more",
    Severity.WARNING,
    "summary, main message, key points, recap and posts tell no number and no medicine that the text does not tell",
    (),
    "house: the article against itself",
    Standing.HOUSE,
    _BOTH,
    "what stands at the head is what people remember, and it must be borne out below",
)
SIGNS_SHORTENED = Rule(
    "article/signs-shortened",
    Severity.WARNING,
    "a recap that lists the signs to call for lists them all",
    (),
    "house: the article against itself",
    Standing.HOUSE,
    _BOTH,
    "readers keep the recap, and the sign left out is the one they have",
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A number in its sentence: `amounts` in the base unit of its kind, `about` the stems of the words around it."""

    statement: Statement
    sentence: str
    shown: str
    kind: str
    amounts: tuple[Fraction, Fraction]
    about: frozenset[str]
    role: str
    clause: frozenset[str]
    threshold: bool


def _facts(statement: Statement) -> Iterator[Fact]:
    for value in statement.values:
        told = _amounts(value)
        if told is None:
            continue
        sentence = next((s for s in statement.sentences if s.start <= value.start < s.end), None)
        if sentence is None:
            continue
        if told[0] == "frequency":
            parts = parts_of_day(sentence.text)
            if len(parts) > 1 and _PART_OF_DAY.search(statement.text[value.start : value.end]):
                # "In the morning and at night" is twice a day, and not once.
                told = "frequency", (Fraction(len(parts)), Fraction(len(parts)))
        shown = statement.text[value.start : value.end]
        words = sentence.text
        about = stems_of(f"{words} {statement.row} {statement.column}") - stems_of(shown)
        clause = stems_of(_clause(statement, sentence, value.start, value.end)) - stems_of(shown) - _TIMES
        before = flat(statement.text[max(0, value.start - 24) : value.start]).split(" ")[-1:]
        kind, limit = told[0], getattr(value, "bound", Bound.EXACT) in {Bound.OVER, Bound.UNDER}
        unit = _UNIT_BEFORE.search(statement.text[max(0, value.start - 12) : value.start]) if kind == "number" else None
        if kind == "number" and unit and re.match(r", ?\d|,? (?:and|y) \d", statement.text[value.end : value.end + 7]):
            continue
        if kind == "number" and unit:
            kind = f"{flat(unit[1]).rstrip('s')} number"
        elif kind == "number" and isinstance(value, Quantity) and not value.within:
            continue
        role = before[0] if before else ""
        yield Fact(statement, words, shown, kind, told[1], about, role, clause, limit)


_PART_OF_DAY = re.compile(
    r"\b(?:mornings?|breakfast|noon|midday|lunch\w*|afternoon|evenings?|dinner|supper|bedtime|nights?|mañanas?|desayuno|"
    r"mediod[ií]a|comida|tardes?|cena|noches?|acostarse)\b",
    re.I,
)
_SAME_PART = {
    "breakfast": "morning",
    "midday": "noon",
    "lunch": "noon",
    "lunchtime": "noon",
    "dinner": "evening",
    "supper": "evening",
    "desayuno": "mañana",
    "cena": "noche",
    "acostarse": "noche",
    "comida": "mediodia",
}


def parts_of_day(text: str) -> frozenset[str]:
    """The parts of the day that a sentence names: how often a day, if it is told in no other way."""
    found = {flat(match[0]).rstrip("s") for match in _PART_OF_DAY.finditer(text)}
    return frozenset(_SAME_PART.get(each, each) for each in found)


_TIMES = stems_of("second minute hour day week month year segundo minuto hora dia semana mes año times time veces vez")


def _amounts(value: object) -> tuple[str, tuple[Fraction, Fraction]] | None:
    if isinstance(value, Quantity) and not value.label:
        if (
            value.kind in {"time", "temperature", "pressure", "length"}
            or value.per in {"minute", "hour"}
            or value.per in {"l", "dl"}
        ):
            return f"{value.kind}{'/' + value.per if value.per else ''}", value.base
        if value.kind in {"percent", "number"}:
            return value.kind, value.base
        if is_dose(value):
            return f"dose of {'mass' if value.mass else value.kind}", value.mass or value.base
    if isinstance(value, Frequency) and not value.short:
        return "frequency", value.a_day
    if isinstance(value, Ratio) and value.slash and value.part > value.whole > 20:
        return "ratio", (value.part, value.whole)
    if isinstance(value, Ratio) and not value.slash:
        return "share", (value.part, value.whole)
    return None


_UNIT_BEFORE = re.compile(r"\b(weeks?|days?|months?|years?|semanas?|d[ií]as?|mes(?:es)?)\s$", re.I)
_CUT = re.compile(r"[,;:()]|\b(?:and|but|then|or|y|pero|luego)\b")


def _clause(statement: Statement, sentence: Sentence, start: int, end: int) -> str:
    """The clause of a sentence in which a value stands; the whole sentence if the clause says little."""
    text = statement.text
    cuts = [m.end() for m in _CUT.finditer(text, sentence.start, start)]
    following = _CUT.search(text, end, sentence.end)
    clause = text[cuts[-1] if cuts else sentence.start : following.start() if following else sentence.end]
    return clause if len(clause.split()) >= 5 else text[sentence.start : sentence.end]


def _body(article: Article) -> list[Statement]:
    return [s for s in statements(article) if not s.retells or s.part is Part.CAPTION]


# Told twice


_ALIKE = 12
"""With how many facts of the same words a fact is compared: a table of 500 rows need not be compared 500 times."""


def told_twice(article: Article) -> Iterator[Finding]:
    everything = [fact for s in statements(article) if s.part is not Part.ALT for fact in _facts(s)]
    seen: set[str] = set()
    told: dict[str, dict[frozenset[str], list[Fact]]] = {}
    for fact in everything:
        before = told.setdefault(fact.kind, {})
        near = [facts for clause, facts in before.items() if clause & fact.clause]
        rivals = [other for facts in near for other in facts if _is_same(fact, other)]
        alike = before.setdefault(fact.clause, [])
        if len(alike) < _ALIKE:
            alike.append(fact)
        if not rivals or any(_agree(fact, other.amounts) for other in rivals):
            continue
        if len({other.amounts for other in rivals}) > 2:
            continue
        rivals = [other for other in rivals if not _tells(fact, other.amounts)]
        if not rivals:
            continue
        other = rivals[0]
        key = fact.sentence + other.sentence
        if key not in seen:
            seen.add(key)
            message = f'"{fact.shown}" here, "{other.shown}" in "{_start(other.sentence)}"'
            hint = "if both tell of the same thing, keep the one that is right"
            seen.add(message)
            yield TOLD_TWICE.finding(fact.statement.place, message, hint)
    said = [each for statement in statements(article) for each in said_in(statement)]
    for pair in (
        *differing(article, said),
        *_retold_otherwise(everything),
        *thresholds_that_differ(said),
        *retold_otherwise(said),
        *signs_that_differ(article),
        *posologies_that_differ(article),
        *levels_that_differ(article),
        *returns_that_differ(article),
        *spans_that_differ(article),
    ):
        if _one_length(pair, article.lang):
            continue
        message = f'"{pair.here}" here, "{pair.there}" in "{_start(pair.other)}"'
        here = next((s.text for s in pair.statement.sentences if pair.here in s.text), pair.statement.text)
        if message not in seen and not stands_apart(article, pair.statement, here, pair.other):
            seen.add(message)
            yield TOLD_TWICE.finding(
                pair.statement.place, message, "if both tell of the same thing, keep the right one"
            )


def _one_length(pair: Pair, lang: str) -> bool:
    """Whether both are one length of time in two units: "12 weeks", "three months"."""
    values = [read_quantities(shown, lang) for shown in (pair.here, pair.there)]
    if {getattr(value, "bound", None) for value in values[0]} != {getattr(value, "bound", None) for value in values[1]}:
        return False
    told = [[_amounts(value) for value in each] for each in values]
    if any(len(each) != 1 for each in told):
        return False
    one, other = told[0][0], told[1][0]
    if one is None or other is None or not one[0] == other[0] == "time":
        return False
    return all(map(are_one, one[1], other[1]))


def _retold_otherwise(everything: list[Fact]) -> Iterator[Pair]:
    """A number of a retelling that the body tells of something else, and another number of the same thing."""
    body = [fact for fact in everything if not fact.statement.retells]
    for fact in everything:
        if not fact.statement.retells or fact.statement.part is Part.CAPTION or fact.kind not in _RETOLD:
            continue
        words = fact.clause - LIGHT
        near = [(len(words & other.clause), other) for other in body if other.kind == fact.kind]
        near = [(shared, other) for shared, other in near if shared and other.threshold == fact.threshold]
        best = max((shared for shared, _ in near), default=0)
        if best < 2 or any(other.amounts == fact.amounts for _, other in near) or _of_groups(fact.sentence):
            continue
        other = next(other for shared, other in near if shared == best)
        if best * 2 >= len(words) and not _tells(other, fact.amounts) and not _tells(fact, other.amounts):
            yield Pair(fact.statement, fact.shown, other.shown, other.sentence)


_RETOLD = frozenset({"time", "temperature", "length", "frequency"})


def _tells(fact: Fact, amounts: tuple[Fraction, Fraction]) -> bool:
    """Whether the sentence of a fact tells those amounts too: "dry for 5 days, no swimming for 2 weeks"."""
    inside = [v for v in fact.statement.values if fact.statement.text[v.start : v.end] in fact.sentence]
    return any(told is not None and told[1] == amounts for told in map(_amounts, inside))


def _agree(fact: Fact, amounts: tuple[Fraction, Fraction]) -> bool:
    if fact.kind != "time":
        return fact.amounts == amounts
    return all(are_one(one, other) for one, other in zip(fact.amounts, amounts, strict=True))


def _start(sentence: str, words: int = 8) -> str:
    parts = sentence.split()
    return " ".join(parts[:words]) + (" …" if len(parts) > words else "")


def _is_same(fact: Fact, other: Fact) -> bool:
    """Whether two facts tell of the same: most of their words are the same, and they stand in different sentences."""
    if fact.statement is other.statement or fact.sentence == other.sentence:
        return False
    if Part.CELL in {fact.statement.part, other.statement.part} and fact.statement.part is other.statement.part:
        return False
    if fact.statement.group and fact.statement.group == other.statement.group:
        return False
    if fact.threshold != other.threshold or EMERGENCY.findall(fact.sentence) != EMERGENCY.findall(other.sentence):
        return False
    retold = fact.statement.retells or other.statement.retells
    if _of_groups(fact.sentence) or _of_groups(other.sentence):
        return False
    if fact.kind.startswith("dose") and not (
        _ORDERS.match(flat(fact.sentence)) and _ORDERS.match(flat(other.sentence))
    ):
        return False
    if fact.kind == "share":
        return len((fact.clause & other.clause) - _COUNTED) >= 2
    shared = fact.clause & other.clause
    if _turned(fact.sentence) != _turned(other.sentence):
        return False
    if of_two_things(fact.statement, fact.sentence, other.statement, other.sentence):
        return False
    smaller = min(len(fact.clause), len(other.clause))
    if smaller == 0:
        return False
    larger = max(len(fact.clause), len(other.clause))
    if retold:
        if fact.clause == other.clause or (smaller == 1 and larger <= 2 and shared):
            return fact.role == other.role and not fact.kind.startswith("dose")
        return len(shared) >= 2 and len(shared) >= 0.6 * smaller and len(shared) >= 0.4 * larger
    if bool(_STILL.match(flat(fact.sentence))) != bool(_STILL.match(flat(other.sentence))):
        return False
    return len(shared) >= 2 and len(shared) >= 0.75 * larger


_STILL = re.compile(r"(?:if|when) (?:it|this|the|your|they) [^,]*\b(?:still|again|not|no|hurts?|worse)\b[^,]*,")
"""What begins with a case in which more or longer is done: "if it still hurts, …"."""
_PARTING = frozenset("more before after first second children adults child adult antes despues niños adultos".split())


_COUNTED = stems_of(
    "affect affects up more than people person patients common uncommon rare may side effects very afectar afectan "
    "pueden personas pacientes frecuentes frecuente poco raros raras muy efectos adversos graves hasta cada siguientes"
)
_ORDERS = re.compile(
    r"(?:please |always |you (?:can|should|must|may) )?(?:take|use|give|inject|put|draw|have|inhale|swallow|apply|"
    r"measure|"
    r"drink|eat|spray|tome|use|de|dele|ponga|inyecte|aplique|beba)\b"
)


def _of_groups(sentence: str) -> bool:
    """Whether a sentence tells of some readers only: of an age, a weight, another illness."""
    return bool(
        re.search(r"\d ?(?:kg|years?|años|months? old|st)\b|\b(?:aged?|children|adults?|niños|adultos)\b", sentence)
    )


def _turned(sentence: str) -> frozenset[str]:
    """The words that part two facts of one thing: before or after it, first or second."""
    words = frozenset(flat(sentence).split(" "))
    return words & _PARTING


# Says more


_FIRM = re.compile(
    r"\b(?:take|use|give|do not|don't|never|call|wait|keep|wash|drink|eat|stop|start|must|should|no more|at least|"
    r"within|"
    r"keeps?|lasts?|heals?|dura|tarda|"
    r"tome|use|no|nunca|llame|espere|mantenga|lave|beba|coma|debe|al menos)\b",
    re.I,
)


def says_more(article: Article) -> Iterator[Finding]:
    body = _body(article)
    titles = [s for s in statements(article) if s.part is Part.TITLE]
    known = {(fact.kind, amount) for s in (*body, *titles) for fact in _facts(s) for amount in fact.amounts}
    kinds = {kind for kind, _ in known}
    parts = {len(parts_of_day(sentence.text)) for s in body for sentence in s.sentences}
    known |= {("frequency", Fraction(count)) for count in parts if count > 1}
    known |= {("time", hours) for s in body for hours in told_in_words(s.text)}
    named = {each.medicine for s in (*body, *titles) for each in medicines_in(s.text)}
    for statement in statements(article):
        if not statement.retells or statement.part in {Part.TITLE, Part.ALT, Part.CAPTION}:
            continue
        for fact in _facts(statement):
            if _is_news(fact, known, kinds):
                message = f'"{fact.shown}" in "{_start(fact.sentence)}" is told nowhere in the text'
                hint = "tell it in the text too, or leave it out here"
                yield SAYS_MORE.finding(statement.place, message, hint)
        for each in medicines_in(statement.text):
            if body and named and each.medicine not in named:
                word = statement.text[each.start : each.end]
                message = f'"{word}" is named in the {_where(statement)} and nowhere in the text'
                yield SAYS_MORE.finding(statement.place, message, "tell of it in the text too, or leave it out here")
                named.add(each.medicine)
        yield from _unknown_doses(statement, body)


def _where(statement: Statement) -> str:
    for kind in ("key-points", "recap"):
        if kind in statement.blocks:
            return kind.replace("-", " ")
    return statement.part.value


def _is_news(fact: Fact, known: set[tuple[str, Fraction]], kinds: set[str]) -> bool:
    if all((fact.kind, amount) in known for amount in fact.amounts):
        return False
    if fact.kind == "time" and all(_is_known(amount, known) for amount in fact.amounts):
        return False
    if fact.kind in {"percent", "number", "share"} or (fact.kind == "time" and _ROUGH.match(fact.shown)):
        return False
    if fact.kind.startswith("dose") or (fact.kind.endswith(" number") and fact.kind not in kinds):
        return False
    if fact.kind == "frequency" and (fact.amounts == (Fraction(1), Fraction(1)) or not _is_dosed(fact)):
        return False
    if fact.statement.part in {Part.SUMMARY, Part.ENVELOPE, Part.POST}:
        return bool(_FIRM.search(fact.sentence)) and (fact.kind in kinds or fact.kind == "frequency")
    return fact.kind in kinds or fact.statement.part is Part.MAIN


def _is_known(hours: Fraction, known: set[tuple[str, Fraction]]) -> bool:
    return any(kind == "time" and are_one(hours, other) for kind, other in known)


_ROUGH = re.compile(
    r"(?:an?|one|un|una) [a-zí]+|(?:about|around|roughly|nearly|almost|unos|unas|casi|alrededor)\b", re.I
)
"""A day of the week, an hour or so: nothing that the text would tell again in numbers."""


def _is_dosed(fact: Fact) -> bool:
    """Whether a frequency is one of taking something."""
    return bool(_TAKING.search(fact.sentence))


_TAKING = re.compile(
    r"\b(?:take|use|give|inject|drops?|doses?|tablets?|puffs?|tests?|tested|checked|checks?|change|tome|use|dé|gotas?|"
    r"dosis)\b",
    re.I,
)


def _unknown_doses(statement: Statement, body: list[Statement]) -> Iterator[Finding]:
    """Doses where the body tells no dose of that kind at all; others are compared by article/dose-disagrees."""
    told = [value for s in body for value in s.values if isinstance(value, Quantity) and is_dose(value)]
    kinds = {part.kind for value in told for part in (value, value.strength) if part}
    for value in statement.values:
        if (
            isinstance(value, Quantity)
            and is_dose(value)
            and value.kind not in kinds
            and value.bound is not Bound.UNDER
            and value.kind in {"mass", "volume", "activity", "form"}
        ):
            shown = statement.text[value.start : value.end]
            message = f'"{shown}" in the {_where(statement)} is told nowhere in the text'
            yield SAYS_MORE.finding(statement.place, message, "tell it in the text too, or leave it out here")


# Signs


def signs_shortened(article: Article) -> Iterator[Finding]:
    for statement, left, all_told in recalled(article):
        shown = ", ".join(f'"{sign}"' for sign in left[:3])
        message = f"the recap leaves out {len(left)} of {all_told} signs to call for: {shown}"
        yield SIGNS_SHORTENED.finding(statement.place, message, "list all signs, or point to the whole list")


CHECKS = (
    Check(TOLD_TWICE, told_twice),
    Check(SAYS_MORE, says_more),
    Check(SIGNS_SHORTENED, signs_shortened),
)
