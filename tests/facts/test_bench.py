"""A small sample of what `make bench-facts` plants and rewrites: every fault is found, no rewrite is flagged."""

from __future__ import annotations

from itertools import islice

import pytest

from tests.facts_bench.altering import KINDS
from tests.facts_bench.editions import edition_of
from tests.facts_bench.hiding import TRICKS
from tests.facts_bench.rewriting import DRESSES
from tests.facts_bench.running import Bench, bench_of, seeded
from tests.facts_bench.splicing import TARGETS

QUICK = [target for target in TARGETS if target.format == "newsletter"]


@pytest.fixture(scope="module")
def bench() -> Bench:
    return bench_of(edition_of("shot-day", "ar", "harbour-clinic"))


@pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])
def test_a_fault_of_each_kind_is_found(bench: Bench, kind: object) -> None:
    rng = seeded("sample")
    number = [each.name for each in KINDS].index(getattr(kind, "name", ""))
    turned = [*QUICK[number % len(QUICK) :], *QUICK[: number % len(QUICK)]]
    tried = (tried for target in turned for tried in bench.altered(KINDS[number], target, rng))
    for each in islice(tried, 1):
        assert each.found, each


def test_a_book_is_held_against_one_with_the_pages_of_its_handout() -> None:
    """A house that prints them publishes books that name the pages of the handout."""
    edition = edition_of("shot-day", "en", "fieldnote-press")
    bench = bench_of(edition)
    assert edition.page_map is None
    assert bench.original(bench.products["booklet", "epub"]).edition.page_map


@pytest.mark.parametrize("form", ["booklet", "newsletter"])
def test_tricks_are_found_and_rewrites_are_not(bench: Bench, form: str) -> None:
    product = bench.products[form, "epub" if form == "booklet" else "single"]
    made = bench.original(product).made
    for trick in TRICKS:
        if trick.format == form and not trick.held and (files := trick.hide(made, seeded("sample"))) is not None:
            assert bench.say(product, files).errors, trick.name
    for dress in DRESSES:
        if dress.format == form and not dress.held and (files := dress.rewrite(made)) is not None:
            assert not bench.say(product, files).found, dress.name
