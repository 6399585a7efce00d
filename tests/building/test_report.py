"""A report passes when nothing stands against what was worked on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.building.report import Report
from pipeline.certifying.certificate import Certificate
from pipeline.finding import Finding, Findings, Place, Severity
from tests.building.values import edition, product


def found(severity: Severity, message: str = "it is so", file: str = "a", line: int = 0) -> Findings:
    return Findings((Finding("leaf/x", severity, Place(file, line), message, "mend it"),))


def certificate(passed: bool | None) -> Certificate:
    return Certificate("leaf/full.json", "abc", "veraPDF", "1", "PDF/UA-1", passed)


def certified(*passed: bool | None) -> Report:
    return Report((edition(product("leaf/full"), certificates=tuple(certificate(each) for each in passed)),))


@pytest.mark.parametrize("strict", [False, True])
def test_a_failed_certificate_stands_against_publication(strict: bool) -> None:
    """Whatever our own rules say: what the field's validator refuses is not well."""
    assert not certified(False).passed(strict)
    assert not certified(True, False).passed(strict)
    assert not Report((*certified(True).editions, *certified(False).editions)).passed(strict)


@pytest.mark.parametrize("strict", [False, True])
def test_a_certificate_that_passed_or_could_not_be_had_stands_against_nothing(strict: bool) -> None:
    assert certified(True, None).passed(strict) and certified().passed(strict)


@pytest.mark.parametrize(
    ("severity", "plain", "strict"),
    [(Severity.ERROR, False, False), (Severity.WARNING, True, False), (Severity.INFO, True, True)],
)
def test_errors_stand_against_publication_and_warnings_when_they_count(
    severity: Severity, plain: bool, strict: bool
) -> None:
    """Wherever they are found: beside the editions, in an edition, in a product, in one that is held back."""
    bad = product("leaf/full", findings=found(severity))
    for report in (
        Report((edition(),), found(severity)),
        Report((edition(findings=found(severity)),)),
        Report((edition(bad),)),
        Report((edition(), edition(held=(bad,)))),
    ):
        assert (report.passed(), report.passed(strict=True)) == (plain, strict)


def test_a_fault_of_ours_stands_against_publication() -> None:
    assert not Report((edition(findings=Findings(faults=("Traceback: …",))),)).passed()


def test_nothing_at_all_is_not_well() -> None:
    assert not Report().passed() and Report((edition(),)).passed()


def test_what_was_found_is_counted_once_and_by_weight() -> None:
    both = found(Severity.ERROR) + found(Severity.WARNING, "loud") + found(Severity.WARNING, "long")
    report = Report((edition(findings=both), edition(product("leaf/full", findings=both))), both)
    counts = [report.count(severity) for severity in (Severity.ERROR, Severity.WARNING, Severity.INFO)]
    assert counts == [1, 2, 0]


def test_a_traceback_is_told_once() -> None:
    twice = edition(findings=Findings(faults=("Traceback: a", "Traceback: b")))
    assert Report((twice, twice), Findings(faults=("Traceback: b",))).tracebacks == ("Traceback: b", "Traceback: a")


def test_findings_are_told_in_reading_order() -> None:
    last, first = found(Severity.ERROR, file="b", line=1), found(Severity.WARNING, file="a", line=9)
    middle, early = found(Severity.ERROR, "worse", "a", 9), found(Severity.INFO, "early", "a", 2)
    report = Report((edition(findings=last + first), edition(findings=middle)), early)
    order = [(each.where.file, each.where.first, each.severity.value) for each in report.by_file()]
    assert order == [("a", 2, "info"), ("a", 9, "error"), ("a", 9, "warning"), ("b", 1, "error")]


def test_all_that_was_found_of_an_edition_stands_in_its_order() -> None:
    said = [found(Severity.ERROR, message) for message in ("article", "product", "held")]
    whole = edition(
        product("leaf/full", findings=said[1]), findings=said[0], held=(product("leaf/small", findings=said[2]),)
    )
    assert [each.message for each in whole.all_findings.found] == ["article", "product", "held"]


def test_a_product_is_named_by_format_variant_and_paper() -> None:
    assert product("leaf/full/A4").name == "leaf/full/A4"
    assert replace(product("leaf/full"), variant="").name == "leaf"
