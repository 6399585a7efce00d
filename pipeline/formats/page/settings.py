"""What a brand decides about its web pages, as `[page]` of brand.toml."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pipeline.article.front.schema import List, one_of
from pipeline.house.brand import Brand
from pipeline.house.settings import Address, FormatSettings, Once

VARIANTS = ("web", "embed", "blocks")


class PageSettings(FormatSettings):
    """`hosted` is the https address that output/<brand>/ is copied to: pictures and downloads of an embedded fragment
    lead there.
    """

    hints: ClassVar[Mapping[str, str]] = {
        "hosted": 'write hosted = "https://…/", the address that output/<brand>/ is copied to'
    }

    variants: Annotated[tuple[Annotated[str, one_of(VARIANTS)], ...], List, Once] = ("web",)
    hosted: Address | None = None


def settings_of(brand: Brand) -> PageSettings | None:
    """What a brand decides about its pages; None when it publishes none."""
    return brand.settings.table(PageSettings)
