"""Two trunks come in, the original's and the twin's; their units go out in pairs, and what has no twin or is elsewhere.

Branches are paired by the author's key, then by kind and order; where several could be meant, by what they hold in
common whatever the language: numbers, citations, links, values.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pipeline.translation.units import Branch, Unit

Likeness = Callable[[Branch, Branch], float]


@dataclass
class Pairing:
    """What was paired, and what was not."""

    units: list[tuple[Unit, Unit]] = field(default_factory=list)
    branches: list[tuple[Branch, Branch]] = field(default_factory=list)
    missing: list[tuple[Branch, Branch]] = field(default_factory=list)
    added: list[Branch] = field(default_factory=list)
    missing_texts: list[tuple[Unit, Branch]] = field(default_factory=list)
    added_texts: list[Unit] = field(default_factory=list)
    moved: list[tuple[Branch, Branch]] = field(default_factory=list)
    other_kind: list[tuple[Branch, Branch]] = field(default_factory=list)
    other_key: list[tuple[Branch, Branch]] = field(default_factory=list)


def pair(original: Branch, twin: Branch, likeness: Likeness) -> Pairing:
    """Pair everything in two trunks."""
    found = Pairing()
    _descend(original, twin, likeness, found)
    return found


def _descend(original: Branch, twin: Branch, likeness: Likeness, found: Pairing) -> None:
    found.branches.append((original, twin))
    texts = {_part(unit, twin): unit for unit in twin.texts}
    for unit in original.texts:
        other = texts.pop(_part(unit, original), None)
        if other is None:
            found.missing_texts.append((unit, twin))
        else:
            found.units.append((unit, other))
    found.added_texts += texts.values()
    for one, other_branch in _children(original, twin, likeness, found):
        _descend(one, other_branch, likeness, found)


def _part(unit: Unit, branch: Branch) -> str:
    """Which text of its branch a unit is: names hold the keys of blocks, which may differ."""
    return unit.name.removeprefix(branch.name)


def _children(original: Branch, twin: Branch, likeness: Likeness, found: Pairing) -> list[tuple[Branch, Branch]]:
    pairs: list[tuple[Branch, Branch]] = []
    by_key = {child.key: child for child in twin.children if child.key}
    left, right = list(original.children), list(twin.children)
    for child in original.children:
        other = by_key.pop(child.key, None) if child.key else None
        if other is not None and _alike(child.kind, other.kind):
            pairs.append((child, other))
            left.remove(child)
            right.remove(other)
    found.moved += _crossing(pairs, original.children, twin.children)
    pairs += _in_order(left, right, original, twin, likeness, found)
    return pairs


def _alike(one: str, other: str) -> bool:
    """Whether two kinds can stand for each other: sections may differ in level."""
    return one == other or one.split(" ", maxsplit=1)[0] == other.split(" ", maxsplit=1)[0] == "section"


def _crossing(
    pairs: Sequence[tuple[Branch, Branch]], left: Sequence[Branch], right: Sequence[Branch]
) -> list[tuple[Branch, Branch]]:
    """The pairs that stand in another order in the twin: those outside the longest run that keeps the order."""
    if len(pairs) < 2:
        return []
    order = sorted(pairs, key=lambda each: left.index(each[0]))
    places = [right.index(other) for _, other in order]
    kept = _longest_rise(places)
    return [each for at, each in enumerate(order) if at not in kept]


def _longest_rise(values: Sequence[int]) -> set[int]:
    best: list[list[int]] = []
    for at, value in enumerate(values):
        longest: list[int] = []
        for run in best:
            if values[run[-1]] < value and len(run) > len(longest):
                longest = run
        best.append([*longest, at])
    runs = sorted(best, key=len)
    return set(runs[-1]) if runs else set()


def _in_order(
    left: Sequence[Branch], right: Sequence[Branch], original: Branch, twin: Branch, likeness: Likeness, found: Pairing
) -> list[tuple[Branch, Branch]]:
    """Pair what has no common key by kind and order; the most alike where a count differs."""
    if [child.kind for child in left] == [child.kind for child in right]:
        pairs = list(zip(left, right, strict=True))
        exchanged = _exchanged(pairs, likeness) if len(left) > 1 else pairs
        if exchanged != pairs:
            found.moved += [each for each in exchanged if each not in pairs]
        pairs = exchanged
    else:
        pairs = _aligned(left, right, likeness)
    found.other_key += [each for each in pairs if each[0].key and each[1].key]
    paired_left, paired_right = {id(one) for one, _ in pairs}, {id(other) for _, other in pairs}
    lost = [child for child in left if id(child) not in paired_left]
    extra = [child for child in right if id(child) not in paired_right]
    # A block of another kind in the place of one that is lost: the translator wrote it otherwise.
    for one in list(lost):
        other = next((each for each in extra if one.key and one.key == each.key), None)
        if other is None and len(lost) == len(extra) == 1:
            other = extra[0]
        if other is not None:
            found.other_kind.append((one, other))
            lost.remove(one)
            extra.remove(other)
    found.missing += [(child, twin) for child in lost]
    found.added += extra
    return pairs


_MARGIN = 2.0
"""How much more alike two exchanged branches must be than in their places (house)."""


def _exchanged(pairs: list[tuple[Branch, Branch]], likeness: Likeness) -> list[tuple[Branch, Branch]]:
    """The same pairs, with two branches exchanged wherever they are clearly more alike that way round."""
    pairs = list(pairs)
    for at in range(len(pairs)):
        for ahead in range(at + 1, min(len(pairs), at + 12)):
            (one, two), (three, four) = pairs[at], pairs[ahead]
            if one.kind != three.kind or not one.kind.startswith(("item", "row", "cell", "prose", "term", "question")):
                continue
            gain = likeness(one, four) + likeness(three, two) - likeness(one, two) - likeness(three, four)
            if gain >= _MARGIN:
                pairs[at], pairs[ahead] = (one, four), (three, two)
    return pairs


_LIKE = 1.0
"""What two branches of one kind have in common before anything in them is looked at (house)."""


def _aligned(left: Sequence[Branch], right: Sequence[Branch], likeness: Likeness) -> list[tuple[Branch, Branch]]:
    """The pairs of one kind, in order, that are most alike together."""
    if len(left) * len(right) > 40_000:
        return [(one, two) for one, two in zip(left, right, strict=False) if one.kind == two.kind]
    rows, columns = len(left), len(right)
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    scores = [[max(_LIKE / 2, _LIKE + likeness(a, b)) if _alike(a.kind, b.kind) else -1.0 for b in right] for a in left]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            options = [best[i + 1][j], best[i][j + 1]]
            if scores[i][j] > 0:
                options.append(scores[i][j] + best[i + 1][j + 1])
            best[i][j] = max(options)
    pairs: list[tuple[Branch, Branch]] = []
    i = j = 0
    while i < rows and j < columns:
        if scores[i][j] > 0 and best[i][j] == scores[i][j] + best[i + 1][j + 1]:
            pairs.append((left[i], right[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs
