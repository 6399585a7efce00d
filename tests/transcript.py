"""A page of the manual comes in; its console sessions, what each command really prints, and the page rewritten go out.

A ```console block is a session: a line that begins with `$ ` is typed, the lines after it are what it prints. In
them `…` stands for anything: alone on a line for any number of lines, inside one for the rest of a word or more.
A block below `<!-- saved as NAME -->` is a file that somebody writes there.
Sessions of one page follow each other in one folder. It is a copy of the sample library, or empty where the page
says `<!-- sessions start in an empty folder -->`. Only `plainleaf` and `cd` can be typed.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.typist import ROOT, typist

EMPTY = "<!-- sessions start in an empty folder -->"
_BLOCK = re.compile(r"(?ms)^(?:<!-- saved as (?P<name>\S+) -->\n+```\w*|```console)\n(?P<inside>.*?)^```$")
_EXIT = re.compile(r"  # exit code (\d+)$")


@dataclass(frozen=True, slots=True)
class Step:
    """One command of a session, where it stands in the page, what it prints and the exit code it leaves with; or a file
    that is `saved` under the name in `command`.
    """

    page: Path
    line: int
    command: str
    printed: str
    exit_code: int
    saved: str | None = None


def steps_of(page: Path) -> Iterator[Step]:
    """The commands of a page, in order. `$ plainleaf …  # exit code 1` expects that code; otherwise it is 0."""
    text = page.read_text(encoding="utf-8")
    for block in _BLOCK.finditer(text):
        first = text.count("\n", 0, block.start("inside")) + 1
        if block["name"]:
            yield Step(page, first, block["name"], "", 0, block["inside"])
            continue
        command, begin, printed = "", first, list[str]()
        for number, line in enumerate(block["inside"].splitlines(), first):
            if line.startswith("$ "):
                if command:
                    yield _step(page, begin, command, printed)
                command, begin, printed = line[2:], number, []
            else:
                printed.append(line)
        if command:
            yield _step(page, begin, command, printed)


def _step(page: Path, line: int, command: str, printed: list[str]) -> Step:
    expected = _EXIT.search(command)
    return Step(page, line, _EXIT.sub("", command), "\n".join(printed), int(expected[1]) if expected else 0)


def run_session(page: Path, folder: Path) -> Iterator[tuple[Step, str, int]]:
    """Type each command of the page inside `folder`; with each step what it printed and its exit code."""
    where = folder
    for step in steps_of(page):
        if step.saved is not None:
            (where / step.command).parent.mkdir(parents=True, exist_ok=True)
            (where / step.command).write_text(step.saved, encoding="utf-8")
            yield step, "", 0
            continue
        words = shlex.split(step.command)
        if words[0] == "cd":
            where = where / words[1]
            yield step, "", 0 if where.is_dir() else 1
            continue
        assert words[0] == "plainleaf", f"{page.name}:{step.line}: only plainleaf and cd can be typed, not {words[0]}"
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80", "LC_ALL": "C.UTF-8", "NO_COLOR": "1"}
        printed, exit_code = typist().type(words[1:], where, environment)
        yield step, printed.rstrip("\n"), exit_code


def fits(expected: str, printed: str) -> bool:
    """Whether `printed` is what the manual shows, `…` standing for anything."""
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "…" else ".*?".join(map(re.escape, line.rstrip().split("…"))) + r"[ ]*\n"
        for line in expected.splitlines()
    )
    return re.fullmatch(pattern, printed + "\n" if printed else "") is not None


def rewritten(page: Path, printed: dict[int, str]) -> str:
    """The page with what the steps (by line) print; a step that elides with `…` and still fits is left alone."""
    lines = page.read_text(encoding="utf-8").splitlines()
    for step in reversed(list(steps_of(page))):
        if step.line in printed and not fits(step.printed, printed[step.line]):
            count = len(step.printed.splitlines())
            lines[step.line : step.line + count] = printed[step.line].splitlines()
    return "\n".join(lines) + "\n"
