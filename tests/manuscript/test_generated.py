"""Made-up documents keep marks, numbers, order and cells through every kind of file by two writers.

`python -m tests.manuscript.generated 500` runs many more.
"""

import pytest

from tests.manuscript.generated.running import KINDS, WRITERS, differences


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", [3, 7])
def test_nothing_changes_silently(seed: int, kind: str, writer: str) -> None:
    assert differences(seed, kind, writer) == []
