"""What stands beside something else has room there: cards and their marks, the foot's line, tables with long cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from click.testing import CliRunner

from pipeline.article.model import Section
from pipeline.cli import plainleaf
from pipeline.edition.artifact import Product
from pipeline.formats.handout.choosing import floating
from pipeline.formats.handout.document import read_pdf
from pipeline.formats.handout.levers import LEVELS, NARROW_LEVELS, Settings
from pipeline.formats.handout.pages import PageRead
from pipeline.formats.handout.rendering import set_pages, setter
from tests.gallery.articles import Writer
from tests.handout.sample import ROOT, edition, printed

LONG = "Change the dressing every morning and keep the wound clean and dry. " * 35


def foot_height(page: PageRead) -> float:
    lines = [run.baseline for run in page.runs if run.artifact == "Footer" and run.text.strip()]
    return max(lines) - min(lines)


@pytest.mark.parametrize(("lang", "variant"), [("en", "sheet"), ("ar", "sheet"), ("en", "full")])
def test_the_foot_is_one_line(lang: str, variant: str) -> None:
    document = read_pdf(printed(edition(lang=lang), variant).main.content)
    assert all(foot_height(page) < 6 for page in document.pages)


def test_marks_of_a_list_stand_clear_of_the_frame_of_their_card() -> None:
    document = read_pdf(printed(edition(Writer("en").comparison()), "sheet").main.content)
    page = document.pages[0]
    marks = [run.box[0] for run in page.runs if run.text.strip() == "•"]
    heads = sorted({round(place.box[0], 1) for place in page.paints if place.mcid is None})
    assert len(marks) == 9
    for mark in marks:
        edge = max(at for at in heads if at < mark)
        assert mark - edge >= 3


def test_the_fullest_sheet_of_the_sample_library_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    wanted = "exosomes-hair-loss --brand fieldnote-press --lang es --format handout --variant sheet"
    result = CliRunner().invoke(plainleaf, ["check", *wanted.split()])
    assert result.exit_code == 0, result.output


def test_a_cell_of_hundreds_of_words_does_not_leave_the_page_before_it_empty() -> None:
    table = f"::: {{.table .doses header-column=true}}\n| A | B |\n|---|---|\n| One | 1 |\n| Two | {LONG} |\n:::\n"
    for variant in ("sheet", "full"):
        layout, _ = set_pages(edition(table), Product("handout", variant, "A4"))
        assert len(layout.document.pages) <= 2


@pytest.mark.parametrize("sentences", [14, 17, 20, 23])
def test_no_head_of_a_table_stands_alone_at_the_foot_of_a_panel(sentences: int) -> None:
    writer = Writer("en")
    body = f"{'Keep the wound clean and dry. ' * sentences}\n\n{writer.table(6, 3)}"
    layout = setter(edition(body), Product("handout", "tri-fold", "A4"))(Settings())
    parents = {child: parent for parent in layout.document._html.etree_element.iter() for child in parent}
    for page in layout.document.pages:
        element = [box.element for box in page._page_box.children[0].descendants() if hasattr(box, "text")][-1]
        assert {parent.tag for parent in _above(element, parents)} & {"thead", "caption"} == set()


def _above(element: Any, parents: dict[Any, Any]) -> Iterator[Any]:
    while element is not None:
        yield element
        element = parents.get(element)


def test_a_short_leaflet_begins_inside_and_has_a_cover() -> None:
    layout, _ = set_pages(edition("Keep it dry.\n"), Product("handout", "tri-fold", "A4"))
    assert len(layout.document.pages) == 3


def test_a_logo_of_twenty_to_one_keeps_to_its_half() -> None:
    size = b'viewBox="0 0 800 40" width="800" height="40"'
    logo = b'<svg xmlns="http://www.w3.org/2000/svg" %s><path d="M0 0h800v40"/></svg>' % size
    given = edition("Keep it dry.\n")
    made = replace(given, brand=replace(given.brand, logo=logo))
    first = read_pdf(printed(made, "sheet").main.content).pages[0]
    assert max(paint.box[2] for paint in first.paints) <= first.width - 30


@pytest.mark.parametrize("rows", range(26, 30))
def test_no_row_goes_on_alone_below_a_repeated_head(rows: int) -> None:
    table = "::: {.table}\n| A | B |\n|---|---|\n" + "| One | 1 |\n" * rows + ":::\n"
    layout = setter(edition(table), Product("handout", "full", "A4"))(Settings())
    counts = [sum(box.element_tag == "tr" for box in page._page_box.descendants()) for page in layout.document.pages]
    assert 2 not in counts  # the head, and one row


@pytest.mark.parametrize(("paper", "least"), [("A5", 1.0), ("A4", 0.2)])
def test_cards_on_a_narrow_page_take_its_whole_width_at_the_tightest_level_too(paper: str, least: float) -> None:
    """Three cards of a third of A5 parted every word, and a sheet took eight pages."""
    levels = NARROW_LEVELS if paper == "A5" else LEVELS
    made = edition(Writer("en").comparison() + "\n" + Writer("en").questions(1))
    layout = setter(made, Product("handout", "sheet", paper))(Settings(level=levels[-1]))
    cards = [box for page in layout.document.pages for box in page._page_box.descendants() if _is_card(box)]
    assert len(cards) == 3
    line = max(box.width for page in layout.document.pages for box in page._page_box.children)
    assert all(box.border_width() >= line * least * 0.98 for box in cards)
    assert (min(card.border_width() for card in cards) < line * 0.4) == (paper == "A4")


def _is_card(box: Any) -> bool:
    return "card" in (box.element.get("class") or "").split() if box.element is not None else False


def test_stacked_rows_stand_two_in_a_line_of_large_print() -> None:
    """Two and the space between them were a hair wider than the line, so that half the paper stayed white."""
    head = "| Medicine |" + " Noon |" * 6 + "\n|" + "---|" * 7 + "\n"
    table = "::: {.table header-column=true}\n" + head + ("| Ibuprofen |" + " 200 mg daily |" * 6 + "\n") * 4 + ":::\n"
    layout = setter(edition(table), Product("handout", "large-print", "A4"))(Settings())
    rows = [
        (round(box.position_y), round(box.position_x))
        for page in layout.document.pages
        for box in page._page_box.descendants()
        if box.element_tag == "tr" and box.element is not None and box.element.find("td") is not None
    ]
    assert len({top for top, _ in rows}) < len(rows)


def test_a_figure_goes_past_text_and_short_sections_and_past_nothing_longer() -> None:
    figure = "::: {.figure #f}\n![Three layers.](images/layers.svg)\n\nThe layers.\n:::\n"
    later = f"### At night\n\nTwo.\n\n### Later\n\n{figure.replace('#f', '#g')}"
    blocks = edition(f"## Each day\n\nOne.\n\n{figure}\n{later}").article.blocks

    def order(behind: int) -> list[str]:
        (section,) = floating(blocks, {"f": behind})
        assert isinstance(section, Section)
        return [type(block).__name__ for block in section.blocks]

    assert order(0) == ["Prose", "Figure", "Section", "Section"]
    assert order(1) == ["Prose", "Section", "Figure", "Section"]
    assert order(2) == order(1)
