"""A finished PDF's bytes come in; what stands on its pages and the tags a screen reader walks go out.

Nothing here knows how the file was made: it is read as a receiver would read it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.formats.handout.content_stream import FontShelf, is_number, read_page
from pipeline.formats.handout.pages import DocumentRead, LinkRead, Tag


def read_pdf(content: bytes) -> DocumentRead:
    """Read a PDF whole. Raises pikepdf.PdfError when the bytes are none."""
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as pdf:
        root = pdf.Root
        fonts = FontShelf()
        pages = tuple(read_page(number, page, fonts) for number, page in enumerate(pdf.pages, start=1))
        numbers: Any = {page.objgen: index for index, page in enumerate(pdf.pages)}
        tree = root.get("/StructTreeRoot")
        preferences: Any = root.get("/ViewerPreferences", {})
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
            claims = {
                "ua": str(xmp.get("pdfuaid:part", "")),
                "a": f"{xmp.get('pdfaid:part', '')}{xmp.get('pdfaid:conformance', '')}",
                "title": str(xmp.get("dc:title", "")),
                "x": str(xmp.get("pdfxid:GTS_PDFXVersion", "")),
            }
        mark: Any = root.get("/MarkInfo", {})
        identifier = pdf.trailer.get("/ID")
        return DocumentRead(
            version=pdf.pdf_version,
            size=len(content),
            title=str(pdf.docinfo.get("/Title", "")) if pdf.docinfo else "",
            lang=str(root.get("/Lang", "")),
            claims=claims,
            marked=bool(mark.get("/Marked", False)),
            shows_title=bool(preferences.get("/DisplayDocTitle", False)),
            suspects=bool(mark.get("/Suspects", False)),
            encrypted=pdf.is_encrypted,
            pages=pages,
            root=_tree(tree, numbers) if tree is not None else None,
            roles={str(k): str(v) for k, v in tree.get("/RoleMap", {}).items()} if tree is not None else {},
            fonts=tuple(fonts.read.values()),
            links=tuple(_links(pdf)),
            intents=tuple(str(each.get("/S", "")) for each in root.get("/OutputIntents", [])),
            outline=_count(root.get("/Outlines")),
            identifier=bytes(identifier[0]) if identifier is not None else b"",
            fields=tuple(_fields(pdf)),
        )


def _count(outlines: Any) -> int:
    return 0 if outlines is None else int(outlines.get("/Count", 0))


def _links(pdf: Any) -> Iterator[LinkRead]:
    for number, page in enumerate(pdf.pages, start=1):
        for annotation in page.get("/Annots", []):
            if str(annotation.get("/Subtype")) != "/Link":
                continue
            action = annotation.get("/A", {})
            address = str(action.get("/URI", "")) or f"#{annotation.get('/Dest', '')}"
            left, bottom, right, top = (float(value) for value in annotation["/Rect"])
            box = (min(left, right), min(bottom, top), max(left, right), max(bottom, top))
            contents = str(annotation.get("/Contents", ""))
            yield LinkRead(number, contents, address, "/StructParent" in annotation, box)


def _fields(pdf: Any) -> Iterator[Mapping[str, Any]]:
    form = pdf.Root.get("/AcroForm")
    if form is None:
        return
    for each in form.get("/Fields", []):
        yield {
            "name": str(each.get("/T", "")),
            "label": str(each.get("/TU", "")),
            "appearance": "/AP" in each,
            "tagged": "/StructParent" in each,
            "needs_appearances": bool(form.get("/NeedAppearances", False)),
        }


def _tree(root: Any, pages: Mapping[tuple[int, int], int]) -> Tag:
    top = Tag("StructTreeRoot")
    for kid in _listed(root.get("/K")):
        top.kids.append(_tag(kid, pages, None))
    return top


def _listed(kids: Any) -> list[Any]:
    import pikepdf

    if kids is None:
        return []
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _tag(element: Any, pages: Mapping[tuple[int, int], int], page: int | None) -> Tag:
    import pikepdf

    def text(key: str) -> str | None:
        return str(element[key]) if key in element else None

    own = element.get("/Pg")
    page = pages.get(own.objgen) if own is not None else page
    tag = Tag(
        role=str(element.get("/S", ""))[1:],
        alt=text("/Alt"),
        lang=text("/Lang"),
        id=text("/ID"),
        expansion=text("/E"),
    )
    for owner in _listed(element.get("/A")):
        if isinstance(owner, pikepdf.Dictionary):
            tag.attributes.update({key[1:]: value for key, value in owner.items() if key != "/O"})
    tag.attributes = {key: _plain(value) for key, value in tag.attributes.items()}
    for kid in _listed(element.get("/K")):
        if isinstance(kid, int):
            tag.kids.append((page if page is not None else -1, kid))
        elif isinstance(kid, pikepdf.Dictionary):
            kind = str(kid.get("/Type", ""))
            if kind == "/OBJR":
                tag.annotations += 1
            elif kind == "/MCR":
                where = kid.get("/Pg")
                tag.kids.append((pages[where.objgen] if where is not None else page or 0, int(kid["/MCID"])))
            else:
                tag.kids.append(_tag(kid, pages, page))
    return tag


def _plain(value: Any) -> Any:
    import pikepdf

    if isinstance(value, pikepdf.Array):
        return [_plain(each) for each in value]
    if isinstance(value, pikepdf.Name | pikepdf.String):
        return str(value)
    return float(value) if not isinstance(value, bool | int | str) and is_number(value) else value
