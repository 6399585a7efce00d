"""Entries of a library come in; lists for portals, intranets and harvesters go out: index by code, CSV, feed, XML."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

from lxml import etree

from pipeline.issuing.records.entry import Entry

AUDIENCES = {"patients": "PAT", "children": "PAT", "professionals": "PROV"}
"""HL7 Infobutton, informationRecipient: PAT for patients and their families, PROV for those who treat them."""

COLUMNS = (
    "document version title language audience topic keywords published reviewed next_review status address summary"
    " codes files"
).split()

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What spreadsheets take for a formula when a cell begins with it (OWASP, CSV Injection)."""


def infobutton(entries: Sequence[Entry]) -> dict[str, Any]:
    """Which page answers for a code: what an Infobutton request carries (code, language, recipient) to address.

    Each answer stands under "<OID>|<code>", as `mainSearchCriteria.v.cs` and `.v.c` give them.
    """
    found: dict[str, list[dict[str, str]]] = {}
    for entry in entries:
        for code in entry.codes:
            found.setdefault(f"{code.system.oid}|{code.code}", []).append(
                {
                    "informationRecipient": AUDIENCES[entry.audience],
                    "language": entry.lang,
                    "link": entry.address,
                    "title": entry.title,
                    "updated": entry.reviewed.isoformat(),
                }
            )
    systems = {code.system.oid: code.system.title for entry in entries for code in entry.codes}
    return {"index": 1, "systems": systems, "answers": found}


def table(entries: Sequence[Entry]) -> bytes:
    """The library as CSV for a CMS or a spreadsheet: UTF-8 with the mark by which spreadsheets know it, RFC 4180."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for entry in entries:
        writer.writerow({key: _cell(value) for key, value in _row(entry)})
    return out.getvalue().encode("utf-8-sig")


def _row(entry: Entry) -> Iterator[tuple[str, str]]:
    for key in COLUMNS:
        match key:
            case "language":
                yield key, entry.lang
            case "keywords":
                yield key, "; ".join(entry.keywords)
            case "codes":
                yield key, "; ".join(f"{code.system.name} {code.code}" for code in entry.codes)
            case "files":
                yield key, " ".join(entry.address_of(copy) for copy in entry.copies)
            case _:
                yield key, str(getattr(entry, key))


def _cell(value: str) -> str:
    return f"'{value}" if value.startswith(_FORMULA) else value


def feed(entries: Sequence[Entry]) -> dict[str, Any]:
    """The library as a JSON Feed 1.1, the latest review first."""
    ordered = sorted(entries, key=lambda entry: (-entry.reviewed.toordinal(), entry.address))
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": entries[0].publisher,
        "home_page_url": entries[0].base,
        "items": [_item(entry) for entry in ordered],
    }


def _item(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.address,
        "url": entry.address,
        "title": entry.title,
        "summary": entry.summary,
        "content_text": entry.summary,
        "language": entry.lang,
        "date_published": f"{entry.published.isoformat()}T00:00:00Z",
        "date_modified": f"{entry.reviewed.isoformat()}T00:00:00Z",
        "authors": [{"name": name} for name in entry.authors],
        "tags": list(entry.keywords),
        "attachments": [
            {"url": entry.address_of(copy), "mime_type": copy.media_type, "size_in_bytes": copy.size}
            for copy in entry.copies
        ],
    }


_OAI = "http://www.openarchives.org/OAI/2.0/"
_STATIC = "http://www.openarchives.org/OAI/2.0/static-repository"
_OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
_DC = "http://purl.org/dc/elements/1.1/"


def dublin_core(entries: Sequence[Entry], administrator: str) -> bytes:
    """The library as an OAI static repository (OAI, Specification for an OAI Static Repository, 2004): one file that a
    gateway serves to harvesters as Dublin Core.
    """
    base = entries[0].base
    root = etree.Element(f"{{{_STATIC}}}Repository", nsmap={None: _STATIC, "oai": _OAI, "oai_dc": _OAI_DC, "dc": _DC})
    identify = etree.SubElement(root, f"{{{_STATIC}}}Identify")
    for name, text in (
        ("repositoryName", entries[0].publisher),
        ("baseURL", f"{base}records/dublin-core.xml"),
        ("protocolVersion", "2.0"),
        ("adminEmail", administrator),
        ("earliestDatestamp", min(entry.reviewed for entry in entries).isoformat()),
        ("deletedRecord", "no"),
        ("granularity", "YYYY-MM-DD"),
    ):
        etree.SubElement(identify, f"{{{_OAI}}}{name}").text = text
    formats = etree.SubElement(root, f"{{{_STATIC}}}ListMetadataFormats")
    form = etree.SubElement(formats, f"{{{_OAI}}}metadataFormat")
    etree.SubElement(form, f"{{{_OAI}}}metadataPrefix").text = "oai_dc"
    etree.SubElement(form, f"{{{_OAI}}}schema").text = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
    etree.SubElement(form, f"{{{_OAI}}}metadataNamespace").text = _OAI_DC
    records = etree.SubElement(root, f"{{{_STATIC}}}ListRecords", metadataPrefix="oai_dc")
    for entry in entries:
        record = etree.SubElement(records, f"{{{_OAI}}}record")
        header = etree.SubElement(record, f"{{{_OAI}}}header")
        etree.SubElement(header, f"{{{_OAI}}}identifier").text = f"urn:uuid:{entry.identity}"
        etree.SubElement(header, f"{{{_OAI}}}datestamp").text = entry.reviewed.isoformat()
        metadata = etree.SubElement(record, f"{{{_OAI}}}metadata")
        said = etree.SubElement(metadata, f"{{{_OAI_DC}}}dc")
        for name, text in _dublin(entry):
            etree.SubElement(said, f"{{{_DC}}}{name}").text = text
    etree.indent(root)
    made: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return made + b"\n"


def _dublin(entry: Entry) -> Iterator[tuple[str, str]]:
    yield "title", entry.title
    yield from (("creator", name) for name in entry.authors)
    yield from (("subject", word) for word in entry.keywords)
    yield "description", entry.summary
    yield "publisher", entry.publisher
    yield from (("contributor", name) for name in entry.reviewers)
    yield "date", entry.reviewed.isoformat()
    yield "type", "Text"
    yield "format", "text/html"
    yield "identifier", entry.address
    yield "language", entry.lang
