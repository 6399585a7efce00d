"""Files for a printer: pages in the order in which a folded sheet shows them, boxes, press colours, tickets."""

from __future__ import annotations

import io

import pikepdf
import pytest

from pipeline.formats import handout
from pipeline.formats.handout.document import read_pdf
from pipeline.formats.handout.prepress import MM, booklet_order, impose_booklet, impose_fold, separated
from tests.handout.sample import ROOT, edition, printed


def numbered(count: int, width: float, height: float) -> bytes:
    """Pages that say their number."""
    pdf = pikepdf.new()
    font = pdf.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    )
    for number in range(1, count + 1):
        page = pdf.add_blank_page(page_size=(width, height))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        page.Contents = pdf.make_stream(f"BT /F 12 Tf 20 20 Td ({number}) Tj ET".encode())
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def shown(content: bytes) -> list[str]:
    """What stands on each page from left to right."""
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    found = []
    for page in document:
        text = page.get_textpage()
        places = [(text.get_charbox(index)[0], text.get_text_range(index, 1)) for index in range(text.count_chars())]
        found.append(" ".join(character for _, character in sorted(places) if character.strip()))
    return found


@pytest.mark.parametrize("pages", range(1, 33))
def test_a_folded_booklet_reads_from_the_first_page_to_the_last(pages: int) -> None:
    """Sheets laid on each other and folded: leaf by leaf, right page of a front, then left page of its back."""
    sides = booklet_order(pages)
    assert len(sides) % 2 == 0
    fronts, backs = sides[::2], sides[1::2]
    first_half = [page for front, back in zip(fronts, backs, strict=True) for page in (front[1], back[0])]
    second_half = [page for front, back in zip(fronts, backs, strict=True) for page in (front[0], back[1])]
    read = first_half + second_half[::-1]
    assert [page for page in read if page] == list(range(1, pages + 1))
    assert read[: pages - 1] == list(range(1, pages))
    assert read[-1] == pages
    assert len(read) - pages == read.count(0) < 4


def test_a_booklet_is_imposed_in_that_order_and_declares_its_blanks() -> None:
    sheets = impose_booklet(numbered(7, 148.5 * MM, 210 * MM), "A4", "Tides", rtl=False)
    assert shown(sheets.content) == ["7 1", "2", "6 3", "4 5"]
    assert "Blank pages:   1\n" in sheets.ticket.text()
    assert sheets.decisions == ("1 blank pages fill the booklet to 8",)


def test_a_booklet_in_arabic_is_bound_on_the_right() -> None:
    assert shown(impose_booklet(numbered(4, 148.5 * MM, 210 * MM), "A4", "Tides", rtl=True).content) == ["1 4", "3 2"]


def test_the_panels_of_a_leaflet_stand_where_the_folds_bring_them() -> None:
    assert shown(impose_fold(numbered(6, 97 * MM, 210 * MM), "A4", "Tides", rtl=False).content) == ["5 6 1", "2 3 4"]
    assert shown(impose_fold(numbered(6, 97 * MM, 210 * MM), "A4", "Tides", rtl=True).content) == ["1 6 5", "4 3 2"]


@pytest.mark.parametrize("variant", ["booklet-a5", "tri-fold", "press-ready", "press-booklet"])
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_printers_file_has_no_findings_a_ticket_and_the_same_bytes(variant: str, paper: str) -> None:
    made = edition()
    artifact = printed(made, variant, paper)
    assert handout.check(handout.read(artifact), made).found == ()
    assert artifact.files[1].name == f"{variant}-{paper.lower()}-ticket.txt"
    assert "the printer only" in artifact.files[1].content.decode()
    assert printed(made, variant, paper).main.content == artifact.main.content


def test_press_colours_keep_the_accent_and_print_text_in_black_alone() -> None:
    document = read_pdf(printed(edition(), "press-ready").main.content)
    body = [run for page in document.pages for run in page.runs if "Wash your hands" in run.text]
    assert body
    assert all(run.colour == (0, 0, 0) for run in body)
    accent = {paint.colour for paint in document.pages[0].paints if max(paint.colour) - min(paint.colour) > 0.1}
    assert accent
    page = document.pages[0]
    trim, media = page.boxes["trim"], page.boxes["media"]
    assert abs(trim[2] - trim[0] - 210 * MM) < 0.1
    assert media[0] < page.boxes["bleed"][0] < trim[0]


@pytest.mark.parametrize(
    ("variant", "paper", "name", "width"),
    [
        ("press-ready", "A4", "FOGRA39", 210.0),
        ("press-ready", "Letter", "SWOP", 215.9),
        ("press-booklet", "A4", "FOGRA39", 297.0),
        ("press-booklet", "Letter", "SWOP", 279.4),
    ],
)
def test_a_print_shop_gets_the_inks_of_its_country(variant: str, paper: str, name: str, width: float) -> None:
    artifact = printed(edition(), variant, paper)
    pdf = pikepdf.open(io.BytesIO(artifact.main.content))
    (intent,) = pdf.Root.OutputIntents
    assert str(intent.OutputConditionIdentifier) == name
    assert intent.DestOutputProfile.N == 4
    assert ("/RegistryName" in intent) == (name == "FOGRA39")
    for page in pdf.pages:
        trim = [float(value) for value in page.TrimBox]
        assert abs(trim[2] - trim[0] - width * MM) < 0.1
    shown = read_pdf(artifact.main.content)
    assert not {space for page in shown.pages for space in page.spaces} & {"DeviceRGB", "DeviceGray"}
    assert f"({name}), text black only" in artifact.files[1].content.decode()


def test_no_colour_takes_more_ink_than_the_us_press_dries() -> None:
    profile, srgb = ((ROOT / f"styles/handout/press/{each}.icc").read_bytes() for each in ("artifex_swop", "sRGB"))
    shares = [0.0, 0.2, 0.45, 1.0]
    heaviest = max(
        sum(separated(profile, srgb, (red, green, blue))) for red in shares for green in shares for blue in shares
    )
    assert 2.0 < heaviest <= 3.0


def test_what_finds_no_panel_is_shown_on_a_further_sheet() -> None:
    """Panels left out without a word would be handed to patients."""
    sheets = impose_fold(numbered(8, 97 * MM, 210 * MM), "A4", "Tides", rtl=False)
    assert shown(sheets.content) == ["5 6 1", "2 3 4", "7 8", ""]


def test_a_leaflet_that_is_too_long_says_by_how_much_and_what_to_cut() -> None:
    long = "Wash your hands and dry them with a clean towel. " * 12 + "\n\n"
    made = edition(f"## Each day\n\n{long * 9}## At night\n\n{long * 5}")
    (finding,) = handout.check(handout.read(printed(made, "tri-fold")), made).found
    assert finding.message == "the leaflet takes 8 panels instead of 6, 32 lines too many"
    assert finding.hint.startswith('cut 32 lines: "Each day" has 1082 words, "At night" has 602 words; or give blocks')
    (finding,) = handout.check(handout.read(printed(made, "press-ready")), made).found
    assert finding.message.startswith("the sheet takes 3 pages instead of 2, ")
