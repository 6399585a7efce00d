"""An edition and its published files come in; what a catalogue says of it goes out."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.article.front.codes import Code, code_of
from pipeline.article.front.fields import Person
from pipeline.edition.edition import Edition

_SPACE = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")
"""The name space of addresses (RFC 9562, 6.6)."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One published file that people take: its path in the edition's folder, media type, size in bytes."""

    path: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One edition of an article as catalogues say it: texts, days, people as printed, codes, and the files to take.

    `address` is the https address of its page, `base` that of the brand's library, with a final slash; `kind` what the
    house calls such a text ("Patient information").
    """

    slug: str
    lang: str
    title: str
    summary: str
    address: str
    base: str
    publisher: str
    kind: str
    document: str
    version: str
    status: str
    published: date
    reviewed: date
    next_review: date
    audience: str
    topic: str
    keywords: tuple[str, ...]
    authors: tuple[str, ...]
    reviewers: tuple[str, ...]
    codes: tuple[Code, ...]
    copies: tuple[Copy, ...]

    @property
    def identity(self) -> str:
        """A UUID of this edition whatever its version, the same on every computer."""
        return str(uuid.uuid5(_SPACE, self.address))

    def identity_of(self, part: str) -> str:
        """A UUID of something that belongs to this edition in this version."""
        return str(uuid.uuid5(_SPACE, f"{self.address}#{part}/{self.version}/{self.reviewed.isoformat()}"))

    def address_of(self, copy: Copy) -> str:
        """Where a file stands on the site: below the page."""
        return f"{self.address.rstrip('/')}/{copy.path}"


def identity_of_publisher(base: str) -> str:
    """A UUID of who publishes a library, by its address."""
    return str(uuid.uuid5(_SPACE, base))


def entry_of(edition: Edition, copies: Sequence[Copy]) -> Entry:
    """What catalogues say of an edition; its brand's values are filled in."""
    front, brand = edition.article.front, edition.brand
    return Entry(
        edition.publication.slug,
        edition.lang,
        edition.publication.title,
        front.summary,
        edition.canonical,
        brand.contact.web,
        brand.name,
        edition.words("document-kind-publisher" if brand.kind == "publisher" else "document-kind"),
        front.id,
        front.version,
        front.status.value,
        front.published,
        front.reviewed,
        front.next_review,
        front.audience,
        front.topic or "",
        front.keywords,
        _people(front.authors),
        _people(front.reviewers),
        tuple(code_of(system, each) for system, written in front.codes.items() for each in written),
        tuple(copies),
    )


def _people(people: Sequence[Person]) -> tuple[str, ...]:
    return tuple(map(str, people))
