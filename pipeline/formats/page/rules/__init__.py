"""A finished page comes in; everything wrong with it goes out, read as a browser and its users would."""

from __future__ import annotations

from pipeline.checking import check_all
from pipeline.edition.edition import Edition
from pipeline.finding import Check, Findings, Rule
from pipeline.formats.page.reading import Reading, Subject
from pipeline.formats.page.rules import head, loading, looks, structure

CHECKS: tuple[Check[Subject], ...] = (*structure.EVERYWHERE, *loading.EVERYWHERE)
"""What holds for a page, a fragment and blocks alike."""

PAGE_CHECKS: tuple[Check[Subject], ...] = (*head.CHECKS, *structure.CHECKS, *looks.CHECKS, *loading.CHECKS)
"""What holds for a page that stands by itself."""

RULES: tuple[Rule, ...] = tuple(check.rule for check in (*CHECKS, *PAGE_CHECKS))


def check(reading: Reading, edition: Edition) -> Findings:
    """The findings about every document of a page."""
    subject = Subject(reading.artifact, reading.documents, edition)
    checks = (*CHECKS, *PAGE_CHECKS) if reading.artifact.product.variant == "web" else CHECKS
    return check_all(checks, subject, edition.lang)
