"""The rules of posts, all on finished files; a campaign read back comes in, findings go out."""

from __future__ import annotations

from pipeline.checking import check_all
from pipeline.edition.edition import Edition
from pipeline.finding import Findings
from pipeline.formats.social.reading import Reading, Subject
from pipeline.formats.social.rules.posts import CHECKS, library_contrast
from pipeline.formats.social.rules.rulings import RULES

__all__ = ["CHECKS", "RULES", "check"]


def check(reading: Reading, edition: Edition) -> Findings:
    """What is wrong with a campaign's files; the picture library ("cards") is checked for contrast only."""
    subject = Subject(reading.artifact, edition)
    if reading.artifact.product.variant == "cards":
        return Findings(tuple(library_contrast(subject)))
    return check_all(CHECKS, subject, edition.lang)
