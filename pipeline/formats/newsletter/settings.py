"""What a brand decides about its newsletter, as `[newsletter]` of brand.toml: who sends it, why, and how to leave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from pipeline.article.front.schema import List, Unbroken, one_of
from pipeline.house.brand import Brand
from pipeline.house.settings import Address, FormatSettings, Https, LanguageTag, Mail, Once
from pipeline.tags import primary_of

VARIANTS = ("single", "whole", "digest", "exports")


class NewsletterSettings(FormatSettings):
    """Display name (the brand's, unless said) and address of the sender, list id, ways to leave, privacy notice, and
    the reason why somebody gets it, in the brand's own language and in others (`reasons`).

    `hosted` is the https address that output/<brand>/ is copied to, `pictures` "inside" the message or "hosted"
    there, `clients` the share of this brand's readers in percent, by mail client.
    """

    hints: ClassVar[Mapping[str, str]] = {
        "hosted": 'write hosted = "https://…/", the address that output/<brand>/ is copied to'
    }

    address: Mail
    reason: Unbroken
    sender: Unbroken = ""
    reply_to: Mail | None = None
    list_id: Annotated[Unbroken, Field(pattern=r"^[\w.-]+$")] | None = None
    unsubscribe: Https | None = None
    unsubscribe_mailto: Mail | None = None
    privacy: Https | None = None
    reasons: Mapping[LanguageTag, Unbroken] = Field(default_factory=dict)
    variants: Annotated[tuple[Annotated[str, one_of(VARIANTS)], ...], List, Once] = ("single", "whole", "digest")
    hosted: Address | None = None
    pictures: Annotated[str, one_of(("inside", "hosted"))] = "inside"
    clients: Mapping[str, Annotated[float, Field(ge=0, le=100, strict=False)]] = Field(default_factory=dict)

    def reason_in(self, lang: str) -> str:
        """The reason in the words that were written for this language; "" when there are none."""
        return self.reasons.get(lang) or self.reasons.get(primary_of(lang)) or ""


def settings_of(brand: Brand) -> NewsletterSettings | None:
    """What a brand decides about its newsletter; None when it sends none."""
    table = brand.settings.table(NewsletterSettings)
    return table if table is None or table.sender else table.model_copy(update={"sender": brand.name})
