"""An article comes in; the parts of its content that people approve, each with a digest of what it says, go out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pipeline.article.body.inlines import plain
from pipeline.article.digest import digest_of_block
from pipeline.article.grave import NOT_CLINICAL
from pipeline.article.material import Picture
from pipeline.article.model import (
    Article,
    Block,
    Callout,
    CalloutKind,
    Card,
    CardKind,
    Cite,
    Image,
    Inline,
    Inlines,
    Link,
    Math,
    Node,
    Prose,
    Section,
    Span,
    Table,
    Text,
    Value,
)
from pipeline.article.walking import all_blocks, change_inlines, kind_of, walk
from pipeline.facts.ledger import Kind, ledger_of
from pipeline.facts.tokens import tokens_of
from pipeline.finding import Place

DIGITS = 20
"""So many hexadecimal digits of a digest are kept: 80 bits, which no chance and no patience meets twice (house)."""

NAMED = 40
"""So many characters of a block's words name it (house)."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of what an article says: its digest, what people call it, and where it stands."""

    digest: str
    name: str
    place: Place


READ = (
    "title subtitle summary main_message approval_status contact funding conflicts advertisement audience "
    "authors reviewers translators claims_reviewed_by"
).split()
"""The keys of the front matter that readers see, besides days, envelopes and references."""

DAYS = ("published", "reviewed", "evidence_checked", "next_review")


def parts_of(article: Article, files: Mapping[str, bytes]) -> tuple[Part, ...]:
    """The parts of an article in reading order: front matter first, then each heading and each outermost block.

    `files` are those of its folder: a picture is bound by the bytes that its author gave, whatever an engine makes of
    them. Where a part stands, its key, its looks, values of the brand and the order of the parts are no part of any
    digest; for which formats a block is meant is.
    """
    return (*_front(article), *_blocks(article, article.blocks, _originals(article, files)))


def _front(article: Article) -> Iterator[Part]:
    front = article.front
    for key in READ:
        value = getattr(front, key)
        if value not in (None, (), ""):
            yield _said(article, key, key.replace("_", " "), [str(each) for each in _listed(value)])
    yield _said(article, "reviewed", "days", [str(getattr(front, key)) for key in DAYS])
    letter = front.newsletter
    envelope = [letter.subject, letter.preheader, *([letter.subject_b] if letter.subject_b else [])]
    if any(envelope):
        yield _said(article, "newsletter", "newsletter", envelope)
    if front.social.texts or front.social.content_warning:
        yield _said(article, "social", "social", [sorted(front.social.texts.items()), front.social.content_warning])
    for number, reference in enumerate(front.references):
        name = f'reference "{reference.get("id", number + 1)}"'
        yield _said(article, f"references.{number}", name, reference)


def _listed(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)


def _said(article: Article, key: str, name: str, value: object) -> Part:
    words = " ".join(json.dumps(value, ensure_ascii=False, sort_keys=True, default=str).split())
    # White space inside a text is written as an escape by JSON.
    words = " ".join(words.replace("\\n", " ").replace("\\t", " ").split())
    what = key.partition(".")[0]
    return Part(hashlib.sha256(f"{what}\0{words}".encode()).hexdigest()[:DIGITS], name, article.place(key))


def _originals(article: Article, files: Mapping[str, bytes]) -> dict[str, Picture]:
    """The pictures with the bytes that lie in the folder."""
    return {
        name: replace(picture, content=files.get(f"images/{name}", picture.content))
        for name, picture in article.pictures.items()
    }


def _blocks(article: Article, blocks: tuple[Block, ...], pictures: Mapping[str, Picture]) -> Iterator[Part]:
    for block in blocks:
        if isinstance(block, Section):
            heading = Section(block.node, 2, block.heading, ())
            yield Part(_digest(heading, article.lang, pictures), name_of(block), block.node.place)
            yield from _blocks(article, block.blocks, pictures)
        else:
            yield Part(_digest(block, article.lang, pictures), name_of(block), block.node.place)


