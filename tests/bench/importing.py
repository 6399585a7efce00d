"""Manuscripts come in: how long it takes until they are articles, and how much memory; each in a process of its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.measure import Measure
from tests.manuscript.documents import long_word

_TEXT = Path(__file__).parents[1] / "manuscript" / "texts" / "eczema.txt"
_RUN = (
    "import resource, sys\n"
    "from pipeline.cli import plainleaf\n"
    "plainleaf.main(['import', *sys.argv[1:]], standalone_mode=False)\n"
    "who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)\n"
    "print('kilobytes', sum(resource.getrusage(w).ru_maxrss for w in who))\n"
)


def measures() -> Iterator[Measure]:
    """An article of raw text, and a Word file of 800 pages."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder)
        (workspace / "source").mkdir()
        (workspace / "styles").mkdir()
        shutil.copy(_TEXT, workspace / "article.txt")
        seconds, memory = _import(workspace, "article.txt")
        yield Measure("a raw text of 1,000 words, whole command", seconds, aim=1.0)
        yield Measure("… its memory, pandoc included", memory, unit="MB", aim=1024.0)
        (workspace / "long.docx").write_bytes(long_word(800))
        seconds, memory = _import(workspace, "long.docx")
        yield Measure("a Word file of 800 pages, whole command", seconds, aim=120.0)
        yield Measure("… its memory, pandoc included", memory, unit="MB", aim=1024.0)


def _import(workspace: Path, name: str) -> tuple[float, float]:
    """Seconds and megabytes of one import; the memory is that of both processes at their largest."""
    command = [sys.executable, "-c", _RUN, name]
    path = {"PYTHONPATH": str(Path(__file__).parents[2])}
    begin = time.perf_counter()
    done = subprocess.run(command, cwd=workspace, env=path, capture_output=True, text=True, check=True)
    taken = time.perf_counter() - begin
    return taken, int(done.stdout.rpartition("kilobytes")[2]) / 1024
