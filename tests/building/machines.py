"""Jobs for a cluster, a scheduler and workers on loopback as processes of their own, and workers that misbehave.

    python -m tests.building.machines ADDRESS [other|damaging]

is a worker; "other" says that it has another Pango, "damaging" changes a byte of every answer after the trial.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.workspace import ROOT

STYLES = {
    "fonts/fonts.toml": b"family = []\n[stacks]\n",
    "words/en.po": (ROOT / "styles/words/en.po").read_bytes(),
}
"""Styles without a font: the trial page is skipped, and nothing heavy is loaded."""


def double(job: int) -> int:
    return 2 * job


def note(job: tuple[str, int]) -> int:
    """Write a line into a folder, the worker's process and the number of the job, then take a quarter of a second."""
    folder, number = job
    Path(folder, f"{os.getppid()}-{number}-{time.monotonic_ns()}").touch()
    time.sleep(0.25)
    return number


def sleep(job: int) -> int:
    time.sleep(job)
    return job


def crash(_: int) -> int:
    os._exit(11)


@contextmanager
def scheduler(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A scheduler on loopback, and its address as plainleaf takes it."""
    about = folder / "scheduler.json"
    words = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(about))
    with _process("distributed.cli.dask_scheduler", *words) as process:
        for _ in range(600):
            if about.exists() and about.read_text():
                break
            time.sleep(0.05)
        yield json.loads(about.read_text())["address"].replace("tcp", "dask"), process


@contextmanager
def worker(address: str, kind: str = "") -> Iterator[subprocess.Popen[bytes]]:
    """A worker of one job at a time."""
    with _process("tests.building.machines", address, *([kind] if kind else [])) as process:
        yield process


@contextmanager
def _process(module: str, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", module, *words]
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process: subprocess.Popen[bytes] = subprocess.Popen(command, cwd=ROOT, **quiet)  # type: ignore[call-overload]
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _main(address: str, kind: str = "") -> None:
    from pipeline.building.processes import cluster, workshop
    from pipeline.building.processes.equipment import equipment

    if kind == "other":
        here = equipment()
        vars(workshop)["equipment"] = lambda: here | {"Pango": "0.1"}
    if kind == "damaging":
        run = workshop.Workshop.run

        def damage(self: workshop.Workshop, packed: bytes, seconds: int) -> workshop.Answer:
            answer = run(self, packed, seconds)
            if b"trial_page" in packed or answer.ended:
                return answer
            return workshop.Answer(answer.content[:-1] + b"?", answer.digest)

        workshop.Workshop.run = damage  # type: ignore[method-assign]
    cluster.run_worker(address, 1)


if __name__ == "__main__":
    _main(*sys.argv[1:])
