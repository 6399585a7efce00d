"""The press: the same bytes every time, nothing fetched, nothing chosen but the bundled typefaces."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from pipeline.cli.options import today
from pipeline.errors import PlainleafError
from pipeline.press.press import PageOverflowError, lay_out, print_pdf, print_png, rasterise
from pipeline.press.typeface import Typefaces, family_stack, font_files, read_typefaces
from tests import judges

ROOT = Path(__file__).parent.parent
FONTS = ROOT / "styles" / "fonts"
DOT = b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><circle cx="5" cy="5" r="5"/></svg>'


def bundled() -> Typefaces:
    toml = (FONTS / "fonts.toml").read_text(encoding="utf-8")
    required, _ = font_files(toml)
    return read_typefaces(toml, {name: (FONTS / name).read_bytes() for name in required})


@pytest.fixture(scope="module")
def typefaces() -> Typefaces:
    return bundled()


def page(body: str, typefaces: Typefaces, css: str = "") -> str:
    stack = family_stack(typefaces, "text", "en")
    return f"<html lang=en><title>t</title><style>body{{font-family:{stack}}}{css}</style><body>{body}"


def test_the_environment_of_the_process_does_not_reach_the_bytes(typefaces: Typefaces) -> None:
    """Locale, time zone, hash seed, SOURCE_DATE_EPOCH and FONTCONFIG_FILE of the caller do not count."""
    script = (
        "import hashlib,sys;sys.path.insert(0,sys.argv[1]);"
        "from tests.test_press import bundled,page,print_pdf;t=bundled();"
        "pdf=print_pdf(page('<p>5 mg → ☐ 💡</p>',t),{},t,pdf_variant='pdf/ua-1').content;"
        "print(hashlib.sha256(pdf).hexdigest())"
    )
    seen = set()
    for seed, zone, locale, epoch in (("1", "UTC", "C", "0"), ("77", "Asia/Tokyo", "C.UTF-8", "1234567890")):
        environment = {
            **os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "SOURCE_DATE_EPOCH": epoch,
            "FONTCONFIG_FILE": "/nonexistent", "PANGO_LANGUAGE": locale,
        }  # fmt: skip
        run = subprocess.run(
            [sys.executable, "-c", script, str(ROOT)], env=environment, capture_output=True, text=True, check=True
        )
        seen.add(run.stdout)
    assert len(seen) == 1


@pytest.mark.parametrize("epoch", [None, "1793836800"])
def test_printing_does_not_change_what_day_it_is(
    epoch: str | None, typefaces: Typefaces, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SOURCE_DATE_EPOCH tells fontTools the hour of a font, and the command line which day is today."""
    if epoch is None:
        monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    else:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    before = today()
    print_pdf(page("<p>5 mg</p>", typefaces), {}, typefaces)
    with pytest.raises(PlainleafError):
        print_pdf(page('<img src="absent.svg" alt="a">', typefaces), {}, typefaces)
    assert os.environ.get("SOURCE_DATE_EPOCH") == epoch
    assert today() == before and before.year > 1970


def test_a_picture_comes_from_memory(typefaces: Typefaces) -> None:
    png = print_png(
        page('<img src="images/dot.svg" style="width:50px;display:block">', typefaces, "body{margin:0}"),
        {"images/dot.svg": DOT}, typefaces, 120, 60,
    )  # fmt: skip
    picture = Image.open(io.BytesIO(png))
    assert picture.size == (120, 60)
    assert picture.convert("L").getpixel((25, 25)) == 0
    assert picture.convert("L").getpixel((100, 30)) == 255


@pytest.mark.parametrize("address", ["images/absent.svg", "https://example.org/a.png", "file:///etc/hostname"])
def test_nothing_but_memory_answers(address: str, typefaces: Typefaces) -> None:
    with pytest.raises(PlainleafError, match="does not hold"):
        print_pdf(page(f'<img src="{address}" alt="a">', typefaces), {}, typefaces)


def test_a_picture_that_overflows_is_refused(typefaces: Typefaces) -> None:
    with pytest.raises(PageOverflowError):
        print_png(page("<p>" + "word " * 200, typefaces), {}, typefaces, 200, 100)


