"""What must not be handed to a patient is named, in words that say what to do; nothing crashes."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image

from pipeline.edition.edition import Edition
from pipeline.formats import handout
from pipeline.formats.handout.document import read_pdf
from pipeline.formats.handout.pages import Tag
from tests.handout.sample import edition, printed


def said(made: Edition, variant: str = "full") -> list[str]:
    return [
        f"{finding.rule}: {finding.message}"
        for finding in handout.check(handout.read(printed(made, variant)), made).found
    ]


def test_a_glyph_that_no_bundled_font_has() -> None:
    assert said(edition("A letter \ua56b of Vai.\n")) == [
        'handout/glyph-missing: a character of "A letter \ua56b of Vai." prints as a box'
    ]


def test_a_picture_of_40_px_on_a_whole_page() -> None:
    out = io.BytesIO()
    Image.new("RGB", (40, 40), (120, 20, 20)).save(out, "PNG")
    body = "::: figure\n![A red square.](images/tiny.png)\n\nA picture.\n:::\n"
    (message,) = said(edition(body, pictures={"tiny.png": out.getvalue()}))
    assert message.startswith("handout/picture-coarse: a picture of 40 px has ")


def test_a_picture_of_109_px_is_not_enlarged_beyond_150_dpi() -> None:
    out = io.BytesIO()
    Image.new("RGB", (109, 109), (120, 20, 20)).save(out, "PNG")
    body = "::: figure\n![A red square.](images/tiny.png)\n\nA picture.\n:::\n"
    (message,) = said(edition(body, pictures={"tiny.png": out.getvalue()}))
    assert message == "handout/picture-coarse: a picture of 109 px has 152 dpi at 18 mm"


@pytest.mark.parametrize("variant", ["full", "sheet", "large-print", "easy-print"])
def test_a_word_of_200_letters_breaks_and_stays_on_the_page(variant: str) -> None:
    assert said(edition(f"Before {'exosome' * 29} after.\n"), variant) == []


def test_a_table_wider_than_the_page_breaks_its_words() -> None:
    cells = " | ".join("Pneumonoultramicroscopicsilicovolcanoconiosis" for _ in range(6))
    table = f'::: {{.table caption="Wide" header-column=true}}\n| {cells} |\n{"|---" * 6}|\n| {cells} |\n:::\n'
    found = said(edition(table))
    assert not any("text-cut" in message or "margin-unsafe" in message for message in found), found


@pytest.mark.parametrize("variant", ["full", "large-print"])
def test_a_table_of_too_many_columns_shows_its_cells_one_below_the_other(variant: str) -> None:
    """Each cell follows its column's heading on the page; to a screen reader it stays a table."""
    heads, cells = (" | ".join(f"{word}{number}" for number in range(12)) for word in ("Medicine", "Paracetamol"))
    rows = f"| {cells} |\n" * 3
    table = f'::: {{.table caption="Wide" header-column=true}}\n| {heads} |\n{"|---" * 12}|\n{rows}:::\n'
    made = edition(table)
    assert said(made, variant) == []
    document = read_pdf(printed(made, variant).main.content)
    assert document.root is not None
    assert [
        [document.text_of(cell) for cell in row.kids if isinstance(cell, Tag)]
        for row in document.root.tags()
        if row.role == "TR"
    ] == [heads.split(" | "), *[cells.split(" | ")] * 3]
    labels = [run.text for page in document.pages for run in page.runs if run.artifact and "Medicine" in run.text]
    assert labels == [f"Medicine{number}: " for number in range(1, 12)] * 3


def test_a_row_that_is_longer_than_a_page_is_named() -> None:
    cells = " | ".join(str(number) * 3 for number in range(60))
    table = f'::: {{.table caption="Wide" header-column=true}}\n| {cells} |\n{"|---" * 60}|\n| {cells} |\n:::\n'
    assert said(edition(table)) == [
        'handout/row-split: the row "000 111 222 333 444 555 666 777 888 999 " of "Table 1 Wide" stands on two pages'
    ]


