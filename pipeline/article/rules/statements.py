"""An article comes in; everything it says to a reader, each statement with what it stands under, goes out.

More than running text: titles, list items with the words that lead to them, cells with their row and column, captions,
descriptions of pictures, and what the author wrote for newsletter and posts: a promise in one of them is a promise.
References are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any

from pipeline.article.body.inlines import plain
from pipeline.article.model import (
    Article,
    Blocks,
    Callout,
    Cell,
    Cite,
    Figure,
    Inlines,
    Item,
    MythFact,
    Note,
    Prose,
    Quotation,
    Related,
    Section,
    Table,
)
from pipeline.article.walking import kind_of, part_names, walk
from pipeline.finding import Place
from pipeline.language.amounts import Value
from pipeline.language.phrases import Match, phrase_book
from pipeline.language.quantities import read_quantities
from pipeline.language.sentences import Sentence, split_sentences


class Part(StrEnum):
    """Where a statement stands."""

    TITLE = "title"
    SUMMARY = "summary"
    MAIN = "main message"
    ENVELOPE = "newsletter"
    POST = "post"
    HEADING = "heading"
    PROSE = "prose"
    ITEM = "item"
    CELL = "cell"
    CAPTION = "caption"
    ALT = "description of a picture"
    DESCRIPTION = "long description of a picture"
    RELATED = "link to another article"
    TAG = "hashtag"


APART = frozenset(
    {Part.TITLE, Part.SUMMARY, Part.MAIN, Part.ENVELOPE, Part.POST, Part.ALT, Part.DESCRIPTION, Part.CAPTION}
)
"""Parts that tell again what the body tells."""

_RUNNING = frozenset({Part.SUMMARY, Part.MAIN, Part.PROSE, Part.ITEM, Part.DESCRIPTION})
_BESIDE = frozenset({Part.ENVELOPE, Part.POST, Part.TAG, Part.ALT})
_LOOKED_UP = frozenset({"about", "related", "table", "glossary"})
"""Blocks that are no running text: they are named, listed or looked up."""


RECAP = re.compile(
    r"^\W*(?:in short|to sum up|summary|remember|key points|recap|at a glance|in brief|take[- ]home|in a nutshell|"
    r"en resumen|resumen|recuerde|para recordar|lo esencial|puntos clave)\b",
    re.I,
)
"""Headings under which an article tells again what it told."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One paragraph, heading, cell or caption as plain text; `cites` are the offsets at which citations stand in it.

    `block` is the key of its top-level block, or the field of the front matter; `blocks` are the kinds of the blocks
    around it, outermost first ("section", "recap", "callout/when-to-call"); `headings` the headings above it; `lead` is
    what leads to a list item ("Call us if:"), or the nearest heading where the list stands right under it. A cell knows
    its `row` (first cell), `column` (head) and table's `caption`; `group` is one number for all that stand in the same
    list or table column. `reported`: others say it.
    """

    text: str
    place: Place
    part: Part
    lang: str
    blocks: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    lead: str = ""
    row: str = ""
    column: str = ""
    caption: str = ""
    group: int = 0
    reported: bool = False
    block: str = ""
    cites: tuple[int, ...] = ()

    @property
    def body(self) -> bool:
        """Whether it is running text, as readability formulas want it."""
        return self.part in _RUNNING and self.block != "approval_status" and not _LOOKED_UP & set(self.blocks)

    @property
    def apart(self) -> bool:
        """Whether it stands beside the text: descriptions of pictures, what the newsletter's envelope and posts say."""
        return self.part in _BESIDE

    def matches(self, *lists: str) -> tuple[Match, ...]:
        """The phrases of these lists in it, in reading order."""
        return tuple(match for match in matches_in(self.text, self.lang) if match.list in lists)

    def is_cited(self, start: int, end: int) -> bool:
        """Whether a citation stands in the sentence from `start` to `end`, or right behind its full stop."""
        return any(start < offset <= end + 1 for offset in self.cites)

    @property
    def values(self) -> tuple[Value, ...]:
        """Its quantities, frequencies, phones and days."""
        return read_quantities(self.text, self.lang)

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        return sentences_of(self.text, self.lang)

    @property
    def retells(self) -> bool:
        """Whether it tells again what the body tells: summary, main message, key points, recap, posts, alt texts."""
        return (
            self.part in APART
            or bool({"key-points", "recap"} & set(self.blocks))
            or any(RECAP.search(heading) for heading in self.headings)
        )

    def inside(self, kind: str) -> bool:
        return kind in self.blocks


