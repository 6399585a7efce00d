"""Typefaces: coverage answers, font stacks and the CSS that a renderer reads."""

import io
import pickle
import unicodedata
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from pipeline.press import typeface

FONTS = Path(__file__).parent.parent / "styles" / "fonts"
TOML = (FONTS / "fonts.toml").read_text(encoding="utf-8")

SAMPLES = {
    "en": "The fox — “quotes” 12–14 µg, x² H₂O ½ ≤ 3 ≥ 2 ≈ 1 → ← ◦ ▪ • ✓ ✗ ☐ ☑ ⚠️ 💡 ″ № † ‰ €",
    "pl": "Zażółć gęślą jaźń",
    "vi": "Những điều cần biết",
    "el": "Τα εξωσώματα είναι μικρά κυστίδια· ἄνθρωπος",
    "uk": "Що таке екзосоми? Їжа, ґанок",
    "ar": "ما هي الإكسوسومات؟ ٣٤٪",
    "fa": "گچپژ می‌شود",
    "he": "מהם אקסוזומים? שָׁלוֹם ₪",
    "hi": "एक्सोसोम क्या हैं? क्षत्रिय १२३ ₹",
}


@pytest.fixture(scope="module")
def faces() -> typeface.Typefaces:
    required, optional = typeface.font_files(TOML)
    names = [name for name in required + optional if (FONTS / name).is_file()]
    return typeface.read_typefaces(TOML, {name: (FONTS / name).read_bytes() for name in names})


def without_a_glyph(faces: typeface.Typefaces, text: str) -> set[str]:
    """The characters that leave ink and that no font file holds, as fontTools reads them."""
    held = {code for content in faces.files.values() for code in TTFont(io.BytesIO(content)).getBestCmap()}
    return {
        each for each in text if ord(each) not in held and unicodedata.category(each) not in {"Cf", "Zs", "Cc", "Mn"}
    }


@pytest.mark.parametrize("lang", SAMPLES)
def test_every_sample_has_its_glyphs(faces: typeface.Typefaces, lang: str) -> None:
    assert without_a_glyph(faces, SAMPLES[lang]) == set()


def test_a_script_meets_its_own_family_first(faces: typeface.Typefaces) -> None:
    def first(role: typeface.Role, lang: str) -> str:
        return typeface.family_stack(faces, role, lang).split(", ")[0]

    assert first("text", "en-GB") == '"Atkinson Hyperlegible Next"'
    assert first("text", "uk") == '"Noto Sans"'
    assert first("text", "ar") == '"Noto Sans Arabic"'
    assert first("title", "ar") == '"Noto Naskh Arabic"'
    assert first("title", "he") == '"Noto Serif Hebrew"'
    assert first("title", "el") == '"Source Serif 4"'
    assert first("text", "Deva") == '"Noto Sans Devanagari"'
    assert first("text", "sr-Latn") == '"Atkinson Hyperlegible Next"'


def test_a_stack_names_each_family_once_and_ends_in_a_generic(faces: typeface.Typefaces) -> None:
    for role, generic in (("text", "sans-serif"), ("title", "serif")):
        families = typeface.family_stack(faces, role, "ar").split(", ")  # type: ignore[arg-type]
        assert len(families) == len(set(families))
        assert families[-1] == generic
        assert {family.strip('"') for family in families[:-1]} >= {
            face.family for face in faces.faces if face.role in (role, "text", "symbols", "emoji")
        }


@pytest.mark.parametrize(
    ("lang", "script", "direction"),
    [
        ("en", "Latn", "ltr"),
        ("ar-EG", "Arab", "rtl"),
        ("en-GB", "Latn", "ltr"),
        ("es-Arab", "Arab", "rtl"),
        ("sr-ME", "Latn", "ltr"),
        ("sr", "Cyrl", "ltr"),
        ("ur", "Arab", "rtl"),
        ("he", "Hebr", "rtl"),
        ("hi", "Deva", "ltr"),
        ("uk", "Cyrl", "ltr"),
        ("sr-Latn-RS", "Latn", "ltr"),
        ("az-Arab", "Arab", "rtl"),
        ("pa-PK", "Arab", "rtl"),
        ("pa", "Guru", "ltr"),
        ("zh-TW", "Hant", "ltr"),
        ("dv", "Thaa", "rtl"),
        ("x-private", "Latn", "ltr"),
        ("tlh", "Latn", "ltr"),
    ],
)
def test_a_language_has_a_script_and_a_direction(lang: str, script: str, direction: str) -> None:
    assert (typeface.script_of(lang), typeface.direction_of(lang)) == (script, direction)


