"""Sentences as official leaflets have them come in; no rule that once refused them says a word."""

from __future__ import annotations

import pytest

from tests.article.test_told_twice import HEAD
from tests.rules_bench.planting import findings_of

GOOD = [
    ("emergency-number", "Call (800) QUIT-NOW for help with smoking."),
    ("unit-misread", "Call 1-877-44U-QUIT and take your time."),
    ("frequency-shorthand", "Take the pen and count aloud: 1-2-3."),
    ("fear", "Finish the tablets, even if you feel well before the medicine is gone."),
    ("claim", "The only cure for this illness is an operation."),
    ("claim", "You may need surgery to repair damaged heart valves."),
    ("dose-over-maximum", "Do not take more than 1 tablet a day. Do not take 2 tablets to make up for it."),
    ("dose-over-maximum", "Eat no more than 2,300 mg of sodium a day. That leaves 10 g of saturated fat a day."),
    (
        "dose-over-maximum",
        "Take 2 puffs. Do not take more than 8 puffs in 24 hours. In an attack, take 1 puff every 60 seconds.",
    ),
    (
        "dose-over-maximum",
        "Adults: take 1 tablet once a day. Children: take half a tablet twice a day. "
        "Do not take more than 1 tablet in 24 hours.",
    ),
    ("advice-reversed", "### What you can do\n\n- Do this 5 times.\n- Wear soft shoes.\n- Do not run."),
    ("advice-reversed", "Call us if you hit your head, even when you feel well."),
    (
        "advice-reversed",
        "In one kind of the illness, the gene is faulty. In the other kind of the illness, the gene is not faulty.",
    ),
    ("jargon-unexplained", "Ring the anticoagulant clinic. Cognitive behavioural therapy can help."),
    ("advice-reversed", "Stand on one leg while you brush your teeth."),
    ("advice-reversed", "Do not bend over. Bend your knee under the chair."),
    (
        "advice-reversed",
        "| Result | Next |\n|---|---|\n| No HPV | a test in 3 years |\n| HPV, no abnormal cells | a test in 1 year |",
    ),
    ("markup-printed", '::: {.callout .when-to-call title="Ring {{phone}} if"}\n- it bleeds\n:::'),
    ("jargon-unexplained", "The test looks for the human papillomavirus."),
    ("advice-reversed", "Sit down and rest for 5 minutes without talking, with your back against the chair."),
    (
        "dose-disagrees",
        "Take one puff of the blue inhaler every 30 to 60 seconds, up to 10 puffs.\n\n| Inhaler | When |\n|---|---|\n"
        "| Clenil (brown) | 2 puffs twice a day |\n| Salbutamol (blue) | 1 to 2 puffs when needed |",
    ),
]


@pytest.mark.parametrize(("rule", "text"), GOOD)
def test_good_text_is_left_alone(rule: str, text: str) -> None:
    summary, main = "This sheet helps you at home.", "Follow the steps and call us if you are worried."
    article = HEAD.format(summary=summary, main=main, one=text, two="Ask us.", listed="", sign="", recap="")
    assert f"article/{rule}" not in {found.rule for found in findings_of(article, "GB")}
