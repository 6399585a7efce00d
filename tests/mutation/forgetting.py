"""A plug-in of mutation runs: each test begins with empty caches, as in a process of its own.

mutmut tries mutants in forks of a process that has run all tests once: what that one remembers would hide the change.
"""

from __future__ import annotations

import sys

import pytest


@pytest.fixture(autouse=True)
def _forget() -> None:
    for name, module in list(sys.modules.items()):
        if name.startswith("pipeline."):
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()
