"""The structure tree: what a screen reader walks is what the author wrote, whatever the page breaks did."""

from __future__ import annotations

from pipeline.formats.handout.boxes import tagging_by
from pipeline.formats.handout.document import read_pdf
from pipeline.formats.handout.pages import DocumentRead, Tag
from pipeline.formats.handout.tagging import tagger
from pipeline.press.press import lay_out
from pipeline.press.typeface import family_stack
from tests.handout.sample import styles


def tagged(body: str, css: str = "", lang: str = "en", direction: str = "ltr") -> DocumentRead:
    """`body` printed and read back."""
    typefaces = styles().typefaces
    html = (
        f"<html lang={lang} dir={direction}><title>t</title><style>"
        f"body{{font-family:{family_stack(typefaces, 'text', lang)}}}{css}</style><body>{body}"
    )
    layout = lay_out(html, {"a.svg": DOT}, typefaces, pdf_variant="pdf/a-2a", output_intent="srgb")
    with tagging_by(tagger(lang, direction)):
        return read_pdf(layout.paint().content)


DOT = b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><circle cx="5" cy="5" r="5"/></svg>'


def outline(document: DocumentRead) -> str:
    """The tree in one line: "Document(H1 P(Link))"."""

    def write(tag: Tag) -> str:
        inner = " ".join(write(kid) for kid in tag.kids if isinstance(kid, Tag))
        return f"{tag.role}({inner})" if inner else tag.role

    assert document.root is not None
    (top,) = (kid for kid in document.root.kids if isinstance(kid, Tag))
    return write(top)


def texts(document: DocumentRead, role: str) -> list[str]:
    assert document.root is not None
    return [document.text_of(tag) for tag in document.root.tags() if tag.role == role]


def test_the_renderer_is_the_version_whose_boxes_are_known() -> None:
    """boxes.py reads WeasyPrint's private interface: another version needs this file's tests and a look."""
    import weasyprint

    assert weasyprint.VERSION == "70.0"


def test_a_nested_list_stands_in_the_body_of_its_item() -> None:
    document = tagged("<ul><li>one<ul><li>two</li></ul></li><li>three</li></ul>")
    assert outline(document) == ("Document(L(LI(Lbl LBody(P L(LI(Lbl LBody)))) LI(Lbl LBody)))")


def test_a_paragraph_over_a_page_break_is_one_paragraph() -> None:
    document = tagged(f"<p>{'word ' * 300}</p>", "@page{size:80mm 60mm}")
    assert len(document.pages) > 2
    assert outline(document) == "Document(P)"
    assert texts(document, "P")[0].split() == ["word"] * 300


def test_a_table_over_pages_is_one_table_and_its_repeated_head_is_an_artifact() -> None:
    rows = "".join(f"<tr><th scope=row>r{n}</th><td>c{n}</td></tr>" for n in range(12))
    table = f"<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody>{rows}</tbody></table>"
    document = tagged(table, "@page{size:80mm 80mm}")
    assert len(document.pages) > 1
    assert texts(document, "TH")[:2] == ["A", "B"]
    assert texts(document, "TH").count("A") == 1
    again = [run.text for run in document.pages[1].runs if run.artifact == "Layout"]
    assert again == ["A", "B"]
    assert document.root is not None
    scopes = [tag.attributes["Scope"] for tag in document.root.tags() if tag.role == "TH"]
    assert scopes[:3] == ["/Column", "/Column", "/Row"]


def test_a_row_over_a_page_break_is_one_row() -> None:
    document = tagged(f"<table><tr><th>A</th></tr><tr><td>{'word ' * 200}</td></tr></table>", "@page{size:80mm 50mm}")
    assert len(document.pages) > 1
    assert outline(document) == "Document(Table(TBody(TR(TH) TR(TD))))"


def test_a_definition_list_has_labels_and_bodies() -> None:
    document = tagged("<dl><dt>Follicle<dd>A pocket in the skin.<dd>It makes a hair.<dt>Trial<dd>A study.</dl>")
    assert outline(document) == "Document(L(LI(Lbl LBody(P P)) LI(Lbl LBody(P))))"


