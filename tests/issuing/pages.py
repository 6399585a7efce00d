"""Finished pages as small as they can be, and a site made of them."""

from __future__ import annotations

import html
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache

from pipeline.edition.copies import Printed
from pipeline.house.styles import Styles, read_styles
from pipeline.issuing.site.addresses import Base
from pipeline.issuing.site.gone import Gone
from pipeline.issuing.site.guide import Guide, read_guide
from pipeline.issuing.site.making import Collected, Site, make_site
from tests.workspace import ROOT, folder_files

WEB = "https://harbour.example.org/leaflets/"


def finished(
    slug: str,
    *,
    lang: str = "en",
    title: str = "",
    body: str = "",
    address: str = "",
    day: str = "2026-11-02",
    **more: object,
) -> bytes:
    """A page as the format writes it, with what a site looks at."""
    title = title or f"About {slug}"
    record = {
        "url": address or WEB + slug + ("" if lang == "en" else f".{lang}"),
        "name": title,
        "description": f"What to know about {slug}",
        "inLanguage": lang,
        "identifier": f"PL-{slug}",
        "version": "1.0",
        "datePublished": "2026-10-01",
        "lastReviewed": day,
        "keywords": ["Sea", slug],
    } | more
    said = json.dumps(record, ensure_ascii=False).replace("<", "\\u003c")
    direction = "rtl" if lang == "ar" else "ltr"
    return f"""<!doctype html>
<html lang="{lang}" dir="{direction}">
<head><meta charset="utf-8"><title>{html.escape(title)}</title>
<link rel="canonical" href="{record["url"]}">
<style>@font-face{{src:url("fonts/x-1.woff2")}}</style>
<script type="application/ld+json">
{said}
</script>
</head>
<body class="pl">
<header class="band">
<p>Harbour</p>
</header>
<main><h1 id="title">{html.escape(title)}</h1>
{body or "<p>Take 5 mg.</p>"}
</main>
</body>
</html>
""".encode()


def guide(slug: str, **more: str) -> Guide:
    lang = more.get("lang", "en")
    return read_guide(finished(slug, **more), f"harbour-clinic/{lang}/{slug}", slug)


@cache
def styles() -> Styles:
    return read_styles(folder_files(ROOT / "styles"))


def site_of(
    guides: Sequence[Guide],
    gone: Sequence[Gone] = (),
    *,
    base: str = WEB,
    published: Mapping[str, Sequence[str]] | None = None,
    collected: Sequence[Collected] = (),
    languages: tuple[str, ...] = ("en", "es", "ar"),
    printed: Sequence[Printed] = (),
    pageless: Collection[str] = (),
) -> Site:
    """The site of the clinic of the sample library with these guides."""
    house = replace(styles().brands["harbour-clinic"], languages=languages)
    return make_site(house, styles(), Base(base), guides, gone, published or {}, collected, printed, pageless)