def name_of(block: Block) -> str:
    """What people call a block: 'table "dose-table"', 'heading "If it hurts"', 'prose "Take it easy…"'."""
    kind = "heading" if isinstance(block, Section) else kind_of(block)
    if isinstance(block, Callout):
        kind = block.kind.value
    if block.node.explicit and not isinstance(block, Section):
        return f'{kind} "{block.node.key}"'
    said = plain(block.heading) if isinstance(block, Section) else _first_words(block)
    words = " ".join(said.split()).replace('"', "'")
    return f'{kind} "{words if len(words) <= NAMED else words[: NAMED - 1].rstrip() + "…"}"' if words else kind


def _first_words(block: Block) -> str:
    return " ".join(part.text for part in walk(block) if isinstance(part, Text))[: 2 * NAMED]


def _digest(block: Block, lang: str, pictures: Mapping[str, Picture]) -> str:
    """The digest of a block, and for whom its parts are meant."""
    marked = NOT_CLINICAL in block.node.classes and not _is_heavy(block)
    said = _facts_digest(block, lang, pictures) if marked else digest_of_block(_bound(block, lang), pictures)
    meant = [
        f"{sorted(part.node.audience.only)} {sorted(part.node.audience.excluded)}"
        for part in all_blocks((block,))
        if part.node.audience.only or part.node.audience.excluded
    ]
    return hashlib.sha256("\n".join([said, *meant]).encode()).hexdigest()[:DIGITS]


def _is_heavy(block: Block) -> bool:
    """Whether a block is or holds what no mark may take from a clinician: warnings, risks, doses."""
    heavy = {CalloutKind.WARNING, CalloutKind.WHEN_TO_CALL}
    return any(
        (isinstance(part, Callout) and part.kind in heavy)
        or (isinstance(part, Card) and part.kind is CardKind.RISKS)
        or (isinstance(part, Table) and part.doses)
        for part in all_blocks((block,))
    )


def _bound(block: Block, lang: str) -> Block:
    """The block without what an engine makes of formulas, and with marked words as the facts in them."""
    heavy = _is_heavy(block)

    def change(inline: Inline) -> Inlines:
        if isinstance(inline, Math):
            return (Math(inline.tex, inline.display),)
        if isinstance(inline, Span) and NOT_CLINICAL in inline.classes and not heavy:
            kept = tuple(part for part in walk(inline.children) if isinstance(part, Cite | Image | Value))
            targets = (Text(part.target) for part in walk(inline.children) if isinstance(part, Link))
            facts = " ".join(_facts(plain(inline.children), lang))
            return (Span((Text(f"{NOT_CLINICAL} {facts}"), *kept, *targets)),)
        return (inline,)

    return change_inlines(block, change)


def _facts(text: str, lang: str) -> Iterator[str]:
    block = Prose(Node(Place("")), (Text(text),))
    yield from (_folded(fact.said) for fact in ledger_of((block,), lang).facts)


def _folded(said: str) -> str:
    return " ".join(tokens_of(said))


_WHOLE = {Kind.STEP, Kind.WARNING, Kind.ROW, Kind.WORDS}


def _facts_digest(block: Any, lang: str, pictures: Mapping[str, Picture]) -> str:
    """The digest of a part that is marked as not clinical: its kind, and every fact, link, source and picture in it."""
    facts = [f"{fact.kind} {_folded(fact.said)}" for fact in ledger_of((block,), lang).facts if fact.kind not in _WHOLE]
    others = tuple(
        Text(part.target) if isinstance(part, Link) else part
        for part in walk(block)
        if isinstance(part, Link | Cite | Image | Value)
    )
    return digest_of_block((Text(f"{NOT_CLINICAL} {kind_of(block)}"), *map(Text, facts), *others), pictures)
