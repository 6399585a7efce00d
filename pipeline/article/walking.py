"""A tree of blocks comes in; its blocks, inlines or a changed copy go out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from pipeline.article.audience import Audience
from pipeline.article.model import Blocks, Inline, Inlines, Node

NodeChange = Callable[[Node, str, tuple[int, ...]], Node]
InlineChange = Callable[[Inline], Inlines]
T = TypeVar("T")


def kind_of(value: object) -> str:
    """The kind of a block in words, as styles and keys use it: KeyPoints → "key-points"."""
    name = type(value).__name__
    return "".join(f"-{c.lower()}" if c.isupper() and i else c.lower() for i, c in enumerate(name))


def with_nodes(blocks: Blocks, change: NodeChange, path: tuple[int, ...] = ()) -> Blocks:
    """The same tree with each node replaced by `change(node, kind, path)`; paths count from 1 at each depth."""
    return tuple(_with_node(block, change, (*path, index)) for index, block in enumerate(blocks, start=1))


def _with_node(value: Any, change: NodeChange, path: tuple[int, ...]) -> Any:
    changed: dict[str, Any] = {"node": change(value.node, kind_of(value), path)}
    count = 0
    for name in part_names(value):
        part = getattr(value, name)
        if not isinstance(part, tuple) or not part:
            continue
        if hasattr(part[0], "node"):
            renewed = []
            for child in part:
                count += 1
                renewed.append(_with_node(child, change, (*path, count)))
            changed[name] = tuple(renewed)
        elif name in {"cells", "head"}:
            cells = []
            for cell in part:
                count += 1
                cells.append(replace(cell, blocks=with_nodes(cell.blocks, change, (*path, count))))
            changed[name] = tuple(cells)
    return replace(value, **changed)


def walk(value: object) -> Iterator[Any]:
    """Every dataclass below `value` in reading order, itself first: blocks, their parts, inlines."""
    waiting: list[Any] = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, tuple):
            waiting.extend(reversed(part))
        elif (names := _names(type(part))) is not None:
            yield part
            waiting.extend([getattr(part, name) for name in reversed(names)])


def part_names(value: object) -> tuple[str, ...]:
    """The names of the fields of a block, part or inline; none for anything else."""
    return _names(type(value)) or ()


_NAMES: dict[type, tuple[str, ...] | None] = {}  # asking a dataclass for its fields costs more than the walk


def _names(kind: type) -> tuple[str, ...] | None:
    """The fields of a kind of block, part or inline; None for any other type."""
    if kind not in _NAMES:
        is_part = is_dataclass(kind) and not issubclass(kind, Node | Audience)
        _NAMES[kind] = tuple(field.name for field in fields(kind)) if is_part else None
    return _NAMES[kind]


def all_blocks(blocks: Blocks) -> Iterator[Any]:
    """Every part of the tree that has a node (blocks, items, cards, questions, rows, terms), in reading order."""
    return (part for part in walk(blocks) if hasattr(part, "node"))


def of_kind(blocks: Blocks, kind: type[T]) -> Iterator[T]:
    """Every part of one kind, in reading order."""
    return (part for part in _whole(blocks) if isinstance(part, kind))


_last: list[tuple[object, tuple[Any, ...]]] = []
"""The tree that was asked for last with its parts: twenty rules ask for the same."""


def _whole(blocks: object) -> tuple[Any, ...]:
    held = _last[:1]
    if not held or held[0][0] is not blocks:
        held = [(blocks, tuple(walk(blocks)))]
        _last[:] = held
    return held[0][1]


def change_inlines(value: T, change: InlineChange) -> T:
    """A copy of a tree in which each inline is replaced by what `change` gives for it, inner ones first."""
    return _change(value, change)  # type: ignore[no-any-return]


_INLINES = {"Text", "Break", "Emphasis", "Strong", "Superscript", "Subscript", "Struck", "Code", "Math", "Span"} | {
    "Link",
    "Image",
    "Cite",
    "Note",
    "Value",
}


def _change(value: Any, change: InlineChange) -> Any:
    if isinstance(value, tuple):
        renewed: list[Any] = []
        for child in value:
            inner = _change(child, change)
            if type(inner).__name__ in _INLINES:
                renewed.extend(change(inner))
            else:
                renewed.append(inner)
        return tuple(renewed)
    if names := part_names(value):
        changed = {
            name: _change(part, change) for name in names if isinstance(part := getattr(value, name), tuple) and part
        }
        return replace(value, **changed) if changed else value
    return value
