"""Articles come in; a publication goes out: one article, or a collection that is published as one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.article.model import Article


@dataclass(frozen=True)
class Publication:
    """What is published in one language: `slug` names its output folder, `articles` are in reading order.

    `title`, `subtitle` and `settings` (foreword, series, ISBN, contributors, …) come from the collection file; for
    a single article they are the article's own and empty.
    """

    slug: str
    title: str
    subtitle: str
    articles: tuple[Article, ...]
    file: str
    is_collection: bool = False
    settings: Mapping[str, object] = field(default_factory=dict)

    @property
    def lead(self) -> Article:
        """The article that stands first; the only one unless this is a collection."""
        return self.articles[0]
