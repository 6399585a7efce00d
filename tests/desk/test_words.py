"""The desk's words are whole, and what it brings of others is named with its licence."""

from __future__ import annotations

import json
import re

from pipeline.desk.pages import desk_words
from pipeline.desk.shelf import STANDINGS
from pipeline.finding import Severity
from tests.workspace import ROOT

DESK = ROOT / "pipeline/desk"


def test_every_key_that_a_page_or_a_script_asks_for_has_words() -> None:
    asked = {f"standing-{standing}" for standing in STANDINGS} | {f"severity-{each}" for each in Severity}
    for path in (*DESK.glob("templates/*.html"), *DESK.glob("static/*.js"), *DESK.rglob("*.py")):
        if path.name == "codemirror.js":
            continue
        text = path.read_text(encoding="utf-8")
        asked |= set(re.findall(r"""\bwords\(\)?\(?["']([a-z-]+)["'][,)]""", text))
        asked |= set(re.findall(r'Refused\(\d+, "([a-z-]+)"', text))
        asked |= {f"{key}-{end}" for key in re.findall(r'counted\("([a-z-]+)"', text) for end in ("one", "many")}
    assert len(asked) > 60
    assert asked - desk_words().messages.keys() == set()


def test_no_key_stands_twice() -> None:
    keys = re.findall(r'(?m)^msgid "(.+)"$', (DESK / "words/en.po").read_text(encoding="utf-8"))
    assert len(keys) == len(set(keys))


def test_the_licences_are_those_of_the_locked_packages() -> None:
    lock = json.loads((ROOT / ".ci/editor/package-lock.json").read_text(encoding="utf-8"))
    locked = {path.partition("node_modules/")[2]: each["version"] for path, each in lock["packages"].items() if path}
    text = (DESK / "static/codemirror.LICENSE.txt").read_text(encoding="utf-8")
    named = dict(re.findall(r"(?m)^((?:@\w+/)?[\w-]+) (\d+\.\d+\.\d+)$", text))
    assert len(named) > 10 and named.items() <= locked.items()
    assert text.count("Permission is hereby granted") == len(named)