def test_a_caption_stands_inside_its_figure() -> None:
    document = tagged("<figure><img src=a.svg alt='A dot.'><figcaption>A caption.</figcaption></figure>")
    assert outline(document) == "Document(Figure(Caption))"
    assert document.root is not None
    figure = next(tag for tag in document.root.tags() if tag.role == "Figure")
    assert figure.alt == "A dot."
    left, bottom, right, top = figure.attributes["BBox"]
    page = document.pages[0]
    assert 0 < left < right < page.width
    assert 0 < bottom < top < page.height


def test_a_picture_without_a_description_is_decoration() -> None:
    document = tagged("<p>Text <img src=a.svg alt=''></p>")
    assert outline(document) == "Document(P)"


def test_running_text_is_an_artifact_and_words_that_only_look_different_need_no_tag() -> None:
    document = tagged("<p>One <em>two</em> <strong>three</strong></p>", "@page{@top-left{content:'Head'}}")
    assert outline(document) == "Document(P)"
    assert texts(document, "P") == ["One two three"]
    assert [run.text for run in document.pages[0].runs if run.artifact == "Header"] == ["Head"]


def test_a_link_over_two_lines_is_one_link_with_words() -> None:
    document = tagged(f"<p>See <a href='https://example.org/'>{'the page ' * 20}</a></p>", "@page{size:80mm 80mm}")
    assert outline(document) == "Document(P(Link))"
    assert len(document.links) > 1
    assert all(link.tagged and link.contents.startswith("the page") for link in document.links)


def test_a_passage_in_another_language_says_so() -> None:
    document = tagged("<p>They say <span lang=es>con cuidado</span> here.</p><p lang=fr>Bonjour.</p>")
    assert document.root is not None
    assert [(tag.role, tag.lang) for tag in document.root.tags() if tag.lang] == [("Span", "es"), ("P", "fr")]


def test_notes_have_ids_and_calls_are_references() -> None:
    document = tagged(
        "<p>Text<a href='#n1' role=doc-noteref>1</a></p><section role=doc-endnotes><ol><li id=n1>Note.</ol></section>"
    )
    assert outline(document) == "Document(P(Reference(Link)) Sect(Note(Lbl P)))"
    assert document.root is not None
    assert [tag.id for tag in document.root.tags() if tag.role == "Note"] == ["n1"]


def test_a_table_of_contents_leads_with_words_and_pages() -> None:
    document = tagged(
        "<nav role=doc-toc><ol><li><a href='#a'>First</a><ol><li><a href='#b'>Second</a></ol></ol></nav>"
        "<h1 id=a>First</h1><h2 id=b>Second</h2>",
        "nav ol{list-style:none} a::after{content:' ' target-counter(attr(href), page)}",
    )
    toc = "TOC(TOCI(Reference(Link) TOC(TOCI(Reference(Link)))))"
    assert outline(document) == f"Document({toc} H1 H2)"
    assert texts(document, "Link") == ["First 1", "Second 1"]


def test_text_extracts_as_the_source_has_it_in_every_script() -> None:
    """Arabic, Hebrew and Devanagari glyphs extract as something else; ActualText says what they are."""
    for lang, direction, text in (
        ("ar", "rtl", "اسأل طبيبك عن الفوائد 12–14 يوماً"),
        ("he", "rtl", "שאלו את הרופא על היתרונות"),
        ("hi", "ltr", "डॉक्टर से पूछें। क्षत्रिय श्रृंखला"),
        ("el", "ltr", "Ρωτήστε τον γιατρό σας"),
        ("uk", "ltr", "Запитайте свого лікаря"),
        ("en", "ltr", "An office offers “affine” flows → ☐ ≤ 5 mg"),
    ):
        document = tagged(f"<p>{text}</p>", lang=lang, direction=direction)
        assert texts(document, "P") == [text], lang


def test_decoration_of_generated_content_is_an_artifact() -> None:
    document = tagged("<p class=a>Text</p>", ".a::before{content:'→ '}")
    assert texts(document, "P") == ["Text"]
    assert not any(page.unmarked for page in document.pages)
