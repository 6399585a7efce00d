"""The nouns of a Rich Text file: paragraphs, rows, notes, and words with all that they carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from pipeline.manuscript.pieces import Mark


@dataclass(frozen=True, slots=True)
class Look:
    """What a run of words carries: marks, whether it is hidden or deleted, its link, its language (a Windows id)."""

    marks: frozenset[Mark] = frozenset()
    hidden: bool = False
    deleted: bool = False
    link: str = ""
    lang: int = 0
    other_lang: int = 0
    rightward: bool = False


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
    """The picture of this number, from 1 in the order of the file."""

    number: int


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
class Row:
    """The cells of a row as paragraphs, and the edges that the file draws for them (fewer, when it draws none)."""

    cells: tuple[tuple[Paragraph, ...], ...]
    edges: tuple[CellEdge, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote or endnote at its word."""

    blocks: tuple[Paragraph | Row, ...]


Block: TypeAlias = Paragraph | Row
