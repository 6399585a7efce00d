"""Typed blocks come in; their words as plain text, one paragraph a line, go out."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.article.body.inlines import plain
from pipeline.article.model import Blocks, Cell, Figure, Inlines, Item, Preformatted, Prose, RelatedItem, Steps
from pipeline.article.numbering import labels
from pipeline.article.walking import walk

__all__ = ["paragraphs", "plain", "text"]


def text(blocks: Blocks) -> str:
    """All the words of the blocks in reading order, paragraphs parted by line breaks; alt texts are not included."""
    return "\n".join(paragraphs(blocks))


def paragraphs(blocks: Blocks, *, numbered: bool = False) -> Iterator[str]:
    """Each heading, paragraph, caption and term as one line without markup, in reading order; `numbered` puts the
    label of a step before its first words, for texts in which a reader may look for "step 4" or "b)".
    """
    marks: dict[int, str] = {}
    mark = ""
    for part in walk(blocks):
        match part:
            case Prose(_, inlines):
                yield f"{mark}{plain(inlines).strip()}"
                mark = ""
            case Steps():
                if numbered:
                    marks |= {id(item): f"{label} " for item, label in zip(part.items, labels(part), strict=True)}
            case Item():
                mark = f"{mark}{marks[id(part)]}" if id(part) in marks else ""
            case Preformatted(_, code):
                yield code
            case Figure():
                yield from _filled(part.caption)
            case RelatedItem():
                yield from _filled(part.title)
                yield from _filled(part.teaser)
            case Cell():
                pass
            case _:
                for name in ("heading", "question", "term", "caption"):
                    inlines = getattr(part, name, ())
                    if isinstance(inlines, tuple):
                        yield from _filled(inlines)


def _filled(inlines: Inlines) -> Iterator[str]:
    line = plain(inlines).strip()
    if line:
        yield line
