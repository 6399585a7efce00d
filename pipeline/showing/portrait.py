"""A library and the name of an article come in; what is said of it, where that stands, and what is published go out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from pipeline.article.front.fields import INHERITED, FrontMatter
from pipeline.article.model import Article
from pipeline.building.library import Library
from pipeline.building.survey import Target, Verdict
from pipeline.channels import FORMATS
from pipeline.edition.edition import Edition
from pipeline.finding import Findings
from pipeline.formats import format_named

SHOWN = (
    "id version status kind topic audience brands authors reviewers translators published reviewed evidence_checked "
    "next_review funding conflicts advertisement contact approval_status claims_reviewed_by canonical keywords codes"
).split()
"""Keys of the front matter in the order in which a reviewer asks for them; texts stand in the article itself."""


@dataclass(frozen=True, slots=True)
class Said:
    """One key with its value in words, and the file that says it when that is not the article's own."""

    key: str
    value: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """One edition: what stands against it in words ("" for nothing), its products by name, and where each role stands
    that must approve it or did.
    """

    name: str
    against: str
    products: tuple[str, ...]
    signed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Portrait:
    """What one language of an article says of itself, and its editions."""

    file: str
    lang: str
    title: str
    said: tuple[Said, ...]
    editions: tuple[Published, ...]
    original: bool

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def portray(library: Library, slug: str) -> tuple[Portrait, ...]:
    """The languages of an article or a collection, the original's first; what cannot be read is left out.

    Raises UsageError for a name that does not exist, PlainleafError when no language can be read.
    """
    names = library.editions(slug)
    if not names:
        # It says what keeps all languages back.
        library.only(slug, None, None)
    found: dict[str, Portrait] = {}
    for name in names:
        target, edition = library.target(name), library.edition(name, draft=True)
        portrait = found.get(name.lang) or _portrait(target, edition)
        found[name.lang] = replace(portrait, editions=(*portrait.editions, _published(target, edition)))
    return tuple(sorted(found.values(), key=lambda portrait: (not portrait.original, portrait.lang)))


def _portrait(target: Target, edition: Edition | Findings) -> Portrait:
    if target.collection or isinstance(edition, Findings):
        return Portrait(target.file, target.name.lang, target.title, (), (), original=False)
    article = edition.article
    return Portrait(article.file, article.lang, target.title, tuple(_said(article)), (), article.original)


_AGAINST = {
    Verdict.SOUND: "",
    Verdict.FAULTY: "has errors",
    Verdict.EXPIRED: "past its review",
    Verdict.PARKED: "parked",
    Verdict.WITHDRAWN: "withdrawn",
}


def _published(target: Target, edition: Edition | Findings) -> Published:
    products: tuple[str, ...] = ()
    if not isinstance(edition, Findings):
        made = (product for name in FORMATS for product in format_named(name).products(edition))
        products = tuple(str(product) for product in made if not product.on_request)
    signed = tuple(each.words for each in target.signed)
    return Published(str(target.name), _AGAINST[target.verdict], products, signed)


def _said(article: Article) -> Iterator[Said]:
    for key in SHOWN:
        value = getattr(article.front, key)
        words = _words(value)
        if not words:
            continue
        place = ""
        if key in article.taken:
            place = str(article.taken[key])
        elif key not in article.lines:
            # A translation takes over what carries no language; everything else is what an article without it has.
            inherited = not article.original and key in INHERITED and value != FrontMatter.model_fields[key].default
            place = "the original" if inherited else "as usual"
        yield Said(key, words, place)


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return "; ".join(filter(None, (_words(each) for each in value)))
    if isinstance(value, Mapping):
        return "; ".join(f"{key} {_words(each)}" for key, each in value.items())
    name = getattr(value, "name", None)
    if isinstance(name, str) and hasattr(value, "credentials"):
        parts = (name, getattr(value, "credentials", None), getattr(value, "organisation", None))
        return ", ".join(part for part in parts if part)
    return "" if value is None else str(value)


def portrait_lines(portrait: Portrait) -> Iterator[str]:
    """A portrait in words."""
    yield f"{portrait.file} ({portrait.lang}): {portrait.title}"
    for said in portrait.said:
        yield f"  {said.key:<18} {said.value}" + (f"  [{said.place}]" if said.place else "")
    for edition in portrait.editions:
        yield f"  {edition.name}: {edition.against or ', '.join(edition.products)}"
    # Editions of several brands are of one text: what is the same for all is said once.
    for words in dict.fromkeys(words for edition in portrait.editions for words in edition.signed):
        yield f"  approved as {words}"
