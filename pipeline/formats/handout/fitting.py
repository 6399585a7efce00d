"""The blocks of a sheet come in; the gentlest settings with which it fits two pages go out, and what they cost.

The levers are pulled in a fixed order: optional blocks out (the author's highest priority number first), figures
smaller, margins narrower, leading tighter. The type size is no lever. What went in vain is put back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.article.gravity import marked_risks
from pipeline.article.inlines import plain
from pipeline.article.material import Picture
from pipeline.article.model import Blocks, Figure, KeyPoints
from pipeline.article.walking import all_blocks, kind_of, of_kind
from pipeline.formats.handout.boxes import page_height, used_height
from pipeline.formats.handout.estimate import UNSURE, Estimate
from pipeline.press.press import Layout

SMALLEST_PT = 9.0
"""No words are printed smaller (PDF-TY-01, house)."""

PT_PER_MM = 72 / 25.4
FONT_SIZE = re.compile(r"font-size[=:]\s*[\"']?([\d.]+)")

STACKED = (
    "$,$ :is(caption,thead,tbody,tr,th,td){display:block;text-align:start}"
    "$ :is(th,td){padding:0;border:0;overflow-wrap:anywhere}"
    "$ thead tr{border-bottom:2pt solid var(--accent);padding-bottom:4pt}"
    '$ thead th{display:inline}$ thead th+th::before{content:" · "}'
    "$ tbody tr{border-bottom:var(--stroke) solid var(--rule);padding:4pt 0 5pt}"
    '$ td[data-label]::before{content:attr(data-label) ": ";font-weight:600}'
)
"""A table whose cells stand one below the other, each after its column's heading."""

BREAKABLE = ":not(tr,h1,h2,h3,h4,h5,h6)"
"""What may be broken in a block; the row of a table is read across and stays whole (PDF-UA-08)."""

PAGES = 2
"""One sheet, both sides (PDF-PR-04, house)."""

REPEATED = 9
"""The priority of what a sheet says twice (house)."""

FIGURE_MM = (90, 75, 60, 48)
MARGIN_MM = (16, 14, 12)
LEADING_PT = (17.0, 16.5, 16.0, 15.6)
"""1.42 down to 1.3 times the 12 pt body; RNIB Clear Print asks for 1.2 or more (PDF-TY-02)."""


@dataclass(frozen=True)
class Settings:
    """What the solver may change: keys of blocks left out, figure height and side margin in mm, leading in pt.

    `moved` are ids of sections that begin on a new page, `torn` selectors of blocks too tall to stand on one page,
    `opened` ids of sections whose first block may be broken to stay with the heading. `broken` are ids of tables whose
    words may break anywhere, `stacked` of those that show their cells one below the other, `plain` of those that show
    their head once, as a row like the others.
    """

    dropped: frozenset[str] = frozenset()
    figure_mm: int = FIGURE_MM[0]
    margin_mm: int = MARGIN_MM[0]
    leading_pt: float = LEADING_PT[0]
    moved: tuple[str, ...] = ()
    torn: tuple[str, ...] = ()
    opened: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()
    stacked: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()

    @property
    def breaks(self) -> str:
        """The style that moves sections to a new page, breaks tall blocks, and makes tables fit."""
        words = "".join(
            f'[id="{key}"]{{table-layout:fixed}}[id="{key}"] :is(th,td){{overflow-wrap:anywhere}}'
            for key in self.broken
        )
        words += "".join(STACKED.replace("$", f'[id="{key}"]') for key in self.stacked)
        words += "".join(f'[id="{key}"] thead{{display:table-row-group;break-after:avoid}}' for key in self.plain)
        words += "".join(f'[id="{key}"]{{break-before:page}}' for key in self.moved)
        after = [f'[id="{key}"]>:nth-child(2)' for key in self.opened]
        words += "".join(f"{first} thead{{display:table-row-group;break-after:auto}}" for first in after)
        blocks = [*self.torn, *(f'[id="{key}"]' for key in self.opened)]
        blocks += [each for first in after for each in (first, f"{first} {BREAKABLE}")]
        return words + "".join(f"{block}{{break-inside:auto!important}}" for block in blocks)

    @property
    def gap_pt(self) -> float:
        """The space between blocks, which follows the leading."""
        return 12 - 3 * (LEADING_PT[0] - self.leading_pt)

    @property
    def share(self) -> float:
        """The part of the usual height that text takes with this leading and these margins."""
        return self.leading_pt / LEADING_PT[0] * (1 - (MARGIN_MM[0] - self.margin_mm) / 100)

    @property
    def css(self) -> str:
        return (
            f":root{{--figure-height:{self.figure_mm}mm;--margin-side:{self.margin_mm}mm;"
            f"--leading:{self.leading_pt}pt;--half:{self.leading_pt / 2}pt;--gap:{self.gap_pt}pt}}"
        )


