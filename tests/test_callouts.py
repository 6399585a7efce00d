"""The head of a box says once what kind of box it is."""

from __future__ import annotations

import pytest

from pipeline.markup.manner import Manner
from pipeline.markup.xhtml import Writer
from tests.newsletter.sample import edition


@pytest.mark.parametrize(
    ("heading", "head"),
    [
        ("", '<span class="label">When to call</span>'),
        ("### When to call us\n\n", '<span class="label">When to call us</span>'),
        ("### When to get help\n\n", '<span class="label">When to get help</span>'),
        ("### Signs of an infection\n\n", '<span class="label">When to call</span> Signs of an infection'),
    ],
)
def test_a_heading_that_says_its_label_stands_alone(heading: str, head: str) -> None:
    given = edition(body=f"::: {{.callout .when-to-call}}\n{heading}Call us.\n:::\n")
    article = given.article
    written = Writer("en", given.words, article.pictures, article.references, Manner()).blocks(article.blocks)
    assert f'<p class="callout-heading">{head}</p>' in written
