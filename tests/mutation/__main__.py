"""`make mutants`: makes the mutants of the modules of targets.toml, and says how many of them tests notice.

`make mutants ARGS="planning survey"` tries these targets only; it takes about a minute a target and is no part of CI.
Of a target with more mutants than the table's `sample` a sample of that size is drawn, the same one in every run of the
same code; `--all` tries them all. Mutants that no test can notice are named in targets.toml with the reason; the aim is
for all the others. The target "named" makes the changes of changes.toml, each of which a test must notice.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.mutation.cases import read_all, try_all
from tests.mutation.changing import Changed, Mutant, change
from tests.mutation.drawing import ROOT, RULES, draw, read_table

COPIED = ("pipeline", "tests", "styles", "source", "docs")
FILES = ("pyproject.toml", "requirements.lock")
NOTICED = frozenset({"killed", "timeout", "segfault"})


def main(words: list[str]) -> int:
    wanted = [word for word in words if word != "--all"]
    table = read_table()
    targets = [target for target in table["target"] if not wanted or target["name"] in wanted]
    unknown = set(wanted) - {"named"} - {target["name"] for target in targets}
    if unknown:
        print(f"no such target: {', '.join(sorted(unknown))}")
        return 2
    unseen = _unseen() if not wanted or "named" in wanted else []
    shares = _noticed(targets, 0 if "--all" in words else table["sample"])
    poor = [name for name, share in shares.items() if share < table["aim"]]
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


def _noticed(targets: list[dict[str, Any]], size: int) -> dict[str, float]:
    """Try the mutants of the targets and print what survived; the share that was noticed, in per cent, by target.

    Articles meet what tests leave of a module of rules on articles.
    """
    articles = read_all() if any(target["module"].startswith(RULES) for target in targets) else []
    shares = {}
    for group in _groups(targets):
        modules = {target["name"]: change(target["module"]) for target in group}
        drawn = {name: _drawn(module, size, name) for name, module in modules.items()}
        found = _tried(group, modules, drawn)
        for name, module in modules.items():
            if module.path.startswith(RULES):
                left = [mutant for mutant in drawn[name] if found[name].get(mutant.name) not in NOTICED]
                found[name] |= try_all(module, left, articles)
        for target in group:
            name = target["name"]
            shares[name] = _report(target, drawn[name], found[name], len(modules[name].mutants))
    return shares


def _groups(targets: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Targets whose mutants meet the same tests are tried together; each module of rules alone, to be told soon."""
    groups: dict[object, list[dict[str, Any]]] = {}
    for target in targets:
        alone = target["module"] if target["module"].startswith(RULES) else ""
        groups.setdefault((alone, tuple(target["tests"])), []).append(target)
    return list(groups.values())


def _drawn(module: Changed, size: int, seed: str) -> tuple[Mutant, ...]:
    if not 0 < size < len(module.mutants):
        return module.mutants
    chosen = set(draw((mutant.name for mutant in module.mutants), size, seed))
    return tuple(mutant for mutant in module.mutants if mutant.name in chosen)


def _tried(
    targets: list[dict[str, Any]], modules: dict[str, Changed], mutants: dict[str, tuple[Mutant, ...]]
) -> dict[str, dict[str, str]]:
    """What the tests of these targets make of mutants, by target and name; they run in a copy that holds them."""
    asked = [
        {"module": target["module"], "tests": target["tests"]}
        | {"mutants": [(m.name, m.function, sorted(m.lines)) for m in mutants[target["name"]]]}
        for target in targets
        if mutants[target["name"]] and target["tests"]
    ]
    if not asked:
        return {target["name"]: {} for target in targets}
    with tempfile.TemporaryDirectory(prefix="mutants-") as name:
        folder = _copied(Path(name))
        for target in targets:
            (folder / target["module"]).write_text(modules[target["name"]].code, encoding="utf-8")
        request, answers = folder / "request.json", folder / "answers.jsonl"
        request.write_text(json.dumps({"targets": asked}), encoding="utf-8")
        words = ["-m", "tests.mutation.trying", request.name, answers.name, f"--basetemp={folder / 'tmp'}"]
        done = subprocess.run([sys.executable, *words], cwd=folder, capture_output=True, text=True, check=False)
        if not answers.exists():
            raise RuntimeError(f"the tests cannot be collected: {done.stdout[-2000:]}{done.stderr[-2000:]}")
        first, *lines = map(json.loads, answers.read_text(encoding="utf-8").splitlines())
    if first["failing"] or first["ran"] < first["of"]:
        print(f"without a mutant {first['ran']} of {first['of']} tests ran, and these fail: {first['failing']}")
    found = dict(lines)
    return {name: {m.name: found[m.name] for m in own if m.name in found} for name, own in mutants.items()}


def _report(target: dict[str, Any], tried: Sequence[Mutant], found: dict[str, str], of: int) -> float:
    """The share of the mutants without an explanation that were noticed; prints those that survive without one."""
    known = [(entry["function"], entry["becomes"]) for entry in target.get("survivors", ())]
    survivors = [mutant for mutant in tried if found.get(mutant.name) not in NOTICED]
    explained = [m for m in survivors if _is_case_only(m) or any(_is_of(m, *entry) for entry in known)]
    unexplained = [mutant for mutant in survivors if mutant not in explained]
    share = 100 * (1 - len(unexplained) / max(1, len(tried) - len(explained)))
    slow = sum(status == "timeout" for status in found.values())
    all_of = f"{len(tried)} mutants" if len(tried) == of else f"a sample of {len(tried)} out of {of} mutants"
    ended = f", {slow} of them by not ending" if slow else ""
    print(f"{target['name']}: {all_of}, {len(explained)} explained, {share:.1f} % of the others noticed{ended}")
    for mutant in unexplained:
        reached = "" if found.get(mutant.name) == "survived" else f" ({found.get(mutant.name, 'not tried')})"
        print(f"  survives{reached}: {mutant.function}\n    - {mutant.was}\n    + {mutant.becomes}")
    if len(tried) == of:
        for entry in known:
            if not any(_is_of(mutant, *entry) for mutant in survivors):
                print(f"  does not survive any more, take its explanation out: {': '.join(entry)}")
    sys.stdout.flush()
    return share


def _is_of(mutant: Mutant, function: str, becomes: str) -> bool:
    """Whether a mutant is the one that targets.toml names by its function and words of its changed lines."""
    return mutant.function == function and becomes in mutant.becomes and becomes not in mutant.was


def _is_case_only(mutant: Mutant) -> bool:
    """Whether a mutant writes an expression that ignores case with other letters: it finds the same."""
    return "re.I" in mutant.was and mutant.was.casefold() == mutant.becomes.casefold()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
