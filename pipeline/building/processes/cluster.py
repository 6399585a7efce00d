"""The address of a Dask scheduler comes in; an executor whose jobs run on the machines behind it goes out."""

from __future__ import annotations

import contextlib
import pickle
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any, TypeVar

from pipeline.building.processes import workshop
from pipeline.building.processes.equipment import equipment, trial_page
from pipeline.building.processes.foreman import Foreman, Task
from pipeline.building.processes.running import EndedError, Processes, processor_count
from pipeline.building.processes.workshop import TRIAL_SECONDS, Answer
from pipeline.building.shared import Shared, Spool, pack
from pipeline.errors import PlainleafError, UsageError

Job = TypeVar("Job")
Result = TypeVar("Result")
Value = TypeVar("Value")

CONNECT_SECONDS = 10
"""How long a scheduler may take to answer (house)."""

SCHEME = "dask"


class Cluster:
    """Runs jobs on the workers of a Dask scheduler, or of one that it starts here.

    Articles and styles are sent to each worker once, by their digests. A worker that would make other bytes than this
    computer gets no job; what is lost with a worker is done once more by another. `say` is told of both.
    Raises PlainleafError when there is no scheduler to work with.
    """

    def __init__(
        self, where: str, style_files: Mapping[str, bytes], say: Callable[[str], None], jobs: int | None = None
    ) -> None:
        _distributed()
        remote = "" if where == SCHEME else _tcp(where)
        self._spool = Spool()
        self._local: Any = None
        self._client: Any = None
        styles = self._spool.share(style_files)
        # While the scheduler answers, this computer sets the page that every worker has to set alike.
        trial = Processes(1, style_files)
        expected = trial.submit(trial_page, None, TRIAL_SECONDS)
        try:
            if not remote:
                self._local = _local_cluster(jobs or processor_count())
            address = remote or str(self._local.scheduler_address)
            self._client = _connect(address)
            here = (equipment(), _trial_here(expected))
            self._foreman = Foreman(self._client, address, self._spool, styles.digest, here, say)
        except BaseException:
            self._close_connections()
            raise
        finally:
            trial.close()

    @property
    def width(self) -> int:
        return self._foreman.width

    def share(self, value: Value) -> Shared[Value]:
        return self._spool.share(value)

    def warm_up(self) -> None:
        """The trial page has loaded everything on each worker."""

    def submit(self, function: Callable[[Job], Result], job: Job, seconds: int) -> Future[Result]:
        packed, needed = pack((function, job))
        task = Task(str(job), packed, needed, seconds)
        outer: Future[Result] = Future()
        task.outcome.add_done_callback(lambda done: _unpack(done, outer))
        self._foreman.take(task)
        return outer

    def close(self) -> None:
        self._foreman.close()
        self._close_connections()

    def _close_connections(self) -> None:
        # A scheduler that is gone answers no goodbye.
        with contextlib.suppress(OSError, TimeoutError):
            if self._local is not None and self._client is not None:
                # Workers of our own end at once when they have no processes any more.
                self._client.run(workshop.close)
        for connection in (self._client, self._local):
            if connection is not None:
                with contextlib.suppress(OSError, TimeoutError):
                    connection.close(timeout=CONNECT_SECONDS)
        self._spool.close()


def _unpack(done: Future[Answer], outer: Future[Any]) -> None:
    fault = done.exception()
    if fault is not None:
        outer.set_exception(fault)
        return
    answer = done.result()
    if answer.ended:
        outer.set_exception(EndedError(answer.ended))
        return
    made, result = pickle.loads(answer.content)  # noqa: S301 (its digest is that of what our own worker made)
    if made:
        outer.set_result(result)
    else:
        outer.set_exception(result)


def _trial_here(expected: Future[str]) -> str:
    try:
        return expected.result()
    except EndedError as ended:
        raise PlainleafError(f"this computer cannot set a page: {ended}", hint="type plainleaf doctor") from None


def _tcp(where: str) -> str:
    """The address as Dask writes it. Raises UsageError for another kind of address."""
    scheme, _, rest = where.partition("://")
    if scheme != SCHEME or not rest.strip("/"):
        hint = "write dask://scheduler:8786, or dask for workers on this computer"
        raise UsageError(f'"{where}" is no place to build on', hint=hint)
    return f"tcp://{rest.rstrip('/')}"


def _distributed() -> Any:
    try:
        import distributed
    except ImportError:
        message = "dask.distributed is not installed, and nothing can be built on other machines"
        raise PlainleafError(message, hint="type pip install 'plainleaf[dask]'") from None
    return distributed


def _connect(address: str) -> Any:
    """A client of the scheduler. Raises PlainleafError when there is none, or one of another version."""
    distributed = _distributed()
    own = distributed.__version__
    try:
        client = distributed.Client(address, timeout=CONNECT_SECONDS, set_as_default=False, name="plainleaf")
        scheduler = client.get_versions()["scheduler"]["packages"]["distributed"]
    except (OSError, TimeoutError, ValueError, KeyError, TypeError):
        hint = "start one there (dask scheduler), or look at the address and the firewall"
        raise PlainleafError("no Dask scheduler answers", place=address, hint=hint) from None
    if scheduler != own:
        client.close()
        message = f"the scheduler runs dask.distributed {scheduler}, this computer {own}"
        hint = f"install one version on all machines: pip install distributed=={own}"
        raise PlainleafError(message, place=address, hint=hint)
    return client


def _local_cluster(width: int) -> Any:
    """A scheduler and so many workers on this computer, processes each."""
    distributed = _distributed()
    # A worker under Dask's nanny is daemonic, and may then not start the processes that our limits need.
    distributed.config.config["distributed"]["worker"]["daemon"] = False
    return distributed.LocalCluster(
        n_workers=width, threads_per_worker=1, processes=True, dashboard_address=None, memory_limit=0
    )


def run_worker(where: str, width: int) -> None:
    """Be a worker of a scheduler until it stops or this process is told to: so many jobs at once.

    Raises PlainleafError when there is no scheduler, or one of another version.
    """
    import asyncio

    distributed = _distributed()
    address = _tcp(where)
    _connect(address).close()

    async def serve() -> None:
        async with distributed.Worker(address, nthreads=width, memory_limit=0, dashboard=False) as worker:
            await worker.finished()

    try:
        asyncio.run(serve())
    finally:
        workshop.close()