def test_css_names_every_file_under_the_prefix(faces: typeface.Typefaces) -> None:
    css = typeface.font_face_css(faces, "../fonts/")
    assert css.count("@font-face") == len(faces.faces)
    for face in faces.faces:
        assert f'url("../fonts/{face.file}")' in css


def test_a_selection_covers_the_text_and_leaves_the_rest_out(faces: typeface.Typefaces) -> None:
    plain = typeface.select_typefaces(faces, "Plain words, 5 mg", ["en"])
    assert {face.family for face in plain.faces} == {"Atkinson Hyperlegible Next", "Source Serif 4"}
    for lang, text in SAMPLES.items():
        chosen = typeface.select_typefaces(faces, text, [lang])
        assert without_a_glyph(chosen, text) == set()
        assert set(chosen.files) == {face.file for face in chosen.faces}


@pytest.mark.parametrize(
    ("text", "families"),
    [
        ("⚠", set()),
        ("⚠️ 12", {"Noto Color Emoji 2"}),
        ("💡", {"Noto Color Emoji 3"}),
        ("1️⃣ 2️⃣", {"emoji"}),
        ("👩‍⚕️", {"Noto Color Emoji People"}),
        ("👍🏽 👨‍👩‍👧", {"Noto Color Emoji People"}),
        ("🇬🇧", {"Noto Color Emoji 0"}),
        ("🏴󠁧󠁢󠁥󠁮󠁧󠁿 🏳️‍🌈", {"Noto Color Emoji 1"}),
    ],
)
def test_a_sequence_of_emoji_is_drawn_by_one_slice(faces: typeface.Typefaces, text: str, families: set[str]) -> None:
    chosen = typeface.select_typefaces(faces, text, ["en"])
    assert {face.family for face in chosen.faces if face.role == "emoji"} == families


def test_a_language_without_its_pack_says_how_to_get_it(faces: typeface.Typefaces) -> None:
    bundled = typeface.read_typefaces(TOML, {name: faces.files[name] for name in typeface.font_files(TOML)[0]})
    absent = typeface.absent_pack(bundled, "zh-CN")
    assert absent is not None
    assert absent.pack == "chinese-simplified"
    assert "zh-CN" in absent.message
    assert "NotoSansSC-Regular.ttf" in absent.hint
    packs = {"zh-TW": "chinese-traditional", "ja": "japanese", "ko": "korean", "bn": "bengali"}
    assert {lang: getattr(typeface.absent_pack(bundled, lang), "pack", "") for lang in packs} == packs
    assert typeface.absent_pack(bundled, "ar") is None
    whole = typeface.read_typefaces(TOML, dict(bundled.files) | dict.fromkeys(typeface.font_files(TOML)[1], b""))
    assert typeface.absent_pack(whole, "zh-CN") is None


def test_a_language_needs_its_own_pack_only(faces: typeface.Typefaces) -> None:
    one = {"NotoSansJP-Regular.ttf": b"", "NotoSansJP-Bold.ttf": b""}
    japanese = typeface.read_typefaces(TOML, {name: faces.files[name] for name in typeface.font_files(TOML)[0]} | one)
    assert typeface.absent_pack(japanese, "ja") is None
    assert typeface.absent_pack(japanese, "ko") is not None


def test_no_two_files_answer_to_the_same_name(faces: typeface.Typefaces) -> None:
    """WeasyPrint 70 mixes up the outlines of files that share family, weight and style."""
    names = [(face.family, face.weight, face.style) for face in faces.faces]
    assert len(names) == len(set(names))


def test_typefaces_travel_to_another_process(faces: typeface.Typefaces) -> None:
    assert pickle.loads(pickle.dumps(faces)) == faces


def test_an_absent_bundled_file_is_an_error() -> None:
    with pytest.raises(ValueError, match="AtkinsonHyperlegibleNext-Regular"):
        typeface.read_typefaces(TOML, {})


@given(st.lists(st.integers(0, 0x10FFFF), min_size=1, max_size=20, unique=True))
def test_ranges_read_back(points: list[int]) -> None:
    written = ", ".join(f"U+{point:04X}" for point in points)
    assert [first for first, _ in typeface.read_range(written)] == points


@pytest.mark.parametrize("wrong", ["U+ZZ", "U+20-10", "U+110000", ""])
def test_a_wrong_range_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        typeface.read_range(wrong)
