"""The lines of an article as it was and as it is come in; which line became which goes out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from pipeline.facts.lines import Line
from pipeline.facts.tokens import SLOT

LIKE = 0.5
"""So alike must two lines be to be one that somebody changed (house; difflib's ratio over words)."""

HELD = 40_000
"""So many pairs of lines are held against each other; beyond, an article was written anew, and lines are paired with
those about as far down (house)."""
REACH = 20
"""So many lines up and down (house)."""

LESS_LIKE = 0.25
"""So alike when they stand in the same place: a short row keeps little when its only number changes (house)."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A line as it was and as it is, by their numbers, -1 for none; `moved` when others overtook it."""

    old: int
    new: int
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Parted:
    """Runs of lines that say the same in other sentences: numbers of the old ones and of the new ones."""

    old: tuple[int, ...]
    new: tuple[int, ...]


def said(line: Line) -> tuple[str, ...]:
    """The tokens of a line without the places of notes and sources; the cells of a row stay apart."""
    if line.role in {"row", "head of the table"}:
        return line.tokens
    return tuple(token for token in line.tokens if token != SLOT)


def pairs_of(old: Sequence[Line], new: Sequence[Line]) -> tuple[list[Pair], list[Parted]]:
    """Every line once: paired, gone (new -1) or come (old -1); the new ones in their order, each gone one behind the
    line that it stood behind. Lines that were only parted otherwise are in the second list.
    """
    before, after = [said(line) for line in old], [said(line) for line in new]
    partner: dict[int, int] = {}
    moved: set[int] = set()
    parted: list[Parted] = []
    regions: list[tuple[list[int], list[int]]] = []
    for name, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if name == "equal":
            partner |= dict(zip(range(j1, j2), range(i1, i2), strict=True))
        else:
            regions.append((list(range(i1, i2)), list(range(j1, j2))))
    gone = [number for region, _ in regions for number in region]
    for _, region in regions:
        for number in region:
            same = [each for each in gone if before[each] == after[number]]
            if same:
                best = max(same, key=lambda each: _kinship(old[each], new[number]))
                partner[number] = best
                moved.add(number)
                gone.remove(best)
    free = set(gone)
    for ours, theirs in regions:
        left, right = [n for n in ours if n in free], [n for n in theirs if n not in partner]
        for run in _same_words(left, right, before, after, old, new):
            parted.append(run)
            free -= set(run.old)
            partner |= dict.fromkeys(run.new, -2)
        _pair_alike([n for n in left if n in free], [n for n in right if n not in partner], old, new, partner, free)
    open_new = [number for number in range(len(new)) if number not in partner]
    for number in open_new if len(open_new) * len(free) <= HELD else ():
        near = max(sorted(free), key=lambda each: _ratio(old[each], new[number]), default=None)
        if near is not None and _ratio(old[near], new[number]) >= LIKE:
            partner[number] = near
            moved.add(number)
            free.discard(near)
    return list(_ordered(len(new), partner, moved, free)), parted


def _ordered(count: int, partner: dict[int, int], moved: set[int], free: set[int]) -> Iterator[Pair]:
    waiting = sorted(free)
    for number in range(count):
        old = partner.get(number, -1)
        if old == -2:
            continue
        if old >= 0 and number not in moved:
            while waiting and waiting[0] < old:
                yield Pair(waiting.pop(0), -1)
        yield Pair(old, number, number in moved)
    for number in waiting:
        yield Pair(number, -1)


def _same_words(
    left: Sequence[int],
    right: Sequence[int],
    before: Sequence[tuple[str, ...]],
    after: Sequence[tuple[str, ...]],
    old: Sequence[Line],
    new: Sequence[Line],
) -> Iterator[Parted]:
    """The longest runs from the start and from the end of a region that say the same words in the same boxes."""
    if not left or not right or len(left) == len(right) == 1:
        return
    ours = [token for number in left for token in before[number] if token != SLOT]
    theirs = [token for number in right for token in after[number] if token != SLOT]
    boxes = ({old[n].box for n in left}, {new[n].box for n in right})
    if ours == theirs and boxes[0] == boxes[1]:
        yield Parted(tuple(left), tuple(right))


def _pair_alike(
    left: list[int],
    right: list[int],
    old: Sequence[Line],
    new: Sequence[Line],
    partner: dict[int, int],
    free: set[int],
) -> None:
    """Pair what is alike within a region, the most alike first; then what stands alone in the place of one other."""
    near = len(left) * len(right) <= HELD
    scored = sorted(
        (
            (_ratio(old[i], new[j]) + _kinship(old[i], new[j]) / 100, -i, -j)
            for at, i in enumerate(left)
            for rank, j in enumerate(right)
            if near or abs(at * len(right) - rank * len(left)) <= REACH * len(left)
        ),
        reverse=True,
    )
    for score, i, j in scored:
        if score >= LIKE and -i in free and -j not in partner:
            partner[-j] = -i
            free.discard(-i)
    rest_old, rest_new = [n for n in left if n in free], [n for n in right if n not in partner]
    for i, j in zip(rest_old, rest_new, strict=False) if len(rest_old) == len(rest_new) else ():
        one, other = old[i], new[j]
        alone = one.role == other.role and one.role not in {"sentence", "item", "step", "row", "key point"}
        if alone or (one.role == other.role and _ratio(one, other) >= LESS_LIKE):
            partner[j] = i
            free.discard(i)


def _ratio(one: Line, other: Line) -> float:
    """How alike two lines are; 0, without counting, when they cannot reach LESS_LIKE."""
    (ours, own), (theirs, others) = _words(one), _words(other)
    most = len(own & others) + len(ours) - len(own)
    if 2 * most < LESS_LIKE * (len(ours) + len(theirs)):
        return 0.0
    return SequenceMatcher(None, ours, theirs, autojunk=False).ratio()


def _words(line: Line) -> tuple[tuple[str, ...], frozenset[str]]:
    tokens = said(line)
    return tokens, frozenset(tokens)


def _kinship(one: Line, other: Line) -> int:
    """How much of what stands around two lines is the same."""
    return (one.role == other.role) + (one.box == other.box) + (one.within == other.within) + (one.group == other.group)
