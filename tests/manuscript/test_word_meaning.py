"""Word: numbers as Word shows them, signs, fields, tracked wholes, cells and languages arrive, or are asked about."""

import io
import re
import zipfile

import pytest

from pipeline.manuscript.importing import Import, Wishes, import_manuscript
from tests.manuscript.documents import changed, pack, paragraph, word

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def par(content: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{content if content.startswith('<') else run(content)}</w:p>"


def item(text: str, number: int = 1, depth: int = 0) -> str:
    return par(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')


def level(depth: int, counts: str, shows: str, more: str = "") -> str:
    indent = f'<w:pPr><w:ind w:left="{720 * (depth + 1)}" w:hanging="360"/></w:pPr>'
    start = f'<w:start w:val="1"/><w:numFmt w:val="{counts}"/>{more}<w:lvlText w:val="{shows}"/>'
    return f'<w:lvl w:ilvl="{depth}">{start}{indent}</w:lvl>'


def numbering(*levels: str, restart: int = 0) -> str:
    override = f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{restart}"/></w:lvlOverride>' if restart else ""
    return (
        f'<w:abstractNum w:abstractNumId="1">{"".join(levels)}</w:abstractNum><w:num w:numId="1"><w:abstractNumId '
        f'w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/>{override}</w:num>'
    )


def done(body: str, lists: str = "", styles: str = "") -> Import:
    title = par("Care at home", '<w:pStyle w:val="Title"/>').encode()
    made = changed(
        word(lambda d: None),
        "word/document.xml",
        lambda c: c.replace(b"<w:body>", b"<w:body>" + title + body.encode()),
    )
    if lists:
        made = changed(made, "word/numbering.xml", lambda _: f"<w:numbering {W}>{lists}</w:numbering>".encode())
    if styles:
        made = changed(made, "word/styles.xml", lambda c: c.replace(b"</w:styles>", styles.encode() + b"</w:styles>"))
    return import_manuscript(made, "care.docx", Wishes())


def text(read: Import) -> str:
    return read.text.split("\n---\n", 1)[1].strip()


def asked(read: Import) -> list[str]:
    return [q.name.rpartition("-")[0] or q.name for q in read.queries if not q.key and q.name != "references"]


LEGAL = "<w:isLgl/>"
PAUSE = par("Pause.")


@pytest.mark.parametrize(
    ("lists", "body", "says"),
    [
        (numbering(level(0, "decimal", "%1.")), item("one") + PAUSE + item("two", 2), "1. one\n\nPause.\n\n2. two"),
        (
            numbering(level(0, "lowerRoman", "%1)"), restart=4),
            item("one") + item("two") + PAUSE + item("four", 2) + item("five", 2),
            "i) one\nii) two\n\nPause.\n\niv) four\nv) five",
        ),
        (
            numbering(
                level(0, "upperRoman", "%1."),
                level(1, "decimal", "%1.%2", LEGAL),
                level(2, "decimal", "%1.%2.%3", LEGAL),
            ),
            item("A") + item("B", 1, 1) + item("C", 1, 2) + item("D", 1, 1) + item("E"),
            "I.  A\n\n    1.1 B\n\n    1.1.1 C\n\n    1.2 D\n\nII.  E",
        ),
        (
            numbering(level(0, "decimal", "%1."), level(1, "lowerLetter", "%2)", '<w:lvlRestart w:val="0"/>')),
            item("A") + item("a", 1, 1) + item("B") + item("b", 1, 1),
            "1. A\n\n   a) a\n\n2. B\n\n   b) b",
        ),
        (numbering(level(0, "lowerLetter", "(%1)")), item("red") + item("warm"), "(a) red\n(b) warm"),
        (numbering(level(0, "bullet", "✗")), item("smoke") + item("drive"), "✗ smoke\n\n✗ drive"),
        (numbering(level(0, "decimal", "Step %1:")), item("wash") + item("dry"), "Step 1: wash\n\nStep 2: dry"),
        (numbering(level(0, "decimalEnclosedCircle", "%1")), item("wash") + item("dry"), "① wash\n\n② dry"),
        (
            numbering(level(0, "decimal", "%1.")),
            item("wash") + par("with soap", '<w:ind w:left="720"/>') + item("dry"),
            "1. wash\n\n   with soap\n\n2. dry",
        ),
        (
            numbering(level(0, "decimal", "%1.")),
            item("wash") + item("").replace("<w:r>", "<w:r><w:rPr/>") + item("dry"),
            "1. wash\n\n<!-- -->\n\n3. dry",
        ),
    ],
)
def test_numbers_are_as_word_shows_them(lists: str, body: str, says: str) -> None:
    read = done(body, lists)
    assert text(read) == says
    assert "meaning" not in asked(read)


def field(instruction: str, result: str = "", begin: str = "") -> str:
    char = '<w:r><w:fldChar w:fldCharType="{}">{}</w:fldChar></w:r>'
    parts = [char.format("begin", begin), f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"]
    return "".join([*parts, *([char.format("separate", ""), result] if result else []), char.format("end", "")])


AGE = field("MERGEFIELD Age", run("12"))
CHECKED = '<w:ffData><w:checkBox><w:default w:val="1"/></w:checkBox></w:ffData>'


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (run("Take ") + f'<w:fldSimple w:instr="DOCPROPERTY D">{run("20")}</w:fldSimple>' + run(" mg."), "Take 20 mg."),
        (
            run("Take ") + field(f"IF {field('MERGEFIELD Age', run('12'))} &gt; 9", run("20")) + run(" mg."),
            "Take 20 mg.",
        ),
        (field("FORMCHECKBOX", begin=CHECKED) + run(" yes"), "☒ yes"),
        (field("MACROBUTTON NoMacro [name]") + run(" here"), r"\[name\] here"),
        (field("EQ \\f(1,2)") + run(" tablet"), "1/2 tablet"),
        (field('SYMBOL 179 \\f "Symbol"', run("x")) + run(" 38"), "≥ 38"),
        (
            field('HYPERLINK "https://www.example.org/a" \\l "b"', run("our ") + run("page", "<w:b/>")),
            "[our **page**](https://www.example.org/a#b)",
        ),
        ('<w:r><w:sym w:font="Wingdings 2" w:char="F050"/></w:r>' + run(" yes"), "✓ yes"),
        ("<w:r><w:t>one</w:t><w:cr/><w:t>two</w:t><w:noBreakHyphen/><w:t>x</w:t></w:r>", "one\\\ntwo‑x"),
        ('<w:r><w:t>one</w:t><w:br w:type="page"/><w:t>two</w:t></w:r>', "one two"),
        ("<w:r><w:t>para</w:t><w:softHyphen/><w:t>cetamol</w:t></w:r>", "paracetamol"),
        (run("10") + run("9", '<w:position w:val="8"/>') + run(" cells"), "10^9^ cells"),
        (run("gone", '<w:rStyle w:val="Gone"/>') + run(" stays", '<w:strike w:val="0"/>'), "~~gone~~ stays"),
        (f'<w:bdo w:val="ltr">{run("Take ")}</w:bdo><w:dir w:val="ltr">{run("5 mg.")}</w:dir>', "Take 5 mg."),
        (run("Never ", '<w:rStyle w:val="Loud"/>') + run("take two."), "**Never** take two."),
        (
            run("Say to the nurse and the doctor that you are in: ") + run("guten Tag", '<w:lang w:val="de-DE"/>'),
            "Say to the nurse and the doctor that you are in: [guten Tag]{lang=de}",
        ),
    ],
)
def test_words_are_as_word_shows_them(content: str, says: str) -> None:
    gone = '<w:style w:type="character" w:styleId="Gone"><w:name w:val="Gone"/><w:rPr><w:dstrike/></w:rPr></w:style>'
    loud = '<w:style w:type="character" w:styleId="Loud"><w:name w:val="Loud"/><w:rPr><w:b/></w:rPr></w:style>'
    assert text(done(par(content), styles=gone + loud)) == says


def test_what_shows_no_result_or_no_known_sign_is_asked_about() -> None:
    unknown = '<w:r><w:sym w:font="Clinic Signs" w:char="F061"/></w:r>'
    read = done(par(field("EQ \\o(x,y)")) + par(unknown) + par(field("LISTNUM")))
    assert text(read) == "\\[?\\]\n\n\\[?\\]\n\n\\[?\\]"
    assert sorted(q.name.split("-")[0] for q in read.queries if q.name[:5] in {"field", "sign"}) == [
        "field",
        "field",
        "sign",
    ]


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def cell(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content if content.startswith('<w:p>') else par(content)}</w:tc>"


def table(*rows: str) -> str:
    return f'<w:tbl><w:tblPr><w:tblLook w:val="0420" w:firstRow="1"/></w:tblPr><w:tblGrid/>{"".join(rows)}</w:tbl>'


def test_rows_and_steps_that_were_deleted_go_as_wholes() -> None:
    gone = row(cell("Child"), cell("5 ml"), properties='<w:del w:id="1"/>')
    deleted = f'<w:p><w:pPr><w:rPr><w:del w:id="2"/></w:rPr></w:pPr><w:del w:id="3">{run("Blink.")}</w:del></w:p>'
    read = done(table(row(cell("Age"), cell("Dose")), gone, row(cell("Adult"), cell("10 ml"))) + deleted + par("Rest."))
    assert text(read) == "| Age | Dose |\n|---|---|\n| Adult | 10 ml |\n\nRest."
    left = {entry.piece.text for entry in read.ledger.left_out}
    assert {"Child 5 ml", "Blink."} <= left


def test_a_paragraph_whose_end_was_deleted_joins_the_next() -> None:
    first = f'<w:p><w:pPr><w:rPr><w:del w:id="2"/></w:rPr></w:pPr>{run("Take one ")}</w:p>'
    assert text(done(first + par("tablet."))) == "Take one tablet."


def test_merged_and_missing_cells_keep_their_places() -> None:
    read = done(
        table(
            row(cell("Age"), cell("Dose", '<w:gridSpan w:val="2"/>')),
            row(cell("Child", '<w:vMerge w:val="restart"/>'), cell("5 ml"), cell("6 ml")),
            row(cell("<w:p></w:p>", "<w:vMerge/>"), cell("7 ml"), cell("8 ml")),
            row(cell("9 ml"), properties='<w:gridBefore w:val="2"/>'),
        )
    )
    assert "| Child | 5 ml | 6 ml |\n| Child | 7 ml | 8 ml |\n|  |  | 9 ml |" in text(read)
    assert "merged" in asked(read)
    assert "meaning" not in asked(read)


def test_a_caption_number_that_words_refer_to_is_asked_about() -> None:
    caption = par(run("Table ") + field("SEQ Table", run("3")) + run(": Doses"), '<w:pStyle w:val="Caption"/>')
    read = done(par("See Table 3.") + caption + table(row(cell("Age")), row(cell("Adult"))))
    assert "caption=Doses" in text(read) and "Table 3:" not in text(read)
    assert "caption" in asked(read)


@pytest.mark.parametrize(
    "name", ["Überschrift 2", "Titre 2", "Título 2", "Nagłówek 2", "見出し 2", "عنوان 2", "Heading 2"]
)
def test_headings_by_the_names_of_other_languages(name: str) -> None:
    style = f'<w:style w:type="paragraph" w:styleId="H"><w:name w:val="{name}"/></w:style>'
    assert text(done(par("Before", '<w:pStyle w:val="H"/>') + par("Rest."), styles=style)) == "## Before\n\nRest."


def test_a_heading_of_unknown_level_and_a_number_that_words_refer_to_are_asked_about() -> None:
    style = '<w:style w:type="paragraph" w:styleId="H"><w:name w:val="Heading"/></w:style>'
    numbered = '<w:pStyle w:val="Heading1"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    body = par("Wash", numbered) + par("Do it as in section 1.") + par("Dry", '<w:pStyle w:val="H"/>') + par("Rest.")
    read = done(body, numbering(level(0, "decimal", "%1")), style)
    assert "## Dry" in text(read)
    assert {"heading", "heading-number"} <= {q.name for q in read.queries}


def test_a_table_of_contents_made_of_jumps_is_no_text() -> None:
    jump = '<w:hyperlink w:anchor="_{0}">' + run("{0}") + "</w:hyperlink>"
    heading = '<w:pStyle w:val="Heading1"/>'
    sections = par("Before", heading) + par("Rest.") + par("After", heading) + par("Eat.")
    read = done(par(jump.format("Before")) + par(jump.format("After")) + sections)
    assert text(read) == "## Before\n\nRest.\n\n## After\n\nEat."


def test_a_head_of_two_rows_says_a_merged_cell_once() -> None:
    rows = [
        [('<w:vMerge w:val="restart"/>', "Age"), ('<w:gridSpan w:val="2"/>', "Dose")],
        [("<w:vMerge/>", ""), ("", "Day"), ("", "Night")],
        [("", "Child"), ("", "5 ml"), ("", "6 ml")],
    ]
    written = "".join(
        "<w:tr>" + "".join(f"<w:tc><w:tcPr>{pr}</w:tcPr><w:p><w:r><w:t>{t}</w:t></w:r></w:p></w:tc>" for pr, t in row)
        + "</w:tr>"
        for row in rows
    )  # fmt: skip
    look = '<w:tblPr><w:tblLook w:firstRow="1" w:val="0420"/></w:tblPr>'
    body = f"<w:tbl>{look}<w:tblGrid>{'<w:gridCol/>' * 3}</w:tblGrid>{written}</w:tbl><w:p/>"
    content = changed(
        word(lambda d: None), "word/document.xml", lambda c: c.replace(b"<w:body>", b"<w:body>" + body.encode())
    )
    done = import_manuscript(content, "a.docx", Wishes())
    assert done.text.count("Age") == 1
    assert "| Age | Dose: Day | Dose: Night |\n" in done.text
    assert not [query for query in done.queries if query.name.startswith(("meaning", "reading"))]


def test_a_note_without_words_is_asked_about() -> None:
    run = '<w:p><w:r><w:t>Take 5 mg</w:t></w:r><w:r><w:footnoteReference w:id="7"/></w:r></w:p>'
    content = changed(
        word(lambda d: None), "word/document.xml", lambda c: c.replace(b"<w:body>", b"<w:body>" + run.encode())
    )
    done = import_manuscript(content, "a.docx", Wishes())
    assert 'what does the note at "Take 5 mg" say' in [q.asks.split(";")[0] for q in done.queries if q.name == "note"]
    assert "[^" not in done.text


def test_an_emoji_that_word_writes_as_a_number_arrives() -> None:
    # [MS-DOCX], 2.2.6: the sign stands beside a fallback for programs that do not know it.
    sign = (
        '<w:r><mc:AlternateContent><mc:Choice Requires="w16se"><w16se:symEx w16se:font="Segoe UI Emoji" '
        'w16se:char="26A0" xmlns:w16se="http://schemas.microsoft.com/office/word/2015/wordml/symex"/></mc:Choice>'
        "<mc:Fallback><w:t>⚠</w:t></mc:Fallback></mc:AlternateContent></w:r>"
    )
    content = word(lambda d: paragraph(d, sign + run(" Do not drive.")))
    assert "⚠ Do not drive." in import_manuscript(content, "a.docx", Wishes()).text


def test_a_main_part_of_another_name_is_found() -> None:
    content = word(lambda d: paragraph(d, run("Do not drive.")))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    # Word on the web calls it so.
    named = {
        name.replace("/document.xml", "/document22.xml"): part.replace(b"word/document.xml", b"word/document22.xml")
        for name, part in parts.items()
    }
    assert "Do not drive." in import_manuscript(pack(named), "a.docx", Wishes()).text


def test_a_caption_of_another_menu_is_a_caption_without_its_number() -> None:
    style = '<w:style w:type="paragraph" w:styleId="Bes"><w:name w:val="Beschriftung"/></w:style>'
    cells = "".join(f"<w:tc><w:tcPr/>{par(text)}</w:tc>" for text in ("Alter", "Dosis"))
    table = f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr>{cells}</w:tr><w:tr>{cells}</w:tr></w:tbl>"
    read = done(par("Tabelle 1: Dosen", '<w:pStyle w:val="Bes"/>') + table, "", style)
    assert "caption=Dosen" in read.text
    assert "Tabelle 1" not in read.text


def test_a_link_that_leads_nowhere_takes_no_other_link_with_it() -> None:
    field = "".join(
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>{inner}'
        for kind, inner in (
            ("begin", '<w:r><w:instrText> HYPERLINK "https://www.example.org/x y" </w:instrText></w:r>'),
            ("separate", run("link")),
            ("end", ""),
        )
    )
    read = done(par(run("See ") + f'<w:hyperlink w:history="1">{run("here")}</w:hyperlink>' + field), "")
    assert "See here[link](https://www.example.org/x%20y)" in read.text


HIDDEN = '<w:style w:type="character" w:styleId="Hid"><w:name w:val="Hid"/><w:rPr><w:vanish/></w:rPr></w:style>'


def test_what_word_does_not_show_is_left_out_by_name_with_its_number() -> None:
    hidden = item("secret").replace("<w:numPr>", "<w:rPr><w:vanish/></w:rPr><w:numPr>")
    body = item("one") + hidden.replace("<w:rPr></w:rPr>", "<w:rPr><w:vanish/></w:rPr>") + item("two")
    styled = par(run("Do ") + run("not ", '<w:rStyle w:val="Hid"/>') + run("wait."))
    read = done(body + styled, numbering(level(0, "decimal", "%1.")), HIDDEN)
    assert text(read) == "1. one\n2. two\n\nDo wait."
    assert {"secret", "not"} <= {entry.piece.text for entry in read.ledger.left_out}


def test_words_inserted_by_nobody_stay_in_their_cell() -> None:
    body = table(row(cell("Age"), cell("Dose")), row(cell("Adult"), cell(f"<w:p><w:ins>{run('10 mg')}</w:ins></w:p>")))
    assert text(done(body)) == "| Age | Dose |\n|---|---|\n| Adult | 10 mg |"


def test_cells_merged_as_word_97_did_are_one() -> None:
    first, rest = (f'<w:hMerge w:val="{said}"/>' for said in ("restart", "continue"))
    body = table(row(cell("Dose", first), cell("<w:p></w:p>", rest)), row(cell("5 ml"), cell("10 ml")))
    read = done(body)
    assert text(read).startswith("| Dose | Dose |") and "merged" in asked(read)


def test_a_control_that_nobody_filled_in_is_asked_about() -> None:
    empty = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('Choose an item.')}</w:sdtContent></w:sdt>"
    assert "gap" in [query.name for query in done(par(run("Take ") + empty)).queries]


def test_prefixes_that_programs_make_up_are_read() -> None:
    made = word(lambda d: d.add_paragraph("Take 5 mg."))
    named = re.compile(rb"(?<=[\s</:])w(?=[:=])")
    odd = changed(made, "word/document.xml", lambda c: named.sub(b"ns0", c))
    assert "Take 5 mg." in import_manuscript(odd, "care.docx", Wishes()).text
