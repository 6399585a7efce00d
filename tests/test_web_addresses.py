"""A web address on paper ends its lines where nobody takes a sign of it for one of the line's."""

from __future__ import annotations

import re

import pytest

from pipeline.markup.addresses import part


def lines_of(html: str) -> list[str]:
    """The pieces between which a line may end."""
    return re.sub(r"<[^>]*>", "", html).split("\u200b")


@pytest.mark.parametrize(
    ("address", "pieces"),
    [
        (
            "www.thelaneshealthcentre.co.uk/starting-a-tablet",
            ["www.thelaneshealthcentre", ".co", ".uk/", "starting", "-a", "-tablet"],
        ),
        (
            "https://www.example.org/wounds/what-next_2.html?x=1&amp;y=2",
            ["https://www.example", ".org/", "wounds/", "what", "-next", "_2", ".html", "?x", "=1", "&amp;y", "=2"],
        ),
    ],
)
def test_a_line_ends_behind_a_slash_or_before_a_sign(address: str, pieces: list[str]) -> None:
    written = part(f'<p>See <a href="{address}">{address}</a>.</p>')
    assert f'<a href="{address}">' in written
    assert lines_of(written) == [f"See {pieces[0]}", *pieces[1:-1], f"{pieces[-1]}."]
    assert written.count('<span class="held') == len(pieces)


@pytest.mark.parametrize(
    "html",
    [
        "<p>www.example.org/wounds.</p>",
        "<p>either/or and/or with-a-very-long-word-that-is-no-address/at-all-whatever-it-is</p>",
        "<title>www.example.org/a-page-whose-address-is-very-long-indeed</title>",
        "<p>write to somebody.with.a.long.name@wound-care.example.org/</p>",
    ],
)
def test_what_is_short_or_no_web_address_stays(html: str) -> None:
    assert part(html) == html
