"""Laid-out pages come in as a flow of pieces; where pages would end if figures stood elsewhere goes out.

WeasyPrint's laid-out boxes are touched here and in boxes.py only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from pipeline.formats.handout.boxes import HEADINGS, page_height

ROUNDING = 0.01
"""px by which what stands on a page may be taller than it: heights are sums of many."""


@dataclass(frozen=True)
class Piece:
    """What no page parts: a line, a figure, a card, a row. Lengths in px.

    `margin` above it is gone at the head of a page, `inset` stays. `stays` forbids a page to end before it, `forced`
    makes one end there. `owners` are the elements that it stands in, from the outermost on; `picture` is the height of
    the picture in a figure.
    """

    page: int
    height: float
    margin: float
    inset: float
    stays: bool
    forced: bool
    owners: tuple[Any, ...]
    picture: float = 0.0

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of its owners that have one."""
        return tuple(key for owner in self.owners if (key := owner.get("id")))


@dataclass(frozen=True)
class Foot:
    """A page as it would be: the height in px that is left white on it, and what heads the next one."""

    room: float
    next: Piece


@dataclass(frozen=True)
class Flow:
    """The pieces of a document in order, the height in px of each of its pages, and that of the sheet of paper."""

    pieces: tuple[Piece, ...]
    heights: tuple[float, ...]
    paper: float

    def feet(self) -> tuple[Foot, ...]:
        """Each page but the last as it would be, filled piece by piece."""
        found: list[Foot] = []
        start = 0
        while True:
            height = self.heights[min(len(found), len(self.heights) - 1)]
            end, used = self._filled(start, height)
            if end == len(self.pieces):
                return tuple(found)
            found.append(Foot(height - used, self.pieces[end]))
            start = end

    def is_true(self) -> bool:
        """Whether its pages end where those of the layout did that it was taken from."""
        heads = [piece for before, piece in pairwise(self.pieces) if piece.page > before.page]
        return [id(foot.next) for foot in self.feet()] == [id(piece) for piece in heads]

    def white(self, least: float) -> float:
        """The shares of the sheets that would be left white at feet, of those alone that are `least` or more."""
        return sum(share for foot in self.feet() if (share := foot.room / self.paper) >= least)

    def behind(self, figure: str, steps: int, goes_on: Callable[[Any], bool]) -> Flow:
        """The flow with a figure, named by its id, behind so many of the elements that follow it, as far as they go
        on.
        """
        own = [at for at, piece in enumerate(self.pieces) if figure in piece.ids]
        if not own:
            return self
        first, end = own[0], own[-1] + 1
        around = self.pieces[first].owners
        depth = next(at for at, owner in enumerate(around) if owner.get("id") == figure)
        passed: list[Any] = []
        after = end
        for piece in self.pieces[end:]:
            owner = (
                piece.owners[depth] if len(piece.owners) > depth and piece.owners[:depth] == around[:depth] else None
            )
            if owner is None or (owner not in passed and (len(passed) == steps or not goes_on(owner))):
                break
            passed += [owner] if owner not in passed else []
            after += 1
        pieces = self.pieces
        return replace(self, pieces=(*pieces[:first], *pieces[end:after], *pieces[first:end], *pieces[after:]))

    def lower(self, figure: str, by: float) -> Flow:
        """The flow with a figure that is so many px lower."""
        lowered = (replace(each, height=each.height - by) if figure in each.ids else each for each in self.pieces)
        return replace(self, pieces=tuple(lowered))

    def _filled(self, start: int, height: float) -> tuple[int, float]:
        """Where a page ends that begins with piece `start`, and what stands on it takes."""
        used, last = 0.0, (start, 0.0)
        for at in range(start, len(self.pieces)):
            piece = self.pieces[at]
            if at > start and not piece.stays:
                last = at, used
                if piece.forced:
                    return last
            further = used + piece.inset + piece.height + (piece.margin if at > start else 0.0)
            if further > height + ROUNDING and at > start:
                return last if last[0] > start else (at, used)
            used = further
        return len(self.pieces), used


