"""A number of editions comes in; the memory of the process that builds them goes out, in MB, at some and at the last.

    python -m tests.hostile memory 300

The editions are small and their jobs run in a pool of one process, as in a build: reading, planning, settling and
publishing are the real ones. Each product weighs 100 kB, so that one that is kept shows.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

from tests.hostile.stories import small_formats, three_leaves, write_article
from tests.workspace import ROOT

FIRST = 50
MOST = 20.0
"""MB that a process may grow by from the 50th edition to the last."""

_BALLAST = 100_000

Job = TypeVar("Job")
Result = TypeVar("Result")
Value = TypeVar("Value")


def resident() -> float:
    """MB of memory that this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def heavy_formats() -> None:
    """The small formats with a weight."""
    from pipeline.edition.artifact import Artifact, File, Product
    from pipeline.edition.edition import Edition
    from tests.building.leaf import Leaf

    small_formats()
    render = Leaf.render

    def weigh(self: Leaf, edition: Edition, product: Product) -> Artifact:
        made = render(self, edition, product)
        files = (made.main, File(f"{product.variant}.bin", "application/octet-stream", os.urandom(_BALLAST)))
        return Artifact(product, files, made.placements)

    patched: Any = Leaf
    patched.render = weigh


def _start(styles: Mapping[str, bytes]) -> None:
    from pipeline.building import jobs
    from pipeline.building.shared import held

    jobs.prepare(held(styles))


class OneProcess:
    """An executor of one forked process, which knows the small formats."""

    width = 1

    def __init__(self, styles: Mapping[str, bytes]) -> None:
        from pipeline.building.shared import Spool

        self._spool = Spool()
        self._pool = ProcessPoolExecutor(1, get_context("fork"), _start, (styles,))

    def share(self, value: Value) -> Any:
        return self._spool.share(value)

    def submit(self, function: Callable[[Job], Result], job: Job, seconds: int) -> Future[Result]:
        return self._pool.submit(function, job)

    def warm_up(self) -> None:
        """Nothing: it is warm."""

    def close(self) -> None:
        self._pool.shutdown()
        self._spool.close()


def measure(number: int) -> dict[str, float]:
    """MB held at the 50th edition and at the last, of a build of so many."""
    from datetime import date

    from pipeline.building.build import Build, Progress
    from pipeline.building.library import Library
    from pipeline.building.planning import Request
    from pipeline.building.processes.running import Runner
    from pipeline.showing.publishing import finish
    from pipeline.workspace.folder import find_workspace
    from pipeline.workspace.output import Output

    heavy_formats()
    held: dict[str, float] = {}
    ended: list[float] = []
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent)
        three_leaves(folder)
        for each in range(number - 3):
            write_article(folder, f"leaf-{each}", f"Leaf {each}")
        workspace, day = find_workspace(folder), date(2026, 11, 1)
        library, output = Library.open(workspace, day), Output(workspace.output)
        progress = Progress(finished=lambda _: ended.append(resident()))
        with output.locked(), Runner(lambda: OneProcess(library.style_files)) as running:
            held["begin"] = resident()
            report = Build(library, output, Request(day), progress).run(running)
            finish(output, report, certifying=False)
        assert len(ended) == number, len(ended)
    return held | {"first": ended[min(FIRST, number) - 1], "last": ended[-1], "end": resident()}


def memory(number: int) -> Iterator[str]:
    """What is wrong with the memory of a build of `number` editions, and of one of 50 beside it."""
    told = {}
    for each in (FIRST, number):
        command = [sys.executable, "-m", "tests.hostile.memory", str(each)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            yield f"a build of {each} editions ended with {done.returncode}: {done.stderr[-400:]}"
            return
        told[each] = json.loads(done.stdout.splitlines()[-1])
    few, many = told[FIRST], told[number]
    sys.stdout.write(
        f"a build of {FIRST} editions holds {few['end']:.0f} MB at its end; one of {number} holds "
        f"{many['first']:.0f} at the {FIRST}th, {many['last']:.0f} at the last, {many['end']:.0f} at its end\n"
    )
    if many["last"] - many["first"] > MOST:
        yield f"it grows by {many['last'] - many['first']:.0f} MB from the {FIRST}th edition to the {number}th"
    if many["end"] - few["end"] > MOST:
        yield f"{number} editions take {many['end'] - few['end']:.0f} MB more than {FIRST}"


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(int(sys.argv[1]))) + "\n")
