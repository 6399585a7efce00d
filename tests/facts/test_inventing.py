"""What a template or a brand adds to a product comes in; what nobody said is named, what somebody said is not."""

from __future__ import annotations

import pytest

from pipeline.facts.inventing import invented
from tests.facts.test_proving import BODY, FULL, MADE, SAID, Read, edition, para
from tests.workspace import HEAD


def said_of(*texts: str) -> list[str]:
    """The severity of each finding on passages with these texts behind those of the article."""
    found = invented(MADE, FULL, Read((*SAID, *map(para, texts)))).found
    assert all(finding.rule == "facts/invented" for finding in found)
    return [finding.severity.value for finding in found]


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("Take 20 mg of ibuprofen twice a day.", "error"),
        ("Take 5 mg three times a day.", "error"),
        ("Do not tell your doctor.", "error"),
        ("Call 0800 123 4567 for a better price.", "error"),
        ("It works for 90 % of people.", "error"),
        ("Printed on paper from our forest.", "warning"),
        ("Warning: 20 mg", "error"),
    ],
)
def test_what_nobody_said_is_named(text: str, severity: str) -> None:
    assert said_of(text) == [severity]


@pytest.mark.parametrize(
    "text",
    [
        "Warning: Do not drive.",
        "Page 3 of 4",
        f"{MADE.article.front.title} 7",
        "Phone: +44 20 7946 0999 Email: care@tides.example.org",
        "#stitches #wounds",
        f"Read on: {MADE.canonical}?utm_source=mail",
        f"Reviewed by {MADE.article.front.reviewers[0].name}, {MADE.article.front.reviewers[0].credentials}",
        "5 ml",
        "a Then wait.",
        MADE.words.date(MADE.article.front.reviewed),
    ],
)
def test_pieces_side_by_side_are_said_by_somebody(text: str) -> None:
    assert said_of(text) == []


def test_an_authors_own_post_is_said_without_its_address_too() -> None:
    posts = 'social: {texts: {mastodon: "Rest your knee, see https://tides.example.org/knee now."}}'
    made = edition(f"---\n{HEAD}{posts}\n---\n\n{BODY}")
    assert not invented(made, FULL, Read((*SAID, para("Rest your knee, see now.")))).found
