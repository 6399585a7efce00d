"""OpenDocument: numbers as LibreOffice shows them, marks by every way of setting them, merged and repeated cells."""

import pytest

from pipeline.errors import PlainleafError
from pipeline.manuscript.importing import Import, Wishes, import_manuscript
from tests.manuscript.documents import changed, odt

STYLES = (
    '<text:list-style style:name="N"><text:list-level-style-number text:level="1" style:num-format="1" '
    'style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"/>'
    '<text:list-level-style-number text:level="3" style:num-format="1" text:display-levels="3"/></text:list-style>'
    '<text:list-style style:name="R"><text:list-level-style-number text:level="1" style:num-format="i" '
    'style:num-prefix="(" style:num-suffix=")" text:start-value="2"/></text:list-style>'
    '<style:style style:name="S" style:family="text"><style:text-properties style:text-line-through-type="double"/>'
    '</style:style><style:style style:name="S2" style:family="text" style:parent-style-name="S"/>'
    '<style:style style:name="Up" style:family="text"><style:text-properties style:text-position="33% 58%"/>'
    '</style:style><style:style style:name="Low" style:family="text"><style:text-properties '
    'style:text-position="-33% 58%"/></style:style>'
    '<style:style style:name="PS" style:family="paragraph"><style:text-properties '
    'style:text-line-through-style="solid"/></style:style>'
    '<style:style style:name="Sy" style:family="text"><style:text-properties style:font-name="Symbol"/></style:style>'
    '<style:style style:name="T" style:family="paragraph" style:parent-style-name="Title"/>'
    '<style:style style:name="H" style:family="paragraph" style:parent-style-name="Heading_20_2"/>'
)


def done(body: str) -> Import:
    return import_manuscript(odt(f'<text:p text:style-name="T">Care</text:p>{body}', STYLES), "care.odt", Wishes())


def body(read: Import) -> str:
    return read.text.split("\n---\n", 1)[1].strip()


def items(*texts: str) -> str:
    return "".join(f"<text:list-item><text:p>{text}</text:p></text:list-item>" for text in texts)


@pytest.mark.parametrize(
    ("markup", "says"),
    [
        (
            f'<text:list text:style-name="N" xml:id="l1">{items("wash", "dry")}</text:list><text:p>Wait.</text:p>'
            f'<text:list text:style-name="N" text:continue-numbering="true">{items("cover")}</text:list>',
            "1. wash\n2. dry\n\nWait.\n\n3. cover",
        ),
        (
            f'<text:list text:style-name="N" xml:id="l1">{items("wash")}</text:list><text:p>Wait.</text:p>'
            f'<text:list text:style-name="R">{items("call")}</text:list><text:p>Go.</text:p>'
            f'<text:list text:style-name="N" text:continue-list="l1">{items("cover")}</text:list>',
            "1. wash\n\nWait.\n\n(ii) call\n\nGo.\n\n2. cover",
        ),
        (
            '<text:list text:style-name="N"><text:list-item><text:p>wash</text:p><text:p>with soap</text:p>'
            f"<text:list>{items('hands', 'face')}</text:list></text:list-item>"
            '<text:list-item text:start-value="5"><text:p>dry</text:p></text:list-item></text:list>',
            "1. wash\n\n   with soap\n\n   a) hands\n   b) face\n\n<!-- -->\n\n5. dry",
        ),
        (
            '<text:list text:style-name="N"><text:list-item><text:list><text:list-item>'
            f"<text:list>{items('deep')}</text:list></text:list-item></text:list></text:list-item></text:list>",
            "1.a.1 deep",
        ),
    ],
)
def test_numbers_are_as_libreoffice_shows_them(markup: str, says: str) -> None:
    read = done(markup)
    assert says in body(read)
    assert not [q for q in read.queries if q.name.startswith("meaning")]


def test_marks_by_style_by_parent_and_by_paragraph() -> None:
    read = done(
        '<text:p>Take <text:span text:style-name="S2">two</text:span> one. '
        '10<text:span text:style-name="Up">9</text:span> H<text:span text:style-name="Low">2</text:span>O, '
        '5 <text:span text:style-name="Sy">m</text:span>g.</text:p>'
        '<text:p text:style-name="PS">Do not rest.</text:p>'
    )
    assert "Take ~~two~~ one. 10^9^ H~2~O, 5 μg.\n\n~~Do not rest.~~" in read.text
    assert sum(q.name.startswith("struck") for q in read.queries) == 2


