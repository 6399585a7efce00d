"""Rich Text: every character by its code page, every number as it was shown, every table and note in its place."""

import pytest

from pipeline.errors import PlainleafError
from pipeline.manuscript.importing import Import, Wishes, import_manuscript

HEAD = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss Arial;}{\f1\fswiss\fcharset238 Arial CE;}"
HEAD += r"{\f2\fnil\fcharset204 Times Cyr;}{\f3\froman\fcharset2 Symbol;}{\f4\fnil\fcharset2 Wingdings;}"
HEAD += r"{\f5\fnil\fcharset161 Times Greek;}{\f6\fnil\fcharset177 David;}{\f7\fnil\fcharset134 SimSun;}"
HEAD += r"{\f8\fnil\fcharset2 Clinic Signs;}{\f9\fnil\fcharset162 Arial Tur;}}"
TITLE = r"\pard\b Care of a small wound\b0\par "


def done(body: str, head: str = HEAD) -> Import:
    return import_manuscript(f"{head}{TITLE}\\pard {body}}}".encode("latin-1"), "care.rtf", Wishes())


def body(text: str) -> str:
    """The article below its front matter, on one line a paragraph."""
    return text.split("\n---\n", 1)[1].strip()


@pytest.mark.parametrize(
    ("markup", "says"),
    [
        (r"\f1 P\'f8i hore\'e8ce volejte.", "Při horečce volejte."),
        (r"\f2 \'cf\'e5\'e9\'f2\'e5 \'e2\'ee\'e4\'f3.", "Пейте воду."),
        (r"\f5 \'cd\'e5\'f1\'fc \'ea\'e1\'e9 \'f3\'e1\'f0\'ef\'fd\'ed\'e9.", "Νερό και σαπούνι."),
        (r"\f6 \'ee\'e9\'ed \'e5\'f1\'e1\'e5\'ef.", "מים וסבון."),
        (r"\f7 \'b6\'e0\'ba\'c8\'cb\'ae\'a1\'a3", "多喝水。"),
        (r"\f9 \'dd\'fele \'fe\'f6yle.", "İşle şöyle."),
        (r"\f0 Caf\'e9, 37 \'b0C, 5 \'b5g.", "Café, 37 °C, 5 µg."),
        (r"Raise it \u8805?30\u176\'b0.", "Raise it ≥30°."),
        (r"\uc2 Price \u8364\'80\'80 5, \uc0\u8804 3.", "Price € 5, ≤3."),
        (r"{\uc3 Take \u189 1/2}5 ml.", "Take ½5 ml."),
        (r"A smile \u55357?\u56832? helps.", "A smile 😀 helps."),
        (r"Take 5 {\f3 m}g, {\f3\'a3} 3 {\f3\'b4} a day {\f3\u-3919?} 1.", "Take 5 μg, ≤ 3 × a day ± 1."),
        (r"{\f4\'fc} done, {\f4\u-3845?} not done", "✓ done, ✗ not done"),
        (r"Warm {\field{\*\fldinst SYMBOL 177 \\f " "Symbol" "}{\fldrslt\f3'b1}} 2.", "Warm ± 2."),
        (r"one\line two\~three\_four\emdash five", "one\\\ntwo\u00a0three‑four—five"),
        (r"{\upr{plain words}{\*\ud{unicode \u8805? words}}}.", "unicode ≥ words."),
        (r"no\-break, {\bin3 }}}}still here.", "nobreak, still here."),
    ],
)
def test_characters(markup: str, says: str) -> None:
    text = done(markup + r"\par").text
    assert says in text
    assert text.count(says) == 1


def test_a_sign_that_no_table_names_is_asked_about() -> None:
    read = done(r"Use {\f8 k} twice.\par")
    assert "Use \\[?\\] twice." in read.text
    assert [q.name for q in read.queries if q.name.startswith("sign")] == ["sign"]


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        (r"\f0 \'cf\'f0\'e8\'e2\'e5\'f2, \'ea\'e0\'ea \'e4\'e5\'eb\'e0", "accented"),
        (r"\f0 Caf\'c3\'a9 au lait", "UTF-8"),
        (r"\f7 words \'81", "no character"),
        (r"half \u-10179? a sign", "half of a character"),
    ],
)
def test_bytes_of_another_code_page_are_refused_with_their_place(markup: str, reason: str) -> None:
    with pytest.raises(PlainleafError, match=reason) as refused:
        done(markup + r"\par")
    assert "paragraph 2" in str(refused.value.place)


