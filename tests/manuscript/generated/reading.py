"""An imported article comes in; its facts, told as those of a made-up document, go out, and what differs silently."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from typing import Any

from pipeline.article.body.parsing import parse_body
from pipeline.article.model import (
    Bullets,
    Emphasis,
    Link,
    Note,
    Prose,
    Section,
    Span,
    Steps,
    Strong,
    Struck,
    Subscript,
    Superscript,
    Table,
    Text,
)
from pipeline.article.numbering import labels
from pipeline.manuscript.importing import Import
from tests.manuscript.generated.document import LINK, Fact, Run, shown

_MARKED: dict[type, str] = {
    Struck: "struck",
    Superscript: "super",
    Subscript: "sub",
    Strong: "strong",
    Emphasis: "emph",
}


def facts_of(done: Import) -> list[Fact]:
    """The facts of an imported article."""
    _, _, body = done.text.partition("\n---\n")
    parsed = parse_body(body, "source/a/article.md", {})
    notes: list[Fact] = []
    found: list[Fact] = [("title", str(done.front.get("title", "")).replace(" ", ""))]
    found.extend(_blocks(parsed.blocks, 0, notes))
    return found + notes


def _blocks(blocks: Sequence[Any], depth: int, notes: list[Fact]) -> Iterator[Fact]:
    for block in blocks:
        match block:
            case Section(_, _, heading, inner):
                yield "heading", shown(_runs(heading, notes))
                yield from _blocks(inner, depth, notes)
            case Prose(node, inlines):
                yield "paragraph", shown(_runs(inlines, notes)), node.lang or _lang(inlines)
            case Bullets(_, items):
                yield from _items(items, [""] * len(items), depth + 1, notes)
            case Steps(_, items):
                yield from _items(items, labels(block), depth + 1, notes)
            case Table(_, _, _, head, rows):
                for y, cells in enumerate([*([head] if head else []), *(row.cells for row in rows)]):
                    for x, cell in enumerate(cells):
                        said = [part.inlines for part in cell.blocks if isinstance(part, Prose)]
                        runs = [run for inlines in said for run in _runs(inlines, notes)]
                        yield "cell", str(y), str(x), shown(runs)
            case _:
                yield type(block).__name__, str(block)[:80]


def _items(items: Sequence[Any], numbers: Sequence[str], depth: int, notes: list[Fact]) -> Iterator[Fact]:
    for number, item in zip(numbers, items, strict=True):
        for index, block in enumerate(item.blocks):
            if isinstance(block, Prose):
                lang = block.node.lang or _lang(block.inlines)
                runs = shown(_runs(block.inlines, notes))
                yield ("more", str(depth), runs, lang) if index else ("item", str(depth), number, runs, lang)
            else:
                yield from _blocks((block,), depth, notes)


def _lang(inlines: Sequence[Any]) -> str:
    spoken = [i for i in inlines if not (isinstance(i, Text) and not i.text.strip())]
    return spoken[0].lang or "" if len(spoken) == 1 and isinstance(spoken[0], Span) else ""


def _runs(inlines: Sequence[Any], notes: list[Fact], marks: frozenset[str] = frozenset()) -> list[Run]:
    found: list[Run] = []
    for inline in inlines:
        match inline:
            case Text(text):
                found.append((text, marks))
            case Strong(children) | Emphasis(children) | Struck(children):
                found += _runs(children, notes, marks | {_MARKED[type(inline)]})
            case Superscript(children) | Subscript(children):
                found += _runs(children, notes, marks | {_MARKED[type(inline)]})
            case Link(target, children):
                found += _runs(children, notes, marks | {f"{LINK}{target}"})
            case Span(children):
                found += _runs(children, notes, marks)
            case Note(blocks):
                said = "".join(text for b in blocks if isinstance(b, Prose) for text, _ in _runs(b.inlines, []))
                before = "".join(text for text, _ in found).split()
                notes.append(("note", before[-1].rstrip(".") if before else "", said.replace(" ", "")))
            case _:
                found.append((" ", marks))
    return found


def silent(expected: Sequence[Fact], done: Import) -> list[str]:
    """What differs from the facts that were expected, and no question or line of the report names."""
    got = facts_of(done)
    asked = " ".join(query.asks for query in done.queries)
    asked += " ".join(entry.piece.text for entry in done.ledger.left_out)
    bare = re.sub(r"\s+", "", asked)
    found: list[str] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, expected, got, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        told = " ".join("".join(fact) for fact in [*expected[a:b], *got[c:d]]).lower()
        words = set(re.findall(r"[a-z]+\d+", re.sub(r"<[^>]*>", " ", told)))
        if not words or not any(word in bare.lower() for word in words):
            found.append(f"{list(expected[a:b])} became {got[c:d]}")
    return found
