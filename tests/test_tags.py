"""The primary language of a tag is found however the tag is written."""

from __future__ import annotations

import pytest

from pipeline.tags import primary_of

TAGS = {"en": "en", "es-MX": "es", "zh-Hant-TW": "zh", "pt_BR": "pt", "DE-at": "de", "": ""}


@pytest.mark.parametrize("tag", TAGS)
def test_the_primary_language_of_a_tag(tag: str) -> None:
    assert primary_of(tag) == TAGS[tag]
