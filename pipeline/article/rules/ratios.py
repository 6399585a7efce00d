"""Doses told in two units side by side or in a table and in prose come in; what does not fit goes out."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from pipeline.article.model import Article
from pipeline.article.rules.medicines import medicines_in, subject_of
from pipeline.article.rules.statements import Part, Statement, statements
from pipeline.finding import Finding, Rule, Severity
from pipeline.language.amounts import DAY, Bound, Frequency, Quantity

HEAVIEST = Fraction(1500)
"""mg in 1 ml that no medicine exceeds: syrups and oils weigh up to 1.4 g. House."""
ROUNDING = Fraction(6, 100)
"""How far a pair may be off: 7.5 ml of 24 mg in 1 ml are printed as 180 mg, and 22 lb as 10 kg. House."""
_FACTORS = tuple(
    map(Fraction, "18.0182 38.67 88.57 2.8 6.006 4.008 2.4305 3.0974 16.811 9.008 3.9098 2.299 3.545".split())
)
"""mg/dL in 1 mmol/L of glucose, cholesterol, triglycerides, urea nitrogen, urea, calcium, magnesium, phosphorus, uric
acid, lactate, potassium, sodium and chloride: a tenth of what a mole weighs.
"""


@dataclass(frozen=True, slots=True)
class _Ratio:
    statement: Statement
    shown: str
    amount: Fraction
    strength: bool


def pairs_that_do_not_fit(article: Article, rule: Rule) -> Iterator[Finding]:
    """Findings of `rule` for "7.5 ml (180 ml)", for sugar told twice, and for ml whose mg are not those of the rest."""
    ratios: dict[str, list[_Ratio]] = defaultdict(list)
    for statement in statements(article):
        values = [value for value in statement.values if isinstance(value, Quantity)]
        for value in values:
            held = _held(value)
            if held and held > HEAVIEST:
                shown = statement.text[value.start : value.end]
                yield rule.finding(statement.place, f'"{shown}" is more than a liquid holds', "check both units")
            elif held:
                name = _name(article, statement, value)
                ratios[name].append(_Ratio(statement, statement.text[value.start : value.end], held, True))
        for first, second in itertools.pairwise(values):
            if not _is_beside(statement, first, second):
                continue
            here = statement.text[first.low.start : first.unit_end]
            shown = f"{here} ({statement.text[second.low.start : second.unit_end]})"
            if {first.kind, second.kind} == {"volume", "mass"} and not (first.per or second.per):
                volume, mass = (first, second) if first.kind == "volume" else (second, first)
                if volume.base[1] > 0:
                    ratio = mass.base[1] / volume.base[1]
                    ratios[_name(article, statement, mass)].append(_Ratio(statement, shown, ratio, False))
            elif _differ(first, second) or (
                _not_so_many(first, second) and not _is_sum(statement, values, first, second)
            ):
                message = f'"{shown}" tells two amounts where there is one'
                yield rule.finding(statement.place, message, "check both numbers and both units")
    for told in ratios.values():
        yield from _odd(told, rule)
    yield from _totals(article, rule)
    yield from _rows(article, rule)
    yield from _tables(article, rule)


def _name(article: Article, statement: Statement, value: Quantity) -> str:
    medicine = subject_of(article, statement, value.low.start)
    return medicine.name if medicine else ""


def _held(value: Quantity) -> Fraction | None:
    """The mg in 1 ml of "120 mg in 5 ml"; None for anything else."""
    number, _, unit = value.per.rpartition(" ")
    if value.kind != "mass" or unit != "ml":
        return None
    try:
        volume = Fraction(number or "1")
    except ValueError:
        return None
    return value.base[1] / volume if volume else None


def _is_beside(statement: Statement, first: Quantity, second: Quantity) -> bool:
    between = statement.text[
        max(first.unit_end, first.high.end, first.end if first.per or first.strength else 0) : second.low.start
    ]
    closed = statement.text[max(second.unit_end, second.high.end, second.end if second.per else 0) :][:1] == ")"
    return between.strip() == "(" and closed and first.unit is not None and second.unit is not None


def _not_so_many(first: Quantity, second: Quantity) -> bool:
    """Whether "4 tablets of 25 mg (10 mg)" does not add up."""
    return bool(first.strength and first.mass and second.kind == "mass" and first.mass != second.base)


def _is_sum(statement: Statement, values: list[Quantity], first: Quantity, second: Quantity) -> bool:
    """Whether "one tablet of 50 mg and one of 25 mg (75 mg)" adds up."""
    before = [v for v in values if v.mass and v.start < first.start]
    if not before or not first.mass or not before[-1].mass:
        return False
    joined = statement.text[before[-1].end : first.start]
    return re.fullmatch(r"\W*(?:and|plus|y|más|with|con)\W*(?:an?|una?)?\W*", joined) is not None and (
        before[-1].mass[1] + first.mass[1] == second.base[1]
    )


def _differ(first: Quantity, second: Quantity) -> bool:
    """Whether two amounts of one kind side by side are not the same amount."""
    if {first.per, second.per} == {"l", "dl"}:
        molar, mass = (first, second) if first.per == "l" else (second, first)
        # Haemoglobin is told in g/l and g/dl, creatinine in µmol/l and mg/dl: of these nothing is known here.
        known = molar.unit and mass.unit and (molar.unit.name, mass.unit.name) == ("mmol", "mg")
        ratio = mass.high.value / molar.high.value if molar.high.value else Fraction(0)
        return bool(known) and not any(abs(ratio - factor) <= factor * Fraction(4, 100) for factor in _FACTORS)
    if first.unit is None or second.unit is None or first.kind != second.kind or first.per != second.per:
        return False
    if first.kind in {"temperature", "form", "percent", "number", "dose"}:
        return False
    low, high = sorted((first.base[1], second.base[1]))
    return low > 0 and (high - low) / high > 2 * ROUNDING


def _odd(told: list[_Ratio], rule: Rule) -> Iterator[Finding]:
    strengths = {each.amount for each in told if each.strength}
    counts = Counter(each.amount for each in told)
    usual, often = counts.most_common(1)[0]
    right = strengths if strengths and not (often >= 3 and usual not in strengths) else {usual}
    for each in told:
        if len(counts) < 2 or any(abs(each.amount - one) <= one * ROUNDING for one in right):
            continue
        message = f'"{each.shown}" does not fit the other doses, which hold {float(min(right)):g} mg in 1 ml'
        yield rule.finding(each.statement.place, message, "check the ml and the mg")


_DAY_SUM = re.compile(r"\b(?:a|per|each|every) day\b|\bdaily\b|\b24 hours\b|\bal d[ií]a\b|\b24 horas\b", re.I)


def _totals(article: Article, rule: Rule) -> Iterator[Finding]:
    """ "2 puffs every morning and every evening, 100 micrograms in a puff" that are told as 200 micrograms a day."""
    for statement in statements(article):
        values = statement.values
        puffs = [v for v in values if isinstance(v, Quantity) and v.kind == "form" and v.strength is None and not v.per]
        often = [v for v in values if isinstance(v, Frequency) and not v.short and v.hours == DAY]
        masses = [v for v in values if isinstance(v, Quantity) and v.kind == "mass" and v.bound is Bound.EXACT]
        one = [v for v in masses if v.per or _ONE.search(statement.text[max(0, v.start - 40) : v.start])]
        day = [v for v in masses if v not in one and _DAY_SUM.match(statement.text[v.unit_end :].lstrip())]
        if len(one) != 1 or len(day) != 1 or not often:
            continue
        taken = [
            v for v in puffs if v.start < one[0].start and not _ONE.search(statement.text[v.start - 12 : v.start + 1])
        ]
        if not taken or any(v.is_range for v in taken) or len(often) not in {1, len(taken)}:
            continue
        times = [each.a_day[1] for each in often]
        doses = [v.high.value for v in taken]
        total = sum(
            (a * b for a, b in zip(doses, times if len(times) == len(doses) else times * len(doses), strict=True)),
            Fraction(0),
        )
        if total and one[0].base[1] * total != day[0].base[1] and one[0].base[1] != day[0].base[1]:
            shown = statement.text[day[0].low.start : day[0].unit_end]
            right = one[0].base[1] * total
            message = f'"{shown}" a day is not what the doses of the day make together, {float(right):g} mg'
            yield rule.finding(statement.place, message, "mend the dose, how often, or the sum")


_ONE = re.compile(
    r"\b(?:one|each|every|a|una|cada|per) (?:puff|tablet|capsule|spray|drop|inhalaci[oó]n|comprimido|"
    r"c[aá]psula)\b",
    re.I,
)
_AGED = re.compile(
    r"\d ?(?:kg|years?|months?|weeks?|años|meses|semanas|mmol|mg/dl|st|lb)|\b(?:adult|child|age|niñ|"
    r"kg)",
    re.I,
)


def _tables(article: Article, rule: Rule) -> Iterator[Finding]:
    """Doses of a table without ages that are not the one dose which the text tells of that medicine."""
    prose: dict[tuple[str, str], set[Fraction]] = defaultdict(set)
    cells: dict[tuple[str, str], list[tuple[Statement, Quantity]]] = defaultdict(list)
    named = {s.row for s in statements(article) if s.part is Part.CELL and medicines_in(s.row)}
    for statement in statements(article):
        for value in statement.values:
            counted = isinstance(value, Quantity) and value.kind == "form" and value.within is None
            if not isinstance(value, Quantity) or not counted or value.unit is None or value.bound is not Bound.EXACT:
                continue
            strength = str(value.strength.base) if value.strength else ""
            key = (_name(article, statement, value), f"{value.unit.name} {strength}")
            aged = _AGED.search(f"{statement.row} {statement.column} {statement.caption} {statement.text}")
            if statement.part is Part.CELL and not aged:
                if not _of_another(statement, named):
                    cells[key].append((statement, value))
            elif statement.part in {Part.PROSE, Part.MAIN, Part.ITEM} and _TAKE.match(statement.text):
                repeated = _REPEATED.search(f"{statement.text} {' '.join(statement.headings)}")
                if not repeated:
                    prose[key].add(value.high.value)
    for key, told in cells.items():
        if len(prose[key]) == 1 and not any(value.high.value in prose[key] for _, value in told):
            statement, value = told[0]
            shown = statement.text[value.low.start : value.unit_end]
            message = f'"{shown}" in the table, {float(min(prose[key])):g} in the text'
            yield rule.finding(statement.place, message, "tell the same dose in both places")


_REPEATED = re.compile(
    r"\b(?:every|each|cada) [\w– -]{1,14}(?:seconds?|minutes?|segundos?|minutos?)\b|"
    r"\b(?:attack|emergency|ataque|crisis|missed)\b",
    re.I,
)
"""A dose that is taken again and again in an attack is not the one of each day."""


def _of_another(cell: Statement, named: set[str]) -> bool:
    """Whether a row, beside others that bear a medicine's name, bears one that is not known: it tells of another."""
    return bool(named and cell.row and cell.row not in named and re.match(r"[A-ZÀ-Þ]", cell.row))


