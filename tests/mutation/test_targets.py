"""What mutation runs name is there: modules, tests, the lines to change, a reason for each survivor."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

import pytest

from tests.mutation.changing import change as mutants_of
from tests.mutation.drawing import draw, read_table
from tests.mutation.tracing import Trace
from tests.mutation.trying import fork

ROOT = Path(__file__).parents[2]
TABLE = read_table()
CHANGES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "changes.toml").read_text(encoding="utf-8"))[
    "change"
]


def test_each_target_is_a_module_with_tests_and_a_name_of_its_own() -> None:
    targets = TABLE["target"]
    assert len({target["name"] for target in targets}) == len(targets)
    for target in targets:
        assert all((ROOT / path).exists() for path in (target["module"], *target["tests"])), target["name"]


@pytest.mark.parametrize("folder", ["pipeline/article/rules", "pipeline/building"])
def test_every_module_with_functions_is_a_target(folder: str) -> None:
    targets = {target["module"] for target in TABLE["target"]}
    modules = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / folder).rglob("[!_]*.py")
        if re.search(r"^ *def ", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert modules <= targets, modules - targets


def test_a_sample_is_the_same_in_every_run() -> None:
    mutants = [f"mutant {number}" for number in range(500)]
    drawn = draw(mutants, 60, "survey")
    assert len(set(drawn)) == 60 and drawn == draw(reversed(mutants), 60, "survey") != draw(mutants, 60, "build")


def test_each_survivor_is_a_function_with_a_reason() -> None:
    for target in TABLE["target"]:
        text = (ROOT / target["module"]).read_text(encoding="utf-8")
        for survivor in target.get("survivors", ()):
            assert f"def {survivor['function'].rpartition('.')[2]}(" in text, survivor
            assert survivor["becomes"] and len(survivor["reason"]) > 20, survivor


def test_each_change_can_be_made() -> None:
    for change in CHANGES:
        assert (ROOT / change["module"]).read_text(encoding="utf-8").count(change["old"]) == 1, change["says"]
        assert all((ROOT / path).exists() for path in change["tests"]), change["says"]


def test_a_mutant_knows_the_lines_that_a_test_must_reach() -> None:
    """Only tests that reach one of them meet the mutant; the lines are those of the unchanged function."""
    changed = mutants_of("pipeline/building/inputs.py")
    lines = changed.code.splitlines()
    assert changed.mutants
    for mutant in changed.mutants:
        assert mutant.lines and all(mutant.was != mutant.becomes for mutant in changed.mutants)
        assert "def " in mutant.was or any(lines[line - 1].strip()[:12] in mutant.was for line in mutant.lines), mutant


def test_a_trace_sees_the_lines_that_a_fork_reaches() -> None:
    trace = Trace({__file__: 200})

    def work(out: TextIO) -> bool:
        draw(["one"], 1, "seed")
        return True

    first = work.__code__.co_firstlineno
    trace.start()
    status, _ = fork(work, 5)
    trace.stop()
    marks = trace.take()
    assert status == "survived" and {first + 1, first + 2} <= trace.lines_of(marks, __file__)
    assert not trace.lines_of(trace.take(), __file__)


@pytest.mark.parametrize(
    ("work", "status"),
    [(lambda out: True, "survived"), (lambda out: False, "killed"), (lambda out: 1 / 0 > 1, "killed")],
    ids=["holds", "fails", "breaks"],
)
def test_a_fork_says_what_came_of_its_work(work: Callable[[TextIO], bool], status: str) -> None:
    assert fork(work, 5) == (status, "")
