"""The variants of the handout: a name comes in; template, style sheets, sizes and limits go out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to make a handout.

    `styles` are style sheets of styles/handout in order; `body_pt` and `smallest_pt` the sizes it promises; `fitted`
    means one sheet of two pages; `grey` little ink and no colour; `contrast` the least contrast of its text (WCAG 2.2,
    1.4.3 and 1.4.6); one `on_request` is made only when asked for by name.
    """

    name: str
    template: str
    styles: tuple[str, ...]
    body_pt: float = 12
    smallest_pt: float = 9
    fitted: bool = False
    grey: bool = False
    contrast: float = 4.5
    on_request: bool = True


VARIANTS = (
    Variant("sheet", "sheet.html", ("sheet",), fitted=True, on_request=False),
    Variant("full", "full.html", ("full",), on_request=False),
    Variant("large-print", "full.html", ("full", "large-print"), body_pt=18, smallest_pt=16, contrast=7),
    Variant("easy-print", "full.html", ("full", "easy-print"), grey=True, contrast=7),
)
"""In the order of display. Large print: RNIB and UKAAF ask for 16 pt or more, ACB for 18 (PDF-TY-01)."""

PAPERS = ("A4", "Letter", "A5")


def variant_named(name: str) -> Variant:
    """The variant called `name`; KeyError if there is none."""
    for variant in VARIANTS:
        if variant.name == name:
            return variant
    raise KeyError(name)
