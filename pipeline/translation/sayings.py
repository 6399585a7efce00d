"""A text and its language come in; what it says that must be equal in every language goes out, as atoms.

An atom is a number with the kind of what it counts ("volume 5"), a day, a time, a phone number, an address. Two
languages build their phrases otherwise, so that "8 tablets in 24 hours" and "8 comprimidos al día" are compared atom by
atom; what both understood as a whole (bounds, rates, routes) is compared beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

from pipeline.language.amounts import Bound, Frequency, Moment, Number, Phone, Quantity, Ratio, Route, Value
from pipeline.language.lexicon import LONGEST, Lexicon, lexicon_of, longest_at
from pipeline.language.numerals import Sort, Token, fold_word, split_tokens
from pipeline.language.quantities import read_quantities
from pipeline.tags import primary_of
from pipeline.translation.concepts import months, ordinal


@dataclass(frozen=True, slots=True)
class Atom:
    """One thing that must be told again: `kind`, what is compared (`value`), and how it stands in the text.

    `number` is its number alone, None for none. A `soft` atom may be told without a number ("a day", "one"), a `loose`
    one is a word that may be a number ("tres puntos") and need not be. `half` is the half of the day that the words
    behind a number say ("early", "late").
    """

    kind: str
    value: Any
    shown: str
    number: Fraction | None = None
    soft: bool = False
    loose: bool = False
    half: str = ""


@dataclass(frozen=True, slots=True)
class Limited:
    """A number with its bound, to be held against the same number in the other language; `negated` by a "not"."""

    number: Fraction
    bound: Bound
    shown: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What a text says: its atoms, its bounds, the times a day of its frequencies, the periods and routes it names."""

    atoms: tuple[Atom, ...]
    limits: tuple[Limited, ...]
    periods: frozenset[Fraction]
    routes: frozenset[str]
    daily: int


_BY_NAME = frozenset({"form", "household", "percent", "temperature", "degree", "dose", "rate", "energy", "amount"})
"""Kinds whose units cannot stand for each other: a capsule is no tablet."""
_PIECES = frozenset({"time", "form", "dose", "household"})
_PERIODS = frozenset(map(Fraction, (1, 24, 168, 730, 8766)))


@lru_cache(maxsize=16384)
def said_in(text: str, lang: str) -> Said:
    """What a text in one language says."""
    text = _EVERY.sub(r"cada \1", text)
    values = read_quantities(text, lang)
    atoms = [atom for value in values for atom in _atoms(value, text, lang)]
    covered = [(value.start, value.end) for value in values]
    atoms += _loose(text, lang, covered)
    limits = tuple(
        Limited(value.high.value, value.bound, shown := text[value.start : value.end], _is_negated(shown, lang))
        for value in values
        if isinstance(value, Quantity) and value.bound not in {Bound.EXACT, Bound.ABOUT}
    )
    limits += tuple(
        Limited(value.high, value.bound, shown := text[value.start : value.end], _is_negated(shown, lang))
        for value in values
        if isinstance(value, Frequency) and value.bound not in {Bound.EXACT, Bound.ABOUT}
    )
    frequencies = [value for value in values if isinstance(value, Frequency)]
    periods = {value.hours for value in frequencies if not value.every and value.low == value.high}
    periods |= {value.within for value in values if isinstance(value, Quantity) and value.within in _PERIODS}
    routes = frozenset(value.name for value in values if isinstance(value, Route))
    daily = sum(value.low == 1 and value.hours == 24 for value in frequencies)
    return Said(tuple(atoms), limits, frozenset(p for p in periods if p), routes, daily)


def _is_negated(shown: str, lang: str) -> bool:
    """Whether a limit is told with a "not": it has one, or no word that closes a number by itself."""
    lexicon = lexicon_of(primary_of(lang))
    words = [token.folded for token in split_tokens(shown, lang)]
    if {*words} & lexicon.negations:
        return True
    closing = [
        phrase for table in (lexicon.bounds, lexicon.after) for phrase, name in table.items() if name[:3] == "at_"
    ]
    line = f" {' '.join(words)} "
    return not any(f" {' '.join(phrase)} " in line for phrase in closing)


_EVERY = re.compile(r"\b(?:de )?(\d+) e[mn] \1(?= ?h)")
"""Spanish and Portuguese write "every 8 hours" as "de 8 em 8 horas" too."""


