"""A signal comes in; the command that it is to end goes out the way it does when somebody types Ctrl-C."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType
from typing import NoReturn


class Terminated(KeyboardInterrupt):
    """The command was sent SIGTERM."""


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """Let SIGTERM end what runs in here with its clean-up and a word; it would end the process on the spot.

    A computer that is shut down, a scheduler and a CI job past its time send it.
    """
    before = signal.getsignal(signal.SIGTERM)
    if threading.current_thread() is not threading.main_thread() or before is not signal.SIG_DFL:
        yield
        return
    signal.signal(signal.SIGTERM, _stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    raise Terminated
