"""A web page on disk comes in; what the Nu HTML Checker says of it goes out. The checker is optional."""

from __future__ import annotations

import json
import os
import re
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.certifying.jvm import Machine

COMMAND = "vnu"
"""What npm and Homebrew install; beside it lies the jar that it starts."""

INSTALLING = "npm install --global --ignore-scripts vnu-jar"
"""Its install script would fetch a Java, which plainleaf brings."""

_FRAME = '<!doctype html>\n<html lang="{lang}"><head><title>A page</title>{style}</head><body><h1>A page</h1>\n'


@cache
def jar() -> Path | None:
    """The checker that is installed here: what the environment variable VNU names, what npm or Homebrew installed, or
    the copy that the tests of a checkout use; None without any.
    """
    named, found = os.environ.get("VNU"), shutil.which(COMMAND)
    folder = Path(found).resolve().parent if found else None
    places = [
        Path(named) if named else None,
        folder and folder / "build/dist/vnu.jar",
        *(sorted(folder.parent.glob("libexec/vnu*.jar")) if folder else ()),
        Path(__file__).parents[2] / "tests/oracles/node_modules/vnu-jar/build/dist/vnu.jar",
    ]
    return next((place for place in places if place is not None and place.is_file()), None)


@cache
def version() -> str:
    """The checker's version ("26.9.27"), or "" where it is not installed or says none."""
    place = jar()
    if place is None:
        return ""
    try:
        with zipfile.ZipFile(place) as archive:
            manifest = archive.read("META-INF/MANIFEST.MF").decode("utf-8", "replace")
    except (OSError, KeyError, zipfile.BadZipFile):
        return ""
    found = re.search(r"^Implementation-Version: *([\w.]+)", manifest, re.M)
    return found[1] if found else ""


class NuChecker:
    """The checker in the JVM, asked through the class that it has for other programs."""

    def __init__(self, machine: Machine) -> None:
        place = jar()
        if place is None:
            raise ModuleNotFoundError(f"the Nu HTML Checker is not installed: {INSTALLING}")
        self._machine = machine
        self._loader = machine.loader([place])

    def check(self, path: Path) -> Mapping[str, Any]:
        """Passed (no error) or not, and every error and warning with its line."""
        java = self._machine.enter(self._loader)
        page = path.with_name("page.html")
        page.write_text(whole(path.read_text(encoding="utf-8", errors="replace")), encoding="utf-8")
        validator = java("nu.validator.client.EmbeddedValidator")()
        validator.setOutputFormat(java("nu.validator.client.EmbeddedValidator$OutputFormat").JSON)
        said = validator.validate(java("java.nio.file.Path").of(str(page)))
        messages = list(_messages(json.loads(str(said))["messages"]))
        passed = not any(message["severity"] == "error" for message in messages)
        return {"passed": passed, "version": version(), "messages": messages}


def whole(html: str) -> str:
    """A page as it is; a fragment for a CMS in a page around it."""
    if html.lstrip()[:9].lower() == "<!doctype":
        return html
    # In the body every browser takes a style element, and HTML (4.2.6) does not: it is judged where it may stand.
    style = "".join(re.findall(r"<style>.*?</style>", html, re.S))
    lang = re.search(r'^<[^<>]*\blang="([A-Za-z0-9-]+)"', html.lstrip())
    body = re.sub(r"<style>.*?</style>", "", html, flags=re.S)
    return _FRAME.format(lang=lang[1] if lang else "en", style=style) + body + "</body></html>\n"


def _messages(found: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for message in found:
        # "info" without a subtype is a word on style, such as the slash of <br />.
        severity = {"error": "error", "warning": "warning"}.get(message.get("subType") or message["type"])
        if message["type"] == "non-document-error":
            raise RuntimeError(str(message.get("message", "the checker could not read the page")))
        if severity is not None:
            text = " ".join(str(message.get("message", "")).split())[:500]
            yield {
                "rule": "css" if text.startswith("CSS:") else "html",
                "severity": severity,
                "text": text,
                "where": f"line {message['lastLine']}" if "lastLine" in message else "",
                "count": 1,
            }
