"""An address is encoded once: what an author encoded stays, what no address may hold is put in percents."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.article.addresses import encoded
from pipeline.article.references import address


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("https://www.example.org/list|a", "https://www.example.org/list%7Ca"),
        ("https://www.example.org/part%20two?x=1&y=<2>", "https://www.example.org/part%20two?x=1&y=%3C2%3E"),
        (" https://www.example.org/page two ", "https://www.example.org/page%20two"),
        ('https://www.example.org/"{[\\^`', "https://www.example.org/%22%7B%5B%5C%5E%60"),
        ("https://www.example.org/100%/a%2fb", "https://www.example.org/100%25/a%2fb"),
        ("https://www.example.org/ä?q=ß#é", "https://www.example.org/%C3%A4?q=%C3%9F#%C3%A9"),
        ("HTTPS://www.Example.org/#a#b", "https://www.Example.org/#a%23b"),
        ("https://bücher.example.org/", "https://xn--bcher-kva.example.org/"),
        ("https://[2001:db8::1]:8080/[x]", "https://[2001:db8::1]:8080/%5Bx%5D"),
        ("https://www.example.org/a_(b);c='d'!~$*+,@", "https://www.example.org/a_(b);c='d'!~$*+,@"),
        ("mailto:a@example.org?subject=Two words&body=x%20y", "mailto:a@example.org?subject=Two%20words&body=x%20y"),
        ("tel:+44 20 7946 0123", "tel:+442079460123"),
        ("{{web}}/a b", "{{web}}/a b"),
        ("https://www.example.org/{{name}}|", "https://www.example.org/{{name}}%7C"),
        ("tides#one", "tides#one"),
        ("#one", "#one"),
    ],
)
def test_what_no_address_may_hold_is_put_in_percents(written: str, read: str) -> None:
    assert encoded(written) == read


@given(st.text(max_size=40))
def test_an_address_is_encoded_once(text: str) -> None:
    """Who encodes it again changes nothing, and what comes out is ASCII without space, quotes and brackets."""
    once = encoded(f"https://www.example.org/{text}")
    assert encoded(once) == once
    assert (once.isascii() and not set(once) & set(' <>"|\\^`{}')) or "{{" in text


def test_a_doi_with_brackets_leads_to_an_address() -> None:
    doi = "10.5555/1521-4141(2002010)32:10<2888::AID-IMMU2888>3.0.CO;2-F"
    led = address({"DOI": doi})
    assert led == "https://doi.org/10.5555/1521-4141(2002010)32:10%3C2888::AID-IMMU2888%3E3.0.CO;2-F"