def test_a_page_break_parts_no_word_and_a_reading_stands_in_brackets() -> None:
    read = done(
        "<text:p>para<text:soft-page-break/>cetamol <text:ruby><text:ruby-base>薬</text:ruby-base>"
        "<text:ruby-text>kusuri</text:ruby-text></text:ruby></text:p>"
    )
    assert "paracetamol 薬 (kusuri)" in read.text


def test_repeated_and_merged_cells_stand_in_each_place() -> None:
    read = done(
        "<table:table><table:table-row><table:table-cell><text:p>Age</text:p></table:table-cell>"
        '<table:table-cell table:number-columns-repeated="2"><text:p>Dose</text:p></table:table-cell></table:table-row>'
        '<table:table-row><table:table-cell table:number-rows-spanned="2"><text:p>Child</text:p></table:table-cell>'
        "<table:table-cell><text:p>5 ml</text:p></table:table-cell><table:table-cell/></table:table-row>"
        '<table:table-row><table:covered-table-cell/><table:table-cell table:number-columns-spanned="2"><text:p>7 ml'
        "</text:p></table:table-cell><table:covered-table-cell/></table:table-row></table:table>"
    )
    rows = "| Age | Dose | Dose |\n|---|---|---|\n| Child | 5 ml |  |\n| Child | 7 ml | 7 ml |"
    assert rows in read.text
    assert not [q for q in read.queries if q.name.startswith("meaning")]


def test_words_in_shapes_and_headings_by_style() -> None:
    read = done(
        '<text:p text:style-name="H">Before</text:p><text:p>Rest.<draw:custom-shape><text:p>No food.</text:p>'
        "</draw:custom-shape></text:p>"
    )
    assert "## Before\n\nRest.\n\nNo food." in read.text


def test_two_bodies_are_refused() -> None:
    def double(content: bytes) -> bytes:
        return content.replace(b"</office:text>", b"</office:text><office:text><text:p>x</text:p></office:text>")

    with pytest.raises(PlainleafError, match="2 bodies"):
        import_manuscript(changed(odt("<text:p>Words</text:p>"), "content.xml", double), "a.odt", Wishes())


def _row(*cells: tuple[str, str]) -> str:
    made = "".join(
        f"<table:table-cell {more}><text:p>{said}</text:p></table:table-cell>"
        if said
        else "<table:covered-table-cell/>"
        for said, more in cells
    )
    return f"<table:table-row>{made}</table:table-row>"


@pytest.mark.parametrize("told", [True, False])
def test_a_head_of_two_rows_is_one_row(told: bool) -> None:
    down, across = 'table:number-rows-spanned="2"', 'table:number-columns-spanned="2"'
    head = _row(("Age", down), ("Dose", across), ("", "")) + _row(("", ""), ("Day", ""), ("Night", ""))
    head = f"<table:table-header-rows>{head}</table:table-header-rows>" if told else head
    read = done(f"<table:table>{head}{_row(('Child', ''), ('5 ml', ''), ('6 ml', ''))}</table:table>")
    assert body(read) == "| Age | Dose: Day | Dose: Night |\n|---|---|---|\n| Child | 5 ml | 6 ml |"
    assert ("table-head" in [q.name for q in read.queries]) is not told
    assert not [q for q in read.queries if q.name.startswith("meaning")]


def test_a_first_row_that_goes_on_below_is_a_row_of_data() -> None:
    rows = _row(("Child", 'table:number-rows-spanned="2"'), ("5 ml", "")) + _row(("", ""), ("7 ml", ""))
    read = done(f"<table:table>{rows}</table:table>")
    assert body(read) == "|  |  |\n|---|---|\n| Child | 5 ml |\n| Child | 7 ml |"
    assert {"merged-cells", "table-head"} <= {q.name for q in read.queries}


def test_a_cross_before_an_item_says_no() -> None:
    cross = '<text:list-style style:name="X"><text:list-level-style-bullet text:level="1" text:bullet-char="✗"/>'
    listed = f'<text:list text:style-name="X">{items("Smoke")}</text:list>'
    read = import_manuscript(odt(listed, f"{cross}</text:list-style>"), "care.odt", Wishes())
    assert body(read) == "✗ Smoke"
