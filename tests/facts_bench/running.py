"""Faults and rewrites come in; what the finished products with them are said to be goes out."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pipeline.building.holding import Original, held_against
from pipeline.edition.artifact import Artifact, Product
from pipeline.edition.edition import Edition
from pipeline.finding import Findings
from pipeline.formats import format_named
from tests.facts_bench.altering import KINDS, Kind
from tests.facts_bench.editions import editions, is_open, name_of
from tests.facts_bench.hiding import TRICKS
from tests.facts_bench.rewriting import DRESSES
from tests.facts_bench.splicing import TARGETS, Files, Target


@dataclass(frozen=True)
class Tried:
    """One product with something planted in it, and what was said: `kind` of fault, `target` where it was planted."""

    kind: str
    target: str
    edition: str
    product: str
    grave: bool
    findings: Findings

    @property
    def found(self) -> bool:
        return bool(self.findings.errors)

    @property
    def named(self) -> bool:
        """Whether a finding stands at a line of the article."""
        return any(finding.where.file.startswith("source/") for finding in self.findings.errors)


def seeded(seed: str) -> random.Random:
    return random.Random(seed)  # noqa: S311 (the same places on every run)


class Bench:
    """The products of one edition, rendered once."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self._originals: dict[str, Original] = {}

    @cached_property
    def products(self) -> dict[tuple[str, str], Product]:
        formats = {target.format for target in TARGETS}
        return {
            (name, product.variant): product
            for name in formats
            for product in format_named(name).products(self.edition)
        }

    def original(self, product: Product) -> Original:
        if str(product) not in self._originals:
            self._originals[str(product)] = Original.make(self.edition, product)
        return self._originals[str(product)]

    def say(self, product: Product, files: Files, *, through_sender: bool = False) -> Findings:
        return held_against(self.original(product), files, str(product), through_sender=through_sender)

    def altered(self, kind: Kind, target: Target, rng: random.Random) -> Iterator[Tried]:
        """A fault of a kind in what the edition says, in the one place of its products that a target names."""
        edition = kind.alter(self.edition, rng)
        if edition is None:
            return
        for variant in target.variants:
            product = self.products.get((target.format, variant))
            if product is None:
                continue
            made = self.original(product).made
            other = format_named(target.format).render(edition, product)
            files = target.splice(made, other)
            if _same(files, made):
                continue
            said = self.say(product, files)
            yield Tried(kind.name, target.name, name_of(self.edition), str(product), kind.grave, said)
            return


_benches: dict[str, Bench] = {}


def bench_of(edition: Edition) -> Bench:
    """The products of an edition, rendered once a run."""
    return _benches.setdefault(name_of(edition), Bench(edition))


def _same(files: Files, made: Artifact) -> bool:
    return [(file.name, file.content) for file in files] == [(file.name, file.content) for file in made.files]


def altered(part: str, limit: int | None = None) -> Iterator[Tried]:
    """Faults of every kind in the editions of a part, each in one target after the other."""
    rng = seeded(f"{part} faults")
    turn = 0
    for number, edition in enumerate(_editions(part, rng)):
        bench = bench_of(edition)
        for at, kind in enumerate(KINDS):
            if limit is not None and (at + number) % limit:
                continue
            for _ in range(4):  # not every fault reaches every place
                turn += 1
                tried = next(bench.altered(kind, TARGETS[turn % len(TARGETS)], rng), None)
                if tried is not None:
                    yield tried
                    break


def hidden(part: str, limit: int | None = None) -> Iterator[Tried]:
    """Each trick in one edition after the other."""
    rng = seeded(f"{part} tricks")
    benches = [bench_of(edition) for edition in _editions(part, rng)]
    tricks = [trick for trick in TRICKS if trick.held == (part == "held out")]
    for at, trick in enumerate(tricks):
        if limit is not None and at % limit:
            continue
        for turn in range(3):
            bench = benches[(at + 5 * turn) % len(benches)]
            product = bench.products.get((trick.format, trick.variants[0]))
            if product is None:
                continue  # a collection is no handout
            made = bench.original(product).made
            files = trick.hide(made, rng)
            if files is not None and not _same(files, made):
                said = bench.say(product, files)
                yield Tried(trick.name, trick.format, name_of(bench.edition), str(product), trick.grave, said)


def exchanged(part: str) -> Iterator[Tried]:
    """The same product of another edition in its place: another language, another brand, another article."""
    rng = seeded(f"{part} exchanged")
    benches = [bench_of(edition) for edition in _editions(part, rng)][:6]
    for number, bench in enumerate(benches):
        target = TARGETS[(2, 0, 3, 6)[number % 4]] if number % 2 else TARGETS[(0, 2, 9, 3)[number % 4]]
        key = (target.format, target.variants[0])
        other = benches[(number + 1) % len(benches)]
        if key not in bench.products or key not in other.products:
            continue
        product, theirs = bench.products[key], other.products[key]
        files = tuple(
            type(file)(mine.name, mine.media_type, file.content)
            for mine, file in zip(bench.original(product).made.files, other.original(theirs).made.files, strict=False)
        )
        said = bench.say(product, files)
        yield Tried("another edition", target.name, name_of(bench.edition), str(product), True, said)


def rewritten(part: str, limit: int | None = None) -> Iterator[Tried]:
    """Each rewrite in one edition after the other; what is found in one of them is a false alarm."""
    rng = seeded(f"{part} rewrites")
    benches = [bench_of(edition) for edition in _editions(part, rng)]
    dresses = [dress for dress in DRESSES if dress.held == (part == "held out")]
    for at, dress in enumerate(dresses):
        if limit is not None and at % limit:
            continue
        for turn in range(4):
            bench = benches[(at + 5 * turn) % len(benches)]
            product = bench.products.get((dress.format, dress.variants[turn % len(dress.variants)]))
            if product is None:
                continue
            files = dress.rewrite(bench.original(product).made)
            if files is not None:
                said = bench.say(product, files)
                yield Tried(dress.name, dress.format, name_of(bench.edition), str(product), False, said)


def unchanged(part: str) -> Iterator[Tried]:
    """Every published product as it is."""
    for edition in _editions(part, seeded(part)):
        bench = bench_of(edition)
        for target in TARGETS:
            for variant in target.variants:
                product = bench.products.get((target.format, variant))
                if product is not None and not product.on_request:
                    said = bench.say(product, bench.original(product).made.files)
                    yield Tried("unchanged", target.format, name_of(edition), str(product), False, said)


def _editions(part: str, rng: random.Random) -> list[Edition]:
    chosen = [edition for edition in editions() if is_open(edition) == (part == "open")]
    rng.shuffle(chosen)
    return chosen
