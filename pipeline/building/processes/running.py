"""Jobs come in; results go out as they are done, from processes that may die or be ended without harm to the others."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, TypeVar

from pipeline.building import jobs
from pipeline.building.shared import Shared, Spool, held
from pipeline.errors import PlainleafError

Job = TypeVar("Job")
Result = TypeVar("Result")
Value = TypeVar("Value")

READ_SECONDS = 60
"""How long reading one article may take: the longest of the import set takes 3 (house)."""

RENDER_SECONDS = 300
"""How long one format of one edition may take: a book of 200 chapters takes 10 (house)."""

MEMORY_BYTES = 4 << 30
"""How much address space a worker may ask for: a book of 200 chapters takes 0.6 GiB, and the Java machine, which needs
more, runs in no worker (house)."""


@dataclass(frozen=True)
class Ended:
    """Why a job gave no result: its process died, or was ended at its limit."""

    why: str


class Executor(Protocol):
    """Where jobs run: in this process, in a pool of processes here, or on other machines."""

    def share(self, value: Value) -> Shared[Value]:
        """A handle on a value that many jobs need; it is sent once."""
        ...

    def submit(self, function: Callable[[Job], Result], job: Job, seconds: int) -> Future[Result]:
        """Start a job that may take so long. The future raises `EndedError` when it gave no result."""
        ...

    def warm_up(self) -> None:
        """Load the heavy libraries where the first jobs will run."""
        ...

    @property
    def width(self) -> int:
        """How many jobs run at once."""
        ...

    def close(self) -> None: ...


DIED = "its process died"
NO_PROCESS = "no process could be started for it"
"""Why a job was ended in a pool that takes no further one: it died so early that pebble gave the pool up."""


class EndedError(Exception):
    """A job gave no result, for the reason that its text says."""


class InProcess:
    """Runs each job at once in this process, without limits: for `--jobs 1`, for debugging and for small tests."""

    width = 1

    def __init__(self, style_files: Mapping[str, bytes]) -> None:
        jobs.prepare(held(style_files))

    def share(self, value: Value) -> Shared[Value]:
        return held(value)

    def submit(self, function: Callable[[Job], Result], job: Job, seconds: int) -> Future[Result]:
        future: Future[Result] = Future()
        try:
            future.set_result(function(job))
        except Exception as fault:
            future.set_exception(fault)
        return future

    def warm_up(self) -> None:
        pass

    def close(self) -> None:
        pass


class Processes:
    """A pool of processes on this machine; one that dies or takes too long costs its own job only.

    pebble rather than the standard pool: that one fails every job under way when a process dies, and can end none.
    """

    def __init__(self, width: int, style_files: Mapping[str, bytes]) -> None:
        from pebble import ProcessPool

        self.width = width
        self._spool = Spool()
        self._style_files = self._spool.share(style_files)
        self._ending: threading.Thread | None = None
        self._pool: Any = ProcessPool(
            max_workers=width,
            initializer=start,
            initargs=(self._style_files,),
            context=nursery(),
        )

    def share(self, value: Value) -> Shared[Value]:
        return self._spool.share(value)

    @property
    def whole(self) -> bool:
        """Whether the styles still lie where a process that is started anew reads them."""
        return Path(self._style_files.path).is_file()

    def sign(self, number: int) -> Path:
        """Where a file is put when the job of this number is called off."""
        return self._spool.folder / f"off-{number}"

    def submit(self, function: Callable[[Job], Result], job: Job, seconds: int) -> Future[Result]:
        outer: Future[Result] = Future()
        try:
            inner = self._pool.schedule(function, args=(job,), timeout=seconds)
        except RuntimeError:
            # The pool is broken for good: its processes die before they take a job.
            outer.set_exception(EndedError(NO_PROCESS))
            return outer
        # pebble's future knows exceptions of its own; the runner should not have to.
        inner.add_done_callback(lambda done: _pass_on(done, outer, seconds))
        return outer

    def warm_up(self) -> None:
        for _ in range(self.width):
            self._pool.schedule(jobs.warm_up)

    def retire(self) -> None:
        """End the processes, which do nothing now; what was shared stays until `close`."""
        # A pool of pebble keeps its processes until it is joined, which takes a moment.
        self._pool.stop()
        self._ending = threading.Thread(target=self._pool.join, daemon=True)
        self._ending.start()

    def close(self) -> None:
        if self._ending is not None:
            self._ending.join()
        else:
            self._pool.stop()
            self._pool.join()
        self._spool.close()


def nursery() -> Any:
    """Where processes come from: forks of one server, started once, that has loaded what all of them need.

    They are no forks of this process, which may have threads. On macOS each is started anew: its libraries bear no
    fork (CPython issue 77906). Python before 3.11.1 lets everybody on the computer ask the server for a process
    (CVE-2022-42919).
    """
    import sys
    from multiprocessing import get_context

    if sys.platform != "linux" or sys.version_info < (3, 11, 1):
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(["pipeline.building.processes.toolbox"])
    return context


def start(style_files: Shared[Mapping[str, bytes]]) -> None:
    """The start of a worker process: its limit of memory, where its temporary files lie, and the styles."""
    import resource
    import tempfile

    _, most = resource.getrlimit(resource.RLIMIT_AS)
    # setrlimit refuses a soft limit above the hard one, which a container may have set.
    limit = MEMORY_BYTES if most == resource.RLIM_INFINITY else min(MEMORY_BYTES, most)
    resource.setrlimit(resource.RLIMIT_AS, (limit, most))
    # WeasyPrint lays its fonts into a temporary folder, which a process that is ended never removes; in the spool
    # they go with it.
    if style_files.path and (spool := Path(style_files.path).parent).is_dir():
        tempfile.tempdir = str(spool)
    jobs.prepare(style_files)


def _pass_on(done: Any, outer: Future[Any], seconds: int) -> None:
    """Give a pool's result, or the reason why there is none, to the future that the runner waits for."""
    from concurrent.futures import BrokenExecutor, CancelledError

    from pebble import ProcessExpired

    try:
        outer.set_result(done.result())
    except TimeoutError:
        outer.set_exception(EndedError(f"it took longer than {seconds} seconds"))
    except ProcessExpired:
        outer.set_exception(EndedError(DIED))
    except BrokenExecutor:
        outer.set_exception(EndedError(NO_PROCESS))
    except CancelledError:
        outer.set_exception(EndedError("the run was stopped"))
    except MemoryError:
        outer.set_exception(EndedError(f"it needs more than {MEMORY_BYTES >> 30} GiB of memory"))
    except Exception as fault:
        outer.set_exception(fault)


