"""The one shape that every format has: an edition comes in; artifacts and what is wrong with them go out."""

from __future__ import annotations

from typing import Protocol

from pipeline.edition.artifact import Artifact, Product
from pipeline.edition.edition import Edition
from pipeline.finding import Findings, Rule
from pipeline.house.brand import Brand


class Format(Protocol):
    """A format is a package with these seven names; heavy libraries are imported inside its functions.

    `check` opens the finished bytes as the receiver would; it never looks at the template or the view.
    """

    @property
    def NAME(self) -> str: ...  # noqa: N802 (a module constant)

    @property
    def VARIANTS(self) -> tuple[str, ...]:  # noqa: N802
        """Every variant that `--variant` can ask for, the usual ones first."""
        ...

    @property
    def RULES(self) -> tuple[Rule, ...]: ...  # noqa: N802

    def uses(self, brand: Brand) -> frozenset[str]:
        """Names of the formats whose page numbers this one prints for a brand; it is rendered after them."""
        ...

    def products(self, edition: Edition) -> tuple[Product, ...]:
        """What this format makes of the edition, in the order of display."""
        ...

    def render(self, edition: Edition, product: Product) -> Artifact:
        """The product's bytes; the same edition gives the same bytes. Raises PlainleafError when it cannot."""
        ...

    def check(self, artifact: Artifact, edition: Edition) -> Findings:
        """What is wrong with the finished bytes."""
        ...
