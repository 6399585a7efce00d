"""HarfBuzz cuts fonts to the characters that a page holds, and keeps what joins and places them."""

from __future__ import annotations

import io

import pytest
from fontTools.ttLib import TTFont

from pipeline.errors import PlainleafError
from pipeline.formats.page.fonts import FEATURES
from pipeline.press.cutting import NAMES, cut
from tests.workspace import ROOT

FONTS = ROOT / "styles" / "fonts"


def features(font: TTFont, table: str) -> set[str]:
    return {record.FeatureTag for record in font[table].table.FeatureList.FeatureRecord}


def test_a_cut_holds_the_characters_asked_for_and_the_forms_that_they_join_in() -> None:
    whole = (FONTS / "NotoSansArabic-Regular.ttf").read_bytes()
    font = TTFont(io.BytesIO(cut(whole, "\u0628\u064e x", FEATURES)))
    assert set(font.getBestCmap()) == {0x628, 0x64E, 0x20, ord("x")}
    # The letter has four forms.
    assert len([name for name in font.getGlyphOrder() if name != ".notdef"]) >= 6
    assert {"init", "medi", "fina"} <= features(font, "GSUB") <= set(FEATURES)
    assert {"mark"} <= features(font, "GPOS") <= set(FEATURES)
    # The axes of a font that can vary have names of their own, from 256 on.
    assert {record.nameID for record in font["name"].names if record.nameID < 256} <= set(NAMES)
    assert font["head"].modified == TTFont(io.BytesIO(whole))["head"].modified


def test_the_same_cut_is_the_same_bytes() -> None:
    whole = (FONTS / "AtkinsonHyperlegibleNext-Regular.ttf").read_bytes()
    assert cut(whole, "salt", FEATURES) == cut(whole, "tlas", reversed(FEATURES))
    assert len(cut(whole, "salt", FEATURES)) < len(whole) / 10


@pytest.mark.parametrize("content", [b"", b"no font", b"\0\1\0\0" + b"\xff" * 60])
def test_what_is_no_font_is_said(content: bytes) -> None:
    with pytest.raises(PlainleafError, match="cannot cut"):
        cut(content, "salt", FEATURES)
