"""The pieces of a manuscript and the finished article come in; a ledger that says where each piece went goes out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from pipeline.article.model import Prose, Text
from pipeline.manuscript.accounting.ordering import moved
from pipeline.manuscript.accounting.stream import BITS, UNSTRESSED, Stream, fill
from pipeline.manuscript.pieces import Kind, Mark, Piece, fold
from pipeline.manuscript.recognition import vocabulary
from pipeline.tags import primary_of

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
    """One line of the ledger: a piece, what became of it, the reason, and the line of the article it is on.

    `changed` says what the words of a kept piece mean besides themselves in the file and not in the article.
    """

    piece: Piece
    fate: Fate
    reason: str = ""
    line: int = 0
    changed: tuple[str, ...] = ()


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
    def changed(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.changed)

    @property
    def left_out(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.fate is Fate.LEFT_OUT)


def account(pieces: Sequence[Piece], sections: Sequence[tuple[int, tuple[Any, ...]]], head: Sequence[str]) -> Ledger:
    """Find every piece in the article: in `head` (title, subtitle, ...) or in `sections` as the parser read them back.

    A section is the number of lines before it and its blocks.
    """
    stream = Stream()
    stream.mask = UNSTRESSED
    for text in head:
        stream.add(text, 1)
        stream.end()
    stream.mask = 0
    head_end = stream.length
    for lines, blocks in sections:
        stream.above = lines
        fill(stream, blocks)
    stream.close()
    single = {words for words, places in stream.blocks.items() if len(places) == 1}
    entries: list[Entry] = []
    stood: list[tuple[int, int]] = []
    for piece in pieces:
        entries.append(find(piece, stream))
        if piece.kind in _ORDERED and entries[-1].fate is Fate.KEPT and stream.last >= head_end:
            stood.append((len(entries) - 1, stream.last))
    return Ledger(tuple(_with_order(entries, stood, single)), tuple(stream.rest()), stream.moved)


_ORDERED = frozenset({Kind.PARAGRAPH, Kind.HEADING, Kind.LIST_ITEM, Kind.TABLE_CELL})
"""Kinds whose place among each other is that of the file; notes, boxes, captions and pictures stand beside the text."""


def _with_order(entries: list[Entry], stood: Sequence[tuple[int, int]], single: set[str]) -> list[Entry]:
    """The entries, those that stand elsewhere among their neighbours than in the file told so.

    Only words that stand once in the file and are a block of their own in the article have a place to compare.
    """
    times = Counter(fold(entries[index].piece.text) for index, _ in stood)
    sure = [
        (index, position)
        for index, position in stood
        if times[words := fold(entries[index].piece.text)] == 1 and words in single
    ]
    gone = moved([position for _, position in sure])
    before = ""
    for at, (index, _) in enumerate(sure):
        entry = entries[index]
        if at in gone:
            there = f'below "{before}"' if before else "first"
            told = f'"{entry.piece.excerpt[:60]}" stands {there} in the file, and elsewhere in the article'
            entries[index] = replace(entry, changed=(*entry.changed, told))
        else:
            before = entry.piece.excerpt[:40]
    return entries


def find(piece: Piece, stream: Stream) -> Entry:
    """Look one piece up in the stream and mark it as found."""
    if piece.left_out:
        return Entry(piece, Fate.LEFT_OUT, piece.left_out)
    if piece.kind is Kind.IMAGE:
        kept = stream.take_name(stream.images, piece.text)
        return Entry(piece, Fate.KEPT if kept else Fate.MISSING)
    if piece.kind is Kind.LINK:
        said = stream.take_link(piece.text, fold(piece.said))
        if said is None:
            return Entry(piece, Fate.MISSING)
        return Entry(piece, Fate.KEPT, changed=_changed_link(piece, said))
    if piece.kind is Kind.FORMULA and stream.formulas:
        stream.formulas -= 1
        return Entry(piece, Fate.KEPT)
    wanted = fold(piece.text)
    if not wanted:
        return Entry(piece, Fate.LEFT_OUT, "holds no letter or number")
    for label, rest in _unlabelled(piece.text) if not stream.blocks.get(wanted) else ():
        # The words of an item may stand with its letter in a sentence too: "because a) it hurts, b) it bleeds".
        line = stream.take(fold(rest)) if stream.blocks.get(fold(rest)) else None
        if line is not None:
            return Entry(piece, Fate.KEPT, f'the mark "{label.strip()}" became structure', line)
    line = stream.take(wanted, piece.cell)
    if line is not None:
        return Entry(piece, Fate.KEPT, "", line, changes(piece, stream))
    for label, rest in _unlabelled(piece.text):
        line = stream.take(fold(rest))
        if line is not None:
            return Entry(piece, Fate.KEPT, f'the mark "{label.strip()}" became structure', line)
    if piece.kind is Kind.TABLE_CELL and (bare := _TYPED.sub("", piece.text)) != piece.text:
        line = stream.take(fold(bare), piece.cell)
        if line is not None:
            return Entry(piece, Fate.KEPT, "the numbers typed before its lines became structure", line)
    if piece.again:
        return Entry(piece, Fate.KEPT, "the words of a merged cell stand once in a head of one row")
    return Entry(piece, Fate.MISSING)


# Lines of a cell that begin so are a list to the parser of articles, which keeps their numbers.
_TYPED = re.compile(r"(?<!\S)\(?(?:\d{1,3}|[A-Za-z]|[ivx]{1,5}|[IVX]{1,5})[.)](?=\s)")


def changes(piece: Piece, stream: Stream) -> tuple[str, ...]:
    """What the piece just taken means in the file and not in the article: its marks, number, depth, cell."""
    found = list(_changed_marks(piece, stream))
    there = stream.where(stream.last)
    if piece.label and not _same_number(piece.label, there.label) and not _typed_before(piece.label, stream):
        shown = f'"{there.label}"' if there.label else "without a number"
        found.append(f'"{piece.excerpt[:60]}" is numbered "{piece.label}" in the file, and {shown} in the article')
    if piece.depth and there.depth and piece.depth != there.depth:
        found.append(
            f'"{piece.excerpt[:60]}" stands in list {piece.depth} in the file, in {there.depth} in the article'
        )
    if piece.cell and there.cell and not _same_cell(piece.cell, there.cell, stream):
        (row, column), (y, x) = piece.cell, there.cell
        found.append(
            f'"{piece.excerpt[:60]}" stands in row {row + 1}, column {column + 1} in the file, '
            f"in row {y + 1}, column {x + 1} in the article"
        )
    if primary_of(piece.lang) != primary_of(there.lang) and piece.lang:
        shown = f'in "{there.lang}"' if there.lang else "in no other language than the rest"
        found.append(
            f'"{piece.excerpt[:60]}" is in the language "{piece.lang}" in the file, and {shown} in the article'
        )
    if piece.hangs and not stream.hangs_on(stream.last, _last_word(piece.hangs)):
        found.append(f'the note "{piece.excerpt[:60]}" hangs on "{piece.hangs[-30:].strip()}" in the file only')
    return tuple(found)


def _same_cell(cell: tuple[int, int], there: tuple[int, int], stream: Stream) -> bool:
    """Whether a cell stands where it stood; an article has one head row, into which those of a file are joined."""
    (row, column), (y, x) = cell, there
    if row == 0:
        stream.heads = 0
    elif y == 0 and x == column and row == stream.heads + 1:
        stream.heads = row
    return x == column and y == max(0, row - stream.heads)


def _changed_link(piece: Piece, there: str) -> tuple[str, ...]:
    if not piece.said or there == fold(piece.said):
        return ()
    return (f'other words than "{_short(piece.said)}" lead to {piece.text[:80]} in the article',)


def _last_word(text: str) -> str:
    """The last word of a text that has letters or digits, folded."""
    return next((folded for word in reversed(text.split()) if (folded := fold(word))), "")


def _same_number(one: str, other: str) -> bool:
    return one.strip(" .)(").casefold() == other.strip(" .)(").casefold()


def _typed_before(label: str, stream: Stream) -> bool:
    """Whether the number stands in the article as words right before the words of its item."""
    said = fold(label)
    return bool(said) and stream.text[: stream.last].endswith(said)


def _changed_marks(piece: Piece, stream: Stream) -> Iterator[str]:
    """Each passage whose mark was lost or came in; bold and italic do not count in headings."""
    wanted = fold(piece.text)
    there_too = stream.masks[stream.last : stream.last + len(wanted)].strip(b"\x00" + bytes((UNSTRESSED,)))
    if not there_too and not any(marks for _, marks in piece.runs):
        return
    folded = [(fold(text), sum(BITS[mark] for mark in marks)) for text, marks in piece.runs]
    if not folded or "".join(text for text, _ in folded) != wanted:
        return
    masks = stream.masks[stream.last : stream.last + len(wanted)]
    stress = BITS[Mark.STRONG] | BITS[Mark.EMPHASIS] | BITS[Mark.CODE]
    position = 0
    for (text, mask), (words, _) in zip(folded, piece.runs, strict=True):
        lost = came = 0
        for there in masks[position : position + len(text)]:
            kept = ~stress if there & UNSTRESSED else ~0
            lost |= mask & ~there & kept
            came |= there & ~mask & kept & ~UNSTRESSED
        position += len(text)
        names = [mark.value for mark, bit in BITS.items() if lost & bit]
        if names:
            yield f'"{_short(words)}" is {" and ".join(names)} in the file, and not in the article'
        names = [mark.value for mark, bit in BITS.items() if came & bit]
        if names:
            yield f'"{_short(words)}" is {" and ".join(names)} in the article, and not in the file'


def _short(words: str) -> str:
    return " ".join(words.split())[:60]


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


def prose_of(blocks: Iterable[Any]) -> str:
    """The words of paragraphs, for a first look at the language of a text."""
    return " ".join(
        inline.text
        for block in blocks
        if isinstance(block, Prose)
        for inline in block.inlines
        if isinstance(inline, Text)
    )
