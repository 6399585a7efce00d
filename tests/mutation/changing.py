"""A module's path comes in; its code with all its mutants in it, and what each of them changes, go out."""

from __future__ import annotations

import ast
import contextlib
import difflib
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.mutation.drawing import ROOT

BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")
"""The fields of a statement that hold further statements."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One small change.

    `name` is what mutmut's trampolines take in MUTANT_UNDER_TEST; `function` the changed function with its class;
    `was` and `becomes` its lines, each as one; `lines` the numbers, in the code with all mutants, of the lines that
    stand where the change is: a test that reaches none of them cannot notice.
    """

    name: str
    function: str
    was: str
    becomes: str
    lines: frozenset[int]


@dataclass(frozen=True, slots=True)
class Changed:
    """A module's code with all its mutants in it; it runs as ever until MUTANT_UNDER_TEST names one."""

    path: str
    code: str
    mutants: tuple[Mutant, ...]


def change(path: str) -> Changed:
    """All mutants that mutmut makes of the module."""
    from mutmut.mutation.file_mutation import mutate_file_contents
    from mutmut.utils.format_utils import get_mutant_name

    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        # mutmut wants a configuration, whatever it is asked.
        Path("setup.cfg").write_text("[mutmut]\nsource_paths=pipeline\n", encoding="utf-8")
        (Path(folder) / "pipeline").mkdir()
        made = mutate_file_contents(path, (ROOT / path).read_text(encoding="utf-8"))
    functions = {
        node.name: node
        for node in ast.walk(ast.parse(made.code))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    mutants = []
    for each in made.mutant_names:
        old, new = functions[f"{each.rpartition('__mutmut_')[0]}__mutmut_orig"], functions[each]
        was, becomes = _difference(ast.unparse(old).splitlines()[1:], ast.unparse(new).splitlines()[1:])
        name = get_mutant_name(Path(path), each)
        mutants.append(Mutant(name, _function(name), was, becomes, frozenset(_touched(old, new))))
    return Changed(path, made.code, tuple(mutants))


def _function(mutant: str) -> str:
    """The function that a mutant changes, with its class: "Request.works_on" out of "…xǁRequestǁworks_on__mutmut_3"."""
    name = re.sub(r"__mutmut_\d+$", "", mutant.rpartition(".")[2])
    return name.removeprefix("xǁ").replace("ǁ", ".") if "ǁ" in name else name.removeprefix("x_")


def _difference(was: list[str], becomes: list[str]) -> tuple[str, str]:
    lines = list(difflib.ndiff(was, becomes))
    old, new = ([line[2:].strip() for line in lines if line.startswith(sign)] for sign in ("- ", "+ "))
    return " ".join(old), " ".join(new)


def _touched(old: ast.AST, new: ast.AST) -> Iterator[int]:
    """The lines of the smallest statements of `old` that `new` says otherwise."""
    blocks = [(getattr(old, name, []), getattr(new, name, [])) for name in BLOCKS]
    inner = [statement for block, _ in blocks for statement in block]
    if type(old) is not type(new) or any(len(one) != len(other) for one, other in blocks):
        yield from range(_first(old), _last(old) + 1)
        return
    if _head(old) != _head(new):
        # A changed default or a changed condition is reached with the first statement below it.
        yield from range(_first(old), (_first(inner[0]) if inner else _last(old)) + 1)
    for one, other in blocks:
        for statement, changed in zip(one, other, strict=True):
            if ast.dump(statement) != ast.dump(changed):
                yield from _touched(statement, changed)


def _head(node: ast.AST) -> str:
    own = {name: value for name, value in ast.iter_fields(node) if name not in (*BLOCKS, "name")}
    return ast.dump(type(node)(**own))


def _first(node: ast.AST) -> int:
    return node.pattern.lineno if isinstance(node, ast.match_case) else node.lineno  # type: ignore[attr-defined]


def _last(node: ast.AST) -> int:
    return _last(node.body[-1]) if isinstance(node, ast.match_case) else node.end_lineno  # type: ignore[attr-defined]
