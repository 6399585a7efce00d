"""What stands on the pages of a finished PDF, and the tags a screen reader walks, as values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pipeline.language.reading_order import in_reading_order
from pipeline.press.colour import Shares

Box = tuple[float, float, float, float]


@dataclass(eq=False)
class TextRun:
    """Glyphs shown by one operator. `box` is left, bottom, right, top in pt from the lower left corner of the page.

    `text` is what they say from left to right, also of words that are read from the right (`said_by` turns them).
    `size` is the size as it stands on the paper, `missing` how many glyphs are .notdef, `clipped` whether a clip cuts
    it off, `order` its place in painting order. `artifact` is None for content, else the subtype ("Header"); `mcid` is
    None for what is not in the tags.
    """

    text: str
    font: str
    size: float
    baseline: float
    box: Box
    colour: Shares
    mcid: int | None
    artifact: str | None
    actual: str | None
    missing: int = 0
    bold: bool = False
    clipped: bool = False
    order: int = 0


@dataclass(eq=False)
class Placed:
    """A raster picture as it stands on the page: its box in pt and its size in px."""

    box: Box
    width: int
    height: int
    mcid: int | None
    artifact: str | None


@dataclass(eq=False)
class Painted:
    """A path as painted: its bounding box in pt, fill or stroke colour, whether it is content or an artifact."""

    box: Box
    colour: Shares
    fill: bool
    mcid: int | None
    artifact: str | None
    space: str = "DeviceRGB"
    order: int = 0
    shape: tuple[tuple[tuple[float, float], ...], ...] = ()
    even_odd: bool = False

    def covers(self, x: float, y: float) -> bool:
        """Whether the filled path covers a point (ISO 32000-1, 8.5.3.3); curves count as their control polygon."""
        if not (self.fill and self.box[0] <= x <= self.box[2] and self.box[1] <= y <= self.box[3]):
            return False
        winding = crossings = 0
        for points in self.shape:
            for (x1, y1), (x2, y2) in zip(points, (*points[1:], points[0]), strict=True):
                if (y1 <= y) != (y2 <= y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
                    crossings += 1
                    winding += 1 if y2 > y1 else -1
        return crossings % 2 == 1 if self.even_odd else winding != 0


@dataclass
class PageRead:
    """One page: size and boxes in pt, and everything on it in painting order.

    `unmarked` counts what is neither tagged nor an artifact; `unseen` is the ActualText of marks by mcid, also of those
    in which no glyph is drawn.
    """

    number: int
    width: float
    height: float
    boxes: Mapping[str, Box]
    runs: list[TextRun] = field(default_factory=list)
    pictures: list[Placed] = field(default_factory=list)
    paints: list[Painted] = field(default_factory=list)
    unmarked: int = 0
    unseen: dict[int, str] = field(default_factory=dict)
    spaces: set[str] = field(default_factory=set)

    def content(self) -> list[TextRun]:
        """The runs that are content and not furniture."""
        return [run for run in self.runs if run.artifact is None]


@dataclass(eq=False)
class Tag:
    """One structure element as read. `kids` are tags, or (page index, mcid); `attributes` of all owners together."""

    role: str
    kids: list[Tag | tuple[int, int]] = field(default_factory=list)
    alt: str | None = None
    lang: str | None = None
    id: str | None = None
    expansion: str | None = None
    attributes: dict[str, Any] = field(default_factory=dict)
    annotations: int = 0

    def tags(self) -> Iterator[Tag]:
        """This tag and every one below it, in reading order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Tag):
                yield from kid.tags()

    def leaves(self) -> Iterator[tuple[int, int]]:
        """Page index and mcid of everything below, in reading order."""
        for kid in self.kids:
            if isinstance(kid, Tag):
                yield from kid.leaves()
            else:
                yield kid


@dataclass(frozen=True)
class FontRead:
    name: str
    embedded: bool
    to_unicode: bool


@dataclass(frozen=True)
class LinkRead:
    """A link annotation: page number from 1, its words for readers, its address, whether the tags know it."""

    page: int
    contents: str
    address: str
    tagged: bool
    box: Box


@dataclass(frozen=True)
class DocumentRead:
    """A PDF as a receiver gets it."""

    version: str
    size: int
    title: str
    lang: str
    claims: Mapping[str, str]
    marked: bool
    shows_title: bool
    suspects: bool
    encrypted: bool
    pages: tuple[PageRead, ...]
    root: Tag | None
    roles: Mapping[str, str]
    fonts: tuple[FontRead, ...]
    links: tuple[LinkRead, ...]
    intents: tuple[str, ...]
    outline: int
    identifier: bytes
    fields: tuple[Mapping[str, Any], ...] = ()

    def text_of(self, tag: Tag) -> str:
        """What stands in a tag, in reading order: pieces of one line joined, lines joined by a space."""
        return _joined(list(tag.leaves()), self._runs, [page.unseen for page in self.pages])

    def parts_words(self, before: tuple[int, int], after: tuple[int, int]) -> bool:
        """Whether a line ends between two marked sequences where a space belongs."""
        upper, lower = self.runs_of(before), self.runs_of(after)
        if not upper or not lower:
            return False
        same = before[0] == after[0] and abs(upper[-1].baseline - lower[0].baseline) <= lower[0].size * 0.9
        return not same and _parts_words(said_by(upper[-1:]), said_by(lower[:1]))

    def runs_of(self, leaf: tuple[int, int]) -> list[TextRun]:
        """What is shown in a marked sequence (page index, mcid), in painting order."""
        return self._runs.get(leaf, [])

    @cached_property
    def _runs(self) -> dict[tuple[int, int], list[TextRun]]:
        found: dict[tuple[int, int], list[TextRun]] = {}
        for page in self.pages:
            for run in page.runs:
                if run.mcid is not None:
                    found.setdefault((page.number - 1, run.mcid), []).append(run)
        return found


def said_by(runs: Sequence[TextRun]) -> str:
    """What the runs of one mark say, in the order in which they are read."""
    if runs[0].actual is not None:
        return runs[0].actual
    return in_reading_order("".join(run.text for run in runs))


def _joined(
    leaves: list[tuple[int, int]],
    runs: Mapping[tuple[int, int], list[TextRun]],
    unseen: list[dict[int, str]],
) -> str:
    parts: list[str] = []
    last: tuple[int, float] | None = None
    for leaf in leaves:
        mine = runs.get(leaf, [])
        if not mine:
            parts.append(unseen[leaf[0]].get(leaf[1], ""))
            continue
        line = (leaf[0], round(mine[0].baseline))
        text = said_by(mine)
        new_line = last is not None and (last[0] != line[0] or abs(last[1] - line[1]) > mine[0].size * 0.9)
        if new_line and parts and parts[-1].endswith(SOFT_HYPHEN):
            parts[-1] = parts[-1][:-1]
        elif new_line and parts and _parts_words(parts[-1], text):
            parts.append(" ")
        parts.append(text)
        last = line
    return "".join(parts)


SOFT_HYPHEN = "\u00ad"
"""The end of a line inside a word."""

_UNSPACED = re.compile("[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U000323af]")
"""Chinese and Japanese letters and marks: lines end between any two of them, and no space stands there."""


def _parts_words(before: str, after: str) -> bool:
    """Whether the end of a line stands for a space."""
    if before.endswith((" ", "\u00a0", SOFT_HYPHEN)) or after.startswith(" "):
        return False
    return not (_UNSPACED.match(before[-1:]) and _UNSPACED.match(after))
