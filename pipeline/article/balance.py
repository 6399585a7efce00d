"""The words of a short text come in; whether they name a benefit, carry a risk or state the approval goes out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import regex

from pipeline.article.gravity import Rank, Risk, risks_of, says_benefit
from pipeline.article.model import Article, Card, CardKind
from pipeline.article.plaintext import paragraphs
from pipeline.article.selecting import select
from pipeline.article.walking import of_kind
from pipeline.language.phrases import phrase_book
from pipeline.language.sentences import split_sentences
from pipeline.tags import primary_of

WORD = regex.compile(r"[\p{L}\p{N}]+")
REPEATED = 0.6
"""A text repeats another when it has at least this share of its words, and each of its negations (house)."""

DIRECTION_MARKS = regex.compile(r"[\u2066-\u2069\u200e\u200f\u202a-\u202e]")
SPACES = regex.compile(r"\s+")
REMEMBERED = 4096
"""Texts that are kept unmarked and folded: every rule on posts asks for the same ones."""

NEGATIONS = frozenset(
    "no not never none nobody without cannot n't nunca ningún ninguna sin ni لا لم لن ليس ليست غير دون nicht nie kein"
    " keine keinen ohne ne pas aucun aucune jamais sans".split()
)


@lru_cache(REMEMBERED)
def unmarked(text: str) -> str:
    """The text with one space between words, straight apostrophes and no direction marks."""
    text = DIRECTION_MARKS.sub("", text)
    spaced: str = SPACES.sub(" ", text.replace("’", "'").replace("\u00a0", " "))
    return spaced.strip()


@lru_cache(REMEMBERED)
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
    return next((match.text for match in found if match.claimed and not _is_passing(text, match.text)), "")


_PASSING = (
    r"(?:as|while|until|till|when|once|before|after|how (?:fast |quickly |long |well )?|mientras|hasta que|cuando|como)"
    r" (?:it|they|this|the \w+|your \w+|la \w+|el \w+|su \w+)? ?"
)


def _is_passing(text: str, claim: str) -> bool:
    """Whether a text tells a time by what it would claim: "what to expect as it heals"."""
    return bool(regex.search(rf"(?<![\p{{L}}]){_PASSING}{regex.escape(claim)}", text, regex.IGNORECASE))


def tempers(text: str, lang: str) -> bool:
    """Whether the text limits what it says: a risk, a "not", what is not known."""
    if any(phrase_book().find(text, lang, ("limit",))):
        return True
    pattern = RISKS.get(primary_of(lang))
    return bool(pattern and regex.search(rf"(?<![\p{{L}}])(?:{pattern})(?![\p{{L}}])", fold(text)))


FEW_WORDS = 3
"""A risk of so few words is no sentence; the word "Risks" has to stand before it (house)."""


@dataclass(frozen=True)
class Balance:
    """What a short text must carry beside a benefit: `risks` are those of the article, the gravest first."""

    lang: str
    benefits: tuple[str, ...]
    risks: tuple[Risk, ...]
    label: str

    @property
    def gravest(self) -> Risk | None:
        """The risk that no benefit goes without; None when the article names none that a short text could carry."""
        return next((risk for risk in self.risks[:1] if risk.sure), None)

    @property
    def line(self) -> str:
        """The gravest risk as a line of its own; "" for none."""
        risk = self.gravest
        if risk is None:
            return ""
        bare = len(risk.text.split()) <= FEW_WORDS or not risk.text.endswith((".", "!", "؟", "?"))
        if risk.rank in {Rank.WHEN_TO_CALL, Rank.LONG_CALL} and ":" in risk.text:
            # "Call us if:", and signs: they are no risks of what the text speaks for.
            return risk.text
        return f"{self.label}: {risk.text}" if bare else risk.text

    def benefit_in(self, text: str) -> str:
        """The first sentence of a text that names a benefit, "" for none: it says what stands on the benefits card, or
        that a treatment does good.
        """
        for line in text.split("\n"):
            for sentence in split_sentences(unmarked(line), self.lang):
                if self._names(sentence.text):
                    return sentence.text
        return ""

    def _names(self, sentence: str) -> bool:
        # Half of a sentence may say the reverse: "We do not know if …".
        said = words_of(sentence) & NEGATIONS
        if any(repeats(each, sentence) and said <= words_of(each) for each in self.benefits):
            return not sentence.rstrip(" ”\"'").endswith(("?", "؟"))
        if says_benefit(sentence, self.lang):
            return True
        return not self.benefits and bool(names_benefit(sentence, self.lang))

    def carries(self, text: str) -> bool:
        """Whether a text says the gravest risk, whole."""
        risk = self.gravest
        return risk is None or _in_words(risk.core) in _in_words(text)

    def lacks(self, text: str) -> bool:
        """Whether a text names a benefit and does not carry the gravest risk."""
        return self.gravest is not None and bool(self.benefit_in(text)) and not self.carries(text)


def _in_words(text: str) -> str:
    return f" {' '.join(WORD.findall(fold(text)))} "


def balance_of(articles: Iterable[Article], lang: str, format_name: str, variant: str, label: str) -> Balance:
    """What a short text on articles weighs: risks in blocks that are meant for its variant, or else in any; `label` is
    the interface word for risks.
    """
    benefits: list[str] = []
    found: list[Risk] = []
    elsewhere: list[Risk] = []
    for article in articles:
        for card in of_kind(article.blocks, Card):
            if card.kind is CardKind.BENEFITS:
                benefits += paragraphs(card.blocks, numbered=True)
        found += risks_of(select(article.blocks, format_name, variant), lang)
        elsewhere += risks_of(article.blocks, lang)
    risks = sorted(found or elsewhere, key=lambda risk: risk.rank)
    return Balance(lang, tuple(benefits), tuple(risks), label)
