"""The handout: an edition becomes a tagged PDF to print and hand over, in several variants, checked on its bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.edition.artifact import Artifact, Product
from pipeline.edition.edition import Edition
from pipeline.finding import Findings
from pipeline.formats.handout.rules import RULES
from pipeline.formats.handout.settings import VARIANTS, settings_of
from pipeline.formats.handout.settings import HandoutSettings as Settings
from pipeline.house.brand import Brand

if TYPE_CHECKING:
    from pipeline.formats.handout.reading import Reading

__all__ = ["NAME", "RULES", "VARIANTS", "Settings", "check", "products", "read", "render", "uses"]
from pipeline.formats.handout.variants import file_name, variant_named

NAME = "handout"


def uses(brand: Brand) -> frozenset[str]:
    """It prints no other format's page numbers."""
    return frozenset()


def products(edition: Edition) -> tuple[Product, ...]:
    """Each variant on each of its papers, as [handout] in brand.toml has it; the published ones first. A collection
    has none: it is a book and a letter, and each of its articles has a handout of its own.
    """
    if edition.publication.is_collection:
        return ()
    settings = settings_of(edition.brand)
    return tuple(
        Product(NAME, variant, paper, on_request, kind.extent, file_name(variant, paper) if kind.for_reader else "")
        for variant, on_request in edition.variants(NAME, VARIANTS)
        for kind in (variant_named(variant),)
        for paper in settings.papers_of(variant, edition.brand.paper)
    )


def render(edition: Edition, product: Product) -> Artifact:
    from pipeline.formats.handout.rendering import render as run

    return run(edition, product)


def sketch(edition: Edition, product: Product) -> Artifact | None:
    """A sheet as it was fitted last in this process, with the text of now; None where nobody knows how."""
    from pipeline.formats.handout.rendering import sketch as run

    return run(edition, product)


def read(artifact: Artifact) -> Reading:
    """The PDF as its reader gets it."""
    from pipeline.formats.handout.reading import read as run

    return run(artifact)


def check(reading: Reading, edition: Edition) -> Findings:
    """What is wrong with the PDF as it was read back."""
    from pipeline.formats.handout.rules import check as run

    return run(reading, edition)
