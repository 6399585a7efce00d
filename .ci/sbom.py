"""The run-time lock and the installed packages come in; a software bill of materials (CycloneDX 1.6, JSON) goes out.

    python .ci/sbom.py dist/        writes dist/plainleaf-<version>.cdx.json beside the wheel

hatchling calls `Bill` for each wheel, which puts the same document into it, at .dist-info/sboms/ (PEP 770).

Versions and hashes are those of requirements.lock, licences those that the installed packages declare. There is no
clock and no random number in it: the same lock gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent.parent
_PIN = re.compile(r"(?m)^([A-Za-z0-9._-]+)==([^\s;\\]+)((?:[^\n]*\\\n)(?:[ \t]+--hash=[^\n]*\n?)*)?")


def licence(name: str) -> list[dict[str, Any]]:
    """The licence that an installed package declares, as an SPDX expression where it has one; empty when unknown."""
    try:
        about = metadata(name)
    except PackageNotFoundError:
        return []
    expression = about.get("License-Expression")
    if expression:
        return [{"expression": expression}]
    classes = [c.rpartition(":: ")[2] for c in about.get_all("Classifier") or [] if c.startswith("License ::")]
    words = about.get("License") or ""
    called = classes[0] if classes else words.splitlines()[0][:80] if words.strip() else ""
    return [{"license": {"name": called}}] if called else []


def components(lock: str) -> list[dict[str, Any]]:
    """Every locked package: name, version, package URL, hashes of its files, licence."""
    found = []
    for match in _PIN.finditer(lock):
        name, version = match[1], match[2]
        hashes = sorted(set(re.findall(r"sha256:([0-9a-f]{64})", match[3] or "")))
        component: dict[str, Any] = {
            "type": "library",
            "bom-ref": f"pkg:pypi/{name.lower()}@{version}",
            "name": name,
            "version": version,
            "purl": f"pkg:pypi/{name.lower()}@{version}",
            # A package is one of several wheels, and which one depends on the machine: each file is named by its hash.
            "externalReferences": [
                {"type": "distribution", "url": f"pkg:pypi/{name.lower()}@{version}", "hashes": [_hash(each)]}
                for each in hashes
            ],
        }
        declared = licence(name)
        found.append(component | ({"licenses": declared} if declared else {}))
    return sorted(found, key=lambda each: str(each["purl"]))


def _hash(value: str) -> dict[str, str]:
    return {"alg": "SHA-256", "content": value}


def bill(version: str, lock: str) -> dict[str, Any]:
    """The whole document; its serial number is made from the lock."""
    seed = hashlib.sha256(f"plainleaf {version}\n{lock}".encode()).hexdigest()
    serial = f"{seed[:8]}-{seed[8:12]}-5{seed[13:16]}-8{seed[17:20]}-{seed[20:32]}"
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": f"pkg:pypi/plainleaf@{version}",
                "name": "plainleaf",
                "version": version,
                "purl": f"pkg:pypi/plainleaf@{version}",
                "licenses": [{"expression": "AGPL-3.0-or-later"}],
            }
        },
        "components": components(lock),
    }


def written(version: str, target: Path) -> Path:
    """The bill of materials as a file at `target`."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    target.write_text(json.dumps(bill(version, lock), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return target


class Bill(BuildHookInterface[Any]):
    """Adds the bill of materials to the wheel that is being built."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "standard":
            self._folder = tempfile.TemporaryDirectory()
            file = written(self.metadata.version, Path(self._folder.name) / "plainleaf.cdx.json")
            build_data["sbom_files"].append(str(file))

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if version == "standard":
            self._folder.cleanup()


def main(folder: Path) -> int:
    """Write the bill of materials into `folder`."""
    found = re.search(r'__version__ = "([^"]+)"', (ROOT / "pipeline" / "__init__.py").read_text(encoding="utf-8"))
    version = found[1] if found else "0"
    folder.mkdir(parents=True, exist_ok=True)
    print(written(version, folder / f"plainleaf-{version}.cdx.json"))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "dist")))
