"""A finished issue comes in; findings about its message go out. Each rule reads the .eml as a mail client would."""

from __future__ import annotations

from pipeline.checking import check_all
from pipeline.edition.edition import Edition
from pipeline.finding import Check, Findings, Rule
from pipeline.formats.newsletter.reading import Reading, Subject
from pipeline.formats.newsletter.rules import clients, colour, content, envelope, legal, lines, page, structure, weight

CHECKS: tuple[Check[Subject], ...] = (
    *envelope.CHECKS,
    *structure.CHECKS,
    *content.CHECKS,
    *legal.CHECKS,
    *colour.CHECKS,
    *weight.CHECKS,
    *clients.CHECKS,
    *lines.CHECKS,
)


RULES: tuple[Rule, ...] = (
    *(check.rule for check in CHECKS),
    *(check.rule for check in (*page.PAGE_CHECKS, *page.EXPORT_CHECKS)),
)


def check(reading: Reading, edition: Edition) -> Findings:
    """The findings about every message, page and export of an issue."""
    findings = Findings()
    for message in reading.messages:
        findings += check_all(CHECKS, Subject.of(message, edition), edition.lang)
    for file in reading.artifact.files:
        name = f"newsletter/{file.name}"
        if file.name.startswith("exports/") and file.media_type.startswith(("text/", "application/json")):
            findings += check_all(page.EXPORT_CHECKS, page.Page(name, file.content, edition), edition.lang)
        elif file.media_type == "text/html":
            findings += check_all(page.PAGE_CHECKS, page.Page(name, file.content, edition), edition.lang)
    return findings
