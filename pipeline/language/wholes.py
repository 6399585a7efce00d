"""Text comes in; the runs that no line may part go out: doses, ranges, times, dates, phone numbers, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

NO_BREAK_SPACE = "\u00a0"
LONGEST_WHOLE = 34
"""Characters of the longest run that is held together; only an address is longer, parted at "/" or "@" (house)."""

_SPACES = " \u00a0\u202f\u2007\u2009"
_FRACTION = "[¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]"
_CODES = "(?:EUR|USD|GBP|CHF|CAD|AUD)"
_SIGN = rf"(?:[<>≤≥~≈±]=?[{_SPACES}]?)?[+−-]?(?:(?:US|CA?|AU?)?[£$€¥₹][{_SPACES}]?|{_CODES}[{_SPACES}])?"
_THOUSANDS = rf"[{_SPACES}](?=\d{{3}}(?!\d))\d{{3}}"
_DIGITS = rf"\d+(?:{_THOUSANDS}|[.,:/·’'٫٬×x^]\d+)*(?:[{_SPACES}]?{_FRACTION})?[⁰¹²³⁴⁵⁶⁷⁸⁹]*(?:\.[–-])?"
_NUMBER = rf"{_SIGN}(?:{_DIGITS}|{_FRACTION})"
_SYMBOL = (
    r"(?:%|‰|٪|℃|℉|°[CF]?|[CF]|[µμ]?(?:g|l|L|mol|m)|[mkcdn](?:g|l|L|m|mol)|mcg|ng|IU|IE|"
    r"I\.[ \u00a0]?E\.|UI|U|ME|MBq|mSv|Gy|mEq|"
    r"mmHg|kPa|kcal|kJ|bpm|Hz|h|s|min|sec|hrs?|d|wk|yrs?|cm²|m²|mm²|cm³|mm³|kg/m²|ft|lb|oz|st|tsp|"
    rf"tbsp|Std|Min|Tab|Tbl|cp|gtt|[£$€¥₹]|{_CODES}|"
    r"мг|мл|мкг|кг|г|л|см|мм|ملغ|مغ|مل|غ|كغ|سم|مم|毫克|毫升|克|時|时|分|日|月|年)"
)
_PER = rf"(?:/1[.,]73[{_SPACES}]?m²|[{_SPACES}]?[/·×][{_SPACES}]?(?:10[⁰¹²³⁴⁵⁶⁷⁸⁹]+/)?[^\W\d]\w{{0,5}}[²³]?){{0,3}}"
# Counted forms and spans of time: "2 / tablets" at a line's end is a dose torn apart as "5 / mg" is.
_COUNTED = (
    r"(?:tablets?|pills?|capsules?|drops?|puffs?|sprays?|squirts?|inhalations?|patch(?:es)?|doses?|units?|sachets?|scoops?|vials?|"
    r"ampoules?|lozenges?|suppositor(?:y|ies)|pessar(?:y|ies)|injections?|(?:tea|table)?spoon(?:ful)?s?|cups?|glass(?:es)?|"
    r"(?:milli)?lit(?:re|er)s?|(?:kilo|milli|micro)?gram(?:me)?s?|kilos?|pints?|(?:centi|kilo|milli)?met(?:re|er)s?|"
    r"feet|foot|inch(?:es)?|stone|pounds?|ounces?|miles?|degrees|percent|per[ \u00a0]cent|calories|steps|portions|"
    r"[×x](?:/(?:day|d|Tag|día)|[ \u00a0](?:daily|weekly|täglich|tgl))|euros?|dollars?|pence|"
    r"hours?|hourly|minutes?|seconds?|days?|daily|weeks?|weekly|months?|monthly|years?|yearly|times|fold|"
    r"Euro|Uhr|Sekunden?|Minuten?|Stunden?|stündlich|Tage?n?|tägig|Wochen?|Monate?n?|Jahre?n?|Tabletten?|Kapseln?|Tropfen|"
    r"Mal|Hübe?|Sprühst(?:oß|öße)|Einheiten|Beutel|Ampullen?|Zäpfchen|(?:Mess|Ess|Tee)löffel|(?:Milli)?liter|Liter|"
    r"Milliliter|(?:Kilo|Milli|Mikro)gramm|Gramm|(?:Zenti|Kilo|Milli)?meter|Meter|Prozent|Grad|Gläser|Portionen|"
    r"comprimidos?|cápsulas?|gotas?|sobres?|inhalaci(?:ón|ones)|cuchara(?:da|dita)s?|(?:mili)?litros?|"
    r"(?:kilo|mili|micro)?gramos?|ampollas?|supositorios?|metros?|grados|por[ \u00a0]ciento|"
    r"horas?|días?|semanas?|mes(?:es)?|años?|veces|unidades|minutos?|segundos?|"
    r"comprimés?|gélules?|gouttes?|cuillères?|bouffées?|(?:kilo|milli|micro)?grammes?|secondes?|"
    r"heures?|jours?|semaines?|mois|ans|fois|раза?|дня|дней|часов|часа|таблетк[аи]|"
    r"قرص|أقراص|كبسولات?|قطرات?|ملاعق|ملعقة|بخات|جرعات?|لترات?|لتر|غراما?ت?|ملليغرام|مليلتر|ساعات?|أيام|يوم[اً]*|أسابيع|أشهر|"
    r"سنوات|دقائق|دقيقة|مرات|وحدات|ساعة|شهر|سنة|قطرة)"
)
_EACH = (
    rf"(?:[{_SPACES}](?:(?:a|per|each|every|in)[{_SPACES}](?:day|night|week|month|hour|year)|(?:am|pro|je)[{_SPACES}](?:Tag|Woche)|"
    rf"(?:al|por|a[{_SPACES}]la|par|à[{_SPACES}]la)[{_SPACES}](?:día|semana|mes|jour|semaine|mois|dia))(?!\w))?"
)
_HALF_DAY = r"(?:[ap]\.?m\.?|[AP]\.?M\.?|noon|midnight)(?!\w)"
_ONE_UNIT = rf"[{_SPACES}-]?(?:{_SYMBOL}{_PER}(?!\w)|{_COUNTED}(?!\w)|{_HALF_DAY}){_EACH}"
# "5 ft 4 in" and "1 h 30 min" are one length and one time each.
_REST = rf"(?:[{_SPACES}]\d{{1,2}}[{_SPACES}](?:in|lb|oz|min|minutes?|months?|Minuten)(?!\w))?"
_UNIT = rf"(?:{_ONE_UNIT}{_REST}|/\w{{1,6}}(?!\w))?"
_DASH = rf"[{_SPACES}]?[-–—−‑][{_SPACES}]?"
_OF = rf"(?:out[{_SPACES}]of|in[{_SPACES}]every|de[{_SPACES}]cada|in|of|von|aus|sur|su|из|من)"
_TO = r"(?:to|until|bis|a|à|do|až|до|hasta|إلى)"
_BETWEEN = rf"(?:{_DASH}|[{_SPACES}](?:{_TO}|{_OF}|or|oder|de|ou|o|×|x|:)[{_SPACES}])"
_DE = rf"(?:de[{_SPACES}])?"
_YEAR = r"(?:19|20)\d\d(?!\d)"
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember|"
    r"enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|"
    r"janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|"
    r"يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر)(?!\w)"
)
_DAY = r"\d{1,2}(?:\.|st|nd|rd|th|er|º|-го)?"
_AREA = (
    rf"(?:\+\d{{1,3}}|\(\+?\d{{2,5}}\)|0\d{{1,5}}(?:[{_SPACES}]?/[{_SPACES}]?\d{{2,}})?|"
    rf"1(?=[{_SPACES}.-]\d{{3}}[{_SPACES}.-]\d{{3}})|\d{{3}})"
)
_EXTENSION = rf"(?:,?[{_SPACES}](?:ext\.?|extension|x|Durchwahl)[{_SPACES}]?\d{{1,5}}(?!\w))?"
_LABEL = rf"(?:Nos?\.|Nr\.|Nº|n\.º|N°|Figs?\.|Abb\.|Tab\.|§§?|pp?\.|S\.|pH|INR|BMI|IMC)[{_SPACES}]"
_SHORT = (
    rf"(?:z\.[{_SPACES}]B|d\.[{_SPACES}]h|u\.[{_SPACES}]a|o\.[{_SPACES}]ä|i\.[{_SPACES}]d\.[{_SPACES}]R|"
    rf"p\.[{_SPACES}]e[jx]|e\.[{_SPACES}]g|i\.[{_SPACES}]e)\."
)
_ENDINGS = "org|com|net|edu|gov|int|info|nhs|uk|de|fr|es|pt|pl|eu"
_AMOUNT = rf"""
    (?<![\w.])\d{{1,2}}(?:\.|st|nd|rd|th|º|er|-го)?[{_SPACES}]{_DE}[^\W\d_]{{3,12}}\.?,?[{_SPACES}]{_DE}{_YEAR}
    | (?<!\w)[A-Z][a-z]{{2,8}}\.?[{_SPACES}]\d{{1,2}},[{_SPACES}]{_YEAR}
    | (?<![\w.,]){_DAY}(?:{_DASH}{_DAY})?[{_SPACES}]{_DE}{_MONTH}
    | (?<!\w){_MONTH}[{_SPACES}](?:{_YEAR}|\d{{1,2}}(?![\w.,]\d))
    | (?<![A-Za-z0-9./–-])(?=[A-Za-z0-9./–-]*\d)[A-Z][A-Za-z0-9]*+(?:[-–./][A-Za-z0-9]++)+
    | (?<!\w)[A-Z]{{1,2}}\d[A-Z\d]?[{_SPACES}]\d[A-Z]{{2}}(?!\w)
    | (?<![\w.,])\d{{1,2}}[{_SPACES}]?h[{_SPACES}]?\d\d(?!\d)(?:[{_SPACES}]?min(?!\w))?
    | (?<!\w){_SHORT}
    | (?:(?<!\w){_LABEL}|(?<![\w.,])){_NUMBER}(?:{_BETWEEN}{_NUMBER})*{_UNIT}
      (?:(?:{_DASH}|/|[{_SPACES}](?:{_TO}|[×x])[{_SPACES}]){_NUMBER}{_UNIT}){{0,2}}
