"""An edition comes in; a file goes out that says everything a reader could be told of it, in milliseconds."""

from __future__ import annotations

import json
import sys
from typing import Any

from pipeline.edition.artifact import Artifact, File, Placement, Product
from pipeline.edition.edition import Edition
from pipeline.errors import PlainleafError
from tests.building.leaf import Leaf

FORMATS = ("leaf", "twig")


class Wisp(Leaf):
    """A leaf that tells its source, brand and state (`said`), its styles (`look`) and the pages of another (`pages`).

    A title with "!" is an error in every product, with "?" in "full" only, with "no-twig" in every twig; one with
    "refuses" cannot be rendered.
    """

    def render(self, edition: Edition, product: Product) -> Artifact:
        titles = [article.front.title for article in edition.publication.articles]
        if any("refuses" in title for title in titles):
            raise PlainleafError("it refuses", hint="ask it kindly")
        said = {
            "titles": titles,
            "title": edition.publication.title,
            "brand": [edition.brand.name, sorted(edition.brand.values.items())],
            "state": [edition.state.value, edition.draft, edition.article.front.status.value],
            "last day": edition.last_day.isoformat(),
            "siblings": [[each.lang, each.canonical] for each in edition.publication.siblings],
            "loud": any("!" in title or (self.NAME == "twig" and "no-twig" in title) for title in titles),
        }
        told = {"said": said, "look": edition.styles["leaf/leaf.html"].decode() if self.NAME == "leaf" else ""}
        told["pages"] = dict(edition.page_map or {})
        file = File(f"{product.variant}.json", "application/json", json.dumps(told, sort_keys=True).encode())
        page = 1 + sum(map(len, titles)) % 3
        return Artifact(product, (file,), (Placement("walk", f"page {page}", page),))

    def check(self, reading: Any, edition: Edition) -> Any:
        from pipeline.finding import Findings, Place
        from tests.building.leaf import SHOUTING

        artifact = reading.artifact
        said = json.loads(artifact.main.content)["said"]
        asking = artifact.product.variant == "full" and any("?" in title for title in said["titles"])
        if not said["loud"] and not asking:
            return Findings()
        return Findings((SHOUTING.finding(Place(self.NAME), "it shouts", "lower your voice"),))


def small_formats() -> None:
    """Two wisps in the place of the real formats, the second with the page numbers of the first."""
    import pipeline.channels

    for name, uses in (("leaf", frozenset[str]()), ("twig", frozenset({"leaf"}))):
        sys.modules[f"pipeline.formats.{name}"] = Wisp(name, uses)
    small: Any = pipeline.channels
    small.FORMATS = FORMATS
