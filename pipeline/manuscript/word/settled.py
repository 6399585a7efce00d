"""A Word document in plain elements comes in; it goes out with its questions and what was taken out of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pipeline.finding import Place
from pipeline.manuscript.pieces import Piece, Query
from pipeline.manuscript.word.fields import CONTENTS
from pipeline.manuscript.word.listing import Listing
from pipeline.manuscript.word.package import Package, W, is_on, owner
from pipeline.manuscript.word.styles import Styles


@dataclass
class Settled:
    """A document ready to be read: its package (notes settled too), the root of its main part, its styles, the
    questions that it raises, and pieces that were taken out.
    """

    package: Package
    root: Any
    styles: Styles
    listing: Listing
    queries: list[Query] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    lang: str = ""

    @property
    def file(self) -> str:
        return self.package.file

    def ask(self, name: str, asks: str, hint: str, element: Any) -> None:
        """Note a question with the words around its place."""
        self.queries.append(Query(name, asks, hint, place=Place(self.package.file, part=near(element))))


def near(element: Any) -> str:
    """The words of the paragraph that an element stands in, as a place."""
    paragraph = element if element.tag == f"{W}p" else owner(element, f"{W}p")
    words = "".join(t.text or "" for t in paragraph.iter(f"{W}t")) if paragraph is not None else ""
    return f'near "{" ".join(words.split())[:50]}"' if words.strip() else "a paragraph without words"


def is_contents(paragraph: Any, styles: Styles) -> bool:
    """Whether a paragraph is a line of a table of contents or of a list of figures."""
    return bool(paragraph.get(CONTENTS)) or styles.paragraph(paragraph).contents


def is_hidden(run: Any) -> bool:
    """Whether the words of a run are hidden."""
    properties = run.find(f"{W}rPr")
    return properties is not None and is_on(properties.find(f"{W}vanish"))