@lru_cache(maxsize=8192)
def sentences_of(text: str, lang: str) -> tuple[Sentence, ...]:
    """The sentences of a text; one that nobody can read to its end is taken in parts, so that rules which look at the
    sentence around each value stay quick.
    """
    found = split_sentences(text, lang)
    if all(each.end - each.start <= LONGEST for each in found):
        return found
    return tuple(part for each in found for part in _parts_of(each, text))


LONGEST = 1200
"""Characters of a sentence that are looked at together: about 200 words, ten times what a leaflet should have."""


def _parts_of(sentence: Sentence, text: str) -> Iterator[Sentence]:
    start = sentence.start
    while sentence.end - start > LONGEST:
        cut = max(text.rfind(", ", start, start + LONGEST), start) + 1
        if cut == start + 1:
            cut = max(text.rfind(" ", start, start + LONGEST) + 1, start + 1)
        if cut == start + 1:
            cut = start + LONGEST
        yield replace(sentence, start=start, end=cut, text=text[start:cut])
        start = cut
    yield replace(sentence, start=start, end=sentence.end, text=text[start : sentence.end])


@lru_cache(maxsize=8192)
def matches_in(text: str, lang: str) -> tuple[Match, ...]:
    """Every phrase of every list in a text; several rules ask for the same one."""
    return phrase_book().find(text, lang)


@dataclass(frozen=True, slots=True)
class _Told:
    article: Article
    everything: tuple[Statement, ...]
    statements: tuple[Statement, ...]


_last: list[_Told] = []
"""What the article that was asked for last tells: fifty rules ask for the same."""


def statements(article: Article) -> tuple[Statement, ...]:
    """Every statement in reading order, the front matter's first, without titles of other articles and hashtags."""
    return _told(article).statements


def all_statements(article: Article) -> tuple[Statement, ...]:
    """Every statement, and the words of links to other articles and of hashtags."""
    return _told(article).everything


def _told(article: Article) -> _Told:
    if not _last or _last[0].article is not article:
        everything = (*_front(article), *_Walk(article).statements())
        stated = tuple(each for each in everything if each.part not in {Part.RELATED, Part.TAG})
        _last[:] = [_Told(article, everything, stated)]
    return _last[0]


def _front(article: Article) -> Iterator[Statement]:
    front = article.front
    told = [
        ("title", front.title, Part.TITLE),
        ("subtitle", front.subtitle, Part.TITLE),
        ("summary", front.summary, Part.SUMMARY),
        ("main_message", front.main_message, Part.MAIN),
        ("approval_status", front.approval_status, Part.SUMMARY),
        ("newsletter.subject", front.newsletter.subject, Part.ENVELOPE),
        ("newsletter.subject_b", front.newsletter.subject_b, Part.ENVELOPE),
        ("newsletter.preheader", front.newsletter.preheader, Part.ENVELOPE),
        ("social.content_warning", front.social.content_warning, Part.POST),
    ]
    told += [(f"social.texts.{network}", text, Part.POST) for network, text in front.social.texts.items()]
    told += [
        (f"social.hashtags.{index}", f"#{tag.lstrip('#')}", Part.TAG) for index, tag in enumerate(front.social.hashtags)
    ]
    for key, text, part in told:
        if text:
            yield Statement(text, article.place(key), part, article.lang, block=key)


