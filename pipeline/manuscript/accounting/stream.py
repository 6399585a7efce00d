"""Blocks of an article come in; one run of folded words goes out, with the mark, number, depth and cell of each."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass, replace
from itertools import islice
from typing import Any
from urllib.parse import unquote

from pipeline.article.audience import Audience
from pipeline.article.model import (
    Break,
    Bullets,
    Card,
    Cell,
    Cite,
    Code,
    Emphasis,
    Image,
    Item,
    Link,
    Math,
    Node,
    Note,
    Prose,
    Question,
    Related,
    RelatedItem,
    Section,
    Span,
    Steps,
    Strong,
    Struck,
    Subscript,
    Superscript,
    Table,
    Term,
    Text,
    Value,
)
from pipeline.article.numbering import labels
from pipeline.manuscript.pieces import Heading, Mark, fold

LONG = 12
"""House: a piece of so many letters is found wherever it stands; a shorter one only as whole words."""

LOOKING_BACK, LOOKING_ON = 200, 60
"""House: letters before the last find, and places from there on, in which a cell is looked for by row and column."""

BITS = {mark: 1 << index for index, mark in enumerate(Mark)}
"""The bit of each mark in the mask of a letter."""

UNSTRESSED = 1 << len(BITS)
"""The bit of a letter in a heading or a term, where bold and italic are a matter of its style."""

_MARKED: dict[type, Mark] = {
    Strong: Mark.STRONG,
    Emphasis: Mark.EMPHASIS,
    Superscript: Mark.SUPERSCRIPT,
    Subscript: Mark.SUBSCRIPT,
    Struck: Mark.STRUCK,
}


def address(target: str) -> str:
    """An address as two readers can agree on it: without percent signs and a last slash."""
    return unquote(target.strip()).rstrip("/").casefold()


_SPACE = re.compile(r"(\s+)")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where words stand: the number of their list item as shown, the lists around it, row and column in a table, and
    the language of what is around them when it is another than the article's.
    """

    label: str = ""
    depth: int = 0
    cell: tuple[int, int] | None = None
    lang: str = ""