def test_lists_twelve_levels_deep_keep_their_levels() -> None:
    body = "\n".join("  " * level + f"- level {level + 1}" for level in range(12)) + "\n"
    made = edition(body)
    assert said(made) == []
    document = read_pdf(printed(made).main.content)

    def depth(tag: object, level: int = 0) -> int:
        own = level + (getattr(tag, "role", "") == "L")
        return max([own, *(depth(kid, own) for kid in getattr(tag, "kids", ()) if hasattr(kid, "role"))])

    assert depth(document.root) == 12


def test_sections_without_text_leave_nothing_behind() -> None:
    made = edition("## Empty {#empty}\n\n## Full\n\nText.\n")
    assert said(made) == []


def test_a_brand_colour_of_too_little_contrast_is_seen_on_the_page() -> None:
    made = edition()
    colours = replace(made.brand.colours, accent="#9fbfc4")
    messages = said(replace(made, brand=replace(made.brand, colours=colours)))
    assert any(message.startswith("handout/contrast-low: ") and "4.5:1 is needed" in message for message in messages)


def test_an_article_without_a_body_is_still_a_handout() -> None:
    assert said(edition("One sentence.\n"), "sheet") == []


def test_the_head_of_a_table_is_never_lost() -> None:
    """WeasyPrint leaves a head out when it and the first row do not fit one page together."""
    row = "Wash your hands well. " * 330
    table = f'::: {{.table caption="Long"}}\n| What | Why |\n|---|---|\n| {row} | {row} |\n:::\n'
    document = read_pdf(printed(edition(table)).main.content)
    assert document.root is not None
    heads = [document.text_of(tag) for tag in document.root.tags() if tag.role == "TH"]
    assert heads == ["What", "Why"]


SENTENCE = "Wash your hands and dry them with a clean towel. "


@pytest.mark.parametrize("variant", ["full", "large-print"])
@pytest.mark.parametrize(
    "body",
    [
        f"Text[^a].\n\n[^a]: {SENTENCE * 150}\n",
        f"::: figure\n![A drawing.](images/layers.svg)\n\n{SENTENCE * 100}\n:::\n",
        f"::: glossary\nTerm\n: {SENTENCE * 130}\n:::\n",
        f"::: questions\n### What?\n\n{SENTENCE * 150}\n:::\n",
        f"```\n{'x' * 300}\n{'line ' * 3}\n```\n",
        "## One\n\n## Two\n\n### Three\n\n::: key-points\n:::\n\nText.\n",
    ],
    ids=["note", "caption", "definition", "answer", "code", "empty"],
)
def test_what_is_longer_than_a_page_goes_on_on_the_next(body: str, variant: str) -> None:
    assert said(edition(body), variant) == []


@pytest.mark.parametrize("variant", ["full", "large-print", "sheet"])
def test_a_very_long_title_is_cut_in_the_running_head_only(variant: str) -> None:
    made = edition("Text.\n", title=(SENTENCE * 6).strip())
    assert said(made, variant) == []


@pytest.mark.parametrize("variant", ["full", "large-print", "easy-print"])
@pytest.mark.parametrize("cell", [SENTENCE * 110, f"- {SENTENCE}<br>" * 90])
def test_a_row_longer_than_a_page_is_named_and_nothing_else_is(variant: str, cell: str) -> None:
    """Its text stays in the order of the source."""
    table = f'::: {{.table .doses caption="Care" header-column=true}}\n| What | How |\n|---|---|\n| One | {cell} |\n'
    messages = said(edition(f"{table}| Two | {cell} |\n:::\n\nAfter the table.\n"), variant)
    assert [message.partition(" of ")[2] for message in messages] == ['"Table 1 Care" stands on two pages'] * 2


def test_a_sheet_that_when_to_call_alone_fills_says_to_shorten_it_and_nothing_of_priorities() -> None:
    signs = "\n".join(
        "- You have a temperature above 38 °C, or the skin round the wound is hot and red." for _ in range(75)
    )
    made = edition(
        f"## Each day\n\nKeep it dry.\n\n::: {{.callout .when-to-call}}\nCall {{{{phone}}}} if:\n\n{signs}\n:::\n"
    )
    hints = [each.hint for each in handout.check(handout.read(printed(made, "sheet")), made).found]
    (hint,) = [each for each in hints if "lines" in each]
    assert 'lines of "When to call", which no sheet leaves out' in hint
    assert "priority" not in hint
