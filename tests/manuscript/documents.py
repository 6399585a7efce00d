"""Manuscripts of every format, made in the tests: what people write in Word, LibreOffice, on web pages and in books."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from PIL import Image

BODY = "The skin keeps water in and germs out, and it mends itself every night while you sleep."


def png(colour: str = "red", size: tuple[int, int] = (12, 8)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, "PNG")
    return buffer.getvalue()


def photo() -> bytes:
    """A JPEG lying on its side, with the place where it was taken and the name of the camera."""
    picture = Image.new("RGB", (40, 20), "blue")
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Example Camera"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (51.0, 30.0, 0.0)
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


def pack(parts: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def word(write: Callable[[Any], object]) -> bytes:
    """A .docx that `write` fills; without the properties that the library adds."""
    document = docx.Document()
    properties = document.core_properties
    properties.author = properties.comments = ""
    write(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def changed(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The archive with one part changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return pack({**parts, part: change(parts.get(part, b""))})


def paragraph(document: Any, markup: str) -> None:
    """A paragraph from WordprocessingML without its namespaces."""
    spaces = nsdecls("w", "wp", "a", "r")
    more = (
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
        'xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    )
    element = parse_xml(f"<w:p {spaces} {more}>{markup}</w:p>")
    document.element.body.insert(len(document.element.body) - 1, element)


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def text_box(text: str) -> str:
    inside = f"<w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent>"
    return (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wp:anchor><a:graphic><a:graphicData uri="
        "'http://schemas.microsoft.com/office/word/2010/wordprocessingShape'><wps:wsp><wps:txbx>"
        f"{inside}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{inside}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


_ODT = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
    'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.3"'
)


def odt(body: str, styles: str = "", more: dict[str, str | bytes] | None = None) -> bytes:
    """An .odt from the content of its text element."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_ODT}><office:automatic-styles>{styles}'
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>'
        "</manifest:manifest>"
    )
    return pack(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": content,
            "styles.xml": f"<office:document-styles {_ODT}/>",
            "META-INF/manifest.xml": manifest,
            **(more or {}),
        }
    )


def epub(chapters: list[str], more: dict[str, str | bytes] | None = None) -> bytes:
    """An EPUB of XHTML bodies."""
    items = "".join(
        f'<item id="c{i}" href="c{i}.xhtml" media-type="application/xhtml+xml"/>' for i in range(len(chapters))
    )
    spine = "".join(f'<itemref idref="c{i}"/>' for i in range(len(chapters)))
    package = (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Skin at Night</dc:title><dc:language>en</dc:language>'
        f"<dc:publisher>Example House</dc:publisher></metadata><manifest>{items}</manifest>"
        f"<spine>{spine}</spine></package>"
    )
    return pack(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="EPUB/p.opf"/></rootfiles></container>',
            "EPUB/p.opf": package,
            **{
                f"EPUB/c{i}.xhtml": f'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/>'
                f"</head><body>{body}</body></html>"
                for i, body in enumerate(chapters)
            },
            **(more or {}),
        }
    )


_WORDS = (
    "skin cell night cream balm rest water doctor nurse clinic study result risk plan visit week dose hand face scalp "
    "careful plain soft dry warm question answer family season garden letter window kitchen morning evening"
).split()


def long_word(pages: int) -> bytes:
    """A .docx of so many pages of about 380 words: chapters, sections, paragraphs with bold words, lists, tables."""
    import random

    choose = random.Random(1).choice  # noqa: S311 (words for a test)

    def words(count: int) -> str:
        return " ".join(choose(_WORDS) for _ in range(count)).capitalize()

    def styled(style: str, text: str) -> str:
        return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run(text)}</w:p>'

    body: list[str] = []
    for page in range(pages):
        if page % 8 == 0:
            body.append(styled("Heading1", f"Chapter {page // 8 + 1} on {choose(_WORDS)}"))
        body.append(styled("Heading2", f"Section {page + 1} on {choose(_WORDS)}"))
        for _ in range(4):
            runs = run(words(40) + ". ") + run(words(6) + ". ", "<w:b/>") + run(words(25) + ".")
            body.append(f"<w:p>{runs}</w:p>")
        body.extend(styled("ListBullet", words(12) + ".") for _ in range(5))
        if page % 4 == 0:
            cell = "<w:tc><w:tcPr/><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
            row = "<w:tr>" + "".join(cell.format(words(5)) for _ in range(3)) + "</w:tr>"
            body.append(f"<w:tbl><w:tblPr/><w:tblGrid/>{row * 4}</w:tbl>")
    empty = word(lambda d: None)
    return changed(empty, "word/document.xml", lambda c: c.replace(b"<w:body>", b"<w:body>" + "".join(body).encode()))