def _atoms(value: Value, text: str, lang: str) -> Iterator[Atom]:
    shown = text[value.start : value.end]
    match value:
        case Quantity():
            half = _half_of_day(text[value.end : value.end + 20])
            yield from (replace(atom, half=half) for atom in _of_quantity(value, shown))
        case Frequency(every=True):
            soft = value.hours == value.most_hours == 24
            yield Atom("time", value.hours, shown, value.hours, soft)
            if value.most_hours != value.hours:
                yield Atom("time", value.most_hours, shown, value.most_hours)
        case Frequency():
            yield Atom("times", value.low, shown, value.low, value.low == 1)
            if value.high != value.low:
                yield Atom("times", value.high, shown, value.high)
            yield Atom("time", value.hours, shown, value.hours, value.hours in _PERIODS)
        case Ratio():
            kind = "ratio" if value.slash else "share"
            share = value.part / value.whole if value.whole in {2, 3, 4} else None
            yield Atom(kind, (value.part, value.whole), shown, share)
        case Phone():
            yield Atom("phone", _tail(value.digits), shown, Fraction(value.digits) if value.short else None)
        case Moment(clock=True):
            yield Atom("time of day", _clock(value.text, text[value.end : value.end + 20]), shown)
        case Moment():
            yield Atom("day", _day(value, lang), shown)
        case Route():
            return


def _of_quantity(value: Quantity, shown: str) -> Iterator[Atom]:
    unit = value.unit
    if value.kind == "number" or unit is None:
        for number in _ends(value):
            yield Atom("number", number.value, shown, number.value, number.words and number.value == 1)
    else:
        kind = unit.name if value.kind in _BY_NAME else value.kind
        for number, base in zip((value.low, value.high), value.base, strict=True):
            # English writes "an hour and a half" where German has one word, "anderthalb".
            # "1 to 3 years" is "سنة إلى ٣ سنوات": what is counted by the piece needs no figure for one.
            soft = number.value == 1 and (number.words or value.kind in _PIECES)
            soft = soft or (number.words and number.value == Fraction(3, 2))
            # Nothing converts a cup, and by-name kinds are counted and not converted.
            yield Atom(kind, number.value if value.kind in _BY_NAME else base, shown, number.value, soft)
            if not value.is_range:
                break
    if value.strength:
        yield from _of_quantity(value.strength, shown)
    if value.per:
        yield _per(value.per, shown)
    if value.within:
        yield Atom("time", value.within, shown, value.within, value.within in _PERIODS)


def _ends(value: Quantity) -> tuple[Number, ...]:
    return (value.low, value.high) if value.is_range else (value.low,)


def _per(per: str, shown: str) -> Atom:
    """What an amount is for: "5 ml" is a volume of its own where it has a number."""
    number, _, name = per.partition(" ")
    if not name:
        return Atom("per", per, shown, soft=True)
    units = lexicon_of("en").symbols
    unit = units.get(name.partition("/")[0])
    kind, factor = (unit.kind, unit.factor) if unit else (name, Fraction(1))
    return Atom(kind, Fraction(number) * factor, shown, Fraction(number))


def _tail(digits: str) -> str:
    """A phone number without what depends on where it is dialled from: country code and trunk zero."""
    bare = digits.lstrip("+")
    if digits.startswith(("+", "00")) and len(bare) > 9:
        return bare[-9:]
    return bare.lstrip("0")[-9:] if len(bare) > 6 else bare


def _clock(text: str, behind: str) -> tuple[int, int]:
    """Hour and minute on a 24-hour clock; `behind` may say which half of the day is meant."""
    digits = [int(part) for part in re.findall(r"\d+", text.translate(_ARABIC))]
    hour, minute = digits[0], digits[1] if len(digits) > 1 else 0
    if hour < 12 and _LATE.match(text + behind):
        hour += 12
    elif hour == 12 and re.match(r"[\d:. h]+a\.? ?m", text, re.I):
        hour = 0
    return hour, minute


_LATE = re.compile(
    r"[\d٠-٩:. h\u00a0\u202f]+(?:p\.? ?m\b|de la (?:tarde|noche)|de l['’]après-midi|du soir|مساء|بعد الظهر|ليل"
    r"|(?:uhr )?(?:nachmittags|abends))",
    re.I,
)
"""The second half of the day in words behind a clock."""
_ARABIC = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


def _half_of_day(behind: str) -> str:
    return "late" if _AFTERNOON.match(behind) else "early" if _MORNING.match(behind) else ""


