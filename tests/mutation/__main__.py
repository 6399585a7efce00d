"""`make mutants`: mutates the modules of targets.toml with mutmut, in a copy, and says how many mutants tests notice.

`make mutants ARGS="planning survey"` takes these targets only. It is slow (minutes a target) and no part of CI. Mutants
that no test can notice are named in targets.toml with the reason; the aim is for all the others. `--some` tries three
of ten mutants. The target "named" is quick: it makes the changes of changes.toml, each of which a test must notice.
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
SOME = ("*__mutmut_*[147]", "*[!0-9]")
"""Mutants by the end of their number; the second names the functions, by which mutmut finds the tests to begin with."""
FILES = ("pyproject.toml", "requirements.lock")
NOTICED = frozenset({"killed", "timeout", "segfault"})
STATUS = re.compile(r"^\s*(?P<name>[\w.ǁ]+): (?P<status>[a-z ]+)$")


def main(words: list[str]) -> int:
    wanted, some = [word for word in words if word != "--some"], SOME if "--some" in words else ()
    table = tomllib.loads((Path(__file__).parent / "targets.toml").read_text(encoding="utf-8"))
    targets = [target for target in table["target"] if not wanted or target["name"] in wanted]
    unseen = _unseen() if not wanted or "named" in wanted else []
    poor = [target["name"] for target in targets if _noticed(target, some) < table["aim"]]
    for says in unseen:
        print(f"not noticed: {says}")
    if poor:
        print(f"below {table['aim']} %: {', '.join(poor)}")
    return 1 if poor or unseen else 0


def _unseen() -> list[str]:
    """Make each change that has a name in a copy, and print whether its tests notice; those that they do not."""
    changes = tomllib.loads((Path(__file__).parent / "changes.toml").read_text(encoding="utf-8"))["change"]
    unseen = []
    with tempfile.TemporaryDirectory(prefix="mutants-") as name:
        folder = _copied(Path(name))
        if _tested(folder, sorted({path for change in changes for path in change["tests"]})) != 0:
            return ["the tests fail without a change"]
        for change in changes:
            module = folder / change["module"]
            text = module.read_text(encoding="utf-8")
            once = text.count(change["old"]) == 1
            module.write_text(text.replace(change["old"], change["new"]), encoding="utf-8")
            code = _tested(folder, change["tests"])
            module.write_text(text, encoding="utf-8")
            # pytest ends with 1 when a test fails; anything else is no answer.
            if once and code == 1:
                print(f"named: noticed: {change['says']}", flush=True)
            else:
                print(f"named: {'survives' if once else 'cannot be made'}: {change['says']}", flush=True)
                unseen.append(change["says"])
    return unseen


def _tested(folder: Path, tests: list[str]) -> int:
    pytest = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    return subprocess.run(pytest, cwd=folder, capture_output=True, check=False).returncode


def _copied(folder: Path) -> Path:
    for part in COPIED:
        ignored = shutil.ignore_patterns("__pycache__", "node_modules")
        shutil.copytree(ROOT / part, folder / part, ignore=ignored, symlinks=True)
    for file in FILES:
        shutil.copy(ROOT / file, folder)
    return folder


def _noticed(target: dict[str, Any], some: tuple[str, ...]) -> float:
    """Mutate one module and print what survived; the share that tests noticed, in per cent."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as name:
        folder = _copied(Path(name))
        (folder / "setup.cfg").write_text(_settings(target), encoding="utf-8")
        mutmut = [sys.executable, "-m", "mutmut"]
        done = subprocess.run([*mutmut, "run", *some], cwd=folder, capture_output=True, text=True, check=False)
        results = [*mutmut, "results", "--all", "true"]
        said = subprocess.run(results, cwd=folder, capture_output=True, text=True, check=False)
        found = {m["name"]: m["status"].strip() for line in said.stdout.splitlines() if (m := STATUS.match(line))}
        if set(found.values()) <= {"not checked"}:
            # Tests that fail without a mutant stop mutmut: there is nothing to compare with.
            print(f"{target['name']}: nothing was tried\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
            return 0.0
        found = {mutant: status for mutant, status in found.items() if status != "not checked"} if some else found
        explained = Counter({entry["function"]: entry["count"] for entry in target.get("survivors", [])})
        share, survivors = _report(target["name"], found, explained)
        for mutant in survivors:
            shown = subprocess.run([*mutmut, "show", mutant], cwd=folder, capture_output=True, text=True, check=False)
            changed = [line for line in shown.stdout.splitlines() if re.match(r"[-+](?![-+])", line)]
            print(f"  survives: {mutant}", *(f"    {line}" for line in changed), sep="\n", flush=True)
        return share


def _settings(target: dict[str, Any]) -> str:
    tests = "\n".join(f"    {path}" for path in target["tests"])
    copied = "\n".join(f"    {part}" for part in (*COPIED, *FILES))
    return (
        f"[mutmut]\nsource_paths=\n    pipeline\nonly_mutate=\n    {target['module']}\n"
        "pytest_add_cli_args=\n    -p\n    tests.mutation.forgetting\n"
        f"pytest_add_cli_args_test_selection=\n{tests}\nalso_copy=\n{copied}\n"
    )


def _report(name: str, found: dict[str, str], explained: Counter[str]) -> tuple[float, list[str]]:
    """The share of the mutants without an explanation that tests noticed, and those that survive without one."""
    left = Counter(explained)
    unexplained = []
    for mutant, status in found.items():
        if status in NOTICED:
            continue
        function = _function(mutant)
        if left[function] > 0:
            left[function] -= 1
        else:
            unexplained.append(mutant)
    count = explained.total() - left.total()
    share = 100 * (1 - len(unexplained) / max(1, len(found) - count))
    slow = sum(status == "timeout" for status in found.values())
    ended = f", {slow} of them by not ending" if slow else ""
    print(f"{name}: {len(found)} mutants, {count} explained, {share:.1f} % of the others noticed{ended}")
    for function in +left:
        print(f"  does not survive any more, take its explanation out: {left[function]} of {function}")
    return share, unexplained


def _function(mutant: str) -> str:
    """The function that a mutant changes, with its class: "Request.works_on" out of "…xǁRequestǁworks_on__mutmut_3"."""
    name = re.sub(r"__mutmut_\d+$", "", mutant.rpartition(".")[2])
    return name.removeprefix("xǁ").replace("ǁ", ".") if "ǁ" in name else name.removeprefix("x_")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
