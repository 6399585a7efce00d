"""Faults and harmless rewrites in finished files come in; what `plainleaf verify` finds of them, by kind, goes out."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from tests.bench.measure import Measure
from tests.facts_bench.running import Tried, altered, exchanged, hidden, rewritten, unchanged

PARTS = ("open", "held out")


def measures() -> Iterator[Measure]:
    for part in os.environ.get("BENCH_PART", ",".join(PARTS)).split(","):
        yield from _part(part)


def _part(part: str) -> Iterator[Measure]:
    planted = [*altered(part, limit=2), *hidden(part), *exchanged(part)]
    for name, keyed in (("kind", lambda tried: tried.kind), ("place", lambda tried: tried.target)):
        for key, those in sorted(_by(planted, keyed).items()):
            note = f"{sum(each.found for each in those)} of {len(those)}"
            note += f", {sum(each.named for each in those)} at their line" if name == "kind" else ""
            yield Measure(f"{part}: {key} missed", _share(each.found for each in those), "%", None, note)
    for each in planted:
        if not each.found:
            yield Measure(f"{part}: MISSED {each.kind}, {each.target}", 1, "", None, f"{each.edition} {each.product}")
    grave = [each for each in planted if each.grave]
    editions = len({each.edition for each in planted})
    yield Measure(f"{part}: faults missed", _share(e.found for e in planted), "%", 2, _of(planted, editions))
    yield Measure(f"{part}: grave faults missed", _share(e.found for e in grave), "%", 0, _of(grave, editions))
    for name, tried in (("rewrites", [*rewritten(part)]), ("unchanged products", [*unchanged(part)])):
        for each in tried:
            if each.findings.found:
                said = each.findings.found[0].message[:100]
                yield Measure(f"{part}: ALARM {each.kind}, {each.target}", 1, "", None, f"{each.edition}: {said}")
        alarms = _share(not each.findings.found for each in tried)
        yield Measure(f"{part}: {name} with a finding", alarms, "%", 0, f"of {len(tried)}")


def _by(planted: Iterable[Tried], keyed: Callable[[Tried], str]) -> dict[str, list[Tried]]:
    found: dict[str, list[Tried]] = defaultdict(list)
    for each in planted:
        found[keyed(each)].append(each)
    return found


def _of(planted: Sequence[Tried], editions: int) -> str:
    return f"of {len(planted)} in {editions} editions"


def _share(good: Iterable[bool]) -> float:
    """How many of these are not true, in per cent."""
    values = list(good)
    return 100 * (1 - sum(values) / len(values)) if values else 0.0
