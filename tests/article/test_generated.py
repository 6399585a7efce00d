"""What an author wrote is what a reader of every format finds: numbers of steps, order, cells, marks and notes."""

from __future__ import annotations

import pytest

from tests.article.generated import differences


@pytest.mark.parametrize("seed", [2, 5, 7, 11])
def test_a_generated_article_says_the_same_in_every_format(seed: int) -> None:
    """Some of the hundreds that `python -m tests.article.generated` reads."""
    assert differences(seed) == []
