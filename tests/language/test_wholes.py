"""What no line may part is found in many languages, and nothing else is held."""

from __future__ import annotations

import pytest

from pipeline.language.wholes import LONGEST_WHOLE, hold, pieces, wholes


def found(text: str) -> list[str]:
    return [run for run, whole in wholes(text) if whole]


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("Take 5 mg or 1.5 mg/kg/day, not more", ["5 mg", "1.5 mg/kg/day"]),
        ("every 4–6 hours or 4 to 6 hours", ["4–6 hours", "4 to 6 hours"]),
        ("2 tablets, then 1–2 Tabletten, 3 comprimidos", ["2 tablets", "1–2 Tabletten", "3 comprimidos"]),
        ("at 8 am, 16:00 Uhr or 08:00 – 10:00.", ["8 am", "16:00 Uhr", "08:00 – 10:00"]),
        ("on 3 May 2026 or am 3. Mai 2026", ["3 May 2026", "3. Mai 2026"]),
        ("el 3 de mayo de 2026; May 3, 2026", ["3 de mayo de 2026", "May 3, 2026"]),
        ("2026-03-12 and 12.03.2026", ["2026-03-12", "12.03.2026"]),
        ("call +44 20 7946 0123 or (020) 7946 0123", ["+44 20 7946 0123", "(020) 7946 0123"]),
        ("1 in 10 people, 10 of 12", ["1 in 10", "10 of 12"]),
        ("1 000 mg, 1,000 mg and £ 5.50", ["1 000 mg", "1,000 mg", "£ 5.50"]),
        ("as shown [3]. and [3, 4]", ["[3].", "[3, 4]"]),
        ("a.b@example.org, www.example.org/a", ["a.b@example.org", "www.example.org/a"]),
        ("COVID-19 and PL-EXO-1", ["COVID-19", "PL-EXO-1"]),
        ("120/80 mmHg, 10 × 10⁹/L, <5 mg, 37.5 °C", ["120/80 mmHg", "10 × 10⁹/L", "<5 mg", "37.5 °C"]),
        ("eGFR 30-59 ml/min/1.73 m²", ["30-59 ml/min/1.73 m²"]),
        ("من 16:00 إلى 18:00 و 500 ملغ", ["16:00 إلى 18:00", "500 ملغ"]),
        ("١٠ ملغ", ["١٠ ملغ"]),
        ("call +44 (0)20 7946 0123 ext. 412, or 1-800-555-0123", ["+44 (0)20 7946 0123 ext. 412", "1-800-555-0123"]),
        ("030/555 0123, 1 800 555 0123, 116 123", ["030/555 0123", "1 800 555 0123", "116 123"]),
        ("£1,250.00, 1.250,00 €, US$ 45 and CHF 120.–", ["£1,250.00", "1.250,00 €", "US$ 45", "CHF 120.–"]),
        ("¼ tablet, 3½ hours, 2½–3 Stunden", ["¼ tablet", "3½ hours", "2½–3 Stunden"]),
        ("2 sachets, 3 sprays, 50 micrograms, 2 litres", ["2 sachets", "3 sprays", "50 micrograms", "2 litres"]),
        ("8 am to 8 pm, 37.5 °C to 38 °C", ["8 am to 8 pm", "37.5 °C to 38 °C"]),
        ("on 30 June or 30. Juni, in June 2026", ["30 June", "30. Juni", "June 2026"]),
        ("10.000 I. E./Tag, z. B. 2 Beutel", ["10.000 I. E./Tag", "z. B", "2 Beutel"]),
        ("4-hourly, 5 ft 4 in, 1 h 30 min, 10 cm x 15 cm", ["4-hourly", "5 ft 4 in", "1 h 30 min", "10 cm x 15 cm"]),
        ("1 out of 100, No. 12, § 12, pH 7.4", ["1 out of 100", "No. 12", "§ 12", "pH 7.4"]),
        ("rooms 12 and 14 in May, or July", ["12", "14"]),
        ("+49 (0)30 555 0123 10.000 I. E./Tag", ["+49 (0)30 555 0123", "10.000 I. E./Tag"]),
        ("01.23.45.67.89 or +44(0)20 7946 0123", ["01.23.45.67.89", "+44(0)20 7946 0123"]),
        ("twice-daily and/or never", []),
    ],
)
def test_values_are_held(text: str, held: list[str]) -> None:
    assert found(text) == held
    assert "".join(run for run, _ in wholes(text)) == text


def test_numbers_of_a_list_stay_apart() -> None:
    assert hold("in 2024 2025 and 2026") == "in 2024 2025 and 2026"
    assert hold("1 2 3 4 5 6 7 8") == "1 2 3 4 5 6 7 8"


def test_an_address_too_long_for_a_phone_may_part_after_a_slash() -> None:
    address = "https://example.org/very/long/address/of/a/page"
    assert len(address) > LONGEST_WHOLE and found(address) == []
    assert max(pieces(address), key=len) == "https://example.org/"


def test_pieces_are_what_a_line_holds() -> None:
    assert pieces("Take 1.5 mg/kg twice-daily, 4–6 hours apart") == [
        "Take", "1.5\u00a0mg/kg", "twice-", "daily,", "4–6\u00a0hours", "apart",
    ]  # fmt: skip
    assert pieces("伤口保持干燥") == list("伤口保持干燥")
    assert pieces("") == []


def test_a_mail_address_too_long_for_a_panel_may_part_before_its_host() -> None:
    address = "wound-care.information@harbour.example.org"
    assert len(address) > LONGEST_WHOLE
    assert pieces(f"write to {address} now") == ["write", "to", "wound-care.information", "@harbour.example.org", "now"]
    assert pieces("care@harbour.example.org") == ["care@harbour.example.org"]
