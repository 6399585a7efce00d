"""One or two sentences come in: doses of two medicines, amounts that nobody takes, orders that lost their "not"."""

from __future__ import annotations

import pytest

from pipeline.article.rules import check_article
from tests.workspace import reading_of


def rules_of(text: str) -> set[str]:
    article = reading_of(text).article
    assert article is not None
    return {finding.rule.partition("/")[2] for finding in check_article(article).found}


@pytest.mark.parametrize(
    "text",
    [
        "Take methotrexate 10 mg once a week, on Monday. Take folic acid 5 mg once a week, on Friday.",
        "Take 400 micrograms of folic acid a day. Take 400 international units of vitamin D a day.",
        "Póngase la heparina el lunes. Tome ácido fólico 5 mg el viernes.",
    ],
)
def test_a_dose_beside_another_name_is_no_dose_of_the_first(text: str) -> None:
    assert not rules_of(text) & {"told-twice", "dose-disagrees", "dose-implausible"}


@pytest.mark.parametrize(
    "text",
    [
        "Call us if you have a fever of 100.4 °F or 38 °C.",
        "Give 5 ml or 1 teaspoon with the syringe.",
        "Squeeze in one drop. A bottle of 2.5 ml holds about 80 drops.",
    ],
)
def test_an_amount_told_again_or_held_by_a_pack_is_plausible(text: str) -> None:
    assert not rules_of(text) & {"value-implausible", "dose-implausible", "range-ambiguous", "dose-disagrees"}


@pytest.mark.parametrize(
    ("text", "flagged"),
    [
        ("Call us if your peak flow falls below 80 %.", False),
        ("The risk in men is below 1 %.", True),
        ("Your risk is below 1 % of all people who have it.", True),
    ],
)
def test_a_limit_of_ones_own_counts_no_people(text: str, flagged: bool) -> None:
    assert ("statistic-uncited" in rules_of(text)) == flagged


@pytest.mark.parametrize(
    ("text", "flagged"),
    [
        ("Antibiotics cure most chest infections.", False),
        ("La amoxicilina cura la infección.", False),
        ("The cream cures the infection overnight.", True),
        ("Amoxicillin cures tiredness.", True),
    ],
)
def test_what_an_antibiotic_cures_is_no_promise(text: str, flagged: bool) -> None:
    assert ("claim" in rules_of(text)) == flagged


@pytest.mark.parametrize(
    ("text", "flagged"),
    [
        ("Stop without asking us.", True),
        ("Use the cream without asking us.", True),
        ("Never stop without asking us.", False),
        ("You can swim without a plaster.", False),
        ("Drink water instead of juice.", False),
    ],
)
def test_an_order_to_ask_nobody_has_lost_its_not(text: str, flagged: bool) -> None:
    assert ("advice-reversed" in rules_of(text)) == flagged


def test_each_number_of_a_range_is_set_apart_from_its_unit() -> None:
    article = reading_of("Take ibuprofen 200mg or 400mg with food. Then 5-10ml, and 1 g to 2g.").article
    assert article is not None
    found = [f.message for f in check_article(article).found if f.rule == "article/dose-unspaced"]
    assert found == [f'"{each}" has no space' for each in ("200mg", "400mg", "10ml", "2g")]
