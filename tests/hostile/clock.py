"""A day comes in; the digests of everything that is rendered on that day, or what a command does on it, go out.

    python -m tests.hostile.clock 1969-12-31                the digests, and what was started for it
    python -m tests.hostile.clock 1969-12-31 build --json   `plainleaf build --json`; the last line of its error stream
                                                            says what it started

The clock is set before anything is imported, so that no module keeps a way to the real one.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import runpy
import sys
import time
from typing import Any


def set_clock(day: str) -> None:
    """Let every clock of Python stand at noon of `day`."""
    moment = datetime.datetime.fromisoformat(f"{day}T12:00:00+00:00").timestamp()
    real_gm, real_local, real_strf = time.gmtime, time.localtime, time.strftime
    real_datetime: Any = datetime.datetime
    real_date: Any = datetime.date

    class Kind(type):
        """Days made before the clock was set, and by C, are days as well."""

        def __instancecheck__(cls, value: object) -> bool:
            return isinstance(value, cls.__mro__[1])

    class Datetime(real_datetime, metaclass=Kind):  # type: ignore[misc]
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return real_datetime.fromtimestamp(moment, tz)

        @classmethod
        def utcnow(cls) -> Any:
            return real_datetime.fromtimestamp(moment, datetime.UTC).replace(tzinfo=None)

        @classmethod
        def today(cls) -> Any:
            return real_datetime.fromtimestamp(moment)

    class Date(real_date, metaclass=Kind):  # type: ignore[misc]
        @classmethod
        def today(cls) -> Any:
            return real_date.fromtimestamp(moment)

    time.time = lambda: moment
    time.time_ns = lambda: int(moment * 1e9)
    time.gmtime = lambda seconds=None: real_gm(moment if seconds is None else seconds)
    time.localtime = lambda seconds=None: real_local(moment if seconds is None else seconds)
    time.strftime = lambda form, when=None: real_strf(form, time.localtime() if when is None else when)
    setattr(datetime, "datetime", Datetime)  # noqa: B010 (mypy knows it as final)
    setattr(datetime, "date", Date)  # noqa: B010


def digests() -> dict[str, str]:
    """Every file of every usual product of the short sample article, by name."""
    from pipeline.channels import FORMATS
    from pipeline.formats import format_named
    from tests.test_every_format import sample

    edition = sample()
    found = {}
    for name in FORMATS:
        form = format_named(name)
        for product in [product for product in form.products(edition) if not product.on_request]:
            artifact = form.render(edition, product)
            form.check(form.read(artifact), edition)
            for file in artifact.files:
                found[f"{name}/{product.variant}/{file.name}"] = hashlib.sha256(file.content).hexdigest()
    return found


STARTS = ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.system", "socket.connect", "socket.getaddrinfo")


def watch_starts() -> list[str]:
    """A list that grows by each program that is started and each connection that is opened from now on (PEP 578)."""
    seen: list[str] = []
    sys.addaudithook(lambda event, args: seen.append(f"{event} {args[0]}") if event in STARTS else None)
    return seen


def type_command(words: list[str], started: list[str]) -> None:
    """Become `plainleaf` with these words."""
    sys.argv = ["plainleaf", *words]
    try:
        runpy.run_module("pipeline", run_name="__main__", alter_sys=True)
    finally:
        sys.stderr.write(f"\n{json.dumps(sorted(set(started)))}")


if __name__ == "__main__":
    started = watch_starts()
    set_clock(sys.argv[1])
    if sys.argv[2:]:
        type_command(sys.argv[2:], started)
    sys.stdout.write(json.dumps({"files": digests(), "started": sorted(set(started))}))
