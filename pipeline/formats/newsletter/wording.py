"""An article's own words come in; a subject, a preheader and a summary cut from its own sentences go out."""

from __future__ import annotations

import re
from collections.abc import Iterator

import regex

from pipeline.article.model import Article, KeyPoints, Prose
from pipeline.article.selecting import select
from pipeline.article.walking import of_kind
from pipeline.markup.plaintext import plain

SUBJECT_LONGEST = 60
"""Graphemes after which most desktop clients cut a subject (EM-SB-01)."""
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


def propose_preheader(summary_text: str, main_message: str, subject: str, lang: str) -> str:
    """The article's first sentences that make 40 to 130 graphemes together and do not repeat the subject."""
    for source in (main_message, summary_text):
        taken = ""
        for sentence in sentences(source, lang):
            if sentence.casefold().strip(".!?؟ ") == subject.casefold().strip(".!?؟ "):
                continue
            longer = f"{taken} {sentence}".strip()
            if graphemes(longer) > PREHEADER_LONGEST:
                break
            taken = longer
            if graphemes(taken) >= PREHEADER_SHORTEST:
                return taken
    return clipped(summary_text or main_message, PREHEADER_LONGEST)


def clipped(text: str, longest: int) -> str:
    """The text cut at a space, with an ellipsis, when it has more than `longest` graphemes."""
    if graphemes(text) <= longest:
        return text
    kept = "".join(regex.findall(r"\X", text)[: longest - 1])
    return (kept.rpartition(" ")[0] or kept).rstrip(" ,;:–—") + "…"


def summary(article: Article, lang: str) -> str:
    """40 to 60 words in whole sentences of the article: its summary, then its main message and key points, which each
    stand on their own. Fewer only when the article has no more fitting sentence."""
    taken: list[str] = []
    count = 0
    for sentence in _candidates(article, lang):
        length = len(sentence.split())
        if sentence in taken or count + length > SUMMARY_LONGEST:
            continue
        taken.append(sentence)
        count += length
        if count >= SUMMARY_SHORTEST:
            break
    return " ".join(taken)


def _candidates(article: Article, lang: str) -> Iterator[str]:
    yield from sentences(article.front.summary, lang)
    yield from sentences(article.front.main_message, lang)
    blocks = select(article.blocks, "newsletter", "digest")
    for points in of_kind(blocks, KeyPoints):
        for prose in of_kind(tuple(block for item in points.items for block in item.blocks), Prose):
            yield from sentences(plain(prose.inlines).strip(), lang)


_ABBREVIATED = regex.compile(
    r"(?:\b(?:Dr|Mr|Mrs|Ms|Prof|St|No|Fig|vs|etc|approx|e\.g|i\.e|p\.ej|Sr|Sra|EE\.\s?UU|\p{Lu})|\d)\.$"
)


def sentences(text: str, lang: str) -> Iterator[str]:
    """Whole sentences, each with its final mark. An abbreviation or an initial does not end one."""
    rest = ""
    for piece in regex.split(r"(?<=[.!?؟。！？]['\"”’»)]?)\s+", " ".join(text.split())):
        candidate = f"{rest} {piece}".strip()
        if _ABBREVIATED.search(candidate) and not re.search(r"[!?؟]$", candidate):
            rest = candidate
            continue
        rest = ""
        if candidate:
            yield candidate
    if rest:
        yield rest
