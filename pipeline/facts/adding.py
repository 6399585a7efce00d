"""An edition and what a receiver gets of it come in; promises that stand there and not in the article go out.

What the article says is judged by its own rules. Here it is what others put around it: a brand's values, the words of a
template, the records for search engines and shops.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.article.rules.statements import statements
from pipeline.edition.artifact import Artifact, Product
from pipeline.edition.edition import Edition
from pipeline.facts.proving import Read
from pipeline.facts.rules import PROMISED
from pipeline.finding import Finding, Findings, Place
from pipeline.language.folding import fold
from pipeline.language.phrases import phrase_book

LISTS = ("claim", "hype", "fear", "approval")
JSON_LD = "application/ld+json"
_SCRIPT = re.compile(rb'<script[^>]*type="application/ld\+json"[^>]*>(.*?)</script>', re.S)


def added_promises(edition: Edition, product: Product, reading: Read, artifact: Artifact) -> Findings:
    """A finding for each promise, praise or pressure in a product, its JSON-LD included, that no article of it says."""
    known = _said_by_articles(edition)
    told: dict[str, str] = {}
    for name, passages in reading.copies.items():
        for passage in passages:
            told.setdefault(passage.text, passage.where or name)
    for text in _records(artifact):
        told.setdefault(text, "JSON-LD")
    found = [finding for text, where in told.items() for finding in _judged(text, where, known, edition, product)]
    return Findings(tuple(dict.fromkeys(found)))


def _said_by_articles(edition: Edition) -> str:
    """All that the articles say themselves, folded; values of the brand that were filled in are not theirs."""
    words = "\n".join(s.text for article in edition.publication.articles for s in statements(article))
    for value in edition.brand.values.values():
        words = words.replace(value, " ") if value else words
    return fold(words).text


def _judged(text: str, where: str, known: str, edition: Edition, product: Product) -> Iterator[Finding]:
    for match in phrase_book().find(text, edition.lang, LISTS):
        if match.claimed and fold(match.text).text not in known:
            place = Place(edition.publication.file, part=f"{product}, {where}" if where else str(product))
            message = f'"{match.text}" promises, praises or presses, and stands in no article'
            yield PROMISED.finding(place, message, "look for it in the brand's settings and styles, and take it out")


def _records(artifact: Artifact) -> Iterator[str]:
    """Every text of the JSON-LD that goes out with a product."""
    for file in artifact.files:
        if file.media_type == JSON_LD:
            yield from _texts(_read(file.content))
        elif file.media_type.startswith("text/html"):
            for script in _SCRIPT.findall(file.content):
                yield from _texts(_read(script))


def _read(content: bytes) -> object:
    """What a record holds; rules of its format say that one cannot be read."""
    try:
        return json.loads(content)
    except ValueError:
        return None


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str) and not value.startswith(("http:", "https:", "urn:")):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
