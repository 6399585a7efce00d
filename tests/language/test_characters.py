"""What a text hides from the eye is found, and what scripts need is left alone."""

from __future__ import annotations

import time

import pytest

from pipeline.language.characters import Kind, find_suspects, printable, visible

DISGUISED = {
    Kind.OVERRIDE: ["Take \u202e05\u202c mg", "\u202aname\u202c", "a \u202d1 to 2"],
    Kind.ISOLATE: ["\u2066open", "closed\u2069", "\u2067one\u2066two\u2069", "\u2066para\n\ngraph\u2069"],
    Kind.INVISIBLE: [
        "5\u200b0 mg",
        "1\u200b.5",
        "5\u200b mg",
        "5 \u200bmg",
        "take \u200b5 mg",
        "5\u00a0\u200dmg",
        "1.\u200b5",
        "no\u200dt",
        "no\u200ct",
        "pa\u200eracetamol",
        "1\u2060000",
        "5\u00admg",
        "www.ex\u00adample.org",
        "caf\u3164e",
        "take\u206f 5",
        "\ufeffinside",
        "5\ufe0f mg",
        "para\ufe0fcetamol",
        "\U0001f642\ufe0f\ufe0f",
        "\U000e0041bc",
        "5\u0338 mg",
        "a\u0301\u0301\u0301\u0301\u0301",
        "one\u2800two",
    ],
    Kind.CONTROL: ["\x1b[31mred", "a\x7f", "a\x85b", "a\u2028b", "\x9b2J", "a\x00"],
    Kind.UNREADABLE: ["\ue000 5 mg", "\ufdd0", "na\ufffdve", "\U0010fffd", "\ufffc"],
    Kind.LOOK_ALIKE: [
        "pаracetamol",
        "pαracetamol",
        "αspirin",
        "Νitro",
        "HbA1с",
        "рaк",
        "ՏEX",
        "Take а tablet",
        "vⅰtamin",
        "pɑin",
        "𝟓 mg",
        "𝐓ake",
        "５ mg",
        "5٠ mg",
        "1‚5 mg",
        "1٫5 mg",
    ],
}

HONEST = [
    "5 µg or 5 μg, μmol, kΩ",
    "TNFα, β2-agonist, βhCG, NF-κB, Δ9-THC, λmax",
    "👩‍⚕️ 👨‍👩‍👧 🏳️‍🌈 👩🏽‍⚕️ 🙂‍↔️ 1️⃣ #️⃣ ©️ ❤️‍🔥 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "می‌خواهم",
    "क्‍ष and র‍্য and മാൻ‌ചു",
    "ภาษา\u200bไทย",
    "the SMSка, pH-метр, гепатит C, Витамин A и D3",
    "5\u2060mg, 20\u202f000, 5\u00a0mg, 0·5, ½ tablet, CO₂, 10⁻³, K⁺",
    "ＣＴ検査は５日 X線 MRI는",
    "co\u00adoperation",
    "1\u200f/11\u200f/2026",
    "abc\u200eעברית",
    "\u2066+44 20 7946 0123\u2069 and \u2067one\u2066two\u2069\u2069",
    "الجرعة ٥ ملغ",
    "/ˈɡaʊt/",
    "e\u0301tat naïve résumé",
    "and\u200b/or, word \u200bword, word\u200b 5",
    "۵ \u200cمیلی‌گرم, 5 \u200bเม็ด, 1️⃣\u200d \u200f5",
    "Διαβάστε το HbA1c",
    "Українська: рак, сон",
    "①, ⅣA",
    "a\tb\nc",
]


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in DISGUISED.items() for text in texts], ids=ascii
)
def test_a_disguise_is_found(kind: Kind, text: str) -> None:
    assert {suspect.kind for suspect in find_suspects(text)} == {kind}


@pytest.mark.parametrize("text", HONEST, ids=ascii)
def test_what_a_script_needs_may_stand(text: str) -> None:
    assert find_suspects(text) == ()


def test_a_suspect_says_where_and_shows_itself() -> None:
    """The message never repeats the character that it warns of: a terminal would obey it."""
    text = "Take \u202e05\u202c mg"
    first = find_suspects(text)[0]
    assert (first.start, first.end) == (5, 6)
    assert "⟨U+202E⟩05⟨U+202C⟩" in first.message
    assert first.message.isprintable() and first.hint.isprintable()


def test_a_name_hides_nothing() -> None:
    assert find_suspects("Ann\u00adson") == ()
    assert find_suspects("Ann\u00adson", name=True)[0].kind is Kind.INVISIBLE


def test_cyrillic_words_are_no_disguise_in_their_own_languages() -> None:
    assert find_suspects("BMI, РОСТ", "ru") == ()
    assert find_suspects("BMI, РОСТ", "en")


def test_what_a_terminal_obeys_is_shown() -> None:
    assert printable("a\x1b[2J\r\u202eb می‌خواهم") == "a⟨U+001B⟩[2J⟨U+000D⟩⟨U+202E⟩b می‌خواهم"
    assert visible("5\u200b0") == "5⟨U+200B⟩0"


@pytest.mark.parametrize("unit", ["\u200b", "\u2066", "x\u00ad", "a\u0301", "а", "5٠", "é"], ids=ascii)
def test_a_long_text_is_read_in_time(unit: str) -> None:
    """Work grows with the length of the text, and what is reported does not."""
    started = time.process_time()
    assert len(find_suspects(unit * 100_000)) <= 400
    assert time.process_time() - started < 10