@dataclass(frozen=True)
class Optional:
    """A block that may be left out: its key, the author's priority, and what it is called in a report."""

    key: str
    priority: int
    words: str


def optional_blocks(blocks: Blocks, whole: bool = False) -> tuple[Optional, ...]:
    """Blocks with a priority in the order in which they go: highest number first, the last one of equals first.

    On a sheet that shows the `whole` article, the key points only say again what stands there: they may go first.
    """
    found = []
    kept = {risk.key for risk in marked_risks(blocks)}
    for part in all_blocks(blocks):
        priority = part.node.audience.priority
        if any(inner.node.key in kept for inner in all_blocks((part,))):
            # A sheet may leave out much; what the author marked as the gravest risk is none of it.
            continue
        if priority is None and whole and isinstance(part, KeyPoints):
            priority = REPEATED
        if priority is not None:
            found.append(Optional(part.node.key, priority, _words(part)))
    found.reverse()
    return tuple(sorted(found, key=lambda each: -each.priority))


def _words(part: object) -> str:
    name = next((words for field in ("question", "heading", "caption") if (words := getattr(part, field, ()))), ())
    heading = plain(name).strip()
    kind = kind_of(part).replace("-", " ")
    return f'the {kind} "{heading[:60]}"' if heading else f"the {kind}"


def steps(optional: Sequence[Optional], figures: bool) -> tuple[Settings, ...]:
    """Every setting that may be tried, each a little less generous than the one before."""
    found = [Settings()]
    for each in optional:
        found.append(replace(found[-1], dropped=found[-1].dropped | {each.key}))
    if figures:
        found += [replace(found[-1], figure_mm=height) for height in FIGURE_MM[1:]]
    found += [replace(found[-1], margin_mm=margin) for margin in MARGIN_MM[1:]]
    found += [replace(found[-1], leading_pt=leading) for leading in LEADING_PT[1:]]
    return tuple(found)


