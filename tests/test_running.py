"""A worker process that dies takes nothing else with it."""

from __future__ import annotations

import os
from collections.abc import Iterable

import pytest

from pipeline.building.running import Runner


def work(job: int) -> int:
    """Double the job; job 3 brings its process down as a crash in a C library would."""
    if job == 3:
        os._exit(11)
    return 2 * job


@pytest.fixture(autouse=True)
def no_styles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.building.jobs.prepare", nothing)


def nothing(_: object) -> None:
    """Stand in for loading the styles, which these jobs do not need."""


def results_of(jobs: Iterable[int], processes: int) -> dict[int, int | None]:
    results: dict[int, int | None] = {}

    def done(job: int, result: int | None) -> list[int]:
        results[job] = result
        return [job + 10] if job == 1 else []

    with Runner(processes, {}) as runner:
        runner.run(work, jobs, done)
    return results


def test_job_that_kills_its_process_is_named_and_the_others_end() -> None:
    assert results_of([1, 2, 3, 4, 5], 2) == {1: 2, 2: 4, 3: None, 4: 8, 5: 10, 11: 22}


def test_following_jobs_run_in_one_process_too() -> None:
    assert results_of([1, 2], 1) == {1: 2, 2: 4, 11: 22}


def test_no_jobs_start_no_process() -> None:
    assert results_of([], 2) == {}
