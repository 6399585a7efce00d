"""Text comes in; the runs that no line may part go out: doses, ranges, times, dates, phone numbers, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

NO_BREAK_SPACE = "\u00a0"
LONGEST_WHOLE = 34
"""Characters of the longest run that is held together; only an address is longer, and it may part after "/" (house)."""

_SPACES = " \u00a0\u202f\u2007\u2009"
_SIGN = rf"(?:[<>≤≥~≈±]=?[{_SPACES}]?)?[+−-]?(?:[£$€¥₹][{_SPACES}]?)?"
_THOUSANDS = rf"[{_SPACES}](?=\d{{3}}(?!\d))\d{{3}}"
_NUMBER = rf"{_SIGN}\d+(?:{_THOUSANDS}|[.,:/·’'٫٬×^]\d+)*[⁰¹²³⁴⁵⁶⁷⁸⁹]*"
_SYMBOL = (
    r"(?:%|‰|٪|°[CF]?|[µμ]?(?:g|l|L|mol|m)|[mkcdn](?:g|l|L|m|mol)|mcg|ng|IU|IE|UI|U|ME|MBq|mSv|Gy|mEq|mmHg|kPa|kcal|kJ|"
    r"bpm|Hz|h|s|min|sec|hrs?|d|wk|yrs?|cm²|m²|mm²|cm³|mm³|kg/m²|ft|lb|oz|st|tsp|tbsp|Std|Min|Tab|Tbl|cp|gtt|"
    r"мг|мл|мкг|кг|г|л|см|мм|ملغ|مغ|مل|غ|كغ|سم|مم|毫克|毫升|克|時|时|分|日|月|年)"
)
_PER = rf"(?:/1[.,]73[{_SPACES}]?m²|[{_SPACES}]?[/·×][{_SPACES}]?(?:10[⁰¹²³⁴⁵⁶⁷⁸⁹]+/)?[^\W\d]\w{{0,4}}[²³]?){{0,3}}"
# Counted forms and spans of time: "2 / tablets" at a line's end is a dose torn apart as "5 / mg" is.
_COUNTED = (
    r"(?:tablets?|capsules?|drops?|puffs?|patch(?:es)?|doses?|units?|hours?|minutes?|seconds?|days?|weeks?|months?|years?|times|"
    r"Uhr|Stunden?|Tage?n?|Wochen?|Monate?n?|Jahre?n?|Tabletten?|Kapseln?|Tropfen|Mal|Hübe?|Einheiten|"
    r"comprimidos?|cápsulas?|gotas?|horas?|días?|semanas?|mes(?:es)?|años?|veces|unidades|minutos?|"
    r"comprimés?|gélules?|gouttes?|heures?|jours?|semaines?|mois|ans|fois|minutes?|"
    r"قرص|أقراص|كبسولات?|قطرات?|ساعات?|أيام|يوم[اً]*|أسابيع|أشهر|سنوات|دقائق|دقيقة|مرات|وحدات|ساعة|شهر|سنة|قطرة)"
)
_EACH = (
    rf"(?:[{_SPACES}](?:(?:a|per|each|every|in)[{_SPACES}](?:day|night|week|month|hour|year)|(?:am|pro|je)[{_SPACES}](?:Tag|Woche)|"
    rf"(?:al|por|a[{_SPACES}]la|par|à[{_SPACES}]la)[{_SPACES}](?:día|semana|mes|jour|semaine|mois|dia))(?!\w))?"
)
_HALF_DAY = r"(?:[ap]\.?m\.?|[AP]\.?M\.?|noon|midnight)(?!\w)"
_UNIT = rf"(?:[{_SPACES}-]?(?:{_SYMBOL}{_PER}(?!\w)|{_COUNTED}(?!\w)|{_HALF_DAY}){_EACH}|/\w{{1,5}}(?!\w))?"
_DASH = rf"[{_SPACES}]?[-–—−‑][{_SPACES}]?"
_BETWEEN = rf"(?:{_DASH}|[{_SPACES}](?:to|or|in|of|bis|oder|von|de|à|ou|a|o|sur|su|do|až|из|до|إلى|من|×|x)[{_SPACES}])"
_DE = rf"(?:de[{_SPACES}])?"
_YEAR = r"(?:19|20)\d\d(?!\d)"
_AREA = r"(?:\+\d{1,3}|\(\d{2,5}\)|0\d{1,5}|\d{3})"
_ENDINGS = "org|com|net|edu|gov|int|info|nhs|uk|de|fr|es|pt|pl|eu"
_WHOLE = re.compile(
    rf"""
    (?P<address>(?:https?://|www\.)[^\s<>]+ | (?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)+
      | (?<![\w.@-])(?:[a-z0-9-]++\.)++(?:{_ENDINGS})(?:/[^\s<>]*)?(?![\w.]) )
    | (?P<mark>\[\d{{1,3}}(?:[{_SPACES}]?[,–-][{_SPACES}]?\d{{1,3}})*\][.,;:]?)
    | (?<![\w.,+-])(?P<phone>{_AREA}(?:[{_SPACES}.‑-]\(?\d{{1,5}}\)?){{1,6}})(?![\w-]|[.,]\d)
    | (?<![\w.])\d{{1,2}}(?:\.|st|nd|rd|th|º|er|-го)?[{_SPACES}]{_DE}[^\W\d_]{{3,12}}\.?,?[{_SPACES}]{_DE}{_YEAR}
    | (?<!\w)[A-Z][a-z]{{2,8}}\.?[{_SPACES}]\d{{1,2}},[{_SPACES}]{_YEAR}
    | (?<![A-Za-z0-9./–-])(?=[A-Za-z0-9./–-]*\d)[A-Z][A-Za-z0-9]*+(?:[-–./][A-Za-z0-9]++)+
    | (?<!\w)[A-Z]{{1,2}}\d[A-Z\d]?[{_SPACES}]\d[A-Z]{{2}}(?!\w)
    | (?<![\w.,])\d{{1,2}}[{_SPACES}]?h[{_SPACES}]?\d\d(?!\d)
    | (?<![\w.,]){_NUMBER}(?:{_BETWEEN}{_NUMBER})*{_UNIT}(?:(?:{_DASH}|/){_NUMBER}{_UNIT})?
    """,
    re.X,
)
_LEAST_PHONE, _MOST_PHONE = 7, 15


def wholes(text: str) -> Iterator[tuple[str, bool]]:
    """The text cut into runs, each with whether no line may part it; joined again they are the text.

    An address of more than LONGEST_WHOLE characters is no whole: it would be wider than a page for a phone.
    """
    end = 0
    for match in _WHOLE.finditer(text):
        run = match[0].rstrip(" .,;:\u00a0") if match["mark"] is None else match[0]
        if len(run) < 2 or len(run) > LONGEST_WHOLE or _is_no_phone(match, run):
            continue
        if match.start() > end:
            yield text[end : match.start()], False
        yield run, True
        end = match.start() + len(run)
    if end < len(text):
        yield text[end:], False


@lru_cache(maxsize=4096)
def spans(text: str) -> tuple[tuple[int, int], ...]:
    """Start and end of each whole in which a line could end: one that holds a space or a sign."""
    found, at = [], 0
    for run, whole in wholes(text):
        if whole and not run.replace(".", "").replace(",", "").isdecimal():
            found.append((at, at + len(run)))
        at += len(run)
    return tuple(found)


def hold(text: str) -> str:
    """The text with no-break spaces in its wholes, for what knows no other way of holding a line together."""
    return "".join(held(run) if whole else run for run, whole in wholes(text))


def held(run: str) -> str:
    """A whole with no-break spaces for its spaces; narrower ones stay."""
    return run.replace(" ", NO_BREAK_SPACE)


def pieces(text: str) -> list[str]:
    """The text cut where a line may break: at spaces outside wholes, after a hyphen or a slash between words.

    Chinese and Japanese text breaks between any two characters; what is held together there is each whole.
    """
    found: list[str] = []
    joined = ""
    for run, whole in wholes(text):
        if whole:
            joined += held(run).replace("-", "\ue000").replace("/", "\ue001").replace("–", "\ue002")
        else:
            joined += run
    for word in re.split(r"[ \t\r\n]+", joined.strip()):
        for part in re.split(r"(?<=\w[-–/])(?=[^\W\d_])", word):
            found += _ideographs(part)
    return [part.replace("\ue000", "-").replace("\ue001", "/").replace("\ue002", "–") for part in found if part]


def _is_no_phone(match: re.Match[str], run: str) -> bool:
    """Whether groups of digits are a list of numbers and no phone number."""
    digits = sum(character.isdigit() for character in run)
    return match["phone"] is not None and not _LEAST_PHONE <= digits <= _MOST_PHONE


_IDEOGRAPH = re.compile(r"(?<=[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])(?=[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])")


def _ideographs(word: str) -> list[str]:
    return _IDEOGRAPH.split(word)
