"""Findings on doses, days and numbers to call come in; the notation that nobody misreads goes out, as edits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from pipeline.article.rules.calling import is_possible
from pipeline.editing.mend import Edit, Mend
from pipeline.editing.sheet import Sheet
from pipeline.editing.wording import as_told, quoted, replacing
from pipeline.finding import Finding
from pipeline.tags import primary_of

_SIGNS = {
    "en": {"<": "less than", ">": "more than", "≤": "at most", "≥": "at least"},
    "es": {"<": "menos de", ">": "más de", "≤": "como máximo", "≥": "al menos"},
}
_JOINS = r"(?:\s*[-‐‑–—]\s*|\s+(?:to|or|and|a|o|y)\s+)"


def primary(sheet: Sheet) -> str:
    """The language of a text without region."""
    return primary_of(sheet.lang)


def notation(sheet: Sheet, finding: Finding) -> Iterator[Mend]:
    """ ".5 mg" → "0.5 mg", "5.0 mg" → "5 mg", "100000 units" → "100,000 units", "< 10 mg" → "less than 10 mg"."""
    shown = next(iter(quoted(finding.message)), "")
    number, _, unit = shown.partition(" ")
    if "begins with a decimal sign" in finding.message:
        yield from _numbers(sheet, finding, number, unit, f"0{number}")
    elif "ends in a zero" in finding.message:
        yield from _numbers(sheet, finding, number, unit, re.sub(r"(?:[.,·٫]0+|(?<=\d)0+)$", "", number))
    elif "too many digits" in finding.message and primary(sheet) == "en":
        yield from _numbers(sheet, finding, number, unit, f"{int(number):,}")
    elif "a sign that is read" in finding.message:
        words = _SIGNS.get(primary(sheet), {}).get(number)
        if words:
            pattern = re.compile(rf"\\?{re.escape(number)}(?=\s*{re.escape(unit.partition(' ')[0])})\s*")
            found = list(pattern.finditer(sheet.text, *sheet.span(finding.where)))
            yield from _mend(words, [Edit(match.start(), match.end(), f"{words} ") for match in found])
    elif "a full stop that is read as 1" in finding.message:
        unit = shown.rstrip(".")
        pattern = re.compile(rf"(?<=\d){re.escape(unit)}\.|(?<=\s){re.escape(unit)}\.(?=\s?[a-z(]|,)")
        found = list(pattern.finditer(sheet.text, *sheet.span(finding.where)))
        yield from _mend(unit, [Edit(match.start(), match.end(), unit) for match in found])
    elif shown.startswith("1/2 ") and primary(sheet) == "en":
        form = unit.removesuffix("s")
        yield from replacing(sheet, finding, shown, f"half {'an' if form[:1] in 'aeiou' else 'a'} {form}")


def _mend(words: str, edits: list[Edit]) -> Iterator[Mend]:
    if edits:
        yield Mend(f'write "{words}"', tuple(edits))


def _numbers(sheet: Sheet, finding: Finding, number: str, unit: str, new: str) -> Iterator[Mend]:
    """A number written anew: where its unit follows, or a range that ends in the unit; wherever it stands if nowhere
    so.
    """
    first = re.escape(unit.partition(" ")[0])
    token = rf"(?<![\w.,]){re.escape(number)}(?!\w*\d|[.,]\d)"
    start, end = sheet.span(finding.where)
    for behind in (rf"(?=\s*{first})" if unit else "", rf"(?={_JOINS}[\d.,]+\s*{first})", ""):
        found = list(re.compile(token + behind).finditer(sheet.text, start, end))
        if found:
            yield from _mend(f"{new} {unit}".strip(), [Edit(match.start(), match.end(), new) for match in found])
            return


def unit(sheet: Sheet, finding: Finding) -> Iterator[Mend]:
    """ "50 µg" → "50 micrograms". "gr" may be grams or grains of 65 mg, which only the author knows."""
    shown = next(iter(quoted(finding.message)), "")
    for mend in as_told(sheet, finding):
        yield replace(mend, sure=not shown.endswith(" gr"))


def shorthand(sheet: Sheet, finding: Finding) -> Iterator[Mend]:
    """ "tds" → "3 times a day"; "od" may mean two things, and somebody has to say which."""
    hint = re.fullmatch(r'write "(.+?)(?: \(o?r?: ?(.+)\))?"', finding.hint)
    shown = next(iter(quoted(finding.message)), "")
    if hint and hint[2]:
        inside = {"en": "in ", "es": "en "}.get(primary(sheet), "")
        for words in (hint[1], inside + hint[2].removeprefix(": ")):
            yield from replacing(sheet, finding, shown, words)
    elif hint:
        yield from replacing(sheet, finding, shown, hint[1])


def day(sheet: Sheet, finding: Finding) -> Iterator[Mend]:
    """ "03/04/2027" → "3 April 2027" or "4 March 2027", which only the author knows."""
    shown = next(iter(quoted(finding.message)), "")
    parts = [int(part) for part in re.findall(r"\d+", shown)]
    if len(parts) != 3:
        return
    year_first = len(str(parts[0])) == 4 and parts[0] > 31
    year = parts[0] if year_first else parts[2]
    year += 2000 if year < 100 else 0
    pair = parts[1:] if year_first else parts[:2]
    readings = [found for found in (_date(year, pair[1], pair[0]), _date(year, pair[0], pair[1])) if found]
    if re.fullmatch(r"\d\d-\d\d-\d\d", shown) and (short := _date(2000 + parts[0], parts[1], parts[2])):
        # ISO 8601 of 1988 let people leave the century out.
        readings.append(short)
    for reading in dict.fromkeys(readings):
        for mend in replacing(sheet, finding, shown, in_words(reading, sheet.lang)):
            # A year of two digits may be of the century before.
            yield Mend(mend.says, mend.edits, sure=False)


def in_words(when: date, lang: str) -> str:
    """A day with its month in words, as the language writes it; English without a region begins with the day."""
    from babel import Locale, UnknownLocaleError
    from babel.dates import format_date

    try:
        locale = Locale.parse("en_GB" if lang == "en" else lang.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse("en_GB")
    return format_date(when, "long", locale=locale)


def _date(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def phone(sheet: Sheet, finding: Finding) -> Iterator[Mend]:
    """A number that is one of the reader's country, in the groups of that country. Where the language names no country
    nothing is offered: a number that lost a digit is one of some other country.
    """
    import phonenumbers

    shown = next(iter(quoted(finding.message)), "")
    digits = "".join(character for character in shown if character.isdigit() or character == "+")
    _, _, region = sheet.lang.partition("-")
    if len(region) != 2 or not is_possible(digits, region):
        return
    number = phonenumbers.parse(digits, None if digits.startswith("+") else region)
    form = phonenumbers.PhoneNumberFormat
    style = form.INTERNATIONAL if digits.startswith("+") else form.NATIONAL
    for mend in replacing(sheet, finding, shown, phonenumbers.format_number(number, style)):
        yield Mend(mend.says, mend.edits, sure=False)


def emergency(sheet: Sheet, finding: Finding) -> Iterator[Mend]:
    """A number of nobody's, as the value that each brand fills in."""
    shown = next(iter(quoted(finding.message)), "")
    if "{{emergency}}" in finding.hint and shown:
        for mend in replacing(sheet, finding, shown, "{{emergency}}"):
            yield Mend(mend.says, mend.edits, sure=False)
