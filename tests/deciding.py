"""A brand and tables of a brand.toml come in; the brand that decides so goes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from pipeline.house.brand import Brand
from pipeline.house.settings import CampaignSettings, model_of


def deciding(brand: Brand, **tables: Mapping[str, Any]) -> Brand:
    """The brand with other keys in the tables named; None takes a key away."""
    settings = brand.settings
    for name, changes in tables.items():
        if name == "utm":
            settings = replace(settings, utm=CampaignSettings.model_validate(_changed(settings.utm, changes)))
        else:
            table = model_of(name).model_validate(_changed(settings.tables.get(name), changes))
            settings = replace(settings, tables={**settings.tables, name: table})
    return replace(brand, settings=settings)


def _changed(table: BaseModel | None, changes: Mapping[str, Any]) -> dict[str, Any]:
    merged = {**(table.model_dump() if table else {}), **changes}
    return {key: value for key, value in merged.items() if value is not None}
