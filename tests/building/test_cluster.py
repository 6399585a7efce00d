"""A build on several machines has the bytes of a build here, and what befalls a machine costs one retry, by name."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import distributed
import pytest

from pipeline.building.build import Build
from pipeline.building.library import Library
from pipeline.building.planning import Request
from pipeline.building.processes import workshop
from pipeline.building.processes.cluster import Cluster
from pipeline.building.processes.running import Ended, InProcess, Runner
from pipeline.building.report import Fate
from pipeline.building.shared import Spool
from pipeline.errors import PlainleafError, UsageError
from pipeline.workspace.folder import Workspace
from pipeline.workspace.output import Output
from tests.building import machines
from tests.building.values import TODAY
from tests.workspace import ROOT, folder_files


@dataclass
class Shop:
    """A scheduler with two workers."""

    address: str
    workers: list[subprocess.Popen[bytes]]


@dataclass
class Run:
    """What came of jobs: their results, how often each came, and what was said meanwhile."""

    results: dict[Any, Any] = field(default_factory=dict)
    times: int = 0
    said: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with contextlib.ExitStack() as stack:
        address, _ = stack.enter_context(machines.scheduler(tmp_path_factory.mktemp("scheduler")))
        workers = [stack.enter_context(machines.worker(address)) for _ in range(2)]
        yield Shop(address, workers)


def run_jobs(
    address: str,
    function: Callable[[Any], Any],
    jobs: list[Any],
    seconds: int = 60,
    during: Callable[[], None] = lambda: None,
    workers: int = 2,
    lines: int = 0,
) -> Run:
    """Run jobs on a cluster that has so many workers and has said so many lines; `during` is called when the first job
    has ended.
    """
    run = Run()

    def done(job: Any, result: Any) -> list[Any]:
        run.results[job] = result
        run.times += 1
        if run.times == 1:
            during()
        return []

    def make() -> Cluster:
        cluster = Cluster(address, machines.STYLES, run.said.append)
        for _ in range(1200):
            if cluster.width >= workers and len(run.said) >= lines:
                break
            time.sleep(0.05)
        return cluster

    with Runner(make) as runner:
        _ = runner.executor
        runner.run(function, jobs, done, seconds)
    return run


def library_files(workspace: Workspace, out: Path, runner: Runner) -> tuple[set[Fate], dict[str, bytes]]:
    request = Request(TODAY, formats=("newsletter",), brands=("harbour-clinic",), draft=True)
    with runner:
        report = Build(Library.open(workspace, TODAY), Output(out), request).run(runner)
    files = {name: content for name, content in folder_files(out).items() if ".cache/library" not in name}
    return {edition.fate for edition in report.editions}, files


def test_bytes_of_a_cluster_are_those_of_this_computer(shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "styles").symlink_to(ROOT / "styles")
    article = tmp_path / "source" / "tides"
    article.mkdir(parents=True)
    head = (ROOT / "tests/rules/article/head.yaml").read_text()
    (article / "article.md").write_text(f"---\n{head}---\n\n## Walking out\n\nThe sand is firm.\n")
    workspace = Workspace(tmp_path, tmp_path / "source", tmp_path / "styles", tmp_path / "output")
    said: list[str] = []
    styles = Library.open(workspace, TODAY).style_files
    here = library_files(workspace, tmp_path / "here", Runner(lambda: InProcess(styles)))
    there = library_files(workspace, tmp_path / "there", Runner(lambda: Cluster(shop.address, styles, said.append)))
    assert here[0] == {Fate.BUILT} and there == here and said == []
    assert any(name.endswith(".eml") for name in there[1])


def test_values_are_sent_once_and_damage_is_noticed(shop: Shop) -> None:
    with machines.worker(shop.address, "damaging"):
        run = run_jobs(shop.address, machines.double, list(range(12)), workers=3)
    assert run.results == {number: 2 * number for number in range(12)} and run.times == 12
    assert run.said and all("its answer arrived damaged (worker " in line for line in run.said if "left" not in line)


def test_worker_with_other_libraries_is_turned_away_by_name(shop: Shop) -> None:
    with machines.worker(shop.address, "other"):
        run = run_jobs(shop.address, machines.double, [2, 3], lines=1)
    (line,) = run.said
    assert line.startswith("worker 127.0.0.1:") and "gets no jobs: Pango 0.1 instead of" in line
    assert run.results == {2: 4, 3: 6}


def test_job_at_its_limit_or_in_a_crash_is_ended_after_one_more_try(shop: Shop) -> None:
    slow = run_jobs(shop.address, machines.sleep, [60, 0], seconds=1)
    assert slow.results[0] == 0 and isinstance(slow.results[60], Ended)
    assert slow.results[60].why.startswith("it took longer than 1 seconds (on 127.0.0.1:")
    assert len(slow.said) == 1 and slow.said[0].startswith("60 is tried once more: it took longer than 1 seconds")
    crashed = run_jobs(shop.address, machines.crash, [1])
    assert crashed.results[1].why.startswith("its process died (on 127.0.0.1:") and len(crashed.said) == 1


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_worker_lost_in_the_middle_costs_one_retry(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: signal.Signals
) -> None:
    """Killed it is gone; stopped it hangs. Each job ends once, with its own result."""
    monkeypatch.setattr("pipeline.building.processes.foreman.GRACE_SECONDS", 12)
    jobs = [(str(tmp_path), number) for number in range(12)]
    with machines.worker(shop.address) as third:
        during = lambda: os.kill(third.pid, how)  # noqa: E731
        run = run_jobs(shop.address, machines.note, jobs, seconds=12, during=during, workers=3)
        os.kill(third.pid, signal.SIGKILL)
    assert run.results == {job: job[1] for job in jobs} and run.times == 12
    begun = [path.name.split("-")[1] for path in tmp_path.iterdir()]
    again = [line for line in run.said if "is tried once more" in line]
    # A busy machine may seem lost for a while: however many are tried again, each is named, and once only.
    assert set(begun) == {str(number) for number in range(12)} and len(begun) <= 12 + len(again)
    assert again and len({line.split(" is tried")[0] for line in again}) == len(again)
    assert all("it is gone" in line or "it does not answer" in line or "lost" in line for line in again)


def test_scheduler_that_stops_ends_the_run_with_one_message(tmp_path: Path) -> None:
    with machines.scheduler(tmp_path) as (address, process), machines.worker(address):
        stop = threading.Timer(0.1, process.kill)
        with pytest.raises(PlainleafError, match="the scheduler stopped in the middle of the build") as caught:
            run_jobs(address, machines.sleep, [0, 30, 31], during=stop.start, workers=1)
    assert "build again" in (caught.value.hint or "")


def test_scheduler_without_workers_says_how_to_start_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.building.processes.foreman.WAIT_SECONDS", 0)
    with (
        machines.scheduler(tmp_path) as (address, _),
        pytest.raises(PlainleafError, match="has no workers that plainleaf could build on") as caught,
    ):
        run_jobs(address, machines.double, [1], workers=0)
    assert f"plainleaf worker {address}" in (caught.value.hint or "")


def test_no_scheduler_and_no_address_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.building.processes.cluster.CONNECT_SECONDS", 0.5)
    with pytest.raises(PlainleafError, match="no Dask scheduler answers"):
        Cluster("dask://127.0.0.1:9", machines.STYLES, print)
    with pytest.raises(UsageError, match='"http://x" is no place to build on'):
        Cluster("http://x", machines.STYLES, print)


def test_scheduler_of_another_version_is_refused(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distributed, "__version__", "2020.1.0")
    with pytest.raises(PlainleafError, match=r"the scheduler runs dask.distributed \d+\.\d+\.\d+, this computer 2020"):
        Cluster(shop.address, machines.STYLES, print)


def test_a_worker_whose_disk_is_full_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before its first job, and with one: neither is published half, and another worker gets the job."""

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Spool, "keep", full)
    monkeypatch.setattr(workshop, "_width", lambda: 1)
    styles, value = (sha256(each).hexdigest() for each in (b"", b"value"))
    assert workshop.examine(styles, b"").why == "it cannot write to its disk: no space left on device"
    spool = Spool()
    monkeypatch.setitem(workshop._workshops, styles, SimpleNamespace(spool=spool))
    answer = workshop.work(styles, {value: b"value"}, (), (value,), b"", 1)
    assert answer.ended == "its disk refuses: no space left on device"
    spool.close()
