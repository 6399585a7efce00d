"""An edition comes in; what stands beside it goes out: files that its readers may take, and its other languages."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline import channels
from pipeline.edition.artifact import Extent
from pipeline.edition.edition import Edition, address_of


@dataclass(frozen=True, slots=True)
class Download:
    """A published file that is offered to readers: its path in the edition's folder ("handout/sheet-a4.pdf")."""

    format: str
    variant: str
    paper: str
    path: str


@dataclass(frozen=True, slots=True)
class Alternate:
    """The page of an article in one language: BCP 47 tag and https address."""

    lang: str
    address: str


def downloads(edition: Edition, apart_from: str) -> tuple[Download, ...]:
    """What the edition publishes of other formats than `apart_from` for readers to keep, in the order of display."""
    return tuple(
        Download(name, product.variant, product.paper, f"{name}/{product.file}")
        for name in channels.FORMATS
        if name != apart_from
        for product in channels.package_of(name).products(edition)
        if product.file and not product.on_request and product.extent is not Extent.NONE
    )


def alternates(edition: Edition) -> tuple[Alternate, ...]:
    """Each language of the article with the address of its page, its own among them, in the order of the tags; one page
    that takes in several languages counts for its own only.
    """
    publication, own = edition.publication, edition.canonical
    found = {edition.lang: own}
    for sibling in publication.siblings:
        address = address_of(
            edition.brand, publication.slug, sibling.lang, sibling.canonical, original=sibling.original
        )
        if address not in found.values():
            found[sibling.lang] = address
    return tuple(Alternate(lang, found[lang]) for lang in sorted(found))


def own_name(lang: str) -> str:
    """A language by the name that its own readers know it by: "Español"; its tag where nobody knows one."""
    from babel import Locale, UnknownLocaleError

    try:
        name = Locale.parse(lang, sep="-").get_display_name() or lang
    except (UnknownLocaleError, ValueError):
        name = lang
    return name[:1].upper() + name[1:]
