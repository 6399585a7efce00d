"""A brand and tables of a brand.toml come in; the brand that decides so goes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pipeline.house.brand import Brand
from pipeline.house.settings import Settings


def deciding(brand: Brand, **tables: Mapping[str, Any]) -> Brand:
    """The brand with other keys in the tables named; None takes a key away."""
    kept = brand.settings.model_dump()
    for name, changes in tables.items():
        merged = {**kept[name], **changes}
        kept[name] = {key: value for key, value in merged.items() if value is not None}
    return replace(brand, settings=Settings.model_validate(kept))
