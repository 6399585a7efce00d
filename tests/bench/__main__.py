"""`python -m tests.bench [NAME]…`: names of benchmarks come in, or none for all; a table of measures goes out."""

from __future__ import annotations

import importlib
import os
import pkgutil
import platform
import sys

from tests import bench

SHARED = {"__main__", "measure", "peer"}


def main(names: list[str]) -> int:
    known = sorted({module.name for module in pkgutil.iter_modules(bench.__path__)} - SHARED)
    unknown = set(names) - set(known)
    if unknown:
        print(f"no benchmark is called {', '.join(unknown)}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    print(
        f"Python {platform.python_version()}, {os.cpu_count()} processors, {platform.machine()}; medians of wall time"
    )
    reached = True
    for name in names or known:
        print(f"\n{name.replace('_', ' ')}")
        for measure in importlib.import_module(f"tests.bench.{name}").measures():
            print(f"  {measure}", flush=True)
            reached &= measure.reached
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
