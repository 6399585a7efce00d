"""A book and its parts come in; a canonical EPUB goes out: EbookLib writes it, then order and times are fixed."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pipeline.formats.booklet.accessibility import Accessibility

if TYPE_CHECKING:
    from pipeline.formats.booklet.book import Entry, Part, View

FOLDER = "EPUB"
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every zip entry: the earliest that the format knows."""

OPF = "http://www.idpf.org/2007/opf"
XML = "http://www.w3.org/XML/1998/namespace"
A11Y_PREFIX = "a11y: http://www.idpf.org/epub/vocab/package/a11y/#"


def pack(book: View, parts: Sequence[Part], toc: Sequence[Entry], accessibility: Accessibility) -> bytes:
    """The EPUB's bytes; the same book gives the same bytes."""
    from ebooklib import epub

    made = epub.EpubBook()
    made.FOLDER_NAME = FOLDER
    made.set_identifier(f"urn:isbn:{book.isbn}" if book.isbn else book.identifier)
    made.set_title(book.title)
    made.set_language(book.lang)
    # page-progression-direction: without it a book in Arabic turns its pages the wrong way.
    made.set_direction(book.direction)
    _describe(made, book)
    accessibility.write(made.add_metadata)
    items = {part.name: _item(epub, part) for part in parts}
    for item in items.values():
        made.add_item(item)
    # EPUB 3 keeps the NCX for old readers only; Kindle's converter and Adobe's old engine still navigate by it.
    made.add_item(epub.EpubNcx())
    made.toc = [_ncx_entry(epub, entry) for entry in toc]
    made.spine = [items[page.file] for page in book.pages]
    made.guide = _guide(book)
    modified = datetime(book.modified.year, book.modified.month, book.modified.day)  # noqa: DTZ001 (written as UTC)
    # EPUB 3 asks for dcterms:modified; EbookLib would take the clock.
    options = {"mtime": modified, "play_order": {"enabled": True, "start_from": 1}}
    writer = epub.EpubWriter("", made, options)
    writer.out = _Files()
    # EbookLib's own `write` goes to a zip on the disk at once; these steps of it are not public.
    writer._write_container()
    writer._write_opf()
    writer._write_items()
    return canonical(writer.out.files, book)


class _Files:
    """What EbookLib writes into instead of its zip archive, whose entries would bear the time of the clock: a zip knows
    no year before 1980 and refuses it (APPNOTE 4.4.6).
    """

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {"mimetype": b"application/epub+zip"}

    def writestr(self, name: str, content: str | bytes, **_: object) -> None:
        """Keep one file; `ZipFile.writestr` by its form."""
        self.files[name] = content.encode() if isinstance(content, str) else content


def _describe(made: Any, book: View) -> None:
    """Dublin Core and its refinements (EPUB 3.3, 5.5)."""
    title = made.metadata["http://purl.org/dc/elements/1.1/"]["title"]
    # EbookLib sets the title without an id, and a refinement needs one to point at.
    title[0] = (book.title, {"id": "title"})
    made.add_metadata(None, "meta", "main", {"refines": "#title", "property": "title-type"})
    if book.subtitle:
        made.add_metadata("DC", "title", book.subtitle, {"id": "subtitle"})
        made.add_metadata(None, "meta", "subtitle", {"refines": "#subtitle", "property": "title-type"})
    if book.isbn:
        made.add_metadata("DC", "identifier", book.identifier, {"id": "uuid"})
    for number, person in enumerate(book.contributors, start=1):
        name = "creator" if person.code == "aut" else "contributor"
        made.add_metadata("DC", name, person.name, {"id": f"person-{number}"})
        made.add_metadata(
            None, "meta", person.code, {"refines": f"#person-{number}", "property": "role", "scheme": "marc:relators"}
        )
    made.add_metadata("DC", "publisher", book.publisher)
    made.add_metadata("DC", "date", book.published.isoformat())
    made.add_metadata("DC", "description", book.description)
    for subject in book.subjects:
        made.add_metadata("DC", "subject", subject)
    if book.rights:
        made.add_metadata("DC", "rights", book.rights)
    if book.series[0]:
        made.add_metadata(None, "meta", book.series[0], {"property": "belongs-to-collection", "id": "series"})
        made.add_metadata(None, "meta", "series", {"refines": "#series", "property": "collection-type"})
        if book.series[1]:
            made.add_metadata(None, "meta", book.series[1], {"refines": "#series", "property": "group-position"})
    # EPUB 2's way to name the cover; Kindle and older reading systems look here.
    made.add_metadata(None, "meta", "", {"name": "cover", "content": "f-cover.jpg"})


def _item(epub: Any, part: Part) -> Any:
    """An item whose bytes EbookLib passes on as they are; it would parse and rewrite the XHTML of its own kind."""
    item = epub.EpubItem(uid=part.id, file_name=part.name, media_type=part.media_type, content=part.content)
    properties = list(part.properties)
    if part.name == "nav.xhtml":
        properties.append("nav")
    item.properties = properties
    return item