@dataclass
class Stream:
    """Blocks as one run of folded characters; what has been found is marked, so that it counts once."""

    runs: list[str] = field(default_factory=list)
    lines: list[tuple[int, int]] = field(default_factory=list)
    starts: set[int] = field(default_factory=set)
    blocks: dict[str, deque[int]] = field(default_factory=dict)
    length: int = 0
    images: Counter[str] = field(default_factory=Counter)
    links: dict[str, list[str]] = field(default_factory=dict)
    hangs: list[int] = field(default_factory=list)
    notes: list[tuple[int, int]] = field(default_factory=list)
    formulas: int = 0
    part: int = 0
    above: int = 0
    text: str = ""
    used: bytearray = field(default_factory=bytearray)
    cursor: int = 0
    moved: int = 0
    heads: int = 0
    mask: int = 0
    standing: Standing = Standing()
    masks: bytearray = field(default_factory=bytearray)
    standings: list[tuple[int, Standing]] = field(default_factory=list)
    last: int = -1
    _open: bool = True
    _count: int = 0

    def add(self, text: str, line: int) -> None:
        """Append words; a word may be spread over several calls until `end`. `part`, when set, stands for the line."""
        self.lines.append((self.length, self.part or line + self.above))
        if not self.standings or self.standings[-1][1] != self.standing:
            self.standings.append((self.length, self.standing))
        for index, word in enumerate(_SPACE.split(text)):
            if index % 2:
                self._open = True
                continue
            folded = fold(word)
            if folded:
                if self._open:
                    self.starts.add(self.length)
                self.runs.append(folded)
                self.length += len(folded)
                self.masks += bytes((self.mask,)) * len(folded)
                self._open = False

    def end(self) -> None:
        """A block ends here: the next word is a new one, and its words are known as a whole."""
        self._open = True
        if self._count < len(self.runs):
            whole = "".join(self.runs[self._count :])
            self.blocks.setdefault(whole, deque()).append(self.length - len(whole))
            self._count = len(self.runs)

    def close(self) -> None:
        """All is said: from here on pieces are looked up."""
        self.end()
        self.text = "".join(self.runs)
        self.starts.add(self.length)
        self.used = bytearray(len(self.text))

    def take(self, wanted: str, cell: tuple[int, int] | None = None) -> int | None:
        """The line where `wanted` stands, nearest after the last find, of a `cell` in its place in a table if it is
        there; None when it is nowhere unused.
        """
        if not wanted:
            return None
        position = self._in_cell(wanted, cell) if cell else -1
        if position < 0:
            position = self._whole(wanted)
        if position < 0:
            position = self._find(wanted, self.cursor)
        if position < 0:
            position = self._find(wanted, 0)
        self.last = position
        if position < 0:
            return None
        end = position + len(wanted)
        self.used[position:end] = b"\x01" * len(wanted)
        if position < self.cursor:
            self.moved += 1
        self.cursor = end
        return self._line(position)

    def _in_cell(self, wanted: str, cell: tuple[int, int]) -> int:
        """Where a table near the last find says `wanted` in this cell, or in its head where it may stand; or -1."""
        row, column = cell
        position, tried = self.text.find(wanted, max(0, self.cursor - LOOKING_BACK)), 0
        while position >= 0 and tried < LOOKING_ON:
            end, tried = position + len(wanted), tried + 1
            there = self.where(position).cell
            free = self.used.find(1, position, end) < 0 and position in self.starts and end in self.starts
            if free and there and there[1] == column:
                joined = there[0] == 0 and row == self.heads + 1
                if joined or there[0] == (max(0, row - self.heads) if row else 0):
                    return position
            position = self.text.find(wanted, position + 1)
        return -1

    def _whole(self, wanted: str) -> int:
        """Where a whole block says `wanted`: the first behind the last find, else the first at all; or -1."""
        places = self.blocks.get(wanted)
        while places and self.used.find(1, places[0], places[0] + len(wanted)) >= 0:
            places.popleft()
        if not places:
            return -1
        free = (p for p in islice(places, 50) if p >= self.cursor and self.used.find(1, p, p + len(wanted)) < 0)
        return next(free, places[0])

    def _find(self, wanted: str, start: int) -> int:
        position = self.text.find(wanted, start)
        while position >= 0:
            end = position + len(wanted)
            whole = len(wanted) >= LONG or (position in self.starts and end in self.starts)
            free = self.used.find(1, position, end) < 0
            if whole and free:
                return position
            position = self.text.find(wanted, position + 1)
        return -1

    def where(self, position: int) -> Standing:
        """Where the letter at `position` stands."""
        index = bisect_right(self.standings, position, key=lambda entry: entry[0]) - 1
        return self.standings[index][1] if index >= 0 else Standing()

    def _line(self, position: int) -> int:
        index = bisect_right(self.lines, (position, 10**9)) - 1
        return self.lines[index][1] if index >= 0 else 0

    def is_free(self, part: int) -> bool:
        """Whether nothing of a part has been found yet."""
        spans = [start for start, number in self.lines if number == part]
        after = next((start for start, number in self.lines if number > part), self.length)
        return bool(spans) and self.used.find(1, spans[0], after) < 0

    def take_name(self, names: Counter[str], name: str) -> bool:
        if names[name] > 0:
            names[name] -= 1
            return True
        return False

    def take_link(self, target: str, said: str) -> str | None:
        """The folded words of a link to `target` that was not taken yet, `said` where one says so; None for none."""
        there = self.links.get(address(target), [])
        if not there:
            return None
        return there.pop(there.index(said) if said in there else 0)

    def hangs_on(self, position: int, word: str) -> bool:
        """Whether the note whose words stand at `position` hangs on a word that ends so."""
        index = bisect_right(self.notes, (position, self.length)) - 1
        return index < 0 or not word or self.text.endswith(word, 0, self.notes[index][1])

    def rest(self) -> Iterator[str]:
        """What of the article no piece accounts for, run by run."""
        for match in re.finditer(rb"\x00+", bytes(self.used)):
            yield self.text[match.start() : match.end()]


def fill(stream: Stream, blocks: tuple[Any, ...]) -> None:
    """Append every word, image, link and formula of blocks; notes come after the blocks that they hang on."""
    deferred: list[Note] = []
    first = len(stream.hangs)
    _add(stream, blocks, 1, deferred)
    for index, note in enumerate(deferred):
        stream.end()
        stream.notes.append((stream.length, stream.hangs[first + index]))
        _add(stream, note.blocks, 0, deferred)


def _add(stream: Stream, value: Any, line: int, deferred: list[Note]) -> int:
    """Add every word below `value` in reading order; notes wait, so that they do not break the line they hang on."""
    if isinstance(value, tuple):
        for child in value:
            line = _add(stream, child, line, deferred)
            if hasattr(child, "node"):
                stream.end()
        return line
    if isinstance(value, Node | Audience) or not is_dataclass(value) or isinstance(value, type):
        return line
    if hasattr(value, "node"):
        stream.end()
        line = value.node.place.first or line
        if value.node.lang:
            return _add_spoken(stream, value.node.lang, value, line, deferred)
    return _add_value(stream, value, line, deferred)


def _add_spoken(stream: Stream, lang: str, value: Any, line: int, deferred: list[Note]) -> int:
    around = stream.standing.lang
    stream.standing = replace(stream.standing, lang=lang)
    line = (
        _add(stream, value, line, deferred) if isinstance(value, tuple) else _add_value(stream, value, line, deferred)
    )
    stream.standing = replace(stream.standing, lang=around)
    return line


