"""The YAML head of an article comes in; its checked fields, or all its faults with their lines, go out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from pipeline.finding import Finding, Place, Rule, Severity, Standing

FRONT_MATTER = Rule(
    "article/front-matter",
    Severity.ERROR,
    "the front matter is YAML that fits the schema",
    encodes=("HC-META-01", "HC-META-02", "HC-META-04"),
    source="house",
    standing=Standing.HOUSE,
    reason="every format prints these fields; one that is missing or misread would be missing on paper too",
)

INHERITED = frozenset(
    "id version status brands authors reviewers published reviewed evidence_checked next_review advertisement "
    "contact canonical claims_reviewed_by pictures references topic".split()
)
"""Keys that carry no language: a translation that leaves them out takes them from the original."""

LANGUAGE_TAG = re.compile(r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?$")
"""BCP 47: language, script and region in their usual case; nothing rarer is published here (house)."""


class Status(StrEnum):
    CURRENT = "current"
    WITHDRAWN = "withdrawn"


def _one_line(value: object) -> object:
    return re.sub(r"\s+", " ", value).strip() if isinstance(value, str) else value


Line = Annotated[str, BeforeValidator(_one_line), Field(min_length=1)]
"""Text on one line: white space is folded, so that no line break can reach a mail header."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, arbitrary_types_allowed=True)


class Person(_Strict):
    """Who wrote, reviewed or translated: a name, credentials ("MD"), an organisation; ORCID if there is one."""

    name: Line
    credentials: Line | None = None
    organisation: Line | None = None
    orcid: Annotated[str, Field(pattern=r"^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$")] | None = None

    def __str__(self) -> str:
        return ", ".join(part for part in (self.name, self.credentials, self.organisation) if part)


class PictureRights(_Strict):
    """Where a picture comes from and how long it may be shown."""

    credit: Line | None = None
    licence: Line | None = None
    consent_until: date | None = None


class NewsletterWords(_Strict):
    """What the author wrote for the newsletter's envelope."""

    subject: Line | None = None
    preheader: Line | None = None


class SocialWords(_Strict):
    """The campaign: the order of posts, texts written for a network, hashtags, content warning."""

    plan: tuple[Line, ...] | None = None
    texts: Mapping[str, str] = {}
    hashtags: tuple[Annotated[str, Field(pattern=r"^#?\w+$")], ...] = ()
    content_warning: Line | None = None


def _date(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return date.fromisoformat(value)
    return value


def _tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


Day = Annotated[date, BeforeValidator(_date)]


class FrontMatter(_Strict):
    """The fields of an article that are not prose. Dates are calendar days; `id` is printed on every format."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{1,39}$")]
    version: Line = "1.0"
    title: Line
    subtitle: Line | None = None
    summary: Line
    main_message: Line
    lang: Annotated[str, Field(pattern=LANGUAGE_TAG.pattern)]
    status: Annotated[Status, BeforeValidator(lambda v: Status(v) if v in set(Status) else v)] = Status.CURRENT
    brands: Annotated[tuple[Line, ...], BeforeValidator(_tuple)] = ()
    authors: Annotated[tuple[Person, ...], BeforeValidator(_tuple), Field(min_length=1)]
    reviewers: Annotated[tuple[Person, ...], BeforeValidator(_tuple), Field(min_length=1)]
    translators: Annotated[tuple[Person, ...], BeforeValidator(_tuple)] = ()
    published: Day
    reviewed: Day
    evidence_checked: Day
    next_review: Day
    keywords: Annotated[tuple[Line, ...], BeforeValidator(_tuple)] = ()
    topic: Line | None = None
    approval_status: Line | None = None
    funding: Line
    conflicts: Line
    advertisement: bool
    contact: Line | None = None
    canonical: Annotated[str, Field(pattern=r"^https://[^\s<>\"]+$")] | None = None
    claims_reviewed_by: Line | None = None
    pictures: Mapping[str, PictureRights] = {}
    references: Annotated[tuple[Mapping[str, Any], ...], BeforeValidator(_tuple)] = ()
    newsletter: NewsletterWords = NewsletterWords()
    social: SocialWords = SocialWords()


@dataclass(frozen=True, slots=True)
class Head:
    """The YAML head as read: plain values, and the line of every key path ("authors.0.name" → 7)."""

    values: Mapping[str, Any]
    lines: Mapping[str, int]

    def line(self, path: str) -> int:
        """The line of a key path, or of the nearest key above it that has one; 1 if none has."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path.rpartition(".")[0]
        return 1
