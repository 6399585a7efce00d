"""The blocks of a sheet and what was laid out of them come in; how much room they take with other settings goes out.

Only the search for settings rests on this: what is published has been laid out and fits.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from pipeline.article.model import Blocks, Questions
from pipeline.article.plaintext import paragraphs
from pipeline.article.walking import all_blocks, of_kind
from pipeline.formats.handout.boxes import block_heights
from pipeline.press.press import Layout

PER_PARAGRAPH = 20
"""Characters that the end of a paragraph costs: half an empty line and the space below (house)."""

ON_A_SHEET = {"A4": (2800, 3800), "Letter": (2650, 3450)}
"""Characters beside opening and closing, with cards and questions and without (measured on the sample library).

Where the search begins, and nothing more: a wrong number costs another layout.
"""

PX_PER_CHARACTER = 0.55
"""The height in px that a character adds to a question (measured), until some are laid out and tell."""

UNSURE = 0.85
"""The part of a height guessed from characters that is taken for granted (house)."""

ALONE = 0.66
"""A question that stands alone takes the whole line and so two thirds of the height (styles/handout/sheet.css)."""


@dataclass
class Estimate:
    """The heights in px of a sheet's blocks by key, as laid out, else as guessed from their characters.

    `abreast` says whether questions stand two in a row, `columns` in how many columns everything stands
    (styles/handout/sheet.css): what is as high as a page in one of two columns takes half a page.
    """

    characters: Mapping[str, int]
    rows: tuple[tuple[str, ...], ...]
    abreast: bool = True
    columns: int = 1
    heights: dict[str, float] = field(default_factory=dict)

    @property
    def flows(self) -> bool:
        """Whether everything runs through columns and pages; else the questions begin the second page."""
        return self.columns > 1

    def learn(self, layout: Layout) -> None:
        """Take the heights of a layout's blocks."""
        found: dict[str, float] = {}
        for page in layout.document.pages:
            for key, height in block_heights(page).items():
                found[key] = found.get(key, 0.0) + height
        for row in self.rows if self.abreast else ():
            shown = [key for key in row if key in found]
            if len(shown) == 1:
                found[shown[0]] /= ALONE
        self.heights |= found

    def height(self, keys: Collection[str], sure: bool = False) -> float:
        """The height of the blocks with these keys together; `sure` leaves out what a guess may have too much."""
        asked = {key for row in self.rows for key in row}
        single = sum(self._height(key, sure) for key in keys if key not in asked)
        rows = sum(self._questions([key for key in row if key in keys], sure) for row in self.rows)
        return (single + rows) / self.columns

    def _questions(self, keys: list[str], sure: bool) -> float:
        heights = [self._height(key, sure) for key in keys]
        if not self.abreast:
            return sum(heights)
        if len(heights) == 1:
            return heights[0] * ALONE
        return sum(max(heights[at : at + 2]) for at in range(0, len(heights), 2))

    def _height(self, key: str, sure: bool) -> float:
        if key in self.heights:
            return self.heights[key]
        known = [each for each in self.heights if each in self.characters]
        letters = sum(self.characters[each] for each in known)
        rate = sum(self.heights[each] for each in known) / letters if letters else PX_PER_CHARACTER
        return self.characters.get(key, 0) * rate * (UNSURE if sure else 1)


def estimate(blocks: Blocks, optional: Collection[str], abreast: bool = True, columns: int = 1) -> Estimate:
    """What can be told of a sheet's blocks before any is laid out; `optional` are the keys that may be left out."""
    rows = tuple(tuple(each.node.key for each in group.questions) for group in of_kind(blocks, Questions))
    wanted = {*optional, *(key for row in rows for key in row)}
    counted = {part.node.key: characters((part,)) for part in all_blocks(blocks) if part.node.key in wanted}
    return Estimate(counted, rows, abreast, columns)


def characters(blocks: Blocks) -> int:
    """The characters of some blocks, with a constant for each paragraph's end."""
    return sum(len(paragraph) + PER_PARAGRAPH for paragraph in paragraphs(blocks))


def left_out_first(blocks: Blocks, optional: Collection[str], paper: str, whole: bool) -> int:
    """How many of the optional blocks, in their order, must go before the others could fit a sheet of `paper`."""
    if paper not in ON_A_SHEET:
        return 0
    room = ON_A_SHEET[paper][whole]
    counted = estimate(blocks, optional).characters
    left = characters(blocks)
    for number, key in enumerate(optional):
        if left <= room:
            return number
        left -= counted[key]
    return len(optional)