def _add_value(stream: Stream, value: Any, line: int, deferred: list[Note]) -> int:
    match value:
        case Text() | Break():
            stream.add(value.text if isinstance(value, Text) else " ", line)
        case Code(text):
            _add_marked(stream, BITS[Mark.CODE], (Text(text),), line, deferred)
        case Strong(children) | Emphasis(children) | Superscript(children) | Subscript(children) | Struck(children):
            _add_marked(stream, BITS[_MARKED[type(value)]], children, line, deferred)
        case Math():
            stream.formulas += 1
        case Value(name):
            stream.add(name, line)
        case Cite(keys):
            stream.add(" ".join(keys), line)
        case Image(name, alt):
            stream.images[name.removeprefix("images/")] += 1
            stream.end()
            stream.add(alt, line)
            stream.end()
        case Note():
            deferred.append(value)
            stream.hangs.append(stream.length)
        case Link(target, children):
            start = len(stream.runs)
            _add(stream, children, line, deferred)
            stream.links.setdefault(address(target), []).append("".join(stream.runs[start:]))
        case Span(children, lang) if lang:
            _add_spoken(stream, lang, children, line, deferred)
        case Prose(_, inlines):
            _add(stream, inlines, line, deferred)
            stream.end()
        case Heading(_, _, inlines):
            _add_marked(stream, UNSTRESSED, inlines, line, deferred)
        case Section(_, _, heading, blocks):
            _add_titled(stream, heading, blocks, line, deferred)
        case Question(_, heading, blocks) | Card(_, _, heading, blocks) | Term(_, heading, blocks):
            _add_titled(stream, heading, blocks, line, deferred)
        case Bullets(_, items):
            _add_items(stream, items, None, line, deferred)
        case Steps(_, items):
            _add_items(stream, items, value, line, deferred)
        case Table():
            _add_table(stream, value, line, deferred)
        case Related(_, heading, items):
            _add(stream, heading, line, deferred)
            for item in items:
                _add_related(stream, item, deferred)
        case _:
            _add_parts(stream, value, line, deferred)
    return line


def _add_marked(stream: Stream, bit: int, children: tuple[Any, ...], line: int, deferred: list[Note]) -> None:
    before = stream.mask
    stream.mask |= bit
    _add(stream, children, line, deferred)
    stream.mask = before


def _add_titled(stream: Stream, heading: Any, blocks: Any, line: int, deferred: list[Note]) -> None:
    _add_marked(stream, UNSTRESSED, heading, line, deferred)
    stream.end()
    _add(stream, blocks, line, deferred)


def _add_items(stream: Stream, items: tuple[Item, ...], steps: Steps | None, line: int, deferred: list[Note]) -> None:
    around = stream.standing
    numbers = labels(steps) if steps else [""] * len(items)
    for label, item in zip(numbers, items, strict=True):
        stream.end()
        first, *more = item.blocks or ((),)
        stream.standing = replace(around, label=label, depth=around.depth + 1)
        at = item.node.place.first or line
        _add(stream, (first,) if first else (), at, deferred)
        stream.end()
        stream.standing = replace(around, label="", depth=around.depth + 1)
        _add(stream, tuple(more), at, deferred)
        stream.end()
    stream.standing = around


def _add_table(stream: Stream, table: Table, line: int, deferred: list[Note]) -> None:
    around = stream.standing
    _add_marked(stream, UNSTRESSED, table.caption, line, deferred)
    stream.end()
    rows: list[tuple[int, tuple[Cell, ...]]] = [(line, table.head)]
    rows += [(row.node.place.first or line, row.cells) for row in table.rows]
    for y, (at, cells) in enumerate(row for row in rows if any(cell.blocks for cell in row[1])):
        for x, cell in enumerate(cells):
            stream.standing = replace(around, cell=(y, x))
            _add(stream, cell.blocks, at, deferred)
            stream.end()
    stream.standing = around


def _add_parts(stream: Stream, value: Any, line: int, deferred: list[Note]) -> None:
    for part in fields(value):
        inner = getattr(value, part.name)
        if isinstance(inner, str) and part.name in {"text", "by"}:
            stream.add(inner, line)
            stream.end()
        elif isinstance(inner, tuple) or (is_dataclass(inner) and part.name != "node"):
            bit = UNSTRESSED if part.name == "heading" else 0
            _add_marked(stream, bit, inner if isinstance(inner, tuple) else (inner,), line, deferred)
            if part.name != "children":
                stream.end()


def _add_related(stream: Stream, item: RelatedItem, deferred: list[Note]) -> None:
    line = item.node.place.first
    stream.end()
    start = len(stream.runs)
    _add(stream, item.title, line, deferred)
    if item.target:
        stream.links.setdefault(address(item.target), []).append("".join(stream.runs[start:]))
    stream.end()
    _add(stream, item.teaser, line, deferred)
    stream.end()
