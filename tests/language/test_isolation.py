"""What must keep its own direction inside right-to-left text."""

from __future__ import annotations

import pytest

from pipeline.language.isolation import direction_of_text, phrases, runs


@pytest.mark.parametrize(
    "run",
    [
        "+44 20 7946 0123",
        "+44 (0)20 7946 0123",
        "(202) 555-0147",
        "4-6",
        "5–7",
        "500 mg",
        "2.5",
        "https://www.example.org/a",
        "a@example.org",
        "PL-EXO-001",
        "38 °C",
        "16:00",
        "09:30",
        "16:00–18:30",
        "12/03/2026",
        "2026-03-12",
        "1/2",
        "1.5–2.5 mg",
        "5 mg/kg",
        "500 mg/5 ml",
        "1,000 ml",
        "10.5 mmol/L",
        "٠٫٢٥",
        "٣٨٫٥",
        "١٬٠٠٠٬٠٠٠",
        "١٫٥–٢٫٥",
        "١٤:٣٠",
        "−20 °C",
        "−5",
        "2 × 250 mg",
        "2x250 mg",
        "5 cm × 4 cm",
        "1 × 10⁹/L",
        "18.5–24.9 kg/m²",
        "1.5 g/1.73 m²",
        "£1,250.00",
        "5%–10%",
        "9 am–5 pm",
        "+44 (0)20 7946 0123 ext. 412",
    ],
)
def test_a_run_is_isolated_whole(run: str) -> None:
    """UAX 9 would turn "4-6" around and put the number of "PL-EXO-001" before its letters."""
    assert [text for text, own in runs(f"قبل {run} بعد") if own] == [run]


def test_a_sign_of_comparison_is_mirrored_with_its_sentence() -> None:
    """An Arabic sentence with "≥ 38" is read from the right, sign first; UAX 9 mirrors the sign (BD16)."""
    assert [text for text, own in runs("إذا كانت ≥ 37.8 °C الآن") if own] == ["37.8 °C"]
    assert [text for text, own in runs("كل 48 ساعة") if own] == ["48"]


def test_words_are_not_isolated() -> None:
    assert not any(own for _, own in runs("خلايا MSC و well-known"))


@pytest.mark.parametrize(
    ("text", "isolated"),
    [
        ("لا تتجاوز 8 (4 غ)", []),
        ("1 أو 2 قرص (500 ملغ إلى 1 غ)", ["500"]),
        ("أقل من 50 كغ (8 ستون)", ["50"]),
    ],
)
def test_a_bracket_stays_with_its_partner(text: str, isolated: list[str]) -> None:
    """A bracket isolated without its partner is mirrored alone: "8 (4 g)" would be read as "4) 8 g)"."""
    assert [run for run, own in runs(text) if own] == isolated


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("Example Town EX1 2MP", "ltr"),
        ("(عيادة) Harbour", "rtl"),
        ("+44 20 7946 0123", "ltr"),
        ("", "ltr"),
        ("שלום", "rtl"),
    ],
)
def test_a_text_runs_as_its_first_letter_does(text: str, way: str) -> None:
    assert direction_of_text(text) == way


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Keep it dry for 48 hours. Then call us.", ["Keep it dry for 48 hours. Then call us"]),
        ("اقرأ Wound care 48 hours after في البيت 5–7 أيام", ["Wound care 48 hours after", "5–7"]),
        ("Call 020 7946 0123 or 020 7946 0456 now", ["Call 020 7946 0123 or 020 7946 0456 now"]),
        ("خذ Paracetamol 500 mg كل يوم", ["Paracetamol 500 mg"]),
        ("خذ 500 mg paracetamol الآن", ["500 mg"]),
        ("you had a fever of 38.0–38.4 °C for 24 hours", ["you had a fever of 38.0–38.4 °C for 24 hours"]),
        ("Take 2.5 mg/0.5 mL, 500 mg.", ["Take 2.5 mg/0.5 mL, 500 mg"]),
        ("خذ 5 mg، 10 mg", ["5 mg", "10 mg"]),
        ("500 mg / 5 ml", ["500 mg", "5 ml"]),
        ("من 4-6 ساعات", ["4-6"]),
        ("", []),
    ],
)  # fmt: skip
def test_latin_words_before_a_run_and_behind_go_with_it(text: str, kept: list[str]) -> None:
    assert [run for run, own in phrases(text) if own] == kept
    assert "".join(run for run, _ in phrases(text)) == text
