"""Take random walks through what people do to a small workspace, and print what is not as it must be.

    python -m tests.building.walks 500        500 steps
    python -m tests.building.walks 500 7      500 steps, with another seed
    python -m tests.building.walks 500 7 -v   say what is done

A step costs about half a second of a processor. What fails is told as the shortest row of steps that shows it.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.building.walks.steps import command, step
from tests.building.walks.truths import again, faults, tree
from tests.building.walks.world import made

LENGTH = 40
"""Steps after which a walk begins anew: what went wrong is found sooner from a short one."""


def walk(seeds: Sequence[str], verbose: bool = False) -> tuple[list[str], list[str]]:
    """The faults after the first build that has some, and what was done up to it. Each seed is a step by itself, so
    that a walk without some of them is a walk as well.
    """
    with tempfile.TemporaryDirectory(prefix="walk-") as folder:
        world = made(Path(folder).resolve() / "place")
        log: list[str] = []
        for seed in seeds:
            chance = random.Random(seed)  # noqa: S311 (which steps, not a secret)
            for _ in range(chance.choice((0, 1, 1, 2, 3))):
                log.append(step(world, chance))
            words, trusting = command(world, chance), chance.random() < 0.6
            before = tree(world.output)
            told = world.type(*words, trusting=trusting)
            after = tree(world.output)
            log.append(f"$ plainleaf {' '.join(words).replace(' --jobs 1', '')}   → {told.code}")
            if verbose:
                print("\n".join(log[-4:]), told.words, sep="\n", flush=True)
            found = list(faults(world, words, before, after, told))
            if not found and told.code in {0, 1} and chance.random() < 0.4:
                found = list(again(world, words, after, told, trusting))
            if found:
                return found, [*log, told.words]
    return [], log


def shortest(seeds: list[str], kind: str) -> list[str]:
    """The fewest of the steps that still end in a fault of this kind."""
    size = max(1, len(seeds) // 2)
    while size:
        at = 0
        while at < len(seeds) - 1:
            fewer = [seed for i, seed in enumerate(seeds) if not at <= i < min(at + size, len(seeds) - 1)]
            found, _ = walk(fewer)
            if any(_kind(fault) == kind for fault in found):
                seeds = fewer
            else:
                at += size
        size //= 2
    return seeds


def _kind(fault: str) -> str:
    """A fault without the names in it."""
    return " ".join(word for word in fault.split() if "/" not in word and "'" not in word)


def main(words: list[str]) -> int:
    numbers = [int(word) for word in words if word.isdigit()]
    count, seed = (*numbers, 100)[0], (numbers[1] if len(numbers) > 1 else 1)
    told: dict[str, int] = {}
    for start in range(0, count, LENGTH):
        seeds = [f"{seed}-{number}" for number in range(start, min(count, start + LENGTH))]
        found, log = walk(seeds, "-v" in words)
        if not found:
            continue
        kind = _kind(found[0])
        told[kind] = told.get(kind, 0) + 1
        print(f"after step {seeds[0]}: {found}", flush=True)
        if told[kind] == 1:
            done = sum(line.startswith("$ ") for line in log[:-1])
            few = shortest(seeds[:done], kind)
            found, log = walk(few)
            print(f"  shortest: {few}: {found}", *log, sep="\n    ", flush=True)
    print(f"{count} steps, {sum(told.values())} walks with faults of {len(told)} kinds")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
