"""What a reference must hold so that a reader finds the work again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest

from pipeline.article.front.head import Head
from pipeline.article.references import address, check_references, format_references

PAGE: Mapping[str, Any] = {
    "id": "page",
    "type": "webpage",
    "title": "Looking after stitches",
    "URL": "https://www.example.org/stitches",
    "accessed": "2026-11-02",
}


def messages(item: Mapping[str, Any]) -> list[str]:
    return [finding.message for finding in check_references([item], Head({}, {}), "source/tides/article.md")]


def test_a_web_page_without_a_date_needs_the_day_it_was_read() -> None:
    """Many pages of health services print no date; AMA style then gives the day of access."""
    assert messages(PAGE) == []
    unread = {key: value for key, value in PAGE.items() if key != "accessed"}
    assert messages(unread) == ['the reference "page" lacks accessed']


def test_a_journal_article_needs_its_year() -> None:
    article = {"id": "trial", "type": "article-journal", "title": "A trial", "DOI": "10.5555/12345678"}
    assert messages(article) == ['the reference "trial" lacks issued']
    assert messages({**article, "issued": 2025}) == []


def test_an_english_reference_of_an_arabic_article_keeps_its_own_order() -> None:
    """UAX 9 would turn "48(21):4262–4271" around, and draw the day of an Arabic date away from its month."""
    english = {**PAGE, "issued": "2024-02-26"}
    (in_arabic,) = format_references([english], "ar").values()
    assert in_arabic.xhtml.startswith('<bdi dir="ltr">Looking after stitches.')
    inner = re.findall(r'<bdi dir="rtl">([^<]*)</bdi>', in_arabic.xhtml)
    assert inner and inner[0].startswith("26 ") and inner[0].endswith("2026")
    assert "bdi" not in in_arabic.text
    (in_english,) = format_references([english], "en").values()
    assert "bdi" not in in_english.xhtml
    arabic = {**english, "title": "العناية بالغرز"}
    assert next(iter(format_references([arabic], "ar").values())).xhtml.startswith('<bdi dir="rtl">')


@pytest.mark.parametrize(
    ("copied", "leads_to"),
    [
        ({"URL": "www.example.org/stitches"}, "https://www.example.org/stitches"),
        ({"URL": "example.org"}, "https://example.org"),
        ({"DOI": "https://doi.org/10.5555/12345678"}, "https://doi.org/10.5555/12345678"),
        ({"DOI": "doi: 10.5555/12345678"}, "https://doi.org/10.5555/12345678"),
    ],
)
def test_an_address_may_be_as_people_copy_it(copied: Mapping[str, str], leads_to: str) -> None:
    item = {"id": "page", "type": "webpage", "title": "Stitches", "accessed": "2026-11-02", **copied}
    assert messages(item) == []
    assert address(item) == leads_to
    (shown,) = format_references([item], "en").values()
    assert shown.url == leads_to and leads_to.removeprefix("https://doi.org/") in shown.text


def test_an_address_that_is_not_safe_is_named_as_that() -> None:
    item = {"id": "page", "type": "webpage", "title": "Stitches", "accessed": "2026-11-02", "URL": "http://example.org"}
    assert messages(item) == ['the reference "page" has no address that a reader may open: "http://example.org"']
