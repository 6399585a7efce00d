"""What the solver may change of a handout's pages comes in; the CSS that does so goes out."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipeline.formats.handout.tables import stacked_css

BREAKABLE = ":not(tr,h1,h2,h3,h4,h5,h6)"
"""What may be broken in a block; the row of a table is read across and stays whole (PDF-UA-08)."""


@dataclass(frozen=True)
class Level:
    """Leading in pt, side margin and greatest height of a figure in mm; whether text runs over the `whole_line`, beyond
    the measure of the style sheet, and the last of three cards is narrower.
    """

    leading_pt: float
    margin_mm: float
    figure_mm: int
    whole_line: bool = False


LEVELS = (
    Level(17.0, 16, 90),
    Level(16.5, 16, 75),
    Level(16.5, 14, 60),
    Level(16.0, 14, 60),
    Level(15.6, 13, 48),
    Level(15.6, 12, 48),
    Level(15.6, 12, 48, whole_line=True),
)
"""From generous to tight. The leading is 1.42 down to 1.3 times the 12 pt body; RNIB Clear Print asks for 1.2 or more
(PDF-TY-02). Printers leave 6 mm white; 12 mm is what a thumb covers (house).
"""

NARROW_LEVELS = tuple(
    replace(each, margin_mm=min(each.margin_mm, 14), figure_mm=min(each.figure_mm, 75)) for each in LEVELS
)
"""The same on A5."""

FOLD_LEVELS = (
    Level(19.0, 9, 75),
    Level(18.0, 9, 75),
    Level(17.0, 9, 60),
    Level(16.5, 8, 60),
    Level(16.0, 8, 48),
    Level(15.6, 7, 48),
)
"""The panels of a folded leaflet; with the widest leading a short text still fills all six."""


@dataclass(frozen=True)
class Settings:
    """What may be changed: keys of blocks left out, and how tight the page is.

    `moved` are ids of sections that begin on a new page, `torn` selectors of blocks too tall to stand on one page,
    `opened` ids of sections whose first block may be broken to stay with the heading. `stacked` are ids of tables that
    show their cells one below the other, `plain` of those that show their head once, as a row like the others. `shrunk`
    are ids of figures with a height in mm, `floated` keys of figures with how many blocks go before them; `balanced`
    makes the columns of a sheet end at the same height, `brief` leaves the second level out of the contents, `covered`
    keeps the front of a folded leaflet for its title and main message. `close_pt` is the leading of a whole article
    whose pages are fuller with it, 0 for that of the style sheet.
    """

    dropped: frozenset[str] = frozenset()
    level: Level = LEVELS[0]
    moved: tuple[str, ...] = ()
    torn: tuple[str, ...] = ()
    opened: tuple[str, ...] = ()
    stacked: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    shrunk: tuple[tuple[str, int], ...] = ()
    floated: tuple[tuple[str, int], ...] = ()
    balanced: bool = False
    brief: bool = False
    covered: bool = False
    close_pt: float = 0.0

    @property
    def breaks(self) -> str:
        """The style that moves sections to a new page, breaks tall blocks, and makes tables and figures fit."""
        words = "".join(map(stacked_css, self.stacked))
        words += "".join(f'[id="{key}"] thead{{display:table-row-group;break-after:avoid}}' for key in self.plain)
        if self.close_pt:
            words += f":root{{--leading:{self.close_pt:.2f}pt;--half:{self.close_pt / 2:.2f}pt}}"
        words += ".contents ol ol{display:none}" if self.brief else ""
        words += "".join(f'[id="{key}"]{{break-before:page}}' for key in self.moved)
        words += "".join(f'[id="{key}"] img{{max-height:{height}mm!important}}' for key, height in self.shrunk)
        after = [f'[id="{key}"]>:nth-child(2)' for key in self.opened]
        words += "".join(f"{first} thead{{display:table-row-group;break-after:auto}}" for first in after)
        blocks = [*self.torn, *(f'[id="{key}"]' for key in self.opened)]
        blocks += [each for first in after for each in (first, f"{first} {BREAKABLE}")]
        return words + "".join(f"{block}{{break-inside:auto!important}}" for block in blocks)

    @property
    def gap_pt(self) -> float:
        """The space between blocks, which follows the leading."""
        return 12 - 3 * (LEVELS[0].leading_pt - self.level.leading_pt)

    @property
    def css(self) -> str:
        """The style of a sheet."""
        leading = self.level.leading_pt
        # Longer lines are harder to read than a sheet that is not there; most lines of a sheet are short all the same.
        line = "--measure:none;" if self.level.whole_line else ""
        ends = ".whole>.front{column-fill:balance}" if self.balanced else ""
        ends += ".sheet>header{break-after:page}" if self.covered else ""
        # Considerations are tips, the shortest of three cards: what they leave makes the other two lower.
        line += "--card-width:33.5%;--tips-width:26.4%;" if self.level.whole_line else ""
        return (
            self.breaks
            + ends
            + (
                f":root{{--figure-height:{self.level.figure_mm}mm;--margin-side:{self.level.margin_mm:g}mm;"
                f"--leading:{leading}pt;--half:{leading / 2}pt;--gap:{self.gap_pt}pt;{line}}}"
            )
        )
