"""An article comes in; the other articles that it links to, and the findings on those that are not there, go out."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pipeline.finding import Findings, Place

if TYPE_CHECKING:
    from pipeline.article.model import Article

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")


class Neighbour(NamedTuple):
    """A link without a scheme and not to a #key: its target and words, and the file and line it stands in."""

    target: str
    words: str
    file: str
    line: int


def neighbours(article: Article) -> tuple[Neighbour, ...]:
    """Every link of an article that can only lead to another article, in reading order."""
    from pipeline.article.body.inlines import plain
    from pipeline.article.model import Link
    from pipeline.article.walking import walk

    found = []
    place = Place(article.file)
    for part in walk(article.blocks):
        if hasattr(part, "node"):
            place = part.node.place
        if isinstance(part, Link) and not _SCHEME.match(part.target) and not part.target.startswith("#"):
            found.append(Neighbour(part.target, plain(part.children).strip(), place.file, place.first))
    return tuple(found)


def lost(links: Sequence[Neighbour], known: Collection[str]) -> Findings:
    """The links to articles that are not in `known`, the slugs of the library."""
    from pipeline.article import syntax

    hint = "name an article of this library, or write the whole address: https://…"
    return Findings(
        tuple(
            syntax.LINK_BROKEN.finding(
                Place(link.file, link.line, link.line),
                f'the link "{link.words}" leads to "{link.target[:60]}", and there is no such article',
                hint,
            )
            for link in links
            if link.target.partition("#")[0] not in known
        )
    )
