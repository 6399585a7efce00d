"""What a library remembers of an article or a brand comes back from JSON as it was."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from pipeline.article.neighbours import Neighbour
from pipeline.building.entries import ArticleEntry, BrandEntry
from pipeline.edition.review import State
from pipeline.finding import Finding, Findings, Place, Severity
from pipeline.house.policy import Waiver

PLACE = Place("source/tides/article.md", 9, 10)
FOUND = Findings((Finding("article/hype", Severity.ERROR, PLACE, "praise", "cut it"),))
ENTRY = ArticleEntry(
    "tides",
    "source/tides/article.md",
    "en",
    "Tides",
    True,
    False,
    "draft",
    "2026-11-01",
    "PL-TIDES",
    ("tide", "wave"),
    FOUND,
    (Neighbour("../waves/article.md", "waves", "source/tides/article.md", 12),),
    (Waiver("article/hype", "its name", "Editor", date(2026, 12, 1), Place("source/tides/article.md", 4), "great"),),
    True,
    consents=(("bay.jpg", "2027-11-01"), ("cove.jpg", "2027-10-30")),
)


def test_an_article_comes_back_as_it_was() -> None:
    assert ArticleEntry.from_json(json.loads(json.dumps(ENTRY.to_json()))) == ENTRY
    plain = ArticleEntry("tides", "source/tides/article.md", "", "tides", False, False)
    assert ArticleEntry.from_json(json.loads(json.dumps(plain.to_json()))) == plain


def test_an_article_is_due_on_the_day_of_its_review_and_current_without_one() -> None:
    assert ENTRY.state(date(2026, 1, 1)) is State.CURRENT
    assert ENTRY.state(date(2026, 10, 31)) is State.DUE
    assert ENTRY.state(date(2027, 11, 1)) is State.EXPIRED
    assert replace(ENTRY, next_review="", consents=()).state(date(2027, 11, 1)) is State.CURRENT


def test_an_article_is_expired_the_day_after_a_consent_ended() -> None:
    late = replace(ENTRY, next_review="2029-01-01")
    assert late.state(date(2027, 10, 30)) is State.CURRENT and late.consent_ended(date(2027, 10, 30)) is None
    assert late.state(date(2027, 10, 31)) is State.EXPIRED
    assert late.consent_ended(date(2028, 1, 1)) == ("2027-10-30", "cove.jpg")


def test_a_brand_comes_back_as_it_was() -> None:
    brand = BrandEntry("tide", ("en", "es"), FOUND, {"booklet": ("handout",), "handout": ()})
    assert BrandEntry.from_json(json.loads(json.dumps(brand.to_json()))) == brand


@pytest.mark.parametrize(
    ("languages", "lang", "published"),
    [
        ((), "el", True),
        (("en", "es"), "es", True),
        (("en", "es"), "es-MX", True),
        (("en", "zh-Hant"), "zh-Hant-TW", False),
        (("zh-Hant",), "zh-Hant", True),
        (("en",), "el", False),
    ],
)
def test_a_brand_publishes_its_languages_and_their_regions(
    languages: tuple[str, ...], lang: str, published: bool
) -> None:
    assert BrandEntry("tide", languages, Findings()).publishes(lang) is published
