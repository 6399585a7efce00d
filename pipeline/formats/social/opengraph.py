"""An edition and its announcement card come in; the Open Graph tags of its web page go out."""

from __future__ import annotations

from html import escape

from pipeline.edition.artifact import File
from pipeline.edition.edition import Edition
from pipeline.language.shortening import shorten
from pipeline.tags import primary_of

NAME = "open-graph.html"
SIZE = (1200, 630)
"""Meta, Images in Link Shares: 1200 × 630 px and more are shown large."""

LONGEST_DESCRIPTION = 200
LOCALES = {"en": "en_GB", "es": "es_ES", "ar": "ar_AR", "de": "de_DE", "fr": "fr_FR"}


def write_tags(edition: Edition, picture: str, alt: str) -> File:
    """open-graph.html: the meta elements to put into the head of the article's page. `picture` is its https address."""
    front = edition.article.front
    description = shorten((front.summary,), edition.lang, lambda text: len(text) <= LONGEST_DESCRIPTION)
    region = edition.brand.region
    primary = primary_of(edition.lang)
    tags = {
        "og:title": front.title,
        "og:type": "article",
        "og:url": edition.canonical,
        "og:image": picture,
        "og:image:width": str(SIZE[0]),
        "og:image:height": str(SIZE[1]),
        "og:image:alt": alt,
        "og:description": description or front.subtitle or "",
        "og:site_name": edition.brand.name,
        "og:locale": f"{primary}_{region}" if primary == "en" else LOCALES.get(primary, primary),
        "article:published_time": front.published.isoformat(),
        "article:modified_time": front.reviewed.isoformat(),
    }
    lines = [f'<meta property="{name}" content="{escape(value)}">' for name, value in tags.items() if value]
    lines += [
        '<meta name="twitter:card" content="summary_large_image">',
        f'<meta name="twitter:image:alt" content="{escape(alt[:420])}">',
    ]
    return File(NAME, "text/html", ("\n".join(lines) + "\n").encode("utf-8"))