def flow_of(document: Any) -> Flow:
    """The flow of a document as it was laid out."""
    walk = _Walk()
    for page in document.pages:
        walk.over(page._page_box.children[0])
    lines = Counter(met.paragraph for met in walk.met if met.paragraph)
    found: list[Piece] = []
    number_of: Counter[object] = Counter()
    for met in walk.met:
        at, of = number_of[met.paragraph], lines[met.paragraph]
        few = bool(met.paragraph) and (0 < at < met.together[0] or (at > 0 and of - at < met.together[1]))
        number_of[met.paragraph] += 1
        found.append(replace(met.piece, stays=met.piece.stays or few))
    heights = tuple(page_height(page) for page in document.pages)
    return Flow(tuple(found), heights, float(document.pages[0].height))


@dataclass(frozen=True)
class _Met:
    """A piece on the way, the paragraph that it is a line of, and how many lines of that stay together at both ends."""

    piece: Piece
    paragraph: object = None
    together: tuple[int, int] = (0, 0)


class _Walk:
    """Page after page, in the order in which a document is read."""

    def __init__(self) -> None:
        self.met: list[_Met] = []
        self._seen: set[object] = set()
        self._page, self._bottom = -1, 0.0
        # What was passed since the last piece: the margins of boxes that ended and begin, and what their styles say.
        self._margin, self._avoids, self._forced = 0.0, False, False

    def over(self, body: Any) -> None:
        """Take in the next page."""
        self._page, self._bottom, self._margin = self._page + 1, float(body.position_y), 0.0
        self._below(body, ())

    def _below(self, box: Any, owners: tuple[Any, ...]) -> None:
        from weasyprint.formatting_structure import boxes
        from weasyprint.layout.absolute import AbsolutePlaceholder

        for child in box.children:
            if isinstance(child, AbsolutePlaceholder) or not child.is_in_normal_flow():
                continue
            if isinstance(child, boxes.LineBox):
                style = box.style
                together = style["orphans"], style["widows"]
                self._meet(
                    child.position_y, child.position_y + child.height, owners, (id(box.element), "line"), together
                )
                continue
            self._block(child, owners)

    def _block(self, box: Any, owners: tuple[Any, ...]) -> None:
        from weasyprint.formatting_structure import boxes

        element, style = box.element, box.style
        if isinstance(box, boxes.TableRowGroupBox) and box.is_header and (id(element), box.element_tag) in self._seen:
            return
        if element is not None and element is not (owners[-1] if owners else None):
            owners = (*owners, element)
            if (id(element), box.element_tag) not in self._seen:
                self._seen.add((id(element), box.element_tag))
                self._margin = max(self._margin, _px(style["margin_top"]))
                self._forced = self._forced or style["break_before"] in ("page", "always", "left", "right")
                self._avoids = self._avoids or style["break_before"] == "avoid"
        whole = not isinstance(box, (boxes.BlockBox, boxes.TableBox, boxes.TableRowGroupBox))
        whole = whole or style["break_inside"] == "avoid" or style["column_count"] != "auto"
        if whole or isinstance(box, (boxes.FlexContainerBox, boxes.GridContainerBox, boxes.ReplacedBox)):
            pictures = (each.height for each in box.descendants() if each.element_tag == "img") if whole else ()
            top, picture = box.border_box_y(), next(iter(pictures), 0.0)
            self._meet(top, top + box.border_height(), owners, picture=picture)
        else:
            self._below(box, owners)
        self._margin = max(self._margin, _px(style["margin_bottom"]))
        is_heading = element is not None and element.tag in HEADINGS
        self._avoids = self._avoids or is_heading or style["break_after"] == "avoid"

    def _meet(
        self,
        top: float,
        bottom: float,
        owners: tuple[Any, ...],
        paragraph: object = None,
        together: tuple[int, int] = (0, 0),
        picture: float = 0.0,
    ) -> None:
        room = top - self._bottom
        is_first = not self.met or self.met[-1].piece.page != self._page
        margin = self._margin if is_first else max(0.0, min(room, self._margin))
        inset = room if is_first else room - margin
        piece = Piece(self._page, bottom - top, margin, inset, self._avoids, self._forced, owners, picture)
        self.met.append(_Met(piece, paragraph, together))
        self._bottom, self._margin, self._avoids, self._forced = bottom, 0.0, False, False


def _px(length: Any) -> float:
    """A margin in px; 0 for one that depends on something else."""
    return float(length.value) if getattr(length, "unit", None) == "px" else 0.0
