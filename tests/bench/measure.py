"""A thing to do comes in; how long it took, beside what was aimed at, goes out."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """What was measured, in `unit`; `aim` is the most it may be, or None where there is nothing to compare with."""

    name: str
    value: float
    unit: str = "s"
    aim: float | None = None
    note: str = ""

    @property
    def reached(self) -> bool:
        return self.aim is None or self.value <= self.aim

    def __str__(self) -> str:
        aim = "" if self.aim is None else f"aim {self.aim:.2f} {'reached' if self.reached else 'MISSED'}"
        return f"{self.name:<58}{self.value:>8.2f} {self.unit:<3} {aim:<20} {self.note}".rstrip()


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """The median wall time of `work`, done `times` times."""
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begin)
    return statistics.median(taken)


def alternating(works: Sequence[Callable[[], object]], times: int) -> tuple[float, ...]:
    """The median wall time of each work, done in turn, so that what else the machine does meets all of them."""
    for work in works:
        work()
    taken = [[seconds(work, 1) for work in works] for _ in range(times)]
    return tuple(statistics.median(each) for each in zip(*taken, strict=True))
