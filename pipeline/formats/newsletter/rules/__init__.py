"""A finished issue comes in; findings about its message go out. Each rule reads the .eml as a mail client would."""

from __future__ import annotations

from pipeline.artifact import Artifact
from pipeline.edition import Edition
from pipeline.finding import Check, Findings, check_all
from pipeline.formats.newsletter.reading import Reading
from pipeline.formats.newsletter.rules import clients, colour, content, envelope, legal, structure, weight

CHECKS: tuple[Check[Reading], ...] = (
    *envelope.CHECKS,
    *structure.CHECKS,
    *content.CHECKS,
    *legal.CHECKS,
    *colour.CHECKS,
    *weight.CHECKS,
    *clients.CHECKS,
)


def check(artifact: Artifact, edition: Edition) -> Findings:
    """The findings about every message of the artifact."""
    findings = Findings()
    for file in artifact.files:
        if file.media_type == "message/rfc822":
            findings += check_all(CHECKS, Reading(f"newsletter/{file.name}", file.content, edition), edition.lang)
    return findings
