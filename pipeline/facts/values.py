"""Two wordings of one line come in; which of its values, its "not" and its words changed goes out, in words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from pipeline.facts.ledger import negations
from pipeline.facts.medicines import medicines_named
from pipeline.facts.spelling import expanded, same_words
from pipeline.facts.tokens import SLOT, spans_of, tokens_of
from pipeline.language.amounts import DAY, Frequency, Moment, Phone, Quantity, Ratio, Route
from pipeline.language.lexicon import lexicon_of
from pipeline.language.quantities import read_quantities
from pipeline.tags import primary_of

VALUE = "#"
"""Stands for a value among the words around it."""
QUOTED = 60
"""So many characters of a wording are quoted (house)."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One thing that is said otherwise: its kind in a word, whether the sense is another, and what people are told."""

    kind: str
    meaning: bool
    words: str


@dataclass(frozen=True, slots=True)
class _Value:
    """A value in a line: what it is called, what it comes to, how it is written, and its first and last token."""

    name: str
    sense: tuple[Any, ...]
    said: str
    first: int
    last: int


def edits_of(old: str, new: str, lang: str, known: Collection[str]) -> tuple[Edit, ...]:
    """How one line of text differs from another; nothing when they are the same. `known` are words that stand elsewhere
    in both articles, which a slip of the pen is told by.
    """
    if old == new:
        return ()
    before, after = _values(old, lang), _values(new, lang)
    found = [*_values_changed(before, after)]
    one, other = _rest(old, before, lang), _rest(new, after, lang)
    found += _words_changed(one, other, lang, known)
    if any(edit.meaning for edit in found):
        return tuple(dict.fromkeys(edit for edit in found if edit.meaning or edit.kind == "spelling"))
    if [value.said for value in before] != [value.said for value in after] and tokens_of(old) != tokens_of(new):
        told = [
            f'"{a.said}" → "{b.said}"'
            for a, b in zip(before, after, strict=False)
            if tokens_of(a.said) != tokens_of(b.said)
        ]
        found.append(Edit("notation", False, f"the same value written otherwise: {'; '.join(told) or _short(new)}"))
    return tuple(dict.fromkeys(found)) or (Edit("punctuation", False, _dress_of(old, new)),)


def _dress_of(old: str, new: str) -> str:
    if old.casefold() == new.casefold():
        return "capital letters"
    return "white space" if "".join(old.split()) == "".join(new.split()) else "punctuation"


# values


def _values(text: str, lang: str) -> list[_Value]:
    spans = spans_of(text)
    found = []
    for value in read_quantities(_with_ones(text, lang), lang):
        covered = [at for at, (start, end) in enumerate(spans) if start < value.end and end > value.start]
        if covered:
            said = " ".join(text[value.start : value.end].split())
            name, sense = _sense(value, said)
            behind = text[spans[covered[-1] + 1][0] :] if covered[-1] + 1 < len(spans) else ""
            if name == "number" and any(tokens_of(behind)[:1] == (noun,) for noun in lexicon_of(primary_of(lang)).noun):
                name = "frequency"
            said = said.rstrip(".") if name != "time of day" or not said.endswith("m.") else said
            found.append(_Value(name, sense, _TRAILING.sub(r"\1m", said), covered[0], covered[-1]))
    return found


_ARTICLE = re.compile(
    r"\b(for|over|in|within|after|than|about|least|most|to|until|nearly|almost|around|takes?|lasts?|wait)( )(an?)"
    r"(?= (?:second|minute|hour|day|week|fortnight|month|year)\b)",
    re.I,
)


def _with_ones(text: str, lang: str) -> str:
    """The text with a figure for the article of a length of time, "in an hour", every letter where it was."""
    return _ARTICLE.sub(lambda m: f"{m[1]}{m[2]}{'1':<{len(m[3])}}", text) if primary_of(lang) == "en" else text


_TRAILING = re.compile(r"([ap])m\.$")
"""The full stop of the sentence behind "9 am"; that of "9 a.m." is its own."""


_DOSES = {"mass", "volume", "activity", "form", "dose", "household", "amount"}
_NAMES = {"percent": "share", "time": "length of time", "number": "number", "rate": "rate", "degree": "temperature"}


def _sense(value: Any, text: str) -> tuple[str, tuple[Any, ...]]:
    """What a value is called, and what it comes to however it is written."""
    match value:
        case Phone():
            return "phone number", (value.digits,)
        case Frequency():
            gap: tuple[object, ...] = () if value.low == value.high == 1 and value.hours == DAY else (value.every,)
            return "frequency", (value.a_day, value.bound, *gap)
        case Ratio():
            return "share", (value.part, value.whole)
        case Moment(clock=True):
            return "time of day", (_clock(value.text),)
        case Moment():
            return "day", (value.readings or value.text.casefold(),)
        case Route():
            return "route", (value.name,)
        case Quantity():
            strength = (value.strength.base, value.strength.kind) if value.strength else None
            form = value.form.name if value.form else None
            unit = value.unit.name if value.unit and not value.unit.factor else ""
            sense: tuple[object, ...] = (
                value.kind,
                value.base,
                value.bound,
                strength,
                form,
                value.per,
                value.within,
                unit,
            )
            if value.kind in {"form", "household"} and value.unit:
                sense = (*sense, value.unit.name)
            return "dose" if value.kind in _DOSES else _NAMES.get(value.kind, value.kind), sense
    return "number", (text.casefold(),)


