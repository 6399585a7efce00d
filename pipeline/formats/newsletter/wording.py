"""An article's own words come in; a subject, a preheader and a summary cut from its own sentences go out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from pipeline.article.balance import balance_of
from pipeline.article.model import Article, KeyPoints, Prose
from pipeline.article.plaintext import plain
from pipeline.article.selecting import select
from pipeline.article.walking import of_kind
from pipeline.language.shortening import beginnings, passages

SUBJECT_LONGEST = 60
"""Graphemes after which most desktop clients cut a subject (EM-SB-01)."""
PHONE = 41
"""Graphemes of a subject that a phone shows (EM-SB-01)."""
PREHEADER_SHORTEST, PREHEADER_LONGEST = 40, 130
"""Graphemes (EM-PH-01)."""
SUMMARY_SHORTEST, SUMMARY_LONGEST = 40, 60
"""Words of a digest's summary (house)."""


def graphemes(text: str) -> int:
    """Characters as a reader counts them (UAX 29)."""
    return len(regex.findall(r"\X", text))


def propose_subject(title: str, subtitle: str) -> str:
    """The title when it fits 60 graphemes, else what stands before its colon or dash when that says enough, else the
    title itself: it is never cut inside a sentence."""
    if graphemes(title) <= SUBJECT_LONGEST:
        return title
    for mark in (": ", " – ", " — ", "؛ ", "، "):
        head = title.partition(mark)[0]
        if head != title and 15 <= graphemes(head) <= SUBJECT_LONGEST:
            return head
    if subtitle and graphemes(subtitle) <= SUBJECT_LONGEST:
        return subtitle
    return title


def propose_preheader(paragraphs: Sequence[str], subject: str, lang: str) -> str:
    """The first paragraph whose safe beginning has 40 to 130 graphemes and does not repeat the subject.

    Nothing is cut inside a passage; only when no paragraph has such a beginning is the first one cut at a word.
    """
    same = subject.casefold().strip(".!?؟ ")
    for paragraph in paragraphs:
        for text in beginnings([paragraph], lang):
            if PREHEADER_SHORTEST <= graphemes(text) <= PREHEADER_LONGEST and text.casefold().strip(".!?؟ ") != same:
                return text
    return clipped(next(iter(paragraphs), ""), PREHEADER_LONGEST)


def clipped(text: str, longest: int) -> str:
    """The text cut at a space, with an ellipsis, when it has more than `longest` graphemes."""
    if graphemes(text) <= longest:
        return text
    kept = "".join(regex.findall(r"\X", text)[: longest - 1])
    return (kept.rpartition(" ")[0] or kept).rstrip(" ,;:–—") + "…"


def summary(article: Article, lang: str, risks_label: str) -> str:
    """40 to 60 words of the article's own sentences for a digest: its main message whole, filled up with passages of
    its summary and key points, which each stand on their own; where they name a benefit, the gravest risk as well.
    Outside that range only when no passage fits, or when that risk is long.
    """
    message = " ".join(article.front.main_message.split())
    balance = balance_of((article,), lang, "newsletter", "digest", risks_label)
    said = _filled(message, (), article, lang)
    return _filled(message, (balance.line,), article, lang) if balance.lacks(said) else said


def _filled(message: str, beside: tuple[str, ...], article: Article, lang: str) -> str:
    taken, count = [message, *beside], len(" ".join((message, *beside)).split())
    for passage in _candidates(article, lang):
        length = len(passage.split())
        if count >= SUMMARY_SHORTEST:
            break
        if count + length <= SUMMARY_LONGEST and passage not in message:
            taken.insert(len(taken) - len(beside), passage)
            count += length
    return " ".join(taken)


def _candidates(article: Article, lang: str) -> Iterator[str]:
    yield from (passage.text for passage in passages([article.front.summary], lang))
    for points in of_kind(select(article.blocks, "newsletter", "digest"), KeyPoints):
        for item in points.items:
            for prose in of_kind(item.blocks, Prose):
                yield from (passage.text for passage in passages([plain(prose.inlines).strip()], lang))