def fit(
    attempt: Callable[[Settings], Layout],
    optional: Sequence[Optional],
    known: Estimate,
    figures: bool = True,
    pages: int = PAGES,
    begin: int = 0,
) -> tuple[Layout, Settings]:
    """Lay out with the gentlest settings that fit; with the tightest ones when none does.

    Later settings take less room than earlier ones. The search begins at the settings numbered `begin`; each layout
    says how much is too much or to spare, and `known` what the settings between would save.
    """
    tried = steps(optional, figures)
    last = len(tried) - 1
    low, high, number = -1, last + 1, begin
    excess: dict[int, float] = {}
    layouts: dict[int, Layout] = {}

    def expected(number: int, at: int) -> float:
        """What settings would take too much, judged by a layout of others; less than none when some is to spare."""
        used = sum(used_height(page) for page in layouts[at].document.pages)
        sure = at == high
        now, then = (known.height(_kept(optional, tried[which]), sure) for which in (number, at))
        return excess[at] + (used + now - then) * tried[number].share / tried[at].share - used

    while low + 1 < high:
        layouts[number] = attempt(tried[number])
        known.learn(layouts[number])
        excess[number] = _excess(layouts[number], pages, known.flows)
        low, high = (number, high) if excess[number] > 0 else (low, number)
        if high > last:
            left = [*range(low + 1, last + 1)]
        else:
            left = [each for each in range(low + 1, high) if expected(each, high) <= 0]
        if not left:
            break
        # What is too much may be a piece that just did not fit: this side says where to go on, not where to end.
        hoped = next((each for each in left if low < 0 or expected(each, low) <= 0), left[-1])
        number = hoped if low < 0 or high > last else min(hoped, left[len(left) // 2])
    if high > last:
        return layouts[last], tried[last]
    return _restored(attempt, optional, known, layouts[high], tried[high], pages)


def _restored(
    attempt: Callable[[Settings], Layout],
    optional: Sequence[Optional],
    known: Estimate,
    layout: Layout,
    settings: Settings,
    pages: int,
) -> tuple[Layout, Settings]:
    """Put blocks back that went in vain: where only tighter lines helped, the other side may have room for them.

    The author's order holds otherwise; key points that went first only because they repeat come back to free room.
    """
    tightened = settings.leading_pt != LEADING_PT[0] or settings.margin_mm != MARGIN_MM[0]
    gone = [each for each in optional if each.key in settings.dropped and (tightened or each.priority == REPEATED)]
    for each in reversed(gone):
        wider = replace(settings, dropped=settings.dropped - {each.key})
        kept, more = (known.height(_kept(optional, which), sure=True) for which in (settings, wider))
        if UNSURE * (more - kept) > -_excess(layout, pages, flows=True):
            break
        tried = attempt(wider)
        known.learn(tried)
        if len(tried.document.pages) > pages:
            break
        layout, settings = tried, wider
    return layout, settings


def _kept(optional: Sequence[Optional], settings: Settings) -> list[str]:
    return [each.key for each in optional if each.key not in settings.dropped]


def _excess(layout: Layout, allowed: int, flows: bool) -> float:
    """The height in px on pages beyond those that are allowed; when there is none, minus what is left on them.

    What `flows` over the pages may come to stand in what is left on any of them.
    """
    pages = layout.document.pages
    if len(pages) > allowed:
        return sum(used_height(page) for page in pages[allowed:])
    left = [page_height(page) - used_height(page) for page in pages]
    return -(sum(left) if flows else left[-1]) - page_height(pages[-1]) * (allowed - len(pages))


def decisions(settings: Settings, optional: Sequence[Optional], pages: int, allowed: int = PAGES) -> tuple[str, ...]:
    """What was done to fit one sheet, in sentences for the report."""
    said = [
        f"left out {each.words} (priority {each.priority}) to fit one sheet"
        for each in optional
        if each.key in settings.dropped
    ]
    usual = Settings()
    if settings.figure_mm != usual.figure_mm:
        said.append(f"figures are at most {settings.figure_mm} mm high instead of {usual.figure_mm}")
    if settings.margin_mm != usual.margin_mm:
        said.append(f"side margins are {settings.margin_mm} mm instead of {usual.margin_mm}")
    if settings.leading_pt != usual.leading_pt:
        said.append(f"lines are {settings.leading_pt:g} pt apart instead of {usual.leading_pt:g}")
    if pages > allowed:
        said.append(f"nothing more may be changed: the sheet still takes {pages} pages")
    return tuple(said)


def illegible_figures(blocks: Blocks, pictures: Mapping[str, Picture], width_mm: float) -> tuple[Optional, ...]:
    """Figures whose words would be printed smaller than the least size in a column of `width_mm`.

    Read from the font sizes of an SVG picture; a raster picture's words cannot be told.
    """
    found = []
    for figure in of_kind(blocks, Figure):
        picture = pictures.get(figure.image.name)
        if picture is None or picture.media_type != "image/svg+xml":
            continue
        sizes = [float(size) for size in FONT_SIZE.findall(picture.content.decode("utf-8", "replace"))]
        shown_pt = min(sizes, default=1000) * width_mm * PT_PER_MM / picture.width
        if shown_pt < SMALLEST_PT:
            found.append(Optional(figure.node.key, 0, _words(figure)))
    return tuple(found)