"""
_WHOLE = re.compile(
    rf"""
    (?P<address>(?:https?://|www\.)[^\s<>]+ | (?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)+
      | (?<![\w.@-])(?:[a-z0-9-]++\.)++(?:{_ENDINGS})(?:/[^\s<>]*)?(?![\w.]) )
    | (?P<mark>\[\d{{1,3}}(?:[{_SPACES}]?[,–-][{_SPACES}]?\d{{1,3}})*\][.,;:]?)
    | (?<![\w.,+-])(?P<phone>
        {_AREA}(?:(?:[{_SPACES}‑-]?\(\d{{1,5}}\)\d{{0,5}}|[{_SPACES}‑-]\d{{1,5}}){{1,6}}|(?:\.\d{{1,5}}){{2,6}}|)
        (?<=\d){_EXTENSION})(?![\w-]|[.,]\d)
    | {_AMOUNT}
    """,
    re.X,
)
_AMOUNTS = re.compile(_AMOUNT, re.X)
_LEAST_PHONE, _MOST_PHONE = 7, 15


def wholes(text: str) -> Iterator[tuple[str, bool]]:
    """The text cut into runs, each with whether no line may part it; joined again they are the text.

    An address of more than LONGEST_WHOLE characters is no whole: it would be wider than a page for a phone.
    """
    end = at = 0
    while (match := _WHOLE.search(text, at)) is not None:
        run = match[0].rstrip(" .,;:\u00a0") if match["mark"] is None else match[0]
        if match["phone"] is not None and not _is_phone(run):
            # A short number, an amount or a list of numbers: what it is, its own first part tells.
            amount = _AMOUNTS.match(text, match.start())
            run = amount[0].rstrip(" .,;:\u00a0") if amount else ""
        at = max(match.start() + len(run), match.start() + 1)
        parts = _parts(run)
        if len(run) < 2 or max(map(len, parts)) > LONGEST_WHOLE:
            at = max(at, match.end())
            continue
        if match.start() > end:
            yield text[end : match.start()], False
        yield from ((part, True) for part in parts)
        end = match.start() + len(run)
    if end < len(text):
        yield text[end:], False


def _parts(run: str) -> tuple[str, ...]:
    """A run, or both sides of a long mail address, which may part before its host."""
    name, _, host = run.rpartition("@")
    return (name, f"@{host}") if name and len(run) > LONGEST_WHOLE else (run,)


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
            joined += " " * run.startswith("@") + held(run).replace("-", "\ue000").replace("/", "\ue001").replace(
                "–", "\ue002"
            )
        else:
            joined += run
    for word in re.split(r"[ \t\r\n]+", joined.strip()):
        for part in re.split(r"(?<=\w[-–/])(?=[^\W\d_])", word):
            found += _ideographs(part)
    return [part.replace("\ue000", "-").replace("\ue001", "/").replace("\ue002", "–") for part in found if part]


def _is_phone(run: str) -> bool:
    """Whether groups of digits are a phone number and no list of numbers."""
    number: str = re.split(r"[,\s](?=e?x)", run, maxsplit=1)[0]
    return _LEAST_PHONE <= sum(character.isdigit() for character in number) <= _MOST_PHONE


_IDEOGRAPH = re.compile(r"(?<=[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])(?=[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])")


def _ideographs(word: str) -> list[str]:
    return _IDEOGRAPH.split(word)
