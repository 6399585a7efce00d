"""The variants of the handout: a name comes in; template, style sheets, sizes and limits go out."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.edition.artifact import Extent


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to make a handout.

    `styles` are style sheets of styles/handout in order; `body_pt` and `smallest_pt` the sizes it promises; `fitted`
    means that it must fit `pages`; `grey` little ink and no colour; `contrast` the least contrast of its text (WCAG
    2.2, 1.4.3 and 1.4.6); `fields` adds fields to fill in.
    `press` says how a printer's file is made of the pages, `inner` the size of a page set on a larger sheet.
    """

    name: str
    template: str
    styles: tuple[str, ...]
    body_pt: float = 12
    smallest_pt: float = 9
    fitted: bool = False
    grey: bool = False
    contrast: float = 4.5
    fields: bool = False
    pages: int = 2
    press: str = ""
    inner: tuple[tuple[str, str], ...] = ()

    @property
    def extent(self) -> Extent:
        """How much of the article it says: one that must fit its pages leaves out blocks."""
        if self.press:
            return Extent.NONE
        return Extent.PART if self.fitted else Extent.ALL

    @property
    def for_reader(self) -> bool:
        """Whether people read it; what is not is for a printer only."""
        return not self.press

    @property
    def papers(self) -> tuple[str, ...]:
        """The sheets that its pages can be set on; () when it is printed on any paper as it is."""
        return tuple(paper for paper, _ in self.inner)

    def is_narrow(self, paper: str) -> bool:
        """Whether a page is too narrow for things side by side."""
        return paper == "A5" or self.is_stitched

    @property
    def is_stitched(self) -> bool:
        """Whether two of its pages stand on a side of a sheet, which is folded in the middle."""
        return self.press in ("booklet", "press-booklet")

    @property
    def in_inks(self) -> bool:
        """Whether it is made for a print shop's inks."""
        return self.press in ("press", "press-booklet")

    def pages_on(self, paper: str) -> int:
        """How many pages one that is fitted may take; on A5 those of an A4 sheet folded in the middle."""
        return 2 * self.pages if paper == "A5" and not self.press else self.pages

    def page_size(self, paper: str) -> str:
        """The CSS size of a page that is laid out for `paper`."""
        return dict(self.inner).get(paper, paper)


VARIANTS = (
    Variant("sheet", "sheet.html", ("sheet",), fitted=True),
    Variant("full", "full.html", ("full",)),
    Variant("large-print", "full.html", ("full", "large-print"), body_pt=18, smallest_pt=16, contrast=7),
    Variant("easy-print", "full.html", ("full", "easy-print"), grey=True, contrast=7),
    Variant("form", "sheet.html", ("sheet", "form"), fitted=True, fields=True),
    Variant(
        "booklet-a5",
        "full.html",
        ("full", "booklet"),
        press="booklet",
        inner=(("A4", "148.5mm 210mm"), ("Letter", "5.5in 8.5in")),
    ),
    Variant(
        "tri-fold",
        "sheet.html",
        ("sheet", "fold"),
        fitted=True,
        pages=6,
        press="fold",
        inner=(("A4", "97mm 210mm"), ("Letter", "91.4mm 215.9mm")),
    ),
    Variant("press-ready", "sheet.html", ("sheet", "press", "plates"), fitted=True, press="press"),
    Variant(
        "press-booklet",
        "full.html",
        ("full", "booklet", "plates"),
        press="press-booklet",
        inner=(("A4", "148.5mm 210mm"), ("Letter", "5.5in 8.5in")),
    ),
)
"""In the order of display. Large print: RNIB and UKAAF ask for 16 pt or more, ACB for 18 (PDF-TY-01)."""


def file_name(variant: str, paper: str) -> str:
    """The name of the PDF: "sheet-a4.pdf"."""
    return f"{variant}-{paper.lower()}.pdf"


def variant_named(name: str) -> Variant:
    """The variant called `name`; KeyError if there is none."""
    for variant in VARIANTS:
        if variant.name == name:
            return variant
    raise KeyError(name)
