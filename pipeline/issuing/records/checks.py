"""The bytes of a FHIR Bundle come in; what is wrong with its codes, narrative, entries and references goes out.

The FHIR library in the tests lets all of this through: it looks at the types of fields only.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from lxml import etree

from pipeline.article.front.codes import SYSTEMS, Code, why_malformed
from pipeline.finding import Finding, Findings, Place
from pipeline.issuing.records.narrative import ATTRIBUTES, ELEMENTS, XHTML, XML_LANG
from pipeline.issuing.records.saying import faults
from pipeline.issuing.rules import RECORD_BINDING, RECORD_BUNDLE, RECORD_NARRATIVE, RECORD_REFERENCE

_MEND = "report it: records are made by plainleaf"

_COMPOSED = frozenset({"preliminary", "final", "amended", "entered-in-error"})
BINDINGS: dict[str, frozenset[str]] = {
    "Bundle.type": frozenset(
        "document message transaction transaction-response batch batch-response history searchset collection".split()
    ),
    "Composition.status": _COMPOSED,
    "Composition.attester.mode": frozenset({"personal", "professional", "legal", "official"}),
    "Composition.section.mode": frozenset({"working", "snapshot", "changes"}),
    "DocumentReference.status": frozenset({"current", "superseded", "entered-in-error"}),
    "DocumentReference.docStatus": _COMPOSED,
    "Narrative.status": frozenset({"generated", "extensions", "additional", "empty"}),
    "ContactPoint.system": frozenset({"phone", "fax", "email", "pager", "url", "sms", "other"}),
}
"""Fields with a required binding and their codes (FHIR R4B, 4.3.0, value sets of these names; as of 2026-11-27)."""

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?")
_MEDIA = re.compile(r"[a-z]+/[a-z0-9.+-]+")
_ABSOLUTE = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|https?://[^\s/]+/\S+")
_LED = re.compile(r"(https?://|mailto:|tel:|#)\S+")
_BY_URI = {system.uri: system for system in SYSTEMS.values()}


def check_bundle(content: bytes, file: str) -> Findings:
    """Everything that is wrong with a Bundle of ours, whatever it holds."""
    try:
        bundle = json.loads(content)
        found = tuple(_Check(file).bundle(bundle))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        found = (RECORD_BUNDLE.finding(Place(file), "it is no Bundle that can be read", _MEND),)
    return Findings(found)


class _Check:
    def __init__(self, file: str) -> None:
        self._file = file

    def _place(self, path: str) -> Place:
        return Place(self._file, part=path)

    def bundle(self, bundle: dict[str, Any]) -> Iterator[Finding]:
        """bdl-7, bdl-9 to bdl-11 of FHIR R4B, and what its Narrative and its bindings ask for."""
        if bundle.get("resourceType") != "Bundle":
            yield RECORD_BUNDLE.finding(self._place(""), "it is no Bundle", _MEND)
            return
        entries = bundle.get("entry", [])
        yield from self._urls(entries)
        if bundle.get("type") == "document":
            yield from self._document(bundle, [entry["resource"] for entry in entries])
        yield from self._walk(bundle, "Bundle", "Bundle")
        for rule, path, message in faults(bundle):
            yield rule.finding(self._place(path), message, _MEND)
        known = {entry.get("fullUrl") for entry in entries}
        for entry in entries:
            for reference in _references(entry["resource"]):
                if reference not in known:
                    message = f'"{reference}" is referred to, and is no entry of the Bundle'
                    yield RECORD_REFERENCE.finding(self._place(str(entry.get("fullUrl"))), message, _MEND)

    def _urls(self, entries: list[dict[str, Any]]) -> Iterator[Finding]:
        urls = Counter(str(entry.get("fullUrl", "")) for entry in entries)
        for url, times in urls.items():
            place = self._place(url)
            if not _ABSOLUTE.fullmatch(url):
                yield RECORD_BUNDLE.finding(place, f'the entry has no fullUrl that is absolute ("{url}")', _MEND)
            elif times > 1:
                yield RECORD_BUNDLE.finding(place, f"{times} entries have the fullUrl {url}", _MEND)
        for entry in entries:
            identity = entry["resource"].get("id", "")
            if not str(entry.get("fullUrl", "")).endswith(str(identity)) or not identity:
                message = "the fullUrl of an entry does not end in the id of its resource"
                yield RECORD_BUNDLE.finding(self._place(str(entry.get("fullUrl"))), message, _MEND)

    def _document(self, bundle: dict[str, Any], resources: list[dict[str, Any]]) -> Iterator[Finding]:
        place = self._place("Bundle")
        kinds = [resource.get("resourceType") for resource in resources]
        if kinds[:1] != ["Composition"] or kinds.count("Composition") != 1:
            yield RECORD_BUNDLE.finding(place, "a document begins with its one Composition, and this does not", _MEND)
        identifier = bundle.get("identifier") or {}
        if not identifier.get("system") or not identifier.get("value"):
            yield RECORD_BUNDLE.finding(place, "a document has an identifier with a system, and this has none", _MEND)
        if not _INSTANT.fullmatch(str(bundle.get("timestamp", ""))):
            yield RECORD_BUNDLE.finding(place, "a document has a timestamp, and this has none", _MEND)
        for resource in resources:
            for section in _sections(resource):
                if not section.get("text") and not section.get("section") and not section.get("entry"):
                    message = f'the section "{section.get("title", "")}" has neither text nor parts'
                    yield RECORD_BUNDLE.finding(place, message, _MEND)

    def _walk(self, value: Any, name: str, path: str) -> Iterator[Finding]:
        """Look at every object: `name` is its FHIR path ("Composition.section"), `path` where it stands."""
        if isinstance(value, list):
            for number, each in enumerate(value):
                yield from self._walk(each, name, f"{path}[{number}]")
        if not isinstance(value, dict):
            return
        name = str(value.get("resourceType", name))
        if name.endswith(".section.section"):
            name = name.removesuffix(".section")
        if "div" in value:
            name = "Narrative"
            yield from self._narrative(str(value["div"]), path)
        elif name.endswith(".telecom"):
            name = "ContactPoint"
        if {"system", "code"} <= value.keys():
            yield from self._coding(value, path)
        for key, each in value.items():
            codes = BINDINGS.get(f"{name}.{key}")
            if codes is not None and each not in codes:
                message = f'"{each}" is no {name}.{key}; there are {", ".join(sorted(codes))}'
                yield RECORD_BINDING.finding(self._place(path), message, _MEND)
            form = {"language": _LANGUAGE, "contentType": _MEDIA}.get(key)
            if form is not None and not form.fullmatch(str(each)):
                yield RECORD_BINDING.finding(self._place(path), f'"{each}" is no {key}', _MEND)
            yield from self._walk(each, f"{name}.{key}", f"{path}.{key}")

    def _coding(self, coding: dict[str, Any], path: str) -> Iterator[Finding]:
        system = _BY_URI.get(str(coding["system"]))
        why = "plainleaf knows no such code system" if system is None else ""
        if system is not None:
            why = why_malformed(Code(system, str(coding["code"])))
        if why:
            message = f'"{coding["code"]}" of "{coding["system"]}" cannot be used: {why}'
            yield RECORD_BINDING.finding(self._place(path), message, _MEND)

    def _narrative(self, div: str, path: str) -> Iterator[Finding]:
        """txt-1 and txt-2 of FHIR R4B, and no address that runs or fetches something."""
        for why in narrative_faults(div):
            yield RECORD_NARRATIVE.finding(self._place(path), why, _MEND)


def narrative_faults(div: str) -> Iterator[str]:
    """What is wrong with the XHTML of a narrative."""
    if "<!" in div or "<?" in div:
        yield "narrative holds no document type, comment or instruction"
        return
    try:
        root = etree.fromstring(div, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as fault:
        yield f"it is no XML: {' '.join(str(fault).split())[:100]}"
        return
    if root.tag != f"{{{XHTML}}}div":
        yield "narrative is one div of XHTML"
    if not "".join(root.itertext()).strip() and root.find(".//{*}img") is None:
        yield "narrative says something, and this is empty"
    for element in root.iter():
        yield from _element_faults(element)


def _element_faults(element: Any) -> Iterator[str]:
    name = etree.QName(element)
    if name.namespace != XHTML or name.localname not in ELEMENTS:
        yield f"<{name.localname}> does not stand in narrative"
    for key, value in element.attrib.items():
        if key not in ATTRIBUTES and key != XML_LANG:
            yield f'the attribute "{etree.QName(key).localname}" does not stand in narrative'
        elif key in {"href", "cite", "longdesc"} and not _LED.fullmatch(value):
            yield f'"{value[:60]}" leads nowhere from a record'
        elif key == "src" and not value.startswith(("#", "data:image/")):
            yield f'"{value[:60]}" is fetched from outside'
        elif key == "style" and re.search(r"(?i)url\s*\(|expression|@import|\\", value):
            yield "its style fetches something"


def _sections(resource: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for section in resource.get("section", ()):
        yield section
        yield from _sections(section)


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _references(each)
    elif isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield value["reference"]
        for each in value.values():
            yield from _references(each)
