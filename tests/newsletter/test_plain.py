"""The text part: what the HTML says, on 78 columns, links numbered."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.formats.newsletter.plain import COLUMNS, plain_text, wrapped


def text(body: str, attributes: str = 'lang="en" dir="ltr"') -> str:
    return plain_text(f"<html {attributes}><head><title>x</title></head><body>{body}</body></html>", "Links")


def test_links_are_numbered_once_and_listed_at_the_end() -> None:
    said = text('<p><a href="https://a.example">One</a> and <a href="https://b.example">two</a>, '
                '<a href="https://a.example">one again</a>.</p>')  # fmt: skip
    assert (
        said == "One [1] and two [2], one again [1].\n\nLinks\n-----\n\n[1] https://a.example\n[2] https://b.example\n"
    )


def test_a_phone_or_mail_address_stands_in_its_sentence() -> None:
    assert text('<p>Call <a href="tel:+442079460123">+44 20 7946 0123</a>.</p>') == "Call +44 20 7946 0123.\n"
    assert text('<p><a href="tel:+442079460123">Call us</a></p>') == "Call us (+442079460123)\n"
    assert text('<p><a href="mailto:a@example.org?subject=x">Write</a></p>') == "Write (a@example.org)\n"


def test_a_table_of_data_names_its_columns_in_every_row() -> None:
    said = text('<table class="data"><caption>Pain</caption><tr><th>Medicine</th><th>Dose</th></tr>'
                "<tr><th>Paracetamol</th><td>500 mg</td></tr></table>")  # fmt: skip
    assert said == "Pain\n\n- Medicine: Paracetamol; Dose: 500 mg\n"


def test_a_layout_table_is_read_through() -> None:
    assert text('<table role="presentation"><tr><td><h1>A</h1></td></tr><tr><td>b</td></tr></table>') == "A\n=\n\nb\n"


def test_lists_hang_and_nest() -> None:
    said = text("<ol start='3'><li>One</li><li>Two<ul><li>deep</li></ul></li></ol>")
    assert said == "3. One\n4. Two\n   - deep\n"


def test_what_is_hidden_is_not_said() -> None:
    assert text('<div style="display:none">preheader</div><p>a<!-- c --></p><style>x</style>') == "a\n"


def test_a_picture_says_its_description() -> None:
    assert text('<p><img src="x" alt="A map"></p><img src="y" alt="">') == "[A map]\n"


def test_a_line_that_would_turn_around_gets_a_mark() -> None:
    """Each hard line is a paragraph of its own to the bidirectional algorithm (UAX 9, P1)."""
    said = text("<p>MSC خلايا</p>", 'lang="ar" dir="rtl"')
    assert said == "\u200fMSC خلايا\n"
    assert text('<p>اتصل <span dir="ltr">+44 20 7946 0123</span></p>', 'lang="ar" dir="rtl"') == (
        "اتصل \u2066+44 20 7946 0123\u2069\n"
    )


def test_raised_numbers_stay_raised() -> None:
    assert text("<p>cells<sup>3,1</sup>, <sup>a</sup></p>") == "cells³˒¹, ^a\n"


@given(st.lists(st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=30), max_size=60))
def test_no_line_is_too_long_and_no_word_is_lost(words: list[str]) -> None:
    lines = wrapped(" ".join(words)).split("\n")
    assert all(len(line) <= COLUMNS for line in lines)
    assert " ".join(lines).split() == " ".join(words).split()


def test_a_script_without_spaces_is_broken_anywhere() -> None:
    lines = wrapped("傷" * 200).split("\n")
    assert [len(line) for line in lines] == [78, 78, 44]
