"""The form: boxes to write in by hand are fields to fill in on a screen, and a screen reader names each."""

from __future__ import annotations

import io

import pikepdf

from pipeline.formats.handout.document import read_pdf
from tests.handout.sample import edition, printed


def test_every_field_has_its_label_its_tag_and_an_appearance_and_asks_nobody_to_draw_it() -> None:
    made = edition()
    document = read_pdf(printed(made, "form").main.content)
    assert [(field["name"], field["label"]) for field in document.fields] == [
        ("name", "Name"),
        ("date", "Date"),
        ("appointment", "Your next appointment"),
        ("phone", "Phone number of your clinic"),
    ]
    assert all(field["tagged"] and field["appearance"] for field in document.fields)
    assert not any(field["needs_appearances"] for field in document.fields)
    assert document.root is not None
    forms = [tag for tag in document.root.tags() if tag.role == "Form"]
    assert [tag.annotations for tag in forms] == [1, 1, 1, 1]
    assert [tag.alt for tag in forms] == [field["label"] for field in document.fields]


def test_the_font_of_the_fields_is_whole_and_says_which_characters_it_shows() -> None:
    with pikepdf.open(io.BytesIO(printed(edition(), "form").main.content)) as pdf:
        font = pdf.Root.AcroForm.DR.Font.F0
        cmap = font.ToUnicode.read_bytes()
        for letter in "Aaé9ñ":
            assert f"<{ord(letter):04x}>".encode() in cmap
        assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor
        assert "/NeedAppearances" not in pdf.Root.AcroForm


def test_a_sheet_without_a_form_has_no_fields() -> None:
    assert read_pdf(printed(edition(), "sheet").main.content).fields == ()
