"""`make mutants`: mutates the modules of targets.toml with mutmut, in a copy, and says how many mutants tests notice.

`make mutants ARGS="planning survey"` takes these targets only. It is slow (minutes a target) and no part of CI. Of a
target with more mutants than the table's `sample` a sample of that size is drawn, the same one in every run of the same
code; `--all` tries them all. Mutants that no test can notice are named in targets.toml with the reason; the aim is for
all the others. The target "named" is quick: it makes the changes of changes.toml, each of which a test must notice.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from tests.mutation.cases import read_all, try_all
from tests.mutation.drawing import ROOT, RULES, draw, read_table

COPIED = ("pipeline", "tests", "styles", "source", "docs")
FILES = ("pyproject.toml", "requirements.lock")
NOTICED = frozenset({"killed", "timeout", "segfault"})
STATUS = re.compile(r"^\s*(?P<name>[\w.ǁ]+): (?P<status>[a-z ]+)$")
LIST = """
import sys
from pathlib import Path
from mutmut.mutation.file_mutation import mutate_file_contents
from mutmut.utils.format_utils import get_mutant_name
path = Path(sys.argv[1])
for name in mutate_file_contents(str(path), path.read_text(encoding="utf-8")).mutant_names:
    print(get_mutant_name(path, name))
"""
"""mutmut has no command that names the mutants without trying them."""


def main(words: list[str]) -> int:
    wanted = [word for word in words if word != "--all"]
    table = read_table()
    targets = [target for target in table["target"] if not wanted or target["name"] in wanted]
    unknown = set(wanted) - {"named"} - {target["name"] for target in targets}
    if unknown:
        print(f"no such target: {', '.join(sorted(unknown))}")
        return 2
    unseen = _unseen() if not wanted or "named" in wanted else []
    size = 0 if "--all" in words else table["sample"]
    rules = [target for target in targets if target["module"].startswith(RULES)]
    others = [target for target in targets if target not in rules]
    shares = (_noticed(others, size) if others else {}) | (_noticed_by_articles(rules, size) if rules else {})
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
    """Mutate the modules in one copy and print what survived; the share that tests noticed, in per cent, by target."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as name:
        folder = _copied(Path(name))
        (folder / "setup.cfg").write_text(_settings(targets), encoding="utf-8")
        mutants = {target["name"]: _run(folder, "-c", LIST, target["module"]).stdout.split() for target in targets}
        drawn = {name: draw(known, size, name) if 0 < size < len(known) else known for name, known in mutants.items()}
        done = _run(
            folder,
            "-m",
            "mutmut",
            "run",
            "--max-children",
            "1",
            *(mutant for chosen in drawn.values() for mutant in chosen),
        )
        said = _run(folder, "-m", "mutmut", "results", "--all", "true")
        every = {m["name"]: m["status"].strip() for line in said.stdout.splitlines() if (m := STATUS.match(line))}
        shares = {}
        for target in targets:
            tried = drawn[target["name"]]
            found = {mutant: every[mutant] for mutant in tried if every.get(mutant, "not checked") != "not checked"}
            if len(found) < len(tried):
                # Tests that fail without a mutant stop mutmut: there is nothing to compare with.
                print(f"{target['name']}: {len(found)} of {len(tried)} were tried")
                print(done.stdout[-2000:], done.stderr[-2000:])
                shares[target["name"]] = 0.0
                continue
            survivors = {
                mutant: _changed(_run(folder, "-m", "mutmut", "show", mutant).stdout)
                for mutant, status in found.items()
                if status not in NOTICED
            }
            shares[target["name"]] = _report(target, found, survivors, len(mutants[target["name"]]))
    return shares


def _noticed_by_articles(targets: list[dict[str, Any]], size: int) -> dict[str, float]:
    """The same of modules of rules on articles."""
    articles, shares = read_all(), {}
    for target in targets:
        tried, of = try_all(target["module"], size, target["name"], articles)
        found = {each.name: each.status for each in tried}
        survivors = {each.name: (each.was, each.becomes) for each in tried if each.status not in NOTICED}
        shares[target["name"]] = _report(target, found, survivors, of)
    return shares


def _run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *words], cwd=folder, capture_output=True, text=True, check=False)


def _changed(diff: str) -> tuple[str, str]:
    """What a mutant's lines were, and what they became, each as one line."""
    lines = [line for line in diff.splitlines() if re.match(r"[-+](?![-+])", line)]
    was, becomes = ([line[1:].strip() for line in lines if line.startswith(sign)] for sign in "-+")
    return " ".join(was), " ".join(becomes)


def _settings(targets: list[dict[str, Any]]) -> str:
    paths = {path: None for target in targets for path in target["tests"]}
    tests, modules = "\n".join(f"    {path}" for path in paths), "\n".join(f"    {t['module']}" for t in targets)
    copied = "\n".join(f"    {part}" for part in (*COPIED, *FILES))
    return (
        f"[mutmut]\nsource_paths=\n    pipeline\nonly_mutate=\n{modules}\n"
        "timeout_multiplier=6\ntimeout_constant=5\npytest_add_cli_args=\n    -p\n    tests.mutation.forgetting\n"
        f"pytest_add_cli_args_test_selection=\n{tests}\nalso_copy=\n{copied}\n"
    )


def _report(target: dict[str, Any], found: dict[str, str], survivors: dict[str, tuple[str, str]], of: int) -> float:
    """The share of the mutants without an explanation that tests noticed; prints those that survive without one."""
    known = {(entry["function"], entry["becomes"]) for entry in target.get("survivors", ())}
    explained = {
        mutant
        for mutant, (was, becomes) in survivors.items()
        if (_function(mutant), becomes) in known or _is_case_only(was, becomes)
    }
    unexplained = {mutant: lines for mutant, lines in survivors.items() if mutant not in explained}
    share = 100 * (1 - len(unexplained) / max(1, len(found) - len(explained)))
    slow = sum(status == "timeout" for status in found.values())
    tried = f"{len(found)} mutants" if len(found) == of else f"a sample of {len(found)} out of {of} mutants"
    ended = f", {slow} of them by not ending" if slow else ""
    print(f"{target['name']}: {tried}, {len(explained)} explained, {share:.1f} % of the others noticed{ended}")
    for mutant, (was, becomes) in unexplained.items():
        print(f"  survives: {_function(mutant)}\n    - {was}\n    + {becomes}")
    if len(found) == of:
        for function, becomes in known - {(_function(mutant), becomes) for mutant, (_, becomes) in survivors.items()}:
            print(f"  does not survive any more, take its explanation out: {function}: {becomes}")
    sys.stdout.flush()
    return share


def _is_case_only(was: str, becomes: str) -> bool:
    """Whether a mutant writes an expression that ignores case with other letters: it finds the same."""
    return "re.I" in was and was.casefold() == becomes.casefold()


def _function(mutant: str) -> str:
    """The function that a mutant changes, with its class: "Request.works_on" out of "…xǁRequestǁworks_on__mutmut_3"."""
    name = re.sub(r"__mutmut_\d+$", "", mutant.rpartition(".")[2])
    return name.removeprefix("xǁ").replace("ǁ", ".") if "ǁ" in name else name.removeprefix("x_")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
