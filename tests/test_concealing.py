"""A page and a style sheet come in; what the sheet hides is said to nobody, and what it only dresses is."""

from __future__ import annotations

import lxml.html
import pytest

from pipeline.formats.passages import passages_of
from pipeline.markup.concealing import concealed

PAGE = lxml.html.document_fromstring(
    '<html><body><p class="call">Call <b>999</b>.</p><ul><li>One</li><li id="two">Two</li></ul></body></html>'
)


def said(*sheets: str) -> list[str]:
    hidden = concealed(PAGE, sheets, in_html=True)
    return [passage.text for passage in passages_of(PAGE.find("body"), "page", "en", hidden)]


@pytest.mark.parametrize(
    ("sheet", "left"),
    [
        ("p { color: red }", ["Call 999.", "One", "Two"]),
        (".call { display: none }", ["One", "Two"]),
        ("P.call { DISPLAY: None }", ["One", "Two"]),
        ("b { visibility: hidden }", ["Call .", "One", "Two"]),
        ("ul { visibility: hidden } #two { visibility: visible }", ["Call 999."]),
        ("li { opacity: 0 }", ["Call 999."]),
        ("li { opacity: 0.7; font-size: 0.9em }", ["Call 999.", "One", "Two"]),
        ("#two { font-size: 0px }", ["Call 999.", "One"]),
        ("#two { color: rgba(0, 0, 0, 0) }", ["Call 999.", "One"]),
        ("@media screen, print { #two { display: none } }", ["Call 999.", "One"]),
        ("@media print { ul { display: none } }", ["Call 999.", "One", "Two"]),
        ("@media (prefers-color-scheme: dark) { ul { display: none } }", ["Call 999.", "One", "Two"]),
        ("li { display: none } li { display: list-item }", ["Call 999.", "One", "Two"]),
        ("li { display: none !important } #two { display: block }", ["Call 999."]),
        ("#two { display: block } li { display: none }", ["Call 999.", "Two"]),
        ("a:::b { display: none } p::after { display: none }", ["Call 999.", "One", "Two"]),
    ],
)
def test_what_a_sheet_hides_is_not_said(sheet: str, left: list[str]) -> None:
    assert said(sheet) == left


def test_a_later_sheet_wins() -> None:
    assert said("li { display: none }", "li { display: block }") == ["Call 999.", "One", "Two"]
