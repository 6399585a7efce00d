"""A sample of the hostile table and of the made-up files; `python -m tests.hostile` tries them all."""

from __future__ import annotations

import pytest

from tests.hostile.cases import Case, cases
from tests.hostile.fuzzing import fuzz
from tests.hostile.table import try_all

CASES = {case.name: case for case in cases()}
SAMPLE = (
    "an override by name",
    "notes of notes",
    "a head of billion laughs",
    "an article of Latin-1",
    "a picture of a cut JPEG",
    "a picture of pixels that are missing",
    "a drawing: uses of uses",
    "an article that is a pipe",
    "a collection that is a device",
    "a collection of 100,000 brackets",
    "a brand of ESC in its name",
    "snippets of 40 × 40 × 40",
)


def test_the_table_is_long_and_its_names_are_its_own() -> None:
    assert len(CASES) == len(list(cases())) >= 250


@pytest.mark.parametrize("case", [CASES[name] for name in SAMPLE], ids=SAMPLE)
def test_a_hostile_input_becomes_what_it_must(case: Case) -> None:
    [verdict] = try_all([case])
    assert verdict.fault == ""


def test_made_up_files_end_no_reader() -> None:
    assert list(fuzz(60)) == []
