"""What reads an article ends with the process that asked, however that starts it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ASKS = """
import os, sys
from pipeline.article.body import pandoc
if sys.argv[1] == "copied":
    pandoc.SETPRIV = "/nowhere"
child = pandoc.start_bound(["sleep", "60"], os.environ)
print(child.pid, flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent is gone (prctl(2))")
@pytest.mark.parametrize("how", ["bound", "copied"])
def test_a_program_ends_when_the_one_that_asked_is_killed(how: str) -> None:
    asking = subprocess.Popen(
        [sys.executable, "-c", ASKS, how], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert asking.stdout and asking.stdin
    with asking.stdin, asking.stdout:
        child = int(asking.stdout.readline())
        assert _runs(child)
        # setpriv has made itself known to the kernel when it has become what it was asked to be.
        until = time.monotonic() + 30
        while _name(child) != "sleep" and time.monotonic() < until:
            time.sleep(0.02)
        asking.send_signal(signal.SIGKILL)
        asking.wait()
        until = time.monotonic() + 10
        while _runs(child) and time.monotonic() < until:
            time.sleep(0.02)
        assert not _runs(child)


def _name(process: int) -> str:
    return Path(f"/proc/{process}/comm").read_text(encoding="utf-8").strip()


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except (ProcessLookupError, FileNotFoundError):
        return False
    return state != "Z"
