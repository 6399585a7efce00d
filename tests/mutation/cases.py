"""Modules of rules on articles come in; each of their mutants, and whether an article of the tests notices, goes out.

Under pytest a mutant of a rule takes seconds, since every article is read anew. Here the articles that the tests of the
rules read are read once, and each mutant checks them in a fork: what it says of each must be what the rules as they are
say, which those tests hold.
"""

from __future__ import annotations

import ast
import contextlib
import difflib
import json
import os
import re
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from pipeline.article.model import Article
from pipeline.article.reading import read_articles
from pipeline.checking import check_all
from tests.mutation.drawing import ROOT, RULES, draw
from tests.workspace import folder_files, source_of

SECONDS = 60
"""After which a mutant is taken for one that does not end."""


@dataclass(frozen=True)
class Tried:
    """A mutant, what came of it as mutmut says it, and its lines as they were and became."""

    name: str
    status: str
    was: str
    becomes: str


def read_all() -> list[tuple[Article, str]]:
    """The articles of tests/rules/article, and the open planted cases with each change, with their regions."""
    from tests.rules_bench.planting import changed_texts, read_cases
    from tests.test_article_rules import SENTENCES, article_of

    found = [(article_of(case["text"], case.get("lang", "en")), case.get("region", "GB")) for case in SENTENCES]
    for folder in sorted((ROOT / "tests/rules/article").glob("*/*/")):
        found += [
            (reading.article, "GB") for reading in read_articles(source_of(folder_files(folder))) if reading.article
        ]
    for case in read_cases("open"):
        for text in (case.text, *(text for _, text in changed_texts(case))):
            readings = read_articles(source_of({"article.md": text.encode()}, slug="case"))
            found += [(reading.article, case.region) for reading in readings if reading.article]
    return found


def try_all(path: str, size: int, seed: str, articles: Sequence[tuple[Article, str]]) -> tuple[list[Tried], int]:
    """Each mutant of the module, or a sample of `size` of them, and how many there are. It runs in a child process, in
    which the module is imported anew with all its mutants.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        with os.fdopen(writer, "w", encoding="utf-8") as out:
            out.writelines(json.dumps(line) + "\n" for line in _lines(path, size, seed, articles))
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as said:
        count, *lines = [json.loads(line) for line in said]
    os.waitpid(child, 0)
    return [Tried(*line) for line in lines], count


def _lines(path: str, size: int, seed: str, articles: Sequence[tuple[Article, str]]) -> Iterator[Any]:
    mutants, changed = _install(path)
    yield len(mutants)
    for name in [name for name in sys.modules if name.startswith("pipeline.article.rules")]:
        del sys.modules[name]
    kept = _remember(path)
    checks = _checks_of(path)
    before = [_said(checks, *given) for given in articles]
    # Articles about which these rules say something come first: a change shows there.
    order = sorted(range(len(articles)), key=lambda index: not before[index])
    for mutant in draw(mutants, size, seed) if 0 < size < len(mutants) else mutants:
        status = _tried(mutant, kept, lambda: all(_said(checks, *articles[index]) == before[index] for index in order))
        yield mutant, status, *changed[mutant]


def _checks_of(path: str) -> tuple[Any, ...]:
    """The checks of the module and of all that build on it."""
    asked = {
        own.stem: set(re.findall(r"^from pipeline\.article\.rules\.(\w+) import", own.read_text("utf-8"), re.MULTILINE))
        for own in (ROOT / RULES).glob("[!_]*.py")
    }
    reached = {Path(path).stem}
    while more := {name for name, below in asked.items() if below & reached} - reached:
        reached |= more
    checks: tuple[Any, ...] = ()
    for name in sorted(reached):
        module = import_module(f"pipeline.article.rules.{name}")
        checks += getattr(module, "CHECKS", ())
    return checks


def _said(checks: Any, article: Article, region: str) -> object:
    calling = import_module("pipeline.article.rules.calling")
    own = set(calling.CHECKS) <= set(checks) and region
    return check_all(checks, article, article.lang).found + (calling.check_region(article, region).found if own else ())


class _Mutated(MetaPathFinder, Loader):
    """Gives one module the code that holds all its mutants."""

    def __init__(self, name: str, code: CodeType) -> None:
        self.name, self.code = name, code

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        return ModuleSpec(name, self) if name == self.name else None

    def exec_module(self, module: ModuleType) -> None:
        exec(self.code, module.__dict__)  # noqa: S102 (our own code, changed)


def _install(path: str) -> tuple[list[str], dict[str, tuple[str, str]]]:
    """Put the mutated module in place of the real one; the names of its mutants, and what each changes."""
    from mutmut.mutation.file_mutation import mutate_file_contents
    from mutmut.utils.format_utils import get_mutant_name

    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        # mutmut wants a configuration, whatever it is asked.
        Path("setup.cfg").write_text("[mutmut]\nsource_paths=pipeline\n", encoding="utf-8")
        (Path(folder) / "pipeline").mkdir()
        made = mutate_file_contents(path, (ROOT / path).read_text(encoding="utf-8"))
    os.environ["MUTANT_UNDER_TEST"] = ""
    name = path.removesuffix(".py").replace("/", ".")
    sys.meta_path.insert(0, _Mutated(name, compile(made.code, path, "exec")))
    functions = {
        node.name: ast.unparse(node).splitlines()[1:]
        for node in ast.walk(ast.parse(made.code))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    changed = {
        get_mutant_name(Path(path), mutant): _difference(
            functions[f"{mutant.rpartition('__mutmut_')[0]}__mutmut_orig"], functions[mutant]
        )
        for mutant in made.mutant_names
    }
    return list(changed), changed


def _difference(was: list[str], becomes: list[str]) -> tuple[str, str]:
    lines = list(difflib.ndiff(was, becomes))
    old, new = ([line[2:].strip() for line in lines if line.startswith(sign)] for sign in ("- ", "+ "))
    return " ".join(old), " ".join(new)


def _remember(path: str) -> frozenset[str]:
    """Let the modules that take an article apart remember all articles, unless it is one of them that changes."""
    names = ("statements", "passages")
    if any(path.endswith(f"/{name}.py") for name in names):
        return frozenset()
    for name in names:
        module = import_module(f"pipeline.article.rules.{name}")
        known: dict[int, Any] = {}
        setattr(module, name, partial(_taken_apart, known, getattr(module, name)))
    return frozenset(f"pipeline.article.rules.{name}" for name in names)


def _taken_apart(known: dict[int, Any], take: Any, article: Article) -> Any:
    if id(article) not in known:
        known[id(article)] = take(article)
    return known[id(article)]


def _tried(mutant: str, kept: frozenset[str], holds: Any) -> str:
    child = os.fork()
    if child == 0:
        _forget(kept)
        os.environ["MUTANT_UNDER_TEST"] = mutant
        signal.alarm(SECONDS)
        try:
            same = holds()
        except BaseException:
            same = False
        os._exit(0 if same else 1)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return "timeout" if os.WTERMSIG(status) == signal.SIGALRM else "segfault"
    return "killed" if os.WEXITSTATUS(status) else "survived"


def _forget(kept: frozenset[str]) -> None:
    """What rules remember of articles would hide the change."""
    for name, module in list(sys.modules.items()):
        if name.startswith(RULES.replace("/", ".")) and name not in kept:
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()
