"""A build that takes hours says how fast it goes and when it will end."""

import pytest

from pipeline.showing.display import rate


@pytest.mark.parametrize(
    ("done", "total", "seconds", "said"),
    [
        (4, 100, 10.0, ""),
        (10, 10, 0.0, ""),
        (10, 20, 60.0, ", 10 a minute, 60 s left"),
        (100, 1000, 60.0, ", 100 a minute, 9 min left"),
        (100, 480_000, 60.0, ", 100 a minute, 80 h left"),
        (20, 20, 60.0, ", 20 a minute, 0 s left"),
    ],
)
def test_rate_and_time_left(done: int, total: int, seconds: float, said: str) -> None:
    assert rate(done, total, seconds) == said
