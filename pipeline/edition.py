"""A publication, a brand and a language come in; an edition goes out: all that a format may depend on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pipeline.article.model import Article
from pipeline.brand import Brand
from pipeline.publication import Publication
from pipeline.typeface import Typefaces
from pipeline.words import Words


class State(StrEnum):
    """Where the edition stands in its review cycle; the only thing that the clock decides.

    `DUE` is the last 90 days before the next review (house).
    """

    CURRENT = "current"
    DUE = "due"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Edition:
    """One publication in one language as one brand publishes it; rendering needs nothing else.

    `styles` maps paths under styles/ to file contents ("handout/full.html"); `canonical` is the https address of
    the article's web page; `draft` asks for a visible DRAFT mark in every format; `page_map` is the page of each
    block in the full handout (key → page), when a page list was asked for.
    """

    publication: Publication
    lang: str
    direction: str
    brand: Brand
    words: Words
    styles: Mapping[str, bytes] = field(repr=False)
    typefaces: Typefaces = field(repr=False)
    canonical: str = ""
    state: State = State.CURRENT
    draft: bool = False
    page_map: Mapping[str, int] | None = None

    @property
    def article(self) -> Article:
        """The lead article: the only one unless the publication is a collection."""
        return self.publication.lead

    def style(self, path: str) -> str:
        """The text of a file under styles/, for instance "handout/full.html"; KeyError if there is none."""
        return self.styles[path].decode("utf-8")
