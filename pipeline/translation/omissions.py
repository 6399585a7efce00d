"""A passage and its translation come in; what of the passage is told no more goes out: a part, an item of a list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipeline.language.sentences import split_sentences
from pipeline.tags import primary_of
from pipeline.translation.concepts import Named, has_rules, named
from pipeline.translation.drift import Difference, Drift, sentence_pairs, start_of
from pipeline.translation.units import Unit


def shortened(one: Unit, other: Unit, usual: float) -> Difference | None:
    """A passage of which a part is told no more: it is far shorter than is `usual` between the two texts, or shorter
    by a condition or a sentence, and without something that the original names.
    """
    if one.role == "front matter" or not has_rules(primary_of(other.lang)):
        return None
    if len(other.text) < _share_of(len(one.text)) * usual * len(one.text):
        return Difference(Drift.PART, start_of(one.text), other.text)
    fewer = _count(other) < _count(one)
    for a_text, b_text in sentence_pairs(one, other):
        a, b = named(a_text, one.lang), named(b_text, other.lang)
        share, lost = len(b_text) / len(a_text) / usual, _lost(a, b)
        cut = len(a_text) >= _LONG and share < _HALF and len(lost) > 1
        least = _SHORTER if len(a_text) >= _LONG or fewer else _BRIEF
        missing = share < (least if len(lost) > 1 else min(least, _CLEAR)) and lost
        if cut or ((fewer or a.supposes > b.supposes) and missing):
            return Difference(Drift.PART, start_of(a_text), start_of(b_text))
    return None


def _share_of(length: int) -> float:
    """The least share of its usual length that a passage of so many characters has (house)."""
    return 0.4 if length >= 60 else 0.25 if length >= 20 else 0.0


_SHORTER, _HALF = 0.8, 0.55
"""The shares of the usual length below which something may be missing, with another sign and without (house)."""
_CLEAR = 0.72
"""The same where one thing only is told no more (house)."""
_BRIEF = 0.45
"""The same for a sentence of a few words, whose "if" may be a noun in the other language (house)."""
_LONG = 40
"""Characters of a sentence whose length says something (house)."""


def _count(unit: Unit) -> int:
    return len(list(split_sentences(unit.text, unit.lang)))


def _lost(a: Named, b: Named) -> set[str]:
    """What the first names and the second does not, each thing once."""
    return {
        *(a.things - b.things),
        *(a.medicines - b.medicines),
        *(sense for turn, sense in a.turns if (turn, sense) not in b.turns and turn not in _SMALL),
    }


_SMALL = frozenset(
    {
        "softened",
        "only or also or at least",
        "although or if",
        "must or may",
        "except or including",
        "keep or throw away",
    }
)
"""Turns of small words, which languages tell in other ways."""


def unmatched(one: Unit, other: Unit, usual: float) -> Difference | None:
    """A sentence that one of two passages has alone: the others are as long as their translations usually are, and two
    that were told in one would not be (Gale and Church, A Program for Aligning Sentences, 1993).
    """
    said = [each.text for each in split_sentences(one.text, one.lang)]
    told = [each.text for each in split_sentences(other.text, other.lang)]
    if abs(len(said) - len(told)) != 1 or min(len(said), len(told)) == 0:
        return None
    more, less = (said, told) if len(said) > len(told) else (told, said)
    share = 1 / usual if len(said) > len(told) else usual
    lengths = [len(each) for each in less]
    alone = [(_cost([*map(len, more[:at]), *map(len, more[at + 1 :])], lengths, share), at) for at in range(len(more))]
    joined = [
        _cost([*map(len, more[:at]), len(more[at]) + len(more[at + 1]), *map(len, more[at + 2 :])], lengths, share)
        for at in range(len(more) - 1)
    ]
    cost, at = min(alone)
    if cost + _ALONE >= min(joined) + _JOINED:
        return None
    shown = start_of(more[at])
    return Difference(Drift.PART, shown, start_of(other.text)) if more is said else Difference(Drift.PART, "", shown)


def _cost(more: list[int], less: list[int], share: float) -> float:
    """How unlikely lengths are as translations of each other, as half the squares of their deviations."""
    return sum((a - b * share) ** 2 / (2 * _VARIANCE * max(a, 1)) for a, b in zip(more, less, strict=True))


_VARIANCE, _ALONE, _JOINED = 6.8, 4.6, 2.4
"""By Gale and Church: of a character, and minus the logarithms of how often a sentence is alone, and of two in one."""


# Enumerations


_AND_OR = {
    "en": ("and", "or"),
    "es": ("y e", "o u"),
    "de": ("und sowie", "oder bzw"),
    "fr": ("et", "ou"),
}
"""Arabic writes its "and" together with each item."""
_FEW = 2
"""Words that an item of an enumeration has at most (house)."""
_SHORT = 10
"""Words of a passage that is nothing but an enumeration (house)."""


def listed(one: Unit, other: Unit) -> Iterator[Difference]:
    """An enumeration that lost an item, or has "and" for "or"."""
    for a_text, b_text in sentence_pairs(one, other):
        a, b = _enumerations(a_text, primary_of(one.lang)), _enumerations(b_text, primary_of(other.lang))
        if len(a) != 1 or len(b) != 1 or a[0].items <= _FEW:
            continue
        # "Red, sore and cannot bear light" is an enumeration that goes on behind its "and".
        same = named(a_text, one.lang).strong == named(b_text, other.lang).strong
        more = _ands(b_text, primary_of(other.lang)) > 1
        short = len(a_text.split()) <= _SHORT and not more
        if (short and b[0].items < a[0].items) or (same and b[0].items == a[0].items and a[0].either != b[0].either):
            yield Difference(Drift.PART, a[0].shown, b[0].shown)


def _ands(text: str, language: str) -> int:
    both = _AND_OR.get(language, ("", ""))[0].split()
    return sum(word.lower() in both for word in text.split())


@dataclass(frozen=True, slots=True)
class _Enumeration:
    shown: str
    items: int
    either: bool


@lru_cache(maxsize=8192)
def _enumerations(text: str, language: str) -> tuple[_Enumeration, ...]:
    """The enumerations of short items in a sentence: "cats, dogs and birds"."""
    if language not in _AND_OR:
        return ()
    both, either = (words.split() for words in _AND_OR[language])
    item = rf"[^\W\d_][\w’'-]*(?: [\w’'-]+){{0,{_FEW - 1}}}?"
    found = re.finditer(rf"(?:{item}, )*{item},? ({'|'.join([*both, *either])}) [\w’'-]+", text, re.I)
    return tuple(
        _Enumeration(each[0], each[0].count(", ") + 2 - (f", {each[1]}" in each[0]), each[1].lower() in either)
        for each in found
    )
