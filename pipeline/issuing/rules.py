"""The rules on what is handed on of published editions: bundles."""

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

BUNDLE = (
    BUNDLE_UNSAFE,
    BUNDLE_UNREADABLE,
    BUNDLE_CHANGED,
    BUNDLE_ADDED,
    BUNDLE_MISSING,
    PUBLISHED_CHANGED,
)
RULES = BUNDLE