def _ncx_entry(epub: Any, entry: Entry, path: str = "n") -> Any:
    # An id in the NCX is an XML name: "/" and "#" cannot stand in it, nor a digit at its beginning.
    identity = re.sub(r"[^A-Za-z0-9_-]", "-", f"{path}-{entry.href}")
    if not entry.children:
        return epub.Link(entry.href, entry.text, identity)
    return (
        epub.Link(entry.href, entry.text, identity),
        [_ncx_entry(epub, child, f"{path}-{number}") for number, child in enumerate(entry.children)],
    )


_GUIDE = {"cover": "cover", "titlepage": "title-page", "toc": "toc", "glossary": "glossary"}


def _guide(book: View) -> list[dict[str, str]]:
    """The EPUB 2 guide, which Kindle still reads for cover and start of the text."""
    entries = [
        {"type": _GUIDE[page.kind], "title": page.title, "href": page.file}
        for page in book.pages
        if page.kind in _GUIDE
    ]
    start = next((page for page in book.pages if page.matter == "bodymatter"), None)
    if start is not None:
        entries.append({"type": "text", "title": start.title, "href": start.file})
    return entries


def canonical(written: Mapping[str, bytes], book: View) -> bytes:
    """The files of a book as one archive: mimetype first and stored, entries sorted, times fixed, package completed."""
    files = dict(written)
    files[f"{FOLDER}/content.opf"] = _package(files[f"{FOLDER}/content.opf"], book)
    files[f"{FOLDER}/toc.ncx"] = _ncx(files[f"{FOLDER}/toc.ncx"], book)
    first = ["mimetype", "META-INF/container.xml", f"{FOLDER}/content.opf"]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in [*first, *sorted(set(files) - set(first))]:
            entry = zipfile.ZipInfo(name, EPOCH)
            # Python writes the system it runs on, and no rights at all: the bytes would differ on Windows, and some
            # unpackers make files of it that nobody may read.
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            # OCF asks for a mimetype that is first and not packed (EPUB 3.3, 4.3); pictures are packed already.
            stored = name == "mimetype" or name.endswith((".jpg", ".png", ".gif"))
            archive.writestr(entry, files[name], zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED, 9)
    return packed.getvalue()


def _package(content: bytes, book: View) -> bytes:
    from lxml import etree

    root = etree.fromstring(content, etree.XMLParser(remove_blank_text=True))
    root.set(f"{{{XML}}}lang", book.lang)
    root.set("dir", book.direction)
    # EbookLib always declares rendition:, which is reserved and which nothing here uses.
    del root.attrib["prefix"]
    if root.xpath("//*[starts-with(@property, 'a11y:')]"):
        # EPUB 3.3 reserves a11y, EPUB 3.0 and 3.1 did not: declared, every reading system knows it.
        root.set("prefix", A11Y_PREFIX)
    (metadata,) = root.findall(f"{{{OPF}}}metadata")
    entries = sorted(metadata, key=_metadata_order)
    for entry in entries:
        metadata.remove(entry)
    metadata.extend(entries)
    manifest = root.find(f"{{{OPF}}}manifest")
    # Only the spine has an order that readers meet (EPUB 3.3, 5.7); the manifest's is free, and sorted it can be
    # compared.
    manifest[:] = sorted(manifest, key=lambda item: item.get("href"))
    etree.cleanup_namespaces(root, top_nsmap={None: OPF, "dc": "http://purl.org/dc/elements/1.1/"})
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)  # type: ignore[no-any-return]


_ORDER = ("identifier", "title", "language", "creator", "contributor", "publisher", "date", "description", "subject")


def _metadata_order(entry: Any) -> tuple[int, str]:
    """Dublin Core first, each entry's refinements after it by their id, then the rest; equal ones keep their order."""
    from lxml import etree

    name = etree.QName(entry).localname
    if name in _ORDER:
        return _ORDER.index(name), ""
    if name != "meta":
        return len(_ORDER), name
    if entry.get("refines"):
        return len(_ORDER) + 2, entry.get("refines")
    return len(_ORDER) + 1, entry.get("property") or "~" + (entry.get("name") or "")


def _ncx(content: bytes, book: View) -> bytes:
    from lxml import etree

    root = etree.fromstring(content, etree.XMLParser(remove_blank_text=True))
    root.set(f"{{{XML}}}lang", book.lang)
    depth = 2 if any(page.headings[1:] for page in book.pages) else 1
    for meta in root.iter("{*}meta"):
        if meta.get("name") == "dtb:depth":
            # EbookLib writes 0; an NCX means the number of nested levels (ANSI/NISO Z39.86).
            meta.set("content", str(depth))
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)  # type: ignore[no-any-return]
