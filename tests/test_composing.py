"""An Arabic letter on paper is the letter in a copy of it, and stands where WeasyPrint puts its shape and its dots."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2
import pytest
from PIL import ImageChops

from pipeline.press.press import engine, print_pdf, rasterise
from tests.workspace import bundled_typefaces

STYLE = "@page{size:160mm 90mm;margin:5mm}body{font:16pt 'Noto Sans Arabic'}h1{font:400 18pt 'Noto Sans Arabic'}"
TITLE, TEXT = "خفض قنفذ تقني غضب", "تُمسك الغرز بحافتي الجرح، 48 ساعة: لا تنزعها قبل ذلك أبدًا"
LATIN = "(example) 1 Quay"
SPACE = b"<0000> <ffff>"
PAGE = f'<html lang="ar" dir="rtl"><title>t</title><style>{STYLE}</style><h1>{TITLE}</h1><p>{TEXT}<p dir="ltr">{LATIN}'


@contextmanager
def as_weasyprint_draws() -> Iterator[None]:
    from weasyprint.draw import text

    engine()
    composed = text.draw_first_line

    def plain(*given: Any) -> Any:
        return composed.__wrapped__(*given)

    plain.composes = True  # type: ignore[attr-defined]
    text.draw_first_line = plain
    try:
        yield
    finally:
        text.draw_first_line = composed


@pytest.fixture(scope="module")
def printed() -> bytes:
    return print_pdf(PAGE, {}, bundled_typefaces()).content


def said(pdf: bytes) -> list[str]:
    """The lines of a page as Chrome's viewer copies them."""
    page = pypdfium2.PdfDocument(pdf)[0]
    return [line.strip() for line in page.get_textpage().get_text_range().splitlines() if line.strip()]


def test_a_copy_says_the_letters_that_were_typed(printed: bytes) -> None:
    lines = said(printed)
    assert lines[0] == TITLE
    assert "".join(lines[1].split()) == "".join(TEXT.split()) and lines[2] == LATIN


def test_without_it_letters_of_one_shape_are_one_letter(printed: bytes) -> None:
    with as_weasyprint_draws():
        assert said(print_pdf(PAGE, {}, bundled_typefaces()).content)[0] != TITLE


def test_the_page_looks_as_weasyprint_draws_it(printed: bytes) -> None:
    with as_weasyprint_draws():
        plain = print_pdf(PAGE, {}, bundled_typefaces()).content
    (ours,), (theirs,) = (list(rasterise(pdf, 300, grey=True)) for pdf in (printed, plain))
    # WeasyPrint cuts the distance between two glyphs to a whole 1/1000 em; here what is left over goes on.
    moved, ink = sum(ImageChops.difference(ours, theirs).histogram()[100:]), sum(theirs.histogram()[:100])
    assert ink > 10_000 and moved < 0.06 * ink


def test_each_letter_is_one_glyph_that_says_one_thing(printed: bytes) -> None:
    """And the typeface in the file has an outline for each code of the page (ISO 14289-1, 7.21.4)."""
    import pikepdf
    from fontTools.ttLib import TTFont

    seen = 0
    with pikepdf.open(io.BytesIO(printed)) as document:
        fonts: Any = document.pages[0].Resources.Font
        for described in fonts.values():
            says = described.ToUnicode.read_bytes()
            assert b"<2060>" not in says
            font = TTFont(io.BytesIO(described.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()))
            codes = [int(line[1:5], 16) for line in says.splitlines() if line[5:8] == b"> <" and line != SPACE]
            for code in codes:
                glyph = font["glyf"][font.getGlyphName(code)]
                seen += glyph.isComposite()
                # Readers move an outline to its side bearing: dots would not stand where they belong.
                assert font["hmtx"][font.getGlyphName(code)][1] == getattr(glyph, "xMin", 0)
                assert glyph.numberOfContours or says.find(b"<%04x> <0020>" % code) >= 0
    assert seen > 8


def test_the_same_page_has_the_same_bytes(printed: bytes) -> None:
    assert print_pdf(PAGE, {}, bundled_typefaces()).content == printed
