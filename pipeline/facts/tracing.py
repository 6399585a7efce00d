"""An edition and a proof of one product come in; where each of its facts went, in plain values, goes out."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from pipeline.article.body.inlines import plain
from pipeline.article.model import Article, Section
from pipeline.edition.artifact import Extent, Product
from pipeline.facts.comparing import Match, State
from pipeline.facts.ledger import Kind, Ledger, Statement, Weight, ledger_of
from pipeline.facts.proving import Proof, Said, front_statements
from pipeline.facts.tokens import SLOT, spans_of, tokens_of

if TYPE_CHECKING:
    from pipeline.edition.edition import Edition

PLACES = 500
"""So many places of one statement are kept; few campaigns have more posts (house)."""


class Standing(StrEnum):
    """What became of a statement in a product; the words are those of the report."""

    FOUND = "found"
    CHANGED = "changed"
    MISSING = "missing"
    LEFT_OUT = "left out"
    NOT_MEANT = "not meant for it"

    @property
    def is_fault(self) -> bool:
        return self in {Standing.CHANGED, Standing.MISSING}


@dataclass(frozen=True, slots=True)
class Row:
    """One statement of an article that holds facts: its section, file and line, its words, and which of them are facts
    (pairs of offsets). `kinds` say what the facts are ("dose", "negation"); `grave` that losing one harms.
    """

    section: str
    file: str
    line: int
    lang: str
    text: str
    marks: tuple[tuple[int, int], ...]
    kinds: tuple[str, ...]
    grave: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """What became of a row in one product: where it stands there, all places in order; what stands instead, if it was
    changed.
    """

    standing: Standing
    places: tuple[str, ...] = ()
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """The rows of an edition, in the order of its articles, and the cell of each in one product."""

    rows: tuple[Row, ...]
    cells: tuple[Cell, ...]


def trace_of(edition: Edition, product: Product, proof: Proof, passages: Sequence[Said]) -> Trace:
    """Where each statement that holds facts went in a product that somebody reads."""
    at: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for number, statement in enumerate(proof.ledger.statements):
        at[_key(statement)].append(number)
    said = [f" {' '.join(token for token in tokens_of(each.text) if token != SLOT)} " for each in passages]
    places = [each.where for each in passages]
    rows, cells = [], []
    for row, statement in _rows(edition):
        numbers = at.get(_key(statement), [])
        rows.append(row)
        if not numbers:
            cells.append(Cell(Standing.NOT_MEANT))
            continue
        # Of two statements in the same words, each has its own place; a snippet that stands twice may be kept once.
        at_hand = numbers.pop(0) if len(numbers) > 1 else numbers[0]
        cells.append(_cell(statement, proof.matches[at_hand], proof.where(at_hand), product, said, places))
    return Trace(tuple(rows), tuple(cells))


def _key(statement: Statement) -> tuple[Any, ...]:
    return statement.place.file, statement.place.first, statement.text


def _cell(
    statement: Statement, match: Match, where: str, product: Product, said: Sequence[str], places: Sequence[str]
) -> Cell:
    if match.state is State.FOUND:
        wanted = f" {' '.join(token for token in statement.tokens if token != SLOT)} "
        every = [place for text, place in zip(said, places, strict=True) if wanted in text]
        return Cell(Standing.FOUND, tuple(dict.fromkeys([*([where] if where not in every else []), *every]))[:PLACES])
    if match.state is State.CHANGED and statement.block:
        instead = "; ".join(
            f'"{each.found}" for "{each.expected}"' if each.found else f'"{each.expected}" is not there'
            for each in match.differences
        )
        return Cell(Standing.CHANGED, (where,), instead)
    if statement.block and product.extent is Extent.ALL:
        return Cell(Standing.MISSING)
    return Cell(Standing.LEFT_OUT)


def _rows(edition: Edition) -> Iterator[tuple[Row, Statement]]:
    """Every statement of the edition that holds a fact or weighs much, whoever gets it."""
    for article in edition.publication.articles:
        for section, ledger in _parts(article, edition.lang):
            for number, statement in enumerate(ledger.statements):
                facts = ledger.facts_of(number)
                if not facts and statement.weight is not Weight.GRAVE:
                    continue
                spans = spans_of(statement.text)
                marks = sorted(
                    {
                        (spans[fact.first][0], spans[min(fact.last, len(spans) - 1)][1])
                        for fact in facts
                        if fact.kind not in _WHOLE and fact.first < len(spans)
                    }
                )
                kinds = tuple(dict.fromkeys(fact.kind.value for fact in facts)) or (Kind.WARNING.value,)
                grave = statement.weight is Weight.GRAVE or any(fact.weight is Weight.GRAVE for fact in facts)
                yield (
                    Row(
                        section,
                        statement.place.file,
                        statement.place.first,
                        statement.lang,
                        statement.text,
                        tuple(_apart(marks)),
                        kinds,
                        grave,
                    ),
                    statement,
                )


_WHOLE = {Kind.STEP, Kind.WARNING, Kind.ROW, Kind.WORDS}


def _apart(marks: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Marks that overlap as one."""
    begun: tuple[int, int] | None = None
    for start, end in marks:
        if begun and start < begun[1]:
            begun = begun[0], max(begun[1], end)
        else:
            if begun:
                yield begun
            begun = start, end
    if begun:
        yield begun


def _parts(article: Article, lang: str) -> Iterator[tuple[str, Ledger]]:
    """The front matter, then each section of an article with what it says; blocks before the first have no name."""
    yield "", Ledger(front_statements(article, lang), ())
    for block in article.blocks:
        name = plain(block.heading).strip() if isinstance(block, Section) else ""
        yield name, ledger_of((block,), lang)


def to_json(trace: Trace) -> bytes:
    """The trace as it is kept, keys in a fixed order."""
    cells = [[cell.standing.value, list(cell.places), cell.instead] for cell in trace.cells]
    return json.dumps({"rows": [asdict(row) for row in trace.rows], "cells": cells}, ensure_ascii=False).encode()


def from_json(content: bytes) -> Trace | None:
    """A trace that was kept; None when it is of another form."""
    try:
        values: Mapping[str, Any] = json.loads(content)
        rows = tuple(
            Row(
                str(row["section"]),
                str(row["file"]),
                int(row["line"]),
                str(row["lang"]),
                str(row["text"]),
                tuple((int(start), int(end)) for start, end in row["marks"]),
                tuple(str(kind) for kind in row["kinds"]),
                bool(row["grave"]),
            )
            for row in values["rows"]
        )
        cells = tuple(
            Cell(Standing(standing), tuple(str(place) for place in places), str(instead))
            for standing, places, instead in values["cells"]
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return Trace(rows, cells) if len(rows) == len(cells) else None
