"""What we depend on is audited before a release, listed in it, and an audit that cannot run says so."""

from __future__ import annotations

import importlib.util
import json
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
