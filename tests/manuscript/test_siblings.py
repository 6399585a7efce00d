"""Lines that look alike are judged alike: no medicine's dose stands in another one's section without a question."""

from __future__ import annotations

import pytest

from pipeline.manuscript.importing import Import, Wishes, import_manuscript
from pipeline.manuscript.recognition.vocabulary import is_product

TWO = """Medicines to take home

Paracetamol 500mg tablets
{gap}How do I take them?
{gap}Take two tablets four times a day.

Ibuprofen 400mg tablets
{gap}How do I take them?
{gap}{dose}
"""


def imported(text: str, name: str = "a.txt") -> Import:
    return import_manuscript(text.encode(), name, Wishes())


def asked(done: Import) -> str:
    return "\n".join(query.asks for query in done.queries if query.name.startswith("structure"))


@pytest.mark.parametrize("gap", ["", "\n"])
@pytest.mark.parametrize("dose", ["Take one tablet three times a day with food.", "One.", "- one\n- with food"])
def test_two_medicines_in_plain_text_are_two_sections(gap: str, dose: str) -> None:
    done = imported(TWO.format(gap=gap, dose=dose))
    for line in ("Paracetamol 500mg tablets", "Ibuprofen 400mg tablets"):
        assert f"\n## {line}\n" in done.text
    assert done.text.count("\n### How do I take them?\n") == 2


def test_a_first_line_that_names_one_of_two_medicines_is_no_title() -> None:
    done = imported(TWO.format(gap="", dose="One.").split("\n\n", 1)[1])
    assert "title" in [query.name for query in done.queries]
    assert "\n## Paracetamol 500mg tablets\n" in done.text


PAGE = """<h1>Medicines</h1><p><b>Paracetamol 500 mg tablets</b></p><p>Take two of them.</p><p><b>How to take it</b></p>
<p>With water.</p>{more}"""


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ("<p>Ibuprofen 400 mg tablets</p><p>Take one.</p>", "Ibuprofen 400 mg tablets"),
        ("<p>How to take it</p><p>With food.</p>", "How to take it"),
        ("<p><b>Ibuprofen 400 mg</b><br>Take one.</p>", "Ibuprofen 400 mg"),
        ("<p>Side Effects</p><p>A rash happens to one in a hundred people.</p>", "Side Effects"),
    ],
)
def test_a_line_that_looks_like_a_bold_heading_is_asked_about(more: str, line: str) -> None:
    assert f'is "{line}" a heading' in asked(imported(PAGE.format(more=more), "a.html"))


def test_a_line_like_the_title_is_asked_about_in_rich_text() -> None:
    text = r"{\rtf1 {\b Iron 200 mg}\par Take one.\par Zinc 5 mg\par Take two with your meal.\par}"
    assert 'is "Zinc 5 mg" a heading' in asked(imported(text, "a.rtf"))


def test_a_full_stop_makes_no_other_line_of_a_bold_one() -> None:
    done = imported(PAGE.format(more="<p><b>Ibuprofen 400 mg.</b></p><p>Take one.</p>"), "a.html")
    assert "## Ibuprofen 400 mg." in done.text


def test_what_stands_after_the_last_of_several_medicines_is_asked_about() -> None:
    text = (
        TWO.format(gap="\n", dose="One.")
        + "\nMore About Your Tablets\n\nAsk us for more of them when these are gone.\n"
    )
    assert 'does "More About Your Tablets" belong to the section above it' in asked(imported(text))


@pytest.mark.parametrize("row", ["Aspirin 75 mg\nRamipril 5 mg\nBisoprolol 2.5 mg", "Name: ______\nWard 7"])
def test_rows_of_short_lines_are_no_headings(row: str) -> None:
    done = imported(f"Your Day at the Clinic\n\nBring these with you.\n\n{row}\n\nTake them all in the morning.\n")
    assert "\n##" not in done.text


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("Ibuprofen 400mg tablets", True),
        ("Co-codamol 30 mg/500 mg", True),
        ("Amoxicillin 250 mg/5 ml oral suspension", True),
        ("Hydrocortisone 1% cream", True),
        ("Levotiroxina 50 microgramos", True),
        ("Paracetamol (500 mg):", True),
        ("Take two 500 mg tablets", False),
        ("Ibuprofen 400 mg three times daily", False),
        ("Ibuprofen 400 mg with food", False),
        ("Ward 7", False),
        ("500 mg", False),
    ],
)
def test_a_medicine_and_its_strength_are_told_from_a_dose(line: str, is_one: bool) -> None:
    assert is_product(line) is is_one


@pytest.mark.parametrize("line", ["Then:", "Welcome!", "Example Laboratories Ltd"])
def test_a_plain_line_that_leads_on_calls_out_or_gives_an_address_is_not_asked_about(line: str) -> None:
    page = f"<p>This is for you.</p><p>{line}</p><p>14 Example Street</p><p>Ask us for more of it when you leave.</p>"
    assert f'"{line}"' not in asked(imported(f"<html lang=en><body>{page}</body></html>", "a.html"))


@pytest.mark.parametrize(
    ("lines", "headings", "asks"),
    [
        ("<p><b>Aspirin</b></p><p>Take one each day with food.</p>", 0, ["Aspirin"]),
        ("<p>Do not take:</p><p><b>Aspirin</b></p><p><b>Ibuprofen</b></p><p>Ask us about others.</p>", 0, []),
        ("<p><b>Aspirin</b></p><p>Take one a day.</p><p><b>Co-codamol</b></p><p>Take two.</p>", 2, []),
        ("<p><b>Aspirin</b></p><p>Take one a day.</p><p>Warfarin</p><p>Take it at six.</p>", 1, ["Warfarin"]),
    ],
)
def test_a_medicines_name_is_a_heading_beside_another_only(lines: str, headings: int, asks: list[str]) -> None:
    done = imported(f"<h1>Your medicines</h1><p>This is for you.</p>{lines}", "a.html")
    assert done.text.count("\n## ") == headings
    assert [line for line in ("Aspirin", "Ibuprofen", "Warfarin") if f'is "{line}" a heading' in asked(done)] == asks
