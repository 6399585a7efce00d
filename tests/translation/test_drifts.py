"""A sample of the drifts of tests/drift_bench is found, and nothing in the sample library's own translations."""

from __future__ import annotations

import pytest

from pipeline.article.reading import read_articles
from pipeline.translation.checking import check_translations
from pipeline.workspace.folder import find_workspace
from pipeline.workspace.storage import article_slugs, read_source
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
from tests.workspace import ROOT

LATER = (*SECOND_FRESH, *THIRD_FRESH, *FOURTH_FRESH, *FIFTH_FRESH, *SIXTH_FRESH)
MISSED = {("sixth_fresh/es", "not and rather"), ("sixth_fresh/pl", "alt text mother")}
"""Drifts of the sample that nothing finds yet."""
SAMPLE = [
    each
    for each in (*planted("open", step=6), *planted("drift", FRESH, step=4), *planted("drift", LATER, step=16))
    if (each.pair, each.kind) not in MISSED
]
TOO_FREE = {
    ("third_fresh/es", "free sentence"),
    ("third_fresh/fr", "no fluids"),
    ("fourth_fresh/es", "by the clock"),
    ("fourth_fresh/es", "not the ear"),
    ("fourth_fresh/de", "not by day"),
    ("fourth_fresh/ar", "harmless"),
    ("fifth_fresh/pt", "awake"),
    ("fifth_fresh/pt", "fly"),
    ("fifth_fresh/pt", "eat"),
    ("sixth_fresh/es", "head"),
    ("sixth_fresh/ar", "drink"),
    ("sixth_fresh/ar", "better"),
    ("sixth_fresh/pl", "main message"),
    ("sixth_fresh/pl", "shoes"),
}
"""True translations that are flagged, because they say with a "not" what the original says without one."""
HARMLESS = [
    each for each in planted("harmless", (*PAIRS, *FRESH, *LATER), step=3) if (each.pair, each.kind) not in TOO_FREE
]


@pytest.mark.parametrize("drift", SAMPLE, ids=lambda drift: f"{drift.pair} {drift.kind}")
def test_a_drift_is_found(drift: Planted) -> None:
    assert drift.found


@pytest.mark.parametrize("change", HARMLESS, ids=lambda change: f"{change.pair} {change.kind}")
def test_a_harmless_change_is_no_drift(change: Planted) -> None:
    assert change.found == ()


@pytest.mark.parametrize("pair", (*PAIRS, *FRESH, *LATER))
def test_a_true_translation_raises_nothing(pair: str) -> None:
    assert found_in(pair, body_of(pair)) == ()


def test_the_sample_library_is_the_same_in_every_language() -> None:
    workspace = find_workspace(ROOT)
    for slug in article_slugs(workspace):
        source = read_source(workspace, slug)
        articles = [reading.article for reading in read_articles(source) if reading.article is not None]
        for _, findings in check_translations(articles, source.files, source.folder).values():
            assert findings.found == ()
