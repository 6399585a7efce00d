"""The words of a post come in; whether they name a benefit, carry a risk or state the approval goes out."""

from __future__ import annotations

from functools import lru_cache

import regex

from pipeline.language.phrases import phrase_book

WORD = regex.compile(r"[\p{L}\p{N}]+")
REPEATED = 0.6
"""A text repeats another when it has at least this share of its words, and each of its negations (house)."""

NEGATIONS = frozenset(
    "no not never none nobody without cannot n't nunca ningún ninguna sin ni لا لم لن ليس ليست غير دون nicht nie kein"
    " keine keinen ohne ne pas aucun aucune jamais sans".split()
)


def unmarked(text: str) -> str:
    """The text with one space between words, straight apostrophes and no direction marks."""
    text = regex.sub(r"[\u2066-\u2069\u200e\u200f\u202a-\u202e]", "", text)
    spaced: str = regex.sub(r"\s+", " ", text.replace("’", "'").replace("\u00a0", " "))
    return spaced.strip()


def fold(text: str) -> str:
    """The text for comparing: unmarked, in lower case."""
    return unmarked(text).lower()


@lru_cache(1024)
def words_of(text: str) -> frozenset[str]:
    """The words of a text, folded."""
    return frozenset(WORD.findall(fold(text)))


def repeats(statement: str, text: str) -> bool:
    """Whether the text already says the statement: six in ten of its words of three letters, and every negation."""
    said, given = words_of(statement), words_of(text)
    telling = {word for word in said if len(word) > 2 and word not in NEGATIONS}
    if not telling:
        return True
    return len(telling & given) / len(telling) >= REPEATED and said & NEGATIONS <= given


RISKS = {
    "en": r"risks?|harm\w*|side effects?|infect\w*|danger\w*|bleed\w*|serious|unproven|unapproved|not|no|cannot|n't",
    "es": r"riesgos?|daños?|efectos secundarios|infecci\w*|peligr\w*|sangr\w*|graves?|no|sin|ningún",
}


def names_benefit(text: str, lang: str) -> str:
    """The first words of the text that claim an effect, "" if none or the language is not known."""
    found = phrase_book().find(text, lang, ("efficacy", "growth"))
    return next((match.text for match in found if match.claimed), "")


def tempers(text: str, lang: str) -> bool:
    """Whether the text limits what it says: a risk, a "not", what is not known."""
    if any(phrase_book().find(text, lang, ("limit",))):
        return True
    pattern = RISKS.get(lang.split("-", maxsplit=1)[0].lower())
    return bool(pattern and regex.search(rf"(?<![\p{{L}}])(?:{pattern})(?![\p{{L}}])", fold(text)))
