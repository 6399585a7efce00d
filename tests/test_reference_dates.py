"""A reference's date that citeproc would drop without a word is named; every form that it prints is taken."""

from __future__ import annotations

import json

import pytest

from pipeline.article.references import format_references
from tests.workspace import HEAD, reading_of

LOST: list[object] = [
    {"date-parts": [["x"]]},
    {"date-parts": []},
    {"date-parts": 2024},
    {"date-parts": [2024, 5]},
    {"raw": "soon"},
    {"season": 1},
    "May 2024",
    "in press",
    [2024],
    True,
    99,
    20244,
]
PRINTED: list[object] = [
    2024,
    "2024",
    "2024-05",
    "2024-05-31",
    "2019/2020",
    "2024~",
    {"date-parts": [[2024, 5]]},
    {"date-parts": [["2024", "5"]]},
    {"date-parts": [[2019], [2020]]},
    {"literal": "in press"},
    {"raw": "2024-05"},
    {"year": 2024},
    [{"year": 2024}],
]


@pytest.mark.parametrize("value", [*LOST, *PRINTED], ids=str)
def test_a_date_is_printed_or_asked_for(value: object) -> None:
    head = HEAD.replace("issued: 2024", f"issued: {json.dumps(value)}")
    reading = reading_of(f"---\n{head}---\n\nTake it.[@table]\n\n::: action\nLook first.\n:::\n")
    named = [finding.message for finding in reading.findings.found if "without its date" in finding.message]
    assert bool(named) == any(value is lost for lost in LOST)


@pytest.mark.parametrize("value", [LOST[0], LOST[6], PRINTED[0], PRINTED[9]], ids=str)
def test_citeproc_is_of_the_same_opinion(value: object) -> None:
    item = {
        "id": "a",
        "type": "book",
        "title": "Tides",
        "publisher": "P",
        "URL": "https://example.org",
        "issued": value,
    }
    text = format_references([item], "en")["a"].text
    assert (text == "Tides. P. https://example.org") == (value in LOST)
