"""Sentences as official leaflets have them come in; no rule that once refused them says a word."""

from __future__ import annotations

import pytest

from pipeline.article.reading import read_articles
from pipeline.article.rules import check_article
from tests.article.test_told_twice import HEAD
from tests.rules_bench.planting import findings_of
from tests.workspace import source_of

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
    ("jargon-unexplained", "You may stop breathing or gasp for air while you sleep. This may be sleep apnoea."),
    ("jargon-unexplained", "Cognitive training for sleep (CTS) is a course that teaches you new habits."),
    ("acronym-unexpanded", "Go to A&E at once if the pain gets worse."),
    ("phone-malformed", "Call +49 (0) 761 / 1514-0 for the maker's help line."),
    (
        "dose-over-maximum",
        "Take 2 tablets (97.24 mg) three times a day. Each tablet holds 48.62 mg. "
        "Have 146 mg to 292 mg a day. Do not take more than 6 tablets in 24 hours.",
    ),
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


@pytest.mark.parametrize(
    ("summary", "body"),
    [
        ("You stay in hospital for 3 days.", "Plan for two nights with us. The cut heals in 2 weeks. Rest 5 days."),
        ("Wear the boot for 12 weeks.", "The boot stays on for three months. See us in 2 weeks."),
        ("Wait 6 months before the next try.", "Leave half a year between tries. It heals in 3 weeks."),
        ("Do not drive for 24 hours.", "You cannot drive until the next day. Rest for 3 days."),
        ("You must wait 90 minutes.", "The wait is an hour and a half. Rest for 20 minutes."),
    ],
)
def test_a_length_told_in_other_words_is_told(summary: str, body: str) -> None:
    article = HEAD.format(summary=summary, main="Ask us.", one=body, two="Ask us.", listed="", sign="", recap="")
    assert not {"article/says-more", "article/told-twice"} & {each.rule for each in findings_of(article, "GB")}


def _hints(text: str, rule: str) -> list[tuple[str, str]]:
    article = HEAD.format(summary="Ask.", main="Ask us.", one=text, two="Ask us.", listed="", sign="", recap="")
    readings = read_articles(source_of({"article.md": article.encode()}, slug="case"))
    found = [each for one in readings if one.article for each in check_article(one.article).found]
    return [(each.message, each.hint or "") for each in found if each.rule == f"article/{rule}"]


def test_a_monitor_is_a_thing_and_to_monitor_has_a_plainer_word() -> None:
    assert not _hints("A monitor shows your pulse. The heart monitor may beep.", "plainer-word")
    assert _hints("We monitor your pulse.", "plainer-word")


def test_a_mean_just_over_the_limit_does_not_read_as_the_limit() -> None:
    sentence = "You can " + "walk and " * 6 + "rest a little. "
    told = _hints(sentence * 60 + "You can " + "walk and " * 12 + "rest a little. ", "sentence-too-long")
    assert not any("have 15 words on average" in message for message, _ in told)
