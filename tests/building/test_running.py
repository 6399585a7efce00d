"""A worker process that dies takes nothing else with it."""

from __future__ import annotations

import os
import pickle
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import BrokenExecutor, CancelledError, Future
from pathlib import Path

import pytest
from pebble import ProcessExpired

from pipeline.building.processes.running import (
    MEMORY_BYTES,
    Ended,
    EndedError,
    InProcess,
    Processes,
    Runner,
    _pass_on,
    processor_count,
    start,
)
from pipeline.building.shared import Shared, Spool, held
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


def about_this_process(_: int) -> tuple[int, bool]:
    return os.getppid(), "weasyprint" in sys.modules


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere each process is started anew")
def test_processes_come_from_one_that_has_loaded_what_they_need_and_from_another_when_it_dies() -> None:
    def tell() -> tuple[int, bool]:
        pool = Processes(1, {})
        try:
            return pool.submit(about_this_process, 0, 60).result(60)
        finally:
            pool.close()

    server, loaded = tell()
    assert loaded
    assert server != os.getpid()
    assert tell() == (server, True)
    os.kill(server, signal.SIGKILL)
    os.waitid(os.P_PID, server, os.WEXITED | os.WNOWAIT)
    another, loaded = tell()
    assert another != server
    assert loaded


def sleep(job: int) -> int:
    """Take as many seconds as the job says."""
    time.sleep(job)
    return job


def test_what_forks_find_loaded_knows_no_font_of_the_machine_and_started_no_program() -> None:
    program = (
        "import os, sys\nstarted = []\n"
        "sys.addaudithook(lambda event, args: started.append(args) if event == 'subprocess.Popen' else None)\n"
        "import pipeline.building.processes.toolbox\nfrom weasyprint.text.ffi import ffi\n"
        "from weasyprint.text.fonts import fontconfig\nconfig = fontconfig.FcInitLoadConfigAndFonts()\n"
        "fonts = fontconfig.FcConfigGetFonts(config, fontconfig.FcSetSystem).nfont\n"
        "print(started, fonts, os.environ['PANGO_LANGUAGE'])"
    )
    surroundings = {
        name: value for name, value in os.environ.items() if name not in {"FONTCONFIG_FILE", "PANGO_LANGUAGE"}
    }
    ran = subprocess.run(
        [sys.executable, "-c", program], env=surroundings, capture_output=True, text=True, check=True, timeout=120
    )
    assert (ran.stdout, ran.stderr) == ("[] 0 en\n", "")


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
    monkeypatch.setattr("pipeline.building.processes.running.start", die)
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


# without a process


def test_one_process_gives_and_takes_values_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    prepared: list[Shared[object]] = []
    monkeypatch.setattr("pipeline.building.jobs.prepare", prepared.append)
    executor = InProcess({"styles/a.css": b"a"})
    assert [each.value() for each in prepared] == [{"styles/a.css": b"a"}]
    value = ("an article",)
    assert executor.share(value).value() is value


@pytest.mark.parametrize(
    ("hard", "limit"),
    [
        (resource.RLIM_INFINITY, MEMORY_BYTES),
        (MEMORY_BYTES * 2, MEMORY_BYTES),
        (MEMORY_BYTES // 2, MEMORY_BYTES // 2),
    ],
)
def test_a_worker_starts_with_a_limit_of_memory_and_the_styles(
    monkeypatch: pytest.MonkeyPatch, hard: int, limit: int
) -> None:
    told: list[object] = []
    monkeypatch.setattr(resource, "getrlimit", lambda what: (-1, hard) if what == resource.RLIMIT_AS else None)
    monkeypatch.setattr(resource, "setrlimit", lambda *given: told.append(given))
    monkeypatch.setattr("pipeline.building.jobs.prepare", told.append)
    styles: Shared[Mapping[str, bytes]] = held({})
    start(styles)
    assert told == [(resource.RLIMIT_AS, (limit, hard)), styles]


def test_what_a_worker_leaves_behind_goes_with_the_pool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that is ended removes nothing: WeasyPrint's folders of fonts piled up by the thousand."""
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    pool = Processes(1, {})
    left = Path(pool.submit(leave_a_folder, 0, 60).result())
    assert left.is_dir() and left.parent != tmp_path
    pool.close()
    assert list(tmp_path.iterdir()) == []


def leave_a_folder(_: int) -> str:
    return tempfile.mkdtemp(prefix="weasyprint-")


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (TimeoutError(), "it took longer than 7 seconds"),
        (ProcessExpired("killed"), "its process died"),  # type: ignore[no-untyped-call]
        (BrokenExecutor(), "no process could be started for it"),
        (CancelledError(), "the run was stopped"),
        (MemoryError(), "it needs more than 4 GiB of memory"),
    ],
)
def test_why_a_job_gave_no_result_is_said(fault: BaseException, says: str) -> None:
    inner: Future[int] = Future()
    outer: Future[int] = Future()
    inner.set_exception(fault)
    _pass_on(inner, outer, 7)
    with pytest.raises(EndedError) as caught:
        outer.result()
    assert str(caught.value) == says


class Given:
    """An executor that starts a job when it is told to: a pool without processes."""

    width = 2

    def __init__(self) -> None:
        self.waiting: list[tuple[int, Future[int]]] = []
        self.most = 0

    def share(self, value: object) -> Shared[object]:
        return held(value)

    def submit(self, function: Callable[[int], int], job: int, seconds: int) -> Future[int]:
        future: Future[int] = Future()
        self.waiting.append((job, future))
        self.most = max(self.most, len(self.waiting))
        if len(self.waiting) == 2 * self.width or job == 9:
            # The others wait for ever, unless the runner goes on with the one that is done.
            first, done = self.waiting.pop(0)
            done.set_result(function(first))
        return future

    def warm_up(self) -> None:
        pass

    def close(self) -> None:
        while self.waiting:
            self.waiting.pop()[1].set_result(0)


def test_a_runner_keeps_a_pool_busy_and_no_more() -> None:
    executor = Given()
    seen: list[int] = []

    def done(job: int, result: int | Ended) -> list[int]:
        seen.append(job)
        if len(seen) == 3:
            raise StopAsyncIteration
        return []

    runner = Runner(lambda: executor)  # type: ignore[arg-type, return-value]
    assert runner.executor is executor  # type: ignore[comparison-overlap]
    with pytest.raises(StopAsyncIteration), runner:
        runner.run(abs, range(100), done, 60)
    assert (seen, executor.most) == ([0, 1, 2], 4)


def test_the_processors_that_this_process_may_use_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0, 3, 5} if process == 0 else set(), raising=False)
    assert processor_count() == 3
    monkeypatch.delattr(os, "sched_getaffinity")
    for count, told in ((6, 6), (None, 1)):
        monkeypatch.setattr(os, "cpu_count", lambda count=count: count)
        assert processor_count() == told
