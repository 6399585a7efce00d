"""Work that makes many values and few circles comes in; it runs while Python looks for circles seldom."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

VALUES = 200_000
"""New values after which Python looks for circles. With its own 700 a third of the time of a long import goes into
looking through a tree that holds none.
"""


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Collect garbage seldom inside; afterwards as before."""
    before = gc.get_threshold()
    gc.set_threshold(VALUES, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
