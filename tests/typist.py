"""Commands come in, a line of JSON each, and are typed in forks of this process; their exit codes go out.

    python -m tests.typist

A fork finds loaded what commands load first, two to three seconds of a core for each, and renders by itself, where a
build would start a server and its workers. test_determinism.py, the desk and `--watch` have processes of their own.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import runpy
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import pipeline.building.processes.running

SECONDS = 300
ROOT = Path(__file__).parent.parent


class Typed(NamedTuple):
    """What a command printed on both streams, and the exit code it left with."""

    printed: str
    exit_code: int


class Typist:
    """A process that types commands."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "tests.typist"],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def type(self, words: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Typed:
        """Type `plainleaf` with these words inside a folder."""
        assert self._process.stdin is not None and self._process.stdout is not None
        with tempfile.NamedTemporaryFile() as heard:
            asked = {"words": [*words], "folder": str(folder), "environment": {**environment}, "heard": heard.name}
            print(json.dumps(asked), file=self._process.stdin, flush=True)
            code = self._process.stdout.readline()
            assert code, "the typist died"
            return Typed(heard.read().decode(), int(code))


@cache
def typist() -> Typist:
    """The typist of this process, which ends with it: it reads until nobody can write to it any more."""
    return Typist()


def load() -> None:
    """Read the sample article in its languages, and load what makes a handout and a page of it."""
    from pipeline.building import jobs
    from pipeline.building.library import Library
    from pipeline.building.processes.running import InProcess
    from pipeline.edition.name import EditionName
    from pipeline.workspace.folder import find_workspace

    library = Library.open(find_workspace(ROOT), date(2026, 11, 27))
    InProcess(library.style_files)
    jobs.warm_up()
    target = library.target(EditionName("harbour-clinic", "en", "wound-aftercare"))
    library.read(target.articles, with_articles=True)
    for form, variant in (("handout", "sheet"), ("page", "web")):
        jobs.render(jobs.RenderJob(target.name, library.inputs(target), form, target.state, False, (variant,)))


def type_here(asked: dict[str, Any]) -> NoReturn:
    """Become the command."""
    signal.alarm(SECONDS)
    heard = os.open(asked["heard"], os.O_WRONLY | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for number, file in enumerate((nothing, heard, heard)):
        os.dup2(file, number)
    sys.stdin, sys.stdout, sys.stderr = os.fdopen(0), os.fdopen(1, "w"), os.fdopen(2, "w")
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    running: Any = pipeline.building.processes.running
    running.Processes = lambda _, style_files: running.InProcess(style_files)
    sys.argv = ["plainleaf", *asked["words"]]
    code: object = 0
    try:
        runpy.run_module("pipeline", run_name="__main__", alter_sys=True)
    except SystemExit as left:
        code = left.code
    except BaseException:
        traceback.print_exc()
        code = 1
    # Python's own way out takes down all that was loaded, half a second for a fork that has to copy it first.
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else bool(code))


def main() -> None:
    load()
    # What is collected in a fork is copied first.
    gc.freeze()
    for line in sys.stdin:
        fork = os.fork()
        if fork == 0:
            type_here(json.loads(line))
        _, status = os.waitpid(fork, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
