"""The pages of a whole handout come in, laid out; settings that leave less of them white go out.

A figure that does not fit shrinks into the room that is left, as far as its words stay legible, or lets the text after
it go first; a tall block that would rather stay whole is broken.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from pipeline.article.model import Figure
from pipeline.article.walking import of_kind
from pipeline.edition.edition import Edition
from pipeline.formats.handout.boxes import Gap, gaps, stranded_headings, used_height
from pipeline.formats.handout.fitting import FONT_SIZE, PT_PER_MM
from pipeline.formats.handout.levers import Settings
from pipeline.markup.escaping import anchor_of
from pipeline.press.press import Layout

WHITE = 0.12
"""A larger share of the page left white below its last line is worth another layout (house)."""

BROKEN_FOR = 0.25
"""A callout, a card or a table is broken only for so much white: kept whole it is found at a glance (house)."""

LEAST_FIGURE_MM = 45.0
"""No figure is made lower to fit (house)."""

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
        for changed in _changes(gaps(layout.document), settings, known):
            if changed in tried:
                continue
            tried.add(changed)
            candidate = attempt(changed)
            if _white(candidate) < _white(layout) - 0.01 and not _is_worse(candidate, layout):
                better = candidate, changed
            break
        else:
            break
        if better is not None:
            layout, settings = better
    return layout, settings


def _changes(found: tuple[Gap, ...], settings: Settings, known: Mapping[str, Drawing]) -> list[Settings]:
    changes = []
    for gap in found:
        if gap.share < WHITE:
            continue
        if gap.figure in known:
            drawing = known[gap.figure]
            room = gap.mm - ABOVE_MM - (gap.whole_mm - gap.picture_mm)
            if room >= drawing.least_mm and gap.figure not in dict(settings.shrunk):
                changes.append(replace(settings, shrunk=(*settings.shrunk, (gap.figure, int(room)))))
            later = dict(settings.floated)
            # One block further may only move the white on to the next page, two may end it.
            for behind in range(later.get(drawing.key, 0) + 1, FLOATED + 1):
                changes.append(replace(settings, floated=tuple((later | {drawing.key: behind}).items())))
        elif "contents" in gap.kind:
            # Contents in two columns cannot run over a page's end; short ones stay on the page of the title.
            changes.append(replace(settings, brief=True))
        elif _is_breakable(gap) and gap.selector not in settings.torn:
            changes.append(replace(settings, torn=(*settings.torn, gap.selector)))
    return changes


def _is_breakable(gap: Gap) -> bool:
    plain = gap.tag in ("li", "ul", "ol", "dl")
    return bool(gap.selector) and (plain or gap.share >= BROKEN_FOR)


def _white(layout: Layout) -> float:
    """The shares of white on all pages but the last that are worth a change, together."""
    return sum(gap.share for gap in gaps(layout.document) if gap.share >= WHITE)


def _is_worse(candidate: Layout, layout: Layout) -> bool:
    pages, before = candidate.document.pages, layout.document.pages
    more = len(pages) > len(before) or (
        len(pages) == len(before) and used_height(pages[-1]) > used_height(before[-1]) + 200
    )
    return more or len(stranded_headings(candidate.document)) > len(stranded_headings(layout.document))
