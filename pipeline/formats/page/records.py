"""An edition comes in; what search engines and social networks read in the head of its page goes out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pipeline.article.front.fields import Person
from pipeline.edition.edition import Edition
from pipeline.language.shortening import shorten

LONGEST_DESCRIPTION = 160
"""Search engines show about so many characters of a description (practice)."""

AUDIENCES = {"patients": "Patient", "children": "Patient", "professionals": "Clinician"}
"""Who a page is for, as schema.org names medical audiences."""

CARD = (1200, 630)
"""Meta, Images in Link Shares: 1200 × 630 px and more are shown large."""


def description_of(edition: Edition) -> str:
    """What a search engine shows of the page: as much of the summary as may stand alone; where that is nothing, what
    the page is about. A sentence is never cut, since a "not" may stand at its end.
    """
    front = edition.article.front
    fits = shorten((front.summary,), edition.lang, lambda text: len(text) <= LONGEST_DESCRIPTION)
    return fits or front.subtitle or front.title


def card_of(edition: Edition) -> str:
    """The https address of the card that the social format makes for shared links; "" when the brand hosts none."""
    social = edition.brand.settings.tables.get("social")
    base = str(getattr(social, "pictures", None) or "").rstrip("/")
    path = f"{edition.publication.slug}/{edition.lang}/cards/01-announcement-{CARD[0]}x{CARD[1]}.png"
    return f"{base}/{path}" if base else ""


def open_graph(edition: Edition) -> Iterator[tuple[str, str]]:
    """The properties of the Open Graph protocol (ogp.me), and what they say."""
    front, card = edition.article.front, card_of(edition)
    yield "og:title", front.title
    yield "og:type", "article"
    yield "og:url", edition.canonical
    yield "og:description", description_of(edition)
    yield "og:site_name", edition.brand.name
    yield "og:locale", edition.lang.replace("-", "_")
    if card:
        yield "og:image", card
        yield "og:image:width", str(CARD[0])
        yield "og:image:height", str(CARD[1])
        yield "og:image:alt", front.title
    yield "article:published_time", front.published.isoformat()
    yield "article:modified_time", front.reviewed.isoformat()


def json_ld(edition: Edition) -> str:
    """The page as a MedicalWebPage of schema.org, to stand in a script element."""
    front, brand = edition.article.front, edition.brand
    publisher: dict[str, Any] = {"@type": "Organization", "name": brand.name}
    if brand.contact.web:
        publisher["url"] = brand.contact.web
    record: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "@id": edition.canonical,
        "url": edition.canonical,
        "name": front.title,
        "description": description_of(edition),
        "inLanguage": edition.lang,
        "identifier": front.id,
        "version": front.version,
        "datePublished": front.published.isoformat(),
        "dateModified": max(front.published, front.reviewed).isoformat(),
        "lastReviewed": front.reviewed.isoformat(),
        "reviewedBy": [_person(person) for person in front.reviewers],
        "author": [_person(person) for person in front.authors],
        "publisher": publisher,
        "medicalAudience": {"@type": "MedicalAudience", "audienceType": AUDIENCES[front.audience]},
        "isAccessibleForFree": True,
    }
    optional: dict[str, Any] = {
        "alternativeHeadline": front.subtitle,
        "keywords": list(front.keywords),
        "image": card_of(edition),
        "citation": [
            {"@type": "CreativeWork", "name": reference.text, **({"url": reference.url} if reference.url else {})}
            for reference in edition.article.references.values()
        ],
    }
    record |= {name: value for name, value in optional.items() if value}
    # HTML, 4.12.1.3: "</script" or "<!--" in a text would end the element or swallow what follows.
    return json.dumps(record, ensure_ascii=False, indent=1).replace("<", "\\u003c")


def _person(person: Person) -> dict[str, Any]:
    said: dict[str, Any] = {"@type": "Person" if person.is_person else "Organization", "name": person.name}
    if person.credentials:
        said["honorificSuffix"] = person.credentials
    if person.organisation:
        said["affiliation"] = {"@type": "Organization", "name": person.organisation}
    if person.orcid:
        said["sameAs"] = f"https://orcid.org/{person.orcid}"
    return said
