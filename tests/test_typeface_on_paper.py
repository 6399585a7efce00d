"""Typefaces as the renderer uses them: every script has its letters, an emoji sequence is one picture."""

from pathlib import Path

import pypdfium2
import pytest

from pipeline.press.press import print_pdf, print_png, rasterise
from pipeline.press.typeface import Typefaces, direction_of, family_stack, font_files, read_typefaces

FONTS = Path(__file__).parent.parent / "styles" / "fonts"
EM = 60

LINES = {
    "en": "Ask first: 12–14 µg ≤ 3 ≥ 2 ≈ 1 → ← ◦ ▪ • ✓ ✗ ☐ ☑ H₂O",
    "pl": "Zażółć gęślą jaźń",
    "vi": "Những điều cần biết",
    "el": "Τα εξωσώματα είναι μικρά",
    "uk": "Що таке екзосоми? Їжа, ґанок",
}


@pytest.fixture(scope="module")
def typefaces() -> Typefaces:
    toml = (FONTS / "fonts.toml").read_text(encoding="utf-8")
    required, _ = font_files(toml)
    return read_typefaces(toml, {name: (FONTS / name).read_bytes() for name in required})


def page(body: str, typefaces: Typefaces, lang: str) -> str:
    text, title = family_stack(typefaces, "text", lang), family_stack(typefaces, "title", lang)
    return (
        f'<!DOCTYPE html><html lang="{lang}" dir="{direction_of(lang)}"><title>t</title>'
        f"<style>body{{font-family:{text}}}h1{{font:700 1em {title}}}</style>{body}"
    )


@pytest.mark.parametrize("lang", LINES)
def test_a_line_comes_out_of_the_page_as_it_went_in(lang: str, typefaces: Typefaces) -> None:
    """In text, bold, italic and titles: a mix-up of font files shows as other letters."""
    line = LINES[lang]
    body = f"<h1>{line}</h1><p>{line}</p><p><b>{line}</b></p><p><i>{line}</i></p>"
    printed = print_pdf(page(body, typefaces, lang), {}, typefaces)
    assert printed.complaints == ()
    text = pypdfium2.PdfDocument(printed.content)[0].get_textpage().get_text_bounded()
    assert [found.strip() for found in text.split("\n") if found.strip()] == [line] * 4


@pytest.mark.parametrize(
    ("lang", "line"),
    [("ar", "ما هي الإكسوسومات؟ ٣٤"), ("he", "מהם אקסוזומים? שָׁלוֹם"), ("hi", "एक्सोसोम क्या हैं? क्षत्रिय १२३")],
)
def test_a_joined_script_finds_every_glyph(lang: str, line: str, typefaces: Typefaces) -> None:
    printed = print_pdf(page(f"<h1>{line}</h1><p>{line} <b>{line}</b></p>", typefaces, lang), {}, typefaces)
    assert printed.complaints == ()
    assert {b"Noto" in name for name in _font_names(printed.content)} == {True}


@pytest.mark.parametrize("sequence", ["💡", "⚠️", "1️⃣", "👩‍⚕️", "👍🏽", "❤️"])
def test_an_emoji_sequence_is_one_coloured_picture(sequence: str, typefaces: Typefaces) -> None:
    html = page(f"<p style='margin:0;font-size:{EM}px;line-height:1.5'>{sequence}</p>", typefaces, "en")
    picture = next(rasterise(print_pdf(html, {}, typefaces).content, 96))
    from PIL import Image, ImageChops

    ink = ImageChops.difference(picture.convert("RGB"), Image.new("RGB", picture.size, "white"))
    box = ink.getbbox()
    assert box is not None
    assert EM * 0.6 < box[2] - box[0] < EM * 1.4, "one glyph wide"
    red, green, blue = ink.crop(box).split()
    assert ImageChops.difference(red, green).getbbox() or ImageChops.difference(green, blue).getbbox(), "in colour"


def test_all_scripts_and_emoji_together_give_the_same_bytes_twice(typefaces: Typefaces) -> None:
    body = "".join(f"<p lang='{lang}'>{line}</p>" for lang, line in LINES.items()) + "<p>⚠️ 💡 1️⃣</p>"
    html = page(body, typefaces, "en")
    assert print_pdf(html, {}, typefaces).content == print_pdf(html, {}, typefaces).content
    assert print_png(html, {}, typefaces, 600, 400) == print_png(html, {}, typefaces, 600, 400)


def _font_names(content: bytes) -> set[bytes]:
    import io

    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as pdf:
        return {
            bytes(str(entry.BaseFont), "utf-8")
            for entry in pdf.objects
            if isinstance(entry, pikepdf.Dictionary) and entry.get("/Type") == "/Font" and "/BaseFont" in entry
        }
