"""How long a two-page sheet takes, warm: WeasyPrint alone, and ours with a mended tree and every native check."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.artifact import Product
from pipeline.edition import Edition
from pipeline.formats import handout
from pipeline.formats.handout import rendering
from pipeline.formats.handout.fitting import PAGES, Settings, optional_blocks, steps
from pipeline.formats.handout.view import sheet_of, view
from pipeline.press import lay_out
from tests.bench.measure import Measure, seconds
from tests.handout.sample import library_edition

REPEATS = 7
AT_MOST = 2.0


def fits(made: Edition, product: Product, settings: Settings) -> bool:
    html = rendering.fill(made, product, view(made, product, settings.dropped), settings.css)
    layout = lay_out(html, rendering.resources(made), made.typefaces, **rendering.OPTIONS)
    return len(layout.document.pages) <= PAGES


def measures() -> Iterator[Measure]:
    """Ours is at most twice WeasyPrint's own time for the same pages (issue: the handout)."""
    made = library_edition("exosomes-hair-loss", "en", "harbour-clinic")
    product = Product("handout", "sheet", made.brand.paper)
    optional = optional_blocks(sheet_of(made).blocks)
    settings = next(each for each in steps(optional, figures=False) if fits(made, product, each))
    html = rendering.fill(made, product, view(made, product, settings.dropped), settings.css)
    found = rendering.resources(made)

    def alone() -> None:
        lay_out(html, found, made.typefaces, **rendering.OPTIONS).paint()

    def ours() -> None:
        handout.check(handout.render(made, product), made)

    alone()
    ours()
    theirs, mine = seconds(alone, REPEATS), seconds(ours, REPEATS)
    yield Measure("WeasyPrint alone: layout, PDF, its own tags", theirs)
    yield Measure("ours: fitted to the sheet, mended tags, every check", mine, aim=AT_MOST * theirs)
