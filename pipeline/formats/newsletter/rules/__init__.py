"""A finished issue comes in; findings about its message go out. Each rule reads the .eml as a mail client would."""

from __future__ import annotations

from pipeline.edition.artifact import Artifact
from pipeline.edition.edition import Edition
from pipeline.finding import Check, Findings, Rule, check_all
from pipeline.formats.newsletter.reading import Reading
from pipeline.formats.newsletter.rules import clients, colour, content, envelope, legal, page, structure, weight

CHECKS: tuple[Check[Reading], ...] = (
    *envelope.CHECKS,
    *structure.CHECKS,
    *content.CHECKS,
    *legal.CHECKS,
    *colour.CHECKS,
    *weight.CHECKS,
    *clients.CHECKS,
)


RULES: tuple[Rule, ...] = (
    *(check.rule for check in CHECKS),
    *(check.rule for check in (*page.PAGE_CHECKS, *page.EXPORT_CHECKS)),
)


def check(artifact: Artifact, edition: Edition) -> Findings:
    """The findings about every message, page and export of the artifact."""
    findings = Findings()
    for file in artifact.files:
        name = f"newsletter/{file.name}"
        if file.media_type == "message/rfc822":
            findings += check_all(CHECKS, Reading(name, file.content, edition), edition.lang)
        elif file.name.startswith("exports/") and file.media_type.startswith(("text/", "application/json")):
            findings += check_all(page.EXPORT_CHECKS, page.Page(name, file.content, edition), edition.lang)
        elif file.media_type == "text/html":
            findings += check_all(page.PAGE_CHECKS, page.Page(name, file.content, edition), edition.lang)
    return findings
