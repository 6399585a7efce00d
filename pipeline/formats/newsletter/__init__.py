"""The newsletter: an edition comes in; a message that every mail client shows, and what is wrong with it, go out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.edition.artifact import Artifact, Extent, Product
from pipeline.edition.edition import Edition
from pipeline.finding import Findings
from pipeline.formats.newsletter.rules import RULES
from pipeline.formats.newsletter.settings import VARIANTS, settings_of
from pipeline.formats.newsletter.settings import NewsletterSettings as Settings
from pipeline.house.brand import Brand

if TYPE_CHECKING:
    from pipeline.formats.newsletter.reading import Reading

__all__ = ["NAME", "RULES", "VARIANTS", "Settings", "check", "products", "read", "render", "uses"]

NAME = "newsletter"


def uses(brand: Brand) -> frozenset[str]:
    """It prints no other format's page numbers."""
    return frozenset()


def products(edition: Edition) -> tuple[Product, ...]:
    """A digest of a collection; of an article the teaser and the whole; files for sending services ("exports").
    Nothing for a brand that sends no mail.
    """
    if settings_of(edition.brand) is None:
        return ()
    letters = ("digest",) if edition.publication.is_collection else ("single", "whole")
    variants = edition.variants(NAME, (*letters, "exports"))
    extents = {"whole": Extent.ALL, "exports": Extent.NONE}
    return tuple(
        Product(NAME, variant, on_request=on_request, extent=extents.get(variant, Extent.PART))
        for variant, on_request in variants
    )


def render(edition: Edition, product: Product) -> Artifact:
    """The issue: page for a browser, message (.eml), text part and pictures."""
    from pipeline.formats.newsletter import exports, rendering

    make = exports.render if product.variant == "exports" else rendering.render
    return make(edition, product)


def read(artifact: Artifact) -> Reading:
    """The messages as a mail client gets them."""
    from pipeline.formats.newsletter.reading import read as run

    return run(artifact)


def check(reading: Reading, edition: Edition) -> Findings:
    """What is wrong with the finished messages, pages and exports."""
    from pipeline.formats.newsletter.rules import check as run

    return run(reading, edition)
