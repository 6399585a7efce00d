"""The rules on what is handed on of published editions: bundles, records, sites."""

from __future__ import annotations

from pipeline.finding import Rule, Severity, Standing


def _house(name: str, says: str, reason: str, severity: Severity = Severity.ERROR) -> Rule:
    return Rule(name, severity, says, (), "house", Standing.HOUSE, reason=reason)


BUNDLE_UNSAFE = _house(
    "bundle/unsafe",
    "a bundle holds plain files under plain names, each name once, and unpacks to what it says",
    "what unpacks outside its folder, or without end, harms whoever opens it",
)
BUNDLE_UNREADABLE = _house(
    "bundle/unreadable",
    "a bundle is a ZIP with a manifest that can be read",
    "without its manifest nobody can tell what belongs in it",
)
BUNDLE_CHANGED = _house(
    "bundle/changed",
    "each file of a bundle has the bytes that its manifest says",
    "a dose that somebody changed on the way is not what was reviewed",
)
BUNDLE_ADDED = _house(
    "bundle/added",
    "a bundle holds no file that its manifest does not name",
    "nobody reviewed or certified what was put in on the way",
)
BUNDLE_MISSING = _house(
    "bundle/missing",
    "each file that the manifest of a bundle names is in it",
    "a leaflet that was lost on the way is missed by nobody but its reader",
)
PUBLISHED_CHANGED = _house(
    "bundle/not-as-published",
    "each file that goes into a bundle is as its build published it",
    "a bundle would give its word for a file that somebody changed in the output folder",
)

RECORD_BINDING = Rule(
    "records/binding",
    Severity.ERROR,
    "each coded field of a record holds a code of its value set, each code the form of its system",
    (),
    "FHIR R4B 4.3.0, required bindings",
    reason="a status that nobody knows is shown as if the leaflet were current",
)
RECORD_NARRATIVE = Rule(
    "records/narrative",
    Severity.ERROR,
    "narrative is one div of well-formed XHTML with words, in the document's language, of what FHIR admits; links lead"
    " to a place, ids stand once, pictures are described",
    (),
    "FHIR R4B 4.3.0, Narrative, txt-1 and txt-2",
    reason="a portal drops or refuses what it does not know, and a script would run in a patient's record",
)
RECORD_BUNDLE = Rule(
    "records/bundle",
    Severity.ERROR,
    "a Bundle names each entry once by an absolute address; a document has a Composition first, identifier, timestamp",
    (),
    "FHIR R4B 4.3.0, Bundle, bdl-7 and bdl-9 to bdl-11; Composition, cmp-1",
    reason="a system that reads the first entry only shows the wrong thing, or nothing",
)
RECORD_EMPTY = Rule(
    "records/empty",
    Severity.ERROR,
    "what a record names is there: no empty text or list, sections in a document, files in a reference, people by name",
    (),
    "FHIR R4B 4.3.0, Element, ele-1; Composition.section, DocumentReference.content; house",
    reason="a portal lists a leaflet without a title, or opens one that holds nothing",
)
RECORD_REFERENCE = Rule(
    "records/reference",
    Severity.ERROR,
    "whatever a record refers to travels with it or lies at an https address; identifiers are what they claim to be",
    (),
    "FHIR R4B 4.3.0, Documents, 3.3.1; Attachment.url; Identifier",
    reason="the portal of another house cannot ask ours who published a leaflet",
)

RECORDS = (RECORD_BINDING, RECORD_NARRATIVE, RECORD_BUNDLE, RECORD_EMPTY, RECORD_REFERENCE)
SITE_ADDRESS = _house(
    "site/address-elsewhere",
    "each page of a site stands at the address that its article prints",
    "the code on a leaflet leads to the printed address, and nowhere else",
    Severity.WARNING,
)
SITE_SAME = _house(
    "site/place-taken",
    "each page of a site has a place of its own, on disks that tell no case apart too",
    "on Windows and macOS one of two pages would take the place of the other",
)
SITE_LINK = _house(
    "site/link-lost",
    "each link to another article of the house leads to a page, and a place on it, that the site has",
    "a reader who is told to read more must be able to",
    Severity.WARNING,
)
SITE_ALTERED = _house(
    "site/altered",
    "a page of a site says what the finished page says, word for word",
    "what was checked is the finished page",
)
SITE_SEARCH = _house(
    "site/search-too-large",
    "what the search of one language looks in weighs at most 2 MB",
    "it is loaded on a telephone before the first answer comes",
    Severity.WARNING,
)
SITE_PAGE = _house(
    "site/page-unfit",
    "each published edition of an article has a finished page, as its build left it",
    "a site is made of pages that were checked, and of no others",
    Severity.WARNING,
)

SITE = (SITE_ADDRESS, SITE_SAME, SITE_LINK, SITE_ALTERED, SITE_SEARCH, SITE_PAGE)
BUNDLE = (
    BUNDLE_UNSAFE,
    BUNDLE_UNREADABLE,
    BUNDLE_CHANGED,
    BUNDLE_ADDED,
    BUNDLE_MISSING,
    PUBLISHED_CHANGED,
)
RULES = (*BUNDLE, *RECORDS, *SITE)
