"""A small article and a brand in memory: the edition that the newsletter's tests render."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.article.reading import read_articles
from pipeline.article.source import Source
from pipeline.edition.artifact import Artifact, Product
from pipeline.edition.edition import Edition, make_edition
from pipeline.edition.publication import Publication
from pipeline.edition.review import State
from pipeline.formats import newsletter
from pipeline.formats.newsletter.settings import settings_of
from pipeline.house.styles import Styles, read_styles

ROOT = Path(__file__).parents[2]

HEAD = """\
---
id: PL-TID-001
version: "1.2"
lang: en
title: {title}
subtitle: What to do in the first two days
summary: >-
  A small wound heals best when it is kept clean and covered. This guide says what to do each day and when to call us.
main_message: >-
  Keep the wound clean and dry for 48 hours. Call us if it gets more red or sore.
authors: [{{name: Example Author, credentials: RN (example), organisation: Example Organisation}}]
reviewers: [{{name: Example Reviewer, credentials: MD (example), organisation: Example Organisation}}]
published: 2026-10-01
reviewed: 2026-10-05
evidence_checked: 2026-10-05
next_review: 2028-10-05
keywords: [stitches, wounds]
funding: none
conflicts: none
advertisement: {advertisement}
references:
  - {{id: leaflet, type: webpage, title: Wound care, URL: "https://www.example.org/wounds", accessed: 2026-10-01}}
newsletter:
  subject: {subject}
  preheader: Four short steps a day, what to take for pain and when to call us.
---
"""

BODY = """\
::: key-points
- Wash your hands before you touch the dressing.
- Keep the wound dry for 48 hours [@leaflet].
- Take 500 mg of paracetamol for pain, at most 4 times a day.
:::

## Each day {#day}

Change the dressing once a day[^why]. Read [what a dressing is](https://www.example.com/dressings) or
[ask us](mailto:{{email}}).

[^why]: A wet dressing lets germs in.

1. Wash your hands.
2. Take off the old dressing.
3. Put on a new one.

::: {.table .doses caption="Pain relief" header-column=true}
| Medicine | Dose | How often |
|---|---|---|
| Paracetamol | 500 mg | 4 times a day |
| Ibuprofen | 200 mg | 3 times a day |
:::

::: figure
![Three layers over a wound: gauze, pad and tape.](images/layers.svg)

The layers of a dressing.
:::

::: {.callout .when-to-call title="Call us the same day"}
Call {{phone}} if you have a temperature above 38 °C or if the wound smells.
:::
"""

LAYERS = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 160" width="320" height="160">
<rect width="320" height="160" fill="#ffffff"/><rect x="20" y="30" width="280" height="30" fill="#0b4f5c"/>
<rect x="20" y="70" width="280" height="30" fill="#9fbfc4"/><text x="30" y="130" font-size="18">Gauze</text></svg>"""


@cache
def styles() -> Styles:
    """Everything under styles/ of this checkout."""
    folder = ROOT / "styles"
    return read_styles({p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()})


def edition(
    title: str = "Care for a small wound",
    subject: str = "How to look after a small wound",
    body: str = BODY,
    brand: str = "harbour-clinic",
    advertisement: str = "false",
    draft: bool = False,
    state: State = State.CURRENT,
    **pictures: bytes,
) -> Edition:
    """The small article in English as a brand publishes it."""
    head = HEAD.format(title=title, subject=subject, advertisement=advertisement)
    files = {"article.md": (head + body).encode(), "images/layers.svg": LAYERS}
    files |= {f"images/{name.replace('_', '.')}": content for name, content in pictures.items()}
    (reading,) = read_articles(Source("wound", "source/wound", files))
    assert reading.article is not None, reading.findings
    article = reading.article
    publication = Publication("wound", article.front.title, article.front.subtitle or "", (article,), article.file)
    made, _ = make_edition(publication, "en", styles().brands[brand], styles(), state, draft)
    return made


def with_brand(given: Edition, **changes: Any) -> Edition:
    return replace(given, brand=replace(given.brand, **changes))


def with_sender(given: Edition, **changes: Any) -> Edition:
    """The edition of a brand whose [newsletter] says something else, be it what brand.toml must not say."""
    table = settings_of(given.brand)
    assert table is not None
    changed = replace(given.brand.settings, tables={"newsletter": table.model_copy(update=changes)})
    return with_brand(given, settings=changed)


def issue(given: Edition, variant: str = "single") -> Artifact:
    """The rendered issue."""
    return newsletter.render(given, Product("newsletter", variant))


@cache
def library_edition(slug: str, lang: str, brand: str) -> Edition:
    """An article of the sample library as a brand publishes it."""
    folder = ROOT / "source" / slug
    files = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    snippets = {p.name: p.read_bytes() for p in (ROOT / "source" / "_snippets").iterdir()}
    for reading in read_articles(Source(slug, f"source/{slug}", files, snippets)):
        if reading.article is not None and reading.article.lang == lang:
            article = reading.article
            publication = Publication(slug, article.front.title, article.front.subtitle or "", (article,), article.file)
            return make_edition(publication, lang, styles().brands[brand], styles(), State.CURRENT, False)[0]
    raise LookupError(f"{slug} in {lang}")


@cache
def digest_edition(lang: str = "en", brand: str = "harbour-clinic") -> Edition:
    """The collection of the sample library as a digest."""
    from pipeline.edition.publication import collect, read_collection

    collection, findings = read_collection(COLLECTION, (ROOT / "source" / f"{COLLECTION}.collection.toml").read_bytes())
    assert collection is not None and findings.found == ()
    articles = {slug: library_edition(slug, lang, brand).article for slug in collection.articles}
    publication = collect(collection, lang, articles)
    return make_edition(publication, lang, styles().brands[brand], styles(), State.CURRENT, False)[0]


COLLECTION = "hair-and-skin"
