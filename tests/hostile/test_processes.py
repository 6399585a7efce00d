"""A process of ours starts pandoc and nothing else: no compiler, no linker, no other pandoc, no connection."""

from __future__ import annotations

import json
import subprocess
import sys

WATCHED = """
import json, sys
seen = []
STARTS = ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.system", "socket.connect", "socket.getaddrinfo")
sys.addaudithook(lambda event, args: seen.append([event, str(args[0])]) if event in STARTS else None)
from tests.hostile.clock import digests
digests(first=True)
print(json.dumps(seen))
"""


def test_rendering_starts_pandoc_and_nothing_else() -> None:
    done = subprocess.run([sys.executable, "-c", WATCHED], capture_output=True, text=True, check=True, timeout=300)
    started = {tuple(entry) for entry in json.loads(done.stdout.splitlines()[-1])}
    assert {event for event, _ in started} == {"subprocess.Popen"}
    [(_, program)] = started
    assert program.endswith("pypandoc/files/pandoc")
