"""Tasks come in; each is given to a worker of a cluster, and to one more when the first fails; its answer goes out.

One thread decides, so that nothing has to be locked, and a courier each carries an errand, since every talk with Dask
can hang when a worker leaves at that moment. Dask carries tasks, values and answers; which worker does what is decided
here, since Dask knows no limits of time, runs a lost task again without a word, and lets workers of any version join.
"""

from __future__ import annotations

import contextlib
import hashlib
import queue
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from pipeline.building.processes import workshop
from pipeline.building.processes.equipment import Equipment, differences
from pipeline.building.processes.workshop import TRIAL_SECONDS, Answer, Examined
from pipeline.building.shared import Spool
from pipeline.errors import PlainleafError

LOOK_SECONDS = 1.0
"""How often the foreman looks for workers that came, left or hang (house)."""

GRACE_SECONDS = 20
"""How much longer than its limit a worker may stay silent about a job before it counts as hanging (house)."""

WAIT_SECONDS = 30
"""How long to wait for a first worker, or for another when all have left (house)."""

SEND_SECONDS = 60
"""How long sending values to one worker, or fetching one answer, may take (house)."""

KEPT_THERE = 200
"""Articles a worker keeps; the brands and formats of one follow each other (house)."""


@dataclass(eq=False)
class Task:
    """One job, pickled, with the digests of what it needs, and the workers that have failed at it."""

    what: str
    packed: bytes = field(repr=False)
    needed: tuple[str, ...]
    seconds: int
    outcome: Future[Answer] = field(default_factory=Future)
    failed_at: list[str] = field(default_factory=list)


@dataclass(eq=False)
class _Errand:
    """A task on its way at a worker, or its examination (`task` None)."""

    task: Task | None
    seconds: int
    future: Any = None


@dataclass(eq=False)
class _Hand:
    """A worker: its name for people, how much it does at once, what it is doing, which values
    it has and which it is to forget.
    """

    address: str
    name: str
    slots: int
    admitted: bool = False
    errands: list[_Errand] = field(default_factory=list)
    has: OrderedDict[str, None] = field(default_factory=OrderedDict)
    gone: list[str] = field(default_factory=list)


