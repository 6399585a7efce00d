"""Articles come in as Markdown; editions and finished pages for tests go out."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from pipeline.edition.artifact import Artifact
from pipeline.edition.edition import Edition
from pipeline.edition.publication import Sibling
from pipeline.formats import page
from tests.booklet.library import article, edition
from tests.rules.booklet.faults import picture

BODY = """
Water rises and falls [@noaa]. Ask about the range.

## Moon and sun {#moon}

The moon pulls.[^1] See [spring tides](#spring) and [our table](https://www.example.org/tides).

![A moon over water.](images/moon.png)

### The sun {#sun}

The sun *pulls* too.

[^1]: So does the sun.

## Spring tides {#spring}

::: {.table caption="Heights"}
| Port | Height |
|------|--------|
| East | 2 m    |
:::

## Words {#words}

::: {.glossary #glossary}
Range
: How far water rises.
:::

## When to call {#call}

::: {.callout .when-to-call #when-to-call}
Call us on {{phone}} if the water comes in.
:::
"""
REFERENCES = """references:
  - {id: noaa, type: book, title: Tides, issued: 2020, URL: "https://www.example.org/tides"}
"""


@cache
def tides() -> Edition:
    """An edition with a part of everything that a page shows, and a translation beside it."""
    made = edition(article(BODY, more=REFERENCES, files={"images/moon.png": picture("PNG", (60, 40))}))
    return replace(made, publication=replace(made.publication, siblings=(Sibling("es", "", False),)))


def rendered(made: Edition, variant: str = "web") -> Artifact:
    (product,) = (each for each in page.products(made) if each.variant == variant)
    return page.render(made, product)
