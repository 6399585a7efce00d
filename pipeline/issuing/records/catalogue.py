"""Entries of a library come in; a catalogue as a FHIR R4B Bundle of DocumentReference goes out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.issuing.records.document import INSTRUCTIONS, concept, instant, organization
from pipeline.issuing.records.entry import Copy, Entry, identity_of_publisher

STATUSES = {"superseded": "superseded"}
"""DocumentReference.status of what is published; everything else is current."""


def catalogue(entries: Sequence[Entry]) -> dict[str, Any]:
    """The catalogue of one brand as FHIR JSON has it; its time is that of the latest review in it."""
    latest = max(entries, key=lambda entry: entry.reviewed)
    made: list[dict[str, Any]] = [
        {"fullUrl": f"urn:uuid:{entry.identity}", "resource": _reference(entry)} for entry in entries
    ]
    publisher = identity_of_publisher(latest.base)
    made.append({"fullUrl": f"urn:uuid:{publisher}", "resource": organization(latest)})
    return {"resourceType": "Bundle", "type": "collection", "timestamp": instant(latest), "entry": made}


def _reference(entry: Entry) -> dict[str, Any]:
    made: dict[str, Any] = {
        "resourceType": "DocumentReference",
        "id": entry.identity,
        "language": entry.lang,
        "masterIdentifier": {
            "system": "urn:ietf:rfc:3986",
            "value": f"urn:uuid:{entry.identity_of('document')}",
        },
        "identifier": [{"system": entry.base, "value": entry.document}],
        "status": STATUSES.get(entry.status, "current"),
        "docStatus": "amended" if entry.status == "superseded" else "final",
        "type": {"coding": [INSTRUCTIONS], "text": entry.kind},
        "date": instant(entry),
        "author": [{"display": name} for name in entry.authors],
        "custodian": {"reference": f"urn:uuid:{identity_of_publisher(entry.base)}", "display": entry.publisher},
        "description": entry.summary,
        "content": [_page(entry), *(_copy(entry, copy) for copy in entry.copies)],
    }
    if entry.reviewers:
        made["authenticator"] = {"display": entry.reviewers[0]}
    if entry.codes:
        made["context"] = {"event": [concept(code) for code in entry.codes]}
    return made


def _page(entry: Entry) -> dict[str, Any]:
    attachment = {"contentType": "text/html", "language": entry.lang, "url": entry.address, "title": entry.title}
    return {"attachment": attachment | {"creation": entry.reviewed.isoformat()}}


def _copy(entry: Entry, copy: Copy) -> dict[str, Any]:
    return {
        "attachment": {
            "contentType": copy.media_type,
            "language": entry.lang,
            "url": entry.address_of(copy),
            "size": copy.size,
            "title": entry.title,
            "creation": entry.reviewed.isoformat(),
        }
    }
