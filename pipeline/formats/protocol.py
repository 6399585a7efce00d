"""The one shape of all formats: an edition comes in; artifacts, what they say and what is wrong with it go out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from pipeline.edition.artifact import Artifact, File, Product
from pipeline.edition.edition import Edition
from pipeline.finding import Findings, Rule
from pipeline.formats.passages import Passage
from pipeline.house.brand import Brand
from pipeline.house.settings import FormatSettings


class Reading(Protocol):
    """Finished bytes as their receiver gets them, read once and without the edition they were made of: rules,
    transcripts, previews and comparisons all start from it.
    """

    @property
    def artifact(self) -> Artifact: ...

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Everything that is said, in reading order."""
        ...

    @property
    def copies(self) -> Mapping[str, tuple[Passage, ...]]:
        """The passages of each form that says all of it by itself, by its name: a message holds the same in HTML and in
        text, and a receiver reads one of them. One form without a name is all that other products have.
        """
        ...

    @property
    def transcript(self) -> str:
        """The same as lines for a person to read aloud."""
        ...

    @property
    def previews(self) -> tuple[File, ...]:
        """Small pictures of it for the report; none of what is a picture or a page of its own."""
        ...


class Format(Protocol):
    """A format is a package with these nine names; heavy libraries are imported inside its functions.

    `read` opens the finished bytes as the receiver would and never looks at the template or the view; what it gives
    is what `check` compares with the edition.
    """

    @property
    def NAME(self) -> str: ...  # noqa: N802 (a module constant)

    @property
    def VARIANTS(self) -> tuple[str, ...]:  # noqa: N802
        """Every variant that `--variant` can ask for, the usual ones first."""
        ...

    @property
    def Settings(self) -> type[FormatSettings]:  # noqa: N802
        """The model of its table in brand.toml; the default of `variants` is what is published while nobody says
        otherwise.
        """
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

    def read(self, artifact: Artifact) -> Reading:
        """The finished bytes as read back; damaged ones too, for `check` to say so."""
        ...

    # `Any`: each format reads into a type of its own, and is given back nothing else.
    def check(self, reading: Any, edition: Edition) -> Findings:
        """What is wrong with what its own `read` gave, beside the edition that it should say the same as."""
        ...
