"""Text and its language come in; its tokens go out: numbers with their value, words, marks, days, times, phones."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from pipeline.tags import primary_of


class Sort(StrEnum):
    """What a token is."""

    NUMBER = "number"
    FRACTION = "fraction"
    WORD = "word"
    CODE = "code"
    MARK = "mark"
    DAY = "day"
    CLOCK = "clock"
    PHONE = "phone"
    SLASHED = "slashed"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text and where it stands; `folded` is a word without case and accents, digits as ASCII.

    `value` is the number that a NUMBER or FRACTION stands for; `glued`: nothing parts it from the token before.
    `unsure`: its one sign could be a decimal sign or part groups of three digits ("1.500").
    """

    sort: Sort
    text: str
    folded: str
    start: int
    end: int
    glued: bool
    value: Fraction | None = None
    unsure: bool = False


_DIGITS = str.maketrans(
    "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹０１２３４５６７８９٫٬",
    "012345678901234567890123456789.,",
)
"""Arabic-Indic, Persian and full-width digits; U+066B is a decimal sign, U+066C parts groups."""

VULGAR = {
    "½": Fraction(1, 2),
    "¼": Fraction(1, 4),
    "¾": Fraction(3, 4),
    "⅓": Fraction(1, 3),
    "⅔": Fraction(2, 3),
    "⅛": Fraction(1, 8),
    "⅜": Fraction(3, 8),
    "⅝": Fraction(5, 8),
    "⅞": Fraction(7, 8),
}
_COMMA_LANGUAGES = frozenset(
    "es fr de it nl da pt tr id vi sv nb nn no fi pl cs hu ru uk sk sl hr sr ro bg el ca gl eu lt lv et".split()
)
_POINT_TAGS = frozenset("es-MX es-US es-GT es-HN es-NI es-PA es-PE es-PR es-SV es-DO de-CH it-CH".split())
"""CLDR: in these places a point is the decimal sign, whatever the language does elsewhere."""

_THIN = "\u00a0\u202f\u2009\u2007"
_LETTER = r"[^\W\d_]"
_MARKS = "\u0300-\u036f\u064b-\u065f\u0670\u0640"
_WORD = rf"{_LETTER}(?:{_LETTER}|[{_MARKS}])*(?:['’]{_LETTER}+)?"
_NUMBER = (
    rf"\d{{1,3}}(?:[{_THIN}'’]\d{{3}})+(?!\d)(?:[.,·]\d+)?|\d{{1,3}}(?: 000)+(?![\d])"
    r"|\d+(?:[.,·]\d+)*|(?<![\w.,])[.,·]\d+"
)
_SEPARATOR = rf"[ {_THIN}.\-‑–]"
_TOKEN = re.compile(
    r"(?P<other>https?://\S+|www\.\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\{\{[^}]*\}\}|\b10\.\d{4,9}/\S+|[#@]\w+"
    r"|\b(?:978|979)[- ]\d{1,5}[- ]\d+[- ]\d+[- ][\dX]\b|[$£€¥]\s?\d[\d.,]*)"
    r"|(?P<day>(?<![\w/.-])(?:\d{4}-\d{2}-\d{2}"
    r"|\d{1,2}(?P<sign>[/.-])\d{1,2}(?P=sign)(?:\d{4}|\d{2}))(?![\w/]))"
    r"|(?P<clock>(?<![\w.,:])\d{1,2}(?:[:.]\d{2})?[ \u00a0\u202f]?(?:[ap]\.? ?m\b\.?)"
    # "و14:00" is "and 14:00".
    r"|(?:(?<![\w.,:])|(?<=\b[وفبل]))\d{1,2}:\d{2}(?![\d:])(?:[ \u00a0]?h\b)?"
    # France writes "9 h 45", which NF Z10-001 parts by spaces and everybody else does not.
    r"|(?<![\w.,:])(?:[01]?\d|2[0-3])[ \u00a0\u202f]?h[ \u00a0\u202f]?[0-5]\d(?![\w,.]\d|\w))"
    rf"|(?P<phone>(?<![\w.,/])(?:\+\d{{1,3}}|\(\+?\d{{1,5}}\)|\d{{1,6}})(?:{_SEPARATOR}{{0,3}}(?:\(\d{{1,7}}\)|\d{{1,7}})){{1,6}}(?![\w]|[.,/]\d))"
    r"|(?P<slashed>(?<![\w/.])\d{1,4}/\d{1,4}(?![\d/]))"
    # Arabic writes "and", "in" and "for" together with the number behind them: "و16" is "and 16".
    rf"|(?P<code>(?!(?<!\w)[وفبلك]\d){_LETTER}+-?\d[\w-]*|\d+{_LETTER}+\d\w*|\d+(?:st|nd|rd|th|[ªº])\b)"
    rf"|(?P<fraction>(?:\d+[ {_THIN}]?)?[{''.join(VULGAR)}])"
    rf"|(?P<number>{_NUMBER})"
    rf"|(?P<word>[°º˚] ?[CFمف]\b|(?:{_LETTER}\.){{2,3}}|cm³|(?:m|cm)[²2]\b|{_WORD})"
    r"|(?P<mark>[^\s\w]|_)"
)
_CALLED = re.compile(
    r"(?:\b(?:call\w*|dial|ring|phone|telephone|tel|text|fax|helpline|mobile|ll[aá]m\w+|marque|tel[eé]fono|m[oó]vil)|اتصل\w*|هاتف\w*)"
    r"[^\d\n.;]{0,45}$",
    re.I,
)
_UNITED = re.compile(r"[ \u00a0]?(?:mg|g|ml|mcg|kg|l|units?|iu|unidades|%|tablets?)\b", re.I)


