"""A Word file that plainleaf exported comes back edited; the article with the edits, and a list of them, goes out.

What was not touched keeps its lines to the letter: front matter, attributes, citations, notes and shared snippets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pipeline.article.source import ARTICLE_NAME
from pipeline.manuscript.admission import parse_xml, unpack
from pipeline.manuscript.pieces import Kind, Piece
from pipeline.manuscript.returning.bookmarks import read_regions
from pipeline.manuscript.returning.exporting import NAMESPACE, export_word, read_sourced
from pipeline.manuscript.returning.patch import Change, Patch
from pipeline.manuscript.returning.rebuilding import STAND_IN
from pipeline.manuscript.word.package import Package, open_package


@dataclass(frozen=True)
class Returned:
    """The article's text with the edits in it, and the edits."""

    text: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """The article that a Word file was exported from: its folder, the name of its text in there, and the text."""

    slug: str
    name: str
    text: str


def source_of(parts: Mapping[str, bytes], file: str) -> Origin | None:
    """The article that a Word file was exported from, None for any other file."""
    for part, content in parts.items():
        if part.startswith("customXml/") and part.endswith(".xml") and NAMESPACE.encode() in content:
            root: Any = parse_xml(content, file, part)
            if root.tag == f"{{{NAMESPACE}}}source":
                name = str(root.get("name", ""))
                text = "".join(root.itertext())
                return Origin(str(root.get("slug", "")), name if ARTICLE_NAME.match(name) else "article.md", text)
    return None


def read_returned(package: Package, keep: frozenset[str], origin: Origin) -> Returned:
    """The article with the edits. Raises PlainleafError when the file cannot be read."""
    file = package.file
    sourced = read_sourced(origin.text, f"source/{origin.slug}/{origin.name}")
    fresh = open_package(unpack(export_word(origin.text, origin.slug, {}), file), file)
    before = {region.name: region for region in read_regions(fresh, frozenset())}
    after = read_regions(package, keep)
    patch = Patch(sourced)
    patch.front(after, before)
    patch.body(after, before)
    return Returned(patch.text(), tuple(sorted(patch.changes, key=lambda c: c.line)))


def without_stand_ins(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Pieces of a returned file: its pictures are copies of the article's own."""
    for piece in pieces:
        if piece.kind is Kind.IMAGE and not piece.left_out:
            yield replace(piece, left_out="a copy of the article's own picture, which stays")
        elif STAND_IN.match(piece.text):
            yield replace(piece, left_out="stands for the article's own picture, which stays")
        else:
            yield piece
