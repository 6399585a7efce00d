"""The paragraphs of a settled Word document come in; which are items of lists, with what number, goes out.

A paragraph without a number that is indented as far as the text of the item before it is a further paragraph of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.manuscript.items import ItemMark
from pipeline.manuscript.word.fields import CONTENTS
from pipeline.manuscript.word.numbers import Numbers
from pipeline.manuscript.word.package import W, is_on
from pipeline.manuscript.word.styles import Style, Styles

ITEM = "plainleaf-item"
"""The attribute of a list paragraph: the index of its mark."""

NUMBER = "plainleaf-number"
"""The attribute of a numbered heading: its number as Word shows it."""

_SLACK = 120
"""House: twips by which an indent may fall short of the text above it (2 mm)."""
_DEEP = 360
"""House: twips from the margin from which a paragraph counts as indented below an item that says no indent (6 mm)."""

_DEEPER = re.compile(r"list (?:bullet|number|continue)(?: (?P<level>[2-5]))?")
_OTHER = re.compile(r"quot|zitat|citation|cita|preformatted|source code|code|macro")


@dataclass
class Listing:
    """Gives each list paragraph its mark, story by story; numbers count on as Word counts them."""

    numbers: Numbers
    styles: Styles
    marks: list[ItemMark] = field(default_factory=list)

    def number(self, story: Any) -> None:
        """Set the attributes ITEM and NUMBER on the paragraphs of a story."""
        open_items: list[tuple[int, int]] = []
        before: Any = None
        for paragraph in story.iter(f"{W}p"):
            style = self.styles.paragraph(paragraph)
            if before is not None and not _neighbours(before, paragraph):
                open_items = []
            before = paragraph
            if paragraph.get(CONTENTS) or style.contents or _is_gone(paragraph):
                continue
            mark = self._mark(style)
            if mark is not None and (style.level or style.title or style.subtitle or style.caption):
                paragraph.set(NUMBER, mark.label)
                open_items = []
            elif mark is not None:
                self._set(paragraph, mark)
                indent = self._indent(paragraph, style)
                open_items = [(d, i) for d, i in open_items if d < mark.depth] + [(mark.depth, indent)]
            elif open_items and (depth := self._goes_on(style, open_items)) is not None:
                self._set(paragraph, ItemMark("more", depth))
            elif any(True for _ in paragraph.iter(f"{W}t")):
                open_items = []

    def _set(self, paragraph: Any, mark: ItemMark) -> None:
        paragraph.set(ITEM, str(len(self.marks)))
        self.marks.append(mark)

    def _mark(self, style: Style) -> ItemMark | None:
        if not style.listed:
            return None
        mark = self.numbers.mark(style.number, style.depth)
        named = _DEEPER.fullmatch(style.name)
        if mark and named and named["level"] and not mark.depth:
            return replace(mark, depth=int(named["level"]) - 1)
        return mark

    def _indent(self, paragraph: Any, style: Style) -> int:
        """Where the text of an item begins: its own indent goes before that of its level, that before its style's."""
        own = paragraph.find(f"{W}pPr/{W}ind")
        level = self.numbers.level(style.number, style.depth)
        if (own is None or own.get(f"{W}left", own.get(f"{W}start")) is None) and level and level.indent is not None:
            return level.indent
        return style.indent or 0

    def _goes_on(self, style: Style, open_items: list[tuple[int, int]]) -> int | None:
        """The depth of the item that a paragraph without a number goes on with, None when it stands for itself."""
        if style.level or style.title or style.subtitle or style.caption or _OTHER.search(style.name):
            return None
        named = _DEEPER.fullmatch(style.name)
        if named and "continue" in style.name:
            return min(int(named["level"] or 1) - 1, open_items[-1][0])
        indent = style.indent or 0
        fits = [depth for depth, text in open_items if indent > 0 and indent >= (text or _DEEP) - _SLACK]
        return fits[-1] if fits else None

    def of(self, paragraph: Any) -> ItemMark | None:
        """The mark of a paragraph, None for one that stands in no list."""
        index = paragraph.get(ITEM)
        return self.marks[int(index)] if index is not None else None


def _neighbours(one: Any, other: Any) -> bool:
    """Whether two paragraphs follow each other in the same body, cell, box or note."""
    return _room(one) is _room(other)


def _room(paragraph: Any) -> Any:
    rooms = {f"{W}{name}" for name in ("body", "tc", "txbxContent", "footnote", "endnote", "comment")}
    return next((a for a in paragraph.iterancestors() if a.tag in rooms), None)


def _is_gone(paragraph: Any) -> bool:
    """Whether a paragraph is hidden as a whole, mark and words: then Word gives it no number."""
    mark = paragraph.find(f"{W}pPr/{W}rPr/{W}vanish")
    return is_on(mark) and all(is_on(run.find(f"{W}rPr/{W}vanish")) for run in _runs(paragraph))


def _runs(paragraph: Any) -> Iterator[Any]:
    return (run for run in paragraph.iter(f"{W}r") if run.find(f"{W}t") is not None)