_AFTERNOON = re.compile(
    r"[ \u00a0\u202f](?:de la (?:tarde|noche)|de l['’]après-midi|du soir|مساء|بعد الظهر|ظهر|عصر|ليل"
    r"|(?:uhr )?(?:nachmittags|abends)|da (?:tarde|noite)|di (?:sera|pomeriggio)|del pomeriggio|po południu|wieczor"
    r"|дня|вечора)",
    re.I,
)
_MORNING = re.compile(
    r"[ \u00a0\u202f](?:de la mañana|du matin|صباح|(?:uhr )?(?:morgens|vormittags)|da manhã|d[ie]l? mattin|rano|ранку)",
    re.I,
)
"""The half of the day that stands behind an hour."""


def _day(value: Moment, lang: str) -> Any:
    if value.readings:
        return frozenset((day.day, day.month, day.year) for day in value.readings)
    language = primary_of(lang)
    words = re.findall(r"[^\W\d_]+", value.text)
    known = {**months(language), **lexicon_of(language).months}
    month = next((known[fold_word(word)] for word in words if fold_word(word) in known), 0)
    day = next(iter(re.findall(r"\d+", value.text.translate(_ARABIC))), "0")
    return frozenset({(int(day), month, 0)})


_BARE = frozenset({"minute", "hour", "day", "week", "month", "year"})
"""Units that say how long something takes without a number: "within minutes"."""


_BEFORE = frozenset("بعد خلال مدة لمدة قبل كل في بينهما".split())
"""What stands before a time in Arabic: by themselves "دقيقة" is "tiny" as well, and "عام" is "general"."""


def _bare(tokens: Sequence[Token], at: int, lexicon: Lexicon, lang: str) -> Fraction:
    unit = lexicon.units.get((tokens[at].folded,))
    if unit is None or unit.name not in _BARE:
        return Fraction(0)
    if primary_of(lang) != "ar":
        return unit.factor
    known = at > 0 and tokens[at - 1].folded.removeprefix("و") in _BEFORE and tokens[at].folded != "عام"
    return unit.factor if known else Fraction(0)


def _several(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[int, int] | None:
    """The number that several words say together ("dix-huit"), and behind which token it ends."""
    words: list[tuple[str, int]] = []
    for behind in range(at, min(len(tokens), at + 2 * LONGEST)):
        if tokens[behind].sort is Sort.WORD:
            words.append((tokens[behind].folded, behind + 1))
        elif tokens[behind].text != "-":
            break
    count = longest_at((word for word, _ in words), lexicon.compounds)
    if count < 2:
        return None
    return lexicon.compounds[tuple(word for word, _ in words[:count])], words[count - 1][1]


def _loose(text: str, lang: str, covered: list[tuple[int, int]]) -> Iterator[Atom]:
    """Words that may be numbers, and addresses, which are no quantities."""
    lexicon = lexicon_of(primary_of(lang))
    tokens = split_tokens(text, lang)
    reach = 0
    for at, token in enumerate(tokens):
        if at < reach or any(start < token.end and token.start < end for start, end in covered):
            continue
        if several := _several(tokens, at, lexicon):
            value, reach = several
            yield Atom(
                "number", Fraction(value), text[token.start : tokens[reach - 1].end], Fraction(value), loose=True
            )
            continue
        # Arabic numbers agree with their nouns: "واحدا" is "واحد" in the accusative.
        number = lexicon.numbers.get(token.folded, lexicon.numbers.get(token.folded.removesuffix("ا")))
        which = ordinal(token.folded, primary_of(lang)) if token.sort is Sort.WORD else 0
        if which:
            yield Atom("number", Fraction(which), token.text, Fraction(which), loose=True)
        elif token.sort is Sort.WORD and (unit := _bare(tokens, at, lexicon, lang)):
            yield Atom("time", unit, token.text, soft=True)
        elif token.sort is Sort.WORD and (token.folded,) in lexicon.counts:
            times = lexicon.counts[token.folded,]
            yield Atom("number", times, token.text, times, loose=True)
        elif token.sort is Sort.WORD and number is not None:
            if token.folded not in lexicon.noun:
                yield Atom("number", number, token.text, number, loose=True)
        elif token.sort is Sort.OTHER and not token.text.startswith(("{{", "#")):
            address = token.text.rstrip(".,;:!?")
            yield Atom("address", address.casefold(), address)
