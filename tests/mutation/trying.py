"""Mutants come in; whether a test notices each goes out: one process collects the tests, a fork tries each mutant.

`python -m tests.mutation.trying REQUEST ANSWERS` runs in a copy whose modules hold their mutants. A first fork runs all
tests and sees which lines each reaches; a mutant then meets only the tests that reach it, those first that noticed
others of its function, then the quickest, and ends with the first that fails.
"""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import pytest
from _pytest.runner import runtestprotocol

from tests.mutation.tracing import Trace, both

SECONDS = 5
"""Seconds of processor that a mutant has besides five times what its tests take without it."""

IMPORT = re.compile(r"^ *from ((?:pipeline|tests)[\w.]*) import \(?([\w, \n]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Known:
    """What the run without a mutant says of a test."""

    seconds: float
    passed: bool
    lines: dict[str, frozenset[int]]


def fork(work: Callable[[TextIO], bool], seconds: float) -> tuple[str, str]:
    """What comes of `work` in a fork, in mutmut's words ("survived" when it returns true), and what it wrote."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        os.setsid()
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, resource.RLIM_INFINITY))
        # A test that waits for ever takes no processor.
        signal.alarm(20 + int(seconds) * 3)
        with os.fdopen(writer, "w", encoding="utf-8") as out:
            try:
                same = work(out)
            except BaseException:
                same = False
        os._exit(0 if same else 1)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as said:
        wrote = said.read()
    _, status = os.waitpid(child, 0)
    with suppress(ProcessLookupError):
        # Workers that a test left behind.
        os.killpg(child, signal.SIGKILL)
    if os.WIFSIGNALED(status):
        return "timeout" if os.WTERMSIG(status) in {signal.SIGALRM, signal.SIGXCPU} else "segfault", wrote
    return "killed" if os.WEXITSTATUS(status) else "survived", wrote


def forget(modules: Collection[str]) -> None:
    """Empty the caches of these modules: what they remember would hide a change."""
    for name in modules:
        for value in list(vars(sys.modules[name]).values()) if name in sys.modules else ():
            if hasattr(value, "cache_clear"):
                value.cache_clear()


def built_on(modules: Collection[str], among: Collection[str]) -> frozenset[str]:
    """Those of the loaded modules `among` which import one of `modules`, maybe by way of others, and these."""
    asked = {name: _imported(name) for name in among}
    reached = set(modules)
    while more := {name for name, below in asked.items() if below & reached} - reached:
        reached |= more
    return frozenset(reached)


def _imported(name: str) -> set[str]:
    file = getattr(sys.modules[name], "__file__", None)
    text = Path(file).read_text(encoding="utf-8") if file else ""
    found = IMPORT.findall(text)
    return {module for module, _ in found} | {
        f"{module}.{each.strip()}" for module, of in found for each in of.split(",")
    }


class Trying:
    """A plug-in of pytest that takes the place of its loop over the tests."""

    def __init__(self, request: dict[str, Any], answers: Path) -> None:
        self.request, self.answers = request, answers
        self.files = {str(Path(t["module"]).resolve()): t["module"] for t in request["targets"]}
        self.trace = Trace({file: len(Path(file).read_text("utf-8").splitlines()) for file in self.files})
        self.of_fixtures: dict[object, bytes] = {}
        self.tracing = False
        self.forgotten: frozenset[str] = frozenset()

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Iterator[None]:
        """Every test that takes a shared fixture reaches what the fixture reached, whichever test was first."""
        if not self.tracing or fixturedef.scope == "function":
            return (yield)
        before = self.trace.take()
        try:
            return (yield)
        finally:
            self.of_fixtures[fixturedef] = own = self.trace.take()
            self.trace.add(both(before, own))

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        os.environ["MUTANT_UNDER_TEST"] = ""
        changed = {target["module"].removesuffix(".py").replace("/", ".") for target in self.request["targets"]}
        self.forgotten = built_on(changed, [name for name in sys.modules if name.startswith(("pipeline.", "tests."))])
        _, said = fork(lambda out: self._look(session.items, out), 3600)
        known = [
            Known(seconds, passed, {name: frozenset(lines) for name, lines in reached.items()})
            for seconds, passed, reached in map(json.loads, said.splitlines())
        ]
        with self.answers.open("w", encoding="utf-8") as out:
            failing = [item.nodeid for item, each in zip(session.items, known, strict=False) if not each.passed]
            answer = {"failing": failing, "ran": len(known), "of": len(session.items)}
            print(json.dumps(answer), file=out, flush=True)
            for target in self.request["targets"]:
                for line in self._try(target, session.items, known):
                    print(json.dumps(line), file=out, flush=True)
        return True

    def _look(self, items: Sequence[pytest.Item], out: TextIO) -> bool:
        """Run every test without a mutant: its seconds, whether it passes, the lines it reaches."""
        self.tracing = True
        for item, after in zip(items, [*items[1:], None], strict=True):
            forget(self.forgotten)
            self.trace.take()
            start = time.process_time()
            self.trace.start()
            passed = not any(report.failed for report in runtestprotocol(item, log=False, nextitem=after))
            self.trace.stop()
            seconds = time.process_time() - start
            marks = self.trace.take()
            for fixtures in item._fixtureinfo.name2fixturedefs.values():  # type: ignore[attr-defined]
                for fixture in fixtures:
                    marks = both(marks, self.of_fixtures.get(fixture, bytes(len(marks))))
            reached = {name: sorted(self.trace.lines_of(marks, file)) for file, name in self.files.items()}
            print(json.dumps([seconds, passed, reached]), file=out, flush=True)
        return True

    def _try(self, target: dict[str, Any], items: Sequence[pytest.Item], known: Sequence[Known]) -> Iterator[list[str]]:
        noticed: Counter[tuple[str, int]] = Counter()
        asked = tuple(target["tests"])
        tests = [i for i, item in enumerate(items) if item.nodeid.startswith(asked) and i < len(known)]
        for name, function, lines in target["mutants"]:
            reach = [i for i in tests if known[i].passed and known[i].lines[target["module"]] & set(lines)]
            reach.sort(key=lambda i: (-noticed[function, i], known[i].seconds))
            if not reach:
                yield [name, "no tests"]
                continue
            chosen = [items[i] for i in reach]
            with _under_test(name):
                seconds = SECONDS + 5 * sum(known[i].seconds for i in reach)
                status, wrote = fork(lambda out, chosen=chosen: self._holds(chosen, out), seconds)  # type: ignore[misc]
            if status == "killed" and wrote:
                noticed[function, reach[int(wrote)]] += 1
            yield [name, status]

    def _holds(self, items: Sequence[pytest.Item], out: TextIO) -> bool:
        """Whether all of these tests pass; the place of the first that does not is written."""
        forget(self.forgotten)
        for index, (item, after) in enumerate(zip(items, [*items[1:], None], strict=True)):
            if any(report.failed for report in runtestprotocol(item, log=False, nextitem=after)):
                out.write(str(index))
                return False
        return True


@contextmanager
def _under_test(name: str) -> Iterator[None]:
    os.environ["MUTANT_UNDER_TEST"] = name
    yield
    os.environ["MUTANT_UNDER_TEST"] = ""


def main(request: str, answers: str, *options: str) -> int:
    asked = json.loads(Path(request).read_text(encoding="utf-8"))
    tests = dict.fromkeys(path for target in asked["targets"] for path in target["tests"])
    words = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:randomly", *options, *tests]
    return int(pytest.main(words, plugins=[Trying(asked, Path(answers))]))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
