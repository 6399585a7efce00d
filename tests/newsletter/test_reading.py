"""What is read of a message is read once, whoever asks."""

from __future__ import annotations

from typing import Any

import lxml.html
import pytest

from pipeline.formats import newsletter
from tests.newsletter.sample import edition, issue


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
