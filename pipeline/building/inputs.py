"""What an edition is made of comes in, small enough to send to any process; its publication goes out there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.edition.publication import Collection, Publication, Sibling, collect, single

if TYPE_CHECKING:
    from pipeline.article.model import Article
    from pipeline.building.shared import Shared
    from pipeline.edition.binding import Evaluation


@dataclass(frozen=True)
class PublicationInput:
    """Articles by their digests, sent once however many brands and formats need them, and how they are bound.

    `evaluation` lies beside a single article: who judged how accessible it is. `siblings` are its other languages.
    """

    lang: str
    file: str
    articles: tuple[Shared[Article], ...]
    collection: Collection | None = None
    evaluation: Evaluation | None = None
    siblings: tuple[Sibling, ...] = ()

    def publication(self) -> Publication:
        """The publication, in whatever process this is."""
        articles = [shared.value() for shared in self.articles]
        if self.collection is None:
            return single(articles[0], self.evaluation, self.siblings)
        return collect(self.collection, self.lang, {article.slug: article for article in articles})
