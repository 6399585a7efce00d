"""The handout: an edition becomes a tagged PDF to print and hand over, in several variants, checked on its bytes."""

from __future__ import annotations

from pipeline.edition.artifact import Artifact, Product
from pipeline.edition.edition import Edition
from pipeline.finding import Findings, Rule
from pipeline.formats.handout.rules import CHECKS, PRESS
from pipeline.formats.handout.variants import PAPERS, variant_named
from pipeline.formats.handout.variants import VARIANTS as KINDS

NAME = "handout"
RULES: tuple[Rule, ...] = tuple(check.rule for check in (*CHECKS, *PRESS))
USES: frozenset[str] = frozenset()
VARIANTS = tuple(variant.name for variant in KINDS)


def products(edition: Edition) -> tuple[Product, ...]:
    """Each variant on each of the brand's papers: `paper`, and `papers = […]` under [handout] in brand.toml. A
    collection has none: it is a book and a letter, and each of its articles has a handout of its own.
    """
    if edition.publication.is_collection:
        return ()
    more = edition.brand.settings.get("handout", {}).get("papers", ())
    papers = dict.fromkeys((edition.brand.paper, *(paper for paper in more if paper in PAPERS)))
    return tuple(
        Product(NAME, variant.name, paper, variant.on_request)
        for variant in KINDS
        for paper in papers
        if not variant.inner or paper in dict(variant.inner)
    )


def render(edition: Edition, product: Product) -> Artifact:
    from pipeline.formats.handout.rendering import render as run

    return run(edition, product)


def check(artifact: Artifact, edition: Edition) -> Findings:
    from pipeline.finding import check_all
    from pipeline.formats.handout.reading import read_handout

    checks = CHECKS if variant_named(artifact.product.variant).for_reader else PRESS
    return check_all(checks, read_handout(artifact, edition), edition.lang)
