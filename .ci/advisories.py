"""A clone of the PyPA advisory database comes in; what it says of the packages that we lock goes out.

    python .ci/advisories.py CLONE             writes .ci/advisories.json anew: all that the clone says, and behind it
                                               the advisories by hand that it does not have
    python .ci/advisories.py CLONE --compare   says where the bundled list and the database are of two minds

The database is https://github.com/pypa/advisory-database (CC BY 4.0). Its texts stay where they are: of each advisory
its numbers, packages and versions are taken, which is what the audit needs. Needs git and ruamel.yaml.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from audit import LOCKS, ROOT, pinned
from packaging.utils import canonicalize_name
from ruamel.yaml import YAML

TARGET = ROOT / ".ci" / "advisories.json"


def locked() -> set[str]:
    """The packages that either lock file pins."""
    return {name for lock in LOCKS for name in pinned((ROOT / lock).read_text(encoding="utf-8"))}


def _git(clone: Path, *words: str) -> str:
    done = subprocess.run(["git", "-C", str(clone), *words], capture_output=True, text=True, check=True)
    return done.stdout


def entries(clone: Path, names: set[str]) -> Iterator[dict[str, Any]]:
    """The advisories on these packages, in the order of their numbers; those that were taken back are left out."""
    yaml = YAML(typ="safe", pure=True)
    for path in sorted(_git(clone, "ls-tree", "-r", "--name-only", "HEAD", "vulns/").splitlines()):
        if path.endswith(".yaml") and canonicalize_name(path.split("/")[1]) in names:
            value = yaml.load(_git(clone, "show", f"HEAD:{path}"))
            affected = [each for each in map(_affected, value["affected"]) if each["ranges"]]
            if affected and not value.get("withdrawn"):
                other = [*value.get("aliases", ()), *value.get("related", ())]
                words = ", ".join(sorted({each for each in other if each.startswith("CVE-")})) or "no CVE"
                yield {"id": value["id"], "summary": words, "affected": affected}


def _affected(affected: dict[str, Any]) -> dict[str, Any]:
    """One package with its ranges of versions; without any, the versions that are named, one by one."""
    spans = [
        {"type": "ECOSYSTEM", "events": each["events"]} for each in affected.get("ranges", ()) if each["type"] != "GIT"
    ]
    if not spans:
        named = affected.get("versions", ())
        spans = [{"type": "ECOSYSTEM", "events": [{"introduced": v}, {"last_affected": v}]} for v in named]
    return {"package": {"ecosystem": "PyPI", "name": affected["package"]["name"]}, "ranges": spans}


def write(clone: Path) -> None:
    """Write the list anew. It is dated as its newest part: the clone's newest commit, or the day of what is by hand."""
    commit, day = _git(clone, "log", "-1", "--format=%H %cs").split()
    found = list(entries(clone, locked()))
    source = f"PyPA advisory database (CC BY 4.0), commit {commit} of {day}, for the packages that we lock"
    before = json.loads(TARGET.read_bytes()) if TARGET.exists() else {}
    known = {number for entry in found for number in entry["summary"].split(", ")}
    own = [each for each in before.get("advisories", ()) if each["id"].startswith("CVE-") and each["id"] not in known]
    if own:
        source += f"; {len(own)} that it does not have, by hand out of public records (ids that begin with CVE-)"
    dated = max(day, before.get("dated", "")) if own else day
    text = json.dumps({"dated": dated, "source": source, "advisories": [*found, *own]}, indent=1, ensure_ascii=False)
    TARGET.write_text(f"{text}\n", encoding="utf-8")
    print(f"{len(found)} advisories as of {day}, {len(own)} by hand as of {dated}")


def compare(clone: Path) -> None:
    """Say which CVE the one names and the other does not, and where they differ in the first version without it."""
    theirs = _fixes(list(entries(clone, locked())), by_alias=True)
    ours = _fixes(json.loads(TARGET.read_bytes())["advisories"], by_alias=False)
    print(f"bundled {len(ours)}, database {len(theirs)} as of {_git(clone, 'log', '-1', '--format=%cs').strip()}")
    for number, fixes in sorted(ours.items()):
        if number not in theirs:
            print(f"only bundled: {number} {sorted(fixes)}")
        elif not fixes <= theirs[number]:
            print(f"differs: {number}: bundled {sorted(fixes)}, database {sorted(theirs[number])}")
    for number in sorted(theirs.keys() - ours.keys()):
        print(f"only in the database: {number} {sorted(theirs[number])}")


def _fixes(found: list[dict[str, Any]], *, by_alias: bool) -> dict[str, set[str]]:
    """CVE → package and first version without it."""
    fixes: dict[str, set[str]] = {}
    for entry in found:
        for number in entry["summary"].split(", ") if by_alias else [entry["id"]]:
            for affected in entry["affected"]:
                for spans in affected["ranges"]:
                    ends = [event["fixed"] for event in spans["events"] if "fixed" in event]
                    name = canonicalize_name(affected["package"]["name"])
                    fixes.setdefault(number, set()).update(f"{name} {end}" for end in ends or ["-"])
    return fixes


if __name__ == "__main__":
    (compare if "--compare" in sys.argv else write)(Path(sys.argv[1]))
