"""What a brand decides, as tables of brand.toml: about each format, in a model that the format brings, and tracking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field

from pipeline.article.front.fields import LANGUAGE_TAG
from pipeline.article.front.schema import List, Strict, Unbroken, once, unknown_name
from pipeline.channels import package_of

PAPERS = ("A4", "Letter", "A5")

Once = AfterValidator(once)
"""Marks a list in which each name counts once."""

Mail = Annotated[Unbroken, Field(pattern=r"^[\w.+-]+@[\w-]+(\.[\w-]+)+$")]
Https = Annotated[Unbroken, Field(pattern=r"^https://\S+$")]
LanguageTag = Annotated[str, Field(pattern=LANGUAGE_TAG.pattern)]

# No ? and no #: names of files are put behind it.
Address = Annotated[str, Field(pattern=r"^https://[^\s<>\"?#]+$")]
"""The address of a folder on the web."""


class Tracking(StrEnum):
    """What a brand lets its addresses carry. `OPAQUE` names no condition or treatment: a reader's illness is private.

    In brand.toml: `[utm] policy = "none" | "medium-and-campaign" | "named"`; `named` puts the slug into utm_campaign.
    """

    NONE = "none"
    OPAQUE = "medium-and-campaign"
    NAMED = "named"


def _tracking(name: object) -> Tracking:
    if name in set(Tracking):
        return Tracking(str(name))
    raise unknown_name(tuple(Tracking))


class CampaignSettings(Strict):
    """`[utm]`: what tracked addresses carry, and which hosts besides the brand's own may carry it."""

    policy: Annotated[Tracking, BeforeValidator(_tracking)] = Tracking.NONE
    hosts: Annotated[tuple[Annotated[str, AfterValidator(str.lower)], ...], List] = ()


class FormatSettings(Strict):
    """The table of a format: `variants` are published, in this order, and by default those that are usual.

    Each format brings a model of its own with the keys that it adds; `hints` say by key how a value is written.
    """

    hints: ClassVar[Mapping[str, str]] = {}

    variants: tuple[str, ...]


_Table = TypeVar("_Table", bound=FormatSettings)


def model_of(format_name: str) -> type[FormatSettings]:
    """The model of a format's table."""
    model: type[FormatSettings] = package_of(format_name).Settings
    return model


@dataclass(frozen=True)
class Settings:
    """What a brand decides about the formats: the tables of its brand.toml, of which every one may be left out."""

    tables: Mapping[str, FormatSettings] = field(default_factory=dict)
    utm: CampaignSettings = field(default_factory=CampaignSettings)

    def table(self, model: type[_Table]) -> _Table | None:
        """The table that is of this model; None when brand.toml has none."""
        return next((table for table in self.tables.values() if isinstance(table, model)), None)

    def variants(self, format_name: str) -> tuple[str, ...]:
        """What the brand publishes of a format; what no table speaks of, as is usual."""
        table = self.tables.get(format_name)
        usual: Any = model_of(format_name).model_fields["variants"].default
        return tuple(usual) if table is None else table.variants
