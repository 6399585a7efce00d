"""Each rule of the handout with its broken and its repaired case: the broken one raises this rule and nothing else.

A case is a folder named after its rule. `broken.md` and `repaired.md` are bodies of articles. What our renderer never
does by itself is done to the finished PDF of the sample by a function of damages.py. `says.txt` is what is said then.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from pipeline.artifact import Artifact, File
from pipeline.edition import Edition
from pipeline.formats import handout
from tests.handout.sample import BODY, edition, printed
from tests.rules.handout.damages import damaged

HERE = Path(__file__).parent
CASES = sorted(folder.name for folder in HERE.iterdir() if folder.is_dir() and folder.name != "__pycache__")


def test_rules_and_cases_match_one_to_one() -> None:
    assert sorted(rule.name.removeprefix("handout/") for rule in handout.RULES) == CASES


@cache
def _made(body: str, variant: str) -> tuple[Edition, Artifact]:
    made = edition(body)
    return made, printed(made, variant)


def _said(made: Edition, artifact: Artifact) -> list[str]:
    return [f"{finding.rule}: {finding.message}" for finding in handout.check(artifact, made).found]


def _variant(case: Path) -> str:
    named = case / "variant.txt"
    return named.read_text(encoding="utf-8").strip() if named.exists() else "full"


@pytest.mark.golden
@pytest.mark.parametrize("name", CASES)
def test_broken(name: str, request: pytest.FixtureRequest) -> None:
    case = HERE / name
    if (case / "broken.md").exists():
        made, artifact = _made((case / "broken.md").read_text(encoding="utf-8"), _variant(case))
    else:
        made, artifact = _made(BODY, _variant(case))
        content = damaged(name, artifact.main.content)
        artifact = replace(artifact, files=(File(artifact.main.name, artifact.main.media_type, content),))
    said = _said(made, artifact)
    if request.config.getoption("--golden-rewrite"):
        (case / "says.txt").write_text("\n".join(said) + "\n", encoding="utf-8")
    assert "\n".join(said) == (case / "says.txt").read_text(encoding="utf-8").strip()
    assert all(line.startswith(f"handout/{name}: ") for line in said)


@pytest.mark.parametrize("name", CASES)
def test_repaired(name: str) -> None:
    repaired = HERE / name / "repaired.md"
    body = repaired.read_text(encoding="utf-8") if repaired.exists() else BODY
    assert _said(*_made(body, _variant(HERE / name))) == []
