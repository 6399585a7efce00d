"""What mutation runs name is there: modules, tests, the lines to change, a reason for each survivor."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
TABLE: dict[str, Any] = tomllib.loads((Path(__file__).parent / "targets.toml").read_text(encoding="utf-8"))
CHANGES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "changes.toml").read_text(encoding="utf-8"))[
    "change"
]


def test_each_target_is_a_module_with_tests_and_a_name_of_its_own() -> None:
    targets = TABLE["target"]
    assert len({target["name"] for target in targets}) == len(targets)
    for target in targets:
        assert all((ROOT / path).exists() for path in (target["module"], *target["tests"])), target["name"]


def test_the_rules_on_articles_are_targets() -> None:
    modules = {target["module"] for target in TABLE["target"]}
    rules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "pipeline/article/rules").glob("[!_]*.py")}
    assert rules <= modules


def test_each_survivor_is_a_function_with_a_reason() -> None:
    for target in TABLE["target"]:
        text = (ROOT / target["module"]).read_text(encoding="utf-8")
        for survivor in target.get("survivors", ()):
            assert f"def {survivor['function'].rpartition('.')[2]}(" in text, survivor
            assert survivor["count"] > 0 and len(survivor["reason"]) > 20, survivor


def test_each_change_can_be_made() -> None:
    for change in CHANGES:
        assert (ROOT / change["module"]).read_text(encoding="utf-8").count(change["old"]) == 1, change["says"]
        assert all((ROOT / path).exists() for path in change["tests"]), change["says"]
