"""Rules on doses that cannot all be right: above the stated most, tenfold here, tablets that do not add up."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from pipeline.article.model import Article
from pipeline.article.rules.doses import is_daily, is_dose
from pipeline.article.rules.medicines import Medicine, subject_of
from pipeline.article.rules.ratios import pairs_that_do_not_fit
from pipeline.article.rules.statements import Part, Statement, statements
from pipeline.finding import Check, Finding, Rule, Severity, Standing
from pipeline.language.amounts import DAY, Bound, Frequency, Quantity

_BOTH = frozenset({"en", "es"})

DOSE_OVER_MAXIMUM = Rule(
    "article/dose-over-maximum",
    Severity.ERROR,
    "one dose, and all doses of a day together, stay within the most that the article states",
    (),
    "house: arithmetic inside the article, no medical data",
    Standing.HOUSE,
    _BOTH,
    "who follows the one sentence breaks the other",
)
DOSE_DISAGREES = Rule(
    "article/dose-disagrees",
    Severity.ERROR,
    "a dose is the same wherever it is told; tablets and the mg beside them fit",
    (),
    "house: arithmetic inside the article, no medical data",
    Standing.HOUSE,
    _BOTH,
    "a zero too many in one of two places is ten times the dose for those who read that place",
)


@dataclass(frozen=True, slots=True)
class Told:
    """A dose and where it is told: `role` is single, daily or strength; `scope` names what it can be compared with."""

    statement: Statement
    dose: Quantity
    medicine: Medicine | None
    role: str
    scope: tuple[str, str, str]

    @property
    def shown(self) -> str:
        return self.statement.text[self.dose.low.start : self.dose.unit_end or self.dose.high.end]

    @property
    def name(self) -> str:
        return self.medicine.name if self.medicine else ""


_A_DAY = re.compile(r"\b(?:24 hours?|a day|per day|daily|each day|24 horas|al día|diari\w+)\b", re.I)
_PACK = re.compile(r"\b(?:packs?|box(?:es)?|bottles?|overdose|sobredosis|cajas?|frascos?|supply)\b", re.I)


def _of_pack(statement: Statement, dose: Quantity) -> bool:
    """Whether an amount is that of a pack or an overdose: such a word stands right beside it."""
    before, behind = statement.text[max(0, dose.start - 22) : dose.start], statement.text[dose.end : dose.end + 12]
    return bool(_PACK.search(before) or _PACK.search(behind))


def told_doses(article: Article) -> list[Told]:
    """Every dose of the article with its medicine, its role and its scope."""
    found: list[Told] = []
    for statement in statements(article):
        for value in statement.values:
            if isinstance(value, Quantity) and is_dose(value) and not _of_pack(statement, value):
                medicine = subject_of(article, statement, value.low.start)
                found.append(Told(statement, value, medicine, _role(statement, value), _scope(statement)))
    return found


def _role(statement: Statement, dose: Quantity) -> str:
    under = f"{statement.row} {statement.column}"
    if dose.bound in {Bound.OVER, Bound.UNDER, Bound.AT_LEAST}:
        return "other"
    if dose.per:
        return "strength"
    if dose.within is not None:
        if dose.within > DAY:
            return "weekly" if dose.within == 7 * DAY and _is_most(statement, dose) else "other"
        plain = dose.bound is Bound.EXACT and dose.within == DAY and not _SOME_DOSE.search(sentence_of(statement, dose))
        return "daily" if _is_most(statement, dose) else "total" if plain else "other"
    if _A_DAY.search(under) and not any(isinstance(v, Frequency) for v in statement.values):
        return "daily" if _is_most(statement, dose) else "other"
    if is_daily(statement, dose):
        return "daily" if _is_most(statement, dose) else "other"
    if dose.bound is Bound.AT_MOST and _RAISED.search(sentence_of(statement, dose)):
        return "daily"
    if dose.bound is Bound.AT_MOST:
        sentence = next((s.text for s in statement.sentences if s.start <= dose.low.start < s.end), "")
        return "daily" if _A_DAY.search(sentence[max(0, sentence.find(dose.high.written)) :]) else "other"
    if statement.text[: dose.low.start].rstrip().endswith("("):
        return "beside"
    if dose.form and dose.form.kind == "form":
        return "strength"
    if (
        dose.kind == "form"
        and statement.part is not Part.CELL
        and not _TAKING_VERB.search(sentence_of(statement, dose))
    ):
        return "other"
    if statement.part in {Part.CAPTION, Part.TITLE, Part.HEADING} or dose.kind == "household":
        return "strength"
    return "single"


_RAISED = re.compile(
    r"\b(?:dose|dosis)\b.{0,24}\b(?:go|raised?|increased?|rise|sub\w+|aument\w+)\b|\b(?:highest|maximum|"
    r"m[aá]xima) dos\w+",
    re.I,
)
_SOME_DOSE = re.compile(r"\b(?:some|other|up to|until|if|may|can|people|adults?|child\w*|algun\w+|si|puede)\b", re.I)
_MOST = re.compile(r"\b(?:most|maxim\w+|máxim\w+|no more|highest|limit|up to|as much as|hasta)\b", re.I)


def _is_most(statement: Statement, dose: Quantity) -> bool:
    """Whether a dose of a day is the most: by its bound, or by the words of its sentence, row or column."""
    sentence = next((s.text for s in statement.sentences if s.start <= dose.low.start < s.end), "")
    told = f"{sentence} {statement.row} {statement.column}"
    return dose.bound is Bound.AT_MOST or (dose.bound is Bound.EXACT and bool(_MOST.search(told)))


_TAKING_VERB = re.compile(
    r"\b(?:take|have|use|give|swallow|chew|put|inhale|wear|apply|stick|spray|breathe in|inject|drop|p[oó]ng\w+|"
    r"inyect\w+|tome|toma|tomar|tom[aá]is|use|usar|dé|dele|administr\w+)\b",
    re.I,
)


def sentence_of(statement: Statement, dose: Quantity) -> str:
    """The sentence in which a dose stands."""
    return next((s.text for s in statement.sentences if s.start <= dose.low.start < s.end), statement.text)


def _scope(statement: Statement) -> tuple[str, str, str]:
    """The heading that a statement stands under, and its row with its place where the row tells of an age or weight."""
    under = statement.headings[0] if statement.headings else statement.part.value
    aged = statement.part is Part.CELL and re.search(r"\d", statement.row)
    return (under, statement.row, str(statement.place.first)) if aged else (under, "", "")


def strengths(told: list[Told]) -> dict[str, set[Fraction]]:
    """The mg in one tablet or capsule that the article names, by medicine."""
    found: dict[str, set[Fraction]] = defaultdict(set)
    for each in told:
        if each.dose.strength and each.dose.strength.kind == "mass" and each.dose.unit:
            found[each.name].add(each.dose.strength.base[0])
        elif each.dose.form and each.dose.form.kind == "form" and each.dose.kind == "mass":
            found[each.name].add(each.dose.base[0])
    return found


def _amount(each: Told, strength: dict[str, set[Fraction]]) -> list[tuple[str, Fraction, Fraction]]:
    """A dose in every kind it can be told in: as it is, and as mg where its tablets have one strength."""
    low, high = each.dose.base
    amounts = [("form" if each.dose.kind == "form" else each.dose.kind, low, high)]
    mass = each.dose.mass
    if mass and each.dose.kind != "mass":
        amounts.append(("mass", *mass))
    elif each.dose.kind == "form" and len(strength[each.name]) == 1:
        one = next(iter(strength[each.name]))
        amounts.append(("mass", low * one, high * one))
    return amounts


def dose_over_maximum(article: Article) -> Iterator[Finding]:
    told = told_doses(article)
    strength = strengths(told)
    singles = [each for each in told if each.role == "single"]
    maxima = [each for each in told if each.role == "daily"]
    maxima = _largest(maxima)
    often = _frequencies(article)
    seen: set[tuple[str, str]] = set()
    for single in singles:
        for most in maxima:
            if single.name != most.name or (single.scope[1] and most.scope[1] and single.scope[1] != most.scope[1]):
                continue
            if not (single.name or single.scope[0] == most.scope[0]) or (single.shown, most.shown) in seen:
                continue
            if not single.name and single.dose.kind != most.dose.kind:
                continue
            said = _exceeds(single, most, strength, often)
            if said:
                seen.add((single.shown, most.shown))
                hint = "mend the dose, how often, or the most"
                alone = len(maxima) == 1 or single.statement is most.statement
                severity = None if alone and said[1] else Severity.WARNING
                yield DOSE_OVER_MAXIMUM.finding(single.statement.place, said[0], hint, severity)
    for total in (each for each in told if each.role == "total"):
        for most in maxima:
            if (
                total.name == most.name
                and total.dose.kind == most.dose.kind
                and total.dose.base[1] > most.dose.base[1] > 0
            ):
                message = f'"{total.shown}" a day is more than the most in 24 hours, "{most.shown}"'
                yield DOSE_OVER_MAXIMUM.finding(total.statement.place, message, "mend the dose or the most")
                break
    for most in (each for each in told if each.role == "weekly"):
        for single in singles:
            over = single.name == most.name and single.dose.kind == most.dose.kind
            if over and single.dose.base[1] > most.dose.base[1] > 0:
                message = f'"{single.shown}" is more than the most in a week, "{most.shown}"'
                yield DOSE_OVER_MAXIMUM.finding(single.statement.place, message, "mend the dose or the most")
                break
    yield from _too_often(article)


def _largest(maxima: list[Told]) -> list[Told]:
    """Of the maxima of a medicine in one kind, the largest, where they are told for groups of people."""
    by_medicine: dict[tuple[str, str, str], Told] = {}
    for each in maxima:
        key = (each.name, each.dose.kind, each.scope[1])
        if key not in by_medicine or each.dose.base[1] > by_medicine[key].dose.base[1]:
            by_medicine[key] = each
    return list(by_medicine.values())


def _exceeds(
    single: Told, most: Told, strength: dict[str, set[Fraction]], often: list[tuple[Statement, Frequency, str]]
) -> tuple[str, bool] | None:
    """What is wrong, and whether it is sure: the dose alone, or with how often in its own statement."""
    for kind, low, high in _amount(single, strength):
        for other, _, limit in _amount(most, strength):
            if kind != other or limit <= 0:
                continue
            if high > limit:
                return f'"{single.shown}" is more than the most in 24 hours, "{most.shown}"', True
            for statement, frequency, name in often:
                if name != single.name or _scope(statement) != single.scope:
                    continue
                least, times = frequency.a_day
                total = low * least if frequency.every else high * times
                if total > limit and frequency.hours <= DAY:
                    shown = statement.text[frequency.start : frequency.end]
                    said = f'"{single.shown}" "{shown}" is more than the most in 24 hours, "{most.shown}"'
                    return said, statement is single.statement and not frequency.every
    return None


def _frequencies(article: Article) -> list[tuple[Statement, Frequency, str]]:
    """How often doses are taken: frequencies beside a dose or a word of taking, with the medicine."""
    found = []
    for statement in statements(article):
        for value in statement.values:
            under = f"{statement.text} {statement.row} {statement.column} {statement.caption}"
            often = isinstance(value, Frequency) and not value.short and value.bound is not Bound.OVER
            if isinstance(value, Frequency) and often and _TAKING.search(under):
                medicine = subject_of(article, statement, value.start)
                found.append((statement, value, medicine.name if medicine else ""))
    return found


_TAKING = re.compile(
    r"\b(?:take|taken|use|give|inject|dos(?:e|es)|tablets?|capsules?|puffs?|drops?|ml|mg|tom\w+|us[ae]\w*|dé|dosis|"
    r"gotas?|"
    r"comprimidos?|how often)\b",
    re.I,
)
_GAP = re.compile(
    r"\b(?:between|apart|before (?:the|your|taking|giving|you take) (?:next|another|more)|entre|next dose)\b", re.I
)


_SOME = re.compile(
    r"\b(?:liver|kidneys?|weak|may be told|some (?:people|children)|who (?:have|has)|h[ií]gado|riñ[oó]n|quienes)\b",
    re.I,
)
"""Words of readers for whom other doses hold."""


def gaps(article: Article) -> list[tuple[Statement, Quantity, str]]:
    """The least time between two doses, wherever it is told."""
    found = []
    for statement in statements(article):
        for value in statement.values:
            if isinstance(value, Quantity) and value.kind == "time" and value.bound in {Bound.AT_LEAST, Bound.EXACT}:
                sentence = next((s for s in statement.sentences if s.start <= value.start < s.end), None)
                around = f"{sentence.text if sentence else ''} {statement.row} {statement.column}"
                if _SOME.search(around):
                    continue
                dosed = re.search(r"\b(?:dos\w+|tomas?|tablets?|puffs?)\b", around, re.I)
                if _GAP.search(around) and dosed and 1 <= value.base[0] <= DAY:
                    medicine = subject_of(article, statement, value.start)
                    found.append((statement, value, medicine.name if medicine else ""))
    return found


def _too_often(article: Article) -> Iterator[Finding]:
    """More doses than fit into 24 hours with the stated gap, gaps that differ, and more often than the most."""
    often, between = _frequencies(article), gaps(article)
    for statement, gap, name in between:
        for other, frequency, whose in often:
            if whose != name or not _same_scope(statement, other):
                continue
            shown = other.text[frequency.start : frequency.end]
            told = statement.text[gap.start : gap.end]
            if frequency.every and frequency.most_hours < gap.base[0]:
                message = f'"{shown}" is sooner than "{told}" between doses'
                yield DOSE_OVER_MAXIMUM.finding(other.place, message, "mend one of the two")
            elif not frequency.every and frequency.hours == DAY and frequency.low * gap.base[0] > DAY:
                message = f'"{shown}" does not fit into 24 hours with "{told}" between doses'
                yield DOSE_OVER_MAXIMUM.finding(other.place, message, "mend one of the two")
    for index, (statement, gap, name) in enumerate(between):
        for earlier, first, whose in between[:index]:
            if whose == name and gap.base[0] != first.base[0] and _same_scope(statement, earlier):
                here, there = statement.text[gap.start : gap.end], earlier.text[first.start : first.end]
                message = f'"{here}" between doses here, "{there}" above'
                yield DOSE_DISAGREES.finding(statement.place, message, "keep the one that is right, in both places")
                break
    yield from _more_doses(article, often)
    most = [each for each in often if each[1].bound is Bound.AT_MOST and not each[1].every]
    for statement, limit, name in most:
        for other, frequency, whose in often:
            same = whose == name and frequency is not limit and not frequency.every and _same_scope(statement, other)
            if (
                same
                and frequency.hours == limit.hours == DAY
                and frequency.high > limit.high
                and frequency.bound is not Bound.AT_MOST
            ):
                shown, told = other.text[frequency.start : frequency.end], statement.text[limit.start : limit.end]
                message = f'"{shown}" is more often than "{told}"'
                yield DOSE_OVER_MAXIMUM.finding(other.place, message, "mend one of the two")


def _more_doses(article: Article, often: list[tuple[Statement, Frequency, str]]) -> Iterator[Finding]:
    """ "every 6 hours" beside "no more than 2 doses in 24 hours"."""
    for statement in statements(article):
        for value in statement.values:
            limited = isinstance(value, Quantity) and value.kind == "dose" and value.bound is Bound.AT_MOST
            if not limited or not isinstance(value, Quantity) or value.within != DAY:
                continue
            for other, frequency, _ in often:
                times = frequency.a_day[0 if frequency.every else 1]
                if times > value.high.value and frequency.hours <= DAY and _same_scope(statement, other):
                    shown = other.text[frequency.start : frequency.end]
                    message = f'"{shown}" makes more doses than "{statement.text[value.start : value.end]}"'
                    yield DOSE_OVER_MAXIMUM.finding(other.place, message, "mend one of the two")
                    return


def _same_scope(first: Statement, second: Statement) -> bool:
    """Whether two statements can tell of the same doses: rows of ages differ, and so do sections of other medicines."""
    one, other = _scope(first), _scope(second)
    return not (one[1] and other[1] and one[1] != other[1])


# Told here and there


def dose_disagrees(article: Article) -> Iterator[Finding]:
    told = told_doses(article)
    strength = strengths(told)
    yield from _beside(told, strength)
    yield from _retold(article, told)
    yield from _other_unit(told)
    yield from pairs_that_do_not_fit(article, DOSE_DISAGREES)


def _beside(told: list[Told], strength: dict[str, set[Fraction]]) -> Iterator[Finding]:
    """ "6 tablets (1,200 mg)": the mg beside tablets are so many times one tablet."""
    ratios: dict[str, list[tuple[Told, Told, Fraction]]] = defaultdict(list)
    for first, second in itertools.pairwise(told):
        same = first.statement is second.statement and 0 <= second.dose.low.start - first.dose.end <= 3
        if same and {first.dose.kind, second.dose.kind} == {"form", "mass"} and first.dose.low.value > 0:
            tablets, mass = (first, second) if first.dose.kind == "form" else (second, first)
            if tablets.dose.high.value > 0 and tablets.dose.strength is None:
                ratios[tablets.name].append((tablets, mass, mass.dose.base[1] / tablets.dose.high.value))
    for name, pairs in ratios.items():
        known = strength[name] or {ratio for _, _, ratio in pairs[:1]}
        for tablets, mass, ratio in pairs:
            if len(known) == 1 and ratio not in known:
                one = float(next(iter(known)))
                message = f'"{tablets.shown}" of {one:g} mg are not "{mass.shown}"'
                yield DOSE_DISAGREES.finding(mass.statement.place, message, "mend the number of tablets or the mg")


def _retold(article: Article, told: list[Told]) -> Iterator[Finding]:
    """A dose of summary, main message, recap, post or picture that the body does not tell; tenfold ones anywhere."""
    body = [each for each in told if not each.statement.retells or each.statement.part is Part.CAPTION]
    seen: set[tuple[str, int]] = set()
    bare = {
        v.high.value
        for s in statements(article)
        if s.part is Part.CELL
        for v in s.values
        if isinstance(v, Quantity) and v.kind == "number"
    }
    for each in told:
        if each in body or each.role == "other" or (each.shown, each.statement.place.first) in seen:
            continue
        same = [other for other in body if other.name == each.name and _is_alike(each, other)]
        same = [other for other in same if _often(each) and _often(other) == _often(each)] or same
        known = {amount for other in same for amount in _plain_amounts(other)}
        wrong = [amount for amount in _plain_amounts(each) if amount not in known]
        if same and wrong and not all(amount in bare for amount in wrong):
            seen.add((each.shown, each.statement.place.first))
            ratio = _powers(wrong[0], known) or _powers(min(known), {wrong[0]})
            word = f", {ratio} times as much or as little as there" if ratio else ""
            message = f'"{each.shown}" in the {each.statement.part.value} is told nowhere in the text{word}'
            severity = Severity.ERROR if ratio else Severity.WARNING
            yield DOSE_DISAGREES.finding(each.statement.place, message, "tell the same dose in both places", severity)
    yield from _tenfold(body)


def _often(each: Told) -> tuple[Fraction, Fraction] | None:
    """How often a day the dose is taken that stands in an order of its own; None for a strength or a maximum."""
    start = each.dose.low.start
    sentence = next((s for s in each.statement.sentences if s.start <= start < s.end), None)
    if each.role != "single" or sentence is None or each.statement.part is Part.CELL:
        return None
    often = [
        v.a_day
        for v in each.statement.values
        if isinstance(v, Frequency) and sentence.start <= v.start < sentence.end and not v.short
    ]
    return often[0] if len(often) == 1 else None


def _tenfold(body: list[Told]) -> Iterator[Finding]:
    """Two doses of one medicine in the text, outside of tables, that differ by a power of ten."""
    known: dict[tuple[str, str, str, Fraction], Told] = {}
    for each in body:
        if each.role not in {"single", "strength"} or each.statement.part is Part.CELL or each.dose.per:
            continue
        kind = "mass" if each.dose.mass else f"{each.dose.kind} {each.dose.unit.name if each.dose.unit else ''}"
        amount = _plain_amounts(each)[-1]
        for power in (10, 100, 1000):
            found = known.get((each.name, each.role, kind, amount / power)) or known.get(
                (each.name, each.role, kind, amount * power)
            )
            if found and found.statement is not each.statement and amount:
                message = f'"{each.shown}" here and "{found.shown}" above differ by {power} times'
                yield DOSE_DISAGREES.finding(each.statement.place, message, "check both doses", Severity.WARNING)
                break
        known.setdefault((each.name, each.role, kind, amount), each)


def _plain_amounts(each: Told) -> tuple[Fraction, ...]:
    """The amounts of a dose in one kind: mg where its strength is told, else its own base unit."""
    return tuple(dict.fromkeys(each.dose.mass or each.dose.base))


def _is_alike(each: Told, other: Told) -> bool:
    """Whether two doses can be compared: both in mg, or both in the same form or kind."""
    if each.dose.mass and other.dose.mass:
        return True
    if (each.dose.mass is None) != (other.dose.mass is None) or each.dose.kind != other.dose.kind:
        return False
    return each.dose.kind in {"volume", "form", "activity"} and _unit_alike(each, other)


def _unit_alike(each: Told, other: Told) -> bool:
    return each.dose.kind != "form" or (each.dose.unit is not None and each.dose.unit == other.dose.unit)


def _powers(amount: Fraction, known: set[Fraction]) -> int:
    """By which power of ten an amount is more than a known one; 0 for none."""
    return next((power for power in (10, 100, 1000) if amount and amount / power in known), 0)


def _other_unit(told: list[Told]) -> Iterator[Finding]:
    """The same number with another unit for the same medicine: mg here, g or ml there."""
    known: dict[tuple[str, Fraction], list[Told]] = defaultdict(list)
    for each in told:
        if each.dose.kind not in {"mass", "volume", "activity"} or each.role == "other" or each.dose.low.value < 2:
            continue
        part = each.dose.strength or each.dose
        key = (each.name, part.high.value)
        for other in known[key]:
            first = other.dose.strength or other.dose
            if other.statement is each.statement:
                continue
            if part.unit and first.unit and part.unit.name != first.unit.name and (each.name or part.high.value >= 20):
                message = f'"{part.high.written} {part.written}" here, "{first.high.written} {first.written}" above'
                yield DOSE_DISAGREES.finding(each.statement.place, message, "check the unit in both places")
                break
        known[key].append(each)


CHECKS = (
    Check(DOSE_OVER_MAXIMUM, dose_over_maximum),
    Check(DOSE_DISAGREES, dose_disagrees),
)
