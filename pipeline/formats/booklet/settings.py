"""What a brand decides about its booklets, as `[booklet]` of brand.toml."""

from __future__ import annotations

from typing import Annotated

from pipeline.article.front.schema import List, one_of
from pipeline.house.brand import Brand
from pipeline.house.settings import FormatSettings, Once

VARIANTS = ("epub",)


class BookletSettings(FormatSettings):
    """`page_list` asks for the page numbers of the full handout in the book."""

    variants: Annotated[tuple[Annotated[str, one_of(VARIANTS)], ...], List, Once] = VARIANTS
    page_list: bool = False


def settings_of(brand: Brand) -> BookletSettings:
    """What a brand decides about its booklets."""
    return brand.settings.table(BookletSettings) or BookletSettings()
