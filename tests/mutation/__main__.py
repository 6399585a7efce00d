"""`make mutants`: mutates the modules of targets.toml with mutmut, in a copy, and says how many mutants tests notice.

`make mutants ARGS="planning survey"` takes these targets only. It is slow (minutes a target) and no part of CI.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("pipeline", "tests", "styles", "source", "docs")
STATUS = re.compile(r"^\s*(?P<name>[\w.ǁ]+): (?P<status>[a-z ]+)$")


def main(wanted: list[str]) -> int:
    table = tomllib.loads((Path(__file__).parent / "targets.toml").read_text(encoding="utf-8"))
    targets = [target for target in table["target"] if not wanted or target["name"] in wanted]
    poor = [target["name"] for target in targets if _noticed(target) < table["aim"]]
    if poor:
        print(f"below {table['aim']} %: {', '.join(poor)}")
    return 1 if poor else 0


def _noticed(target: dict[str, Any]) -> float:
    """Mutate one module and print what survived; the share that tests noticed, in per cent."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as name:
        folder = Path(name)
        for part in COPIED:
            ignored = shutil.ignore_patterns("__pycache__", "node_modules")
            shutil.copytree(ROOT / part, folder / part, ignore=ignored, symlinks=True)
        shutil.copy(ROOT / "pyproject.toml", folder)
        (folder / "setup.cfg").write_text(_settings(target), encoding="utf-8")
        mutmut = [sys.executable, "-m", "mutmut"]
        done = subprocess.run([*mutmut, "run"], cwd=folder, capture_output=True, text=True, check=False)
        results = [*mutmut, "results", "--all", "true"]
        said = subprocess.run(results, cwd=folder, capture_output=True, text=True, check=False)
        found = {m["name"]: m["status"].strip() for line in said.stdout.splitlines() if (m := STATUS.match(line))}
        if not found:
            print(f"{target['name']}: nothing was mutated\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
            return 0.0
        explained = Counter({entry["function"]: entry["count"] for entry in target.get("survivors", [])})
        share, survivors = _report(target["name"], found, explained)
        for mutant in survivors:
            shown = subprocess.run([*mutmut, "show", mutant], cwd=folder, capture_output=True, text=True, check=False)
            changed = [line for line in shown.stdout.splitlines() if re.match(r"[-+](?![-+])", line)]
            print(f"  survives: {mutant}", *(f"    {line}" for line in changed), sep="\n", flush=True)
        return share


def _settings(target: dict[str, Any]) -> str:
    tests = "\n".join(f"    {path}" for path in target["tests"])
    copied = "\n".join(f"    {part}" for part in COPIED)
    return (
        f"[mutmut]\nsource_paths=\n    pipeline\nonly_mutate=\n    {target['module']}\n"
        f"pytest_add_cli_args_test_selection=\n{tests}\nalso_copy=\n{copied}\n    pyproject.toml\n"
    )


def _report(name: str, found: dict[str, str], explained: Counter[str]) -> tuple[float, list[str]]:
    alive = [mutant for mutant, status in found.items() if status not in {"killed", "timeout", "segfault", "skipped"}]
    unexplained = []
    for mutant in alive:
        function = re.sub(r"__mutmut_\d+$", "", mutant).rpartition(".")[2].removeprefix("x_")
        if explained[function] > 0:
            explained[function] -= 1
        else:
            unexplained.append(mutant)
    share = 100 * (1 - len(alive) / len(found))
    print(f"{name}: {len(found)} mutants, {share:.1f} % noticed, {len(alive) - len(unexplained)} explained")
    return share, unexplained


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
