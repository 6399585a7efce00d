"""How long a two-page sheet takes, warm: WeasyPrint alone, and ours with a mended tree and every native check."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pipeline.edition.artifact import Product
from pipeline.edition.edition import Edition
from pipeline.formats import handout
from pipeline.formats.handout import rendering
from pipeline.formats.handout.choosing import optional_blocks, sheet_of
from pipeline.formats.handout.fitting import fit
from pipeline.formats.handout.levers import Settings
from pipeline.formats.handout.variants import variant_named
from pipeline.formats.handout.view import view_of
from pipeline.press import press
from pipeline.press.typeface import select_typefaces
from tests.bench.measure import Measure, alternating
from tests.handout.sample import library_edition

REPEATS = 7
AT_MOST = 2.0


def fitting_settings(made: Edition, product: Product) -> Settings:
    """The settings that the solver ends with."""
    sheet = sheet_of(made, product.variant)
    return fit(rendering.setter(made, product), optional_blocks(sheet))[1]


def weasyprint_alone(made: Edition, product: Product, settings: Settings) -> Callable[[], object]:
    """The same pages as a user of WeasyPrint would make them, its typefaces registered before."""
    import weasyprint

    html = rendering.fill(made, product, view_of(made, product, settings.dropped), settings.css)
    html = html.replace("<style>", f"<style>{rendering.style(made, product)}", 1)
    typefaces = select_typefaces(made.typefaces, html, (made.lang,))
    fetcher = press._fetcher(rendering.resources(made, variant_named(product.variant)), typefaces, [])
    fonts = press._registered(typefaces, fetcher)

    def write() -> object:
        page = weasyprint.HTML(string=html, base_url=press.ADDRESS, url_fetcher=fetcher)
        return page.write_pdf(font_config=fonts, **rendering.OPTIONS)

    return write


def measures() -> Iterator[Measure]:
    """Ours is at most twice WeasyPrint's own time for the same pages (issue: the handout)."""
    made = library_edition("exosomes-hair-loss", "en", "harbour-clinic")
    product = Product("handout", "sheet", made.brand.paper)
    alone = weasyprint_alone(made, product, fitting_settings(made, product))

    def ours() -> None:
        handout.check(handout.read(handout.render(made, product)), made)

    theirs, mine = alternating((alone, ours), REPEATS)
    yield Measure("WeasyPrint alone: layout, PDF, its own tags", theirs)
    yield Measure("ours: fitted to the sheet, mended tags, every check", mine, aim=AT_MOST * theirs)
