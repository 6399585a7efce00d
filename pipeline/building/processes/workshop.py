"""Values and jobs come to a worker of a cluster; answers go back, from processes there that end at their limits.

This is all of plainleaf that runs inside a worker of Dask. Jobs run in processes of its own: Dask ends no job at a
limit, and one that crashes would take the worker with it.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.building.processes.equipment import equipment, trial_page
from pipeline.building.processes.running import nursery
from pipeline.building.shared import Shared, Spool, found_in

_KEPT = 2
"""Sets of styles a worker keeps processes for: two builds share a cluster now and then (house)."""

TRIAL_SECONDS = 120
"""How long a worker may take to start its processes and set the trial page: 3 s on an idle machine (house)."""


@dataclass(frozen=True)
class Answer:
    """What became of a job on a worker.

    `content` is the pickled result and `digest` its SHA-256, taken in the process that made it; `ended` says why
    there is none, `lacking` which of the values it needs are not there.
    """

    content: bytes = field(default=b"", repr=False)
    digest: str = ""
    ended: str = ""
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True)
class Examined:
    """What a worker renders with, and the digest of its trial page, "" when it could not be set, with the reason."""

    equipment: Mapping[str, str]
    trial: str = ""
    why: str = ""


class Workshop:
    """The processes of one worker for one set of styles, and the values that were sent to it."""

    def __init__(self, styles: str, content: bytes, width: int) -> None:
        from pebble import ProcessPool

        self.spool = Spool()
        _keep(self.spool, {styles: content})
        self._pool: Any = ProcessPool(
            max_workers=width,
            initializer=_start,
            initargs=(Shared(styles, ""), str(self.spool.folder)),
            context=nursery(),
        )

    def run(self, packed: bytes, seconds: int) -> Answer:
        """Run a pickled (function, job) in a process, for so long at most."""
        from concurrent.futures import BrokenExecutor, CancelledError

        from pebble import ProcessExpired

        try:
            content, digest = self._pool.schedule(_do, args=(packed,), timeout=seconds).result()
        except TimeoutError:
            return Answer(ended=f"it took longer than {seconds} seconds")
        except ProcessExpired:
            return Answer(ended="its process died")
        except MemoryError:
            return Answer(ended="it needs more memory than there is")
        except (BrokenExecutor, RuntimeError):
            return Answer(ended="no process could be started for it")
        except CancelledError:
            return Answer(ended="the worker stopped")
        return Answer(content, digest)

    def close(self) -> None:
        self._pool.stop()
        self._pool.join()
        self.spool.close()


_workshops: OrderedDict[str, Workshop] = OrderedDict()
_door = threading.Lock()


def examine(styles: str, content: bytes) -> Examined:
    """What this worker renders with; it keeps the styles of this digest and starts its processes."""
    found = equipment()
    try:
        packed = pickle.dumps((trial_page, None))
        answer = _workshop(styles, content).run(packed, TRIAL_SECONDS)
    except OSError as fault:
        return Examined(found, why=f"it cannot write to its disk: {(fault.strerror or '').lower()}")
    except AssertionError:
        # multiprocessing lets no daemonic process, as a worker under Dask's nanny is, have children.
        return Examined(found, why="it may start no processes; start it with plainleaf worker")
    if answer.ended:
        return Examined(found, why=f"it cannot set a page: {answer.ended}")
    made, result = pickle.loads(answer.content)  # noqa: S301 (made by our own process)
    return Examined(found, trial=result) if made else Examined(found, why=f"it cannot set a page: {result}")


def work(
    styles: str,
    values: Mapping[str, bytes],
    gone: tuple[str, ...],
    needed: tuple[str, ...],
    packed: bytes,
    seconds: int,
) -> Answer:
    """Forget the values that are `gone`, keep those that came with a job, and run it. What is wrong with this worker
    is an answer, never raised.
    """
    with _door:
        workshop = _workshops.get(styles)
    if workshop is None:
        return Answer(lacking=(styles,))
    for digest in gone:
        workshop.spool.drop(digest)
    try:
        _keep(workshop.spool, values)
    except OSError as fault:
        return Answer(ended=f"its disk refuses: {(fault.strerror or '').lower()}")
    lacking = tuple(digest for digest in needed if not (workshop.spool.folder / digest).exists())
    return Answer(lacking=lacking) if lacking else workshop.run(packed, seconds)


def close() -> None:
    """End every process and clear every folder."""
    with _door:
        while _workshops:
            _workshops.popitem()[1].close()


def _workshop(styles: str, content: bytes) -> Workshop:
    with _door:
        if styles not in _workshops:
            _workshops[styles] = Workshop(styles, content, _width())
            while len(_workshops) > _KEPT:
                _workshops.popitem(last=False)[1].close()
        _workshops.move_to_end(styles)
        return _workshops[styles]


def _width() -> int:
    from distributed import get_worker

    return int(get_worker().state.nthreads)


def _keep(spool: Spool, values: Mapping[str, bytes]) -> None:
    for digest, content in values.items():
        if hashlib.sha256(content).hexdigest() != digest:
            raise OSError(0, "what was sent to it arrived damaged")
        spool.keep(digest, content)


def _start(styles: Shared[Mapping[str, bytes]], folder: str) -> None:
    """The start of a process of a worker."""
    from pipeline.building.processes import running

    threading.Thread(target=_end_with_parent, daemon=True).start()
    found_in(Path(folder))
    running.start(styles)


def _end_with_parent() -> None:
    """End this process when the worker is gone: nobody else would, and a job could hold its memory for ever."""
    import multiprocessing

    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _do(packed: bytes) -> tuple[bytes, str]:
    """Run a pickled (function, job): (True, its result) or (False, its exception), pickled, with the digest."""
    function, job = pickle.loads(packed)  # noqa: S301 (sent by whoever started the build)
    made: tuple[bool, object]
    try:
        made = True, function(job)
    except MemoryError:
        raise
    except Exception as fault:
        made = False, fault
    content = pickle.dumps(made, protocol=pickle.HIGHEST_PROTOCOL)
    return content, hashlib.sha256(content).hexdigest()
