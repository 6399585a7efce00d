"""The planted cases of tests/rules_bench come in; recall by kind and false alarms, open and held out, go out."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator

from tests.bench.measure import Measure
from tests.rules_bench.planting import PARTS, Outcome, findings_of, outcomes, read_cases, read_kinds


def measures() -> Iterator[Measure]:
    for part in os.environ.get("BENCH_PART", " ".join(PARTS)).split():
        yield from _part(part)


def _part(part: str) -> Iterator[Measure]:
    kinds, cases = read_kinds(), read_cases(part)
    told = [outcome for case in cases for outcome in outcomes(case, kinds)]
    by_kind: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in told:
        if not outcome.change.harmless:
            by_kind[outcome.change.kind].append(outcome)
    for name, of_kind in sorted(by_kind.items()):
        note = f"{sum(o.caught for o in of_kind)} of {len(of_kind)}" + (", could kill" if kinds[name].deadly else "")
        yield Measure(f"{part}: {name} missed", _share(o.caught for o in of_kind), "%", None, note)
    planted = [o for of_kind in by_kind.values() for o in of_kind]
    deadly = [o for o in planted if kinds[o.change.kind].deadly]
    harmless = [o for o in told if o.change.harmless]
    alarms = [len(findings_of(case.text, case.region)) == 0 for case in cases]
    yield Measure(f"{part}: defects missed", _share(o.caught for o in planted), "%", 5, f"of {len(planted)}")
    yield Measure(
        f"{part}: defects that could kill missed", _share(o.caught for o in deadly), "%", 0, f"of {len(deadly)}"
    )
    yield Measure(f"{part}: look-alikes flagged", _share(not o.said for o in harmless), "%", 2, f"of {len(harmless)}")
    yield Measure(f"{part}: clean articles with an alarm", _share(alarms), "%", 10, f"of {len(alarms)}")


def _share(good: Iterable[bool]) -> float:
    """How many of these are not true, in per cent."""
    values = list(good)
    return 100 * (1 - sum(values) / len(values)) if values else 0.0
