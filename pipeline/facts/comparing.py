"""A ledger and the passages of a finished product come in; where each statement is, or how it differs, goes out."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import pairwise

from pipeline.facts.ledger import Kind, Ledger, Statement
from pipeline.facts.tokens import LEVEL, SLOT, tokens_of

NEAR = 0.6
"""So alike must a passage be to a statement to be taken for a changed form of it (house; difflib's ratio)."""

SLOT_TOKENS = 8
"""So many tokens a format may set into a slot: "1, 2, 5–7" of references (house)."""

CELL_TOKENS = 40
"""So many between two cells of a row: a narrow layout repeats the heads of columns (house)."""

LONG = 12
"""From so many letters on, a word may be broken over lines (house)."""

TRIED = 60
"""So many places are tried for one statement; a word that stands more often tells little (house)."""


class State(StrEnum):
    """What became of a statement."""

    FOUND = "found"
    CHANGED = "changed"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a changed statement differs: what it should say, what stands there ("" for nothing), its token range."""

    expected: str
    found: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Match:
    """What became of one statement: its range of tokens in the stream and the passage it begins in (-1 for none), and
    every range that says all of it.
    """

    state: State
    start: int = -1
    end: int = -1
    passage: int = -1
    differences: tuple[Difference, ...] = ()
    ranges: tuple[tuple[int, int], ...] = ()


class Stream:
    """The passages of a product as one run of tokens, with the passage that each is of."""

    def __init__(self, texts: Sequence[str], labels: Sequence[str] = ()) -> None:
        self.tokens: list[str] = []
        self.passages: list[int] = []
        self.labels: dict[int, str] = {}
        self._places: dict[str, list[int]] = defaultdict(list)
        self._joined: tuple[str, list[int]] | None = None
        for number, text in enumerate(texts):
            if labels and labels[number]:
                self.labels[len(self.tokens)] = labels[number]
            for token in tokens_of(text):
                if token is not SLOT and token != SLOT:
                    self._places[token].append(len(self.tokens))
                    self.tokens.append(token)
                    self.passages.append(number)

    @property
    def joined(self) -> tuple[str, list[int]]:
        """All tokens in a row without a gap, and the token that each character is of."""
        if self._joined is None:
            owners = [number for number, token in enumerate(self.tokens) for _ in token]
            self._joined = "".join(self.tokens), owners
        return self._joined

    def places(self, token: str) -> list[int]:
        """Where a token stands."""
        return self._places.get(token, [])


def match_all(ledger: Ledger, stream: Stream, near: float = NEAR, *, repeated: bool = False) -> tuple[Match, ...]:
    """What became of each statement. Of several places the one behind the statement before it is taken.

    What another statement says word for word is no changed form of one that is missing, and nowhere where statements
    are `repeated`; `near` is how like a changed form must be.
    """
    found: list[Match | None] = []
    behind = 0
    for statement in ledger.statements:
        match = _whole(statement, stream, behind)
        if match is not None:
            behind = match.end
        found.append(match)
    taken = covered((match for match in found if match is not None), len(stream.tokens))
    again = [each for match in found if match is not None for each in match.ranges] if repeated else []
    return tuple(
        match if match is not None else _own(_nearest(_wanted(statement)[0], stream, taken, near), again)
        for statement, match in zip(ledger.statements, found, strict=True)
    )


def _own(match: Match, others: Sequence[tuple[int, int]]) -> Match:
    """A changed form, unless another statement says most of it, and little else, word for word."""
    length = match.end - match.start
    for start, end in others if match.state is State.CHANGED else ():
        shared = min(end, match.end) - max(start, match.start)
        if 2 * shared > length and 4 * (end - start) >= 3 * length:
            return Match(State.MISSING)
    return match


def _whole(statement: Statement, stream: Stream, behind: int) -> Match | None:
    """Where a statement stands, whole."""
    wanted, slots = _wanted(statement)
    if not wanted:
        return Match(State.FOUND, behind, behind)
    gap = CELL_TOKENS if statement.kind is Kind.ROW else SLOT_TOKENS
    whole = _places(wanted, slots, stream, gap) or _broken(wanted, slots, stream)
    if not whole and any(token[0] in "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ" for token in wanted):
        whole = _places(*_levelled(wanted, slots), stream, gap)
    if not whole:
        return None
    start, end = next((span for span in whole if span[0] >= behind), whole[0])
    return Match(State.FOUND, start, end, stream.passages[start], ranges=tuple(whole))


def _places(wanted: Sequence[str], slots: set[int], stream: Stream, gap: int) -> list[tuple[int, int]]:
    """Every range of tokens that says all that is wanted."""
    at, places = _rarest(wanted, stream)
    spans = (_span(wanted, slots, stream.tokens, place, at, gap) for place in places)
    return [span for span in spans if span]


def _levelled(wanted: Sequence[str], slots: set[int]) -> tuple[list[str], set[int]]:
    """The same as a PDF says it, whose glyphs know no powers: "10" and "⁹" are "109" there."""
    levelled: list[str] = []
    moved: set[int] = set()
    for number, token in enumerate(wanted):
        if number in slots:
            moved.add(len(levelled))
        plain = token.translate(LEVEL)
        if plain != token and levelled and levelled[-1][-1].isdigit() and number not in slots:
            levelled[-1] += plain
        else:
            levelled.append(plain)
    if len(wanted) in slots:
        moved.add(len(levelled))
    return levelled, moved


def _broken(wanted: Sequence[str], slots: set[int], stream: Stream) -> list[tuple[int, int]]:
    """Where a statement stands whose long words are broken over lines; its numbers stand as they are."""
    if max(map(len, wanted)) < LONG:
        return []
    text, owners = stream.joined
    cuts = sorted({0, len(wanted), *(slot for slot in slots if slot < len(wanted))})
    parts = [re.escape("".join(wanted[one:other])) for one, other in pairwise(cuts)]
    numbers = [token for token in wanted if token[0].isdigit()]
    spans = []
    for found in re.finditer(rf".{{0,{3 * SLOT_TOKENS}}}?".join(parts), text):
        start, end = owners[found.start()], owners[found.end() - 1] + 1
        if [token for token in stream.tokens[start:end] if token[0].isdigit()][: len(numbers)] == numbers or slots:
            spans.append((start, end))
    return spans


def _wanted(statement: Statement) -> tuple[list[str], set[int]]:
    """The tokens without slots, and before which of them a slot stands."""
    wanted: list[str] = []
    slots: set[int] = set()
    for token in statement.tokens:
        if token == SLOT:
            slots.add(len(wanted))
        else:
            wanted.append(token)
    return wanted, slots


def _rarest(wanted: Sequence[str], stream: Stream) -> tuple[int, list[int]]:
    """The token of a statement that stands in the fewest places, by its number, and these places."""
    at = min(range(len(wanted)), key=lambda number: len(stream.places(wanted[number])))
    return at, stream.places(wanted[at])


def _span(
    wanted: Sequence[str], slots: set[int], tokens: Sequence[str], place: int, at: int, gap: int
) -> tuple[int, int] | None:
    """The range of tokens that says all that is wanted when number `at` of it stands at `place`, or None.

    Between two slots words stand side by side: a piece is looked for as a whole.
    """
    cuts = sorted({0, len(wanted), *(slot for slot in slots if 0 < slot < len(wanted))})
    pieces = [wanted[one:other] for one, other in pairwise(cuts)]
    own = max(number for number, cut in enumerate(cuts[:-1]) if cut <= at)
    start = place - (at - cuts[own])
    end = start + len(pieces[own])
    if start < 0 or list(tokens[start:end]) != list(pieces[own]):
        return None
    for piece in pieces[own + 1 :]:
        found = next((n for n in range(end, end + gap + 1) if tokens[n : n + len(piece)] == piece), None)
        if found is None:
            return None
        end = found + len(piece)
    for piece in reversed(pieces[:own]):
        last = start - len(piece)
        found = next((n for n in range(last, max(-1, last - gap - 1), -1) if tokens[n : n + len(piece)] == piece), None)
        if found is None:
            return None
        start = found
    return start, end


def _nearest(wanted: Sequence[str], stream: Stream, taken: Sequence[bool], near: float) -> Match:
    """The place in the stream that is most like a statement, with how it differs; missing when none is near."""
    best: tuple[float, Match] = (0.0, Match(State.MISSING))
    counts = Counter(wanted)
    for place in _candidates(wanted, stream):
        first = max(0, place - 3)
        window = stream.tokens[first : place + len(wanted) + 6]
        most = _common(counts, window)
        # In whatever order, no more is the same than is common to both: a place that cannot win is not looked at.
        if (most_like := 2 * most / (len(wanted) + most)) < near or most_like <= best[0]:
            continue
        differences, start, end, same = _differences(wanted, window)
        ratio = 2 * same / (len(wanted) + end - start)
        if ratio > best[0]:
            match = Match(State.CHANGED, first + start, first + end, stream.passages[first + start], differences)
            best = (ratio, match)
    ratio, match = best
    if ratio < near or 2 * sum(taken[match.start : match.end]) > match.end - match.start:
        return Match(State.MISSING)
    return match


def _common(counts: Mapping[str, int], window: Sequence[str]) -> int:
    """How many tokens of a window are among those that are counted, each as often as it is there."""
    left = dict(counts)
    common = 0
    for token in window:
        if left.get(token, 0):
            left[token] -= 1
            common += 1
    return common


def _candidates(wanted: Sequence[str], stream: Stream) -> list[int]:
    """Where the statement could begin: the places that half of its tokens point to."""
    votes: dict[int, int] = defaultdict(int)
    for number, token in enumerate(wanted):
        places = stream.places(token)
        if len(places) <= TRIED:
            for place in places:
                votes[max(0, place - number)] += 1
    merged: dict[int, int] = defaultdict(int)
    for start, count in votes.items():
        for near in range(max(0, start - 2), start + 3):
            merged[near] += count
    needed = NEAR * len(wanted) / 2
    ranked = sorted((start for start, count in merged.items() if count >= needed), key=lambda start: -merged[start])
    return [start for start in ranked[:TRIED] if start < len(stream.tokens)]


def _differences(wanted: Sequence[str], window: Sequence[str]) -> tuple[tuple[Difference, ...], int, int, int]:
    """How a window differs from what is wanted, which part of it is the statement's, how many tokens are the same."""
    codes = SequenceMatcher(None, wanted, window, autojunk=False).get_opcodes()
    equal = [code for code in codes if code[0] == "equal"]
    if not equal:
        return (), 0, len(window), 0
    start, end = equal[0][3], equal[-1][4]
    found = []
    for name, i1, i2, j1, j2 in codes:
        if name == "equal":
            continue
        # At either end the window reaches into what stands beside the statement: so much as it lacks there is its own.
        first = max(j1, j2 - (i2 - i1)) if i1 == 0 and j2 <= start else j1
        last = min(j2, j1 + (i2 - i1)) if i2 == len(wanted) and j1 >= end else j2
        start, end = min(start, first), max(end, last)
        if i1 < i2 or first < last:
            found.append(Difference(" ".join(wanted[i1:i2]), " ".join(window[first:last]), i1, max(i1, i2 - 1)))
    return tuple(found), start, end, sum(code[2] - code[1] for code in equal)


def covered(matches: Iterable[Match], length: int) -> list[bool]:
    """Which tokens of a stream are said by a statement."""
    said = [False] * length
    for match in matches:
        if match.state is not State.MISSING:
            for at in range(match.start, match.end):
                said[at] = True
    return said
