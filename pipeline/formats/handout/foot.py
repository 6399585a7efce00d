"""The edition line of a product and the width of its pages come in; how it stands in one line goes out, as CSS."""

from __future__ import annotations

from pipeline.edition.artifact import Product
from pipeline.edition.edition import Edition
from pipeline.formats.handout.tables import PT_PER_MM, text_width
from pipeline.formats.handout.variants import variant_named
from pipeline.formats.handout.view import facts_of
from pipeline.press.ruler import ruler_of

SIZES_PT = (9.5, 9.0)
GAPS_MM = (3.4, 2.4)
"""From the size and the space of the style sheets down to what is still read without effort (house)."""

SAVED_MM = 4.0
"""What a page has more for its text when its foot is one line instead of two."""

SURE = 1.02
"""How much wider the line may be set than it was measured."""


def foot_css(edition: Edition, product: Product) -> str:
    """The style that sets the foot in one line, without the word before the document's id where there is no room for
    it; "" where even that is too long, and for narrow pages and large print, which have two lines.
    """
    kind = variant_named(product.variant)
    if kind.press == "fold" or kind.is_narrow(product.paper) or kind.body_pt > 12:
        return ""
    room = text_width(product)
    for named in (True, False):
        for size, gap in zip(SIZES_PT, GAPS_MM, strict=True):
            if _width(edition, size, gap, named) * SURE <= room:
                css = f".foot{{font-size:{size:g}pt}}.foot>span{{margin-inline-end:{gap:g}mm}}"
                css += "" if named else ".foot>.fact-0>.fact-label{display:none}"
                return css + f":root{{--margin-foot:{(SHEET_MM if kind.fitted else FULL_MM) - SAVED_MM:g}mm}}"
    return ""


SHEET_MM, FULL_MM = 20.0, 24.0
"""The foot's margin in styles/handout/sheet.css and system.css, for two lines."""


def _width(edition: Edition, size: float, gap_mm: float, named: bool) -> float:
    """The width in pt of the edition line and the page number at `size`."""
    ruler = ruler_of(edition.typefaces, edition.lang)
    facts = facts_of(edition)
    words = [f"{label} {value}" for label, value in facts[1:]]
    words.insert(0, " ".join(facts[0]) if named else facts[0][1])
    words.append(edition.words("page-number-short", page="88 / 88"))
    space = ruler.width(" ", "text", 400, size) + gap_mm * PT_PER_MM
    return sum(ruler.width(each, "text", 400, size) for each in words) + space * (len(words) - 1)