class _Walk:
    """Goes through the blocks once, carrying what stands above."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.groups = 0

    def statements(self) -> Iterator[Statement]:
        start = Statement("", Place(self.article.file), Part.PROSE, self.article.lang)
        yield from self._blocks(self.article.blocks, start)

    def _blocks(self, blocks: Blocks, under: Statement) -> Iterator[Statement]:
        lead = under.lead
        for block in blocks:
            yield from self._block(block, replace(under, lead=lead))
            lead = plain(block.inlines).strip() if isinstance(block, Prose) else under.lead

    def _block(self, block: Any, under: Statement) -> Iterator[Statement]:
        node = block.node
        if node.lang and node.lang != self.article.lang:
            return
        kind = kind_of(block)
        if isinstance(block, Callout):
            kind = f"callout/{block.kind.value}"
        blocks, top = (*under.blocks, kind), under.block or node.key
        under = replace(under, place=node.place, blocks=blocks, block=top)
        match block:
            case Prose():
                yield from self._said(block.inlines, under)
            case Table():
                yield from self._table(block, under)
            case Figure():
                yield from self._figure(block, under)
            case Section() | Callout():
                yield from self._headed(block, under)
            case Quotation():
                yield from self._blocks(block.blocks, replace(under, reported=True))
            case MythFact():
                yield from self._blocks(block.myth, replace(under, reported=True))
                yield from self._blocks(block.fact, under)
            case Related():
                yield from self._related(block, replace(under, part=Part.RELATED))
            case _:
                yield from self._parts(block, under)

    def _headed(self, block: Section | Callout, under: Statement) -> Iterator[Statement]:
        heading = plain(block.heading).strip()
        if heading:
            yield replace(under, text=heading, part=Part.HEADING)
            under = replace(under, headings=(*under.headings, heading), lead=heading)
        yield from self._blocks(block.blocks, under)

    def _parts(self, block: Any, under: Statement) -> Iterator[Statement]:
        """A list, card, question, glossary …: inlines are its headings, the rest its parts."""
        if "items" in part_names(block):
            self.groups += 1
            under = replace(under, group=self.groups, part=Part.ITEM)
        for name in part_names(block):
            part = getattr(block, name)
            if not isinstance(part, tuple) or not part:
                continue
            if isinstance(part[0], Item):
                for item in part:
                    yield from self._blocks(item.blocks, replace(under, place=item.node.place))
            elif hasattr(part[0], "node"):
                if name in {"blocks", "known", "unknown", "answer", "definition", "intro"}:
                    yield from self._blocks(part, under)
                else:
                    for child in part:
                        yield from self._block(child, under)
            else:
                yield from self._said(part, replace(under, part=Part.HEADING))
                heading = plain(part).strip()
                under = replace(under, headings=(*under.headings, heading), lead=heading)

    def _said(self, inlines: Inlines, under: Statement) -> Iterator[Statement]:
        text = plain(inlines)
        if text.strip():
            yield replace(under, text=text.strip(), cites=_cites(inlines, len(text.lstrip()) - len(text)))
        for inline in walk(inlines):
            if isinstance(inline, Note):
                yield from self._blocks(inline.blocks, under)

    def _related(self, block: Related, under: Statement) -> Iterator[Statement]:
        yield from self._said(block.heading, under)
        for item in block.items:
            for inlines in (item.title, item.teaser):
                yield from self._said(inlines, replace(under, place=item.node.place))

    def _figure(self, block: Figure, under: Statement) -> Iterator[Statement]:
        if block.image.alt:
            yield replace(under, text=block.image.alt, part=Part.ALT)
        yield from self._said(block.caption, replace(under, part=Part.CAPTION))
        yield from self._blocks(block.description, replace(under, part=Part.DESCRIPTION))

    def _table(self, block: Table, under: Statement) -> Iterator[Statement]:
        caption = plain(block.caption).strip()
        yield from self._said(block.caption, replace(under, part=Part.CAPTION))
        columns = [_cell_text(cell) for cell in block.head]
        first_group = self.groups + 1
        self.groups += max([len(columns), *(len(row.cells) for row in block.rows)], default=0)
        for index, head in enumerate(columns):
            if head:
                yield replace(under, text=head, part=Part.HEADING, caption=caption, group=first_group + index)
        for row in block.rows:
            name = _cell_text(row.cells[0]) if row.cells else ""
            for index, cell in enumerate(row.cells):
                text = _cell_text(cell)
                if text:
                    yield replace(
                        under,
                        text=text,
                        place=row.node.place,
                        part=Part.CELL,
                        row=name if index else "",
                        column=columns[index] if index < len(columns) else "",
                        caption=caption,
                        group=first_group + index,
                        cites=_cites_of(cell),
                    )


def _cites(inlines: Inlines, start: int) -> tuple[int, ...]:
    """The offsets of the citations in the plain text, which begins at `start`."""
    found: list[int] = []
    for index, inline in enumerate(inlines):
        if isinstance(inline, Cite):
            found.append(start + len(plain(inlines[: index + 1])))
        elif (children := getattr(inline, "children", ())) and any(isinstance(part, Cite) for part in walk(children)):
            found.extend(_cites(children, start + len(plain(inlines[:index]))))
    return tuple(found)


def _cell_text(cell: Cell) -> str:
    return " ".join(plain(part.inlines).strip() for part in walk(cell.blocks) if isinstance(part, Prose))


def _cites_of(cell: Cell) -> tuple[int, ...]:
    """The offsets of the citations in the text of a cell."""
    found: list[int] = []
    start = 0
    for part in walk(cell.blocks):
        if isinstance(part, Prose):
            text = plain(part.inlines)
            found.extend(_cites(part.inlines, start + len(text.lstrip()) - len(text)))
            start += len(text.strip()) + 1
    return tuple(found)
