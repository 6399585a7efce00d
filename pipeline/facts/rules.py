"""The rules on meaning: what comes out says what the article says."""

from __future__ import annotations

from pipeline.finding import Rule, Severity, Standing

MISSING = Rule(
    "facts/missing",
    Severity.ERROR,
    "everything that an article says to the readers of a product is in it, word for word",
    (),
    "house",
    Standing.HOUSE,
    reason="a warning that is lost between the article and the reader's hand warns nobody",
)
CHANGED = Rule(
    "facts/changed",
    Severity.ERROR,
    "no word, number or sign of a statement is another one in the product",
    (),
    "house",
    Standing.HOUSE,
    reason='"do not" that arrives as "do" harms a reader, and so does 5 mg that arrives as 50 mg',
)
ORDER = Rule(
    "facts/out-of-order",
    Severity.ERROR,
    "steps and rows of a table stand in the author's order, each step with its number",
    (),
    "house",
    Standing.HOUSE,
    reason="a reader does the steps in the order in which they stand",
)
TORN = Rule(
    "facts/torn",
    Severity.ERROR,
    "a short product leaves out whole blocks: never part of a warning, a list of signs, a list of steps or a table",
    (),
    "house",
    Standing.HOUSE,
    reason="half of a list of signs says that the other half is harmless",
)
ALTERED = Rule(
    "facts/altered",
    Severity.ERROR,
    "a published file says and shows what the same edition says and shows when it is made anew",
    (),
    "house",
    Standing.HOUSE,
    reason="somebody may have changed the file, or put another one in its place",
)
UNREADABLE = Rule(
    "facts/unreadable",
    Severity.ERROR,
    "a published file can be read back",
    (),
    "house",
    Standing.HOUSE,
    reason="what cannot be read back cannot be proven",
)
CARRIED = Rule(
    "facts/carried",
    Severity.WARNING,
    "what a sending service or a list adds to a letter is known: a foot, links that lead over it",
    (),
    "house",
    Standing.HOUSE,
    reason="a reader takes what stands under the letter for part of it",
)
UNNAMED = Rule(
    "facts/unnamed",
    Severity.WARNING,
    "each file in an edition's folder is named by its manifest",
    (),
    "house",
    Standing.HOUSE,
    reason="whoever copies the folder to a website publishes a file that nothing was held against",
)
PROMISED = Rule(
    "facts/promised",
    Severity.ERROR,
    "what stands around an article in a product or its JSON-LD promises no cure, praises nothing and presses nobody",
    ("HC-CLAIM-01", "HC-CLAIM-02", "HC-CLAIM-07"),
    "FTC Health Products Compliance Guidance (2022); the list of words is house",
    Standing.PRACTICE,
    frozenset({"en", "es"}),
    "a reviewed article under a slogan that promises a cure promises it too",
)
INVENTED = Rule(
    "facts/invented",
    Severity.ERROR,
    "whatever stands in a product is said by an article, by the brand or by the catalogue of interface words",
    (),
    "house",
    Standing.HOUSE,
    reason="a dose that a template adds was reviewed by nobody",
)
UNFOLLOWED = Rule(
    "facts/unfollowed",
    Severity.ERROR,
    "the import ledger beside an article is whole, of this article, and as the import wrote it",
    (),
    "house",
    Standing.HOUSE,
    reason="whoever signs for a leaflet must see what the manuscript said and who changed it since",
)
RULES = (MISSING, CHANGED, ORDER, TORN, ALTERED, CARRIED, UNREADABLE, UNNAMED, PROMISED, INVENTED, UNFOLLOWED)
