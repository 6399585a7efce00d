"""Rules on how doses are written: what is read as ten times as much or as another medicine, in every statement."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

from pipeline.article.model import Article
from pipeline.article.rules.statements import Part, Statement, statements
from pipeline.finding import Check, Finding, Rule, Severity, Standing
from pipeline.language.amounts import Frequency, Quantity, Ratio, Route
from pipeline.tags import primary_of

_JC = "Joint Commission, Do Not Use facts (2017); ISMP"
_BOTH = frozenset({"en", "es"})

DOSE_NOTATION = Rule(
    "article/dose-notation",
    Severity.ERROR,
    "a dose has no zero behind its decimal sign, a digit before it, and its long numbers in groups",
    (),
    f"{_JC}; Australian Commission on Safety and Quality in Health Care (2016) for groups",
    Standing.PRACTICE,
    reason="1.0 mg is read as 10 mg, .5 mg as 5 mg, and people have died of it",
)
DOSE_NAME_JOINED = Rule(
    "article/dose-name-joined",
    Severity.ERROR,
    "a space stands between the name of a medicine and its dose",
    (),
    "ISMP, as reprinted in BMJ Open",
    Standing.PRACTICE,
    reason='"Tegretol300 mg" is read as 1300 mg',
)
DOSE_UNSPACED = Rule(
    "article/dose-unspaced",
    Severity.WARNING,
    "a space stands between the number of a dose and its unit",
    (),
    "ISMP; SI usage. Leaflets of the NHS join them, so this only warns",
    Standing.PRACTICE,
    reason="the m of mg is read as one zero or two",
)
UNIT_MISREAD = Rule(
    "article/unit-misread",
    Severity.ERROR,
    "micrograms, nanograms and units are written out; ml, not cc",
    (),
    f"{_JC}; BNF",
    Standing.PRACTICE,
    reason="µg is read as mg, U as 0, IU as IV",
)
FREQUENCY_SHORTHAND = Rule(
    "article/frequency-shorthand",
    Severity.ERROR,
    "how often and by which way a medicine is taken is said in words that patients use",
    (),
    f"{_JC}; ISMP; for those that only patients misread, house",
    Standing.PRACTICE,
    _BOTH,
    reason="QD, QID and QOD differ by a stroke of the pen; patients know none of them",
)
MEDICINE_ABBREVIATED = Rule(
    "article/medicine-abbreviated",
    Severity.ERROR,
    "the name of a medicine is written in full",
    (),
    _JC,
    Standing.PRACTICE,
    _BOTH,
    reason="MS and MgSO4 are two medicines, and the wrong one kills",
)
RANGE_UNCLEAR = Rule(
    "article/range-unclear",
    Severity.WARNING,
    'the two ends of a dose are joined by "to" or "or", go up and have one unit',
    (),
    "house; USP <17> asks for plain words",
    Standing.HOUSE,
    reason='"5-10 mg" is read as 510 mg, "10-5 mg" as anything',
)

_DOSED = frozenset({"mass", "volume", "activity", "form", "household", "dose"})
_BODY = frozenset({"kg", "lb", "stone", "oz", "pint", "cup"})
"""Units of bodies, luggage and recipes, not of medicine."""
_STEPPED = re.compile(r"\d+[.,]\d+[.,]\d{1,2}(?!\d)")


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((resources.files(__package__) / "doses.toml").read_text(encoding="utf-8"))


def is_dose(value: object) -> bool:
    """Whether a value is an amount of medicine, food or drink, and no laboratory value, page, size or time."""
    return (
        isinstance(value, Quantity)
        and value.kind in _DOSED
        and not value.label
        and not (value.unit and value.unit.name in _BODY)
        and value.per not in {"l", "dl", "minute", "1 l", "100 ml"}
        and not value.per.startswith(("l/", "dl/"))
    )


_A_DAY = re.compile(r"\b(?:24 hours?|a day|per day|daily|each day|24 horas|al d[ií]a|diari\w+)\b", re.I)


_DAY = (
    r"(?:(?:any |one |a |each |every |per )?24 hours?|(?:any |one |a |each |every |per )day|daily"
    r"|24 horas|(?:un |al |por )d[ií]a|diari[oa]s?)"
)
_DAY_BEFORE = re.compile(
    rf"\b{_DAY}\b[^.;!?:]{{0,20}}(?:\b(?:is|are|be|comes to|es|son)(?: only| just| about| de)?|[:=])\s*$", re.I
)
"""Before an amount: "the most in 24 hours is"."""
_DAY_BEHIND = re.compile(
    rf"\s*(?:of|de) (?:(?!times|twice|once|veces|every|cada)[^\W\d][\w-]* ){{1,3}}(?:in |en |within |over )?{_DAY}\b",
    re.I,
)
"""Behind an amount: " of paracetamol a day"."""


def is_daily(statement: Statement, dose: Quantity) -> bool:
    """Whether a dose is meant for a whole day: by its own words, or by its row or column."""
    sentence = next((s.text for s in statement.sentences if s.start <= dose.low.start < s.end), "")
    told = re.search(r"\b(?:daily dose|dose (?:a|per|each) day|dosis (?:m[aá]xima )?diaria)\b", sentence, re.I)
    beside = statement.text[: dose.low.start].rstrip().endswith("(") and _A_DAY.search(sentence)
    return dose.within is not None or bool(beside or told or _A_DAY.search(f"{statement.row} {statement.column}"))


def is_told_by_day(statement: Statement, dose: Quantity) -> bool:
    """Whether the words name the day apart from it: "the most in 24 hours is 4 g", "4 g of paracetamol a day"."""
    before = _DAY_BEFORE.search(statement.text[: dose.low.start])
    return bool(before or _DAY_BEHIND.match(statement.text, dose.unit_end))


_LETTERED = re.compile(r"-[A-Z]{3,}")


def doses_in(statement: Statement) -> Iterator[Quantity]:
    for value in statement.values:
        # A number before a dash and capitals is a part of a phone number told in letters: "1-877-44U-QUIT".
        inside = bool(_LETTERED.match(statement.text, value.end))
        if isinstance(value, Quantity) and is_dose(value) and not inside:
            yield value
            if value.strength:
                yield value.strength


def dose_notation(article: Article) -> Iterator[Finding]:
    for statement in statements(article):
        for dose in doses_in(statement):
            for number in dict.fromkeys((dose.low, dose.high)):
                fault = _fault_of(number.written, article.lang, number.words)
                if fault:
                    message, hint = fault
                    shown = f"{number.written} {dose.written}".strip()
                    yield DOSE_NOTATION.finding(statement.place, f'"{shown}" {message}', hint)
            yield from _signs(statement, dose)


def _fault_of(written: str, lang: str, words: bool) -> tuple[str, str] | None:
    if words:
        return None
    plain = re.sub(r"\s", "", written)
    if re.match(r"[.,·٫]", plain):
        return "begins with a decimal sign, and without it is ten times more", "write a 0 before it, or a smaller unit"
    if _STEPPED.fullmatch(plain):
        return "is no number", "write the amount with one decimal sign at most"
    if re.search(r"[.,·٫]\d*[0٠]$", plain) and not re.search(r"[.,]\d{3}$", plain):
        return "ends in a zero, and without its decimal sign is ten times more", "leave out the zero behind the sign"
    # ISMP: zeros in a row are miscounted, and 1000000 units given for 100000.
    if re.fullmatch(r"\d{5,}", written):
        return "has too many digits to read at a glance", 'part them in threes ("100,000"), or write "100 thousand"'
    # "1.250 g" is a quarter more than a gram in London and a thousand and more in Madrid.
    odd = re.fullmatch(r"[1-9]\d{0,2}([.,])\d{3}", plain)
    if odd and odd[1] == "." and lang.startswith("en") and plain.endswith("0"):
        return "is read as a thousand times more or less", "write it in another unit, or in words"
    return None


def _signs(statement: Statement, dose: Quantity) -> Iterator[Finding]:
    before = statement.text[: dose.low.start].rstrip()[-1:]
    # ISMP: these signs are taken for their opposites, and "< 10" written by hand for 40.
    if before in {"<", ">", "≤", "≥"}:
        message = f'"{before} {dose.low.written} {dose.written}" has a sign that is read the wrong way round'
        hint = 'write "less than", "more than", "at most" or "at least"'
        yield DOSE_NOTATION.finding(statement.place, message, hint, Severity.WARNING)
    behind = statement.text[dose.unit_end : dose.unit_end + 3]
    # ISMP: "mg." has been read as "mg1" by hand and by machine.
    if dose.kind in {"mass", "volume"} and re.match(r"\. ?[a-z(]|\.,", behind) and len(dose.written) <= 3:
        message = f'"{dose.written}." has a full stop that is read as 1'
        yield DOSE_NOTATION.finding(statement.place, message, f'write "{dose.written}" without it', Severity.WARNING)
    if re.fullmatch(r"1/[234]|\d 1/[234]", dose.low.written) and dose.kind in {"form", "household"}:
        message = f'"{dose.low.written} {dose.written}" is read as 1 of {dose.low.written[-1]} or as a date'
        yield DOSE_NOTATION.finding(statement.place, message, 'write "half a tablet"', Severity.WARNING)


# ISMP: a name that ends in l takes the number in, as in "Inderal40 mg" read as 140 mg.
_JOINED = re.compile(
    r"(?<![\w-])([^\W\d_]{4,})(\d+(?:[.,]\d+)*) ?"
    r"(mg|g|kg|ml|mL|mcg|µg|μg|micrograms?|microgramos?|units?|unidades|IU|UI|%)(?!\w)"
)


def dose_name_joined(article: Article) -> Iterator[Finding]:
    for statement in statements(article):
        for match in _JOINED.finditer(statement.text):
            message = f'"{match[0]}" joins the name and the dose'
            hint = f'write "{match[1]} {match[2]} {match[3]}"'
            yield DOSE_NAME_JOINED.finding(statement.place, message, hint)


def dose_unspaced(article: Article) -> Iterator[Finding]:
    seen: set[str] = set()
    for statement in statements(article):
        for dose in doses_in(statement):
            short = dose.kind in {"mass", "volume", "activity"} and dose.written in _symbols()
            # "200mg or 400mg": each number of a range may have a unit of its own.
            for number in (dose.low, dose.high)[dose.low is dose.high :] if short else ():
                unit = _LETTERS.match(statement.text, number.end)
                if unit and unit[0] in _symbols() and (number is not dose.high or not dose.spaced):
                    shown = number.written + unit[0]
                    if shown not in seen and "µ" not in shown:
                        seen.add(shown)
                        hint = f'write "{number.written} {unit[0]}"'
                        yield DOSE_UNSPACED.finding(statement.place, f'"{shown}" has no space', hint)


_LETTERS = re.compile(r"[^\W\d_]+")


@cache
def _symbols() -> frozenset[str]:
    return frozenset({"mg", "g", "kg", "ml", "mL", "l", "L", *_data()["symbol"]})


def unit_misread(article: Article) -> Iterator[Finding]:
    names = _data()["name"].get(primary_of(article.lang), {})
    expanded = {
        symbol
        for symbol in ("IU", "UI", "mcg")
        if any(re.search(rf"\({symbol}\)|{symbol} ?\((?:international|unidades)", s.text) for s in statements(article))
    }
    for statement in statements(article):
        for dose in doses_in(statement):
            entry = _data()["symbol"].get(dose.written)
            laboratory = dose.per and not dose.per[-1:].isdigit() and dose.per in {"ml", "l", "dl"}
            if entry is None or laboratory or dose.written in expanded:
                continue
            plural = dose.high.value != 1
            write = names.get(entry["write"], [entry["write"]] * 2)[plural]
            message = f'"{dose.high.written} {dose.written}" is read as {entry["misread"]}'
            hint = f'write "{dose.high.written} {write}"'
            yield UNIT_MISREAD.finding(statement.place, message, hint, Severity(entry["severity"]))


_TAKING = {
    "en": re.compile(
        r"\b(?:take|taken|takes|use|give|inject|apply|drops?|tablets?|capsules?|dose|doses|puffs?)\b", re.I
    ),
    "es": re.compile(r"\b(?:tom\w+|us[ae]\w*|dé|inyect\w+|apli\w+|gotas?|comprimidos?|c[aá]psulas?|dosis)\b", re.I),
}


def frequency_shorthand(article: Article) -> Iterator[Finding]:
    language = primary_of(article.lang)
    words = _data()["shorthand"].get(language, {})
    for statement in statements(article):
        values = statement.values
        dosed = any(is_dose(value) for value in values) or bool(_TAKING[language].search(statement.text))
        dosed = dosed or (statement.part is Part.CELL and statement.inside("table"))
        if not dosed:
            continue
        for value in values:
            if isinstance(value, Frequency | Route) and value.short and _is_meant(statement, value):
                shown = statement.text[value.start : value.end]
                if shown == "1-2-3":
                    # Nobody is told three doses that way: it is counted aloud.
                    continue
                hint = f'write "{words[shown.lower()]}"' if shown.lower() in words else _in_words(value, language)
                yield FREQUENCY_SHORTHAND.finding(statement.place, f'"{shown}" means nothing to a patient', hint)
            # Doctors write "5/7" for five days, "2/52" for two weeks, "3/12" for three months.
            elif isinstance(value, Ratio) and value.slash and value.whole in {7, 52, 12} and value.part <= 12:
                yield from _period(statement, value, language)


_PERIODS = {
    "en": {7: "days", 52: "weeks", 12: "months"},
    "es": {7: "días", 52: "semanas", 12: "meses"},
}


def _period(statement: Statement, value: Ratio, language: str) -> Iterator[Finding]:
    shown = statement.text[value.start : value.end]
    if shown == "24/7" or not re.search(r"\b(?:for|durante|por|x)\s*$|,\s*$", statement.text[: value.start], re.I):
        return
    unit = _PERIODS[language][int(value.whole)]
    message = f'"{shown}" is read as a fraction or a date'
    yield FREQUENCY_SHORTHAND.finding(statement.place, message, f'write "{value.part} {unit}"')


def _is_meant(statement: Statement, value: Frequency | Route) -> bool:
    """Whether letters such as PR, PC, AC, SC, IM stand beside a dose and not in a name, a word or a heading."""
    shown = statement.text[value.start : value.end]
    if len(shown) > 2 or "." in shown:
        return not (shown.islower() and shown in {"bid", "stat", "mane"} and not _beside_dose(statement, value))
    return _beside_dose(statement, value)


def _beside_dose(statement: Statement, value: Frequency | Route) -> bool:
    alone = statement.part is Part.CELL and statement.text.strip() == statement.text[value.start : value.end]
    near = any(
        (is_dose(other) or (isinstance(other, Frequency | Route) and other is not value))
        and -45 <= other.start - value.start <= 25
        for other in statement.values
    )
    before = statement.text[max(0, value.start - 30) : value.start]
    return alone or near or bool(re.search(r"\b(?:take|give|use|inject|tome|use)\b[^.;:]*$", before, re.I))


def _in_words(value: Frequency | Route, language: str) -> str:
    if isinstance(value, Route):
        return "say in words how it is taken"
    if value.every:
        hours = f"{float(value.hours):g}"
        return f'write "cada {hours} horas"' if language == "es" else f'write "every {hours} hours"'
    return "say in words how often, and at which times of day"


def medicine_abbreviated(article: Article) -> Iterator[Finding]:
    known = _data()["abbreviated"]
    pattern = _abbreviations()
    everything = " ".join(statement.text for statement in statements(article))
    for statement in statements(article):
        for match in pattern.finditer(statement.text):
            entry = known[match[0]]
            spelled = re.search(rf"\({re.escape(match[0])}\)|{re.escape(match[0])} \([a-záéíóú]{{4}}", everything)
            dosed = any(is_dose(value) for value in statement.values)
            if (
                (entry.get("always") or dosed)
                and not (spelled and (not dosed or entry.get("known")))
                and "sclerosis" not in statement.text
            ):
                message = f'"{match[0]}" is read as {entry["means"]}'
                yield MEDICINE_ABBREVIATED.finding(statement.place, message, "write the name of the medicine in full")


@cache
def _abbreviations() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, _data()["abbreviated"]), key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{names})(?![\w-])")


def range_unclear(article: Article) -> Iterator[Finding]:
    for statement in statements(article):
        for value in statement.values:
            if not isinstance(value, Quantity) or not value.is_range or not is_dose(value):
                continue
            shown = statement.text[value.low.start : value.unit_end or value.high.end]
            low, high = value.base
            hint = f'write "{value.low.written} to {value.high.written} {value.written}"'
            if low > high and value.low.value > value.high.value:
                message = f'"{shown}" goes down, or its two ends have different units'
                hint = "write the lower amount first, each with its unit"
                yield RANGE_UNCLEAR.finding(statement.place, message, hint, Severity.ERROR)
            elif value.join in {"-", "‑", "–", "—", "−", "~"} and article.lang.startswith(("en", "es")):
                message = f'"{shown}" has a dash between two doses that is read as part of a number'
                yield RANGE_UNCLEAR.finding(statement.place, message, hint.replace(" to ", _to(article.lang)))


def _to(lang: str) -> str:
    return " a " if lang.startswith("es") else " to "


CHECKS = (
    Check(DOSE_NOTATION, dose_notation),
    Check(DOSE_NAME_JOINED, dose_name_joined),
    Check(DOSE_UNSPACED, dose_unspaced),
    Check(UNIT_MISREAD, unit_misread),
    Check(FREQUENCY_SHORTHAND, frequency_shorthand),
    Check(MEDICINE_ABBREVIATED, medicine_abbreviated),
    Check(RANGE_UNCLEAR, range_unclear),
)
