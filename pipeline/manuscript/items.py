"""Paragraphs with the marks of their list items come in; nested lists, as a reader sees them, go out.

Word, OpenDocument and Rich Text number paragraphs; an article holds lists. What a list of an article cannot show
(1.1, "Step 1:") stands as typed words before the paragraph, inside the item that it belongs to.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from pipeline.article.model import (
    Block,
    Bullets,
    Delimiter,
    Item,
    Node,
    NumberStyle,
    Prose,
    Steps,
    Strong,
    Text,
)
from pipeline.manuscript.numerals import KEPT
from pipeline.manuscript.pieces import Heading, Part


@dataclass(frozen=True, slots=True)
class ItemMark:
    """What a paragraph shows before its words, and how deep it stands (from 0).

    "bullet" and "number" are items; "typed" is a number that no list of an article can show; "more" is a further
    paragraph of the item before it, without a mark. `group` tells lists apart that stand one after the other.
    """

    kind: Literal["bullet", "number", "typed", "more"]
    depth: int
    count: int = 0
    style: str = "decimal"
    delimiter: str = "."
    label: str = ""
    group: str = ""

    @property
    def shown(self) -> ItemMark:
        """The mark as an article can show it: a way of counting that it does not know is typed.

        Beyond z, Word and LibreOffice go on with bb and an article with ab.
        """
        far = self.style.endswith("alpha") and self.count > 26
        known = self.style in KEPT and self.delimiter in set(Delimiter)
        keeps = self.kind != "number" or (known and 0 < self.count < 4000 and not far)
        return self if keeps else replace(self, kind="typed")


@dataclass(slots=True)
class _List:
    mark: ItemMark
    node: Node
    items: list[list[Block | _List]] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    last: int = 0

    def goes_on_with(self, mark: ItemMark) -> bool:
        if mark.kind != self.mark.kind:
            return False
        if mark.kind == "bullet":
            return mark.group == self.mark.group
        same = (mark.style, mark.delimiter) == (self.mark.style, self.mark.delimiter)
        return same and mark.count == self.last + 1

    def add(self, mark: ItemMark, node: Node) -> None:
        self.items.append([])
        self.nodes.append(node)
        self.last = mark.count

    def block(self) -> Block:
        items = tuple(
            Item(node, tuple(b.block() if isinstance(b, _List) else b for b in blocks))
            for node, blocks in zip(self.nodes, self.items, strict=True)
        )
        return steps(self.node, items, self.mark) if self.mark.kind == "number" else Bullets(self.node, items)


def steps(node: Node, items: tuple[Item, ...], mark: ItemMark) -> Steps:
    """An ordered list that begins with the number of `mark`."""
    return Steps(node, items, mark.count, NumberStyle(mark.style), Delimiter(mark.delimiter))


@dataclass(slots=True)
class _Nest:
    parts: list[Part] = field(default_factory=list)
    top: _List | None = None
    open: list[_List] = field(default_factory=list)

    def close(self, depth: int = 0) -> None:
        """End the lists at this depth and below."""
        while self.open and self.open[-1].mark.depth >= depth:
            self.open.pop()
        if not self.open and self.top:
            self.parts.append(self.top.block())
            self.top = None

    def put(self, block: Block) -> None:
        """A block into the item that is open, or after all lists."""
        if self.open:
            self.open[-1].items[-1].append(block)
        else:
            self.parts.append(block)

    def item(self, block: Block, mark: ItemMark) -> None:
        self.close(mark.depth + 1)
        last = self.open[-1] if self.open else None
        if not last or last.mark.depth < mark.depth or not last.goes_on_with(mark):
            self.close(mark.depth)
            fresh = _List(mark, block.node)
            if self.open:
                self.open[-1].items[-1].append(fresh)
            else:
                self.top = fresh
            self.open.append(fresh)
        self.open[-1].add(mark, block.node)
        self.put(block)


def nest(parts: Iterable[tuple[Part, ItemMark | None]]) -> list[Part]:
    """The parts with their lists built; a part without a mark ends every list."""
    nest_of = _Nest()
    for part, said in parts:
        mark = said.shown if said else None
        if mark is None:
            nest_of.close()
            nest_of.parts.append(part)
            continue
        block: Block = Prose(part.node, (Strong(part.inlines),)) if isinstance(part, Heading) else part
        if mark.kind == "more":
            nest_of.close(mark.depth + 1)
            nest_of.put(block)
        elif mark.kind == "typed":
            nest_of.close(mark.depth)
            nest_of.put(_typed(block, mark.label))
        else:
            nest_of.item(block, mark)
    nest_of.close()
    return nest_of.parts


def _typed(block: Block, label: str) -> Block:
    """A paragraph with its number as words before it."""
    if not isinstance(block, Prose) or not label:
        return block
    return replace(block, inlines=(Text(f"{label} "), *block.inlines))


@dataclass(slots=True)
class Depths:
    """Counts how deep each item stands among the marked paragraphs around it: lists may begin at any level."""

    levels: list[int] = field(default_factory=list)

    def of(self, mark: ItemMark | None) -> int:
        """The depth of a paragraph in lists, from 1; 0 for one that stands in none or whose number is typed."""
        if mark is None:
            self.levels.clear()
            return 0
        mark = mark.shown
        if mark.kind == "more":
            return 0
        while self.levels and self.levels[-1] > mark.depth - (mark.kind == "typed"):
            self.levels.pop()
        if mark.kind == "typed":
            return 0
        if not self.levels or self.levels[-1] < mark.depth:
            self.levels.append(mark.depth)
        return len(self.levels)
