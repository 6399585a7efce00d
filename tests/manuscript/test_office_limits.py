"""Word, OpenDocument and Rich Text at their worst end in an article or in one plain sentence."""

import pytest

from pipeline.errors import PlainleafError
from pipeline.manuscript.importing import Import, Wishes, import_manuscript
from tests.manuscript.documents import changed, odt, word


def docx(body: str) -> bytes:
    start = b"<w:body>"
    return changed(word(lambda d: None), "word/document.xml", lambda c: c.replace(start, start + body.encode()))


def line(text: str, properties: str = "", own: str = "") -> str:
    return f"<w:p><w:pPr>{own}</w:pPr><w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def done(content: bytes | str, file: str) -> Import:
    return import_manuscript(content.encode() if isinstance(content, str) else content, file, Wishes())


STRUCK = '<style:style style:name="S" style:family="paragraph"><style:text-properties '
STRUCK += 'style:text-line-through-style="solid"/></style:style>'


@pytest.mark.parametrize(
    ("content", "file"),
    [
        (docx("".join(line(f"Take {n} ml.", "<w:strike/>") for n in range(200))), "a.docx"),
        (odt("".join(f'<text:p text:style-name="S">Take {n} ml.</text:p>' for n in range(200)), STRUCK), "a.odt"),
        (r"{\rtf1\strike " + "".join(rf"Take {n} ml.\par " for n in range(200)) + "}", "a.rtf"),
    ],
    ids=["docx", "odt", "rtf"],
)
def test_every_paragraph_struck(content: bytes | str, file: str) -> None:
    read = done(content, file)
    assert read.text.count("~~Take") == 200
    assert [query for query in read.queries if query.name.startswith("struck")]


def test_ten_thousand_footnotes() -> None:
    text = r"{\rtf1 " + "".join(rf"Word {n}{{\footnote Note {n}.}} goes on.\par " for n in range(10_000)) + "}"
    with pytest.raises(PlainleafError, match="10,000 footnotes, 5,000 is the most"):
        done(text, "a.rtf")


SENTENCE = "The skin keeps water in and mends itself while you sleep. " * 20


@pytest.mark.parametrize(
    ("content", "file"),
    [
        (docx(line(SENTENCE) * 450), "a.docx"),
        (odt(f"<text:p>{SENTENCE}</text:p>" * 450), "a.odt"),
        (r"{\rtf1 " + rf"{SENTENCE}\par " * 450 + "}", "a.rtf"),
        (f"<html><body><h1>Skin</h1>{f'<p>{SENTENCE}</p>' * 450}</body></html>", "a.html"),
        (f"{SENTENCE}\n\n" * 450, "a.txt"),
        (f"{SENTENCE}\n\n" * 450, "a.md"),
    ],
    ids=["docx", "odt", "rtf", "html", "txt", "md"],
)
def test_what_no_check_would_read_is_not_written(content: bytes | str, file: str) -> None:
    with pytest.raises(PlainleafError, match="500,000 is the most for an article; nothing was written"):
        done(content, file)


def test_fifty_levels_of_lists() -> None:
    nested = "<text:p>Deepest</text:p>"
    for level in range(50, 0, -1):
        inside = f"<text:list-item><text:p>Level {level}</text:p>{nested}</text:list-item>"
        nested = f"<text:list>{inside}</text:list>"
    read_once = done(odt(nested), "a.odt")
    assert "Level 50" in read_once.text and any("could not finish" in each.asks for each in read_once.queries)
    numbered = '<w:numPr><w:ilvl w:val="{}"/><w:numId w:val="1"/></w:numPr>'
    assert (
        "Level 49" in done(docx("".join(line(f"Level {n}", own=numbered.format(n)) for n in range(50))), "a.docx").text
    )
    marked = "".join(rf"\ls1\ilvl{n}{{\listtext 1.\tab}}Level {n}\par " for n in range(50))
    assert "Level 49" in done(rf"{{\rtf1 Start.\par {marked}}}", "a.rtf").text


def test_a_table_in_a_table_in_a_table() -> None:
    inner = line("core 5 ml")
    for level in range(3):
        cells = f"<w:tc><w:tcPr/>{line(f'left {level}')}</w:tc><w:tc><w:tcPr/>{inner}{line(f'below {level}')}</w:tc>"
        inner = f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr>{cells}</w:tr></w:tbl>"
    read = done(docx(line("Start.") + inner), "a.docx")
    order = ["left 2", "left 1", "left 0", "core 5 ml", "below 0", "below 1", "below 2"]
    assert [read.text.index(words) for words in order] == sorted(read.text.index(words) for words in order)
    assert [query for query in read.queries if query.name == "nested-table"]


def test_a_document_with_two_bodies_is_refused() -> None:
    second = b"<w:body><w:p><w:r><w:t>Other words</w:t></w:r></w:p></w:body></w:document>"
    both = changed(docx(line("Words")), "word/document.xml", lambda c: c.replace(b"</w:document>", second))
    with pytest.raises(PlainleafError, match="2 bodies"):
        done(both, "a.docx")


@pytest.mark.parametrize(
    ("content", "file"),
    [
        (
            docx(
                '<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc><w:tcPr><w:gridSpan w:val="99999999"/></w:tcPr>'
                f"{line('wide')}</w:tc></w:tr></w:tbl>"
            ),
            "a.docx",
        ),
        (
            odt(
                '<table:table><table:table-row><table:table-cell table:number-columns-spanned="99999999" '
                'table:number-rows-spanned="99999999"><text:p>wide</text:p></table:table-cell></table:table-row>'
                "</table:table>"
            ),
            "a.odt",
        ),
    ],
    ids=["docx", "odt"],
)
def test_a_cell_over_a_hundred_million_columns(content: bytes, file: str) -> None:
    assert "wide" in done(content, file).text
