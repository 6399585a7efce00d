"""Same source, same bytes: in another folder, time zone, locale and with another hash seed."""

from __future__ import annotations

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


def start(folder: Path, settings: dict[str, str], jobs: int) -> subprocess.Popen[str]:
    """A build of the short sample article in a workspace of its own, with an environment of its own."""
    (folder / "source").mkdir(parents=True)
    for name in ("wound-aftercare", "_snippets"):
        shutil.copytree(ROOT / "source" / name, folder / "source" / name)
    shutil.copytree(ROOT / "styles", folder / "styles")
    command = [sys.executable, "-m", "pipeline", "build", "--brand", "harbour-clinic", "--lang", "en"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": "1793836800", **settings}
    return subprocess.Popen(
        [*command, "--jobs", str(jobs)],
        cwd=folder,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def test_two_builds_in_different_surroundings_give_identical_files(tmp_path: Path) -> None:
    """One in this process' way, one in worker processes; every published file is the same to the byte."""
    folders = [tmp_path / "one", tmp_path / "a much longer name with spaces" / "two"]
    builds = [start(folder, settings, jobs) for folder, settings, jobs in zip(folders, ELSEWHERE, (1, 2), strict=True)]
    for build in builds:
        printed, _ = build.communicate(timeout=540)
        assert build.returncode == 0, printed
    one, two = (folder_files(folder / "output" / "harbour-clinic") for folder in folders)
    assert len(one) > 10
    assert sorted(one) == sorted(two)
    assert [name for name in one if one[name] != two[name]] == []
    assert (folders[0] / "output/index.html").read_bytes() == (folders[1] / "output/index.html").read_bytes()
