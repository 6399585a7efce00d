"""The blocks of an edition come in; what they say, statement by statement and fact by fact, goes out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from functools import cache, lru_cache
from typing import Any

from pipeline.article.body.inlines import plain
from pipeline.article.gravity import holds_grave
from pipeline.article.model import (
    About,
    Blocks,
    Callout,
    CalloutKind,
    Card,
    CardKind,
    Cell,
    Cite,
    Figure,
    Glossary,
    Image,
    Inlines,
    Math,
    Node,
    Note,
    Preformatted,
    Prose,
    Related,
    Section,
    Steps,
    Superscript,
    Table,
)
from pipeline.article.numbering import labels
from pipeline.article.walking import part_names
from pipeline.facts.tokens import SLOT, fold, raised, spans_of, tokens_of
from pipeline.finding import Place
from pipeline.language.amounts import Frequency, Moment, Phone, Quantity, Ratio, Route
from pipeline.language.lexicon import lexicon_of
from pipeline.language.quantities import read_quantities
from pipeline.language.sentences import split_sentences
from pipeline.tags import primary_of


class Weight(IntEnum):
    """What it costs when a fact is lost or changed; a dose, a warning and a phone number weigh above a number."""

    PASSING = 1
    TELLING = 2
    GRAVE = 3


class Kind(StrEnum):
    """What a fact is; the words are those of the report."""

    DOSE = "dose"
    NUMBER = "number"
    SHARE = "share"
    FREQUENCY = "frequency"
    DAY = "day"
    TIME = "time"
    PHONE = "phone number"
    ADDRESS = "address"
    NEGATION = "negation"
    STEP = "step"
    WARNING = "warning"
    ROW = "table row"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that the article says: a sentence, a heading, an item, a row of a table.

    `tokens` are its words and numbers, folded (see tokens.py), with SLOT where a format may set the number of a
    reference or note, or where a cell ends; `block` is the key of the outermost block that a short format keeps or
    leaves out whole, "" for words that a format may set in a way of its own; `label` the number of a step as shown;
    `group` names the list, row or box that it is a part of.
    """

    block: str
    place: Place
    lang: str
    text: str
    tokens: tuple[str, ...]
    weight: Weight
    kind: Kind = Kind.WORDS
    label: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something in a statement that must arrive unchanged: `said` as written, `first` to `last` its tokens."""

    statement: int
    kind: Kind
    said: str
    weight: Weight
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything that the blocks say, in reading order, and the facts in it."""

    statements: tuple[Statement, ...]
    facts: tuple[Fact, ...]

    def facts_of(self, number: int) -> tuple[Fact, ...]:
        """The facts in a statement."""
        return tuple(fact for fact in self.facts if fact.statement == number)


def ledger_of(blocks: Blocks, lang: str) -> Ledger:
    """The ledger of blocks in one language; values of the brand are filled in by then."""
    statements = tuple(_Reader(lang).read(blocks))
    numbered = enumerate(statements)
    facts = tuple(replace(fact, statement=number) for number, said in numbered for fact in _facts(said))
    return Ledger(statements, facts)


_HEAVY = {CalloutKind.WARNING, CalloutKind.WHEN_TO_CALL}


