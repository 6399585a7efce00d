"""A FHIR Bundle comes in; what of it says nothing, leads nowhere or speaks another language than it claims goes out.

A FHIR library looks at the types of fields: a document without a section, an author without a name and an address that
no portal can open are sound to it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from lxml import etree

from pipeline.finding import Rule
from pipeline.issuing.records.narrative import XML_LANG
from pipeline.issuing.rules import RECORD_EMPTY, RECORD_NARRATIVE, RECORD_REFERENCE

Fault = tuple[Rule, str, str]
"""The rule, where in the Bundle, what is wrong."""

_WEB = re.compile(r"https://[^\s/<>\"]+(/[^\s<>\"]*)?")
_UUID = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")


def faults(bundle: dict[str, Any]) -> Iterator[Fault]:
    """Everything of that kind in a Bundle, resource by resource."""
    yield from _blank(bundle, "Bundle")
    yield from _identified(bundle)
    masters: Counter[str] = Counter()
    for entry in bundle.get("entry", ()):
        resource, path = entry["resource"], str(entry.get("fullUrl", ""))
        kind = resource.get("resourceType")
        if kind == "Composition":
            yield from _composition(resource, path)
        elif kind == "DocumentReference":
            yield from _document_reference(resource, path)
            masters[str((resource.get("masterIdentifier") or {}).get("value", ""))] += 1
        elif kind == "Organization" and not resource.get("name"):
            yield RECORD_EMPTY, path, "who publishes has no name"
        for contact in resource.get("telecom", ()):
            if contact.get("system") == "url" and not _WEB.fullmatch(str(contact.get("value", ""))):
                yield RECORD_REFERENCE, path, f'"{contact.get("value", "")}" is no address of the web'
    for value, times in masters.items():
        if times > 1:
            yield RECORD_EMPTY, "Bundle", f"{times} documents have the identifier {value or 'of none'}"


def _blank(value: Any, path: str) -> Iterator[Fault]:
    """ele-1 of FHIR R4B: each element has a value or children; and a text has words."""
    if isinstance(value, dict):
        if not value:
            yield RECORD_EMPTY, path, "an element is empty"
        for key, each in value.items():
            yield from _blank(each, f"{path}.{key}")
    elif isinstance(value, list):
        if not value:
            yield RECORD_EMPTY, path, "a list is empty"
        for number, each in enumerate(value):
            yield from _blank(each, f"{path}[{number}]")
    elif value is None or (isinstance(value, str) and not value.strip()):
        yield RECORD_EMPTY, path, "a text is empty"


def _identified(value: Any, path: str = "Bundle") -> Iterator[Fault]:
    """Identifiers: their system is a URI, and one of RFC 3986 is one itself."""
    if isinstance(value, list):
        for number, each in enumerate(value):
            yield from _identified(each, f"{path}[{number}]")
    elif isinstance(value, dict):
        for key, each in value.items():
            for one in each if isinstance(each, list) else [each]:
                if key in {"identifier", "masterIdentifier"} and isinstance(one, dict):
                    yield from _identifier(one, f"{path}.{key}")
            yield from _identified(each, f"{path}.{key}")


def _identifier(identifier: dict[str, Any], path: str) -> Iterator[Fault]:
    system, value = str(identifier.get("system", "")), str(identifier.get("value", ""))
    if not _URI.fullmatch(system):
        yield RECORD_REFERENCE, path, f'"{system}" is no system of identifiers'
    elif system == "urn:ietf:rfc:3986" and not _UUID.fullmatch(value):
        yield RECORD_REFERENCE, path, f'"{value}" is no urn:uuid, as its system asks'


def _composition(composition: dict[str, Any], path: str) -> Iterator[Fault]:
    sections = list(_sections(composition.get("section") or ()))
    if not sections:
        yield RECORD_EMPTY, path, "the document has no section, and says nothing"
    yield from _people(composition, path)
    lang = str(composition.get("language", ""))
    if not lang:
        yield RECORD_NARRATIVE, path, "the document does not say its language"
    roots = []
    for section in sections:
        try:
            roots.append(etree.fromstring(section["text"]["div"], etree.XMLParser(resolve_entities=False)))
        except (KeyError, TypeError, ValueError, etree.XMLSyntaxError):
            continue  # without narrative, or with one that is no XML: another rule says so
    ids = Counter(str(element.get("id")) for root in roots for element in root.iter() if element.get("id"))
    for identity, times in ids.items():
        if times > 1:
            yield RECORD_NARRATIVE, path, f'{times} places of the document are called "{identity}"'
    for root in roots:
        yield from _spoken(root, lang, ids, path)


def _spoken(root: Any, lang: str, ids: Counter[str], path: str) -> Iterator[Fault]:
    own = root.get(XML_LANG) or root.get("lang")
    if lang and own != lang:
        yield RECORD_NARRATIVE, path, f'narrative says it is in "{own or ""}", and the document in "{lang}"'
    for element in root.iter("{*}a", "{*}img"):
        href = element.get("href") or ""
        if href.startswith("#") and href[1:] not in ids:
            yield RECORD_NARRATIVE, path, f'"{href}" leads to no place of the document'
        if element.tag.endswith("}img") and not (element.get("alt") or "").strip():
            yield RECORD_NARRATIVE, path, "a picture is not described"


def _document_reference(reference: dict[str, Any], path: str) -> Iterator[Fault]:
    contents = reference.get("content") or ()
    if not contents:
        yield RECORD_EMPTY, path, "the record leads to no file"
    yield from _people(reference, path)
    for content in contents:
        attachment = content.get("attachment") or {}
        url = str(attachment.get("url", ""))
        if not _WEB.fullmatch(url):
            yield RECORD_REFERENCE, path, f'a file lies at "{url}", which is no https address'
        if "size" in attachment and attachment["size"] < 1:
            yield RECORD_EMPTY, path, f'the file "{url}" is empty'


def _people(resource: dict[str, Any], path: str) -> Iterator[Fault]:
    """Who wrote, reviewed and keeps it: a name, or a reference to one."""
    people = [*resource.get("author", ()), *(each.get("party") or {} for each in resource.get("attester", ()))]
    people += [resource[name] for name in ("custodian", "authenticator") if name in resource]
    if not resource.get("author"):
        yield RECORD_EMPTY, path, "nobody stands as author"
    for person in people:
        if not (person.get("display") or person.get("reference")):
            yield RECORD_EMPTY, path, "somebody who answers for it has no name"
    if "custodian" in resource and not resource["custodian"].get("reference"):
        yield RECORD_REFERENCE, path, "who keeps the document does not travel with it"


def _sections(sections: Any) -> Iterator[dict[str, Any]]:
    for section in sections:
        yield section
        yield from _sections(section.get("section") or ())
