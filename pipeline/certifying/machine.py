"""Files and profiles come in; replies of the validators, from a worker process that holds the JVM, go out."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from pipeline.certifying.profile import Profile
from pipeline.edition.artifact import File

SUFFIXES = {"application/pdf": ".pdf", "application/epub+zip": ".epub", "text/html": ".html"}
TIME_LIMIT = 180.0
"""Seconds for one file and profile, starting the JVM included (house; a 600-page handout takes 20)."""


class NoReplyError(Exception):
    """The worker died, took too long or could not be started: the file was not judged."""


class JavaWorker:
    """A warm JVM in a child process; started by the first question, ended by `close` or by leaving `with`."""

    def __init__(self, time_limit: float = TIME_LIMIT) -> None:
        self._time_limit = time_limit
        self._process: subprocess.Popen[bytes] | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> JavaWorker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The number of the child process, None while there is none."""
        return self._process.pid if self._process is not None else None

    def ask(self, file: File, profile: Profile) -> Mapping[str, Any]:
        """The validator's reply: passed, version, messages; or "reason" when it could not judge the file."""
        if not profile.wheel_version:
            return {"reason": f"{profile.maker} is not installed"}
        try:
            return self._ask(file, profile)
        except (NoReplyError, OSError, ValueError) as fault:
            self.close()
            return {"reason": str(fault) or type(fault).__name__}

    def _ask(self, file: File, profile: Profile) -> Mapping[str, Any]:
        process = self._started()
        assert process.stdin is not None  # noqa: S101 (a pipe was asked for)
        head = {
            "validator": profile.validator,
            "flavour": profile.flavour,
            "suffix": SUFFIXES[file.media_type],
            "size": len(file.content),
        }
        try:
            process.stdin.write(json.dumps(head).encode() + b"\n" + file.content)
            process.stdin.flush()
        except BrokenPipeError:
            raise NoReplyError(self._death()) from None
        reply: Mapping[str, Any] = json.loads(self._line(process))
        return reply

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            package = str(Path(__file__).parents[2])
            paths = [package, *filter(None, [os.environ.get("PYTHONPATH")])]
            # The number of our process: what is left by one that was killed is cleared by the next build.
            self._folder = tempfile.TemporaryDirectory(prefix=f"plainleaf-{os.getpid()}-")
            self._process = subprocess.Popen(
                # -P keeps the current folder off the path: a json.py lying there would be imported for the real one.
                [sys.executable, "-P", "-m", "pipeline.certifying.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                # A JVM prints a line about JAVA_TOOL_OPTIONS before anything else, and obeys it.
                env={
                    **os.environ,
                    "PYTHONPATH": os.pathsep.join(paths),
                    "JAVA_TOOL_OPTIONS": "",
                    "TMPDIR": self._folder.name,
                },
            )
        return self._process

    def _line(self, process: subprocess.Popen[bytes]) -> bytes:
        assert process.stdout is not None  # noqa: S101 (a pipe was asked for)
        deadline = time.monotonic() + self._time_limit
        received = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            while not received.endswith(b"\n"):
                # The wall clock may be set while one waits; this one only runs forward.
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    raise NoReplyError(f"no answer within {self._time_limit:g} s")
                chunk = os.read(process.stdout.fileno(), 65536)
                if not chunk:
                    raise NoReplyError(self._death())
                received += chunk
        return bytes(received)

    def _death(self) -> str:
        code = self._process.wait(10) if self._process else None
        return f"the process with the JVM ended (status {code})"

    def close(self) -> None:
        """End the worker; asking again starts a new one."""
        process, self._process = self._process, None
        if process is None:
            return
        # A JVM asked to end may hang in its shutdown hooks.
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None
