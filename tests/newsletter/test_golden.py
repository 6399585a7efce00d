"""What the small article becomes as plain text, to be read by a person when it changes (`make golden`)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.newsletter.sample import edition, issue

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.golden
@pytest.mark.parametrize("variant", ["single", "whole"])
def test_the_text_part_is_as_it_was_read(variant: str, rewrite_golden: bool) -> None:
    text = issue(edition(), variant).file(f"{variant}.txt").content.decode("utf-8")
    golden = GOLDEN / f"{variant}.txt"
    if rewrite_golden:
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")
