"""Rules on doses that cannot all be right: above the stated most, tenfold here, tablets that do not add up."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from pipeline.article.model import Article
from pipeline.article.rules.doses import is_daily, is_dose
from pipeline.article.rules.medicines import Medicine, subject_of
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
    if dose.bound in {Bound.OVER, Bound.UNDER, Bound.AT_LEAST} or _is_no_dose(statement, dose):
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


def _is_no_dose(statement: Statement, dose: Quantity) -> bool:
    """Whether nobody takes it: it is forbidden as it is, holds for a substance in a tablet, or is a food."""
    start = next((s.start for s in statement.sentences if s.start <= dose.low.start < s.end), 0)
    before, behind = statement.text[start : dose.low.start], statement.text[dose.unit_end or dose.end :]
    if dose.bound is Bound.EXACT and _FORBIDDEN.search(before):
        return True
    return bool(_CONTENT.search(before)) or (dose.kind == "mass" and bool(_FOOD.match(behind)))


_FORBIDDEN = re.compile(
    r"\b(?:do not|don't|never|must not|should not) (?:take|use|give|inject|swallow|have)\b[^.;:,]*$|"
    r"\b(?:no|nunca) (?:se |lo |la )?(?:tome|use|d[eé]|inyecte|ponga)\b[^.;:,]*$",
    re.I,
)
_CONTENT = re.compile(
    r"\b(?:excipients?|excipientes?|aportad\w+|weighs?|pesa|sodio|sodium|lactosa|lactose|sacarosa|equivale\w*|"
    r"equivalent)\b[^.;]*$",
    re.I,
)
_FOOD = re.compile(
    r" (?:of|de) (?:saturated |trans |total |dietary )?(?:fat|fats|fibre|fiber|protein|sodium|salt|"
    r"sugars?|carbohydrates?|"
    r"grasa|fibra|proteinas?|sodio|sal|azucar)\b",
    re.I,
)
_RAISED = re.compile(
    r"\b(?:dose|dosis)\b.{0,24}\b(?:go|raised?|increased?|rise|sub\w+|aument\w+)\b|\b(?:highest|maximum|"
    r"m[aá]xima) dos\w+",
    re.I,
)
_SOME_DOSE = re.compile(r"\b(?:some|other|up to|until|if|may|can|people|adults?|child\w*|algun\w+|si|puede)\b", re.I)
_MOST = re.compile(r"\b(?:most|maxim\w+|máxim\w+|no more|highest|limit|up to|as much as|hasta)\b", re.I)


_WEIGHT = re.compile(r"\b(?:up to|hasta) \d+(?:[.,]\d+)? ?(?:kg|st|lb|years?|años)\b", re.I)
"""Who a dose is for, and no most: "up to 30 kg"."""


def _is_most(statement: Statement, dose: Quantity) -> bool:
    """Whether a dose of a day is the most: by its bound, or by the words of its sentence, row or column."""
    sentence = next((s.text for s in statement.sentences if s.start <= dose.low.start < s.end), "")
    told = _WEIGHT.sub("", f"{sentence} {statement.row} {statement.column}")
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
    singles = [each for each in told if each.role in {"single", "beside"}]
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


_ROUNDED = Fraction(101, 100)
"""What a limit may be passed by: labels round the milligrams of several tablets (6 of 48.62 mg are "292 mg")."""


def _exceeds(
    single: Told, most: Told, strength: dict[str, set[Fraction]], often: list[tuple[Statement, Frequency, str]]
) -> tuple[str, bool] | None:
    """What is wrong, and whether it is sure: the dose alone, or with how often in its own statement."""
    for kind, low, high in _amount(single, strength):
        for other, _, limit in _amount(most, strength):
            if kind != other or limit <= 0:
                continue
            if high > limit * _ROUNDED:
                return f'"{single.shown}" is more than the most in 24 hours, "{most.shown}"', True
            for statement, frequency, name in often:
                if name != single.name or _scope(statement) != single.scope or frequency.hours < 1:
                    continue
                if _of_another_group(single, statement, frequency):
                    continue
                least, times = frequency.a_day
                total = low * least if frequency.every else high * times
                if total > limit * _ROUNDED and frequency.hours <= DAY:
                    shown = statement.text[frequency.start : frequency.end]
                    said = f'"{single.shown}" "{shown}" is more than the most in 24 hours, "{most.shown}"'
                    return said, statement is single.statement and not frequency.every
    return None


_GROUPS = re.compile(r"\b(?:adults?|child(?:ren)?|bab(?:y|ies)|years?|adultos?|niñ[oa]s?|bebés?|años)\b", re.I)


def _of_another_group(single: Told, statement: Statement, frequency: Frequency) -> bool:
    """Whether dose and frequency stand in two sentences, one of which tells of an age: adults here, children there."""
    if statement is not single.statement:
        return False
    own = [s for s in statement.sentences if s.start <= single.dose.low.start < s.end]
    its = [s for s in statement.sentences if s.start <= frequency.start < s.end]
    return own != its and any(_GROUPS.search(sentence.text) for sentence in (*own, *its))


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
                dosed = re.search(r"\b(?:dos\w+|tomas?|tablets?|puffs?|mg|ml|g)\b", around, re.I)
                if _GAP.search(around) and dosed and 1 <= value.base[0] <= DAY:
                    medicine = subject_of(article, statement, value.start)
                    found.append((statement, value, medicine.name if medicine else ""))
    return found


def _too_often(article: Article) -> Iterator[Finding]:
    """More doses than fit into 24 hours with the stated gap, gaps that differ, and more often than the most."""
    often, between = _frequencies(article), gaps(article)
    for statement, gap, name in between:
        near = {whose for other, _, whose in often if other.headings and other.headings == statement.headings}
        for other, frequency, whose in often:
            beside = not name and near == {whose} and other.headings == statement.headings
            if not (whose == name or beside) or not _same_scope(statement, other):
                continue
            shown = other.text[frequency.start : frequency.end]
            told = statement.text[gap.start : gap.end]
            if frequency.every and frequency.most_hours < gap.base[0]:
                message = f'"{shown}" is sooner than "{told}" between doses'
                yield DOSE_OVER_MAXIMUM.finding(other.place, message, "mend one of the two")
            elif not frequency.every and frequency.hours == DAY and _often_at_most(frequency) * gap.base[0] > DAY:
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


def _often_at_most(frequency: Frequency) -> Fraction:
    return frequency.high if frequency.bound is Bound.AT_MOST else frequency.low


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


CHECKS = (Check(DOSE_OVER_MAXIMUM, dose_over_maximum),)