def processor_count() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Runner:
    """Runs jobs on an executor that is made when the first job comes, so that a run without jobs starts nothing."""

    def __init__(self, make: Callable[[], Executor]) -> None:
        self._make = make
        self._executor: Executor | None = None

    def __enter__(self) -> Runner:
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        if self._executor is not None:
            self._executor.close()
            self._executor = None

    @property
    def executor(self) -> Executor:
        if self._executor is None:
            self._executor = self._make()
        return self._executor

    def run(
        self,
        function: Callable[[Job], Result],
        todo: Iterable[Job],
        done: Callable[[Job, Result | Ended], Iterable[Job]],
        seconds: int,
    ) -> None:
        """Run `function` on each job. `done` is told each result, or why there is none, and gives the jobs that can
        follow now. Jobs are made as they are needed, so that a large library does not fill the memory.

        Raises PlainleafError when the jobs cannot be run at all.
        """
        coming = iter(todo)
        following: deque[Job] = deque()
        running: dict[Future[Result], Job] = {}
        while True:
            # Twice as many as run at once, so that no process waits for the next one to arrive.
            while len(running) < 2 * self._width:
                job = following.popleft() if following else next(coming, None)
                if job is None:
                    break
                running[self.executor.submit(function, job, seconds)] = job
            if not running:
                return
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                job = running.pop(future)
                result: Result | Ended = _result(future)
                following.extend(done(job, result))

    @property
    def _width(self) -> int:
        return self._executor.width if self._executor is not None else 1


def _result(future: Future[Result]) -> Result | Ended:
    try:
        return future.result()
    except PlainleafError:
        raise
    except EndedError as ended:
        return Ended(str(ended))
