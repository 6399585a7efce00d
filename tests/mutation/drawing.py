"""The table of targets comes in; all targets, and the mutants of one that are tried, go out."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
RULES = "pipeline/article/rules/"
UNITS = {
    **{key: ["tests/article/test_told.py"] for key in ("statements", "passages", "directives")},
    **{key: ["tests/article/test_told_twice.py"] for key in ("topics", "opposites")},
    **{key: ["tests/article/test_whose_dose.py"] for key in ("doses", "arithmetic", "medicines")},
}
"""Modules of rules on articles and the tests of them that take a sentence or two."""


def read_table() -> dict[str, Any]:
    """targets.toml, with a target for each module of rules on articles that it does not name."""
    table = tomllib.loads((Path(__file__).parent / "targets.toml").read_text(encoding="utf-8"))
    named = {target["module"] for target in table["target"]}
    paths = sorted((ROOT / RULES).rglob("[!_]*.py"))
    modules = [path for path in paths if path.relative_to(ROOT).as_posix() not in named]
    table["target"] += [
        {
            "name": f"rules-{path.stem.replace('_', '-')}",
            "module": path.relative_to(ROOT).as_posix(),
            "tests": UNITS.get(path.stem, []),
        }
        for path in modules
    ]
    return table


def draw(mutants: Iterable[str], size: int, seed: str) -> list[str]:
    """`size` of the mutants, the same ones for the same seed."""
    return sorted(random.Random(seed).sample(sorted(mutants), size))  # noqa: S311 (no secret)