def test_marks_stay_and_struck_words_are_asked_about() -> None:
    read = done(
        r"Take {\strike two} {\striked1 three} one. 10{\super 9} and H{\sub 2}O, {\up6 2}, {\b bold} {\i italic}.\par"
    )
    assert "Take ~~two~~ ~~three~~ one. 10^9^ and H~2~O, ^2^, **bold** *italic*." in read.text
    assert sum(q.name.startswith("struck") for q in read.queries) == 2


@pytest.mark.parametrize(
    ("markup", "says"),
    [
        (
            r"{\listtext 4.\tab}wash\par{\listtext 5.\tab}dry\par\pard wait\par{\listtext 6.\tab}cover\par",
            "4. wash\n5. dry\n\nwait\n\n6. cover",
        ),
        (r"{\listtext a)\tab}red\par{\listtext b)\tab}swollen\par", "a) red\nb) swollen"),
        (
            r"{\listtext i.\tab}red\par{\listtext ii.\tab}warm\par{\listtext iii.\tab}hot\par",
            "i. red\nii. warm\niii. hot",
        ),
        (r"{\listtext h.\tab}red\par{\listtext i.\tab}warm\par{\listtext j.\tab}hot\par", "h. red\ni. warm\nj. hot"),
        (
            r"{\listtext 1.\tab}rest\par\ilvl1{\listtext 1.1\tab}sit\par{\listtext 1.2\tab}lie\par",
            "1. rest\n\n   1.1 sit\n\n   1.2 lie",
        ),
        (
            r"\li720{\listtext 1.\tab}wash\par\pard\li720 with soap\par\li720{\listtext 2.\tab}dry\par",
            "1. wash\n\n   with soap\n\n2. dry",
        ),
        (
            r"{\listtext\f3\'b7\tab}wash\par\ilvl1{\listtext o\tab}hands\par\ilvl0{\listtext\f3\'b7\tab}dry\par",
            "- wash\n  - hands\n- dry",
        ),
        (r"{\pntext 3)\tab}{\*\pn\pndec}wash\par{\pntext 4)\tab}dry\par", "3) wash\n4) dry"),
        (r"\li360\fi-360 2.\tab wash\par\li360\fi-360 3.\tab dry\par", "2. wash\n3. dry"),
    ],
)
def test_numbers_are_as_they_were_shown(markup: str, says: str) -> None:
    read = done(markup)
    assert says in body(read.text)
    assert not [q for q in read.queries if q.name.startswith("meaning")]


LISTS = (
    r"{\*\listtable{\list\listtemplateid1{\listlevel\levelnfc4\levelnfcn4\levelstartat3{\leveltext\'02\'00);}"
    r"{\levelnumbers\'01;}}{\listlevel\levelnfc2\levelstartat1{\leveltext\'02\'01.;}{\levelnumbers\'01;}}\listid7}}"
    r"{\*\listoverridetable{\listoverride\listid7\listoverridecount0\ls1}{\listoverride\listid7\listoverridecount1"
    r"{\lfolevel\listoverridestartat\levelstartat5}\ls2}}"
)


def test_numbers_are_counted_where_the_file_only_has_a_list_table() -> None:
    read = done(r"\ls1 red\par\ilvl1 warm\par hot\par\ilvl0 sore\par\pard wait\par\ls2 call\par", HEAD + LISTS)
    assert body(read.text).endswith("c) red\n\n   i. warm\n   ii. hot\n\nd) sore\n\nwait\n\ne) call")


TABLE = (
    r"\trowd\clvmgf\cellx1000\cellx2000\cellx3000\pard\intbl Child\cell 5 ml\cell 6 ml\cell\row"
    r"\trowd\clvmrg\cellx1000\cellx3000\pard\intbl\cell 7 ml\cell\row"
)


def test_a_merged_cell_says_its_words_in_each_place_it_covers() -> None:
    read = done(r"Doses.\par" + TABLE + r"\pard After.\par")
    rows = "| Child | 5 ml | 6 ml |\n| Child | 7 ml | 7 ml |"
    assert f"Doses.\n\n|  |  |  |\n|---|---|---|\n{rows}\n\nAfter." in read.text
    assert {"merged-cells", "table-head"} <= {q.name for q in read.queries}


