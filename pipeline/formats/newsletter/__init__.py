"""The newsletter: an edition comes in; a message that every mail client shows, and what is wrong with it, go out."""

from __future__ import annotations

from pipeline.artifact import Artifact, Product
from pipeline.edition import Edition
from pipeline.finding import Findings
from pipeline.formats.newsletter.rules import CHECKS

__all__ = ["NAME", "RULES", "USES", "VARIANTS", "check", "products", "render"]

NAME = "newsletter"
VARIANTS = ("single", "whole", "digest")
USES: frozenset[str] = frozenset()
RULES = tuple(check.rule for check in CHECKS)


def products(edition: Edition) -> tuple[Product, ...]:
    """A digest of a collection; of an article the teaser and the whole. Nothing for a brand that sends no mail."""
    if edition.brand.sender is None:
        return ()
    variants = ("digest",) if edition.publication.is_collection else ("single", "whole")
    return tuple(Product(NAME, variant) for variant in variants)


def render(edition: Edition, product: Product) -> Artifact:
    """The issue: page for a browser, message (.eml), text part and pictures."""
    from pipeline.formats.newsletter import rendering

    return rendering.render(edition, product)


def check(artifact: Artifact, edition: Edition) -> Findings:
    """What is wrong with the finished message, read as a mail client reads it."""
    from pipeline.formats.newsletter.rules import check as check_all_messages

    return check_all_messages(artifact, edition)