def _clock(text: str) -> str:
    """A time of day in one form: "5 pm", "17:00" and "5.00 p.m." are the same."""
    match = re.match(r"\D*(\d{1,2})(?:\s*[:.h]\s*(\d\d))?\s*([ap])?", text.casefold())
    if not match:
        return text.casefold()
    hour, minute = int(match[1]), match[2] or "00"
    if match[3]:
        hour = hour % 12 + (12 if match[3] == "p" else 0)
    return f"{hour}:{minute}"


def _values_changed(before: Sequence[_Value], after: Sequence[_Value]) -> Iterator[Edit]:
    ours, theirs = [value.sense for value in before], [value.sense for value in after]
    for name, i1, i2, j1, j2 in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if name == "equal":
            continue
        left, right = list(before[i1:i2]), list(after[j1:j2])
        for one in list(left):
            other = next((each for each in right if each.name == one.name), None)
            if other is not None:
                left.remove(one)
                right.remove(other)
                yield Edit(one.name, True, f"{one.name} {one.said} → {other.said}")
        for one, other in zip(list(left), list(right), strict=False):
            left.remove(one)
            right.remove(other)
            yield Edit(one.name, True, f"{one.name} {one.said} → {other.said}")
        yield from (Edit(one.name, True, f"{one.name} removed: {one.said}") for one in left)
        yield from (Edit(other.name, True, f"{other.name} new: {other.said}") for other in right)


# words


def _rest(text: str, values: Sequence[_Value], lang: str) -> list[str]:
    """The words of a line with one sign for each value, and short forms written out in English."""
    tokens = [token for token in tokens_of(text) if token != SLOT]
    starts = {value.first: value.last for value in values}
    rest: list[str] = []
    at = 0
    while at < len(tokens):
        if at in starts:
            rest.append(VALUE)
            at = starts[at] + 1
        else:
            rest.append(tokens[at])
            at += 1
    return expanded(rest) if primary_of(lang) == "en" else rest


def _words_changed(old: Sequence[str], new: Sequence[str], lang: str, known: Collection[str]) -> Iterator[Edit]:
    words = negations(lang)
    for name, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if name == "equal":
            continue
        # Values are told by themselves.
        one, other = ([each for each in run if each != VALUE] for run in (old[i1:i2], new[j1:j2]))
        if not one and not other:
            continue
        lost, come = ([each for each in run if each in words] for run in (one, other))
        if len(lost) != len(come):
            what, word = ("removed", lost[0]) if len(lost) > len(come) else ("new", come[0])
            around = " ".join((new if what == "new" else old)[max(0, (j1 if what == "new" else i1) - 2) :][:7])
            yield Edit("negation", True, f'negation {what}: "{word}" in "{around}"'.replace(VALUE, "…"))
            one, other = ([each for each in run if each not in words] for run in (one, other))
            if sorted(one) == sorted(other) or not (_weighs(one) or _weighs(other)):
                continue
        if same_words(one, other, lang, known):
            yield Edit("spelling", False, f'spelling "{" ".join(one)}" → "{" ".join(other)}"')
        elif medicines := _medicines(one, other, lang):
            yield Edit("medicine", True, medicines)
        else:
            yield Edit("wording", True, _wording(one, other))


def _medicines(old: Sequence[str], new: Sequence[str], lang: str) -> str:
    """ "medicine warfarin → apixaban", where words name medicines and no longer the same ones."""
    ours, theirs = medicines_named(" ".join(old), lang), medicines_named(" ".join(new), lang)
    if (not ours and not theirs) or ours == theirs:
        return ""
    one, other = _short(" ".join(old)), _short(" ".join(new))
    if not new:
        return f'medicine removed: "{one}"'
    return f'medicine "{one}" → "{other}"' if old else f'medicine new: "{other}"'


_AUXILIARY = frozenset("do does did is are was were be to a an the".split())


def _weighs(words: Sequence[str]) -> bool:
    """Whether words say something besides what a "not" brings with it."""
    return any(word not in _AUXILIARY for word in words)


def _wording(old: Sequence[str], new: Sequence[str]) -> str:
    one, other = _short(" ".join(old)), _short(" ".join(new))
    if not new:
        return f'words removed: "{one}"'
    return f'wording "{one}" → "{other}"' if old else f'words new: "{other}"'


def _short(text: str) -> str:
    return text if len(text) <= QUOTED else text[: QUOTED - 1].rstrip() + "…"