_ROW_TIMES = re.compile(
    r"\b(?:morning|noon|lunch\w*|midday|afternoon|evening|night|bedtime|breakfast|dinner|supper|ma[nñ]ana|noche|mediod[ií]a|"
    r"desayuno|comida|cena)\b",
    re.I,
)
_ROW_DAYS = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|days?|lunes|martes|jueves|viernes|d[ií]as?)\b", re.I
)


def _rows(article: Article, rule: Rule) -> Iterator[Finding]:
    """A table of times with more doses of a medicine than the text tells: "once a day", and two rows with a dose."""
    often: dict[tuple[str, bool], set[Fraction]] = defaultdict(set)
    told: dict[tuple[str, bool], dict[int, list[tuple[Statement, Quantity]]]] = defaultdict(lambda: defaultdict(list))
    masses: dict[str, set[Fraction]] = defaultdict(set)
    for statement in statements(article):
        for value in statement.values:
            name = _name(article, statement, value) if isinstance(value, Quantity) else ""
            if isinstance(value, Quantity) and (value.mass or value.kind == "form") and value.bound is Bound.EXACT:
                timed, dated = _ROW_TIMES.search(statement.row), _ROW_DAYS.search(statement.row)
                if statement.part is Part.CELL and name and (timed or dated) and not statement.reported:
                    told[name, bool(timed)][statement.group].append((statement, value))
                elif statement.part is not Part.CELL and value.mass:
                    masses[name].add(value.mass[1])
            elif (
                isinstance(value, Frequency) and not value.short and not value.every and statement.part is not Part.CELL
            ):
                medicine = subject_of(article, statement, value.start)
                often[medicine.name if medicine else "", value.hours == DAY].add(value.high)
    for (name, daily), columns in told.items():
        known = often[name, daily]
        for cells in columns.values():
            lines = {cell.place.first for cell, _ in cells}
            if len(known) == 1 and len(lines) > max(known) and (daily or max(known) == 1):
                statement, value = cells[-1]
                shown = statement.text[value.low.start : value.unit_end]
                message = (
                    f"the table tells {len(lines)} doses of {name}, the text {float(max(known)):g} a {_span(daily)}"
                )
                yield rule.finding(statement.place, message, f'check "{shown}" for "{statement.row}"', Severity.WARNING)
            for statement, value in cells:
                if (
                    value.mass
                    and masses[name]
                    and value.mass[1] not in masses[name]
                    and not _AGED.search(statement.row)
                ):
                    shown = statement.text[value.low.start : value.unit_end]
                    message = f'"{shown}" in the table is told nowhere in the text'
                    yield rule.finding(statement.place, message, "tell the same dose in both places", Severity.WARNING)


def _span(daily: bool) -> str:
    return "day" if daily else "week"


_TAKE = re.compile(
    r"(?:Please |Always )?(?:take|use|give|breathe in|inhale|put|inject|wear|apply|spray|tome|use|dé|ponga|inhale|"
    r"aplique)\b",
    re.I,
)
