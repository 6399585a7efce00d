"""What a reference must hold so that a reader finds the work again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.article.head import Head
from pipeline.article.references import check_references

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
