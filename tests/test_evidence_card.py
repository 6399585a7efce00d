"""The evidence card answers what a text shows, with the words that show it, and leaves the rest to a person."""

from __future__ import annotations

import json

import pytest

from pipeline.article.rules import check_article
from pipeline.article.rules.sheets import Answer, Card, Item, card
from pipeline.showing.evidence_card import card_html, card_json, card_lines
from tests.workspace import HEAD, reading_of

GOOD = """
::: key-points
- Look at the table first.
- Wear boots.
:::

## Before you go {#before}

::: action
1. Look at the table.
2. Put on your boots.
3. Tell somebody where you walk.
:::

## What can go wrong {#wrong}

About 3 in 100 people turn back too late [@table].

::: {.table caption="High water" header-column=true}
| Day | Time |
|:----|:-----|
| Monday | 12:00 |
:::
"""


def card_of(text: str, head: str = HEAD) -> Card:
    article = reading_of(f"---\n{head}---\n{text}").article
    assert article
    return card(article, check_article(article))


def item(filled: Card, sheet: str, number: int) -> Item:
    items = next(each for each in filled.sheets if each.key == sheet).items
    return next(each for each in items if each.number == number)


def test_the_sheets_hold_their_items() -> None:
    pemat, index = card_of(GOOD).sheets
    assert [each.number for each in pemat.items] == [*range(1, 13), *range(15, 27)]
    assert [each.number for each in index.items] == list(range(1, 21))
    assert sum(each.part == "understandability" for each in pemat.items) == 17


@pytest.mark.parametrize(
    ("sheet", "number", "answer"),
    [
        ("pemat-p", 3, Answer.YES),
        ("pemat-p", 8, Answer.NOT_APPLICABLE),
        ("pemat-p", 11, Answer.YES),
        ("pemat-p", 17, Answer.YES),
        ("pemat-p", 18, Answer.NOT_APPLICABLE),
        ("pemat-p", 19, Answer.YES),
        ("pemat-p", 20, Answer.YES),
        ("pemat-p", 22, Answer.YES),
        ("pemat-p", 2, Answer.OPEN),
        ("cdc-index", 5, Answer.YES),
        ("cdc-index", 13, Answer.OPEN),
        ("cdc-index", 20, Answer.OPEN),
    ],
)
def test_a_program_answers_what_it_can_see(sheet: str, number: int, answer: Answer) -> None:
    assert item(card_of(GOOD), sheet, number).answer is answer


def test_an_answer_names_the_words_and_the_line_that_decide_it() -> None:
    bad = card_of("\nOedema is common.\n\nThe boots should be worn all day.\n")
    assert item(bad, "pemat-p", 4).answer is Answer.NO
    assert '"Oedema" is not explained' in item(bad, "pemat-p", 4).why
    assert item(bad, "pemat-p", 5).line == item(bad, "pemat-p", 4).line + 2
    assert item(bad, "pemat-p", 20).answer is Answer.NO


def test_open_items_show_what_speaks_for_them_and_never_score() -> None:
    filled = card_of(GOOD)
    purpose = item(filled, "pemat-p", 1)
    assert (purpose.answer, purpose.leans, purpose.point) == (Answer.OPEN, Answer.YES, None)
    points, answered, waiting = filled.sheets[0].score()
    assert points <= answered and waiting and answered + waiting <= 24


def test_a_language_without_a_formula_is_not_measured() -> None:
    arabic = card_of("\nانظر إلى الجدول.\n", HEAD.replace("lang: en", "lang: ar"))
    assert item(arabic, "pemat-p", 3).answer is Answer.OPEN
    assert "not measured" in item(arabic, "pemat-p", 3).why
    assert item(arabic, "pemat-p", 4).answer is Answer.OPEN


def test_words_json_and_html_say_the_same() -> None:
    filled = card_of(GOOD)
    words, values, page = "\n".join(card_lines(filled)), json.loads(card_json(filled)), card_html(filled)
    assert [sheet["key"] for sheet in values["sheets"]] == ["pemat-p", "cdc-index"]
    for each in values["sheets"][0]["items"]:
        assert each["asks"] in words
        assert each["asks"][1:] in page
    assert "<script" not in page and "http" not in page
    assert card_html(card_of(GOOD, HEAD.replace("Tides and", "<b>Tides</b> &"))).count("<b>") == 0
