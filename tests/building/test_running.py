"""A worker process that dies takes nothing else with it."""

from __future__ import annotations

import os
import pickle
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from pipeline.building.running import MEMORY_BYTES, Ended, InProcess, Processes, Runner
from pipeline.building.shared import Spool
from pipeline.errors import PlainleafError


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


def results_of(jobs: Iterable[int], processes: int, seconds: int = 60) -> dict[int, int | Ended]:
    results: dict[int, int | Ended] = {}

    def done(job: int, result: int | Ended) -> list[int]:
        results[job] = result
        return [job + 10] if job == 1 else []

    with Runner(lambda: InProcess({}) if processes == 1 else Processes(processes, {})) as runner:
        runner.run(work, jobs, done, seconds)
    return results


def test_job_that_kills_its_process_is_named_and_the_others_end() -> None:
    assert results_of([1, 2, 3, 4, 5], 2) == {1: 2, 2: 4, 3: Ended("its process died"), 4: 8, 5: 10, 11: 22}


def test_following_jobs_run_in_one_process_too() -> None:
    assert results_of([1, 2], 1) == {1: 2, 2: 4, 11: 22}


def test_no_jobs_start_no_process() -> None:
    assert results_of([], 2) == {}


def sleep(job: int) -> int:
    """Take as many seconds as the job says."""
    time.sleep(job)
    return job


def test_job_that_takes_too_long_is_ended_and_the_others_go_on() -> None:
    results: dict[int, int | Ended] = {}

    def done(job: int, result: int | Ended) -> list[int]:
        results[job] = result
        return []

    with Runner(lambda: Processes(2, {})) as runner:
        runner.run(sleep, [60, 0], done, 1)
    assert results == {60: Ended("it took longer than 1 seconds"), 0: 0}


def die(_: object) -> None:
    """End the process as it starts, as a library without its files would."""
    os._exit(11)


def test_pool_that_cannot_start_ends_every_job_and_does_not_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.building.running.start", die)
    assert all(isinstance(result, Ended) for result in results_of([1, 2, 4], 2).values())


def refuse(_: int) -> int:
    raise PlainleafError("the bundled fonts cannot be read", hint="restore styles/fonts")


@pytest.mark.parametrize("processes", [1, 2])
def test_what_stops_every_job_stops_the_run(processes: int) -> None:
    with (
        pytest.raises(PlainleafError, match="fonts"),
        Runner(lambda: InProcess({}) if processes == 1 else Processes(processes, {})) as runner,
    ):
        runner.run(refuse, [1, 2], lambda _, __: [], 60)


def swallow(job: int) -> int:
    return len(bytes(job))


def test_job_that_needs_too_much_memory_is_named() -> None:
    results: dict[int, int | Ended] = {}

    def done(job: int, result: int | Ended) -> list[int]:
        results[job] = result
        return []

    with Runner(lambda: Processes(1, {})) as runner:
        runner.run(swallow, [MEMORY_BYTES, 5], done, 60)
    assert results == {MEMORY_BYTES: Ended("it needs more than 4 GiB of memory"), 5: 5}


def test_shared_value_is_read_once_and_goes_with_the_pool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    leftover = tmp_path / "plainleaf-999999999-x"
    leftover.mkdir()
    spool = Spool()
    assert not leftover.exists()
    shared = spool.share({"fonts": b"x"})
    assert spool.share({"fonts": b"x"}) == shared
    sent = pickle.loads(pickle.dumps(shared))
    assert len(pickle.dumps(shared)) < 500 and sent.value() == {"fonts": b"x"}
    spool.close()
    assert sent.value() == {"fonts": b"x"} and list(tmp_path.iterdir()) == []
