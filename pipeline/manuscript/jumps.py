"""Parts with links into their own text come in; headings with the keys that those links need go out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from pipeline.article.audience import Audience
from pipeline.article.model import Inline, Link, Node
from pipeline.manuscript.pieces import Heading, Kind, Part, Piece
from pipeline.manuscript.wording import plain

DEAD = "a jump to a place that this text does not have; its words stay"


def settle_jumps(parts: Sequence[Part], pieces: Sequence[Piece]) -> tuple[tuple[Part, ...], tuple[Piece, ...]]:
    """Give each heading that a jump means its key; take the link off the words of every jump that leads nowhere.

    Places like GitHub and pandoc make a heading's address from its words; an article's headings have keys only where
    the author writes them.
    """
    wanted = {link.target[1:] for link in _links(parts) if link.target.startswith("#")}
    if not wanted:
        return tuple(parts), tuple(pieces)
    known = {node.key for node in _nodes(parts) if node.explicit and node.key}
    keyed: list[Part] = []
    counts: dict[str, int] = {}
    for part in parts:
        if isinstance(part, Heading) and not part.node.explicit:
            names = list(_names(plain(part.inlines), counts))
            key = next((name for name in names if name in wanted - known and re.fullmatch(r"[\w-]+", name)), "")
            if key:
                known.add(key)
                keyed.append(replace(part, node=replace(part.node, key=key, explicit=True)))
                continue
        keyed.append(part)
    dead = wanted - known
    if not dead:
        return tuple(keyed), tuple(pieces)
    told = tuple(
        replace(piece, left_out=DEAD) if piece.kind is Kind.LINK and piece.text[:1] == "#" and piece.text[1:] in dead
        else piece
        for piece in pieces
    )  # fmt: skip
    return tuple(_without(part, dead) for part in keyed), told


def _names(heading: str, counts: dict[str, int]) -> Iterator[str]:
    """The addresses that programs make of a heading: as GitHub does (a number for a second one), and as pandoc does."""
    base = re.sub(r"[^\w\- ]", "", heading.casefold()).strip().replace(" ", "-")
    count = counts.get(base, 0)
    counts[base] = count + 1
    yield f"{base}-{count}" if count else base
    yield re.sub(r"-{2,}", "-", re.sub(r"^[^a-z]+", "", base))


def _links(value: Any) -> Iterator[Link]:
    if isinstance(value, Link):
        yield value
    for inner in _inside(value):
        yield from _links(inner)


def _nodes(value: Any) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple | list) or (is_dataclass(value) and not isinstance(value, type)):
        node = getattr(value, "node", None)
        if isinstance(node, Node):
            yield node
        for inner in _inside(value):
            yield from _nodes(inner)


def _inside(value: Any) -> Iterator[Any]:
    if isinstance(value, tuple | list):
        yield from value
    elif is_dataclass(value) and not isinstance(value, Node | Audience | type):
        yield from (inner for part in fields(value) if isinstance(inner := getattr(value, part.name), tuple))


def _without(value: Any, dead: set[str]) -> Any:
    """A copy of a part in which the words of dead jumps stand without a link."""
    if isinstance(value, tuple):
        found: list[Any] = []
        for child in value:
            if isinstance(child, Link) and child.target.startswith("#") and child.target[1:] in dead:
                inner: tuple[Inline, ...] = _without(child.children, dead)
                found.extend(inner)
            else:
                found.append(_without(child, dead))
        return tuple(found)
    if is_dataclass(value) and not isinstance(value, Node | Audience | type):
        changes: Mapping[str, Any] = {
            part.name: _without(inner, dead)
            for part in fields(value)
            if isinstance(inner := getattr(value, part.name), tuple) and inner
        }
        return replace(value, **changes) if changes else value
    return value
