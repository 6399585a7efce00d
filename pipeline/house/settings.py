"""The tables of brand.toml about formats: what is published, on which papers and networks, with which addresses."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag, field_validator
from pydantic_core import PydanticCustomError

from pipeline.article.channels import NETWORKS, USUAL, VARIANTS
from pipeline.article.schema import Line, List, Strict, once, one_of, refusal

PAPERS = ("A4", "Letter", "A5")
FOLDED: Mapping[str, tuple[str, ...]] = {"booklet-a5": ("A4", "Letter"), "tri-fold": ("A4", "Letter")}
"""Handouts whose pages are set on a larger sheet, and the sheets that there are for them."""

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

_ONCE = AfterValidator(once)
_Papers = Annotated[tuple[Annotated[str, one_of(PAPERS)], ...], List, _ONCE]
# No ? and no #: names of files are put behind it.
_Address = Annotated[str, Field(pattern=r"^https://[^\s<>\"?#]+$")]
# 24 hours: "9:00" without a half of the day is morning to one and evening to another.
_Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
_ByNetwork = Mapping[Annotated[str, one_of(NETWORKS)], Line]
_HandoutVariant = Annotated[str, one_of(VARIANTS["handout"])]


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
    raise PydanticCustomError("unknown_name", "unknown", {"known": tuple(Tracking)})


class HandoutSettings(Strict):
    """`[handout]`: which variants are published, in this order, and on which papers.

    `papers` are papers for all variants beside the brand's own or, as a table, exactly those of a variant.
    """

    variants: Annotated[tuple[_HandoutVariant, ...], List, _ONCE] = USUAL["handout"]
    papers: Annotated[
        Annotated[_Papers, Tag("[list]")] | Annotated[Mapping[_HandoutVariant, _Papers], Tag("[table]")],
        Discriminator(lambda value: "[table]" if isinstance(value, Mapping) else "[list]"),
    ] = ()

    @field_validator("papers")
    @classmethod
    def _are_for_the_variant(cls, papers: object) -> object:
        for variant, sheets in FOLDED.items():
            wrong = set(papers.get(variant, ())) - set(sheets) if isinstance(papers, Mapping) else set()
            if wrong:
                names = ", ".join(sorted(wrong))
                raise refusal(f"{variant} is set on {' or '.join(sheets)}, not on {names}", f"take {names} out")
        return papers

    def papers_of(self, variant: str, own: str) -> tuple[str, ...]:
        """The papers on which a variant is printed; `own` is the brand's."""
        chosen = self.papers.get(variant, (own,)) if isinstance(self.papers, Mapping) else (own, *self.papers)
        return tuple(paper for paper in dict.fromkeys(chosen) if paper in FOLDED.get(variant, PAPERS))


class BookletSettings(Strict):
    """`[booklet]`: whether it is published, and whether with the page numbers of the full handout."""

    variants: Annotated[tuple[Annotated[str, one_of(VARIANTS["booklet"])], ...], List, _ONCE] = USUAL["booklet"]
    page_list: bool = False


class NewsletterSettings(Strict):
    """`[newsletter]` beside its sender: what is published, where pictures stand, who reads it with what.

    `hosted` is the https address that output/<brand>/ is copied to, `pictures` "inside" the message or "hosted"
    there, `clients` the share of this brand's readers in percent, by mail client.
    """

    variants: Annotated[tuple[Annotated[str, one_of(VARIANTS["newsletter"])], ...], List, _ONCE] = USUAL["newsletter"]
    hosted: _Address | None = None
    pictures: Annotated[str, one_of(("inside", "hosted"))] = "inside"
    clients: Mapping[str, Annotated[float, Field(ge=0, le=100, strict=False)]] = Field(default_factory=dict)


class PlanSettings(Strict):
    """`[social.plan]`: times of day, days from one posting to the next, quiet hours ("" for none), IANA time zone."""

    at: Annotated[tuple[_Clock, ...], List, Field(min_length=1)] = ("09:00",)
    every: Annotated[int, Field(ge=1)] = 1
    quiet: Annotated[str, Field(pattern=r"^(|none|\d\d:\d\d-\d\d:\d\d)$")] = "21:00-08:00"
    zone: Line = "UTC"


class SocialSettings(Strict):
    """`[social]`: what is published, on which networks, as whom; `pictures` is where cards/ is put on the web."""

    variants: Annotated[tuple[Annotated[str, one_of(VARIANTS["social"])], ...], List, _ONCE] = USUAL["social"]
    networks: Annotated[tuple[Annotated[str, one_of(NETWORKS)], ...], List, _ONCE] = DEFAULT_NETWORKS
    hashtags: Annotated[tuple[Annotated[str, Field(pattern=r"^#?\w+$")], ...], List] = ()
    pictures: _Address | None = None
    plan: PlanSettings = PlanSettings()
    handles: _ByNetwork = Field(default_factory=dict)
    postiz: _ByNetwork = Field(default_factory=dict)


class CampaignSettings(Strict):
    """`[utm]`: what tracked addresses carry, and which hosts besides the brand's own may carry it."""

    policy: Annotated[Tracking, BeforeValidator(_tracking)] = Tracking.NONE
    hosts: Annotated[tuple[Annotated[str, AfterValidator(str.lower)], ...], List] = ()


class Settings(Strict):
    """What a brand decides about the formats; every table may be left out."""

    handout: HandoutSettings = HandoutSettings()
    booklet: BookletSettings = BookletSettings()
    newsletter: NewsletterSettings = NewsletterSettings()
    social: SocialSettings = SocialSettings()
    utm: CampaignSettings = CampaignSettings()

    def variants(self, format_name: str) -> tuple[str, ...]:
        """What the brand publishes of a format; what no table speaks of, as is usual."""
        said = {
            "handout": self.handout.variants,
            "booklet": self.booklet.variants,
            "newsletter": self.newsletter.variants,
            "social": self.social.variants,
        }
        return said.get(format_name, USUAL.get(format_name, ()))
