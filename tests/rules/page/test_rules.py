"""Each rule of the page finds its fault in the finished bytes, and nothing else; the sound page raises nothing."""

from __future__ import annotations

from functools import cache

import pytest

from pipeline.edition.artifact import Artifact
from pipeline.edition.edition import Edition
from pipeline.formats import page
from tests.booklet.library import edition, sample
from tests.page.sample import rendered, tides
from tests.rules.page.faults import FAULTS, Fault

COMPANIONS = {
    # What is not there can be late as well, and a page without fonts says so for each way of setting words.
    "page/record-unreadable": frozenset({"page/record-untrue"}),
    "page/table": frozenset({"page/too-wide"}),
    "page/print-style": frozenset({"page/contrast"}),
    "page/font-lacks": frozenset({"page/file-unused"}),
    "page/dates": frozenset({"page/record-untrue"}),
    "page/people-missing": frozenset({"page/record-untrue"}),
    "page/script": frozenset({"page/link-unsafe"}),
    "page/heading-order": frozenset({"page/main-message-late"}),
}


@cache
def sound() -> tuple[Artifact, Edition]:
    return rendered(tides()), tides()


def names(artifact: Artifact, made: Edition) -> set[str]:
    return {finding.rule for finding in page.check(page.read(artifact), made).found}


def test_a_sound_page_raises_nothing() -> None:
    artifact, made = sound()
    assert page.check(page.read(artifact), made).found == ()


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        pytest.param(rule, fault, id=f"{rule}-{number}")
        for rule, faults in FAULTS.items()
        for number, fault in enumerate(faults, start=1)
    ],
)
def test_a_fault_is_found_by_its_rule_and_by_no_other(rule: str, fault: Fault) -> None:
    artifact, made = sound()
    found = names(fault(artifact), made)
    assert rule in found
    assert found <= {rule} | COMPANIONS.get(rule, frozenset())


def test_rules_and_faults_match_one_to_one() -> None:
    assert {rule.name for rule in page.RULES} == set(FAULTS)


@pytest.mark.parametrize("variant", ["embed", "blocks"])
def test_a_fragment_is_held_to_what_holds_for_it(variant: str) -> None:
    assert names(rendered(tides(), variant), tides()) == set()


@pytest.mark.parametrize(
    ("slug", "lang", "brand"),
    [
        ("exosomes-hair-loss", "es", "fieldnote-press"),
        ("exosomes-hair-loss", "ar", "harbour-clinic"),
        ("wound-aftercare", "en", "fieldnote-press"),
    ],
)
def test_the_sample_library_raises_nothing(slug: str, lang: str, brand: str) -> None:
    made = edition(sample(slug, lang), brand=brand)
    assert page.check(page.read(rendered(made)), made).found == ()
