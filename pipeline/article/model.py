"""The nouns of an article: typed blocks and inlines, a small closed union that every format can match on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from pipeline.article.audience import EVERYBODY, Audience
from pipeline.article.material import Picture, Reference
from pipeline.finding import Place

if TYPE_CHECKING:
    from pipeline.article.front.fields import FrontMatter


@dataclass(frozen=True, slots=True)
class Node:
    """What every block has besides its content: source place, position in the tree, key, audience, language.

    `key` is the author's `{#id}`, or derived from path and kind; translations match on it. `explicit` tells which.
    `classes` are the author's own further classes on the block.
    """

    place: Place
    path: tuple[int, ...] = ()
    key: str = ""
    audience: Audience = EVERYBODY
    lang: str | None = None
    explicit: bool = False
    classes: frozenset[str] = frozenset()


# Inlines


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Break:
    """A hard line break."""


@dataclass(frozen=True, slots=True)
class Emphasis:
    children: Inlines


@dataclass(frozen=True, slots=True)
class Strong:
    children: Inlines


@dataclass(frozen=True, slots=True)
class Superscript:
    children: Inlines


@dataclass(frozen=True, slots=True)
class Subscript:
    children: Inlines


@dataclass(frozen=True, slots=True)
class Struck:
    """Words that somebody crossed out; they are no plain text, and an article that holds some is not published."""

    children: Inlines


@dataclass(frozen=True, slots=True)
class Code:
    text: str


@dataclass(frozen=True, slots=True)
class Math:
    """A formula in TeX; `display` for one on a line of its own.

    `inlines` say it in one line and `mathml` is for readers that lay formulas out; both are empty in a formula that
    cannot be set, and in one that is not part of an article yet.
    """

    tex: str
    display: bool = False
    inlines: Inlines = ()
    mathml: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A passage with a language of its own or classes of the author's."""

    children: Inlines
    lang: str | None = None
    classes: frozenset[str] = frozenset()


SAFE_SCHEMES = frozenset({"https", "http", "mailto", "tel"})
"""Where a link may lead besides this article and others: schemes that run no code and reach into no machine."""


@dataclass(frozen=True, slots=True)
class Link:
    """`target` is https:, mailto:, tel:, "#key" of this article, or "slug" / "slug#key" of another."""

    target: str
    children: Inlines


@dataclass(frozen=True, slots=True)
class Image:
    """`name` is a key of Article.pictures; `alt` the author's description."""

    name: str
    alt: str


@dataclass(frozen=True, slots=True)
class Cite:
    """A citation group, still keys: numbered only when a format has selected its blocks."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote, still content: numbered only when a format has selected its blocks."""

    blocks: Blocks


@dataclass(frozen=True, slots=True)
class Value:
    """A brand value `{{name}}`; gone once the edition is made."""

    name: str


Inline: TypeAlias = (
    Text
    | Break
    | Emphasis
    | Strong
    | Superscript
    | Subscript
    | Struck
    | Code
    | Math
    | Span
    | Link
    | Image
    | Cite
    | Note
    | Value
)
Inlines: TypeAlias = tuple[Inline, ...]

# Blocks


@dataclass(frozen=True, slots=True)
class Section:
    """`level` 2 is a section, 3 a subsection; the title of the article is level 1 and not in the tree."""

    node: Node
    level: int
    heading: Inlines
    blocks: Blocks


@dataclass(frozen=True, slots=True)
class Prose:
    node: Node
    inlines: Inlines


@dataclass(frozen=True, slots=True)
class Item:
    """One list item; `number` where the author's does not follow from the one before it."""

    node: Node
    blocks: Blocks
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Bullets:
    node: Node
    items: tuple[Item, ...]


class NumberStyle(StrEnum):
    """How the number of a step is written; the names are those of CSS."""

    DECIMAL = "decimal"
    LOWER_ALPHA = "lower-alpha"
    UPPER_ALPHA = "upper-alpha"
    LOWER_ROMAN = "lower-roman"
    UPPER_ROMAN = "upper-roman"


class Delimiter(StrEnum):
    """What stands beside the number of a step: 1. or 1) or (1)."""

    PERIOD = "."
    PAREN = ")"
    PARENS = "()"


@dataclass(frozen=True, slots=True)
class Steps:
    """An ordered list: things to do in this order. The first has the number `start`, each other one more than the
    one before unless it has a number of its own; `style` and `delimiter` say how numbers are written.
    """

    node: Node
    items: tuple[Item, ...]
    start: int = 1
    style: NumberStyle = NumberStyle.DECIMAL
    delimiter: Delimiter = Delimiter.PERIOD


@dataclass(frozen=True, slots=True)
class KeyPoints:
    """What a reader must take away; `heading` may be empty (the format then uses the interface words)."""

    node: Node
    heading: Inlines
    items: tuple[Item, ...]


