"""Everything hostile, whole: `python -m tests.hostile [table | kills N | clock | fuzz N]`; all of it without a word.

The tests of `make test` run a sample of each. Exit code 1 when anything misbehaves.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator

from tests.hostile import killing
from tests.hostile.cases import cases
from tests.hostile.table import try_all

YEARS = ("1969-12-31", "1970-01-01", "2038-01-20", "2099-12-31")


def table(only: str = "") -> Iterator[str]:
    """Try every case of the table, or those whose name holds a word."""
    longest = heaviest = 0.0
    count = 0
    for verdict in try_all(case for case in cases() if only in case.name):
        count += 1
        longest, heaviest = max(longest, verdict.seconds), max(heaviest, verdict.memory / 2**20)
        if verdict.fault:
            yield f"{verdict.case.name}: {verdict.fault}"
    say(f"{count} hostile inputs, the longest {longest:.1f} s, the heaviest {heaviest:.0f} MiB")


def kills(most: int) -> Iterator[str]:
    """Kill each writing command up to so many times."""
    for name in killing.STORIES:
        yield from killing.kills(name, most)
    say(f"up to {most} kills each of {', '.join(killing.STORIES)}")


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

    wanted = arguments[0] if arguments else ""
    number = int(arguments[1]) if len(arguments) > 1 and arguments[1].isdigit() else 0
    word = arguments[1] if len(arguments) > 1 and not number else ""
    faults: list[str] = []
    runs: dict[str, Callable[[], Iterator[str]]] = {
        "table": lambda: table(word),
        "kills": lambda: kills(number or 60),
        "clock": clock,
        "fuzz": lambda: fuzz(number or 20_000),
    }
    for name, run in runs.items():
        if wanted in {"", name}:
            for fault in run():
                faults.append(fault)
                say(f"MISBEHAVES  {fault}")
    say(f"{len(faults)} misbehave")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
