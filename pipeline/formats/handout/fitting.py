"""The blocks of a sheet come in; the settings with which its pages hold the most of them go out, and what they cost.

Lines, margins and figures become tighter first; only then blocks go, the least valuable first, and what was left out is
tried again wherever room came free. The type size is no lever.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from pipeline.article.material import Picture
from pipeline.article.model import Blocks, Figure
from pipeline.article.walking import of_kind
from pipeline.formats.handout.boxes import block_heights, page_height, used_height
from pipeline.formats.handout.choosing import Optional, words_of
from pipeline.formats.handout.levers import LEVELS, Level, Settings
from pipeline.markup.escaping import anchor_of
from pipeline.press.press import Layout

SMALLEST_PT = 9.0
"""No words are printed smaller (PDF-TY-01, house)."""

PT_PER_MM = 72 / 25.4
FONT_SIZE = re.compile(r"font-size[=:]\s*[\"']?([\d.]+)")

PAGES = 2
"""One sheet, both sides (PDF-PR-04, house)."""

LEAST_USED = 0.4
"""A last page that is emptier is saved where tighter lines save it (house)."""

RETRIES = 4
"""How many blocks that were left out are tried again in vain (house): each costs a layout."""

HOPE = 0.8
"""A block is tried again when this share of its height finds room: it may close a gap (house)."""

SHRINK = 0.85
"""What is left of a height when the most generous level becomes the tightest one (measured: 0.78 to 0.9)."""

LEAST_SHRINK = 0.5
"""No text and no figure is left with less of its height at the tightest level; what is longer needs no try."""

GUESSES = 3
"""How many counts are tried because heights promise them, before those in the middle."""


def fit(
    attempt: Callable[[Settings], Layout],
    optional: Sequence[Optional],
    levels: Sequence[Level] = LEVELS,
    pages: int = PAGES,
    columns: int = 1,
) -> tuple[Layout, Settings]:
    """The layout that holds most of what is `optional`, in its order, on so many pages; of those the most generous one.

    Where nothing fits, the tightest one with everything left out.
    """
    search = _Search(attempt, levels, pages)
    settings = search.settled(Settings(level=levels[0]), optional)
    if search.fits(settings):
        settings = search.evened(settings, columns)
    return search.layout(settings), settings


class _Search:
    """Layouts of one sheet, each made once."""

    def __init__(self, attempt: Callable[[Settings], Layout], levels: Sequence[Level], pages: int) -> None:
        self._attempt, self._levels, self._pages = attempt, levels, pages
        self._layouts: dict[Settings, Layout] = {}
        self._heights: dict[str, float] = {}

    def layout(self, settings: Settings) -> Layout:
        if settings not in self._layouts:
            layout = self._layouts[settings] = self._attempt(settings)
            heights: Counter[str] = Counter()
            for page in layout.document.pages:
                heights.update(block_heights(page))
            for key, height in heights.items():
                self._heights[key] = max(height, self._heights.get(key, 0.0))
        return self._layouts[settings]

    def fits(self, settings: Settings) -> bool:
        return len(self.layout(settings).document.pages) <= self._pages

    def settled(self, settings: Settings, optional: Sequence[Optional]) -> Settings:
        """The settings with which most of what is optional fits."""
        if self.fits(settings):
            return settings
        generous, settings = settings, replace(settings, level=self._levels[-1])
        if -self._free(generous) > self._room(generous) * (1 / LEAST_SHRINK - 1) or not self.fits(settings):
            count = self.least([each.key for each in optional], settings, generous)
            settings = replace(settings, dropped=frozenset(each.key for each in optional[:count]))
            if not self.fits(settings):
                return settings
            settings = self.restored(settings, list(reversed(optional[:count])))
        return self.loosened(settings)

    def evened(self, settings: Settings, columns: int) -> Settings:
        """The same with a last page that is worth turning to, and columns of one height, where that costs no page."""
        pages = self.layout(settings).document.pages
        if len(pages) > 1 and used_height(pages[-1]) < LEAST_USED * page_height(pages[-1]) and not settings.dropped:
            tight = replace(settings, level=self._levels[-1])
            settings = tight if len(self.layout(tight).document.pages) < len(pages) else settings
        if columns == 1:
            return settings
        even = replace(settings, balanced=True)
        return even if self.fits(even) and self._ends(even) <= self._ends(settings) else settings

    def _ends(self, settings: Settings) -> int:
        return len(self.layout(settings).document.pages)

    def least(self, keys: Sequence[str], settings: Settings, measured: Settings) -> int:
        """How many of the keys, in their order, must go at least; all of them when that is not enough.

        Heights say which count to try, those of the layout with `measured` settings first; a layout decides.
        """
        low, high, shrink, tries = 0, len(keys), SHRINK, 0
        while high - low > 1:
            known, tries = len(measured.dropped), tries + 1
            count = self._enough(keys, known, self._free(measured, shrink), shrink)
            probe = min(max(count, low + 1), high - 1) if tries <= GUESSES else (low + high) // 2
            measured, shrink = replace(settings, dropped=frozenset(keys[:probe])), 1.0
            if self.fits(measured):
                high = probe
            else:
                low = probe
        return high

    def _enough(self, keys: Sequence[str], count: int, free: float, shrink: float) -> int:
        """How many of the keys have to go by their heights where `free` px are left, or lack, without `count`."""
        heights = [shrink * self._heights.get(anchor_of(key), 0.0) for key in keys]
        while free < 0 and count < len(keys):
            free += heights[count]
            count += 1
        while count and free >= heights[count - 1]:
            free -= heights[count - 1]
            count -= 1
        return count

    def restored(self, settings: Settings, gone: Sequence[Optional]) -> Settings:
        """The settings with whatever still finds room, the most valuable first."""
        tries = 0
        for each in gone:
            needed = self._heights.get(anchor_of(each.key), 0.0)
            if tries >= RETRIES or HOPE * needed > self._free(settings):
                continue
            wider = replace(settings, dropped=settings.dropped - {each.key})
            if self.fits(wider):
                settings = wider
            else:
                tries += 1
        return settings

    def _free(self, settings: Settings, shrink: float = 1.0) -> float:
        """The height in px that is left on the pages, below 0 when more is needed, if all shrinks by so much."""
        used = [used_height(page) for page in self.layout(settings).document.pages]
        free = self._room(settings) - shrink * sum(used)
        # What whole blocks leave white at a foot takes none of what did not fit.
        return min(free, -sum(used[self._pages :])) if shrink == 1 and len(used) > self._pages else free

    def _room(self, settings: Settings) -> float:
        """The height in px of the pages that are allowed."""
        heights = [page_height(page) for page in self.layout(settings).document.pages[: self._pages]]
        return sum(heights) + heights[-1] * (self._pages - len(heights))

    def loosened(self, settings: Settings) -> Settings:
        """The same with the most generous level that fits. The room that is left says which level to try."""
        low, high = 0, self._levels.index(settings.level)
        while low < high:
            found = replace(settings, level=self._levels[high])
            step = (1 / SHRINK - 1) / len(self._levels) * (self._room(found) - self._free(found))
            probe = max(low, high - max(1, int(HOPE * self._free(found) / step)))
            if self.fits(replace(settings, level=self._levels[probe])):
                high = probe
            else:
                low = probe + 1
        return replace(settings, level=self._levels[high])


def decisions(
    settings: Settings, optional: Sequence[Optional], pages: int, levels: Sequence[Level] = LEVELS, allowed: int = PAGES
) -> tuple[str, ...]:
    """What was done to fit one sheet, in sentences for the report."""
    said = [f"left out {each.said} to fit one sheet" for each in optional if each.key in settings.dropped]
    usual, level = levels[0], settings.level
    if level.figure_mm != usual.figure_mm:
        said.append(f"figures are at most {level.figure_mm} mm high instead of {usual.figure_mm}")
    if level.margin_mm != usual.margin_mm:
        said.append(f"side margins are {level.margin_mm:g} mm instead of {usual.margin_mm:g}")
    if level.leading_pt != usual.leading_pt:
        said.append(f"lines are {level.leading_pt:g} pt apart instead of {usual.leading_pt:g}")
    if pages > allowed:
        said.append(f"nothing more may be changed: the sheet still takes {pages} pages")
    return tuple(said)


def illegible_figures(
    blocks: Blocks,
    pictures: Mapping[str, Picture],
    width_mm: float,
    least_pt: float = SMALLEST_PT,
    tallest_mm: float = math.inf,
) -> tuple[Optional, ...]:
    """Figures whose words would be printed smaller than `least_pt` in a column of `width_mm`, `tallest_mm` high.

    Read from the font sizes of an SVG picture; a raster picture's words cannot be told.
    """
    found = []
    for figure in of_kind(blocks, Figure):
        picture = pictures.get(figure.image.name)
        if picture is None or picture.media_type != "image/svg+xml":
            continue
        sizes = [float(size) for size in FONT_SIZE.findall(picture.content.decode("utf-8", "replace"))]
        shown_mm = min(width_mm, tallest_mm * picture.width / picture.height)
        shown_pt = min(sizes, default=1000) * shown_mm * PT_PER_MM / picture.width
        if shown_pt < least_pt:
            found.append(Optional(figure.node.key, 0, words_of(figure)))
    return tuple(found)
