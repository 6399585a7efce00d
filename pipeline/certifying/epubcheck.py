"""An EPUB on disk comes in; what EPUBCheck says of it goes out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.certifying.jvm import Machine

SEVERITIES = {"FATAL": "error", "ERROR": "error", "WARNING": "warning", "USAGE": "info", "INFO": "info"}


class EPUBCheck:
    """EPUBCheck in the JVM, asked through its own command line class, read through its JSON report."""

    def __init__(self, machine: Machine, package: Path) -> None:
        self._machine = machine
        self._loader = machine.loader([package / "epubcheck.jar", *package.glob("lib/*.jar")])

    def check(self, path: Path) -> Mapping[str, Any]:
        """Passed (no fatal message, no error) or not, and every message with its first place."""
        java = self._machine.enter(self._loader)
        report = path.with_suffix(".json")
        # EPUBCheck takes its words from the locale: in English they are the same on each machine.
        arguments = [str(path), "--json", str(report), "--usage", "--locale", "en"]
        # Its `main` ends the JVM with System.exit; `run` gives back.
        java("com.adobe.epubcheck.tool.EpubChecker")().run(arguments)
        values = json.loads(report.read_text(encoding="utf-8"))
        messages = [_message(message) for message in values["messages"]]
        return {
            "passed": not any(message["severity"] == "error" for message in messages),
            "version": str(values["checker"]["checkerVersion"]),
            "messages": messages,
        }


def _message(message: Mapping[str, Any]) -> dict[str, Any]:
    locations = message.get("locations") or [{}]
    path, line = str(locations[0].get("path", "")), int(locations[0].get("line") or -1)
    # EPUBCheck names the archive by its place on disk, which is a temporary one here.
    where = "" if path.endswith(".epub") else path
    return {
        "rule": message["ID"],
        "severity": SEVERITIES[message["severity"]],
        "text": " ".join(str(message["message"]).split()),
        "where": f"{where}:{line}" if where and line > 0 else where,
        "count": len(locations) + int(message.get("additionalLocations") or 0),
    }
