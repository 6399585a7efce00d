"""Small articles and brands in memory: the editions that the handout's tests render."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pipeline.article.reading import read_articles
from pipeline.article.source import Source
from pipeline.edition.artifact import Artifact, Product
from pipeline.edition.edition import Edition, make_edition
from pipeline.edition.publication import Publication
from pipeline.edition.review import State
from pipeline.formats import handout
from pipeline.house.styles import Styles, read_styles

ROOT = Path(__file__).parents[2]

HEAD = """\
---
id: PL-TID-001
version: "1.2"
lang: {lang}
title: {title}
summary: A small wound heals best when it is kept clean and covered.
main_message: Keep the wound clean and dry for 48 hours. Call us if it gets more red or sore.
authors: [{{name: Example Author, credentials: RN (example), organisation: Example Organisation}}]
reviewers: [{{name: Example Reviewer, credentials: MD (example), organisation: Example Organisation}}]
published: 2026-10-01
reviewed: 2026-10-05
evidence_checked: 2026-10-05
next_review: 2028-10-05
keywords: [stitches, wounds]
funding: none
conflicts: none
advertisement: false
references:
  - {{id: leaflet, type: webpage, title: Wound care, URL: "https://www.example.org/wounds", accessed: 2026-10-01}}
---
"""

BODY = """\
::: key-points
- Wash your hands before you touch the dressing.
- Keep the wound dry for 48 hours [@leaflet].
:::

## Each day {#day}

Change the dressing once a day[^why]. Read [what a dressing is](https://www.example.com/dressings).

[^why]: A wet dressing lets germs in.

1. Wash your hands.
2. Take off the old dressing:
   - slowly,
   - with clean fingers.
3. Put on a new one.

::: {.table .doses caption="Pain relief" header-column=true}
| Medicine | Dose |
|---|---|
| Paracetamol | 500 mg |
| Ibuprofen | 200 mg |
:::

::: figure
![Three layers over a wound: gauze, pad and tape.](images/layers.svg)

The layers of a dressing.
:::

::: {.callout .when-to-call}
Call {{phone}} if you have a temperature above 38 °C.
:::
"""

LAYERS = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 160" width="320" height="160">
<rect width="320" height="160" fill="#ffffff"/><rect x="20" y="30" width="280" height="30" fill="#0b4f5c"/>
<rect x="20" y="70" width="280" height="30" fill="#9fbfc4"/></svg>"""


@cache
def styles() -> Styles:
    """Everything under styles/ of this checkout."""
    folder = ROOT / "styles"
    return read_styles({p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()})


def edition(
    body: str = BODY,
    title: str = "Care for a small wound",
    lang: str = "en",
    brand: str = "harbour-clinic",
    state: State = State.CURRENT,
    draft: bool = False,
    pictures: dict[str, bytes] | None = None,
) -> Edition:
    """The small article as a brand publishes it."""
    files = {"article.md": (HEAD.format(title=title, lang=lang) + body).encode(), "images/layers.svg": LAYERS}
    files |= {f"images/{name}": content for name, content in (pictures or {}).items()}
    (reading,) = read_articles(Source("wound", "source/wound", files))
    assert reading.article is not None, reading.findings
    article = reading.article
    publication = Publication("wound", article.front.title, "", (article,), article.file)
    made, _ = make_edition(publication, lang, styles().brands[brand], styles(), state, draft)
    return made


@cache
def library_edition(slug: str, lang: str, brand: str) -> Edition:
    """An article of the sample library as a brand publishes it."""
    folder = ROOT / "source" / slug
    files = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    snippets = {p.name: p.read_bytes() for p in (ROOT / "source" / "_snippets").iterdir()}
    for reading in read_articles(Source(slug, f"source/{slug}", files, snippets)):
        if reading.article is not None and reading.article.lang == lang:
            article = reading.article
            publication = Publication(slug, article.front.title, "", (article,), article.file)
            return make_edition(publication, lang, styles().brands[brand], styles(), State.CURRENT, False)[0]
    raise LookupError(f"{slug} in {lang}")


def printed(given: Edition, variant: str = "full", paper: str = "") -> Artifact:
    """The rendered handout."""
    return handout.render(given, Product("handout", variant, paper or given.brand.paper))
