"""The lock files and a bundled list of advisories come in; every locked version with a known hole goes out, loudly.

No network: `.ci/advisories.json` is dated, in the words of OSV (https://ossf.github.io/osv-schema), and goes stale. A
list that is missing, damaged or older than `STALE_DAYS` ends `make check`, so that silence never looks like safety.
"""

from __future__ import annotations

import json
import re
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock")
STALE_DAYS = 120
"""House: four months; holes in parsers of pictures and fonts are found more often than that."""

_PIN = re.compile(r"(?m)^([A-Za-z0-9._-]+)==([^\s;\\]+)")


class AuditError(Exception):
    """The audit could not be made; the message says why."""


def pinned(text: str) -> dict[str, str]:
    """Package → version of a lock file."""
    return {canonicalize_name(name): version for name, version in _PIN.findall(text)}


def read_advisories(content: bytes, today: date) -> list[dict[str, Any]]:
    """The advisories of a bundled list. Raises AuditError when it is none, empty or stale."""
    try:
        table = json.loads(content)
        dated, found = date.fromisoformat(table["dated"]), list(table["advisories"])
        for entry in found:
            _ranges(entry)
    except (ValueError, KeyError, TypeError, InvalidVersion) as fault:
        raise AuditError(f"the list of advisories cannot be read: {fault!r}") from None
    if not found:
        raise AuditError("the list of advisories is empty")
    if (today - dated).days > STALE_DAYS:
        raise AuditError(
            f"the list of advisories is of {dated}, more than {STALE_DAYS} days old: renew it, see .ci/advisories.py"
        )
    return found


class Span(NamedTuple):
    """Versions of a package with a hole: from the first on, below `fixed` or up to `last`, or all later ones."""

    name: str
    first: Version
    fixed: Version | None = None
    last: Version | None = None

    def holds(self, version: Version) -> bool:
        before = self.fixed is None or version < self.fixed
        return self.first <= version and before and (self.last is None or version <= self.last)


def _ranges(entry: dict[str, Any]) -> list[Span]:
    found = []
    for affected in entry["affected"]:
        name = canonicalize_name(affected["package"]["name"])
        for spans in affected["ranges"]:
            start: Version | None = None
            for event in spans["events"]:
                if "introduced" in event:
                    start = Version(event["introduced"])
                elif start is not None and "fixed" in event:
                    found.append(Span(name, start, fixed=Version(event["fixed"])))
                    start = None
                elif start is not None and "last_affected" in event:
                    found.append(Span(name, start, last=Version(event["last_affected"])))
                    start = None
            if start is not None:
                found.append(Span(name, start))
    return found


def audit(pins: dict[str, str], advisories: list[dict[str, Any]]) -> list[str]:
    """A line for each locked version that an advisory names."""
    found = set()
    for entry in advisories:
        for span in _ranges(entry):
            version = pins.get(span.name)
            if version is not None and span.holds(Version(version)):
                mend = f"take {span.fixed} or newer" if span.fixed else "there is no version without it yet"
                found.add(f"{span.name} {version}: {entry['id']}, {entry['summary']}; {mend}")
    return sorted(found)


def main() -> int:
    """Audit the lock files; 0 when nothing is known against them."""
    try:
        content = (ROOT / ".ci" / "advisories.json").read_bytes()
        advisories = read_advisories(content, datetime.now(UTC).date())
        pins = {name: pinned((ROOT / name).read_text(encoding="utf-8")) for name in LOCKS}
    except (AuditError, OSError) as fault:
        print(f"AUDIT DID NOT RUN: {fault}", file=sys.stderr)
        return 1
    found = sorted({line for lock in pins.values() for line in audit(lock, advisories)})
    for line in found:
        print(f"audit: {line}", file=sys.stderr)
    known = {span.name for entry in advisories for span in _ranges(entry)}
    locked = {name for lock in pins.values() for name in lock}
    if not found:
        print(
            f"audit: {len(advisories)} advisories, {len(known & locked)} of {len(locked)} packages named, none affected"
        )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
