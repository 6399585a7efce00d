"""What a brand decides about its handouts, as `[handout]` of brand.toml: which variants, on which papers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Discriminator, Tag, field_validator

from pipeline.article.front.schema import List, one_of, refusal
from pipeline.formats.handout.variants import VARIANTS as KINDS
from pipeline.formats.handout.variants import variant_named
from pipeline.house.brand import Brand
from pipeline.house.settings import PAPERS, FormatSettings, Once

VARIANTS = tuple(kind.name for kind in KINDS)

_Papers = Annotated[tuple[Annotated[str, one_of(PAPERS)], ...], List, Once]
_Variant = Annotated[str, one_of(VARIANTS)]


class HandoutSettings(FormatSettings):
    """`papers` are papers for all variants beside the brand's own or, as a table, exactly those of a variant."""

    variants: Annotated[tuple[_Variant, ...], List, Once] = ("sheet", "full")
    papers: Annotated[
        Annotated[_Papers, Tag("[list]")] | Annotated[Mapping[_Variant, _Papers], Tag("[table]")],
        Discriminator(lambda value: "[table]" if isinstance(value, Mapping) else "[list]"),
    ] = ()

    @field_validator("papers")
    @classmethod
    def _are_for_the_variant(cls, papers: object) -> object:
        for variant, chosen in papers.items() if isinstance(papers, Mapping) else ():
            sheets = variant_named(variant).papers or PAPERS
            wrong = ", ".join(sorted(set(chosen) - set(sheets)))
            if wrong:
                raise refusal(f"{variant} is set on {' or '.join(sheets)}, not on {wrong}", f"take {wrong} out")
        return papers

    def papers_of(self, variant: str, own: str) -> tuple[str, ...]:
        """The papers on which a variant is printed; `own` is the brand's."""
        chosen = self.papers.get(variant, (own,)) if isinstance(self.papers, Mapping) else (own, *self.papers)
        possible = variant_named(variant).papers or PAPERS
        return tuple(paper for paper in dict.fromkeys(chosen) if paper in possible)


def settings_of(brand: Brand) -> HandoutSettings:
    """What a brand decides about its handouts."""
    return brand.settings.table(HandoutSettings) or HandoutSettings()
