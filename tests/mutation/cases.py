"""Modules of rules on articles come in; each of their mutants, and whether an article of the tests notices, goes out.

Under pytest a mutant of a rule takes seconds, since every article is read anew. Here the articles that the tests of the
rules read are read once, and each mutant checks those that reach its line in a fork: what it says of each must be what
the rules as they are say, which those tests hold.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, TextIO

from pipeline.article.model import Article
from pipeline.article.reading import read_articles
from pipeline.checking import check_all
from tests.mutation.changing import Changed, Mutant
from tests.mutation.drawing import ROOT, RULES
from tests.mutation.tracing import Trace
from tests.mutation.trying import forget, fork
from tests.workspace import folder_files, source_of

HOURS = 10 * 3600
"""Of a processor, for all mutants of one module."""

PACKAGE = RULES.replace("/", ".")
SECONDS = 20
"""Of a processor, after which a mutant is taken for one that does not end."""


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


def try_all(module: Changed, mutants: Sequence[Mutant], articles: Sequence[tuple[Article, str]]) -> dict[str, str]:
    """What comes of each mutant, by name. It runs in a child process, in which the module is imported anew."""

    def work(out: TextIO) -> bool:
        out.writelines(json.dumps(line) + "\n" for line in _lines(module, mutants, articles))
        return True

    _, said = fork(work, HOURS)
    return dict(map(json.loads, said.splitlines()))


def _lines(
    module: Changed, mutants: Sequence[Mutant], articles: Sequence[tuple[Article, str]]
) -> Iterator[tuple[str, str]]:
    _install(module)
    for name in [name for name in sys.modules if name.startswith("pipeline.article.rules")]:
        del sys.modules[name]
    kept = _remember(module.path)
    checks = _checks_of(module.path)
    forgotten = [name for name in sys.modules if name.startswith(PACKAGE) and name not in kept]
    trace = Trace({module.path: len(module.code.splitlines())})
    before, reached = [], []
    for article in articles:
        forget(forgotten)
        trace.start()
        before.append(_said(checks, *article))
        trace.stop()
        reached.append(trace.lines_of(trace.take(), module.path))
    # Articles about which these rules say something come first: a change shows there.
    order = sorted(range(len(articles)), key=lambda index: not before[index])
    for mutant in mutants:
        chosen = [index for index in order if reached[index] & mutant.lines]

        def holds(out: TextIO, chosen: list[int] = chosen, name: str = mutant.name) -> bool:
            forget(forgotten)
            os.environ["MUTANT_UNDER_TEST"] = name
            return all(_said(checks, *articles[index]) == before[index] for index in chosen)

        yield mutant.name, fork(holds, SECONDS)[0] if chosen else "no tests"


def _checks_of(path: str) -> tuple[Any, ...]:
    """The checks of the module and of all that build on it."""
    imports = re.compile(r"^from pipeline\.article\.rules\.([\w.]+) import", re.MULTILINE)
    asked = {_name_of(own): set(imports.findall(own.read_text("utf-8"))) for own in (ROOT / RULES).rglob("[!_]*.py")}
    reached = {_name_of(ROOT / path)}
    while more := {name for name, below in asked.items() if below & reached} - reached:
        reached |= more
    checks: tuple[Any, ...] = ()
    for name in sorted(reached):
        module = import_module(f"pipeline.article.rules.{name}")
        checks += getattr(module, "CHECKS", ())
    return checks


def _name_of(module: Path) -> str:
    """A module's name below the rules: "contradictions.topics"."""
    return ".".join(module.relative_to(ROOT / RULES).with_suffix("").parts)


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


def _install(module: Changed) -> None:
    """Put the mutated module in place of the real one."""
    os.environ["MUTANT_UNDER_TEST"] = ""
    name = module.path.removesuffix(".py").replace("/", ".")
    sys.meta_path.insert(0, _Mutated(name, compile(module.code, module.path, "exec")))


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
