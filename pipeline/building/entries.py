"""What a library knows of its articles and brands without reading them again: values that go to JSON and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pipeline.article.neighbours import Neighbour
from pipeline.edition.review import State, state_of
from pipeline.finding import Findings, decode, encode
from pipeline.house.policy import Waiver
from pipeline.tags import primary_of


@dataclass(frozen=True)
class ArticleEntry:
    """One article file: what front matter and links say that other articles, brands and the calendar depend on.

    `version` and `parts` are what people approve: digest, name and line of each part of its content.
    `lang` is "" when the file could not be read into an article; `document` is its id as printed; `ended` says that
    the process that read it was ended or died; `consents` the pictures that may be shown until a day (ISO 8601).
    """

    slug: str
    file: str
    lang: str
    title: str
    readable: bool
    original: bool
    status: str = "current"
    next_review: str = ""
    document: str = ""
    brands: tuple[str, ...] = ()
    findings: Findings = field(default_factory=Findings)
    neighbours: tuple[Neighbour, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    ended: bool = False
    version: str = ""
    parts: tuple[tuple[str, str, int], ...] = field(default=(), repr=False)
    canonical: str = ""
    consents: tuple[tuple[str, str], ...] = ()

    def consent_ended(self, today: date) -> tuple[str, str] | None:
        """The day on which a consent ended first, and the picture; None while every picture may be shown."""
        return min(((day, name) for name, day in self.consents if day < today.isoformat()), default=None)

    def state(self, today: date) -> State:
        """Where it stands in its review cycle. What shows a picture that may not be shown any more is expired."""
        if self.consent_ended(today):
            return State.EXPIRED
        return state_of(date.fromisoformat(self.next_review), today) if self.next_review else State.CURRENT

    def to_json(self) -> dict[str, Any]:
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        waivers = [waiver.to_json() for waiver in self.waivers]
        return values | {"brands": list(self.brands), "findings": encode(self.findings), "waivers": waivers}

    @staticmethod
    def from_json(values: Mapping[str, Any]) -> ArticleEntry:
        changed = {
            "brands": tuple(values["brands"]),
            "findings": decode(values["findings"]),
            "neighbours": tuple(Neighbour(*link) for link in values["neighbours"]),
            "waivers": tuple(Waiver.from_json(waiver) for waiver in values["waivers"]),
            "consents": tuple((str(name), str(day)) for name, day in values["consents"]),
            "parts": tuple((str(digest), str(name), int(line)) for digest, name, line in values["parts"]),
        }
        return ArticleEntry(**{**values, **changed})


@dataclass(frozen=True)
class BrandEntry:
    """One brand: the languages it publishes (empty for all), its faults, which formats of it print page numbers of
    which others, and what is to be said of it after each build.
    """

    id: str
    languages: tuple[str, ...]
    findings: Findings
    uses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    note: str = ""

    def publishes(self, lang: str) -> bool:
        return not self.languages or lang in self.languages or primary_of(lang) in self.languages

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "languages": list(self.languages),
            "findings": encode(self.findings),
            "uses": {form: list(used) for form, used in self.uses.items()},
            "note": self.note,
        }

    @staticmethod
    def from_json(values: Mapping[str, Any]) -> BrandEntry:
        return BrandEntry(
            values["id"],
            tuple(values["languages"]),
            decode(values["findings"]),
            {form: tuple(used) for form, used in values["uses"].items()},
            values["note"],
        )
