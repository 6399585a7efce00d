"""An article comes in; its passages, each one paragraph of words with place, citations and surroundings, go out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import lru_cache

from pipeline.article.inlines import plain
from pipeline.article.model import (
    About,
    Article,
    Cite,
    Emphasis,
    Glossary,
    Image,
    Inlines,
    Link,
    MythFact,
    Node,
    Note,
    Prose,
    Quotation,
    Related,
    Span,
    Strong,
    Struck,
    Subscript,
    Superscript,
    Table,
)
from pipeline.finding import Place
from pipeline.language.phrases import Match, phrase_book
from pipeline.language.sentences import Sentence, split_sentences


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph, heading or caption as plain text; `cites` are the offsets at which a citation stands.

    `body` is running text, as readability formulas want it; `reported` is what others say (a quotation, a myth);
    `block` is the key of the top-level block it belongs to; `apart` is what stands beside the text: descriptions of
    pictures, what the newsletter's envelope and posts say.
    """

    text: str
    place: Place
    cites: tuple[int, ...]
    body: bool
    reported: bool
    block: str
    apart: bool = False

    def matches(self, lang: str, *lists: str) -> tuple[Match, ...]:
        """The phrases of these lists in the passage, in reading order."""
        return tuple(match for match in matches_in(self.text, lang) if match.list in lists)

    def sentences(self, lang: str) -> tuple[Sentence, ...]:
        return split_sentences(self.text, lang)

    def is_cited(self, start: int, end: int) -> bool:
        """Whether a citation stands in the sentence from `start` to `end`, or right behind its full stop."""
        return any(start < offset <= end + 1 for offset in self.cites)


_read: list[tuple[Article, tuple[Passage, ...]]] = []
"""The passages of the article that was asked for last: twenty rules ask for the same ones."""


def passages(article: Article) -> tuple[Passage, ...]:
    """Every passage in reading order: the front matter's words first, then the blocks; references are none.

    What other formats say of the article is among them (subject, preheader, posts, hashtags), and so are the
    descriptions of pictures: a promise in one of them is a promise.
    """
    if not (_read and _read[0][0] is article):
        _read[:] = [(article, tuple(_passages(article)))]
    return _read[0][1]


def _passages(article: Article) -> Iterator[Passage]:
    front = article.front
    for key in ("title", "subtitle", "summary", "main_message"):
        words = getattr(front, key)
        if words:
            yield Passage(words, article.place(key), (), key in {"summary", "main_message"}, False, key)
    said = {"newsletter.subject": front.newsletter.subject, "newsletter.preheader": front.newsletter.preheader}
    said |= {f"social.texts.{network}": words for network, words in front.social.texts.items()}
    for key, words in said.items():
        if words:
            yield Passage(words, article.place(key), (), False, False, key, True)
    for index, tag in enumerate(front.social.hashtags):
        place = article.place(f"social.hashtags.{index}")
        yield Passage(f"#{tag.lstrip('#')}", place, (), False, False, "hashtags", True)
    for block in article.blocks:
        yield from _walk(block, Place(article.file), False, block.node.key, article.lang)


_APART = (About, Related, Table, Glossary)
"""Blocks that are no running text: they are named, listed or looked up."""


def _walk(value: object, place: Place, reported: bool, block: str, lang: str, body: bool = True) -> Iterator[Passage]:
    node = getattr(value, "node", None)
    if isinstance(node, Node):
        place = node.place
        if node.lang and node.lang != lang:
            return
    reported = reported or isinstance(value, Quotation)
    body = body and not isinstance(value, _APART)
    for field in fields(value):  # type: ignore[arg-type]
        part = getattr(value, field.name)
        if isinstance(part, Image) and part.alt.strip():
            yield Passage(part.alt, place, (), False, reported, block, True)
        if not isinstance(part, tuple) or not part:
            continue
        if _is_inlines(part):
            text, cites, notes = _flatten(part)
            if text.strip():
                yield Passage(text, place, cites, body and isinstance(value, Prose), reported, block)
            for image in part:
                if isinstance(image, Image) and image.alt.strip():
                    yield Passage(image.alt, place, (), False, reported, block, True)
            for note in notes:
                for inner in note.blocks:
                    yield from _walk(inner, place, reported, block, lang, body)
            continue
        told = reported or (isinstance(value, MythFact) and field.name == "myth")
        for child in part:
            if hasattr(child, "__dataclass_fields__"):
                yield from _walk(child, place, told, block, lang, body)


def _is_inlines(part: tuple[object, ...]) -> bool:
    return (
        type(part[0]).__module__ == Cite.__module__ and not hasattr(part[0], "node") and not hasattr(part[0], "blocks")
    )


def _flatten(inlines: Inlines) -> tuple[str, tuple[int, ...], list[Note]]:
    """The plain text, the offsets of citations in it, and the notes called from it."""
    text = ""
    cites: list[int] = []
    notes: list[Note] = []
    for inline in inlines:
        match inline:
            case Cite():
                cites.append(len(text))
            case Note():
                notes.append(inline)
            case (
                Emphasis(children)
                | Strong(children)
                | Superscript(children)
                | Subscript(children)
                | Struck(children)
                | Link(_, children)
                | Span(children)
            ):
                inner, offsets, more = _flatten(children)
                cites.extend(len(text) + offset for offset in offsets)
                notes.extend(more)
                text += inner
            case _:
                text += plain((inline,))
    return text, tuple(cites), notes


@lru_cache(maxsize=8192)
def matches_in(text: str, lang: str) -> tuple[Match, ...]:
    """Every phrase of every list in a passage; several rules ask for the same passage."""
    return phrase_book().find(text, lang)