@pytest.mark.parametrize("told", [r"\trhdr", ""])
def test_a_head_of_two_rows_is_one_row(told: str) -> None:
    edges = r"{}\cellx1000{}\cellx2000{}\cellx3000\pard\intbl "
    first = rf"\trowd{told}" + edges.format(r"\clvmgf", r"\clmgf", r"\clmrg") + r"Age\cell Dose\cell\cell\row"
    second = rf"\trowd{told}" + edges.format(r"\clvmrg", "", "") + r"\cell Day\cell Night\cell\row"
    third = r"\trowd" + edges.format("", "", "") + r"Child\cell 5 ml\cell 6 ml\cell\row"
    read = done(first + second + third + r"\pard After.\par")
    assert "| Age | Dose: Day | Dose: Night |\n|---|---|---|\n| Child | 5 ml | 6 ml |\n\nAfter." in read.text
    assert ("table-head" in [q.name for q in read.queries]) is not bool(told)
    assert not [q for q in read.queries if q.name.startswith("meaning")]


def test_a_table_stays_between_its_paragraphs_and_a_note_at_its_word() -> None:
    read = done(
        TABLE + r"\pard Most heal.{\super\chftn{\footnote\pard{\super\chftn} In a {\i week}.}} Rest.\par Last.\par"
    )
    assert "7 ml |\n\nMost heal.[^1] Rest.\n\nLast.\n\n[^1]: In a *week*." in read.text


def test_a_table_in_a_cell_is_a_line_and_a_question() -> None:
    inner = r"\itap2 Iron\nestcell 65 mg\nestcell{\*\nesttableprops\trowd\cellx500\cellx900\nestrow}"
    read = done(
        rf"\trowd\cellx1000\cellx2000\pard\intbl Part\cell Plan:\par{inner}\pard\intbl\itap1 With juice.\cell\row"
    )
    assert "Iron – 65 mg" in read.text and "With juice." in read.text
    assert [q.name for q in read.queries if q.name == "nested-table"]


def test_links_keep_their_anchors_and_instructions_are_no_words() -> None:
    field = r'{\field{\*\fldinst HYPERLINK "https://www.example.org/help" \\l "top"}{\fldrslt our {\b help} page}}'
    read = done(rf"See {field}.\par")
    assert "See [our **help** page](https://www.example.org/help#top)." in read.text
    assert "HYPERLINK" not in read.text


def test_a_fixed_pitch_font_is_no_code_and_a_table_of_contents_is_no_text() -> None:
    contents = r"{\field{\*\fldinst TOC \\o}{\fldrslt Before\par After\par}}"
    read = done(
        rf"{contents}\pard\outlinelevel0 Before\par\pard Wash it.\par\pard\outlinelevel0 After\par\pard Rest.\par"
    )
    assert body(read.text) == "## Before\n\nWash it.\n\n## After\n\nRest."


def test_headings_by_the_names_of_styles() -> None:
    styles = r"{\stylesheet{\s0 Normal;}{\s3\sbasedon0 \'dcberschrift 1;}{\s4 heading 2;}{\*\cs5 heading 9;}}"
    read = done(r"\s3 Vorher\par\pard Wasche dich.\par\pard\s4 Am Tag\par\pard Iss nichts.\par", HEAD + styles)
    assert "## Vorher" in read.text and "### Am Tag" in read.text


def test_what_is_deleted_or_hidden_is_named() -> None:
    read = done(r"Take {\deleted four} two{\v  or five}.\par")
    assert "Take two." in read.text
    assert {("tracked deletion", "four"), ("hidden text", "or five")} <= {
        (entry.piece.kind.value, entry.piece.text) for entry in read.ledger.left_out
    }


def test_words_of_another_code_page_than_the_file_says_are_asked() -> None:
    written = "".join(f"\\'{byte:02x}" for byte in "Vezměte si tři prášky a nepijte.".encode("cp1250"))
    for page, words in (("1252", ['is "Vezmìte" spelled so']), ("1250", [])):
        read = import_manuscript(f"{{\\rtf1\\ansi\\ansicpg{page} {written}\\par}}".encode(), "a.rtf", Wishes())
        asked = [query.asks for query in read.queries if query.name == "character"]
        assert [asks[: len(said)] for asks, said in zip(asked, words, strict=True)] == words


def test_a_note_that_hangs_in_a_cell_is_text_and_no_table() -> None:
    row = r"\trowd\cellx2000\cellx4000\pard\intbl Child{\super\chftn}{\*\footnote\pard\intbl Weigh first.\par}\cell"
    read = import_manuscript(
        rf"{{\rtf1 For all.\par {row}\intbl 5 ml\cell\row\pard End.\par}}".encode(), "a.rtf", Wishes()
    )
    assert "| Child[^1] | 5 ml |" in read.text
    assert "[^1]: Weigh first." in read.text
