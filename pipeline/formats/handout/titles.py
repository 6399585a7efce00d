"""The title of an edition and the width of a product's pages come in; the size in which it is set goes out, as CSS."""

from __future__ import annotations

from pipeline.edition.artifact import Product
from pipeline.edition.edition import Edition
from pipeline.formats.handout.tables import text_width
from pipeline.formats.handout.variants import variant_named
from pipeline.press.ruler import ruler_of

SIZES_PT = (26.0, 24.0, 22.0, 20.0, 18.0, 16.0, 14.0)
LARGE_PT = (32.0, 30.0, 28.0, 26.0, 24.0, 22.0)
"""From the size of the style sheets down; large print never falls below its sections' (house)."""

MOST_LINES = 3
LEADING = 1.14
SURE = 1.04
"""How much wider a title may be set than it was measured."""


def title_css(edition: Edition, product: Product) -> str:
    """The style of a title that needs a smaller size than usual to stand on three lines, no word of it broken; ""
    for any other.
    """
    kind = variant_named(product.variant)
    usual = LARGE_PT if kind.body_pt > 12 else SIZES_PT[1:] if kind.fitted else SIZES_PT
    ruler, width = ruler_of(edition.typefaces, edition.lang), text_width(product) / SURE
    title = edition.article.front.title
    fitting = (size for size in usual if ruler.lines(title, "title", 600, size, width) <= MOST_LINES)
    size = next(fitting, usual[-1])
    if size == usual[0]:
        return ""
    css = f":root{{--size-title:{size:g}pt}}h1{{line-height:{round(size * LEADING, 1):g}pt}}"
    overlong = ruler.lines(title, "title", 600, size, width) > len(title)
    return css + ("h1{hyphenate-limit-zone:0}" if overlong else "")
