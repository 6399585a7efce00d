"""A tagged PDF with drawn boxes comes in; the same with form fields on them goes out, still PDF/UA-1.

WeasyPrint's own fields ask the reader to draw them (NeedAppearances) and have no appearance of their own; PDF/A and
PDF/UA forbid both.
"""

from __future__ import annotations

import io
from typing import Any

from pipeline.edition.edition import Edition
from pipeline.errors import PlainleafError
from pipeline.formats.handout.boxes import places
from pipeline.formats.handout.view import field_words
from pipeline.press.typeface import family_stack

SIZE_PT = 12
INSET_PT = 1.5


def add_fields(content: bytes, edition: Edition, document: Any) -> bytes:
    """Put a text field on every box with a data-field attribute, labelled, tagged and with an appearance of its own."""
    import pikepdf

    labels = dict(field_words(edition))
    pdf = pikepdf.open(io.BytesIO(content))
    font = _font(pdf, edition)
    resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F0=font))
    fields = pikepdf.Array()
    for number, name, box in places(document, "data-field"):
        page = pdf.pages[number]
        height = float(page.mediabox[3])
        left, top, right, bottom = box
        rect = (left + INSET_PT, height - bottom + INSET_PT, right - INSET_PT, height - top - INSET_PT)
        widget = _widget(pdf, page, name, labels[name], rect, resources)
        _tag(pdf, page, widget, name)
        fields.append(widget)
        if "/Annots" not in page:
            page.Annots = pikepdf.Array()
        page.Annots.append(widget)
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=fields, DR=resources, DA=pikepdf.String(f"/F0 {SIZE_PT} Tf 0 g"))
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.preserve)
    return out.getvalue()


def _widget(pdf: Any, page: Any, name: str, label: str, rect: tuple[float, ...], resources: Any) -> Any:
    import pikepdf

    width, height = rect[2] - rect[0], rect[3] - rect[1]
    # PDF/A forbids to leave the look of a field to the viewer (ISO 19005-2, 6.4.1): an empty one brings an empty look.
    appearance = pdf.make_stream(
        b"/Tx BMC EMC",
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Form,
        BBox=pikepdf.Array([0, 0, round(width, 2), round(height, 2)]),
        Resources=resources,
    )
    return pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Tx,
            T=pikepdf.String(name),
            # What a screen reader says of a field: /T is for programs (PDF/UA-1, 7.18).
            TU=pikepdf.String(label),
            V=pikepdf.String(""),
            DA=pikepdf.String(f"/F0 {SIZE_PT} Tf 0 g"),
            Rect=pikepdf.Array([round(value, 2) for value in rect]),
            # Bit 3, Print (ISO 32000-1, table 165): PDF/A asks for it, and a form is filled in by pen as well.
            F=4,
            P=page.obj,
            AP=pikepdf.Dictionary(N=appearance),
        )
    )


def _tag(pdf: Any, page: Any, widget: Any, name: str) -> None:
    """Tie the widget to the Form element that the tagger left for it (ISO 32000-1, 14.7.4.4; ISO 14289-1, 7.18.4)."""
    import pikepdf

    root = pdf.Root.StructTreeRoot
    names = list(root.IDTree.Names)
    form = names[next(index for index, each in enumerate(names) if each == f"field-{name}") + 1]
    number = int(root.ParentTreeNextKey)
    form.Pg = page.obj
    form.K = pikepdf.Dictionary(Type=pikepdf.Name.OBJR, Obj=widget, Pg=page.obj)
    root.ParentTree.Nums.append(number)
    root.ParentTree.Nums.append(form)
    root.ParentTreeNextKey = number + 1
    widget.StructParent = number


def _font(pdf: Any, edition: Edition) -> Any:
    """The reading typeface of the language, whole, so that whatever is typed can be shown (9.7.4 and 9.10.3)."""
    import pikepdf
    from fontTools.ttLib import TTFont

    content = _typeface(edition)
    font = TTFont(io.BytesIO(content))
    scale = 1000 / font["head"].unitsPerEm
    order = font.getGlyphOrder()
    widths = [round(font["hmtx"][glyph][0] * scale) for glyph in order]
    name = pikepdf.Name("/" + str(font["name"].getDebugName(6) or "Text"))
    head, lines = font["head"], font["hhea"]
    descriptor = pikepdf.Dictionary(
        Type=pikepdf.Name.FontDescriptor,
        FontName=name,
        # Bit 3, Symbolic (ISO 32000-1, table 123): glyphs by their number, without an encoding of letters.
        Flags=4,
        FontBBox=pikepdf.Array([round(side * scale) for side in (head.xMin, head.yMin, head.xMax, head.yMax)]),
        ItalicAngle=0,
        Ascent=round(lines.ascent * scale),
        Descent=round(lines.descent * scale),
        CapHeight=round(lines.ascent * scale),
        # A descriptor has to have one (ISO 32000-1, table 122); with the font embedded no viewer uses it.
        StemV=80,
        FontFile2=pdf.make_stream(content, Length1=len(content)),
    )
    described = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.CIDFontType2,
        BaseFont=name,
        CIDSystemInfo=pikepdf.Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
        # PDF/UA-1, 7.21.3.2 wants it said for an embedded TrueType font.
        CIDToGIDMap=pikepdf.Name.Identity,
        W=pikepdf.Array([0, pikepdf.Array(widths)]),
        FontDescriptor=pdf.make_indirect(descriptor),
    )
    return pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type0,
            BaseFont=name,
            Encoding=pikepdf.Name("/Identity-H"),
            DescendantFonts=pikepdf.Array([pdf.make_indirect(described)]),
            ToUnicode=pdf.make_stream(_to_unicode(font)),
        )
    )


def _typeface(edition: Edition) -> bytes:
    families = family_stack(edition.typefaces, "text", edition.lang)
    for family in families.split(", "):
        for face in edition.typefaces.faces:
            upright = face.weight == 400 and face.style == "normal" and face.file.endswith(".ttf")
            if face.family == family.strip('"') and upright:
                return edition.typefaces.files[face.file]
    raise PlainleafError("no typeface can be put into a form whole", hint="bundle a TrueType file of the family")


def _to_unicode(font: Any) -> bytes:
    # Backwards, so that of several characters with one glyph the lowest is kept: a hyphen and no soft hyphen.
    by_glyph = {font.getGlyphID(glyph): point for point, glyph in sorted(font.getBestCmap().items(), reverse=True)}
    pairs = [f"<{glyph:04x}> <{chr(point).encode('utf-16-be').hex()}>" for glyph, point in sorted(by_glyph.items())]
    parts = [
        f"{len(pairs[at : at + 100])} beginbfchar\n" + "\n".join(pairs[at : at + 100]) + "\nendbfchar"
        # A CMap takes at most 100 entries in one bfchar block (Adobe technical note 5014).
        for at in range(0, len(pairs), 100)
    ]
    inner = "\n".join(parts)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <ffff>\n"
        f"endcodespacerange\n{inner}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")
