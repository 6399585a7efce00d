"""The pieces of a manuscript and the finished article come in; a ledger that says where each piece went goes out."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from enum import StrEnum
from itertools import islice
from typing import Any
from urllib.parse import unquote

from pipeline.article.model import (
    Audience,
    Cite,
    Code,
    Image,
    Link,
    Math,
    Node,
    Note,
    Prose,
    Related,
    RelatedItem,
    Text,
    Value,
)
from pipeline.manuscript import vocabulary
from pipeline.manuscript.pieces import Kind, Piece, fold

LONG = 12
"""House: a piece of so many letters is found wherever it stands; a shorter one only as whole words."""

_LABELS = (
    vocabulary.QUESTION,
    vocabulary.ANSWER,
    vocabulary.NUMBERED,
    vocabulary.OUTLINE,
    vocabulary.BULLET,
    vocabulary.PICTURE_LABEL,
    vocabulary.MYTH,
    vocabulary.FACT,
    vocabulary.EMOJI_BULLET,
)


class Fate(StrEnum):
    """What became of a piece; a single missing one fails the import."""

    KEPT = "in the article"
    LEFT_OUT = "left out"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger: a piece, what became of it, the reason, and the line of the article it is on."""

    piece: Piece
    fate: Fate
    reason: str = ""
    line: int = 0


@dataclass(frozen=True)
class Ledger:
    """All entries in the order of the input; `added` are words of the article that no piece accounts for.

    `moved` counts pieces that stand earlier in the article than a piece before them in the input.
    """

    entries: tuple[Entry, ...]
    added: tuple[str, ...] = ()
    moved: int = 0

    def counts(self) -> dict[Kind, tuple[int, int, int, int]]:
        """By kind: pieces in the input, in the article, left out, missing. The last three always sum to the first."""
        table: dict[Kind, tuple[int, int, int, int]] = {}
        for kind in Kind:
            fates = Counter(entry.fate for entry in self.entries if entry.piece.kind is kind)
            if fates:
                row = (fates[Fate.KEPT], fates[Fate.LEFT_OUT], fates[Fate.MISSING])
                table[kind] = (sum(row), *row)
        return table

    @property
    def balanced(self) -> bool:
        """Whether every piece is in the article or left out for a reason."""
        return not self.missing and all(e.reason for e in self.entries if e.fate is Fate.LEFT_OUT)

    @property
    def missing(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.fate is Fate.MISSING)

    @property
    def left_out(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.fate is Fate.LEFT_OUT)


def account(pieces: Sequence[Piece], sections: Sequence[tuple[int, tuple[Any, ...]]], head: Sequence[str]) -> Ledger:
    """Find every piece in the article: in `head` (title, subtitle, ...) or in `sections` as the parser read them back.

    A section is the number of lines before it and its blocks.
    """
    stream = Stream()
    for text in head:
        stream.add(text, 1)
        stream.end()
    for lines, blocks in sections:
        stream.above = lines
        fill(stream, blocks)
    stream.close()
    entries: list[Entry] = []
    for piece in pieces:
        entries.append(find(piece, stream))
    return Ledger(tuple(entries), tuple(stream.rest()), stream.moved)


def find(piece: Piece, stream: Stream) -> Entry:
    """Look one piece up in the stream and mark it as found."""
    if piece.left_out:
        return Entry(piece, Fate.LEFT_OUT, piece.left_out)
    if piece.kind is Kind.IMAGE:
        kept = stream.take_name(stream.images, piece.text)
        return Entry(piece, Fate.KEPT if kept else Fate.MISSING)
    if piece.kind is Kind.LINK:
        kept = stream.take_name(stream.links, address(piece.text))
        return Entry(piece, Fate.KEPT if kept else Fate.MISSING)
    if piece.kind is Kind.FORMULA and stream.formulas:
        stream.formulas -= 1
        return Entry(piece, Fate.KEPT)
    wanted = fold(piece.text)
    if not wanted:
        return Entry(piece, Fate.LEFT_OUT, "holds no letter or number")
    line = stream.take(wanted)
    if line is not None:
        return Entry(piece, Fate.KEPT, "", line)
    for label, rest in _unlabelled(piece.text):
        line = stream.take(fold(rest))
        if line is not None:
            return Entry(piece, Fate.KEPT, f'the mark "{label.strip()}" became structure', line)
    return Entry(piece, Fate.MISSING)


