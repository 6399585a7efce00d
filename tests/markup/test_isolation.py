"""What must keep its own direction inside right-to-left text."""

from __future__ import annotations

import pytest

from pipeline.markup.isolation import runs


@pytest.mark.parametrize(
    "run",
    ["+44 20 7946 0123", "4-6", "500 mg", "2.5", "https://www.example.org/a", "a@example.org", "PL-EXO-001", "38 °C"],
)
def test_a_run_is_isolated_whole(run: str) -> None:
    """UAX 9 would turn "4-6" around and put the number of "PL-EXO-001" before its letters."""
    assert [text for text, own in runs(f"قبل {run} بعد") if own] == [run]


def test_words_are_not_isolated() -> None:
    assert not any(own for _, own in runs("خلايا MSC و well-known"))
