"""Commands with hostile files, arguments and surroundings, and how each must end: a second part of the table.

Each runs in a copy of a workspace of three published articles, in a fork. None may end in a traceback, take long, write
outside, or send a terminal anything but text; `says` is what it must say, "" for whatever it says.
"""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.hostile.killing import DAY
from tests.hostile.killing import run as run_story
from tests.hostile.more_stories import pages, site_changed
from tests.hostile.stories import BUILD, Story, write_article
from tests.hostile.table import held_beyond, taken_above

Maker = Callable[[Path], object]
SECONDS = 20
BYTES = 1 << 30
_CODES = frozenset({0, 1, 2, 3})


@dataclass(frozen=True)
class Handed:
    """A command, files by path that are put in (bytes, or a function that makes something at a path), what the command
    must say (a pattern), with which exit codes, and what is set in its environment.
    """

    name: str
    arguments: tuple[str, ...]
    files: Mapping[str, bytes | Maker] = field(default_factory=dict, repr=False)
    says: str = ""
    codes: frozenset[int] = _CODES
    environment: Mapping[str, str] = field(default_factory=dict)
    wrong: str = ""
    """A pattern that nothing that was said or written may hold."""
    stage: Callable[[], None] = pages


@dataclass(frozen=True)
class Ended:
    """How a case ended: what is wrong ("" when nothing is), seconds of the processor, bytes of memory, what it said."""

    case: Handed
    fault: str
    seconds: float
    memory: int
    said: str


@contextmanager
def base() -> Iterator[Path]:
    """A workspace of three published articles and their history, one of which was changed since."""
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent).resolve() / "place"
        folder.mkdir()
        story = Story((), lambda *_: None, stage=pages)
        site_changed(folder, lambda *arguments: run_story(folder, story, arguments).code)
        write_article(folder, "tides", "Tides")
        run_story(folder, story, BUILD)
        run_story(folder, story, ("approve", "tides", "--as", "clinician", "--name", "Example Clinician"))
        yield folder


def try_all(cases: Iterable[Handed]) -> Iterator[Ended]:
    """Try each case in turn."""
    with base() as folder:
        for case in cases:
            yield _try(case, folder)


def _try(case: Handed, folder: Path) -> Ended:
    with tempfile.TemporaryDirectory() as parent:
        outer = Path(parent).resolve()
        place = outer / "in" / "place"
        shutil.copytree(folder, place, symlinks=True)
        (outer / "secret.txt").write_text("SECRET")
        for name, content in case.files.items():
            path = place / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.is_file() and not path.is_symlink():
                path.unlink()
            if isinstance(content, bytes):
                path.write_bytes(content)
            else:
                content(path)
        (outer / "tmp").mkdir()
        started = time.monotonic()
        beyond = held_beyond()
        pid = os.fork()
        if pid == 0:
            _child(case, place, outer)
        _, status, used = os.wait4(pid, 0)
        said = b"".join((outer / name).read_bytes() for name in ("out", "err") if (outer / name).exists())
        written = place / "due.ics"
        told = (said + (written.read_bytes() if written.exists() else b"")).decode("utf-8", "replace")
        seconds, memory = used.ru_utime + used.ru_stime, taken_above(beyond, used.ru_maxrss * 1024)
        left = sorted(
            path.name for path in outer.iterdir() if path.name not in {"in", "tmp", "secret.txt", "out", "err"}
        )
        fault = _fault(case, os.waitstatus_to_exitcode(status), told)
        if not fault and (left or list((outer / "in").iterdir()) != [place] or not (outer / "secret.txt").exists()):
            fault = f"it wrote outside: {left}"
        if not fault and (seconds > SECONDS or time.monotonic() - started > 10 * SECONDS):
            fault = f"it took {seconds:.0f} s of the processor, {time.monotonic() - started:.0f} s in all"
        if not fault and memory > BYTES:
            fault = f"it took {memory >> 20} MiB"
        return Ended(case, fault, seconds, memory, told)


def _child(case: Handed, place: Path, outer: Path) -> None:
    code = 3
    try:
        os.chdir(place)
        os.environ |= {"SOURCE_DATE_EPOCH": DAY, "TMPDIR": str(outer / "tmp"), **case.environment}
        tempfile.tempdir = None
        resource.setrlimit(resource.RLIMIT_CPU, (2 * SECONDS, 2 * SECONDS))
        signal.alarm(10 * SECONDS)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        for stream, name in ((1, "out"), (2, "err")):
            os.dup2(os.open(outer / name, os.O_RDWR | os.O_CREAT), stream)
        sys.stdout, sys.stderr = os.fdopen(1, "w", closefd=False), os.fdopen(2, "w", closefd=False)
        case.stage()
        # The small formats are known in this process only.
        alone = ["--jobs", "1"] if case.arguments[0] in {"build", "check"} and "--jobs" not in case.arguments else []
        sys.argv = ["plainleaf", *case.arguments, *alone]
        from pipeline.cli import main

        main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        traceback.print_exc()
        code = 70
    finally:
        for stream_ in (sys.stdout, sys.stderr):
            stream_.flush()
        os._exit(code)


# ECMA-48 controls, and the characters that turn a line around.
_ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]")


def _fault(case: Handed, code: int, said: str) -> str:
    if "Traceback" in said or "fault of ours" in said or "fault of plainleaf" in said:
        return f"a traceback: {said[-500:]}"
    if code < 0:
        return f"it was ended: {code}"
    if code not in case.codes:
        return f"it ended with {code}: {said[-300:]!r}"
    acting = _ACTING.search(said.replace("\r\n", "\n"))
    if acting and "--json" not in case.arguments:
        return f"it sent the terminal {acting[0]!a}: {said[max(0, acting.start() - 80) : acting.start() + 40]!a}"
    if case.wrong and re.search(case.wrong, said):
        return f"it said what it must not: {said[-300:]!r}"
    if case.says and not re.search(case.says, said):
        return f"it does not say {case.says!r}, but {said[-300:]!r}"
    return ""


def dumped(value: object) -> bytes:
    """A value as JSON, with what Python's json writes beyond RFC 8259."""
    return json.dumps(value).encode()