class _Reader:
    """Walks the blocks with what surrounds them: the block that is kept or left out whole, the box, the language."""

    def __init__(self, lang: str) -> None:
        self._lang = lang

    def read(self, blocks: Blocks) -> Iterator[Statement]:
        for block in blocks:
            if isinstance(block, Section) and not block.blocks:
                continue  # a heading over nothing says nothing, and books leave it out
            if isinstance(block, Section):
                yield from self._inlines(block.heading, block.node, block.node.key, self._lang, Weight.PASSING)
                yield from self.read(block.blocks)
            else:
                yield from self._block(block, block.node.key, block.node.lang or self._lang, Weight.PASSING, "")

    def _block(self, block: Any, outer: str, lang: str, weight: Weight, group: str) -> Iterator[Statement]:
        node: Node = block.node
        lang = node.lang or lang
        if isinstance(block, Callout) and block.kind in _HEAVY:
            weight, group = Weight.GRAVE, node.key or str(node.path)
        elif isinstance(block, Card) and block.kind is CardKind.RISKS:
            weight, group = Weight.GRAVE, f"card {node.key or node.path}"
        if isinstance(block, Prose):
            yield from self._prose(block.inlines, node, outer, lang, weight, group)
        elif isinstance(block, Preformatted):
            yield self._statement(block.text, tokens_of(block.text), node, outer, lang, weight, group)
        elif isinstance(block, Figure):
            yield from self._inlines(block.caption, node, outer, lang, weight)
            yield from self._blocks(block.description, outer, lang, weight, group)
        elif isinstance(block, Steps):
            yield from self._steps(block, outer, lang, weight)
        elif isinstance(block, Table):
            yield from self._table(block, outer, lang, weight)
        else:
            for name in part_names(block):
                # Books and letters gather these under headings of their own.
                own = name == "heading" and isinstance(block, About | Glossary | Related)
                for said in self._part(name, getattr(block, name), node, outer, lang, weight, group):
                    yield replace(said, block="") if own else said

    def _part(
        self, name: str, part: Any, node: Node, outer: str, lang: str, weight: Weight, group: str
    ) -> Iterator[Statement]:
        """One field of a block: its heading, its blocks, its items."""
        if not isinstance(part, tuple) or not part:
            return
        if hasattr(part[0], "node"):
            yield from self._blocks(part, outer, lang, weight, group)
        elif name in {"heading", "question", "term", "title", "teaser", "caption"}:
            yield from self._inlines(part, node, outer, lang, weight)

    def _blocks(self, blocks: Any, outer: str, lang: str, weight: Weight, group: str) -> Iterator[Statement]:
        for block in blocks:
            yield from self._block(block, outer, lang, weight, group)

    def _steps(self, steps: Steps, outer: str, lang: str, weight: Weight) -> Iterator[Statement]:
        group = f"steps {steps.node.key or steps.node.path}"
        for item, label in zip(steps.items, labels(steps), strict=True):
            heavier = max(weight, Weight.TELLING)
            said = list(self._block(item, outer, item.node.lang or lang, heavier, group))
            if said:
                said[0] = replace(said[0], label=label, kind=Kind.STEP)
            yield from said

    def _table(self, table: Table, outer: str, lang: str, weight: Weight) -> Iterator[Statement]:
        yield from self._inlines(table.caption, table.node, outer, lang, weight)
        heavier = Weight.GRAVE if table.doses else max(weight, Weight.TELLING)
        group = f"table {table.node.key or table.node.path}"
        if table.head and any(cell.blocks for cell in table.head):
            yield self._row(table.head, table.node, outer, lang, heavier, group)
        for row in table.rows:
            yield self._row(row.cells, row.node, outer, lang, heavier, group)

    def _row(self, cells: tuple[Cell, ...], node: Node, outer: str, lang: str, weight: Weight, group: str) -> Statement:
        """A row is one statement: a value that moved to another row or column is another row."""
        texts: list[str] = []
        tokens: list[str] = []
        for cell in cells:
            own = list(self._blocks(cell.blocks, outer, lang, weight, group))
            texts.append(" ".join(statement.text for statement in own))
            for statement in own:
                tokens += statement.tokens
            tokens.append(SLOT)
        said = self._statement(" | ".join(texts), tuple(tokens), node, outer, lang, weight, group)
        return replace(said, kind=Kind.ROW)

    def _prose(
        self, inlines: Inlines, node: Node, outer: str, lang: str, weight: Weight, group: str
    ) -> Iterator[Statement]:
        text, slots, notes = _marked(inlines)
        if holds_grave(inlines):
            # What the author marked as the gravest risk stands alone beside a benefit, whatever list it is of.
            group = ""
        for sentence in split_sentences(text, lang):
            tokens = tokens_of(_with_slots(text, sentence.start, sentence.end, slots))
            if any(token != SLOT for token in tokens):
                heavier = max(weight, Weight.TELLING) if is_negated(tokens, lang) else weight
                yield self._statement(sentence.text, tokens, node, outer, lang, heavier, group)
        for note in notes:
            yield from self._blocks(note.blocks, outer, lang, Weight.PASSING, group)

    def _inlines(self, inlines: Inlines, node: Node, outer: str, lang: str, weight: Weight) -> Iterator[Statement]:
        """A heading, a caption or a term: one statement however many sentences."""
        text, slots, notes = _marked(inlines)
        tokens = tokens_of(_with_slots(text, 0, len(text), slots))
        if any(token != SLOT for token in tokens):
            yield self._statement(text.strip(), tokens, node, outer, lang, weight, "")
        for note in notes:
            yield from self._blocks(note.blocks, outer, lang, Weight.PASSING, "")

    def _statement(
        self, text: str, tokens: tuple[str, ...], node: Node, outer: str, lang: str, weight: Weight, group: str
    ) -> Statement:
        kind = Kind.WARNING if weight is Weight.GRAVE and not group.startswith("table") else Kind.WORDS
        return Statement(outer or node.key, node.place, lang, " ".join(text.split()), tokens, weight, kind, group=group)


