"""The drifts planted in translations come in; what of them is missed, by kind, and what is wrongly flagged goes out."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator

from tests.bench.measure import Measure
from tests.drift_bench.running import (
    FIFTH_FRESH,
    FOURTH_FRESH,
    FRESH,
    PAIRS,
    SECOND_FRESH,
    SIXTH_FRESH,
    THIRD_FRESH,
    Planted,
    body_of,
    found_in,
    planted,
)

PARTS = {
    "open": PAIRS,
    "held_out": PAIRS,
    "fresh": FRESH,
    "second_fresh": SECOND_FRESH,
    "third_fresh": THIRD_FRESH,
    "fourth_fresh": FOURTH_FRESH,
    "fifth_fresh": FIFTH_FRESH,
    "sixth_fresh": SIXTH_FRESH,
}
"""Each part with its pairs, in the order in which they were written."""


def measures() -> Iterator[Measure]:
    for part in os.environ.get("BENCH_PART", " ".join(PARTS)).split():
        drifts = list(planted("drift" if "fresh" in part else part, PARTS[part]))
        by_kind: dict[str, list[Planted]] = defaultdict(list)
        for drift in drifts:
            by_kind[drift.kind].append(drift)
        for kind, those in sorted(by_kind.items()):
            missed = [f"{each.pair}: {each.new.strip()[:40]}" for each in those if not each.found]
            if missed:
                yield Measure(f"{part}: {kind} missed", len(missed), "", None, "; ".join(missed))
        lost = sum(not each.found for each in drifts)
        note = f"{lost} of {len(drifts)} drifts of {len(by_kind)} kinds"
        yield Measure(f"{part}: drifts missed", 100 * lost / len(drifts), "%", 3, note)
    pairs = (*PAIRS, *FRESH, *SECOND_FRESH, *THIRD_FRESH, *FOURTH_FRESH, *FIFTH_FRESH, *SIXTH_FRESH)
    harmless = list(planted("harmless", pairs))
    for each in harmless:
        if each.found:
            yield Measure(f"harmless: {each.kind} flagged", 1, "", None, f"{each.pair}: {each.found[0].message[:60]}")
    flagged = sum(bool(each.found) for each in harmless) + sum(bool(found_in(pair, body_of(pair))) for pair in pairs)
    yield Measure("harmless: flagged", flagged, "", 0, f"of {len(harmless)} changes and {len(pairs)} translations")
