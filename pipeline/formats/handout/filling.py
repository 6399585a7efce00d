"""The pages of a whole handout come in, laid out; settings that leave less of them white go out.

A figure that does not fit shrinks into the room that is left, as far as its words stay legible, or lets the text after
it go first; a tall block that would rather stay whole is broken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pipeline.article.model import Figure
from pipeline.article.walking import of_kind
from pipeline.edition.edition import Edition
from pipeline.formats.handout.boxes import HEADINGS, MM_PER_PX, Gap, gaps, stranded_headings, used_height
from pipeline.formats.handout.choosing import SHORT_SECTION
from pipeline.formats.handout.fitting import FONT_SIZE, PT_PER_MM
from pipeline.formats.handout.flow import Flow, Piece, flow_of
from pipeline.formats.handout.levers import Settings
from pipeline.markup.escaping import anchor_of
from pipeline.press.press import Layout

WHITE = 0.12
"""A larger share of the page left white below its last line is worth another layout (house)."""

BROKEN_FOR = 0.25
"""A callout, a card or a table is broken only for so much white: kept whole it is found at a glance (house)."""

LEAST_FIGURE_MM = 45.0
"""No figure is made lower to fit (house)."""

LEAST_GAIN = 0.01
"""A share of a page that is worth another layout (house)."""

FLOWING = ("p", "ul", "ol")
TRIES = 6
FLOATED = 3
"""A figure stands at most so many blocks after its place (house)."""

ABOVE_MM = 8.0
"""The room above a figure, which is gone at the head of a page (styles/handout/system.css)."""


@dataclass(frozen=True)
class Drawing:
    """What a figure allows: its key, and the height in mm below which its words could not be read."""

    key: str
    least_mm: float


def drawings(edition: Edition, least_pt: float) -> dict[str, Drawing]:
    """The figures of an article by their id."""
    found = {}
    for figure in of_kind(edition.article.blocks, Figure):
        picture = edition.article.pictures.get(figure.image.name)
        least = LEAST_FIGURE_MM
        if picture is not None and picture.media_type == "image/svg+xml":
            sizes = [float(size) for size in FONT_SIZE.findall(picture.content.decode("utf-8", "replace"))]
            if sizes:
                least = max(least, least_pt * picture.height / min(sizes) / PT_PER_MM)
        found[anchor_of(figure.node.key)] = Drawing(figure.node.key, least)
    return found


def filled(
    attempt: Callable[[Settings], Layout], layout: Layout, settings: Settings, known: Mapping[str, Drawing]
) -> tuple[Layout, Settings]:
    """The layout with the least white that a few tries find; never one with more pages or a stranded heading."""
    tried: set[Settings] = {settings}
    for _ in range(TRIES):
        better = None
        for changed in _changes(layout, settings, known):
            if changed in tried:
                continue
            tried.add(changed)
            candidate = attempt(changed)
            if _white(candidate) < _white(layout) - LEAST_GAIN and not _is_worse(candidate, layout):
                better = candidate, changed
            break
        else:
            break
        if better is not None:
            layout, settings = better
    return layout, settings


def _changes(layout: Layout, settings: Settings, known: Mapping[str, Drawing]) -> list[Settings]:
    """What may leave less white, the most promising first.

    Heights tell where pages would end if figures stood elsewhere, which costs no layout. Where they do not even tell
    where the pages at hand end, every place of a figure is worth a layout.
    """
    flow = flow_of(layout.document)
    is_true = flow.is_true()
    changes = [planned(flow, settings, known)] if is_true else []
    for gap in gaps(layout.document):
        if gap.share < WHITE:
            continue
        if gap.figure in known:
            if not is_true:
                room = gap.mm - ABOVE_MM - (gap.whole_mm - gap.picture_mm)
                changes += _placed(known[gap.figure], room, settings)
        elif "contents" in gap.kind:
            # Contents in two columns cannot run over a page's end; short ones stay on the page of the title.
            changes.append(replace(settings, brief=True))
        elif _is_breakable(gap) and gap.selector not in settings.torn:
            changes.append(replace(settings, torn=(*settings.torn, gap.selector)))
    return changes


def _placed(drawing: Drawing, room: float, settings: Settings) -> Iterator[Settings]:
    """The figure lower, if it may be as low as the `room` in mm, and behind some of the blocks that follow it."""
    if room >= drawing.least_mm and anchor_of(drawing.key) not in dict(settings.shrunk):
        yield replace(settings, shrunk=(*settings.shrunk, (anchor_of(drawing.key), int(room))))
    later = dict(settings.floated)
    # One block further may only move the white on to the next page, two may end it.
    for behind in range(later.get(drawing.key, 0) + 1, FLOATED + 1):
        yield replace(settings, floated=tuple((later | {drawing.key: behind}).items()))


def planned(flow: Flow, settings: Settings, known: Mapping[str, Drawing]) -> Settings:
    """The settings of figures that promise the least white, by the heights of a layout with `settings`."""
    for _ in range(TRIES):
        least, found = flow.white(WHITE) - LEAST_GAIN, None
        for foot in flow.feet():
            figure = next((key for key in foot.next.ids if key in known), None)
            if figure is None or foot.room / flow.paper < WHITE:
                continue
            piece = foot.next
            room = (foot.room - piece.margin - piece.inset - (piece.height - piece.picture)) * MM_PER_PX
            for changed in _placed(known[figure], room, settings):
                moved = _moved(flow, figure, piece, settings, changed)
                if (white := moved.white(WHITE)) < least:
                    least, found = white, (moved, changed)
        if found is None:
            break
        flow, settings = found
    return settings


def _moved(flow: Flow, figure: str, piece: Piece, settings: Settings, changed: Settings) -> Flow:
    if changed.shrunk != settings.shrunk:
        return flow.lower(figure, piece.picture - dict(changed.shrunk)[figure] / MM_PER_PX)
    steps = sum(behind for _, behind in changed.floated) - sum(behind for _, behind in settings.floated)
    return flow.behind(figure, steps, _goes_on)


def _goes_on(element: Any) -> bool:
    """What a figure may go behind, as `choosing.floating` has it: text, and short sections of text."""
    if element.tag == "section":
        inner = [child for child in element if child.tag not in HEADINGS]
        return len(inner) <= SHORT_SECTION and all(child.tag in FLOWING for child in inner)
    return element.tag in FLOWING


def _is_breakable(gap: Gap) -> bool:
    plain = gap.tag in ("li", "ul", "ol", "dl")
    return bool(gap.selector) and (plain or gap.share >= BROKEN_FOR)


def _white(layout: Layout) -> float:
    """The shares of white on all pages but the last that are worth a change, together."""
    return sum(gap.share for gap in gaps(layout.document) if gap.share >= WHITE)


def whitest(layout: Layout) -> float:
    """The largest share of white below the last line of a page that is not the last one."""
    return max((gap.share for gap in gaps(layout.document)), default=0.0)


def _is_worse(candidate: Layout, layout: Layout) -> bool:
    pages, before = candidate.document.pages, layout.document.pages
    more = len(pages) > len(before) or (
        len(pages) == len(before) and used_height(pages[-1]) > used_height(before[-1]) + 200
    )
    return more or len(stranded_headings(candidate.document)) > len(stranded_headings(layout.document))
