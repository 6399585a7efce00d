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
    ("Wear the boot for 12 weeks.", "Wear the boot for three months."),
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
    ("A long nap late in the day can keep you awake.", "A short nap of 20 minutes is fine."),
    ("A cold drink can help your throat.", "A hot drink can burn your throat."),
    ("A hard mattress can make the pain worse.", "A soft mattress can help the pain."),
    ("An old needle can hurt the skin.", "A new needle is fine for the skin."),
    ("A big meal late can keep you awake.", "A small meal in the evening is fine."),
    ("Acute gout comes on quickly.", "Chronic gout comes on slowly."),
    ("Children with mild (simple) croup do not need treatment.", "Treatment for severe croup is given at the clinic."),
    ("Filtering removes iron from the water.", "Boiling does not remove iron from the water."),
    ("When the rash does spread, it spreads to the arms.", "Ask us about the rash."),
    ("Your child can go back to school after 48 hours.", "Keep your child off school for two full days."),
    ("Wear shoes that fit.", "Wear a hat."),
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


_MEDICINES = """## Ibuprofen {{#a}}

It helps with pain.

### How do I take it? {{#b}}

{first}

## Paracetamol {{#c}}

It helps too.

### How do I take it? {{#d}}

{second}
"""


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Take 400 mg. Do not take more than 6 tablets in 24 hours.", "Do not take more than 8 tablets in 24 hours."),
        ("Take 1 tablet. Wait at least 6 hours between doses.", "Take 2 tablets. Wait at least 4 hours between doses."),
        ("Do not take more than 1,200 mg in 24 hours.", "Take 1,000 mg four times a day."),
        ("Take one capsule in the morning with food.", "Take two capsules at night on an empty stomach."),
    ],
)
def test_a_medicine_in_a_heading_above_parts_the_doses(first: str, second: str) -> None:
    text = with_standard_head(
        "---\nid: PL-1\nlang: en\nkind: medicine\ntitle: Two painkillers\nsummary: How to take them.\n"
        f"main_message: Ask us.\n---\n\n{_MEDICINES.format(first=first, second=second)}"
    )
    assert not {"article/told-twice", "article/advice-reversed"} & {each.rule for each in findings_of(text, "GB")}


def test_a_limit_told_twice_of_one_medicine_is_still_asked_about() -> None:
    text = with_standard_head(
        "---\nid: PL-1\nlang: en\nkind: medicine\ntitle: Ibuprofen\nsummary: How to take it.\nmain_message: Ask us.\n"
        "---\n\n## Ibuprofen {#a}\n\n### Adults {#b}\n\nDo not take more than 6 tablets in 24 hours.\n\n"
        "### Keeping safe {#c}\n\nDo not take more than 8 tablets in 24 hours.\n"
    )
    assert "article/told-twice" in {each.rule for each in findings_of(text, "GB")}
