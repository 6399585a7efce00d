"""A job comes in; what an edition consists of and what its articles say goes out. This runs in a worker process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.building.jobs import shared_styles
from pipeline.channels import FORMATS
from pipeline.desk.lines import Line, lines_of, places_of
from pipeline.edition.edition import make_edition
from pipeline.errors import PlainleafError
from pipeline.finding import Findings
from pipeline.formats import format_named

if TYPE_CHECKING:
    from pipeline.building.inputs import PublicationInput
    from pipeline.edition.artifact import Product
    from pipeline.edition.name import EditionName
    from pipeline.edition.review import State


@dataclass(frozen=True)
class ContentsJob:
    """Say what an edition would consist of."""

    name: EditionName
    made_of: PublicationInput
    state: State
    draft: bool


@dataclass(frozen=True)
class Contents:
    """Every product that an edition could have, those that are published first in each format; the statements of its
    articles, and the place of each block by its key; what filling in the brand's values found.
    """

    products: tuple[Product, ...]
    lines: tuple[Line, ...]
    findings: Findings
    places: Mapping[str, str] = field(default_factory=dict)


def contents(job: ContentsJob) -> Contents:
    """What the edition consists of. Raises PlainleafError when there are no words or styles for it."""
    styles = shared_styles()
    brand = styles.brands.get(job.name.brand)
    if brand is None:
        hint = f"look at the findings on styles/brands/{job.name.brand}/brand.toml"
        raise PlainleafError(f'the brand "{job.name.brand}" cannot be read', hint=hint)
    edition, findings = make_edition(job.made_of.publication(), job.name.lang, brand, styles, job.state, job.draft)
    products: list[Product] = []
    for name in FORMATS:
        own = format_named(name).products(edition)
        products += sorted(own, key=lambda product: product.on_request)
    lines = lines_of(edition)
    return Contents(tuple(products), lines, findings, places_of(edition, lines))
