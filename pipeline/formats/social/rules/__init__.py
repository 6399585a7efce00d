"""The rules of posts, all on finished files; a campaign read back comes in, findings go out."""

from __future__ import annotations

from pipeline.checking import check_all
from pipeline.edition.edition import Edition
from pipeline.finding import Check, Findings, Rule
from pipeline.formats.social.reading import Reading, Subject
from pipeline.formats.social.rules import addresses, campaign, pictures, timing, wording

CHECKS: tuple[Check[Subject], ...] = (*wording.CHECKS, *pictures.CHECKS, *addresses.CHECKS, *campaign.CHECKS)

RULES: tuple[Rule, ...] = (*(check.rule for check in CHECKS), *timing.RULES)


def check(reading: Reading, edition: Edition) -> Findings:
    """What is wrong with a campaign's files; the picture library ("cards") is checked for contrast only."""
    subject = Subject(reading.artifact, edition)
    if reading.artifact.product.variant == "cards":
        return Findings(tuple(pictures.library_contrast(subject)))
    return check_all(CHECKS, subject, edition.lang)