class CardKind(StrEnum):
    BENEFITS = "benefits"
    RISKS = "risks"
    CONSIDERATIONS = "considerations"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Card:
    node: Node
    kind: CardKind
    heading: Inlines
    blocks: Blocks


@dataclass(frozen=True, slots=True)
class Comparison:
    """Cards side by side: benefits, risks, what to consider; `intro` stands before them."""

    node: Node
    heading: Inlines
    intro: Blocks
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Question:
    node: Node
    question: Inlines
    answer: Blocks


@dataclass(frozen=True, slots=True)
class Questions:
    node: Node
    heading: Inlines
    intro: Blocks
    questions: tuple[Question, ...]


class CalloutKind(StrEnum):
    WARNING = "warning"
    TIP = "tip"
    NOTE = "note"
    WHEN_TO_CALL = "when-to-call"


@dataclass(frozen=True, slots=True)
class Callout:
    node: Node
    kind: CalloutKind
    heading: Inlines
    blocks: Blocks


@dataclass(frozen=True, slots=True)
class Figure:
    """`description` is the long description of a chart or diagram; it may be empty."""

    node: Node
    image: Image
    caption: Inlines
    description: Blocks


class Alignment(StrEnum):
    START = "start"
    CENTRE = "center"
    END = "end"


@dataclass(frozen=True, slots=True)
class Cell:
    blocks: Blocks


@dataclass(frozen=True, slots=True)
class Row:
    node: Node
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A simple grid: one head row (may be empty), body rows; `row_headers` when the first column names the row.

    `doses` marks a dose table, whose rows are never split over pages.
    """

    node: Node
    caption: Inlines
    alignments: tuple[Alignment, ...]
    head: tuple[Cell, ...]
    rows: tuple[Row, ...]
    row_headers: bool = False
    doses: bool = False


@dataclass(frozen=True, slots=True)
class Quotation:
    """`by` names who said it, `source` is an https address or empty."""

    node: Node
    blocks: Blocks
    by: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class MythFact:
    node: Node
    myth: Blocks
    fact: Blocks


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known and what is not."""

    node: Node
    heading: Inlines
    known: Blocks
    unknown: Blocks


@dataclass(frozen=True, slots=True)
class Action:
    """What the reader can do, usually with steps."""

    node: Node
    heading: Inlines
    blocks: Blocks


@dataclass(frozen=True, slots=True)
class Term:
    node: Node
    term: Inlines
    definition: Blocks


@dataclass(frozen=True, slots=True)
class Glossary:
    node: Node
    heading: Inlines
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation to respond: ask, write, share."""

    node: Node
    heading: Inlines
    blocks: Blocks


@dataclass(frozen=True, slots=True)
class Recap:
    node: Node
    heading: Inlines
    blocks: Blocks


@dataclass(frozen=True, slots=True)
class About:
    node: Node
    heading: Inlines
    blocks: Blocks


@dataclass(frozen=True, slots=True)
class RelatedItem:
    """Another article: `target` as in Link (empty when the source gave none), its title and a teaser."""

    node: Node
    target: str
    title: Inlines
    teaser: Inlines


@dataclass(frozen=True, slots=True)
class Related:
    node: Node
    heading: Inlines
    items: tuple[RelatedItem, ...]


@dataclass(frozen=True, slots=True)
class Preformatted:
    node: Node
    text: str


@dataclass(frozen=True, slots=True)
class Divider:
    """A change of subject inside a section."""

    node: Node


Block: TypeAlias = (
    Section
    | Prose
    | Bullets
    | Steps
    | KeyPoints
    | Comparison
    | Questions
    | Callout
    | Figure
    | Table
    | Quotation
    | MythFact
    | Evidence
    | Action
    | Glossary
    | Invitation
    | Recap
    | About
    | Related
    | Preformatted
    | Divider
)
Blocks: TypeAlias = tuple[Block, ...]


@dataclass(frozen=True)
class Article:
    """One article in one language.

    `file` is its path in the workspace ("source/tides/article.md"); `references` in the order of the front
    matter, keyed; `pictures` by name. `original` tells whether this is the original or a translation; `lines` are
    the lines of the front matter's keys, `taken` where those stand that the library's defaults gave. `newer` is the
    language of the original of a translation that is published although it was made from an earlier text.
    """

    slug: str
    lang: str
    file: str
    front: FrontMatter
    blocks: Blocks
    pictures: Mapping[str, Picture]
    references: Mapping[str, Reference]
    original: bool = True
    lines: Mapping[str, int] = field(default_factory=dict, repr=False)
    taken: Mapping[str, Place] = field(default_factory=dict, repr=False)
    newer: str = ""

    def place(self, path: str) -> Place:
        """Where a key of the front matter stands ("reviewers.0.name"), else the nearest key above it, else line 1."""
        key = path.partition(".")[0]
        if key in self.taken:
            return self.taken[key]
        while path:
            if path in self.lines:
                return Place(self.file, self.lines[path])
            path = path.rpartition(".")[0]
        return Place(self.file, 1)
