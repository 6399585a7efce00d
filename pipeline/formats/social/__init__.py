"""The posts of an edition: exact on every network, true to the article, ready for a scheduler."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.edition.artifact import Artifact, Extent, Product
from pipeline.formats.social.rules import RULES
from pipeline.formats.social.settings import VARIANTS
from pipeline.formats.social.settings import SocialSettings as Settings

if TYPE_CHECKING:
    from pipeline.edition.edition import Edition
    from pipeline.finding import Findings
    from pipeline.formats.social.reading import Reading
    from pipeline.house.brand import Brand

__all__ = ["NAME", "RULES", "VARIANTS", "Settings", "check", "products", "read", "render", "uses"]

NAME = "social"


def uses(brand: Brand) -> frozenset[str]:
    """It prints no other format's page numbers."""
    return frozenset()


def products(edition: Edition) -> tuple[Product, ...]:
    """The campaign of an article, and every template of card in every size ("cards"); nothing of a collection."""
    if edition.publication.is_collection:
        return ()
    extents = {"posts": Extent.MESSAGES, "cards": Extent.NONE}
    return tuple(
        Product(NAME, variant, on_request=asked, extent=extents[variant])
        for variant, asked in edition.variants(NAME, VARIANTS)
    )


def render(edition: Edition, product: Product) -> Artifact:
    """The product's files. Raises PlainleafError when a card cannot hold its words."""
    from pipeline.formats.social import rendering

    make = rendering.render_cards if product.variant == "cards" else rendering.render_posts
    return make(edition, product)


def read(artifact: Artifact) -> Reading:
    """The files as a network or a scheduler gets them."""
    from pipeline.formats.social.reading import Reading

    return Reading(artifact)


def check(reading: Reading, edition: Edition) -> Findings:
    """What is wrong with the finished files."""
    from pipeline.formats.social.rules import check as run

    return run(reading, edition)
