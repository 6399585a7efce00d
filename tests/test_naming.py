"""A name with a slip of the pen leads to the one that was meant."""

from __future__ import annotations

import pytest

from pipeline.naming import choose, near, nearest


@pytest.mark.parametrize(
    ("name", "known", "found"),
    [
        ("Tides", ["tides", "waves"], "tides"),
        ("tdies", ["tides", "waves"], "tides"),
        ("tides", ["Tides", "waves"], "Tides"),
        ("en-GB", ["en", "es"], "en"),
        ("large", ["sheet", "large-print"], "large-print"),
        ("eng", ["en", "e"], "en"),
        ("tied", ["wide", "tides"], "tides"),
        ("A6", ["A4", "A5"], ""),
        ("medium", ["named", "medium-and-campaign"], "medium-and-campaign"),
        ("wound-aftercare-at-home", ["w", "wou", "wo"], "wou"),
        ("wo", ["tides", "wound-aftercare"], "wound-aftercare"),
        ("xyz", ["tides"], ""),
        ("price", ["title", "articles"], ""),
        ("uthors", ["authors"], "authors"),
        ("", ["tides"], ""),
        ("tides", [], ""),
    ],
)
def test_the_nearest_name_is_the_one_that_was_probably_meant(name: str, known: list[str], found: str) -> None:
    assert nearest(name, known) == found


def test_a_hint_names_the_nearest_or_some_of_what_there_is() -> None:
    many = [f"a{number:02}" for number in range(13)]
    assert near("eng", ["en"]) == ', perhaps "en"' and near("en", ["en"]) == near("xyz", ["en"]) == ""
    assert choose("eng", ["en"]) == 'did you mean "en"?'
    assert choose("xyz", ["b", "a"]) == "choose one of a, b"
    assert choose("xyz", many[:12]) == f"choose one of {', '.join(many[:12])}"
    assert choose("xyz", many) == f"choose one of {', '.join(many[:12])} …"
    assert choose("xyz", []) == "there is none yet"
