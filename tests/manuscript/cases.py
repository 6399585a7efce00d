"""The manuscripts that must be accounted for: name, file, words that arrive, words that are left out and their kind."""

# ruff: noqa: E501 (the markup of a document is read on one line)

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from docx.shared import Inches

from tests.manuscript.documents import BODY, changed, epub, odt, paragraph, photo, png, run, text_box, word


@dataclass(frozen=True)
class Case:
    name: str
    file: str
    content: bytes = field(repr=False)
    arrives: tuple[str, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return self.name


def cases() -> Iterator[Case]:
    yield from picture_and_table_cases()
    yield from list_and_box_cases()
    yield from hidden_and_link_cases()
    yield from margin_and_style_cases()
    yield from sign_and_note_cases()
    yield from open_document_cases()
    yield from web_cases()
    yield from text_cases()
    yield from other_cases()


def _start(d: Any) -> None:
    d.add_heading("Skin at Night", 1)
    d.add_paragraph(BODY)


def word_case(name: str, write: Any, arrives: tuple[str, ...] = (), left: tuple[tuple[str, str], ...] = ()) -> Case:
    def all_of(d: Any) -> None:
        _start(d)
        write(d)

    return Case(f"word {name}", f"{name.replace(' ', '-')}.docx", word(all_of), arrives, left)


def picture_and_table_cases() -> Iterator[Case]:
    case = word_case

    def captioned(d: Any) -> None:
        import io

        d.add_picture(io.BytesIO(png()), Inches(1))
        d.add_paragraph("Figure 1: A red square", style="Caption")
        d.add_paragraph("After the picture.")

    yield case("captioned image", captioned, ("A red square", "After the picture"))

    def caption_first(d: Any) -> None:
        import io

        d.add_paragraph("Figure 1: Above its picture", style="Caption")
        d.add_picture(io.BytesIO(png()), Inches(1))

    yield case("caption above image", caption_first, ("Above its picture",))

    def two_images(d: Any) -> None:
        import io

        p = d.add_paragraph("Two in one line: ")
        p.add_run().add_picture(io.BytesIO(png("green")), Inches(1))
        p.add_run(" and ")
        p.add_run().add_picture(io.BytesIO(png("blue")), Inches(1))

    yield case("two images in a line", two_images, ("Two in one line",))
    yield case("caption without image", lambda d: d.add_paragraph("Figure 9: Lost", style="Caption"), ("Lost",))

    def photograph(d: Any) -> None:
        import io

        d.add_picture(io.BytesIO(photo()), Inches(1))

    yield case("photograph", photograph)

    def table_caption(d: Any) -> None:
        d.add_paragraph("Table 1: Creams", style="Caption")
        t = d.add_table(2, 2)
        for cell, text in zip([c for r in t.rows for c in r.cells], ["Name", "Dose", "Balm", "thin"], strict=True):
            cell.text = text

    yield case("captioned table", table_caption, ("Creams", "Balm", "thin"))

    def merged(d: Any) -> None:
        t = d.add_table(3, 3)
        for y, r in enumerate(t.rows):
            for x, c in enumerate(r.cells):
                c.text = f"cell {y}{x}"
        t.cell(0, 0).merge(t.cell(0, 2)).text = "across"
        t.cell(1, 0).merge(t.cell(2, 0)).text = "down"

    yield case("merged cells", merged, ("across", "down", "cell 22"))

    def paragraphs_in_cell(d: Any) -> None:
        t = d.add_table(1, 2)
        t.cell(0, 0).text = "first"
        t.cell(0, 0).add_paragraph("second in the cell")
        t.cell(0, 1).add_paragraph("listed in the cell", style="List Bullet")

    yield case("paragraphs and list in a cell", paragraphs_in_cell, ("second in the cell", "listed in the cell"))

    def nested_table(d: Any) -> None:
        t = d.add_table(1, 2)
        t.cell(0, 0).text = "outer"
        t.cell(0, 1).add_table(1, 1).cell(0, 0).text = "inner words of the table"

    yield case("table in a table", nested_table, ("outer", "inner words of the table"))


def list_and_box_cases() -> Iterator[Case]:
    case = word_case

    def lists(d: Any) -> None:
        for text, style in (("one", ""), ("one a", " 2"), ("one a i", " 3"), ("two", "")):
            d.add_paragraph(f"point {text}", style=f"List Bullet{style}")
        for text in ("wash", "dry", "rest"):
            d.add_paragraph(f"step {text}", style="List Number")

    yield case("nested lists", lists, ("- point one\n  - point one a\n    - point one a i\n- point two\n", "step rest"))

    def typed_bullets(d: Any) -> None:
        for text in ("• typed one", "• typed two", "1. typed first", "2. typed second"):
            d.add_paragraph(text)

    yield case("typed bullets", typed_bullets, ("typed two", "typed second"))

    def numbered_headings(d: Any) -> None:
        for number in ("1", "1.1", "2"):
            h = d.add_heading(f"Part {number}", 1 + number.count(".") + 1)
            properties = h._p.get_or_add_pPr()
            numbering = properties._add_numPr()
            numbering._add_numId().val = 1
            d.add_paragraph(f"Words of part {number}.")

    yield case("numbered headings", numbered_headings, ("Part 1.1",), (("automatic number", "number of Part 1.1"),))
    yield case("typed heading numbers", lambda d: d.add_heading("3.2 Typed Number", 2), ("3.2 Typed Number",))

    def box(d: Any) -> None:
        paragraph(d, run("Before the box ") + text_box("Words inside a box"))
        d.add_paragraph("After the box.")

    yield case("text box", box, ("Before the box", "Words inside a box", "After the box"))

    def two_boxes(d: Any) -> None:
        paragraph(d, text_box("Box number one") + text_box("Box number two"))

    yield case("two text boxes", two_boxes, ("Box number one", "Box number two"))


def hidden_and_link_cases() -> Iterator[Case]:
    case = word_case

    def changes(d: Any) -> None:
        paragraph(
            d,
            run("Use ")
            + '<w:ins w:id="1" w:author="Example Editor">'
            + run("a thin layer")
            + "</w:ins>"
            + '<w:del w:id="2" w:author="Example Editor"><w:r><w:delText>much cream</w:delText></w:r></w:del>'
            + run(" of balm."),
        )

    yield case("tracked changes", changes, ("Use a thin layer of balm",), (("tracked deletion", "much cream"),))
    yield case(
        "hidden text",
        lambda d: paragraph(d, run("Seen ") + run("unseen words", "<w:vanish/>") + run("again.")),
        ("Seen again",),
        (("hidden text", "unseen words"),),
    )


def margin_and_style_cases() -> Iterator[Case]:
    case = word_case

    def comment(d: Any) -> None:
        p = d.add_paragraph("A claim with a comment.")
        d.add_comment(runs=p.runs, text="Is this still true?", author="Example Editor", initials="EE")

    yield case("comment", comment, ("A claim with a comment",), (("comment", "Is this still true?"),))

    def margins(d: Any) -> None:
        d.sections[0].header.paragraphs[0].text = "Draft of spring"
        d.sections[0].footer.paragraphs[0].text = "Example Clinic"

    yield case(
        "running heads",
        margins,
        (),
        (("running head or foot", "Draft of spring"), ("running head or foot", "Example Clinic")),
    )

    def properties(d: Any) -> None:
        d.core_properties.author = "Example Author"
        d.core_properties.subject = "Skin"

    yield case("properties", properties, (), (("document property", "Example Author"), ("document property", "Skin")))

    def link(d: Any) -> None:
        part = d.part.relate_to(
            "https://example.org/skin?a=1&b=2",
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
            is_external=True,
        )
        paragraph(d, run("See ") + f'<w:hyperlink r:id="{part}">' + run("the page") + "</w:hyperlink>" + run("."))

    yield case("link", link, ("See [the page](https://example.org/skin?a=1&b=2).",))

    def bad_link(d: Any) -> None:
        part = d.part.relate_to(
            "javascript:alert(1)",
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
            is_external=True,
        )
        paragraph(d, f'<w:hyperlink r:id="{part}">' + run("Click here now") + "</w:hyperlink>")

    yield case("script link", bad_link, ("Click here now",), (("link", "javascript:alert(1)"),))
    yield case(
        "field link",
        lambda d: paragraph(
            d,
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "https://example.com/"</w:instrText>'
            '</w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
            + run("field words")
            + '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
        ),
        ("field words", "https://example.com/"),
    )
    yield case(
        "content control",
        lambda d: d.element.body.insert(2, _control("Words in a control")),
        ("Words in a control",),
    )
    yield case(
        "formula",
        lambda d: paragraph(
            d, run("The dose is ") + "<m:oMath><m:r><m:t>x=2y</m:t></m:r></m:oMath>" + run(" per day.")
        ),
        ("The dose is", "per day"),
    )

    def right_to_left(d: Any) -> None:
        paragraph(d, "<w:pPr><w:bidi/></w:pPr>" + run("اغسل يديك بالماء الدافئ مرتين في اليوم.", "<w:rtl/>"))

    yield case("right to left", right_to_left, ("اغسل يديك بالماء الدافئ",))
    yield case("bold headings", _bold_headings, ("## Before You Start", "Ask a nurse first"))


def sign_and_note_cases() -> Iterator[Case]:
    case = word_case

    def styled(d: Any) -> None:
        p = d.add_paragraph("Mixed ")
        p.add_run("bold").bold = True
        p.add_run("italic").italic = True
        p.add_run(" and H")
        p.add_run("2").font.subscript = True
        p.add_run("O, 10")
        p.add_run("3").font.superscript = True
        p.add_run(" struck").font.strike = True

    yield case("character styles", styled, ("~2~O", "10^3^", "struck"))

    def quotes(d: Any) -> None:
        d.add_paragraph("A quoted thought.", style="Intense Quote")
        d.add_paragraph("“Curly” and 'straight' – dash… done")

    yield case("quotations", quotes, ("A quoted thought", "Curly"))

    def signs(d: Any) -> None:
        d.add_paragraph("1 * 2 * 3, a_b_c, [x](y), <b>, #tag, $5, `code`, ~x~, ^y^, {z}, | bar, a\\b")
        d.add_paragraph("# not a heading")
        d.add_paragraph("- not a list")
        d.add_paragraph("HbA1c < 7 % and ≥ 65 years → ask")

    yield case("signs of markdown", signs, ("not a heading", "≥ 65 years"))
    yield case("title style", _titled, ("title: Care of Dry Skin", "subtitle: A Short Guide"))
    unused = (("footnote", "Nobody refers to this."),)
    yield Case(
        "word footnotes", "footnotes.docx", _with_footnote(), ("A claim[^1] goes on.", "A note on nights"), unused
    )

    def contents(d: Any) -> None:
        d.styles.add_style("TOC 1", 1)
        d.add_paragraph("Skin at Night	1", style="TOC 1")
        d.add_heading("Wash", 2)
        d.add_paragraph("With water.")

    yield case("table of contents", contents, ("With water",), (("navigation", "Skin at Night 1"),))
    yield case(
        "page breaks", lambda d: (d.add_page_break(), d.add_paragraph("On the next page.")), ("On the next page",)
    )
    yield case("empty paragraphs", lambda d: [d.add_paragraph("") for _ in range(5)])
    yield case("long", _long, ("Paragraph 399 of many",))


def _long(d: Any) -> None:
    for i in range(400):
        d.add_paragraph(f"Paragraph {i} of many. {BODY}")


def _control(text: str) -> Any:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    inside = f"<w:sdtContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:sdtContent>"
    return parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtPr><w:tag w:val='t'/></w:sdtPr>{inside}</w:sdt>")


def _bold_headings(d: Any) -> None:
    d.add_paragraph().add_run("Before You Start").bold = True
    d.add_paragraph("Ask a nurse first. " + BODY)
    d.add_paragraph().add_run("During the Night").bold = True
    d.add_paragraph("Keep the room cool. " + BODY)


def _titled(d: Any) -> None:
    body = d.element.body
    for text, style in (("A Short Guide", "Subtitle"), ("Care of Dry Skin", "Title")):
        p = d.add_paragraph(text, style=style)
        body.remove(p._p)
        body.insert(0, p._p)


def _with_footnote() -> bytes:
    def write(d: Any) -> None:
        _start(d)
        paragraph(d, run("A claim") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + run(" goes on."))

    from docx.oxml.ns import nsdecls

    notes = (
        f'<?xml version="1.0"?><w:footnotes {nsdecls("w")}><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
        '<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>A note on nights.</w:t></w:r></w:p></w:footnote>'
        '<w:footnote w:id="3"><w:p><w:r><w:t>Nobody refers to this.</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    content = changed(word(write), "word/footnotes.xml", lambda _: notes.encode())
    relation = (
        b'<Relationship Id="rIdF" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" '
        b'Target="footnotes.xml"/></Relationships>'
    )
    content = changed(content, "word/_rels/document.xml.rels", lambda c: c.replace(b"</Relationships>", relation))
    override = (
        b'<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        b'wordprocessingml.footnotes+xml"/></Types>'
    )
    return changed(content, "[Content_Types].xml", lambda c: c.replace(b"</Types>", override))


_ODT_START = f'<text:h text:outline-level="1">Skin at Night</text:h><text:p>{BODY}</text:p>'


def open_document_cases() -> Iterator[Case]:
    def case(
        name: str,
        body: str,
        arrives: tuple[str, ...] = (),
        left: tuple[tuple[str, str], ...] = (),
        styles: str = "",
        more: dict[str, str | bytes] | None = None,
    ) -> Case:
        return Case(f"odt {name}", f"{name.replace(' ', '-')}.odt", odt(_ODT_START + body, styles, more), arrives, left)

    yield case(
        "lists",
        "<text:list><text:list-item><text:p>one</text:p><text:list><text:list-item><text:p>one a</text:p></text:list-item>"
        "</text:list></text:list-item><text:list-item><text:p>two</text:p></text:list-item></text:list>",
        ("one a", "two"),
    )
    yield case(
        "table with merged cells",
        "<table:table><table:table-column table:number-columns-repeated='2'/><table:table-row><table:table-cell "
        "table:number-columns-spanned='2'><text:p>across</text:p></table:table-cell><table:covered-table-cell/>"
        "</table:table-row><table:table-row><table:table-cell><text:p>left</text:p></table:table-cell><table:table-cell>"
        "<text:p>right</text:p></table:table-cell></table:table-row></table:table>",
        ("across", "left", "right"),
    )
    yield case(
        "footnote",
        "<text:p>A claim<text:note text:note-class='footnote'><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p>A note on nights.</text:p></text:note-body></text:note> goes on.</text:p>",
        ("A claim[^1] goes on.", "[^1]: A note on nights."),
    )
    frame = "<draw:frame><draw:image xlink:href='Pictures/p.png'/></draw:frame>"
    yield case("image", f"<text:p>{frame}</text:p>", ("images/p-1.png",), more={"Pictures/p.png": png()})
    yield case(
        "captioned image in a box",
        f"<text:p><draw:frame><draw:text-box><text:p text:style-name='Illustration'>{frame}Figure 1: A square</text:p>"
        "</draw:text-box></draw:frame></text:p>",
        ("Figure 1: A square", "images/p-1.png"),
        more={"Pictures/p.png": png()},
    )
    yield case(
        "text box",
        "<text:p>Before <draw:frame><draw:text-box><text:p>Words inside a box</text:p></draw:text-box></draw:frame>"
        "after.</text:p>",
        ("Words inside a box",),
    )
    yield case(
        "tracked changes",
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone words</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes><text:p>Kept words.</text:p>",
        ("Kept words",),
        (("tracked deletion", "gone words"),),
    )
    yield case(
        "comment",
        "<text:p>A claim<office:annotation><dc:creator>Example Editor</dc:creator><text:p>Is it true?</text:p>"
        "</office:annotation>.</text:p>",
        ("A claim.",),
        (("comment", "Is it true?"),),
    )
    yield case(
        "hidden text",
        "<text:p>Seen <text:span text:style-name='H'>unseen words</text:span>again.</text:p>",
        ("Seen again",),
        (("hidden text", "unseen words"),),
        styles="<style:style style:name='H' style:family='text'><style:text-properties text:display='none'/></style:style>",
    )
    yield case(
        "links",
        "<text:p><text:a xlink:href='https://example.org/x'>good</text:a> and <text:a xlink:href='javascript:x()'>bad"
        "</text:a>.</text:p>",
        ("[good](https://example.org/x) and bad",),
        (("link", "javascript:x()"),),
    )
    yield case("right to left", "<text:p>اغسل يديك بالماء الدافئ.</text:p>", ("اغسل يديك بالماء الدافئ",))
    yield case(
        "spaces and breaks",
        "<text:p>one<text:s text:c='3'/>two<text:tab/>three<text:line-break/>four</text:p>",
        ("three", "four"),
    )
    yield case(
        "table of contents",
        "<text:table-of-content><text:index-body><text:p>Skin at Night 1</text:p></text:index-body>"
        "</text:table-of-content><text:p>End words.</text:p>",
        ("End words",),
        (("navigation", "Skin at Night 1"),),
    )
    yield case(
        "headings", "<text:h text:outline-level='2'>Wash</text:h><text:p>Use water.</text:p>", ("## Wash", "Use water")
    )


def web_cases() -> Iterator[Case]:
    def case(
        name: str, body: str, arrives: tuple[str, ...] = (), left: tuple[tuple[str, str], ...] = (), head: str = ""
    ) -> Case:
        page = f"<!DOCTYPE html><html lang=en><head>{head}</head><body><h1>Skin at Night</h1><p>{BODY}</p>{body}</body></html>"
        return Case(f"web {name}", f"{name.replace(' ', '-')}.html", page.encode(), arrives, left)

    yield case(
        "scripts",
        "<script>alert(1)</script><p onclick='x()'>Clean words.</p><style>p{}</style>",
        ("Clean words.",),
        (("script or form", "alert(1)"),),
    )
    yield case(
        "links",
        "<p><a href='https://example.org/'>good</a>, <a href='javascript:x()'>bad</a>, <a href='/near'>near</a>, "
        "<a href='#top'>top</a>.</p>",
        ("[good](https://example.org/)",),
        (("link", "javascript:x()"), ("link", "/near"), ("link", "#top")),
    )
    yield case(
        "navigation",
        "<nav><ul><li>Home</li><li>Shop</li></ul></nav><div class='cookie-banner'>We like cookies</div>"
        "<footer><p>Example House, all rights reserved</p></footer><p>Article words.</p>",
        ("Article words",),
        (
            ("navigation", "Home"),
            ("navigation", "We like cookies"),
            ("navigation", "Example House, all rights reserved"),
        ),
    )
    yield Case(
        "web main element",
        "main.html",
        f"<html><body><header>Site name</header><main><h1>Skin</h1><p>{BODY}</p></main><div>Other offers</div></body></html>".encode(),
        ("title: Skin",),
        (("navigation", "Site name"), ("navigation", "Other offers")),
    )
    yield case(
        "remote image",
        "<img src='https://example.org/x.png' alt='A hand'>",
        ("![A hand](images/to-do-",),
        (("image", "https://example.org/x.png"),),
    )
    yield case("missing image", "<img src='gone.png' alt='A hand'>", ("![A hand]",), (("image", "to-do-gone-1.png"),))
    import base64

    inline = base64.b64encode(png()).decode()
    yield case("embedded image", f"<p><img src='data:image/png;base64,{inline}' alt='Red'></p>", ("![Red](images/",))
    yield case(
        "figure",
        f"<figure><img src='data:image/png;base64,{inline}' alt='Red'><figcaption>Figure 1: Red square</figcaption></figure>",
        ("Red square",),
        (("automatic number", "Figure 1:"),),
    )
    yield case(
        "table",
        "<table><caption>Creams</caption><tr><th>Name<th>Dose</tr><tr><td rowspan=2>Balm<td>thin</tr><tr><td>thick</tr></table>",
        ("Creams", "thick"),
    )
    yield case(
        "nested lists", "<ul><li>one<ol><li>one a</li></ol></li><li><p>two</p><p>more</p></li></ul>", ("one a", "more")
    )
    yield case(
        "footnotes",
        "<p>A claim<sup><a href='#n1'>1</a></sup> goes on.</p><ol><li id='n1'>A note on nights. <a href='#r'>↩</a></li></ol>",
        ("A claim[^1] goes on.", "[^1]: A note on nights."),
    )
    yield case(
        "hidden",
        "<p hidden>unseen words</p><p style='display:none'>also unseen</p>",
        (),
        (("hidden text", "unseen words"),),
    )
    yield case("definitions", "<dl><dt>Balm</dt><dd>A thick cream</dd></dl>", ("Balm", "A thick cream"))
    yield case(
        "form",
        "<form><label>Your name</label><input value=x></form><p>End.</p>",
        ("End.",),
        (("script or form", "Your name"),),
    )
    yield case(
        "broken markup",
        "<p>open <b>bold <i>both</b> still</i><p>following<td>cell words</td>",
        ("cell words", "following"),
    )
    yield case(
        "loose text",
        "Loose words <b>in bold</b><div>in a div <p>and a paragraph</p> after it</div>",
        ("Loose words", "after it"),
    )
    yield case("code", "<pre>  two\n  lines</pre><p>Use <code>a*b</code>.</p>", ("two", "`a*b`"))
    yield Case(
        "web latin1",
        "latin.html",
        f"<html><head><meta charset=iso-8859-1></head><body><h1>Na\xefve Skin</h1><p>{BODY} caf\xe9 words</p></body></html>".encode(
            "latin-1"
        ),
        ("café words",),
    )


def text_cases() -> Iterator[Case]:
    def case(name: str, body: str, arrives: tuple[str, ...] = (), left: tuple[tuple[str, str], ...] = ()) -> Case:
        text = f"Skin at Night\n\n{BODY}\n\n{body}\n"
        return Case(f"text {name}", f"{name.replace(' ', '-')}.txt", text.encode(), arrives, left)

    yield case(
        "headings",
        "Before You Start\n\n" + BODY + "\n\nAFTER THE NIGHT\n\nRest well and drink water.",
        ("## Before You Start",),
    )
    yield case("underlined headings", "Wash\n====\n\nUse water.\n\nDry\n---\n\nUse a towel.", ("Wash", "Use a towel"))
    yield case(
        "questions", "Q: Does it hurt?\nA: No.\n\nQ: How long?\nA: A week.", ("::: questions", "### Does it hurt?")
    )
    yield case("spanish questions", "Pregunta 1: ¿Duele?\nRespuesta 1: No.", ("### ¿Duele?",))
    yield case("myths", "Myth: Soap is bad.\n\nFact: Mild soap is fine.", ("::: myth-fact", "Mild soap is fine"))
    yield case("callouts", "Warning: Do not use bleach.\n\nTip: Use a soft towel.", (".callout .warning", "soft towel"))
    yield case("addresses", "See https://example.org/a_b(c)?d=1 and write to us.", ("example.org/a_b",))
    yield case("rows", "Cream\tDose\nBalm\tthin\nOil\tdrops", ("| Balm | thin |",))
    yield case("pipes", "| Cream | Dose |\n|---|---|\n| Balm | thin |", ("| Balm | thin |",))
    yield case(
        "residue", "Back to top\n\nThe end of the night.", ("The end of the night",), (("navigation", "Back to top"),)
    )
    yield case("arabic", "ماذا تفعل\n\n• اغسل يديك\n• جفف يديك", ("- اغسل يديك",))
    yield case(
        "picture labels",
        "[Image: a child washing hands at a sink]\n\nThe end of it.",
        ("![a child washing hands at a sink]",),
    )
    yield case(
        "glossary",
        "Words to Know\n\n• Balm: a thick cream\n• Flare: a bad spell",
        ("::: glossary", "Flare\n: a bad spell"),
    )
    yield case("separators", "One part.\n\n* * *\n\nOther part.", ("* * *", "Other part"))


RTF = (
    r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}}{\info{\author Example Author}{\title Skin}}"
    r"{\header Draft of spring\par}\pard\s1\outlinelevel0\b Skin at Night\b0\par\pard Caf\'e9 \u8364? and \{braces\}"
    r"\endash  done.{\footnote A note on nights.}\par{\v unseen words}Plain end.\par"
    r'{\field{\*\fldinst{HYPERLINK "https://example.org/"}}{\fldrslt a link}}\par'
    r"\trowd\cellx100\cellx200\intbl left\cell right\cell\row\pard After the table.\par}"
)


