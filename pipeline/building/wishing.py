"""A request and a library come in; nothing goes out when it can be done, else an error with the nearest right name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NoReturn

from pipeline import channels
from pipeline.building.library import Library
from pipeline.building.planning import Request
from pipeline.building.survey import Survey
from pipeline.errors import PlainleafError, UsageError
from pipeline.formats import format_named
from pipeline.naming import choose, nearest
from pipeline.tags import tag_of
from pipeline.workspace.storage import is_manuscript


def check_request(request: Request, library: Library, published: bool = False) -> None:
    """Raise UsageError for the first name in a request that does not exist, PlainleafError when there is nothing to
    work on: no article, and nothing `published` that a run over everything would have to take away.
    """
    narrow = request.articles or request.brands or request.langs
    if not library.slugs and (narrow or not published or not request.save):
        for fault in library.faults.errors:
            raise PlainleafError(fault.message, place=str(fault.where), hint=fault.hint)
        raise PlainleafError("there is no article under source/", hint="start one: plainleaf new my-first-leaflet")
    for slug in request.articles:
        if slug not in library.slugs:
            raise UsageError(f'there is no article "{slug}" under source/', hint=_article_hint(slug, library))
    for brand in request.brands:
        if brand not in library.digests.brands:
            hint = choose(brand, library.digests.brands)
            if not nearest(brand, library.digests.brands):
                hint += "; plainleaf brand new NAME starts another"
            raise UsageError(f'there is no brand "{brand}" under styles/brands/', hint=hint)
    for name in request.formats:
        if name not in channels.FORMATS:
            raise UsageError(f'there is no format "{name}"', hint=_format_hint(name))
    asked = request.formats or channels.FORMATS
    chosen = (*request.variants, *request.without)
    variants = {variant for name in asked for variant in format_named(name).VARIANTS} if chosen else set()
    for variant in chosen:
        if variant not in variants:
            message = f'no format that was asked for has a variant "{variant}"'
            raise UsageError(message, hint=choose(variant, variants))


def _article_hint(slug: str, library: Library) -> str:
    if "." in slug and is_manuscript(slug):
        return f'make an article of it first: plainleaf import "{slug}"'
    if slug in library.digests.brands:
        return f'it is a brand: type --brand "{slug}" to work on what it publishes'
    if nearest(slug, library.slugs):
        return choose(slug, library.slugs)
    return f"{choose(slug, library.slugs)}; plainleaf new NAME starts another"


_OTHERWISE_CALLED = {
    **dict.fromkeys(("pdf", "print", "leaflet", "flyer", "sheet", "folleto"), "handout"),
    **dict.fromkeys(("epub", "ebook", "e-book", "book", "libro"), "booklet"),
    **dict.fromkeys(("email", "e-mail", "mail", "letter", "eml", "boletin"), "newsletter"),
    **dict.fromkeys(("post", "posts", "cards", "twitter", "facebook", "instagram"), "social"),
    **dict.fromkeys(("web", "html", "website", "site", "pagina"), "page"),
}
"""What people call what a format makes → the format."""


def _format_hint(name: str) -> str:
    called = _OTHERWISE_CALLED.get(name.casefold(), "")
    return f"type: --format {called}" if called else choose(name, channels.FORMATS)


def check_languages(request: Request, library: Library, found: Survey) -> None:
    """Raise UsageError for a language in which nothing is published, when the run is to work on the whole library."""
    if request.articles:
        return
    langs = {target.name.lang for target in found.targets}
    langs |= {lang for brand in library.brands.values() for lang in brand.languages}
    for lang in request.langs:
        if lang not in langs:
            hint = f'did you mean "{tag}"?' if (tag := tag_of(lang)) in langs else choose(lang, langs)
            raise UsageError(f'there is no article in "{lang}" that a brand publishes', hint=hint)


def nothing_found(request: Request, found: Survey) -> None:
    """Raise UsageError when a request leaves no edition although each of its names exists and nothing is faulty."""
    if request.articles and any(_speaks_of(request.articles, finding.where.file) for finding in found.findings.found):
        return
    if request.articles or request.brands or request.langs:
        _refuse(request, found)


def _speaks_of(articles: Iterable[str], file: str) -> bool:
    return any(file.startswith((f"source/{slug}/", f"source/{slug}.")) for slug in articles)


def _refuse(request: Request, found: Survey) -> NoReturn:
    what = " or ".join(f'"{slug}"' for slug in request.articles) or "any article"
    where = f" in {' or '.join(request.langs)}" if request.langs else ""
    who = f" by {' or '.join(request.brands)}" if request.brands else ""
    there = [
        str(target.name) for target in found.targets if not request.articles or target.name.slug in request.articles
    ]
    hint = f"there is: {', '.join(there[:8])}" if there else "see the languages and brands of the article"
    raise UsageError(f"there is no edition of {what}{where}{who}", hint=hint)
