"""Jobs come in; results go out as they are done, from worker processes that may die without harm to the others."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from types import TracebackType
from typing import TypeVar

from pipeline.building import jobs as rendering

Job = TypeVar("Job")
Result = TypeVar("Result")


class SerialExecutor(Executor):
    """Runs each job at once in this process: for `--jobs 1`, for debugging and for small tests."""

    def submit(self, fn: Callable[..., Result], /, *args: object, **kwargs: object) -> Future[Result]:
        future: Future[Result] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as fault:
            future.set_exception(fault)
        return future


def processor_count() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Runner:
    """An executor whose processes hold the shared styles. With one job at a time everything runs in this process."""

    def __init__(self, jobs: int, style_files: Mapping[str, bytes]) -> None:
        self._jobs = jobs
        self._style_files = style_files
        self._executor: Executor | None = None

    def __enter__(self) -> Runner:
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        self._stop(wait_for_jobs=kind is None)

    def _stop(self, wait_for_jobs: bool = True) -> None:
        if self._executor is not None:
            self._executor.shutdown(wait=wait_for_jobs, cancel_futures=True)
            self._executor = None

    def _start(self, jobs: int) -> Executor:
        if self._executor is None:
            if self._jobs == 1:
                rendering.prepare(self._style_files)
                self._executor = SerialExecutor()
            else:
                from concurrent.futures import ProcessPoolExecutor
                from multiprocessing import get_context

                # Spawned, not forked: a fork would copy whatever threads and libraries this process has started.
                self._executor = ProcessPoolExecutor(
                    jobs, get_context("spawn"), initializer=rendering.prepare, initargs=(self._style_files,)
                )
        return self._executor

    def warm_up(self) -> None:
        """Let the processes that the first jobs do not keep busy load the heavy libraries meanwhile."""
        if self._jobs > 1:
            for _ in range(self._jobs):
                self._start(self._jobs).submit(rendering.warm_up)

    def run(
        self,
        function: Callable[[Job], Result],
        jobs: Iterable[Job],
        done: Callable[[Job, Result | None], Iterable[Job]],
    ) -> None:
        """Run `function` on each job. `done` is told each result, None for a job that killed its process, and gives
        the jobs that can follow now.
        """
        waiting: list[Job] = list(jobs)
        running: dict[Future[Result], Job] = {}
        while waiting or running:
            try:
                for job in waiting:
                    running[self._start(self._jobs).submit(function, job)] = job
                waiting = []
            except BrokenExecutor:
                waiting = [job for job in waiting if job not in running.values()]
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            unfinished: list[Job] = []
            for future in finished:
                job = running.pop(future)
                try:
                    result = future.result()
                except BrokenExecutor:
                    unfinished.append(job)
                    continue
                waiting.extend(done(job, result))
            if unfinished:
                unfinished.extend(running.values())
                running.clear()
                for job in unfinished:
                    waiting.extend(done(job, self._alone(function, job)))

    def _alone(self, function: Callable[[Job], Result], job: Job) -> Result | None:
        """Run a job that was under way when a process died in a process of its own, to see which one it was."""
        self._stop()
        try:
            return self._start(1).submit(function, job).result()
        except BrokenExecutor:
            return None
        finally:
            self._stop()
