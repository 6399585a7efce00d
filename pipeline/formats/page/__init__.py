"""The page: an edition comes in; a web page for any host, a fragment for a CMS or its blocks as JSON go out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.edition.artifact import Artifact, Product
from pipeline.formats.page.rules import RULES
from pipeline.formats.page.settings import VARIANTS, settings_of
from pipeline.formats.page.settings import PageSettings as Settings

if TYPE_CHECKING:
    from pipeline.edition.edition import Edition
    from pipeline.finding import Findings
    from pipeline.formats.page.reading import Reading
    from pipeline.house.brand import Brand

__all__ = ["NAME", "RULES", "VARIANTS", "Settings", "check", "products", "read", "render", "uses"]

NAME = "page"


def uses(brand: Brand) -> frozenset[str]:
    """It prints no other format's page numbers."""
    return frozenset()


def products(edition: Edition) -> tuple[Product, ...]:
    """The page of an article; a collection has none, since each of its articles has its own. A brand without a [page]
    table publishes none, and gets one when it asks for a variant by name.
    """
    if edition.publication.is_collection:
        return ()
    asked_only = settings_of(edition.brand) is None
    return tuple(
        Product(NAME, variant, on_request=on_request or asked_only)
        for variant, on_request in edition.variants(NAME, VARIANTS)
    )


def render(edition: Edition, product: Product) -> Artifact:
    """The page with its fonts and pictures; the same edition gives the same bytes."""
    from pipeline.formats.page.rendering import render as run

    return run(edition, product)


def read(artifact: Artifact) -> Reading:
    """The page as a browser gets it."""
    from pipeline.formats.page.reading import read as run

    return run(artifact)


def check(reading: Reading, edition: Edition) -> Findings:
    """What is wrong with the finished page."""
    from pipeline.formats.page.rules import check as run

    return run(reading, edition)
