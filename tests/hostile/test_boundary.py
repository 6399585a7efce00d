"""A fault of ours, or a file without end, costs the file that met it and nothing else."""

from __future__ import annotations

import pytest

from pipeline.article import reading as article_reading
from pipeline.article.body.parsing import parse_body
from pipeline.article.reading import read_articles
from pipeline.building.jobs import ReadJob, read
from pipeline.building.report import Report
from pipeline.checking import check_all
from pipeline.edition import publication
from pipeline.fault import FAULT, TOO_MUCH
from pipeline.finding import Check, Findings, Place, Rule, Severity, decode, encode
from pipeline.house import brand
from tests.workspace import ROOT, source_of

GOOD = "## One\n\nTwo.\n\n::: action\nLook first.\n:::\n"


def fail(*_: object) -> None:
    raise ZeroDivisionError("nobody foresaw this")


def test_a_fault_in_reading_costs_one_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        article_reading,
        "parse_body",
        lambda text, file, *rest: fail() if "Zwei" in text else parse_body(text, file, *rest),
    )
    source = source_of({"article.md": GOOD.encode(), "article.de.md": b"## Eins\n\nZwei.\n"})
    original, translation = read(ReadJob(source))
    assert original.article is not None and not original.findings.faults
    [finding] = translation.findings.found
    assert (finding.rule, finding.where.file) == (FAULT.name, "source/tides/article.de.md")
    assert "ZeroDivisionError" in finding.message and "nobody foresaw this" in translation.findings.faults[0]


@pytest.mark.parametrize(
    ("module", "name", "read"),
    [
        (
            brand,
            "read_brand_file",
            lambda: brand.read_brand(
                "tide", {"brand.toml": (ROOT / "styles/brands/harbour-clinic/brand.toml").read_bytes()}
            ),
        ),
        (
            publication,
            "read_collection_file",
            lambda: publication.read_collection("book", b'articles = ["a"]\ntitle = "A"\n'),
        ),
    ],
)
def test_a_fault_in_a_brand_or_collection_is_a_finding_on_it(
    monkeypatch: pytest.MonkeyPatch, module: object, name: str, read: object
) -> None:
    monkeypatch.setattr(module, name, fail)
    value, findings = read()  # type: ignore[operator]
    assert value is None
    assert [finding.rule for finding in findings.found] == [FAULT.name]


@pytest.mark.parametrize("error", [RecursionError("maximum recursion depth exceeded"), MemoryError()])
def test_depth_and_memory_are_no_fault_of_ours(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def stop(*_: object) -> None:
        raise error

    monkeypatch.setattr(article_reading, "_assemble", stop)
    [reading] = read_articles(source_of({"article.md": GOOD.encode()}))
    assert [finding.rule for finding in reading.findings.found] == [TOO_MUCH.name]
    assert reading.findings.faults == ()


def test_a_check_that_fails_leaves_the_others_running() -> None:
    rule = Rule("article/a", Severity.ERROR, "a", (), "house")
    other = Rule("article/b", Severity.ERROR, "b", (), "house")
    said = other.finding(Place("file"), "said", "hint")
    findings = check_all((Check(rule, fail), Check(other, lambda _: [said])), "subject", "en")  # type: ignore[arg-type]
    assert [finding.rule for finding in findings.found] == ["article/b", FAULT.name]
    assert len(findings.faults) == 1


def test_the_traceback_is_shown_once_and_the_run_does_not_pass() -> None:
    findings = Findings((FAULT.finding(Place("a"), "m", "h"),), faults=("Traceback …",))
    assert decode(encode(findings)) == findings
    report = Report(findings=findings + findings)
    assert report.tracebacks == ("Traceback …",)
    assert not report.passed()
