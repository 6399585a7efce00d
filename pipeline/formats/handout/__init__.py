"""The handout: an edition becomes a tagged PDF to print and hand over, in several variants, checked on its bytes."""

from __future__ import annotations

from pipeline.artifact import Artifact, Product
from pipeline.edition import Edition
from pipeline.finding import Findings, Rule
from pipeline.formats.handout.rules import CHECKS

NAME = "handout"
RULES: tuple[Rule, ...] = tuple(check.rule for check in CHECKS)
VARIANTS = ("sheet", "full")
USES: frozenset[str] = frozenset()


def products(edition: Edition) -> tuple[Product, ...]:
    """Each variant on the brand's paper."""
    return tuple(Product(NAME, variant, edition.brand.paper) for variant in VARIANTS)


def render(edition: Edition, product: Product) -> Artifact:
    from pipeline.formats.handout.rendering import render as run

    return run(edition, product)


def check(artifact: Artifact, edition: Edition) -> Findings:
    from pipeline.finding import check_all
    from pipeline.formats.handout.reading import read_handout

    return check_all(CHECKS, read_handout(artifact, edition), edition.lang)