class Foreman:
    """Hands tasks to workers. `here` is what this computer renders with and the digest of its trial page."""

    def __init__(
        self,
        client: Any,
        address: str,
        spool: Spool,
        styles: str,
        here: tuple[Equipment, str],
        say: Callable[[str], None],
    ) -> None:
        self._client, self._address, self._spool, self._styles = client, address, spool, styles
        self._here, self._say = here, say
        self._events: queue.SimpleQueue[tuple[str, Any]] = queue.SimpleQueue()
        self._waiting: deque[Task] = deque()
        self._crew: dict[str, _Hand] = {}
        self._turned_away: set[str] = set()
        self._alone_since = time.monotonic()
        self._fault: PlainleafError | None = None
        self._thread = threading.Thread(target=self._work, name="foreman", daemon=True)
        self._thread.start()

    @property
    def width(self) -> int:
        """How many jobs run at once now."""
        return max(1, sum(hand.slots for hand in list(self._crew.values()) if hand.admitted))

    def take(self, task: Task) -> None:
        """Take a task on; its outcome is an answer, or a PlainleafError when nobody can do it."""
        self._events.put(("task", task))

    def close(self) -> None:
        self._events.put(("end", None))
        self._thread.join(timeout=SEND_SECONDS)

    # the thread

    def _work(self) -> None:
        looked = 0.0
        while True:
            with contextlib.suppress(queue.Empty):
                kind, about = self._events.get(timeout=LOOK_SECONDS / 4)
                if kind == "end":
                    break
                if kind == "task":
                    self._waiting.append(about)
                elif kind == "answer":
                    self._settle(*about)
            if time.monotonic() - looked > LOOK_SECONDS:
                self._look()
                looked = time.monotonic()
            self._hand_out()
        self._give_up(PlainleafError("the run was stopped"))

    def _look(self) -> None:
        """See which workers came or left; give up when there is nobody."""
        if self._fault is not None:
            return
        if self._client.status not in {"running", "connecting"}:
            self._stop_for_scheduler()
            return
        try:
            known = self._client.scheduler_info(n_workers=-1)["workers"]
        except Exception:  # Dask raises errors of many kinds when the connection breaks at such a moment
            known = None
        if known is not None:
            for address in [address for address in self._crew if address not in known]:
                self._lose(self._crew[address], "it is gone")
            for address, about in known.items():
                if address not in self._crew and address not in self._turned_away:
                    self._meet(address, about)
        self._wait_for_workers(time.monotonic())

    def _wait_for_workers(self, now: float) -> None:
        if self._crew:
            self._alone_since = now
        elif now - self._alone_since > WAIT_SECONDS and self._waiting:
            turned = f"; {len(self._turned_away)} were turned away" if self._turned_away else ""
            message = f"the scheduler has no workers that plainleaf could build on{turned}"
            hint = f"start some there: plainleaf worker {self._address.replace('tcp', 'dask')}; then build again"
            self._give_up(PlainleafError(message, place=self._address, hint=hint))

    def _stop_for_scheduler(self) -> None:
        message = "the scheduler stopped in the middle of the build"
        hint = "start it again, then build again: what was published is whole, and is not made twice"
        self._give_up(PlainleafError(message, place=self._address, hint=hint))

    def _give_up(self, fault: PlainleafError) -> None:
        self._fault = fault
        tasks = [errand.task for hand in self._crew.values() for errand in hand.errands if errand.task]
        self._crew.clear()
        for task in (*tasks, *self._waiting):
            if not task.outcome.done():
                task.outcome.set_exception(fault)
        self._waiting.clear()

    # workers

    def _meet(self, address: str, about: Mapping[str, Any]) -> None:
        """Examine a worker that is new; it gets no job before."""
        host = address.partition("://")[2]
        hand = _Hand(address, host, int(about.get("nthreads", 1)))
        self._crew[address] = hand
        self._send(hand, None, workshop.examine, self._styles, {self._styles}, TRIAL_SECONDS)

    def _examined(self, hand: _Hand, result: Examined | None, fault: str) -> None:
        here, trial = self._here
        if result is None:
            why: tuple[str, ...] = (f"plainleaf does not run there: {fault}",)
        else:
            why = differences(here, result.equipment)
            if result.why:
                why = (*why, result.why)
            elif not why and result.trial != trial:
                why = ("the trial page has other bytes than here",)
        if not why:
            hand.admitted = True
            hand.has[self._styles] = None
            return
        more = f", and {len(why) - 3} more" if len(why) > 3 else ""
        self._say(f"worker {hand.name} gets no jobs: {', '.join(why[:3])}{more}")
        self._turned_away.add(hand.address)
        self._crew.pop(hand.address, None)

    def _lose(self, hand: _Hand, why: str) -> None:
        self._crew.pop(hand.address, None)
        if not hand.errands:
            self._say(f"worker {hand.name} left: {why}")
        for errand in hand.errands:
            if errand.future is not None:
                with contextlib.suppress(Exception):
                    errand.future.cancel()
            if errand.task is not None:
                self._fail(hand, errand.task, why)
            else:
                self._say(f"worker {hand.name} gets no jobs: {why}")
        hand.errands.clear()

    # tasks

    def _hand_out(self) -> None:
        if self._fault is not None:
            for task in self._waiting:
                task.outcome.set_exception(self._fault)
            self._waiting.clear()
        put_off: list[Task] = []
        while self._waiting:
            task = self._waiting.popleft()
            free = [hand for hand in self._crew.values() if hand.admitted and len(hand.errands) < hand.slots]
            # Somebody else than last time, if there is anybody else.
            others = [hand for hand in free if hand.name not in task.failed_at]
            alone = not any(hand.name not in task.failed_at for hand in self._crew.values())
            chosen = others or (free if alone else [])
            if not chosen:
                put_off.append(task)
                if not free:
                    break
                continue
            self._give(min(chosen, key=lambda hand: len(hand.errands)), task)
        self._waiting.extendleft(reversed(put_off))

    def _give(self, hand: _Hand, task: Task) -> None:
        lacking = {digest for digest in task.needed if digest not in hand.has}
        arguments = (tuple(hand.gone), task.needed, task.packed, task.seconds)
        hand.gone.clear()
        self._send(hand, task, workshop.work, self._styles, lacking, task.seconds, *arguments)
        for digest in task.needed:
            hand.has[digest] = None
            hand.has.move_to_end(digest)

    def _send(
        self,
        hand: _Hand,
        task: Task | None,
        function: Callable[..., object],
        styles: str,
        lacking: set[str],
        seconds: int,
        *more: object,
    ) -> None:
        errand = _Errand(task, seconds)
        hand.errands.append(errand)
        contents = {digest: self._spool.content(digest) for digest in sorted(lacking)}

        def carry() -> None:
            self._events.put(("answer", (hand, errand, *self._carry(hand, errand, function, styles, contents, more))))

        threading.Thread(target=carry, name="courier", daemon=True).start()

    def _carry(
        self,
        hand: _Hand,
        errand: _Errand,
        function: Callable[..., object],
        styles: str,
        contents: Mapping[str, bytes],
        more: tuple[object, ...],
    ) -> tuple[object, str]:
        """Send values and an errand, and wait for what the worker answers: that, or why there is nothing."""
        try:
            place = [hand.address]
            values = {
                digest: self._client.scatter(content, workers=place, hash=False, timeout=SEND_SECONDS)
                for digest, content in contents.items()
            }
            given = (values[styles],) if errand.task is None else (values, *more)
            errand.future = self._client.submit(
                function, styles, *given, pure=False, retries=0, workers=place, allow_other_workers=False
            )
            return errand.future.result(timeout=errand.seconds + GRACE_SECONDS), ""
        except TimeoutError:
            return None, "it does not answer"
        except BaseException as fault:  # Dask raises errors of many kinds at such moments, CancelledError among them
            return None, f"{type(fault).__name__}: {' '.join(str(fault).split())[:120]}".rstrip(": ")

    def _settle(self, hand: _Hand, errand: _Errand, result: object, fault: str) -> None:
        """A worker has answered, or nothing is to be hoped for from it."""
        if errand not in hand.errands or self._crew.get(hand.address) is not hand:
            return
        if fault and self._client.status not in {"running", "connecting"}:
            self._stop_for_scheduler()
        elif fault and errand.task is not None:
            # It is examined anew when it is still there; a worker that hangs stays away.
            if fault == "it does not answer":
                self._turned_away.add(hand.address)
            self._lose(hand, fault)
        else:
            hand.errands.remove(errand)
            self._settled(hand, errand.task, result, fault)

    def _settled(self, hand: _Hand, task: Task | None, result: object, fault: str) -> None:
        if task is None:
            self._examined(hand, result if isinstance(result, Examined) else None, fault)
        elif not isinstance(result, Answer):
            self._fail(hand, task, "its answer is none")
        elif result.lacking:
            self._meet_again(hand, task)
        elif result.ended:
            self._fail(hand, task, result.ended)
        elif hashlib.sha256(result.content).hexdigest() != result.digest:
            self._fail(hand, task, "its answer arrived damaged")
        else:
            task.outcome.set_result(result)
            self._forget(hand)

    def _meet_again(self, hand: _Hand, task: Task) -> None:
        """A worker was started anew under its old address: it has nothing, and is examined like any other."""
        self._crew.pop(hand.address, None)
        self._waiting.extendleft((task, *(errand.task for errand in hand.errands if errand.task)))

    def _fail(self, hand: _Hand, task: Task, why: str) -> None:
        """Try a task once more elsewhere, by name; the second failure is its end."""
        task.failed_at.append(hand.name)
        if len(task.failed_at) > 1:
            task.outcome.set_result(Answer(ended=f"{why} (on {' and on '.join(task.failed_at)})"))
            return
        self._say(f"{task.what} is tried once more: {why} (worker {hand.name})")
        self._waiting.appendleft(task)

    def _forget(self, hand: _Hand) -> None:
        """Let a worker drop the articles that were not needed for longest."""
        while len(hand.has) > KEPT_THERE and not hand.errands:
            digest = next(each for each in hand.has if each != self._styles)
            del hand.has[digest]
            hand.gone.append(digest)
