"""An edition comes in; an EPUB 3.3 for phones, e-readers and libraries, and what is wrong with it, go out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.edition.artifact import Artifact, Product
from pipeline.formats.booklet.rules import RULES
from pipeline.formats.booklet.settings import VARIANTS, settings_of
from pipeline.formats.booklet.settings import BookletSettings as Settings

if TYPE_CHECKING:
    from pipeline.edition.edition import Edition
    from pipeline.finding import Findings
    from pipeline.formats.booklet.reading import Reading
    from pipeline.house.brand import Brand

__all__ = ["NAME", "RULES", "VARIANTS", "Settings", "check", "products", "read", "render", "uses"]

NAME = "booklet"


def uses(brand: Brand) -> frozenset[str]:
    """The handout, when the brand asks for a list of its pages in the book (`page_list = true` under [booklet])."""
    return frozenset({"handout"} if settings_of(brand).page_list else ())


def products(edition: Edition) -> tuple[Product, ...]:
    """One book an edition."""
    file = f"{edition.publication.slug}.epub"
    return tuple(
        Product(NAME, variant, on_request=asked, file=file) for variant, asked in edition.variants(NAME, VARIANTS)
    )


def render(edition: Edition, product: Product) -> Artifact:
    """The book; the same edition gives the same bytes."""
    from pipeline.formats.booklet.rendering import render as run

    return run(edition, product)


def read(artifact: Artifact) -> Reading:
    """The EPUB as a reading system opens it."""
    from pipeline.formats.booklet.reading import read as run

    return run(artifact)


def check(reading: Reading, edition: Edition) -> Findings:
    """What is wrong with the finished EPUB."""
    from pipeline.formats.booklet.rules import check as run

    return run(reading, edition)
