"""A tiny sample of `python -m tests.building.walks`: whatever people do in a row, what is published is true."""

from __future__ import annotations

import pytest

from tests.building.walks.__main__ import walk


@pytest.mark.parametrize("seed", ["first", "second"])
def test_a_short_walk(seed: str) -> None:
    found, log = walk([f"{seed}-{number}" for number in range(5)])
    assert not found, "\n".join([*found, *log])