def test_the_renderer_complains_in_the_result_and_not_on_the_terminal(
    typefaces: Typefaces, capfd: pytest.CaptureFixture[str]
) -> None:
    printed = print_pdf(page("<p>\N{LATIN SMALL LETTER A}\ua56b</p>", typefaces), {}, typefaces)
    assert any("notdef" in complaint for complaint in printed.complaints)
    assert capfd.readouterr().err == ""


def test_pages_become_pictures(typefaces: Typefaces) -> None:
    printed = print_pdf(page("<p>one<p style='break-before:page'>two", typefaces), {}, typefaces)
    pictures = list(rasterise(printed.content, 30, grey=True))
    assert printed.pages == len(pictures) == 2
    assert pictures[0].mode == "L"


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("ar", "اتصل بنا إذا شعرت بتحسن"),
        ("he", "שָׁלוֹם, דברו איתנו"),
        ("hi", "अपने डॉक्टर से पूछें"),
        ("en", "first office ☐ 💡"),
    ],
)
def test_every_glyph_has_a_character(lang: str, words: str, typefaces: Typefaces) -> None:
    """Matterhorn 10-001. WeasyPrint maps the dots of Arabic letters to nothing, and veraPDF does not object."""
    stack = family_stack(typefaces, "text", lang)
    html = f"<html lang={lang}><title>t</title><style>body{{font-family:{stack}}}</style><body><p>{words}</p></body>"
    content = print_pdf(html, {}, typefaces, pdf_variant="pdf/ua-1").content
    assert judges.pdf_ua_faults(content) == []


@pytest.mark.skipif(sys.platform != "linux", reason="breaks a library through Linux's linker")
@pytest.mark.parametrize("library", ["libharfbuzz-subset.so.0", "libpango-1.0.so.0"])
def test_without_a_system_library_nothing_is_printed_and_the_doctor_is_named(library: str, tmp_path: Path) -> None:
    """Without HarfBuzz subset WeasyPrint would print other bytes; without Pango it would end in a traceback."""
    (tmp_path / library).write_bytes(b"not a library")
    attempt = (
        "from pipeline.press.press import lay_out; from pipeline.press.typeface import Typefaces\n"
        "from pipeline.errors import PlainleafError\n"
        "try:\n    lay_out('<p>Words', {}, Typefaces((), {}, {}))\n"
        "except PlainleafError as error:\n    print(error.hint)\n"
    )
    environment = {**os.environ, "LD_LIBRARY_PATH": str(tmp_path), "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", attempt], env=environment, capture_output=True, text=True, check=False)
    assert done.stdout == "run `plainleaf doctor`\n", done.stderr


def test_a_style_sheet_is_read_once_and_counts_each_time(typefaces: Typefaces) -> None:
    """Read before or not, in the page or before it: the same page, the same complaints."""
    css = "@counter-style stars { system: cyclic; symbols: '*' } p { colour: red } ol { list-style: stars }"
    body = "<p>one</p><ol><li>two</li></ol>"
    inside = print_pdf(page(body, typefaces, css), {}, typefaces)
    first = print_pdf(page(body, typefaces), {}, typefaces, style=css)
    second = print_pdf(page(body, typefaces), {}, typefaces, style=css)
    assert first.content == second.content == inside.content
    assert first.complaints == second.complaints
    assert any("colour" in complaint for complaint in first.complaints)
    assert print_pdf(page(body, typefaces), {}, typefaces).content != first.content


def test_margins_come_when_somebody_wants_them_and_once(typefaces: Typefaces) -> None:
    html = """<!doctype html><html lang="en"><head><title>t</title><style>@page{size:200px 100px;margin:30px;
@bottom-center{content:counter(page) " of " counter(pages)}}p{break-before:page}</style></head>
<body>One<p>Two</body></html>"""
    layout = lay_out(html, {}, typefaces)

    def feet() -> list[str]:
        return [
            "".join(each.text for each in box.descendants() if hasattr(each, "text"))
            for page in layout.document.pages
            for box in page._page_box.children
            if getattr(box, "at_keyword", "") == "@bottom-center"
        ]

    assert feet() == []
    assert len(layout.document.pages) == 2
    for _ in range(2):
        layout.complete()
        assert feet() == ["1 of 2", "2 of 2"]