def _marked(inlines: Inlines) -> tuple[str, list[int], list[Note]]:
    """The words of inlines, where in them a reference, a note, a picture or a formula stands, and the notes."""
    parts: list[str] = []
    slots: list[int] = []
    notes: list[Note] = []

    def add(inlines: Inlines) -> None:
        for inline in inlines:
            if isinstance(inline, Cite | Image | Math | Note):
                slots.append(sum(map(len, parts)))
                if isinstance(inline, Note):
                    notes.append(inline)
            elif isinstance(inline, Superscript) and (power := raised(plain(inline.children))):
                parts.append(power)
            elif children := getattr(inline, "children", ()):
                add(children)
            else:
                parts.append(plain((inline,)))

    add(inlines)
    return "".join(parts), slots, notes


def _with_slots(text: str, start: int, end: int, slots: list[int]) -> str:
    """A sentence with its slots; one behind its full stop is its own."""
    pieces: list[str] = []
    at = start
    for slot in slots:
        if start < slot <= end or (slot == start == 0):
            pieces += [text[at:slot], SLOT]
            at = slot
    return "".join([*pieces, text[at:end]])


def is_negated(tokens: tuple[str, ...], lang: str) -> bool:
    """Whether a statement holds a word that turns its sense."""
    words = negations(lang)
    return any(token in words or token.endswith("n't") for token in tokens)


@cache
def negations(lang: str) -> frozenset[str]:
    """The words of a language that turn the sense of a statement, folded."""
    return frozenset(fold(word) for word in lexicon_of(primary_of(lang)).negations)


@lru_cache(maxsize=4096)
def _facts(statement: Statement) -> tuple[Fact, ...]:
    """The facts in a statement, not numbered yet: every product of an edition asks for them."""
    return tuple(_found(statement))


def _found(statement: Statement) -> Iterator[Fact]:
    """The facts in a statement, in reading order; the statement itself where it is a warning, a step or a row."""
    spans = spans_of(statement.text)
    for value in read_quantities(statement.text, statement.lang):
        kind, weight = _kind_of(value, statement)
        covered = [at for at, (start, end) in enumerate(spans) if start < value.end and end > value.start]
        if covered and kind:
            said = statement.text[value.start : value.end]
            yield Fact(0, kind, said, max(weight, statement.weight), covered[0], covered[-1])
    words = negations(statement.lang)
    solid = [token for token in statement.tokens if token != SLOT]
    for at, token in enumerate(solid):
        if token in words or token.endswith("n't"):
            yield Fact(0, Kind.NEGATION, token, Weight.GRAVE, at, at)
    if statement.kind is not Kind.WORDS:
        yield Fact(0, statement.kind, statement.text, statement.weight, 0, max(0, len(solid) - 1))


def _kind_of(value: object, statement: Statement) -> tuple[Kind | None, Weight]:
    match value:
        case Phone():
            return Kind.PHONE, Weight.GRAVE
        case Frequency():
            return Kind.FREQUENCY, Weight.GRAVE
        case Ratio():
            return Kind.SHARE, Weight.TELLING
        case Moment(clock=True):
            return Kind.TIME, Weight.TELLING
        case Moment():
            return Kind.DAY, Weight.TELLING
        case Quantity() if value.kind in {"mass", "volume", "activity", "form", "dose"}:
            return Kind.DOSE, Weight.GRAVE
        case Quantity() if value.kind == "percent":
            return Kind.SHARE, Weight.TELLING
        case Quantity():
            return Kind.NUMBER, Weight.TELLING if value.unit else Weight.PASSING
        case Route():
            return None, Weight.PASSING
    return None, Weight.PASSING
