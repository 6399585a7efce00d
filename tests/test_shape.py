"""The engine stays readable: imports go one way, no module is over 500 lines, no function over 60."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.workspace import ROOT


def modules() -> Iterator[tuple[str, str]]:
    folder = ROOT / "pipeline"
    for path in sorted(folder.rglob("*.py")):
        yield path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8")


def test_imports_go_down_through_the_rooms_and_never_in_a_circle() -> None:
    """The contracts of pyproject.toml, which `make check` holds too; imports for types count."""
    lint = Path(sys.executable).with_name("lint-imports")
    ran = subprocess.run([lint, "--no-cache", "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout


def test_no_module_is_longer_than_500_lines() -> None:
    assert [name for name, text in modules() if text.count("\n") > 500] == []


def test_no_function_is_longer_than_60_lines() -> None:
    long = [
        f"{name}:{node.name}"
        for name, text in modules()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - node.lineno + 1 > 60
    ]
    assert long == []
