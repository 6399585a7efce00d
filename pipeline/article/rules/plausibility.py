"""Rules on values that cannot be: temperatures, pressures, sugar, doses, and units that do not go together."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import cache, lru_cache

from pipeline.article.model import Article
from pipeline.article.rules.doses import doses_in, is_daily, is_dose, is_told_by_day
from pipeline.article.rules.medicines import Medicine, limits, subject_of
from pipeline.article.rules.statements import APART, Part, Statement, statements
from pipeline.finding import Check, Finding, Rule, Severity, Standing
from pipeline.language.amounts import Bound, Frequency, Quantity, Ratio
from pipeline.language.numerals import fold_word
from pipeline.tags import primary_of

_BOTH = frozenset({"en", "es"})

VALUE_IMPLAUSIBLE = Rule(
    "article/value-implausible",
    Severity.ERROR,
    "a temperature of the body, a blood pressure or a blood sugar is one that a living person can have",
    (),
    "house limits, far outside of what is measured (limits.toml)",
    Standing.HOUSE,
    _BOTH,
    "a fever of 39 °F is a slip of the unit, and parents act on it",
)
DOSE_IMPLAUSIBLE = Rule(
    "article/dose-implausible",
    Severity.WARNING,
    "a dose is not above the usual highest dose of its medicine, and doses by age go up in steps",
    (),
    "limits.toml: NHS and US labels for paracetamol, ibuprofen and aspirin; others unverified; the question is house",
    Standing.UNVERIFIED,
    _BOTH,
    "one zero too many is ten times the dose",
)
UNITS_MIXED = Rule(
    "article/units-mixed",
    Severity.WARNING,
    "a value has one unit, or both side by side; tablets have mg, liquids ml, and liquid medicine no spoons",
    (),
    "NCPDP and US FDA on ml only for liquid medicine (PMC7970405); NHS; the comparison is house",
    Standing.PRACTICE,
    _BOTH,
    "who has to convert makes mistakes; a teaspoon of the kitchen is no teaspoon",
)


@cache
def words_of(lang: str, name: str) -> frozenset[str]:
    """A list of words of limits.toml, folded; none for another language."""
    context = limits()["context"].get(primary_of(lang), {})
    return frozenset(map(fold_word, context.get(name, "").split()))


@lru_cache(maxsize=8192)
def folded_words(text: str) -> tuple[str, ...]:
    """The words of a text without case and accents."""
    return tuple(fold_word(word) for word in re.findall(r"[^\W\d_]+", text))


def _near(statement: Statement, start: int, reach: int = 70) -> set[str]:
    """The words around a place in a statement, and those it stands under."""
    around = statement.text[max(0, start - reach) : start + reach]
    return set(folded_words(around)) | set(folded_words(f"{statement.row} {statement.column} {statement.caption}"))


# Values of the body


def value_implausible(article: Article) -> Iterator[Finding]:
    for statement in statements(article):
        values = statement.values
        for index, value in enumerate(values):
            if isinstance(value, Quantity) and value.kind == "temperature":
                following = values[index + 1] if index + 1 < len(values) else None
                yield from _temperature(article, statement, value, following)
            elif isinstance(value, Quantity) and value.per in {"l", "dl"}:
                yield from _sugar(article, statement, value)
            elif isinstance(value, Ratio) and value.slash:
                yield from _pressure(article, statement, value)


def _temperature(article: Article, statement: Statement, value: Quantity, following: object) -> Iterator[Finding]:
    if value.unit is None:
        return
    limit = limits()["temperature"][value.unit.name]
    shown = statement.text[value.low.start : value.unit_end]
    near = _near(statement, value.start)
    thing = (
        near
        & words_of(article.lang, "thing")
        & set(folded_words(f"{_sentence(statement, value)} {statement.row} {statement.column} {statement.caption}"))
    )
    body = near & words_of(article.lang, "body")
    if (
        value.unit.name == "°F"
        and value.high.value < limits()["temperature"]["cold"]
        and near & words_of(article.lang, "fridge")
    ):
        message = f'"{shown}" is colder than a fridge'
        yield VALUE_IMPLAUSIBLE.finding(statement.place, message, "check the number, and whether °C is meant")
        return
    mild = value.unit.name == "°C" and limit["least"] <= value.low.value < limits()["temperature"]["fever"]
    above = value.bound in {Bound.OVER, Bound.AT_LEAST} or re.match(
        r" (?:or (?:more|above|higher)|o más)", statement.text[value.unit_end :]
    )
    if mild and above and near & words_of(article.lang, "fever") and not thing - {"below", "debajo", "temperature"}:
        message = f'"{shown}" is no fever'
        yield VALUE_IMPLAUSIBLE.finding(statement.place, message, "check the number")
        return
    outside = not limit["least"] <= value.low.value <= limit["most"] or value.high.value > limit["most"]
    owned = near & {"your", "su", "tiene", "has", "have", "shiver", "feel"}
    weak = body <= {"temperature", "temperatura"} and value.low.value <= 30 and not owned
    if outside and body and not weak and not thing - {"below", "debajo", "heat", "temperature"}:
        other = "°F" if value.unit.name == "°C" else "°C"
        message = f'"{shown}" is no temperature that a body has'
        yield VALUE_IMPLAUSIBLE.finding(statement.place, message, f"check the number, and whether {other} is meant")
    elif isinstance(following, Quantity) and following.kind == "temperature" and following.unit:
        between, other = statement.text[value.unit_end : following.low.start], following.unit.name
        if other != value.unit.name and re.fullmatch(r"\s*[(/,=]?\s*(?:or|about|o|=)?\s*", between):
            yield from _pair(statement, value, following)


def _pair(statement: Statement, value: Quantity, other: Quantity) -> Iterator[Finding]:
    celsius, fahrenheit = (value, other) if value.unit and value.unit.name == "°C" else (other, value)
    for low, high in ((celsius.low, fahrenheit.low), (celsius.high, fahrenheit.high)):
        # In fractions: 37.2 °C is 98.96 °F exactly, and floats would be off. Either may be rounded.
        right = low.value * Fraction(9, 5) + 32
        rounding = Fraction(limits()["temperature"]["pair"]).limit_denominator(10) * Fraction(9, 5)
        whole = high.value == int(high.value)
        back = abs(right - high.value) * 5 < Fraction(9, 2) and whole and low.value == int(low.value)
        if not back and abs(right - high.value) > max(rounding, Fraction(6, 10) if whole else rounding):
            message = f"{low.written} °C is {float(right):.1f} °F, not {high.written} °F"
            yield VALUE_IMPLAUSIBLE.finding(statement.place, message, "mend one of the two values")
            return


def _sugar(article: Article, statement: Statement, value: Quantity) -> Iterator[Finding]:
    unit = f"{value.unit.name}/{value.per}" if value.unit else ""
    limit = limits()["glucose"].get(unit)
    under = {*_near(statement, value.start), *folded_words(f"{article.front.title} {' '.join(statement.headings)}")}
    near = _near(statement, value.start)
    other = near & words_of(article.lang, "other")
    if not isinstance(limit, dict) or not under & words_of(article.lang, "glucose") or other:
        return
    low = value.bound is Bound.UNDER and near & words_of(article.lang, "low") and value.high.value > limit["low"]
    if low:
        shown = statement.text[value.low.start : value.end]
        message = f'"{shown}" is no low blood sugar'
        yield VALUE_IMPLAUSIBLE.finding(statement.place, message, "check the number and its unit")
    elif not limit["least"] <= value.low.value or not value.high.value <= limit["most"]:
        shown = statement.text[value.low.start : value.end]
        message = f'"{shown}" is no blood sugar that a living person has'
        yield VALUE_IMPLAUSIBLE.finding(statement.place, message, "check the number and its unit")


def _pressure(article: Article, statement: Statement, value: Ratio) -> Iterator[Finding]:
    shown = statement.text[value.start : value.end]
    near = _near(statement, value.start)
    if "mmHg" not in shown and not (near & words_of(article.lang, "pressure") and value.part >= 30):
        return
    upper, lower = limits()["pressure"]["systolic"], limits()["pressure"]["diastolic"]
    possible = upper["least"] <= value.part <= upper["most"] and lower["least"] <= value.whole <= lower["most"]
    if not possible or value.part <= value.whole:
        message = f'"{shown}" is no blood pressure: the first number is the higher one'
        yield VALUE_IMPLAUSIBLE.finding(statement.place, message, "check both numbers and their order")


# Doses


def dose_implausible(article: Article) -> Iterator[Finding]:
    columns: dict[int, list[Finding]] = defaultdict(list)
    for statement in statements(article):
        for dose in doses_in(statement):
            found = list(_above_limits(article, statement, dose))
            if statement.part is Part.CELL and statement.group:
                columns[statement.group] += found
            else:
                yield from found
            yield from _too_many(article, statement, dose)
            yield from _food(statement, dose)
        for value in statement.values:
            if isinstance(value, Frequency) and not value.short and (value.hours <= 24 or value.every):
                most = limits()["count"]["times_a_day"]
                dosed = any(is_dose(v) for v in statement.values) or {"dose", "drops", "dosis"} & set(
                    folded_words(statement.text)
                )
                odd = value.every and 12 < value.hours < 168 and value.hours not in {24, 36, 48, 72, 96, 120}
                if dosed and odd:
                    shown = statement.text[value.start : value.end]
                    yield DOSE_IMPLAUSIBLE.finding(
                        statement.place, f'"{shown}" is no usual time between doses', "check the number"
                    )
                if dosed and not value.every and value.a_day[1] > most:
                    shown = statement.text[value.start : value.end]
                    message = f'"{shown}" is more often than any medicine is taken'
                    yield DOSE_IMPLAUSIBLE.finding(statement.place, message, "check the number")
    for column in columns.values():
        yield from column[:_ROWS]
        if len(column) > _ROWS:
            message = f"{len(column) - _ROWS} more doses of this column are outside of what is usual"
            yield replace(column[_ROWS], message=message)
    yield from _steps(article)


_ROWS = 3
"""How many doses of one column are named; the rest is counted (house)."""


def _above_limits(article: Article, statement: Statement, dose: Quantity) -> Iterator[Finding]:
    mass = dose.mass
    if mass is None or dose.per.endswith("kg") or dose.bound is Bound.UNDER:
        return
    medicine = subject_of(article, statement, dose.low.start)
    shown = statement.text[dose.low.start : dose.unit_end]
    if medicine is not None and _is_to_take(statement):
        daily = is_daily(statement, dose) or is_told_by_day(statement, dose) or dose.bound is Bound.AT_MOST
        most = medicine.day if daily else medicine.dose
        if (
            most > 0
            and mass[1] > most * (1 if medicine.sure == "V" else 2) - (0 if medicine.sure == "V" else 1e-9)
            and not (dose.within and dose.within > 24 and not medicine.weekly)
            and dose.bound is not Bound.OVER
        ):
            said = "in 24 hours" if daily else "as one dose"
            message = f'"{shown}" of {medicine.name} {said} is above the usual highest dose of {most:g} mg'
            hint = "check the number and the unit; if it is meant, have the reviewer confirm it"
            yield DOSE_IMPLAUSIBLE.finding(statement.place, message, hint, _severity(medicine, mass[1], most))
        elif medicine.least and mass[1] < medicine.least and not daily and _TAKEN.search(statement.text):
            message = f'"{shown}" of {medicine.name} is below any usual dose'
            yield DOSE_IMPLAUSIBLE.finding(statement.place, message, "check the number and the unit")


def _severity(medicine: Medicine, mass: Fraction, most: float) -> Severity:
    """An error only where the limit was read in its source and the dose is far beyond it."""
    return Severity.ERROR if medicine.sure == "V" and mass >= 2 * most else Severity.WARNING


def _is_to_take(statement: Statement) -> bool:
    """Packs and overdoses tell of amounts that nobody is to take."""
    return not re.search(
        r"\b(?:packs?|box(?:es)?|bottles?|contains? a total|overdose|sobredosis|caja|frasco|year)\b",
        statement.text,
        re.I,
    )


def _too_many(article: Article, statement: Statement, dose: Quantity) -> Iterator[Finding]:
    counts = limits()["count"]
    shown = statement.text[dose.low.start : dose.unit_end]
    name = dose.unit.name if dose.unit else ""
    if name in counts["bodies"] and dose.high.value > counts[name] and dose.within is None:
        if _is_taken(statement, dose):
            message = f'"{shown}" are more {counts["bodies"][name]} than anybody takes at once'
            yield DOSE_IMPLAUSIBLE.finding(statement.place, message, "check the number")
    elif name in {"tablet", "capsule", "sachet"} and dose.within and dose.within <= 24 and dose.high.value > 40:
        message = f'"{shown}" in a day are more than anybody takes'
        yield DOSE_IMPLAUSIBLE.finding(statement.place, message, "check the number")
    held = dose.strength or (dose if dose.form else None)
    form = (dose.form or dose.unit) if held else None
    if held and form and held.kind == "mass" and form.kind == "form" and form.name in {"tablet", "capsule", "puff"}:
        most = counts["puff_mass"] if form.name == "puff" else counts["tablet_mass"]
        if held.base[1] > most:
            message = f'"{shown}" puts more into one {form.name} than fits'
            yield DOSE_IMPLAUSIBLE.finding(statement.place, message, "check the number and the unit", Severity.ERROR)
    eyes = _near(statement, dose.start, 40) & words_of(article.lang, "eyes")
    drops = name == "drop" and bool(eyes & words_of(article.lang, "eye")) and dose.within is None
    if drops and dose.high.value > counts["eye_drops"] and _is_taken(statement, dose):
        message = f'"{shown}" are more than an eye holds'
        yield DOSE_IMPLAUSIBLE.finding(statement.place, message, "check the number")
    if dose.kind == "volume" and eyes and _is_taken(statement, dose) and dose.base[1] > counts["eye_volume"]:
        message = f'"{shown}" is far more than an eye, ear or nostril holds'
        yield DOSE_IMPLAUSIBLE.finding(statement.place, message, "check the number and the unit")
    puffed = dose.kind == "mass" and name == "mg" and _ONE_PUFF.search(_sentence(statement, dose))
    if puffed and dose.base[1] > counts["puff_mass"]:
        message = f'"{shown}" is more than one puff holds'
        yield DOSE_IMPLAUSIBLE.finding(statement.place, message, "check the unit: micrograms or mg")


_ONE_PUFF = re.compile(r"\b(?:each|every|one|a|per|cada|una|por) (?:puff|spray|inhalaci[oó]n)\b|\bpuffs? of\b", re.I)


def _sentence(statement: Statement, dose: Quantity) -> str:
    return next((s.text for s in statement.sentences if s.start <= dose.start < s.end), statement.text)


_HELD = re.compile(r"\b(?:holds?|contains?|has|makes?|gives?|lasts?|contiene|lleva|tiene)(?: [a-z]+){0,2} $", re.I)
_TAKEN = re.compile(
    r"\b(?:take|use|give|put|squeeze|drop|inject|swallow|apply|chew|drink|have|up to|every|tom[ea]\w*|us[ae]\w*|dé|"
    r"pong\w+|inyect\w+)\b",
    re.I,
)


def _is_taken(statement: Statement, dose: Quantity) -> bool:
    if _HELD.search(statement.text[: dose.low.start]):
        return False
    return bool(_TAKEN.search(statement.text[: dose.low.start][-60:])) or statement.part is Part.CELL


def _food(statement: Statement, dose: Quantity) -> Iterator[Finding]:
    """More or less salt, water or sugar than anybody is told to have."""
    around = set(folded_words(statement.text[max(0, dose.start - 40) : dose.end + 24]))
    behind = folded_words(statement.text[dose.unit_end : dose.unit_end + 24])[:3]
    for food in limits()["food"]:
        names = set(food["names"].split())
        if dose.kind != food["kind"] or not (names & set(behind) or (food["around"] and names & around)):
            continue
        low, high = dose.base
        if high > food["most"] or (low < food["least"] and dose.bound in {Bound.UNDER, Bound.AT_MOST}):
            shown = statement.text[dose.low.start : dose.unit_end]
            message = f'"{shown}" of {food["names"].split()[0]} is not what people have'
            yield DOSE_IMPLAUSIBLE.finding(statement.place, message, "check the number and the unit")
            return


def _steps(article: Article) -> Iterator[Finding]:
    """Doses of a table by age or weight: they go up, and not by leaps."""
    columns: dict[int, list[tuple[Statement, Quantity]]] = defaultdict(list)
    for statement in statements(article):
        if statement.part is Part.CELL and statement.row and _by_age(statement):
            doses = [dose for dose in doses_in(statement) if dose.within is None]
            if doses:
                columns[statement.group].append((statement, doses[0]))
    for told in columns.values():
        kinds = {dose.kind for _, dose in told}
        if len(told) < 2 or len(kinds) > 1:
            continue
        if not _AGE.search(told[0][0].row):
            yield from _leaps(told)
            continue
        for (_, before), (statement, dose) in itertools.pairwise(told):
            low, high = before.base[1], dose.base[1]
            if low > 0 and (high < low or high > 4 * low):
                shown = statement.text[dose.low.start : dose.unit_end]
                word = "less" if high < low else f"{float(high / low):.0f} times as much"
                message = f'"{shown}" for "{statement.row}" is {word} beside the row above'
                yield DOSE_IMPLAUSIBLE.finding(statement.place, message, "check the doses of the two rows")


_AGE = re.compile(r"\d.*\b(?:months?|years?|kg|st|lb|weeks?|meses|años|semanas)\b|\b(?:adults?|adultos?)\b", re.I)


def _by_age(statement: Statement) -> bool:
    return bool(_AGE.search(statement.row) or re.search(r"\d.*\b(?:mmol|mg/dl)", statement.row, re.I))


def _leaps(told: list[tuple[Statement, Quantity]]) -> Iterator[Finding]:
    """Doses by a value of the blood: they go one way, and not by leaps."""
    amounts = [dose.base[1] for _, dose in told]
    ups = [b > a for a, b in itertools.pairwise(amounts) if a != b]
    for (_, before), (statement, dose) in itertools.pairwise(told):
        low, high = sorted((before.base[1], dose.base[1]))
        back = len(told) >= 3 and len(set(ups)) > 1 and dose.base[1] < before.base[1]
        if low > 0 and (high > 4 * low or back):
            shown = statement.text[dose.low.start : dose.unit_end]
            message = f'"{shown}" for "{statement.row}" does not go with the row above'
            yield DOSE_IMPLAUSIBLE.finding(statement.place, message, "check the doses of the two rows")


# Units


def units_mixed(article: Article) -> Iterator[Finding]:
    yield from _two_scales(article, ("°C", "°F"), _temperature_unit)
    yield from _two_scales(article, ("mmol/l", "mg/dl"), _sugar_unit)
    for statement in statements(article):
        for dose in doses_in(statement):
            yield from _wrong_kind(article, statement, dose)
    yield from _columns(article)


def _temperature_unit(value: object) -> str:
    return value.unit.name if isinstance(value, Quantity) and value.unit and value.kind == "temperature" else ""


def _sugar_unit(value: object) -> str:
    if isinstance(value, Quantity) and value.unit and value.per in {"l", "dl"}:
        return f"{value.unit.name}/{value.per}"
    return ""


def _two_scales(article: Article, scales: tuple[str, str], unit_of: Callable[[object], str]) -> Iterator[Finding]:
    """A value that stands in one scale alone, where the article tells others in the other scale."""
    told: list[tuple[Statement, Quantity, str]] = []
    paired: set[str] = set()
    for statement in statements(article):
        found = [
            (v, unit_of(v))
            for v in statement.values
            if isinstance(v, Quantity) and unit_of(v) in scales and not _of_thing(article, statement, v)
        ]
        for sentence in statement.sentences:
            inside = [(v, unit) for v, unit in found if sentence.start <= v.start < sentence.end]
            if len({unit for _, unit in inside}) == 1:
                told += [(statement, v, unit) for v, unit in inside]
            else:
                paired |= {unit for _, unit in inside}
    lone = {unit for _, _, unit in told}
    if len(lone | paired) < 2 or (len(lone) < 2 and paired != set(scales)) or len(lone) < 2:
        return
    rarer = min(scales, key=lambda scale: (sum(unit == scale for _, _, unit in told), scale == scales[0]))
    for statement, value, unit in told:
        if unit == rarer:
            shown = statement.text[value.low.start : value.unit_end]
            other = next(scale for scale in scales if scale != rarer)
            message = f'"{shown}" stands alone where the article tells other values in {other}'
            yield UNITS_MIXED.finding(statement.place, message, f"give it in {other} too, or in {other} only")


def _of_thing(article: Article, statement: Statement, value: Quantity) -> bool:
    """Whether a temperature is one of a fridge, a room or water."""
    near = _near(statement, value.start, 50)
    return value.kind == "temperature" and bool(near & words_of(article.lang, "thing")) and "fever" not in near


def _wrong_kind(article: Article, statement: Statement, dose: Quantity) -> Iterator[Finding]:
    shown = statement.text[dose.low.start : max(dose.unit_end, dose.end)]
    behind = folded_words(statement.text[dose.unit_end : dose.unit_end + 40])[:4]
    if dose.kind == "mass" and dose.unit and dose.unit.name in {"mg", "microgram"}:
        liquid = [word for word in behind[:3] if word in words_of(article.lang, "liquid")]
        lead = behind[:1] and behind[0] in {"of", "de"}
        if liquid and lead and not dose.per:
            message = f'"{shown}" measures a liquid ({liquid[0]}) by its weight'
            yield UNITS_MIXED.finding(statement.place, message, "write ml, if ml is meant", Severity.ERROR)
    before = statement.text[max(0, dose.low.start - 30) : dose.low.start]
    forms = re.search(r"\b(?:tablets?|capsules?|pills?|comprimidos?|c[aá]psulas?|pastillas?) (?:of|de)\s*$", before)
    if dose.kind in {"volume", "household"} and (forms or (dose.form and dose.form.name in {"tablet", "capsule"})):
        message = f'"{shown}" measures a tablet by its volume'
        yield UNITS_MIXED.finding(statement.place, message, "write mg, if mg is meant", Severity.ERROR)
    elif dose.kind == "mass" and forms and dose.base[1] > limits()["count"]["tablet_mass"]:
        message = f'"{shown}" is more than one tablet holds'
        yield UNITS_MIXED.finding(statement.place, message, "check the number and the unit", Severity.ERROR)
    if dose.kind == "household" and dose.unit and dose.unit.name != "cup" and _is_medicine(article, statement, dose):
        message = f'"{shown}" of a medicine depends on the spoon'
        yield UNITS_MIXED.finding(statement.place, message, "give it in ml, with the syringe or spoon from the pack")


def _is_medicine(article: Article, statement: Statement, dose: Quantity) -> bool:
    """Whether spoons measure a medicine here, and not salt, honey or sugar."""
    words = set(folded_words(_sentence(statement, dose)))
    if words & {"salt", "sugar", "honey", "oil", "sal", "azucar", "miel", "aceite", "jam", "powder", "food", "vinegar"}:
        return False
    told = f"{statement.row} {statement.column} {statement.caption} {statement.lead}"
    around = words | set(folded_words(told))
    return not _DEVICE.search(statement.text[dose.start : dose.end + 40]) and bool(
        around & words_of(article.lang, "medicine")
    )


_DEVICE = re.compile(
    r"\b(?:spoons?|cuchar\w+) (?:from|in|that comes|supplied|that came|del?|que)\b|\b(?:measuring|medicine) spoon",
    re.I,
)
"""A spoon that holds what it says: the one from the pack."""


def _columns(article: Article) -> Iterator[Finding]:
    """Cells of one column that measure what the others do in another kind of unit.

    A row in which several cells do is another form of the medicine (tablets below syrup), and no slip.
    """
    columns: dict[int, list[tuple[Statement, Quantity]]] = defaultdict(list)
    for statement in statements(article):
        if statement.part is Part.CELL and statement.part not in APART:
            doses = [dose for dose in doses_in(statement) if dose.kind in {"mass", "volume", "household", "activity"}]
            if len(doses) == 1:
                columns[statement.group].append((statement, doses[0]))
    odd: dict[tuple[int, int], list[Finding]] = defaultdict(list)
    for told in columns.values():
        counts: dict[str, int] = defaultdict(int)
        for _, dose in told:
            counts[dose.kind] += 1
        usual = max(counts, key=lambda kind: counts[kind], default="")
        if len(told) >= 3 and len(counts) > 1 and counts[usual] >= len(told) - 1:
            for row, (statement, dose) in enumerate(told):
                if dose.kind != usual:
                    shown = statement.text[dose.low.start : dose.unit_end]
                    message = f'"{shown}" has another unit than the other rows of its column'
                    found = UNITS_MIXED.finding(statement.place, message, "check the unit", Severity.ERROR)
                    odd[statement.place.first, row].append(found)
    yield from (found for several in odd.values() if len(several) == 1 for found in several)


CHECKS = (
    Check(VALUE_IMPLAUSIBLE, value_implausible),
    Check(DOSE_IMPLAUSIBLE, dose_implausible),
    Check(UNITS_MIXED, units_mixed),
)
