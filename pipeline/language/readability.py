"""Paragraphs and their language come in; counts of words and syllables and the grades of reading formulas go out."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from pipeline.language.sentences import split_sentences
from pipeline.language.syllables import count_syllables
from pipeline.tags import primary_of

SMOG_SENTENCES = 30
"""SMOG was made for samples of 30 sentences; below that its grade is of low confidence (McLaughlin 1969)."""
FLESCH_WORDS = 100
"""Flesch-Kincaid and the Spanish formulas were made for passages of about 100 words."""
POLYSYLLABLE = 3

_WORD = re.compile(r"[^\W_]+(?:[.,'’‘/\-‐‑][^\W_]+)*", re.UNICODE)
_ADDRESS = re.compile(r"\S+@\S+|\bhttps?://\S+|\bwww\.\S+", re.IGNORECASE)
_NUMBER = re.compile(r"[\d.,/\-‐‑]+")


class Formula(StrEnum):
    """A reading formula. The grades are US school grades; the Spanish indexes run to about 100, higher is easier."""

    FLESCH_KINCAID = "flesch-kincaid-grade"
    SMOG = "smog-grade"
    SZIGRISZT = "szigriszt-pazos"
    FERNANDEZ_HUERTA = "fernandez-huerta"


class Band(StrEnum):
    """The INFLESZ scale for the Szigriszt-Pazos index (Barrio-Cantalejo et al. 2008), which knows health texts."""

    VERY_HARD = "very-hard"
    FAIRLY_HARD = "fairly-hard"
    NORMAL = "normal"
    FAIRLY_EASY = "fairly-easy"
    VERY_EASY = "very-easy"


@dataclass(frozen=True, slots=True)
class Counts:
    """What the formulas are fed with; a polysyllable is a word of three syllables or more."""

    words: int
    sentences: int
    syllables: int
    polysyllables: int


@dataclass(frozen=True, slots=True)
class Score:
    """The value of one formula, unrounded; `confident` is False when the text is shorter than it was made for."""

    formula: Formula
    value: float
    confident: bool


@dataclass(frozen=True, slots=True)
class Readability:
    """Every formula that is made for the language, and the counts behind them."""

    lang: str
    counts: Counts
    scores: tuple[Score, ...]

    def score(self, formula: Formula) -> Score:
        """Give the score of one formula; KeyError when it is not made for the language."""
        for score in self.scores:
            if score.formula is formula:
                return score
        raise KeyError(formula)


def measure(paragraphs: Iterable[str], lang: str, without: Iterable[str] = ()) -> Readability | None:
    """Measure body text, one paragraph an item: headings, references, tables and the disclaimer stay out (HC-READ-01).

    `without` are terms that are left out of the counts, such as a glossary's. None when the language has no formula
    here (English and Spanish have) or the text has no word.
    """
    language = primary_of(lang)
    if language not in ("en", "es"):
        return None
    counts = _total(count(paragraph, lang, without) for paragraph in paragraphs)
    if not counts.words:
        return None
    long_enough = counts.words >= FLESCH_WORDS
    if language == "en":
        grade = flesch_kincaid(counts.words, counts.sentences, counts.syllables)
        smog_grade = smog(counts.polysyllables, counts.sentences)
        scores = (
            Score(Formula.FLESCH_KINCAID, grade, long_enough),
            Score(Formula.SMOG, smog_grade, counts.sentences >= SMOG_SENTENCES),
        )
    else:
        index = szigriszt(counts.words, counts.sentences, counts.syllables)
        huerta = fernandez_huerta(counts.words, counts.sentences, counts.syllables)
        scores = (
            Score(Formula.SZIGRISZT, index, long_enough),
            Score(Formula.FERNANDEZ_HUERTA, huerta, long_enough),
        )
    return Readability(lang, counts, scores)


def _total(counts: Iterable[Counts]) -> Counts:
    words = sentences = syllables = polysyllables = 0
    for each in counts:
        words += each.words
        sentences += each.sentences
        syllables += each.syllables
        polysyllables += each.polysyllables
    return Counts(words, sentences, syllables, polysyllables)


def count(text: str, lang: str, without: Iterable[str] = ()) -> Counts:
    """Count words, sentences with a word in them, syllables and polysyllables of `text`, less the terms `without`.

    A number is a word of one syllable (house). In a language without a syllable method the syllables are 0.
    """
    terms = sorted({term for term in without if term.strip()}, key=len, reverse=True)
    left_out = re.compile("|".join(rf"(?<!\w){re.escape(term)}s?(?!\w)" for term in terms) or r"(?!)", re.IGNORECASE)
    words = sentences = syllables = polysyllables = 0
    for sentence in split_sentences(text, lang):
        found = words_of(left_out.sub(" ", sentence.text))
        sentences += bool(found)
        words += len(found)
        for word in found:
            spoken = 1 if _NUMBER.fullmatch(word) else count_syllables(word, lang) or 0
            syllables += spoken
            polysyllables += spoken >= POLYSYLLABLE
    return Counts(words, sentences, syllables, polysyllables)


def words_of(text: str) -> tuple[str, ...]:
    """List the words of `text`: a hyphenated word or a number is one; e-mail and web addresses are none."""
    return tuple(_WORD.findall(_ADDRESS.sub(" ", text)))


def flesch_kincaid(words: int, sentences: int, syllables: int) -> float:
    """The US school grade of Kincaid et al. 1975 (HC-READ-01)."""
    return 0.39 * words / sentences + 11.8 * syllables / words - 15.59


def smog(polysyllables: int, sentences: int) -> float:
    """The US school grade of McLaughlin 1969, in its regression form (HC-READ-02)."""
    return 1.0430 * math.sqrt(polysyllables * 30 / sentences) + 3.1291


def szigriszt(words: int, sentences: int, syllables: int) -> float:
    """The perspicuity index of Szigriszt-Pazos 1993 for Spanish; higher is easier."""
    return 206.835 - 62.3 * syllables / words - words / sentences


def fernandez_huerta(words: int, sentences: int, syllables: int) -> float:
    """The reading ease of Fernández Huerta 1959 for Spanish, with sentence length as Flesch meant it."""
    return 206.84 - 60 * syllables / words - 1.02 * words / sentences


def inflesz_band(index: float) -> Band:
    """Place a Szigriszt-Pazos index on the INFLESZ scale: the borders are 40, 55, 65 and 80."""
    borders = ((40, Band.VERY_HARD), (55, Band.FAIRLY_HARD), (65, Band.NORMAL), (80, Band.FAIRLY_EASY))
    return next((band for border, band in borders if index < border), Band.VERY_EASY)
