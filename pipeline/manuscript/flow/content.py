"""The nouns of a word processor's file: paragraphs, rows, notes, and words with all that they carry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TypeAlias

from pipeline.manuscript.pieces import Mark, Query


@dataclass(frozen=True, slots=True)
class Look:
    """What a run of words carries: marks, whether it is hidden or deleted, its link, and its language as the file has
    it (a BCP 47 tag, "" for none). `unseen` says why nobody sees words that are shown ("white"), "" for all others;
    `backed` that a colour lies behind them, `added` that they were added under tracked changes.
    """

    marks: frozenset[Mark] = frozenset()
    hidden: bool = False
    deleted: bool = False
    link: str = ""
    lang: str = ""
    code: bool = False
    unseen: str = ""
    backed: bool = False
    added: bool = False


@dataclass(frozen=True, slots=True)
class Properties:
    """What a paragraph is: how deep in tables, its list and level, indents in twips, the name and heading level of its
    style (0: none), whether it belongs to a table of contents.
    """

    table: int = 0
    list: int = 0
    depth: int = 0
    indent: int = 0
    first: int = 0
    style: int = 0
    outline: int = 9
    rightward: bool = False
    contents: bool = False
    name: str = ""
    level: int = 0


@dataclass(frozen=True, slots=True)
class Words:
    """A run of words; a line break is "\\n", a tab "\\t"."""

    text: str
    look: Look


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture by the name or number that the file gives it, and what is said to those who cannot see it."""

    target: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`label` is the number or bullet as the file says it was shown, None when it says none; `box` in a text box."""

    content: tuple[Words | Picture | Note, ...]
    properties: Properties
    label: str | None = None
    box: bool = False


@dataclass(frozen=True, slots=True)
class CellEdge:
    """The right edge of a cell in twips, and whether it goes on a cell to its left or above."""

    right: int
    across: bool = False
    down: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a table's grid: the paragraphs that stand in it, and whether they stand there first."""

    paragraphs: tuple[Paragraph, ...]
    first: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row as paragraphs, and the edges that the file draws for them (fewer, when it draws none).

    A file that says itself which cells are merged gives the `places` of the row in the grid instead of edges; `head`
    when it says that the row is one of the table's head.
    """

    cells: tuple[tuple[Paragraph, ...], ...]
    edges: tuple[CellEdge, ...] = ()
    places: tuple[Place | None, ...] = ()
    head: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote or endnote at its word."""

    blocks: tuple[Paragraph | Row, ...]


Block: TypeAlias = Paragraph | Row


@dataclass
class Flow:
    """What a file holds: its blocks in order, words that stand beside them, how many objects and pictures, questions.

    `filled` when paragraphs or boxes may stand on a colour, `filled_cells` when cells may: white words are seen there.
    `beside` has pairs of a destination ("margin", "annotation", "info author") and words; `lang` is the language that
    the file says it is in.
    """

    file: str
    blocks: list[Block] = field(default_factory=list)
    beside: list[tuple[str, str]] = field(default_factory=list)
    pictures: int = 0
    objects: int = 0
    queries: list[Query] = field(default_factory=list)
    lang: str = ""
    filled: bool = False
    filled_cells: bool = False


def all_words(blocks: Sequence[Block]) -> str:
    """The words of paragraphs and cells in a row, without those of notes."""
    return " ".join(w.text for p in all_paragraphs(blocks) for w in p.content if isinstance(w, Words))


def all_paragraphs(blocks: Sequence[Block]) -> list[Paragraph]:
    """The paragraphs of blocks and of their cells in a row, without those of notes."""
    return [p for b in blocks for p in ((b,) if isinstance(b, Paragraph) else chain.from_iterable(b.cells))]
