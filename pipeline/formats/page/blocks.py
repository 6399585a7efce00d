"""A page's view comes in; the article's blocks as JSON for sites with their own templates, and its schema, go out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Any

from pipeline.article.body.inlines import plain
from pipeline.article.model import Block, Blocks, Section
from pipeline.article.plaintext import text
from pipeline.article.selecting import select
from pipeline.article.walking import kind_of
from pipeline.edition.artifact import File
from pipeline.edition.edition import Edition
from pipeline.formats.page.pictures import Pictures, modernised
from pipeline.formats.page.view import NAME, View, writer_of
from pipeline.markup.escaping import anchor_of
from pipeline.markup.linking import dialled
from pipeline.markup.xhtml import Writer

SCHEMA = "blocks.schema.json"


def schema() -> File:
    """The JSON Schema (draft-07) of blocks.json."""
    return File(SCHEMA, "application/schema+json", files(__package__).joinpath(SCHEMA).read_bytes())


def write_blocks(edition: Edition, view: View, pictures: Pictures, address: Callable[[str], str]) -> bytes:
    """blocks.json: UTF-8, keys in a fixed order. Each block has its kind, its key, its HTML and its words; a section
    holds blocks, and its HTML is its heading alone.
    """
    front = edition.article.front
    writer = writer_of(edition, "blocks", pictures)

    def finished(html: str) -> str:
        return modernised(dialled(html, edition.brand.contact), pictures, address)

    said: dict[str, Any] = {
        "$schema": SCHEMA,
        "id": front.id,
        "version": front.version,
        "lang": view.lang,
        "dir": view.direction,
        "canonical": view.canonical,
        "title_html": view.title_html,
        "subtitle_html": view.subtitle_html,
        "message_html": view.message_html,
        "summary_html": view.summary_html,
        "mark": " ".join(part for part in (view.mark, view.mark_sentence) if part),
        "blocks": list(_written(select(edition.article.blocks, NAME, "blocks"), writer, finished)),
    }
    said |= {
        "notes_html": [f'<span id="{view.prefix}note-{note.number}">{note.xhtml}</span>' for note in writer.notes],
        "references_html": [
            f'<span id="{view.prefix}ref-{number}">{html}</span>'
            for number, html in enumerate(view.references_html, start=1)
        ],
        "published": front.published.isoformat(),
        "reviewed": front.reviewed.isoformat(),
        "evidence_checked": front.evidence_checked.isoformat(),
        "next_review": front.next_review.isoformat(),
        "authors": [str(person) for person in front.authors],
        "reviewers": [str(person) for person in front.reviewers],
        "funding": front.funding,
        "conflicts": front.conflicts,
        "advertisement": front.advertisement,
        "publisher": view.publisher,
        "disclaimer": edition.words("disclaimer"),
        "reading_minutes": view.minutes,
    }
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()


def _written(
    blocks: Blocks, writer: Writer, finished: Callable[[str], str], level: int = 3, follows_heading: bool = False
) -> Iterator[dict[str, Any]]:
    for block in blocks:
        yield _one(block, writer, finished, level, follows_heading)
        follows_heading = False


def _one(
    block: Block, writer: Writer, finished: Callable[[str], str], level: int, follows_heading: bool
) -> dict[str, Any]:
    key = writer.manner.prefix + anchor_of(block.node.key)
    if isinstance(block, Section):
        depth = block.level + writer.manner.level - 2
        heading = f'<h{min(depth, 6)} id="{key}">{writer.inlines(block.heading)}</h{min(depth, 6)}>'
        inner = list(_written(block.blocks, writer, finished, depth + 1, True))
        own = {"kind": "section", "key": key, "level": depth, "text": plain(block.heading).strip(), "html": heading}
        return {**own, "blocks": inner}
    html = finished(writer.block(block, level, follows_heading=follows_heading))
    return {"kind": kind_of(block), "key": key, "text": text((block,)), "html": html}
