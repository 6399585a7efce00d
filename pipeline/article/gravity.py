"""The blocks of an article come in; the risks that it names, the gravest first, go out, and what names a benefit."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib import resources
from typing import Any

from pipeline.article.body.inlines import plain
from pipeline.article.grave import GRAVE
from pipeline.article.model import (
    Blocks,
    Bullets,
    Callout,
    CalloutKind,
    Card,
    CardKind,
    Inlines,
    Node,
    Prose,
    Question,
    Section,
    Span,
    Steps,
)
from pipeline.article.plaintext import paragraphs
from pipeline.article.walking import part_names, walk
from pipeline.finding import Place
from pipeline.language.folding import fold
from pipeline.language.sentences import split_sentences
from pipeline.language.shortening import passages
from pipeline.tags import primary_of

SHORT = 240
"""A callout of at most so many characters can stand in a post or on a card whole (house)."""


class Rank(IntEnum):
    """How grave a risk is taken to be, the gravest first; callouts stand between what their words tell apart."""

    MARKED = 0
    HARM = 1
    ALARM = 2
    WARNING = 3
    WHEN_TO_CALL = 4
    RARE = 5
    UNTOLD = 6
    LONG_WARNING = 7
    MILD = 8
    LONG_CALL = 9


@dataclass(frozen=True, slots=True)
class Risk:
    """A risk in the author's words: `text` as it can stand alone, `core` without the words that lead in a list.

    `key` is that of the block it stands in; an unmarked list of when to call is a risk for want of another.
    """

    text: str
    core: str
    place: Place
    key: str
    rank: Rank

    @property
    def sure(self) -> bool:
        """Whether it can be demanded of a short text: a long callout cannot be cut and finds no room."""
        return self.rank not in {Rank.LONG_WARNING, Rank.LONG_CALL}


def risks_of(blocks: Blocks, lang: str) -> tuple[Risk, ...]:
    """Every risk that blocks name, the gravest first: what the author marked, then by words of harm and alarm, then
    warnings and when to call, then the rest; among equals the author's order.
    """
    found = [*_Reader(lang).read(blocks, risky=False)]
    return tuple(sorted(found, key=lambda risk: risk.rank))


def marked_risks(blocks: Blocks) -> tuple[Risk, ...]:
    """What the author marked as the gravest risks, in the order of the article."""
    # No word is weighed for a mark, so the language is none's.
    return tuple(risk for risk in risks_of(blocks, "") if risk.rank is Rank.MARKED)


class _Reader:
    """Walks blocks with what surrounds them: whether they list risks, and the words that lead in a list."""

    def __init__(self, lang: str) -> None:
        self._lang = lang

    def read(self, blocks: Any, *, risky: bool, marked: bool = False) -> Iterator[Risk]:
        lead = ""
        for block in blocks:
            node: Node = block.node
            if GRAVE in node.classes and not marked:
                said = _joined(block)
                yield Risk(said, said, node.place, node.key, Rank.MARKED)
            own = marked or GRAVE in node.classes
            if isinstance(block, Prose):
                yield from self._prose(block.inlines, node, lead="", risky=risky, marked=own)
                said = plain(block.inlines).strip()
                lead = said if said.endswith(":") else ""
                continue
            if isinstance(block, Bullets | Steps):
                for item in block.items:
                    yield from self._item(item, lead, risky=risky, marked=own)
            else:
                yield from self._block(block, risky=risky, marked=own)
            lead = ""

    def _block(self, block: Any, *, risky: bool, marked: bool) -> Iterator[Risk]:
        if isinstance(block, Callout) and block.kind in _CALLOUTS:
            if not marked:
                said = _joined(block)
                short, long = _CALLOUTS[block.kind]
                yield Risk(
                    _headed(block, said), said, block.node.place, block.node.key, short if len(said) <= SHORT else long
                )
            risky = False
        elif isinstance(block, Card):
            other = block.kind is CardKind.OTHER and self._heads_risks(block.heading)
            risky = block.kind is CardKind.RISKS or other
        elif isinstance(block, Section | Question):
            risky = risky or self._heads_risks(block.heading if isinstance(block, Section) else block.question)
        for name in part_names(block):
            part = getattr(block, name)
            if isinstance(part, tuple) and part and hasattr(part[0], "node"):
                yield from self.read(part, risky=risky, marked=marked)
            elif isinstance(part, tuple) and name in {"heading", "caption", "cells"} and not marked:
                yield from self._marks(part, block.node, "")

    def _heads_risks(self, heading: Inlines) -> bool:
        """Whether a heading stands over risks, and not over benefits as well."""
        words = plain(heading)
        return _says(self._lang, "heading", words) and not _says(self._lang, "both", words)

    def _item(self, item: Any, lead: str, *, risky: bool, marked: bool) -> Iterator[Risk]:
        first, *rest = item.blocks or (None,)
        if isinstance(first, Prose):
            yield from self._prose(first.inlines, first.node, lead, risky=risky, marked=marked, whole=not rest)
            yield from self.read(rest, risky=risky, marked=marked)
        else:
            yield from self.read(item.blocks, risky=risky, marked=marked)

    def _prose(
        self, inlines: Inlines, node: Node, lead: str, *, risky: bool, marked: bool, whole: bool = False
    ) -> Iterator[Risk]:
        if not marked:
            yield from self._marks(inlines, node, lead)
        said = plain(inlines).strip()
        if not risky or marked or said.endswith(":"):
            return
        parts = [said] if whole else [part.text for part in passages((said,), self._lang)]
        for part in parts:
            if part:
                yield Risk(f"{lead} {part}".strip(), part, node.place, node.key, self._rank(f"{lead} {part}"))

    def _marks(self, inlines: Any, node: Node, lead: str) -> Iterator[Risk]:
        """What is marked in a paragraph, as whole sentences."""
        spans = [part for part in walk(inlines) if isinstance(part, Span) and GRAVE in part.classes]
        if not spans:
            return
        said, begun = plain(inlines).strip() if _flat(inlines) else _joined_inlines(inlines), 0
        hits = []
        for span in spans:
            words = plain(span.children).strip()
            at = said.find(words, begun)
            if words and at >= 0:
                hits.append((at, at + len(words)))
                begun = at + len(words)
        sentences = [
            each.text
            for each in split_sentences(said, self._lang)
            if any(each.start < end and start < each.end for start, end in hits)
        ]
        core = " ".join(sentences)
        if core:
            yield Risk(f"{lead} {core}".strip(), core, node.place, node.key, Rank.MARKED)

    def _rank(self, said: str) -> Rank:
        mild, alarm = (_says(self._lang, name, said) for name in ("mild", "alarm"))
        if _says(self._lang, "harm", said):
            return Rank.HARM
        if alarm and not mild:
            return Rank.ALARM
        if mild and not alarm:
            return Rank.MILD
        return Rank.RARE if _says(self._lang, "rare", said) else Rank.UNTOLD


def holds_grave(inlines: Inlines) -> bool:
    """Whether the author marked words of a paragraph as the gravest risk."""
    return any(isinstance(part, Span) and GRAVE in part.classes for part in walk(inlines))


_CALLOUTS = {
    CalloutKind.WARNING: (Rank.WARNING, Rank.LONG_WARNING),
    CalloutKind.WHEN_TO_CALL: (Rank.WHEN_TO_CALL, Rank.LONG_CALL),
}


def _flat(inlines: Any) -> bool:
    return not any(hasattr(part, "blocks") for part in inlines)


def _joined_inlines(cells: Any) -> str:
    return _in_line(paragraphs(tuple(block for cell in cells for block in cell.blocks)))


def _joined(block: Any) -> str:
    """All that a block says but its heading, in one line."""
    if isinstance(block, Prose):
        return plain(block.inlines).strip()
    blocks = getattr(block, "blocks", None)
    return _in_line(paragraphs(blocks if blocks is not None else (block,), numbered=True))


def _headed(block: Callout, said: str) -> str:
    """What a callout says, behind a heading that begins its sentence: "See a doctor if", and a list of signs."""
    heading = plain(block.heading).strip().rstrip(":")
    listed = (
        block.kind is CalloutKind.WHEN_TO_CALL and bool(block.blocks) and isinstance(block.blocks[0], Bullets | Steps)
    )
    return f"{heading}: {said}" if heading and listed else said


def _in_line(lines: Iterable[str]) -> str:
    """Lines as running text: a semicolon parts what ends without a sign of its own."""
    said = ""
    for line in filter(None, (line.strip() for line in lines)):
        joint = "" if not said else " " if said[-1] in '.:;!?…؟،,”"' else "; "
        said = f"{said}{joint}{line}"
    return said


@cache
def _patterns(lang: str) -> dict[str, re.Pattern[str]]:
    """The lists of a primary language tag as expressions on folded text; none for a language without lists."""
    table = tomllib.loads(
        resources.files("pipeline.language").joinpath("gravity.toml").read_text(encoding="utf-8")
    ).get(lang, {})
    found = {}
    for name, words in table.items():
        parts = [part.strip() for part in re.split(r" \| |\n", fold(words).text.strip())]
        found[name] = re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)")
    return found


_TAKEN_BACK = re.compile(
    r"(?:\b(?:no|not|never|without|nor|sin|ningun|ninguna|nunca|لا|ليس|ليست|غير|دون)|n't)(?: \w+){0,2} $"
)
_UNCLAIMED = re.compile(
    r"(?:\b(?:no|not|never|without|nor|nobody|how|what|if|whether|sin|ni|ningun|ninguna|nunca|nadie|como|si|لا|لم|لن|ليس|ليست|غير"
    r"|دون|كيف|و?كيف|هل)|n't)\b[^.,;:،؛]{0,80}$"
)


def _says(lang: str, name: str, text: str) -> bool:
    """Whether a text holds a word of a list and does not take it back.

    A risk is taken back by a "not" beside it only; a benefit by one anywhere before it in its clause, and by "how".
    """
    pattern = _patterns(primary_of(lang)).get(name)
    if pattern is None:
        return False
    folded = fold(text).text
    back = _UNCLAIMED if name == "benefit" else _TAKEN_BACK
    return any(not back.search(folded[: match.start()]) for match in pattern.finditer(folded))


def says_benefit(sentence: str, lang: str) -> bool:
    """Whether a sentence says of a treatment that it does good: it neither asks nor takes it back."""
    return not sentence.rstrip(" ”\"'").endswith(("?", "؟")) and _says(lang, "benefit", sentence)
