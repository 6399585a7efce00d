"""The planted cases can be read, their kinds are known, and what could kill is caught in one article of each part."""

from __future__ import annotations

import pytest

from pipeline.article.rules import RULES
from tests.rules_bench.planting import FOLDER, PARTS, Case, findings_of, outcomes, read_cases, read_kinds, said_of


@pytest.mark.parametrize("part", PARTS)
def test_every_change_has_a_kind(part: str) -> None:
    kinds = read_kinds()
    assert {change.kind for case in read_cases(part) for change in case.changes} <= set(kinds)


def test_kinds_name_rules_that_there_are() -> None:
    known = {rule.name.removeprefix("article/") for rule in RULES}
    for kind in read_kinds().values():
        assert kind.rules <= known, kind.name


@pytest.mark.golden
@pytest.mark.parametrize("case", read_cases("open"), ids=lambda case: case.name)
def test_what_the_rules_say_of_the_open_cases_is_as_it_was_read(case: Case, rewrite_golden: bool) -> None:
    """Whoever changes a rule sees here what else it says now, of what is planted and of what is harmless."""
    golden, said = FOLDER / "said" / f"{case.name}.txt", said_of(case)
    if rewrite_golden:
        golden.write_text(said, encoding="utf-8")
    assert said == golden.read_text(encoding="utf-8")


def test_the_rules_catch_what_could_kill_in_a_clean_article() -> None:
    """`python -m tests.bench rules` counts over all cases; here one open article stands for them."""
    kinds = read_kinds()
    case = next(case for case in read_cases("open") if case.name == "dental")
    assert findings_of(case.text, case.region) == []
    told = [o for o in outcomes(case, kinds) if kinds[o.change.kind].deadly and not o.change.harmless]
    assert [o.change.new for o in told if not o.caught] == []
