"""What a document says about itself comes in; the XMP packet that claims PDF/A-2a and PDF/UA-1 in one file goes out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

PDFUA_SCHEMA = """\
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>part of ISO 14289 that the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
"""PDF/A-2 wants every property outside its own list described in the file (ISO 19005-2, 6.6.2.3)."""


@dataclass(frozen=True)
class Metadata:
    """What the file says about itself; `created` and `modified` are calendar days of the source, never of the clock."""

    title: str
    lang: str
    authors: Sequence[str]
    description: str
    keywords: Sequence[str]
    created: date
    modified: date
    producer: str
    creator: str


def packet(metadata: Metadata) -> bytes:
    """The XMP packet (ISO 16684-1), UTF-8, uncompressed as readers of archives want it."""
    title, description = (
        f'<rdf:Alt><rdf:li xml:lang="x-default">{escape(text)}</rdf:li></rdf:Alt>'
        for text in (metadata.title, metadata.description)
    )
    authors = "".join(f"<rdf:li>{escape(author)}</rdf:li>" for author in metadata.authors)
    xmp = f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" \
xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" xmlns:dc="http://purl.org/dc/elements/1.1/" \
xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>
<dc:title>{title}</dc:title><dc:description>{description}</dc:description>
<dc:creator><rdf:Seq>{authors}</rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>{escape(metadata.lang)}</rdf:li></rdf:Bag></dc:language>
<pdf:Producer>{escape(metadata.producer)}</pdf:Producer>
<pdf:Keywords>{escape(", ".join(metadata.keywords))}</pdf:Keywords>
<xmp:CreatorTool>{escape(metadata.creator)}</xmp:CreatorTool>
<xmp:CreateDate>{metadata.created.isoformat()}T00:00:00Z</xmp:CreateDate>
<xmp:ModifyDate>{metadata.modified.isoformat()}T00:00:00Z</xmp:ModifyDate>
</rdf:Description>
{PDFUA_SCHEMA}</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""
    return xmp.encode("utf-8")


def finish(metadata: Metadata) -> Callable[[Any, Any], None]:
    """A finisher for the press: it puts the packet and the same facts of the information dictionary into the PDF."""

    def put(document: Any, pdf: Any) -> None:
        import pydyf

        stream = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
        # Archives look for the packet in the bytes, without unpacking any stream.
        stream.stream, stream.compress = [packet(metadata)], False
        facts = {
            "Title": metadata.title,
            "Author": ", ".join(metadata.authors),
            "Subject": metadata.description,
            "Keywords": ", ".join(metadata.keywords),
            "Creator": metadata.creator,
            "Producer": metadata.producer,
            "CreationDate": f"D:{metadata.created:%Y%m%d}000000Z",
            "ModDate": f"D:{metadata.modified:%Y%m%d}000000Z",
        }
        # Viewers show the information dictionary or the packet: both have to say the same.
        pdf.info.clear()
        pdf.info.update({key: pydyf.String(value) for key, value in facts.items()})

    return put
