"""The words of a picture are held against those that it should show, however a style sheet sets them."""

from __future__ import annotations

import pytest

from pipeline.press.lettering import Lettering, lettering


@pytest.mark.parametrize(
    ("wanted", "drawn"),
    [
        (["Take 8 tablets", "Reviewed"], "Take\n8 tab\u00ad\nlets\nReviewed"),
        (["Take 8 tablets", "Reviewed"], "REVIEWED\nTAKE 8 TABLETS"),
        (["خذ \u20668\u2069 أقراص"], "خذ \u2060 8 \u2060 أقراص"),
        (["Straße, 5 %"], "Strasse 5\u202f%"),
        (["", "Call us…"], "Call us..."),
    ],
)
def test_what_is_only_set_otherwise_is_the_same(wanted: list[str], drawn: str) -> None:
    assert lettering(wanted, drawn) == Lettering()


@pytest.mark.parametrize(
    ("wanted", "drawn", "told"),
    [
        (["Take 8 tablets"], "Take 80 tablets", Lettering(("80",), ())),
        (["Do not take it"], "Do take it", Lettering((), ("not",))),
        (["Take 8 tablets"], "Take tablets 4", Lettering(("4",), ("8",))),
        (["Rest"], "Rest Rest", Lettering(("rest",), ())),
        (["at home"], "a thome x", Lettering(("a", "thome", "x"), ())),
        ([], "", Lettering()),
    ],
)
def test_what_is_too_much_or_missing_is_told(wanted: list[str], drawn: str, told: Lettering) -> None:
    assert lettering(wanted, drawn) == told
