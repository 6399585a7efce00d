"""Words that a reader of the file does not see, or that somebody deleted or added, are asked about where they weigh."""

import pytest

from pipeline.manuscript.accounting.withheld import weighs
from pipeline.manuscript.importing import Import, Wishes, import_manuscript
from tests.manuscript.documents import changed, odt, paragraph, run, word

_TRACKED = '<w:{0} w:id="1" w:author="A"><w:r><w:{1} xml:space="preserve">not </w:{1}></w:r></w:{0}>'


def asked(done: Import, words: str = "not") -> list[str]:
    """The names of the questions that quote these words."""
    return [query.name for query in done.queries if f'"{words}"' in query.asks]


def done(content: bytes, name: str) -> Import:
    return import_manuscript(content, name, Wishes(lang="en"))


@pytest.mark.parametrize(
    ("middle", "name"),
    [
        (run("not ", "<w:vanish/>"), "hidden"),
        (run("not ", '<w:color w:val="FFFFFF"/>'), "unseen"),
        (run("not ", '<w:sz w:val="2"/>'), "unseen"),
        (_TRACKED.format("del", "delText"), "change"),
        (_TRACKED.format("ins", "t"), "change"),
        (
            f'<mc:AlternateContent><mc:Choice Requires="wps">{run("not ")}</mc:Choice>'
            f"<mc:Fallback>{run('soon ')}</mc:Fallback></mc:AlternateContent>",
            "alternative",
        ),
    ],
)
def test_a_not_that_word_hides_deletes_or_adds_is_asked_about(middle: str, name: str) -> None:
    content = word(lambda d: paragraph(d, run("Do ") + middle + run("drive.")))
    assert asked(done(content, "a.docx")) == [name]


@pytest.mark.parametrize(
    "middle",
    [
        run("not ", '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="C00000"/>'),
        run("not ", '<w:color w:val="FFFFFF"/><w:highlight w:val="red"/>'),
        run("not ", '<w:vanish w:val="0"/>'),
        run("(our office) ", "<w:vanish/>") + run("not "),
    ],
)
def test_white_on_a_colour_and_what_says_nothing_are_not_asked_about(middle: str) -> None:
    content = word(lambda d: paragraph(d, run("Do ") + middle + run("drive.")))
    read = done(content, "a.docx")
    assert "Do not drive." in read.text
    assert not {"hidden", "unseen"} & {query.name for query in read.queries}


def test_a_table_whose_style_strikes_it_is_struck() -> None:
    def write(d: object) -> None:
        table = d.add_table(2, 2, style="Table Grid")  # type: ignore[attr-defined]
        for cell, text in zip([c for r in table.rows for c in r.cells], ["Age", "Dose", "Child", "5 ml"], strict=True):
            cell.text = text

    def strike(styles: bytes) -> bytes:
        row = b'<w:tblStylePr w:type="lastRow"><w:rPr><w:strike/></w:rPr></w:tblStylePr></w:style>'
        head, tail = styles.split(b'w:styleId="TableGrid"')
        return head + b'w:styleId="TableGrid"' + tail.replace(b"</w:style>", row, 1)

    read = done(changed(word(write), "word/styles.xml", strike), "a.docx")
    assert "~~5 ml~~" in read.text
    assert "~~Dose~~" not in read.text


_STYLES = "".join(
    f'<style:style style:name="{name}" style:family="text"><style:text-properties {look}/></style:style>'
    for name, look in (("H", 'text:display="none"'), ("W", 'fo:color="#ffffff"'), ("S", 'fo:font-size="1pt"'))
)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ('<text:p>Do <text:span text:style-name="H">not </text:span>drive.</text:p>', "hidden"),
        ('<text:p>Do <text:span text:style-name="W">not </text:span>drive.</text:p>', "unseen"),
        ('<text:p>Do <text:span text:style-name="S">not </text:span>drive.</text:p>', "unseen"),
        (
            '<text:tracked-changes><text:changed-region text:id="c"><text:insertion/></text:changed-region>'
            '</text:tracked-changes><text:p>Do <text:change-start text:change-id="c"/>not '
            '<text:change-end text:change-id="c"/>drive.</text:p>',
            "change",
        ),
    ],
)
def test_a_not_that_opendocument_hides_or_adds_is_asked_about(body: str, name: str) -> None:
    assert asked(done(odt(f"<text:h>Tablets</text:h>{body}", _STYLES), "a.odt")) == [name]


def test_a_paragraph_and_a_row_that_opendocument_hides_are_left_out() -> None:
    cells = "".join(f"<table:table-cell><text:p>{t}</text:p></table:table-cell>" for t in ("Infant", "1 ml"))
    row = f'<table:table-row table:visibility="collapse">{cells}</table:table-row>'
    shown = f"<table:table-row>{cells.replace('Infant', 'Adult').replace('1 ml', '9 ml')}</table:table-row>"
    text = '<text:p><text:hidden-paragraph text:is-hidden="true"/>Never swim.</text:p>'
    read = done(odt(f"<text:h>Tablets</text:h>{text}<table:table>{shown}{row}</table:table>"), "a.odt")
    assert "swim" not in read.text
    assert "Infant" not in read.text
    assert [*asked(read, "Never swim."), *asked(read, "1 ml")] == ["hidden", "hidden-2"]


