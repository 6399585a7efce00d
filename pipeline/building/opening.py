"""One slug, a brand and a language come in; the edition they make, without a build around it, goes out."""

from __future__ import annotations

from datetime import date

from pipeline.article.neighbours import lost, neighbours
from pipeline.article.reading import read_articles
from pipeline.article.rules import check_article
from pipeline.edition.edition import Edition, make_edition
from pipeline.edition.publication import Publication, collect, read_collection, single
from pipeline.edition.review import State, state_of
from pipeline.errors import PlainleafError, UsageError
from pipeline.finding import Findings
from pipeline.house.styles import Styles, read_styles
from pipeline.workspace import storage
from pipeline.workspace.folder import Workspace


def open_edition(
    workspace: Workspace, slug: str, brand: str | None, lang: str | None, today: date, draft: bool = False
) -> tuple[Edition, Findings]:
    """The edition of an article or collection, and what is wrong with its articles.

    `brand` may be left out when there is one only, `lang` for the original's. Raises UsageError for a name that does
    not exist, PlainleafError when the article cannot be read, is withdrawn or expired (a draft may be expired).
    """
    styles = read_styles(storage.read_style_files(workspace))
    publication, findings = _publication(workspace, slug, lang)
    chosen = _brand(styles, brand, publication)
    fronts = [article.front for article in publication.articles]
    state = max((state_of(front.next_review, today) for front in fronts), key=list(State).index)
    if any(front.status == "withdrawn" for front in fronts):
        raise PlainleafError(f'"{slug}" is withdrawn', place=publication.file, hint="it is not published any more")
    if state is State.EXPIRED and not draft:
        raise PlainleafError(
            f'"{slug}" was due for review', place=publication.file, hint="review it and set next_review, or use --draft"
        )
    edition, filled = make_edition(publication, publication.lead.lang, styles.brands[chosen], styles, state, draft)
    return edition, findings + filled


def _brand(styles: Styles, wanted: str | None, publication: Publication) -> str:
    allowed = publication.lead.front.brands or tuple(styles.brands)
    names = [name for name in styles.brands if name in allowed]
    if wanted is None and len(names) == 1:
        return names[0]
    if wanted not in names:
        said = f'there is no brand "{wanted}"' if wanted else "there are several brands"
        raise UsageError(said, hint=f"add --brand with one of {', '.join(names)}")
    return wanted


def _publication(workspace: Workspace, slug: str, lang: str | None) -> tuple[Publication, Findings]:
    collections = storage.read_collections(workspace)
    if slug not in collections:
        return _article(workspace, slug, lang)
    collection, findings = read_collection(slug, collections[slug])
    if collection is None:
        raise PlainleafError(findings.found[0].message, place=str(findings.found[0].where), hint=findings.found[0].hint)
    articles = {}
    for name in collection.articles:
        publication, found = _article(workspace, name, lang)
        articles[name] = publication.lead
        findings += found
    return collect(collection, next(iter(articles.values())).lang, articles), findings


def _article(workspace: Workspace, slug: str, lang: str | None) -> tuple[Publication, Findings]:
    if slug not in storage.article_slugs(workspace):
        raise UsageError(f'there is no article "{slug}"', hint=f"{workspace.source} holds the articles")
    readings = read_articles(storage.read_source(workspace, slug))
    readable = [reading for reading in readings if reading.article is not None]
    for reading in readable:
        article = reading.article
        if article is not None and (lang is None or article.lang == lang):
            found = lost(neighbours(article), {*storage.article_slugs(workspace), *storage.read_collections(workspace)})
            return single(article), reading.findings + check_article(article) + found
    if not readable and readings:
        fault = readings[0].findings.found[0]
        raise PlainleafError(fault.message, place=str(fault.where), hint=fault.hint)
    known = ", ".join(reading.article.lang for reading in readable if reading.article)
    raise UsageError(f'"{slug}" is not there in "{lang}"', hint=f"it is there in {known}")
