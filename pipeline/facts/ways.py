"""An import ledger, an article as it is now and its rows come in; the way of each fact from the manuscript goes out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum

from pipeline.article.body.parsing import parse_body
from pipeline.article.front.head import split_head
from pipeline.facts.ledger import Ledger, Statement, ledger_of
from pipeline.facts.origins import ImportLedger, Origin
from pipeline.facts.tokens import SLOT, tokens_of
from pipeline.facts.tracing import Row
from pipeline.language.quantities import read_quantities

LIKE = 0.5
"""So alike must two statements be to be one that an editor changed (house; difflib's ratio over words)."""

RELATED = 0.2
"""So much of an imported article must still be there for the ledger to be of this one (house)."""


class Course(StrEnum):
    """What happened to a statement between the manuscript and the article as it is now."""

    KEPT = "as in the manuscript"
    CHANGED = "changed by an editor"
    ADDED = "added by an editor"


@dataclass(frozen=True, slots=True)
class Way:
    """Where a row of the table comes from: its place in the manuscript ("" when it is not known), and what it said
    there when an editor changed it.
    """

    row: Row
    course: Course
    place: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Gone:
    """A statement with facts that the manuscript holds and the article does not: where it stood and why it is gone."""

    text: str
    place: str
    why: str


@dataclass(frozen=True)
class Ways:
    """The ways of all rows of one article, in their order, and what did not arrive."""

    manuscript: str
    article: str
    ways: tuple[Way, ...] = field(repr=False)
    gone: tuple[Gone, ...] = field(repr=False)

    def count(self, course: Course) -> int:
        return sum(way.course is course for way in self.ways)


def ways_of(ledger: ImportLedger, text: str, file: str, lang: str, rows: Sequence[Row]) -> Ways | None:
    """The way of each of an article's rows; None when the ledger is of another article.

    `text` is the article as it is now, `file` its path in the workspace, `rows` those of its table.
    """
    before, now = _statements(ledger.text, file, lang), _statements(text, file, lang)
    pairs = _paired(before.statements, now.statements)
    kept = sum(old is not None for old in pairs.values())
    if before.statements and kept < RELATED * min(len(before.statements), len(now.statements)):
        return None
    own = [row for row in rows if row.file == file]
    ways = tuple(_way(row, now.statements, pairs, before.statements, ledger) for row in own)
    arrived = {old for old in pairs.values() if old is not None}
    gone = [
        Gone(statement.text, _place(statement, ledger), "taken out by an editor")
        for number, statement in enumerate(before.statements)
        if number not in arrived and before.facts_of(number)
    ]
    gone += [
        Gone(" ".join(piece.text.split()), piece.place, f"left out on import: {piece.left_out}")
        for piece in ledger.pieces
        if piece.left_out and _holds_facts(piece, lang)
    ]
    return Ways(ledger.manuscript, ledger.article, ways, tuple(gone))


def _statements(text: str, file: str, lang: str) -> Ledger:
    """What the body of an article says; snippets are no part of a manuscript."""
    _, body = split_head(text)
    return ledger_of(parse_body(body, file, {}).blocks, lang)


def _paired(before: Sequence[Statement], now: Sequence[Statement]) -> dict[int, int | None]:
    """For each statement of the article as it is now, the one of the imported article that it is; None for new ones."""
    old, new = [each.tokens for each in before], [each.tokens for each in now]
    pairs: dict[int, int | None] = {}
    lost: list[int] = []
    for name, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if name == "equal":
            pairs |= dict(zip(range(j1, j2), range(i1, i2), strict=True))
        else:
            lost += range(i1, i2)
            pairs |= dict.fromkeys(range(j1, j2))
    free = set(lost)
    open_now = [number for number, found in pairs.items() if found is None]
    # What was moved says the same elsewhere; only then is a likeness a change.
    for number in open_now:
        same = next((each for each in sorted(free) if old[each] == new[number]), None)
        if same is not None:
            pairs[number] = same
            free.discard(same)
    for number in open_now:
        if pairs[number] is None:
            best = max(sorted(free), key=lambda each: _likeness(old[each], new[number]), default=None)
            if best is not None and _likeness(old[best], new[number]) >= LIKE:
                pairs[number] = best
                free.discard(best)
    return pairs


def _likeness(one: Sequence[str], other: Sequence[str]) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _way(
    row: Row,
    now: Sequence[Statement],
    pairs: dict[int, int | None],
    before: Sequence[Statement],
    ledger: ImportLedger,
) -> Way:
    """Values of the brand are filled in in a row and not in the article's text: the likest of its line is it."""
    here = [number for number, each in enumerate(now) if each.place.first == row.line]
    wanted = tokens_of(row.text)
    number = max(here, key=lambda each: _likeness(now[each].tokens, wanted), default=None)
    if number is None:
        # The front matter: a person answers its questions, but for a title that the manuscript has.
        said = " ".join(row.text.split())
        place = next((piece.place for piece in ledger.pieces if " ".join(piece.text.split()) == said), "")
        return Way(row, Course.KEPT if place else Course.ADDED, place)
    old = pairs[number]
    if old is None:
        return Way(row, Course.ADDED)
    place = _place(before[old], ledger)
    if before[old].tokens == now[number].tokens:
        return Way(row, Course.KEPT, place)
    return Way(row, Course.CHANGED, place, before[old].text)


def _place(statement: Statement, ledger: ImportLedger) -> str:
    """Where in the manuscript a statement of the imported article stood: the piece that holds its words, the nearest to
    its line; of a row of a table its first cell.
    """
    parts = [part for part in _parts(statement.tokens) if part]
    found: list[tuple[int, int, Origin]] = []
    for number, piece in enumerate(ledger.pieces):
        said = f" {' '.join(token for token in tokens_of(piece.text) if token != SLOT)} "
        if piece.left_out or not said.strip():
            continue
        # A reference of the manuscript is one of the article, without its number.
        if any(f" {part} " in said for part in parts[:1]) or (len(said) > SHORTEST and f" {' '.join(parts)} " in said):
            found.append((abs(piece.line - statement.place.first), number, piece))
    return min(found)[2].place if found else ""


SHORTEST = 12
"""A piece of fewer characters says too little to be the source of a longer statement (house)."""


def _parts(tokens: Sequence[str]) -> Iterator[str]:
    """The tokens between slots, each run as one text."""
    run: list[str] = []
    for token in tokens:
        if token == SLOT:
            yield " ".join(run)
            run = []
        else:
            run.append(token)
    yield " ".join(run)


def _holds_facts(piece: Origin, lang: str) -> bool:
    return any(True for _ in read_quantities(piece.text, lang))
