"""What we depend on is audited before a release, listed in it, and an audit that cannot run says so."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType

import pytest

from tests.workspace import ROOT


def script(name: str) -> ModuleType:
    """A script of .ci/ as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / ".ci" / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


AUDIT, BILL = script("audit"), script("sbom")
CONTENT = (ROOT / ".ci/advisories.json").read_bytes()
DATED = date.fromisoformat(json.loads(CONTENT)["dated"])


def test_a_locked_version_with_a_known_hole_is_named() -> None:
    advisories = AUDIT.read_advisories(CONTENT, DATED)
    [line] = [line for line in AUDIT.audit({"pillow": "10.2.5"}, advisories) if "CVE-2024-28219" in line]
    assert line.startswith("pillow 10.2.5: CVE-2024-28219") and line.endswith("take 10.3.0 or newer")
    assert AUDIT.audit({"pillow": "13.0.0"}, advisories) == []


@pytest.mark.parametrize(
    ("version", "named"), [("1.0", True), ("1.2", True), ("1.3", False), ("2.0", False), ("2.1", True)]
)
def test_a_range_may_end_with_the_last_version_or_not_at_all(version: str, named: bool) -> None:
    events = [[{"introduced": "0"}, {"last_affected": "1.2"}], [{"introduced": "2.1"}]]
    ranges = [{"type": "ECOSYSTEM", "events": each} for each in events]
    entry = {"id": "X", "summary": "y", "affected": [{"package": {"name": "sand"}, "ranges": ranges}]}
    assert bool(AUDIT.audit({"sand": version}, [entry])) == named


def test_the_list_is_made_from_a_clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database of two advisories, one of them taken back; dated as its newest commit."""
    text = 'affected:\n- package: {name: Pillow}\n  versions: ["1.0"]\n'
    text += '  ranges:\n  - type: ECOSYSTEM\n    events: [{introduced: "0"}, {fixed: "1.1"}]\n'
    for number, more in ((1, "aliases: [CVE-2000-0001]\n"), (2, "withdrawn: 2020-01-01\n")):
        file = tmp_path / f"clone/vulns/pillow/PYSEC-2000-{number}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"id: PYSEC-2000-{number}\n{more}{text}")
    monkeypatch.syspath_prepend(str(ROOT / ".ci"))
    day = "2026-11-01T12:00:00Z"
    who = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_AUTHOR_DATE": day}
    who |= {key.replace("AUTHOR", "COMMITTER"): value for key, value in who.items()}
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "a"]):
        subprocess.run(["git", *words], cwd=tmp_path / "clone", env=os.environ | who, check=True)
    made = script("advisories")
    monkeypatch.setattr(made, "TARGET", tmp_path / "advisories.json")
    none: list[object] = []
    by_hand = [{"id": number, "summary": "x", "affected": none} for number in ("CVE-2000-0001", "CVE-2000-0009")]
    (tmp_path / "advisories.json").write_text(json.dumps({"dated": "2026-10-01", "advisories": by_hand}))
    made.write(tmp_path / "clone")
    content = (tmp_path / "advisories.json").read_bytes()
    advisories = AUDIT.read_advisories(content, date(2026, 11, 2))
    assert [entry["id"] for entry in advisories] == ["PYSEC-2000-1", "CVE-2000-0009"]
    assert AUDIT.audit({"pillow": "1.0"}, advisories) == ["pillow 1.0: PYSEC-2000-1, CVE-2000-0001; take 1.1 or newer"]


def test_what_we_lock_is_not_affected_by_what_we_know() -> None:
    advisories = AUDIT.read_advisories(CONTENT, DATED)
    for name in AUDIT.LOCKS:
        pins = AUDIT.pinned((ROOT / name).read_text(encoding="utf-8"))
        assert len(pins) > 20
        assert AUDIT.audit(pins, advisories) == []


@pytest.mark.parametrize(
    ("content", "later"),
    [
        (b"", 0),
        (b"{}", 0),
        (b'{"dated": "2026-11-27", "advisories": []}', 0),
        (b'{"dated": "soon", "advisories": [{}]}', 0),
        (b'{"dated": "2026-11-27", "advisories": [{"id": "x"}]}', 0),
        (CONTENT, 121),
    ],
)
def test_an_audit_that_cannot_run_is_no_silence(content: bytes, later: int) -> None:
    with pytest.raises(AUDIT.AuditError):
        AUDIT.read_advisories(content, DATED + timedelta(days=later))


def test_a_missing_list_ends_the_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(AUDIT, "ROOT", tmp_path)
    assert AUDIT.main() == 1
    assert capsys.readouterr().err.startswith("AUDIT DID NOT RUN")


def test_the_bill_of_materials_names_every_locked_package() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    made = BILL.bill("1.0", lock)
    assert {c["name"].lower(): c["version"] for c in made["components"]} == AUDIT.pinned(lock)
    assert all(c["externalReferences"] for c in made["components"])
    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.6")
    assert made == BILL.bill("1.0", lock)
