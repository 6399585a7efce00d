"""A brand file comes in; the values, colours and contact data a publisher prints with go out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Colours:
    """Four colours as "#rrggbb": paper, ink, one accent, one warning."""

    accent: str
    warning: str
    ink: str
    paper: str


@dataclass(frozen=True, slots=True)
class Contact:
    """How readers reach the publisher; `web` is the https address under which leaflets stand, with final slash."""

    phone: str
    email: str
    web: str
    address: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends the newsletter: display name, addresses, list id, ways to leave, privacy notice, reason."""

    name: str
    address: str
    reply_to: str
    list_id: str
    unsubscribe: str
    unsubscribe_mailto: str
    privacy: str
    reason: Mapping[str, str]


@dataclass(frozen=True)
class Brand:
    """One publisher's look and data.

    `paper` is "A4", "Letter" or "A5"; `languages` empty means every language; `region` ISO 3166-1 alpha-2;
    `values` fill `{{name}}` in articles; `logo` and `logo_dark` are sanitised SVG or PNG bytes;
    `tokens` the designer's extra CSS; `settings` the remaining tables of brand.toml by format name.
    """

    id: str
    name: str
    kind: str
    paper: str
    languages: tuple[str, ...]
    region: str
    contact: Contact
    colours: Colours
    sender: Sender | None
    values: Mapping[str, str]
    logo: bytes = field(repr=False)
    logo_media_type: str
    logo_alt: str
    logo_dark: bytes = field(repr=False, default=b"")
    tokens: str = field(repr=False, default="")
    settings: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
