"""Two texts come in sentence by sentence; in which words it is said what is otherwise in one of them goes out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pipeline.language.sentences import split_sentences
from pipeline.translation.units import Unit


class Drift(StrEnum):
    """What is otherwise."""

    NUMBER = "number"
    PHONE = "phone"
    DAY = "day"
    ADDRESS = "address"
    LIMIT = "limit"
    RATE = "rate"
    ROUTE = "route"
    NEGATION = "negation"
    SENSE = "sense"
    MEDICINE = "medicine"
    WEEKDAY = "weekday"
    PART = "part"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: what the original says and what the twin says, "" where one says nothing of it."""

    drift: Drift
    original: str
    twin: str


def sentence_pairs(one: Unit, other: Unit) -> list[tuple[str, str]]:
    """The sentences of two texts in pairs; the whole texts where their counts differ."""
    first = [each.text for each in split_sentences(one.text, one.lang)]
    second = [each.text for each in split_sentences(other.text, other.lang)]
    return list(zip(first, second, strict=True)) if len(first) == len(second) else [(one.text, other.text)]


def start_of(sentence: str, words: int = 9) -> str:
    parts = sentence.split()
    return " ".join(parts[:words]) + (" …" if len(parts) > words else "")
