"""Each rule on articles says what it should of a broken article, alone, and nothing of the repaired one."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline.article.model import Article
from pipeline.article.reading import Reading, read_articles
from pipeline.article.rules import RULES, check_article
from pipeline.article.rules.calling import check_region
from pipeline.finding import Finding
from tests.workspace import ROOT, folder_files, reading_of, source_of, with_head

CASES = ROOT / "tests" / "rules" / "article"
# These need a brand or a file too large for the repository; test_edition.py and test_storage.py break them.
ELSEWHERE = {"value-unknown", "not-published", "too-large"}
NAMES = sorted(path.name for path in CASES.iterdir() if path.is_dir())


@cache
def readings(folder: Path) -> tuple[Reading, ...]:
    return tuple(read_articles(source_of(folder_files(folder))))


def findings_in(folder: Path) -> list[Finding]:
    found: list[Finding] = []
    for reading in readings(folder):
        found.extend(reading.findings.found)
        if reading.article:
            found.extend(check_article(reading.article).found)
    return found


def test_every_rule_has_a_case() -> None:
    """Rules and folders match one to one, so that no rule goes unproven."""
    names = {rule.name.removeprefix("article/") for rule in RULES}
    assert names == set(NAMES) | ELSEWHERE


@pytest.mark.parametrize("name", NAMES)
def test_broken_article_raises_its_rule_alone(name: str) -> None:
    found = findings_in(CASES / name / "broken")
    assert {finding.rule for finding in found} == {f"article/{name}"}


@pytest.mark.parametrize("name", NAMES)
def test_broken_article_says_where_and_what(name: str) -> None:
    """What the rule says is read by a person once, and kept in says.txt."""
    said = "".join(
        f"{finding.where.first}: {finding.message}\n  {finding.hint}\n"
        for finding in findings_in(CASES / name / "broken")
    )
    assert said == (CASES / name / "says.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_repaired_article_raises_nothing(name: str) -> None:
    assert findings_in(CASES / name / "repaired") == []


def test_every_rule_is_explained() -> None:
    """A rule says what it asks for, by whose word, and why."""
    for rule in RULES:
        assert rule.says and rule.source and rule.reason, rule.name
        assert not rule.says.endswith("."), rule.name


PICTURE = (CASES / "image-undescribed" / "repaired" / "images" / "map.svg").read_bytes()
SENTENCES: list[dict[str, Any]] = tomllib.loads((CASES / "sentences.toml").read_text(encoding="utf-8"))["case"]


@cache
def article_of(text: str, lang: str) -> Article:
    pictures = dict.fromkeys(re.findall(r"\(images/([\w-]+\.svg)\)", text), PICTURE)
    article = reading_of(re.sub("(?m)^lang: en$", f"lang: {lang}", with_head(text)), pictures).article
    assert article is not None
    return article


def said_of(case: dict[str, Any]) -> list[str]:
    """What the rules of a case say of its text, in reading order: "severity rule: message → hint"."""
    article = article_of(case["text"], case.get("lang", "en"))
    found = (*check_article(article).found, *check_region(article, case.get("region", "GB")).found)
    rules = {f"article/{name}" for name in case["rules"]}
    said = [each for each in found if each.rule in rules]
    return [
        f"{each.severity.value} {each.rule.removeprefix('article/')}: {each.message} → {each.hint}" for each in said
    ]


@pytest.mark.parametrize("case", SENTENCES, ids=lambda case: case["text"][:60])
def test_the_rules_say_this_of_a_text_and_nothing_else(case: dict[str, Any]) -> None:
    """Where a rule ends is held by texts on both sides of it."""
    assert said_of(case) == case["says"]
