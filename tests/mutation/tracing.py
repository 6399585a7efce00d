"""Modules come in; which of their lines a piece of work reaches, in this process and its forks, goes out."""

from __future__ import annotations

import mmap
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any


class Trace:
    """The lines of some modules, by the name of the file that their code was compiled with, that have been reached.

    They are marked in memory that forks share, so that what a worker reaches is seen too; a program of its own is not.
    """

    def __init__(self, lines: dict[str, int]) -> None:
        self._starts: dict[str, int] = {}
        size = 1
        for name, count in lines.items():
            self._starts[name] = size
            size += count + 2
        self._marks = mmap.mmap(-1, size)

    def start(self) -> None:
        threading.settrace(self._called)
        sys.settrace(self._called)

    def stop(self) -> None:
        sys.settrace(None)
        threading.settrace(None)

    def take(self) -> bytes:
        """The marks since the last call; they begin anew."""
        marks = self._marks[:]
        self._marks[:] = bytes(len(marks))
        return marks

    def add(self, marks: bytes) -> None:
        """Mark what an earlier piece of work reached as well."""
        self._marks[:] = both(self._marks[:], marks)

    def lines_of(self, marks: bytes, name: str) -> frozenset[int]:
        """The lines of one file out of marks."""
        start = self._starts[name]
        after = min((other for other in self._starts.values() if other > start), default=len(marks))
        return frozenset(index for index, mark in enumerate(marks[start:after]) if mark)

    def _called(self, frame: FrameType, event: str, arg: Any) -> Callable[..., Any] | None:
        start = self._starts.get(frame.f_code.co_filename)
        if start is None:
            return None
        marks = self._marks

        def reached(frame: FrameType, event: str, arg: Any) -> Callable[..., Any]:
            marks[start + frame.f_lineno] = 1
            return reached

        return reached(frame, event, arg)


def both(one: bytes, other: bytes) -> bytes:
    """The marks of two pieces of work as those of one."""
    return (int.from_bytes(one) | int.from_bytes(other)).to_bytes(len(one))
