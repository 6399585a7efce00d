"""Faults and harmless rewrites in finished files come in; what `plainleaf verify` finds of them, by kind, goes out."""

from __future__ import annotations

import os
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from pipeline.building.answers.verifying import Verifier
from pipeline.building.build import Build
from pipeline.building.library import Library
from pipeline.building.planning import Request
from pipeline.building.processes.running import InProcess, Runner
from pipeline.facts.proving import proven
from pipeline.formats import format_named
from pipeline.workspace.folder import find_workspace
from pipeline.workspace.output import Output
from pipeline.workspace.starter import lay_out
from tests.bench.measure import Measure, seconds
from tests.facts_bench.editions import edition_of
from tests.facts_bench.running import Tried, altered, exchanged, hidden, rewritten, unchanged

PARTS = ("open", "held out")
DAY = date(2026, 11, 2)


# Of the issue: proving adds at most 15 % to rendering; verifying what has not changed costs its hashing.
PROVING, UNCHANGED = 0.15, 1.5
FORMATS = {"handout": ("full", "sheet"), "booklet": ("epub",), "newsletter": ("single", "whole"), "social": ("posts",)}


def measures() -> Iterator[Measure]:
    yield from _costs()
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


def _costs() -> Iterator[Measure]:
    """What proving adds to rendering, and what verifying of unchanged editions adds to hashing them."""
    edition = edition_of("wound-aftercare", "en", "harbour-clinic")
    rendering = proving = 0.0
    for name, variants in FORMATS.items():
        form = format_named(name)
        for product in form.products(edition):
            if product.variant in variants:
                made = form.render(edition, product)
                reading = form.read(made)
                assert reading.passages  # rules read it as well
                rendering += seconds(partial(form.render, edition, product))
                proving += seconds(partial(proven, edition, product, reading))
    yield Measure("proving / rendering, one edition", proving / rendering, "", PROVING, f"{rendering:.1f} s rendered")
    with tempfile.TemporaryDirectory(prefix="plainleaf facts ") as name:
        folder = Path(name)
        lay_out(folder, DAY)
        workspace = find_workspace(folder)
        library, output = Library.open(workspace, DAY), Output(workspace.output)
        wish = Request(DAY, brands=("harbour-clinic",), formats=("booklet", "newsletter", "social"))
        with output.locked(), Runner(lambda: InProcess(library.style_files)) as runner:
            Build(library, output, wish).run(runner)

        def verify() -> None:
            Verifier(Library.open(workspace, DAY), output).report(output.editions())

        verify()
        opened = seconds(lambda: Library.open(workspace, DAY))
        yield Measure(
            "verifying what has not changed / looking at the workspace", seconds(verify) / opened, "", UNCHANGED
        )


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
