"""An EPUB comes in; what Ace by DAISY says of it, in Node and Chromium, goes out. Both are optional."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.edition.artifact import File

TITLE = "Ace by DAISY"
COMMAND = "ace-puppeteer"
"""What npm installs with `@daisy/ace-cli` and `@daisy/ace-axe-runner-puppeteer`; plain `ace` wants Electron."""

# Debian, Fedora, Ubuntu's snap and Google each call it something else.
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
TIME_LIMIT = 600.0
"""Seconds for one book (house): Ace opens each page in a browser, a chapter takes a quarter of a second."""

IMPACTS = {"critical": "error", "serious": "error", "moderate": "warning", "minor": "info"}


def command() -> list[str] | None:
    """How Ace is started here: `ace-puppeteer`, or the copy that the tests of a checkout use; None without either."""
    found = shutil.which(COMMAND)
    if found:
        return [found]
    script = Path(__file__).parents[2] / "tests/oracles/node_modules/@daisy/ace-cli/bin/ace.js"
    node = shutil.which("node")
    return [node, str(script)] if node and script.is_file() else None


def browser() -> str | None:
    """The Chromium that Ace may use; the environment variable CHROMIUM names another."""
    names = (os.environ.get("CHROMIUM"), *BROWSERS)
    return next((path for name in names if name and (path := shutil.which(name))), None)


@cache
def version() -> str:
    """Ace's version, or "" when it cannot be started."""
    start = command()
    if start is None:
        return ""
    try:
        done = subprocess.run(
            [*start, "--version"], capture_output=True, text=True, timeout=60, check=False, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def ask_ace(file: File) -> Mapping[str, Any]:
    """Passed (no violation of any impact), version, messages; or "reason" when Ace could not judge the file."""
    start, chromium = command(), browser()
    if start is None:
        return {"reason": "Ace is not installed: npm install -g @daisy/ace-cli @daisy/ace-axe-runner-puppeteer"}
    if chromium is None:
        return {"reason": "Ace needs Chromium, and there is none"}
    with tempfile.TemporaryDirectory(prefix="plainleaf-") as folder:
        book, out = Path(folder, "book.epub"), Path(folder, "report")
        # Ace takes a path only, and its report names pages by theirs inside the book.
        book.write_bytes(file.content)
        try:
            done = subprocess.run(
                # Ace refuses a folder for its report that is there already, unless it is forced.
                [*start, "--silent", "--force", "--outdir", str(out), str(book)],
                # Puppeteer would look for the Chromium that npm may have downloaded, and fail without it.
                env={**os.environ, "PUPPETEER_EXECUTABLE_PATH": chromium},
                capture_output=True,
                stdin=subprocess.DEVNULL,
                timeout=TIME_LIMIT,
                check=False,
            )
            report = json.loads((out / "report.json").read_text(encoding="utf-8"))
        except (OSError, subprocess.TimeoutExpired) as fault:
            return {"reason": f"Ace gave no report: {type(fault).__name__}"}
        except ValueError:
            return {"reason": f"Ace left with {done.returncode} and no report that can be read"}
    messages = [_message(page, found) for page in report["assertions"] for found in page["assertions"]]
    # Ace's exit code says whether it ran, not what it found; only the report tells.
    return {"passed": not messages, "version": version(), "messages": messages}


def _message(page: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
    test = found["earl:test"]
    return {
        "rule": test["dct:title"],
        "severity": IMPACTS.get(test.get("earl:impact", ""), "error"),
        "text": " ".join(str(found["earl:result"]["dct:description"]).split())[:500],
        "where": str(page["earl:testSubject"]["url"]),
        "count": 1,
    }
