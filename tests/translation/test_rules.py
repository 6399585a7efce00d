"""Each rule on translations says what it should of a broken translation, alone, and nothing of the repaired one."""

from __future__ import annotations

import pytest

from pipeline.translation.rules import RULES
from tests.translation.pairs import findings_in
from tests.workspace import ROOT, folder_files

CASES = ROOT / "tests" / "rules" / "translation"
NAMES = sorted(path.name for path in CASES.iterdir() if path.is_dir())


def test_every_rule_has_a_case() -> None:
    # What comes back from a bureau is broken in test_bureau.py.
    assert {rule.name.removeprefix("translation/") for rule in RULES} == {*NAMES, "bureau"}


@pytest.mark.parametrize("name", NAMES)
def test_broken_translation_raises_its_rule_alone_and_says_this(name: str) -> None:
    """What the rule says is read by a person once, and kept in says.txt."""
    found = findings_in(folder_files(CASES / name / "broken"))
    assert {finding.rule for finding in found} == {f"translation/{name}"}
    said = "".join(f"{finding.where}: {finding.message}\n  {finding.hint}\n" for finding in found)
    assert said == (CASES / name / "says.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_repaired_translation_raises_nothing(name: str) -> None:
    assert findings_in(folder_files(CASES / name / "repaired")) == []


def test_every_rule_is_explained() -> None:
    for rule in RULES:
        assert rule.says and rule.source and rule.reason, rule.name
        assert not rule.says.endswith("."), rule.name