def _unlabelled(text: str) -> Iterator[tuple[str, str]]:
    """A piece without the bullet, number or label that structure replaced."""
    stripped = text.strip()
    for pattern in _LABELS:
        match = pattern.match(stripped)
        if not match:
            continue
        start = match.start("text") if "text" in pattern.groupindex else match.end()
        if start and fold(stripped[start:]):
            yield stripped[:start], stripped[start:]
    if match := re.match(r"^(#+\s+)(.+?)\s*#*$", stripped):
        yield match[1], match[2]


def address(target: str) -> str:
    """An address as two readers can agree on it: without percent signs and a last slash."""
    return unquote(target.strip()).rstrip("/").casefold()


@dataclass
class Stream:
    """Blocks as one run of folded characters; what has been found is marked, so that it counts once."""

    runs: list[str] = field(default_factory=list)
    lines: list[tuple[int, int]] = field(default_factory=list)
    starts: set[int] = field(default_factory=set)
    blocks: dict[str, deque[int]] = field(default_factory=dict)
    length: int = 0
    images: Counter[str] = field(default_factory=Counter)
    links: Counter[str] = field(default_factory=Counter)
    formulas: int = 0
    part: int = 0
    above: int = 0
    text: str = ""
    used: bytearray = field(default_factory=bytearray)
    cursor: int = 0
    moved: int = 0
    _open: bool = True
    _count: int = 0

    def add(self, text: str, line: int) -> None:
        """Append words; a word may be spread over several calls until `end`. `part`, when set, stands for the line."""
        self.lines.append((self.length, self.part or line + self.above))
        for index, word in enumerate(re.split(r"(\s+)", text)):
            if index % 2:
                self._open = True
                continue
            folded = fold(word)
            if folded:
                if self._open:
                    self.starts.add(self.length)
                self.runs.append(folded)
                self.length += len(folded)
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

    def take(self, wanted: str) -> int | None:
        """The line where `wanted` stands, nearest after the last find; None when it is nowhere unused."""
        if not wanted:
            return None
        position = self._whole(wanted)
        if position < 0:
            position = self._find(wanted, self.cursor)
        if position < 0:
            position = self._find(wanted, 0)
        if position < 0:
            return None
        end = position + len(wanted)
        self.used[position:end] = b"\x01" * len(wanted)
        if position < self.cursor:
            self.moved += 1
        self.cursor = end
        return self._line(position)

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

    def _line(self, position: int) -> int:
        from bisect import bisect_right

        index = bisect_right(self.lines, (position, 10**9)) - 1
        return self.lines[index][1] if index >= 0 else 0

    def take_name(self, names: Counter[str], name: str) -> bool:
        if names[name] > 0:
            names[name] -= 1
            return True
        return False

    def rest(self) -> Iterator[str]:
        """What of the article no piece accounts for, run by run."""
        for match in re.finditer(rb"\x00+", bytes(self.used)):
            yield self.text[match.start() : match.end()]


def fill(stream: Stream, blocks: tuple[Any, ...]) -> None:
    """Append every word, image, link and formula of blocks; notes come after the blocks that they hang on."""
    deferred: list[Note] = []
    _add(stream, blocks, 1, deferred)
    while deferred:
        _add(stream, deferred.pop(0).blocks, 0, deferred)


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
    match value:
        case Text(text) | Code(text):
            stream.add(text, line)
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
        case Link(target, children):
            stream.links[address(target)] += 1
            _add(stream, children, line, deferred)
        case Related(_, heading, items):
            _add(stream, heading, line, deferred)
            for item in items:
                _add_related(stream, item, deferred)
        case _:
            _add_parts(stream, value, line, deferred)
    return line


def _add_parts(stream: Stream, value: Any, line: int, deferred: list[Note]) -> None:
    for part in fields(value):
        inner = getattr(value, part.name)
        if isinstance(inner, str) and part.name in {"text", "by"}:
            stream.add(inner, line)
            stream.end()
        elif isinstance(inner, tuple) or (is_dataclass(inner) and part.name != "node"):
            _add(stream, inner, line, deferred)
            if part.name != "children":
                stream.end()


def _add_related(stream: Stream, item: RelatedItem, deferred: list[Note]) -> None:
    line = item.node.place.first
    stream.end()
    if item.target:
        stream.links[address(item.target)] += 1
    _add(stream, item.title, line, deferred)
    stream.end()
    _add(stream, item.teaser, line, deferred)
    stream.end()


def prose_of(blocks: Iterable[Any]) -> str:
    """The words of paragraphs, for a first look at the language of a text."""
    return " ".join(
        inline.text
        for block in blocks
        if isinstance(block, Prose)
        for inline in block.inlines
        if isinstance(inline, Text)
    )
