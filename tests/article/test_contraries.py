"""Clauses that say the contrary of each other are asked about; those that go together are not."""

from __future__ import annotations

import pytest

from tests.rules_bench.planting import findings_of, with_standard_head

CONTRARY = (
    ("Hold the jar in warm water.", "Hold the jar in cold water."),
    ("Keep the graft moist.", "Keep the graft dry."),
    ("Wipe from front to back.", "Always wipe from back to front."),
    ("You do not need a chest X-ray.", "You need a chest X-ray before the visit."),
    ("Take it at any time of the day.", "Take it at bedtime."),
    ("Use the oldest bag first.", "Use the newest bag first."),
    ("Ticks fly from leaf to leaf.", "Ticks do not jump or fly."),
    ("Wear shoes with laces.", "Wear shoes without laces or buckles."),
    ("If you feel dizzy, stay in bed.", "If you feel dizzy, get up and walk."),
    ("Swallow the capsule whole.", "Chew the capsule."),
)
SPANS = (
    ("Cool the bite for 10 minutes.", "Cool the bite for 40 minutes."),
    ("Cooked rice keeps for 1 day.", "Use cooked rice within 4 days."),
    ("Soak it on days 2, 4 and 8.", "Soak it again on days 3 and 8."),
    ("Go back to school after 1 week.", "Stay off school for 3 weeks."),
    ("There are 4 visits: one at home and one with us.", "Bring your list."),
)
SPANS_TOGETHER = (
    ("Cool the bite for 10 minutes.", "If it still hurts, cool the bite for 20 minutes."),
    ("Cooked rice keeps for 1 day.", "Cooked beans keep for 4 days."),
    ("Soak it on days 2, 4 and 8.", "Soak it again on days 4 and 8."),
    ("Go back to school after 3 weeks.", "Stay off school for 3 weeks."),
    ("There are 2 visits: one at home and one with us.", "Bring your list."),
)
TOGETHER = (
    ("Hold the jar in warm water.", "Then hold the jar in cold water."),
    ("Keep the graft moist until it heals.", "When it has healed, keep the graft dry."),
    ("You do not need a chest X-ray.", "You may need a blood test."),
    ("Take it at any time of the day.", "If it makes you sleepy, take it at bedtime."),
    ("Most ticks do not bite.", "Some ticks bite."),
    ("Do not stop without talking to us.", "Talk to us first."),
    ("The left side of the heart sends blood round.", "The right side of the heart sends it to the lungs."),
    ("Wear the splint for 10 hours a day.", "Take it off at night."),
    ("You need an adult with you on the way home.", "People without a car can take a taxi."),
)


def _said(first: str, second: str) -> set[str]:
    text = with_standard_head(
        "---\nid: PL-1\nlang: en\nkind: condition\ntitle: A guide\nsummary: What to do.\n"
        f"main_message: Ask us.\n---\n\n## One {{#one}}\n\n{first}\n\nWe help you.\n\n## Two {{#two}}\n\n{second}\n"
    )
    return {each.rule for each in findings_of(text, "GB")}


@pytest.mark.parametrize(("first", "second"), CONTRARY)
def test_the_contrary_is_asked_about(first: str, second: str) -> None:
    assert "article/advice-reversed" in _said(first, second)


@pytest.mark.parametrize(("first", "second"), TOGETHER)
def test_what_goes_together_is_left_alone(first: str, second: str) -> None:
    assert "article/advice-reversed" not in _said(first, second)


@pytest.mark.parametrize(("first", "second"), SPANS)
def test_spans_that_do_not_meet_are_asked_about(first: str, second: str) -> None:
    assert "article/told-twice" in _said(first, second)


@pytest.mark.parametrize(("first", "second"), SPANS_TOGETHER)
def test_spans_that_go_together_are_left_alone(first: str, second: str) -> None:
    assert "article/told-twice" not in _said(first, second)
