"""What our renderer never does: ways to spoil a finished PDF, by the name of the rule that must see it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf


def damaged(rule: str, content: bytes) -> bytes:
    """The PDF spoiled as `rule` forbids."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        if rule == "locked":
            pdf.save(out, encryption=pikepdf.Encryption(owner="owner", user=""))
        elif rule == "version-wrong":
            pdf.save(out, force_version="2.0")
        else:
            DAMAGES[rule](pdf)
            pdf.save(out)
    return out.getvalue()


def elements(pdf: pikepdf.Pdf, *roles: str) -> Iterator[Any]:
    """Every structure element of these roles, in reading order."""

    def walk(element: Any) -> Iterator[Any]:
        if str(element.get("/S", ""))[1:] in roles:
            yield element
        kids = element.get("/K")
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                yield from walk(kid)

    top = pdf.Root.StructTreeRoot.K
    yield from walk(top[0] if isinstance(top, pikepdf.Array) else top)


def instructions(page: Any) -> list[tuple[Any, Any]]:
    return [(each.operands, each.operator) for each in pikepdf.parse_content_stream(page)]


def first(pdf: pikepdf.Pdf, *roles: str) -> Any:
    return next(elements(pdf, *roles))


def take_claim(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Metadata.write(pdf.Root.Metadata.read_bytes().replace(b"<pdfuaid:part>1</pdfuaid:part>", b""))


def add_bare_line(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].contents_add(b"q 100 100 m 200 100 l S Q", prepend=False)


def hide_title(pdf: pikepdf.Pdf) -> None:
    pdf.Root.ViewerPreferences.DisplayDocTitle = False


def change_language(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Lang = pikepdf.String("fr")


def silence_picture(pdf: pikepdf.Pdf) -> None:
    first(pdf, "Figure").Alt = pikepdf.String(" ")


def change_description(pdf: pikepdf.Pdf) -> None:
    for figure in elements(pdf, "Figure"):
        if str(figure.Alt).startswith("Three layers"):
            figure.Alt = pikepdf.String("Harbour Skin Clinic")


def skip_heading(pdf: pikepdf.Pdf) -> None:
    first(pdf, "H2").S = pikepdf.Name.H4


def take_scope(pdf: pikepdf.Pdf) -> None:
    del first(pdf, "TH")["/A"]


def misplace_list(pdf: pikepdf.Pdf) -> None:
    body = next(each for each in elements(pdf, "LBody") if any(kid.get("/S") == "/L" for kid in _kids(each)))
    inner = next(kid for kid in _kids(body) if kid.get("/S") == "/L")
    body.K = pikepdf.Array([kid for kid in body.K if not _same(kid, inner)])
    items = list(body.P.P.K)
    after = next(index for index, item in enumerate(items) if item.objgen == body.P.objgen)
    body.P.P.K = pikepdf.Array([*items[: after + 1], inner, *items[after + 1 :]])


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K")
    return [kid for kid in (kids if isinstance(kids, pikepdf.Array) else [kids]) if isinstance(kid, pikepdf.Dictionary)]


def _same(kid: Any, other: Any) -> bool:
    return isinstance(kid, pikepdf.Dictionary) and bool(kid.objgen == other.objgen)


def mute_link(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        for annotation in page.get("/Annots", []):
            annotation.Contents = pikepdf.String("")
            return


def take_font(pdf: pikepdf.Pdf) -> None:
    fonts = pdf.pages[0].Resources.Font
    descriptor = fonts[sorted(fonts.keys())[0]].DescendantFonts[0].FontDescriptor
    for key in ("/FontFile2", "/FontFile3"):
        if key in descriptor:
            del descriptor[key]


def rename_role(pdf: pikepdf.Pdf) -> None:
    first(pdf, "BlockQuote", "Sect").S = pikepdf.Name("/Aside")


def unname_note(pdf: pikepdf.Pdf) -> None:
    del first(pdf, "Note")["/ID"]


def resize_page(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].mediabox = pikepdf.Rectangle(0, 0, 612, 900)


def take_foot(pdf: pikepdf.Pdf) -> None:
    """The running foot of page 1 loses its text, as when a template forgets it."""
    page = pdf.pages[0]
    kept, inside = [], False
    for operands, operator in instructions(page):
        if str(operator) == "BDC" and "/Subtype" in operands[1] and str(operands[1].Subtype) == "/Footer":
            inside = True
        if not inside:
            kept.append((operands, operator))
        if str(operator) == "EMC":
            inside = False
    page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(kept))


def shrink_type(pdf: pikepdf.Pdf) -> None:
    """What was 12 pt (16 px) is set in 9.75 pt."""
    for page in pdf.pages:
        changed = [
            ([operands[0], 13], operator) if str(operator) == "Tf" and int(operands[1]) == 16 else (operands, operator)
            for operands, operator in instructions(page)
        ]
        page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(changed))


def take_disclaimer(pdf: pikepdf.Pdf) -> None:
    """The paragraphs of the last page are none any more."""
    last = pdf.pages[-1]
    for paragraph in elements(pdf, "P"):
        if "/Pg" in paragraph and paragraph.Pg.objgen == last.obj.objgen:
            paragraph.S = pikepdf.Name.Span


def add_weight(pdf: pikepdf.Pdf) -> None:
    import random

    pdf.Root["/PieceInfo"] = pdf.make_indirect(pdf.make_stream(random.Random(1).randbytes(2_100_000)))  # noqa: S311


def rename_font(pdf: pikepdf.Pdf) -> None:
    fonts = pdf.pages[0].Resources.Font
    for key in list(fonts.keys()):
        fonts[key].BaseFont = pikepdf.Name("/ABCDEF+Helvetica")


def swap_paragraphs(pdf: pikepdf.Pdf) -> None:
    """The main message is read before the title."""
    document = pdf.Root.StructTreeRoot.K
    document = document[0] if isinstance(document, pikepdf.Array) else document
    kids = list(document.K)
    title = next(index for index, kid in enumerate(kids) if kid.S == "/H1")
    message = next(index for index, kid in enumerate(kids) if index > title + 1 and kid.S == "/P")
    kids[title], kids[message] = kids[message], kids[title]
    document.K = pikepdf.Array(kids)


def garble_font(pdf: pikepdf.Pdf) -> None:
    """The font of the main message says b where it shows a."""
    fonts = pdf.pages[0].Resources.Font
    for key in list(fonts.keys()):
        if "Semi-Bold" in str(fonts[key].BaseFont) and "Atkinson" in str(fonts[key].BaseFont):
            said = fonts[key].ToUnicode.read_bytes().replace(b"<0061>", b"<0062>")
            fonts[key].ToUnicode = pdf.make_stream(said)


def widen_bleed(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[0]
    page.BleedBox = page.MediaBox


def paint_red(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].contents_add(b"/Artifact BMC 1 0 0 rg 100 100 10 10 re f EMC", prepend=False)


def take_intent(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/OutputIntents"]


def turn_sheet(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].mediabox = pikepdf.Rectangle(0, 0, 595.28, 841.89)


def unmark(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Title"] = "Care for a small wound"


def unlabel_field(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.AcroForm.Fields[0]["/TU"]


DAMAGES: dict[str, Callable[[pikepdf.Pdf], None]] = {
    "claim-missing": take_claim,
    "untagged": add_bare_line,
    "title-hidden": hide_title,
    "language-wrong": change_language,
    "picture-undescribed": silence_picture,
    "description-differs": change_description,
    "heading-order": skip_heading,
    "table-irregular": take_scope,
    "list-shape": misplace_list,
    "link-mute": mute_link,
    "font-not-embedded": take_font,
    "role-unknown": rename_role,
    "note-unnamed": unname_note,
    "paper-wrong": resize_page,
    "type-too-small": shrink_type,
    "edition-line": take_foot,
    "disclaimer-missing": take_disclaimer,
    "font-undeclared": rename_font,
    "order-differs": swap_paragraphs,
    "text-differs": garble_font,
    "press-boxes": widen_bleed,
    "press-colour": paint_red,
    "press-intent": take_intent,
    "sheet-size": turn_sheet,
    "printer-unmarked": unmark,
    "field-mute": unlabel_field,
    "file-too-heavy": add_weight,
}