def other_cases() -> Iterator[Case]:
    yield Case(
        "rtf",
        "skin.rtf",
        RTF.encode(),
        ("Café €", "A note on nights", "After the table", "left"),
        (
            ("running head or foot", "Draft of spring"),
            ("document property", "Example Author"),
            ("hidden text", "unseen words"),
        ),
    )
    yield Case(
        "rtf paragraphs", "a.rtf", rb"{\rtf1 One.\par Two \b bold\b0 .\par\bullet\tab three\par}", ("One.", "three")
    )
    yield Case(
        "epub",
        "book.epub",
        epub(
            [
                f"<h1>Skin at Night</h1><p>{BODY}</p>",
                "<h2>Wash</h2><p>Use <i>water</i>.</p><img src='i/x.png' alt='Red'/>",
            ],
            {"EPUB/i/x.png": png()},
        ),
        ("## Wash", "Use *water*.", "![Red](images/x-1.png)"),
        (("document property", "Example House"),),
    )
    twice = epub([f"<h2>Wash</h2><p>{BODY}</p><h1>Skin at Night</h1><p>Use water.</p><h1>Dry</h1><p>Rest.</p>"])
    yield Case(
        "epub that says its title again", "t.epub", twice, ("title: Skin at Night", " Skin at Night\n", " Dry\n")
    )
    yield Case(
        "epub script",
        "s.epub",
        epub([f"<h1>Skin</h1><p>{BODY}</p><script>x()</script>"]),
        (),
        (("script or form", "x()"),),
    )
    yield Case(
        "markdown",
        "a.md",
        f"# Skin at Night\n\n{BODY}\n\n## Wash\n\n- one\n- two[^n]\n\n[^n]: A note.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n".encode(),
        ("## Wash", "two[^1]", "A note."),
    )
    yield Case(
        "markdown with a head",
        "b.md",
        f"---\ntitle: Skin\nlayout: post\n---\n\n{BODY}\n\n## Wash\n\nUse water.\n".encode(),
        ("title: Skin", "## Wash"),
        (("document property", "layout: post"),),
    )
    yield Case(
        "markdown of our own",
        "c.md",
        f"---\ntitle: Skin\n---\n\n{BODY}\n\n::: key-points\n- one\n- two\n- three\n:::\n\n## Wash {{#wash}}\n\nCall {{{{phone}}}} now.\n".encode(),
        ("::: key-points", "## Wash {#wash}", "{{phone}}"),
    )
    yield Case(
        "markdown with raw markup",
        "d.md",
        f"# Skin\n\n{BODY}\n\n<div>Raw words</div>\n\n<script>x()</script>\n\nEnd.\n".encode(),
        ("Raw words", "End."),
        (("script or form", "x()"),),
    )
