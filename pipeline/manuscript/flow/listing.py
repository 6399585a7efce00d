"""The marks of list items, found by a reader, come in by paragraph; each paragraph's own goes out."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.manuscript.flow.content import Paragraph
from pipeline.manuscript.items import ItemMark
from pipeline.manuscript.word.styles import Style


def is_title(name: str) -> bool:
    """Whether a style is that of the title or subtitle."""
    return Style(name).title or Style(name).subtitle


@dataclass
class Listing:
    """The marks of all list paragraphs, found once in reading order."""

    marks: dict[int, ItemMark] = field(default_factory=dict)
    cuts: dict[int, int] = field(default_factory=dict)

    def mark(self, paragraph: Paragraph) -> ItemMark | None:
        """The mark of a paragraph, None for one that stands in no list."""
        return self.marks.get(id(paragraph))

    def cut(self, paragraph: Paragraph) -> int:
        """How many characters a typed mark takes at the front of a paragraph."""
        return self.cuts.get(id(paragraph), 0)
