"""No clock reaches a renderer: a wrong one changes no byte. Rendering starts pandoc, no compiler, and no connection."""

from __future__ import annotations

import json
import subprocess
import sys


def test_the_clock_changes_nothing_and_nothing_but_pandoc_is_started() -> None:
    """Before 1980 a zip archive knows no day; `python -m tests.hostile clock` tries more years on everything.

    Looking for Pango ran ldconfig, gcc and ld in every process, and pypandoc asked every pandoc on the machine.
    """
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.hostile.clock", day, "first"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for day in ("1970-01-01", "2099-12-31")
    ]
    printed = [process.communicate(timeout=300) for process in running]
    assert [process.returncode for process in running] == [0, 0], printed
    one, other = (json.loads(said) for said, _ in printed)
    assert len(one["files"]) > 4
    assert one == other
    [program] = one["started"]
    # setpriv (util-linux) becomes pandoc, so that it ends with whoever asked; where there is none, pandoc is started.
    assert program.startswith("subprocess.Popen ") and program.endswith(("/setpriv", "pypandoc/files/pandoc"))
