"""The rules of publishing: what stands against an edition besides its article, its brand and its formats."""

from __future__ import annotations

from pipeline.finding import Rule, Severity, Standing

ID_TWICE = Rule(
    "article/id-twice",
    Severity.ERROR,
    "each article has a document id of its own; its translations share it",
    ("HC-META-01",),
    "house",
    Standing.HOUSE,
    reason="whoever holds a leaflet asks for its newest version by the id printed on it",
)

UNPUBLISHED = Rule(
    "article/unpublished",
    Severity.WARNING,
    "each article is in a language that at least one of its brands publishes",
    (),
    "house",
    Standing.HOUSE,
    reason="a leaflet that nobody publishes should not be missed by chance",
)

EXPIRED = Rule(
    "article/expired",
    Severity.ERROR,
    "an article is published only until its next review",
    ("HC-META-03",),
    "NHS content standard",
    Standing.PRACTICE,
    reason="nobody has looked whether it is still true",
)

CONSENT_ENDED = Rule(
    "article/consent-ended",
    Severity.ERROR,
    "a photograph of a person is published only as long as that person agreed to it",
    (),
    "GDPR, Article 7: consent can be withdrawn, and lasts as long as it was given for",
    Standing.PRACTICE,
    reason="the person in the picture did not agree to be shown any longer",
)

CONSENT_ENDING = Rule(
    "article/consent-ending",
    Severity.WARNING,
    "a consent is renewed before it ends, 90 days at the latest",
    (),
    "house",
    Standing.HOUSE,
    reason="asking a patient again takes time, and the article goes on the day after",
)

REFUSED = Rule(
    "build/refused",
    Severity.ERROR,
    "what a build would not publish is neither sent nor scheduled",
    (),
    "house",
    Standing.HOUSE,
    reason="what its author took back must not reach anybody by another way",
)

CANNOT_RENDER = Rule(
    "build/cannot-render",
    Severity.ERROR,
    "each format of an edition can be rendered",
    (),
    "house",
    Standing.HOUSE,
    reason="a product that cannot be made is not published",
)

ENDED = Rule(
    "build/ended",
    Severity.ERROR,
    "reading and rendering end by themselves, within their limits of time and memory",
    (),
    "house",
    Standing.HOUSE,
    reason="one file that no program can digest must not cost the other articles anything",
)

MANIFEST_UNREADABLE = Rule(
    "build/manifest-unreadable",
    Severity.WARNING,
    "each published edition has a manifest that says what it is made of",
    (),
    "house",
    Standing.HOUSE,
    reason="without it nobody can tell whether what is published is still true",
)

RULES = (
    ID_TWICE,
    UNPUBLISHED,
    EXPIRED,
    CONSENT_ENDED,
    CONSENT_ENDING,
    REFUSED,
    CANNOT_RENDER,
    ENDED,
    MANIFEST_UNREADABLE,
)
