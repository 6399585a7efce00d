"""The sample library and the articles of this folder come in; their editions go out, whatever rules say of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

from pipeline.article.model import Article
from pipeline.article.reading import read_articles
from pipeline.article.source import Source
from pipeline.edition.edition import Edition, make_edition
from pipeline.edition.publication import Publication, collect, read_collection, single
from pipeline.edition.review import state_of
from pipeline.house.styles import Styles, read_styles
from tests.workspace import ROOT, folder_files

HERE = Path(__file__).parent / "source"
BRANDS = ("harbour-clinic", "fieldnote-press")
LANGUAGES = ("en", "es", "ar")
OPEN = ("wound-aftercare", "hair-and-skin", "shot-day")
"""What may be looked at while something is mended; the editions of all other articles are held out."""


@cache
def styles() -> Styles:
    return read_styles(folder_files(ROOT / "styles"))


@cache
def _articles(only: str = "") -> dict[str, dict[str, Article]]:
    """The articles by slug and language."""
    files = folder_files(ROOT / "source")
    snippets = {path.split("/")[1]: content for path, content in files.items() if path.startswith("_snippets/")}
    slugs = {path.split("/")[0]: ROOT / "source" for path in files if "/article" in path}
    slugs |= {path.split("/")[0]: HERE for path in folder_files(HERE)}
    found: dict[str, dict[str, Article]] = {}
    for slug, folder in slugs.items():
        if only not in {"", slug}:
            continue
        source = Source(slug, f"source/{slug}", folder_files(folder / slug), snippets)
        read = [reading.article for reading in read_articles(source)]
        found[slug] = {article.lang: article for article in read if article is not None}
    return found


def _publications(lang: str) -> Iterator[Publication]:
    for by_language in _articles().values():
        yield single(by_language[lang])
    name = "hair-and-skin"
    collection, faults = read_collection(name, (ROOT / f"source/{name}.collection.toml").read_bytes())
    assert collection is not None, faults
    yield collect(collection, lang, {slug: by_language[lang] for slug, by_language in _articles().items()})


STATE = state_of(date(2028, 11, 1), date(2026, 11, 2))


def edition_of(slug: str, lang: str, brand: str) -> Edition:
    """One edition of one article, for those who need no more."""
    publication = single(_articles(slug)[slug][lang])
    return make_edition(publication, lang, styles().brands[brand], styles(), STATE, draft=False)[0]


@cache
def editions() -> tuple[Edition, ...]:
    """Every article and the collection, in each language, as each brand publishes it."""
    found = []
    for lang in LANGUAGES:
        for publication in _publications(lang):
            for brand in BRANDS:
                edition, _ = make_edition(publication, lang, styles().brands[brand], styles(), STATE, draft=False)
                found.append(edition)
    return tuple(found)


def is_open(edition: Edition) -> bool:
    """Whether the edition may be looked at while something is mended."""
    return edition.publication.slug in OPEN


def name_of(edition: Edition) -> str:
    return f"{edition.brand.id}/{edition.lang}/{edition.publication.slug}"
