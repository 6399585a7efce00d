"""A finished EPUB comes in; everything wrong with it goes out, read as a reading system would read it."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checking import check_all
from pipeline.edition.edition import Edition
from pipeline.finding import Check, Finding, Findings, Rule, Severity
from pipeline.formats.booklet.opening import UnreadableError
from pipeline.formats.booklet.reading import Reading, Subject
from pipeline.formats.booklet.rules.content import CONTENT
from pipeline.formats.booklet.rules.lines import CHECKS as LINES
from pipeline.formats.booklet.rules.package import PACKAGE

UNREADABLE = Rule(
    "booklet/unreadable",
    Severity.ERROR,
    "an EPUB is a zip archive whose container names one readable package",
    ("EP-PK-02",),
    "EPUB 3.3 OCF 4.2; EPUBCheck RSC-002, RSC-003",
)
ISBN = Rule(
    "booklet/isbn-wrong",
    Severity.ERROR,
    "an ISBN has 13 digits, the prefix 978 or 979, and the right check digit",
    (),
    "ISO 2108:2017",
    reason="stores refuse the book, or list it as another one",
)


def _isbn(reading: Subject) -> Iterator[Finding]:
    from pipeline.edition.isbn import check_digit, digits_of

    for identifier in reading.book.dublin("identifier"):
        if not identifier.startswith("urn:isbn:"):
            continue
        digits = digits_of(identifier.removeprefix("urn:isbn:"))
        if len(digits) != 13 or not digits.startswith(("978", "979")):
            yield ISBN.finding(
                reading.source, f'"{identifier[9:]}" is no ISBN-13', "write the 13 digits of your ISBN agency"
            )
        elif digits[-1] != check_digit(digits[:12]):
            yield ISBN.finding(
                reading.source,
                f'the ISBN "{identifier[9:]}" ends in {digits[-1]}, its check digit is {check_digit(digits[:12])}',
                "compare it with the letter of your ISBN agency",
            )


CHECKS: tuple[Check[Subject], ...] = (*PACKAGE, Check(ISBN, _isbn), *CONTENT, *LINES)
RULES: tuple[Rule, ...] = (UNREADABLE, *(check.rule for check in CHECKS))


def check(reading: Reading, edition: Edition) -> Findings:
    """Run every check on the EPUB, if it could be opened."""
    subject = Subject(reading.artifact, reading.opened, edition)
    if isinstance(reading.opened, UnreadableError):
        return Findings((UNREADABLE.finding(subject.place(), str(reading.opened), "render the booklet again"),))
    return check_all(CHECKS, subject, edition.lang)
