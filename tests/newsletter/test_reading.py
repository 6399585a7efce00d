"""What is read of a message is read once, whoever asks."""

from __future__ import annotations

from typing import Any

import lxml.html
import pytest

from pipeline.edition.artifact import Product
from pipeline.formats import newsletter
from pipeline.formats.newsletter.reading import _unwrapped
from tests.newsletter.sample import edition, issue
from tests.social.sample import edition as small_edition


def test_a_message_is_taken_apart_once_for_its_rules_and_its_passages(monkeypatch: pytest.MonkeyPatch) -> None:
    made, sizes = edition(), []
    artifact = issue(made)
    parse = lxml.html.document_fromstring

    def counted(html: Any, *words: Any, **more: Any) -> Any:
        sizes.append(len(html))
        return parse(html, *words, **more)

    monkeypatch.setattr(lxml.html, "document_fromstring", counted)
    reading = newsletter.read(artifact)
    assert newsletter.check(reading, made).found == ()
    assert any(passage.text == made.article.front.title for passage in reading.passages)
    message = next(len(each.html) for each in reading.messages)
    assert sizes.count(message) == 1


def test_the_numbers_of_links_are_no_words_of_a_sentence() -> None:
    body = "## More\n\nSee [the list](https://example.org/a) and [the part](https://example.org/b) today.\n"
    made = newsletter.render(small_edition(body, status=""), Product("newsletter", "whole"))
    said = [each.text for each in newsletter.read(made).passages if each.where == "text part"]
    assert "See the list and the part today." in said
    assert any(text.startswith("[1] https://example.org/a") and "[2] https://example.org/b" in text for text in said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Of 100 children, 14 had loose stools. One in 14 had less pain on day\n2. Without antibiotics, 3 did.",
            ["Of 100 children, 14 had loose stools. One in 14 had less pain on day 2. Without antibiotics, 3 did."],
        ),
        ("Do this:\n4. Wash your hands\n5. Dry them", ["Do this:", "4. Wash your hands", "5. Dry them"]),
        ("What to do when you are at home again\n----\n4. Wash\n5. Dry", [..., "4. Wash", "5. Dry"]),
    ],
)
def test_a_sentence_that_another_program_broke_before_a_number_is_no_list(text: str, said: list[Any]) -> None:
    assert all(one == other or other is ... for one, other in zip(_unwrapped(text), said, strict=True))
