"""Same source, same bytes: in another folder, year, time zone, locale, with another hash seed, in other processes.

Rendering starts pandoc, no compiler, and no connection.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.workspace import ROOT, folder_files

ELSEWHERE = (
    {"TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8", "LANG": "de_DE.UTF-8", "PYTHONHASHSEED": "1"},
    {"TZ": "America/Anchorage", "LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "4711"},
)


YEARS_AGO = ["-m", "tests.hostile.clock", "1970-01-01"]
"""Types a command as if it were that day: before 1980 a zip archive knows none. `python -m tests.hostile clock` tries
more of them.
"""


def start(folder: Path, settings: dict[str, str], *command: str) -> subprocess.Popen[str]:
    """A build of the short sample article in a workspace of its own, with an environment of its own."""
    (folder / "source").mkdir(parents=True)
    for name in ("wound-aftercare", "_snippets"):
        shutil.copytree(ROOT / "source" / name, folder / "source" / name)
    shutil.copytree(ROOT / "styles", folder / "styles")
    return subprocess.Popen(
        [sys.executable, *command, "--brand", "harbour-clinic", "--lang", "en"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": "1793836800", **settings},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_two_builds_in_different_surroundings_give_identical_files(tmp_path: Path) -> None:
    """One in its own process, of which all that it starts is seen, one in worker processes; every published file is the
    same to the byte. Looking for Pango ran ldconfig, gcc and ld once, and pypandoc asked every pandoc on the machine.
    """
    folders = [tmp_path / "one", tmp_path / "a much longer name with spaces" / "two"]
    builds = [
        start(folders[0], ELSEWHERE[0], *YEARS_AGO, "build", "--jobs", "1"),
        start(folders[1], ELSEWHERE[1], "-m", "pipeline", "build", "--jobs", "2"),
    ]
    said = [build.communicate(timeout=540) for build in builds]
    assert [build.returncode for build in builds] == [0, 0], said
    one, two = (folder_files(folder / "output" / "harbour-clinic") for folder in folders)
    assert len(one) > 10
    assert sorted(one) == sorted(two)
    assert [name for name in one if one[name] != two[name]] == []
    assert (folders[0] / "output/index.html").read_bytes() == (folders[1] / "output/index.html").read_bytes()
    [program] = json.loads(said[0][1].splitlines()[-1])
    # setpriv (util-linux) becomes pandoc, so that it ends with whoever asked; where there is none, pandoc is started.
    assert program.startswith("subprocess.Popen ") and program.endswith(("/setpriv", "pypandoc/files/pandoc"))
