"""A command comes in; what it cost, with all that it started, goes out as JSON on the last line of the error stream.

    python -m tests.bench.costing COMMAND...

The seconds of a process are told to whoever waits for it: those of a fork server and its workers, which outlive the
command by a moment, to nobody. On Linux they are handed to the nearest process that asked for orphans (prctl(2),
PR_SET_CHILD_SUBREAPER), and this one does.
"""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
import time

PR_SET_CHILD_SUBREAPER = 36


def main(command: list[str]) -> int:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    begun = time.perf_counter()
    started = subprocess.Popen(command)
    seconds, most, wall, code = 0.0, 0, 0.0, 1
    while True:
        try:
            process, status, used = os.wait3(0)
        except ChildProcessError:
            break
        seconds, most = seconds + used.ru_utime + used.ru_stime, max(most, used.ru_maxrss)
        if process == started.pid:
            wall, code = time.perf_counter() - begun, os.waitstatus_to_exitcode(status)
    started.returncode = code
    print(json.dumps({"wall": wall, "core": seconds, "megabytes": most / 1024}), file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
