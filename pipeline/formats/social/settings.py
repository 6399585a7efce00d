"""What a brand decides about its posts, as `[social]` of brand.toml: networks, accounts, tags, days and hours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from pipeline.article.front.schema import Line, List, Strict, one_of
from pipeline.channels import NETWORKS
from pipeline.house.brand import Brand
from pipeline.house.settings import Address, FormatSettings, Once

VARIANTS = ("posts", "cards")

DEFAULT_NETWORKS = (
    "x",
    "bluesky",
    "mastodon",
    "threads",
    "linkedin",
    "facebook",
    "instagram",
    "google-business",
)

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

# 24 hours: "9:00" without a half of the day is morning to one and evening to another.
_Clock = Annotated[str, Field(pattern=r"^([a-z-]+=)?([01]\d|2[0-3]):[0-5]\d$")]
_ByNetwork = Mapping[Annotated[str, one_of(NETWORKS)], Line]


class PlanSettings(Strict):
    """`[social.plan]`: times of day ("09:00"; "sat=11:00" on that day, "linkedin=08:00" on that network), days from one
    posting to the next, days of the week, quiet hours ("" for none), IANA time zone, days within which no post goes
    out again on its network.
    """

    at: Annotated[tuple[_Clock, ...], List, Field(min_length=1)] = ("09:00",)
    every: Annotated[int, Field(ge=1)] = 1
    days: Annotated[tuple[Annotated[str, one_of(WEEK)], ...], List] = ()
    quiet: Annotated[str, Field(pattern=r"^(|none|\d\d:\d\d-\d\d:\d\d)$")] = "21:00-08:00"
    zone: Line = "UTC"
    apart: Annotated[int, Field(ge=0, le=366)] = 14


class SocialSettings(FormatSettings):
    """On which networks, as whom; `pictures` is where cards/ is put on the web; `byte_order_mark` whether posts.csv
    begins with the mark by which spreadsheets know UTF-8.
    """

    hints: ClassVar[Mapping[str, str]] = {
        "hashtags": 'write each as one word of letters and digits, for instance hashtags = ["SkinHealth"]',
        "at": 'write at = ["09:30"], with a day or a network before it: "sat=11:00", "linkedin=08:00"',
        "quiet": 'write quiet = "21:00-08:00", or "none"',
    }

    variants: Annotated[tuple[Annotated[str, one_of(VARIANTS)], ...], List, Once] = ("posts",)
    networks: Annotated[tuple[Annotated[str, one_of(NETWORKS)], ...], List, Once] = DEFAULT_NETWORKS
    hashtags: Annotated[tuple[Annotated[str, Field(pattern=r"^#?\w*[^\W\d]\w*$")], ...], List] = ()
    pictures: Address | None = None
    byte_order_mark: bool = True
    plan: PlanSettings = PlanSettings()
    handles: _ByNetwork = Field(default_factory=dict)
    postiz: _ByNetwork = Field(default_factory=dict)


def settings_of(brand: Brand) -> SocialSettings:
    """What a brand decides about its posts."""
    return brand.settings.table(SocialSettings) or SocialSettings()
