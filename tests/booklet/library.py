"""Articles and brands come in by name or as Markdown; editions of the sample library for tests go out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pipeline.article.model import Article
from pipeline.article.reading import read_articles
from pipeline.article.source import Source
from pipeline.edition.binding import CollectionFile
from pipeline.edition.edition import Edition, make_edition
from pipeline.edition.publication import Collection, Publication, collect
from pipeline.edition.review import State
from pipeline.house.styles import Styles, read_styles

ROOT = Path(__file__).parents[2]

HEAD = """---
id: PL-TST-001
lang: {lang}
title: {title}
summary: This page is a test.
main_message: Tides come twice a day.
authors: [{{name: Example Author}}]
reviewers: [{{name: Example Reviewer, credentials: MD}}]
published: 2026-11-02
reviewed: 2026-11-02
evidence_checked: 2026-11-02
next_review: 2028-11-01
funding: none
conflicts: none
advertisement: false
{more}---
"""


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


@cache
def styles() -> Styles:
    return read_styles(_files(ROOT / "styles"))


@cache
def sample(slug: str, lang: str = "en") -> Article:
    source = Source(slug, f"source/{slug}", _files(ROOT / "source" / slug), _files(ROOT / "source" / "_snippets"))
    for reading in read_articles(source):
        if reading.article is not None and reading.article.lang == lang:
            return reading.article
    raise LookupError(f"{slug} in {lang}")


def article(
    body: str,
    *,
    title: str = "Tides",
    lang: str = "en",
    more: str = "",
    slug: str = "tides",
    files: Mapping[str, bytes] | None = None,
) -> Article:
    """An article of our own with `body`; `more` are further lines of front matter."""
    text = HEAD.format(lang=lang, title=title, more=more) + "\n" + body
    source = Source(slug, f"source/{slug}", {"article.md": text.encode("utf-8"), **(files or {})})
    (reading,) = read_articles(source)
    assert reading.article is not None, reading.findings
    return reading.article


def edition(*articles: Article, brand: str = "harbour-clinic", draft: bool = False, **settings: object) -> Edition:
    """The edition of one article, or of a collection of several."""
    known = styles()
    lead = articles[0]
    if len(articles) == 1 and not settings:
        publication = Publication(lead.slug, lead.front.title, lead.front.subtitle or "", articles, lead.file)
    else:
        names = tuple(article.slug for article in articles)
        table = {"title": "Two guides", "articles": names, **settings}
        words = CollectionFile.model_validate(table)
        collection = Collection("guides", "source/guides.collection.toml", words)
        publication = collect(collection, lead.lang, {article.slug: article for article in articles})
    made, _ = make_edition(publication, lead.lang, known.brands[brand], known, State.CURRENT, draft)
    return made
