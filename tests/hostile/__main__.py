"""Everything hostile, whole: `python -m tests.hostile`, or one part of it:

    table [WORD | FROM:TO]      the table, or the cases whose name holds a word, or a slice of it by number
    handed [WORD | FROM:TO]     the commands with what strangers hand in, likewise
    kills [N] [STORY]           N kills of each writing command, or of one
    disk [N] [STORY]            the disk full from N moments on, of each writing command, or of one
    together [N] [STORY]        each writing command three times at once, N times
    clock                       everything rendered with the clock at four days
    memory [N]                  the memory of a build of N small editions
    traces                      a build under strace: connections, files read outside, programs started
    fuzz [N] [READER] [SEED]    N made-up files through each reader, or one

The tests of `make test` run a sample of each. Exit code 1 when anything misbehaves. Each part ends with a line that
names the commit it was run on.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

from tests.hostile import killing
from tests.hostile.cases import cases
from tests.hostile.more_stories import EVERY
from tests.hostile.table import BYTES, SECONDS, Verdict, try_all
from tests.workspace import ROOT

YEARS = ("1969-12-31", "1970-01-01", "2038-01-20", "2099-12-31")


def table(only: str = "") -> Iterator[str]:
    """Try every case of the table, those whose name holds a word, or a slice by number ("40:80")."""
    every = list(cases())
    chosen = _chosen(every, only)
    verdicts: list[Verdict] = []
    for verdict in try_all(chosen):
        verdicts.append(verdict)
        say(f"{len(verdicts)}/{len(chosen)} {verdict.seconds:.1f} s {verdict.memory >> 20} MiB {verdict.case.name}")
        if verdict.fault:
            yield f"{verdict.case.name}: {verdict.fault}"
    if not verdicts:
        yield f'no case is called "{only}"'
        return
    slowest = max(verdicts, key=lambda verdict: verdict.seconds)
    largest = max(verdicts, key=lambda verdict: verdict.memory)
    say(
        f"{commit()}: {len(verdicts)} of {len(every)} hostile inputs, {sum(1 for v in verdicts if v.fault)} misbehave; "
        f"slowest {slowest.seconds:.1f} s of {SECONDS} ({slowest.case.name}), "
        f"largest {largest.memory / 2**20:.0f} MiB of {BYTES >> 20} ({largest.case.name})"
    )


def handed_in(only: str = "") -> Iterator[str]:
    """Try every command with what strangers hand in, or those whose name holds a word, or a slice by number."""
    from tests.hostile import handed
    from tests.hostile.handed_cases import handed as every_case

    chosen = _chosen(every := list(every_case()), only)
    seconds: list[float] = []
    for ended in handed.try_all(chosen):
        seconds.append(ended.seconds)
        say(f"{len(seconds)}/{len(chosen)} {ended.seconds:.1f} s {ended.memory >> 20} MiB {ended.case.name}")
        if ended.fault:
            yield f"{ended.case.name}: {ended.fault}"
    most = max(seconds, default=0)
    say(f"{commit()}: {len(seconds)} of {len(every)} commands with hostile things, slowest {most:.1f} s")


def _chosen(every: list[Any], only: str) -> list[Any]:
    first, colon, last = only.partition(":")
    if colon and (first + last).isdigit():
        return every[int(first or 0) : int(last or len(every))]
    return [case for case in every if only in case.name]


def commit() -> str:
    """The commit that is tried, with a "+" when files differ from it."""
    git = [["git", "rev-parse", "--short", "HEAD"], ["git", "status", "--porcelain", "--untracked-files=no"]]
    said = [subprocess.run(each, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip() for each in git]
    return f"commit {said[0] or 'unknown'}{'+' if said[1] else ''}"


def kills(most: int, only: str = "") -> Iterator[str]:
    """Kill each writing command up to so many times."""
    yield from _unknown(only)
    for name in EVERY:
        if only in {"", name}:
            yield from killing.kills(name, most)
            say(f"{commit()}: {name}: {killing.COUNTED[name]}")


def disk(most: int, only: str = "") -> Iterator[str]:
    """Fill the disk in the middle of each writing command, up to so many times."""
    yield from _unknown(only)
    for name in EVERY:
        if only in {"", name}:
            yield from killing.fillings(name, most)
            say(f"{commit()}: {name}: {killing.COUNTED[name]}")


def at_once(most: int, only: str = "") -> Iterator[str]:
    """Type each writing command three times at once, so many times."""
    from tests.hostile.together import together

    yield from _unknown(only)
    for name in EVERY:
        if only in {"", name}:
            yield from together(name, most)
            say(f"{commit()}: {name}: {killing.COUNTED[name]}")


def _unknown(story: str) -> Iterator[str]:
    if story and story not in EVERY:
        yield f'no story is called "{story}"; there is: {", ".join(EVERY)}'


def clock() -> Iterator[str]:
    """Render everything with the clock at four days."""
    said = {
        day: subprocess.run(
            [sys.executable, "-m", "tests.hostile.clock", day], capture_output=True, text=True, check=False
        )
        for day in YEARS
    }
    for day, done in said.items():
        if done.returncode:
            yield f"{day}: {done.stderr[-400:]}"
        elif json.loads(done.stdout) != json.loads(said[YEARS[-1]].stdout or "{}"):
            yield f"{day}: other bytes than {YEARS[-1]}"
    say(f"clocks at {', '.join(YEARS)}")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(arguments: list[str]) -> int:
    """Run what is asked for; say each fault; give the exit code."""
    from tests.hostile.fuzzing import fuzz
    from tests.hostile.memory import memory
    from tests.hostile.traces import traces

    wanted, *rest = arguments or [""]
    numbers = [int(each) for each in rest if each.isdigit()]
    number = numbers[0] if numbers else 0
    word = " ".join(each for each in rest if not each.isdigit())
    faults: list[str] = []
    runs: dict[str, Callable[[], Iterator[str]]] = {
        "table": lambda: table(word),
        "handed": lambda: handed_in(word),
        "kills": lambda: kills(number or 60, word),
        "disk": lambda: disk(number or 60, word),
        "together": lambda: at_once(number or 20, word),
        "clock": clock,
        "memory": lambda: memory(number or 300),
        "traces": traces,
        "fuzz": lambda: fuzz(number or 20_000, word, *numbers[1:2]),
    }
    if wanted and wanted not in runs:
        say(f"there is no {wanted!r}; there is: {', '.join(runs)}")
        return 2
    for name, run in runs.items():
        if wanted in {"", name}:
            for fault in run():
                faults.append(fault)
                say(f"MISBEHAVES  {fault}")
    say(f"{commit()}: {len(faults)} misbehave")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