@pytest.mark.parametrize(
    ("middle", "name"),
    [
        (rb"{\v not }", ["hidden"]),
        (rb"{\cf1 not }", ["unseen"]),
        (rb"{\cf1\cb2 not }", []),
        (rb"{\fs2 not }", ["unseen"]),
        (rb"{\deleted not }", ["change"]),
        (rb"{\revised not }", ["change"]),
    ],
)
def test_a_not_that_rich_text_hides_deletes_or_adds_is_asked_about(middle: bytes, name: list[str]) -> None:
    colours = rb"{\colortbl;\red255\green255\blue255;\red200\green0\blue0;}"
    content = rb"{\rtf1" + colours + rb"\pard Tablets\par\pard Do " + middle + rb"drive.\par}"
    assert asked(done(content, "a.rtf")) == name


@pytest.mark.parametrize(
    ("style", "body", "name"),
    [
        ("", 'Do <b style="display:none">not</b> drive.', ["hidden"]),
        ("", 'Do <b aria-hidden="true">not</b> drive.', ["hidden"]),
        ("", 'Do <b style="color:#fff">not</b> drive.', ["unseen"]),
        (".a{font-size:0}", 'Do <b class="a">not</b> drive.', ["unseen"]),
        (".a{opacity:0}", 'Do <b class="a">not</b> drive.', ["unseen"]),
        (".a{display:none !important}", 'Do <b class="a" style="display:inline">not</b> drive.', ["hidden"]),
        (".a{color:white}.box{background:#900}", '<i class="box">Do <b class="a">not</b> drive.</i>', []),
        ("@media print{.a{display:none}}", 'Do <b class="a">not</b> drive.', []),
    ],
)
def test_a_not_that_a_page_shows_to_nobody_is_asked_about(style: str, body: str, name: list[str]) -> None:
    page = f"<style>{style}</style><h1>Tablets</h1><p>For adults.</p><p>{body}</p>"
    assert asked(done(page.encode(), "a.html")) == name


@pytest.mark.parametrize(
    ("style", "items", "text"),
    [
        ("li::marker{content:'Do not '}", "<ul><li>swim</li><li>run</li></ul>", "- Do not swim\n- Do not run"),
        ("ul{list-style-type:'✗ '}", "<ul><li>swim</li><li>run</li></ul>", "- ✗ swim\n- ✗ run"),
        ("ol{list-style:inside}", "<ol><li>sit</li><li>rest</li></ol>", "1. sit\n2. rest"),
    ],
)
def test_what_a_marker_says_stays_before_its_item(style: str, items: str, text: str) -> None:
    page = f"<style>{style}</style><h1>Tablets</h1><p>For adults.</p>{items}"
    read = done(page.encode(), "a.html")
    assert text in read.text
    assert not [query for query in read.queries if query.name == "number"]


def test_what_markdown_keeps_to_itself_is_asked_about() -> None:
    text = "# Tablets\n\nFor adults.\n\n<!-- Never take three. -->\n\n[//]: # (Take 20 mg)\n\nTake ~5 mg~ one.\n"
    read = done(text.encode(), "a.md")
    assert [*asked(read, "Never take three."), *asked(read, "Take 20 mg")] == ["comment", "comment-2"]
    assert asked(read, "5 mg") == ["struck"]


def test_capitals_before_lines_are_a_list() -> None:
    read = done(b"# Tablets\n\nFor adults.\n\nA. wash\nB. rest\n\nA. Smith wrote it.\n", "a.md")
    assert "A.  wash\nB.  rest\n" in read.text
    assert "A\\. Smith wrote it." in read.text


def test_a_row_longer_than_its_head_is_asked_about() -> None:
    rows = "<tr><th>Age<th>Dose</tr><tr><td>Child<td>5 ml<td>not at night</tr>"
    read = done(f"<h1>Tablets</h1><p>For adults.</p><table>{rows}</table>".encode(), "a.html")
    assert asked(read, "not at night") == ["table-row"]


def test_a_figure_around_a_table_is_its_caption() -> None:
    rows = "<tr><th>Age<th>Dose</tr><tr><td>Child<td>5 ml</tr>"
    figure = f"<figure><table>{rows}</table><figcaption>Table 1 – Doses</figcaption></figure>"
    assert "caption=Doses" in done(f"<h1>Tablets</h1><p>For adults.</p>{figure}".encode(), "a.html").text


def test_numbers_typed_before_the_lines_of_a_cell_stay() -> None:
    row = rb"\trowd\cellx1000\cellx2000\pard\intbl "
    content = rb"{\rtf1\pard Tablets\par" + row + rb"Age\cell Steps\cell\row" + row
    content += rb"Child\cell 4. wash\par 5. rest\cell\row\pard After.\par}"
    assert "| Child | 4. wash<br>5. rest |" in done(content, "a.rtf").text


def test_numbers_and_words_of_no_weigh() -> None:
    for text in ("20 mg", "Never again", "don’t", "two drops", "sin agua"):
        assert weighs(text, "es" if text.startswith("sin") else "en"), text
    assert not weighs("Printed by the office", "en")