def split_tokens(text: str, lang: str) -> list[Token]:
    """The tokens of `text` in reading order; white space and invisible characters are none. Linear in the text."""
    plain = text.translate(_DIGITS)
    tokens: list[Token] = []
    at, end = 0, 0
    while match := _TOKEN.search(plain, at):
        sort = Sort(_sort_of(match))
        start, stop = match.span()
        if sort is Sort.PHONE and not _is_phone(plain, start, stop):
            alone = _NUMBER_ALONE.match(plain, start)
            sort, stop = (Sort.NUMBER, alone.end()) if alone else (Sort.MARK, start + 1)
        if sort is Sort.PHONE and plain[stop - 1] == ")" and "(" not in plain[start:stop]:
            stop -= 1
        at = stop
        if unicodedata.category(plain[start]) == "Cf":
            continue
        tokens.append(_token(sort, text, plain, start, stop, start == end, lang))
        end = stop
    return tokens


_NUMBER_ALONE = re.compile(_NUMBER)


def _sort_of(match: re.Match[str]) -> str:
    name = match.lastgroup
    return "day" if name in {"sign", None} else str(name)


def _token(sort: Sort, text: str, plain: str, start: int, stop: int, glued: bool, lang: str) -> Token:
    written = plain[start:stop]
    value, unsure = None, False
    if sort is Sort.NUMBER:
        value, unsure = value_of(written, lang)
    elif sort is Sort.FRACTION:
        whole = written[:-1].strip()
        value = VULGAR[written[-1]] + (Fraction(whole) if whole else 0)
    folded = fold_word(written) if sort in {Sort.WORD, Sort.CODE} else written
    return Token(sort, text[start:stop], folded, start, stop, glued, value, unsure)


def _is_phone(plain: str, start: int, stop: int) -> bool:
    """Whether digits in groups are a phone number and no amount, range of years or list of numbers."""
    written = plain[start:stop]
    digits = sum(c.isdigit() for c in written)
    groups = re.findall(r"\d+", written)
    called = bool(_CALLED.search(plain, max(0, start - 70), start))
    if re.fullmatch(r"\d+[.,]\d+", written) or (_UNITED.match(plain, stop) and written[0] not in "+("):
        return False
    if digits > 15 or digits < (5 if called else 7) or (len(groups) == 1 and not (called or written[0] in "+0")):
        return False
    if written[0] in "+(" or called:
        return True
    if re.fullmatch(r"(?:19|20)\d\d ?[-–] ?(?:19|20)\d\d", written):
        return False
    return written[0] == "0" or bool(
        re.fullmatch(
            r"(?:1[ .-])?\d{3}[ .\-‑]\d{3}[ .\-‑]\d{4}|\d{2,3}(?: {1,2}\d{2,3}){3}|[6-9]\d{2} \d{3} \d{3}", written
        )
    )


def value_of(written: str, lang: str) -> tuple[Fraction, bool]:
    """The value of digits with their signs, read as the language does; True when another reading is as likely.

    A sign that stands several times parts groups; the last of two different ones is the decimal sign.
    """
    # ISO 80000-1 groups by thin spaces, Switzerland by apostrophes; the raised point is British.
    digits = re.sub(rf"[ {_THIN}'’]", "", written).replace("·", ".")
    signs = re.findall(r"[.,]", digits)
    if not signs:
        return Fraction(int(digits)), False
    if len(set(signs)) == 2:
        group = signs[0]
        return _fraction(digits.replace(group, "").replace(signs[-1], ".")), False
    if len(signs) > 1:
        return _fraction(re.sub(r"[.,]", "", digits)), False
    before, _, after = re.split(r"([.,])", digits)
    # "1.500" is one and a half in London and fifteen hundred in Madrid; no number of grouped digits begins with 0.
    if len(after) == 3 and 1 <= len(before) <= 3 and before != "0":
        grouping = signs[0] != decimal_sign(lang)
        return _fraction(before + after if grouping else f"{before}.{after}"), True
    return _fraction(f"{before or '0'}.{after}"), False


def _fraction(digits: str) -> Fraction:
    whole, _, after = digits.partition(".")
    places = len(after)
    return Fraction(int((whole or "0") + after), 10**places)


def decimal_sign(lang: str) -> str:
    """The decimal sign of a language tag: "." or ","."""
    tag = lang.replace("_", "-")
    return "," if primary_of(tag) in _COMMA_LANGUAGES and tag not in _POINT_TAGS else "."


@lru_cache(maxsize=16384)
def fold_word(word: str) -> str:
    """A word without case, accents (ñ stays), Arabic vowel signs and forms of alef."""
    if word.isascii():
        return word.casefold()
    # "año" is a year and "ano" is not: ñ is a letter of its own in Spanish.
    low = word.casefold().replace("’", "'").replace("ñ", "\ue000")
    bare = "".join(c for c in unicodedata.normalize("NFD", low) if not unicodedata.combining(c) and c != "\u0640")
    # Alef wasla stands in vowelled texts only; typed Arabic has a plain alef.
    bare = bare.replace("\u0671", "\u0627").replace("\ue000", "ñ")
    return unicodedata.normalize("NFC", bare)
