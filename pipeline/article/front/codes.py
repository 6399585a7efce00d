"""Codes as an author gives them come in; code systems, the form of each code and its check digit go out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.finding import Rule, Severity, Standing

CODE_MALFORMED = Rule(
    "article/code-malformed",
    Severity.ERROR,
    "each code for records has the form of its code system, and the check digit where there is one",
    (),
    "SNOMED CT Release File Specifications (SCTID); LOINC Users' Guide; ICD-10; MeSH; RxNorm",
    Standing.PRACTICE,
    reason="a record system would offer the leaflet with another diagnosis, or never",
)


@dataclass(frozen=True, slots=True)
class System:
    """A code system: the name that people write, its URI in FHIR R4B and its OID in HL7 version 3, the form of a code
    and how that is said.
    """

    name: str
    title: str
    uri: str
    oid: str
    form: re.Pattern[str]
    said: str


SYSTEMS = {
    system.name: system
    for system in (
        System(
            "icd-10",
            "ICD-10",
            "http://hl7.org/fhir/sid/icd-10",
            "2.16.840.1.113883.6.3",
            # WHO: a letter, two digits, one after the point; national versions have up to four there (ICD-10-CM).
            re.compile(r"[A-Z][0-9][0-9AB](\.[0-9A-Z]{1,4})?", re.ASCII),
            'a letter, two digits, and behind a point up to four more: "L65.9"',
        ),
        System(
            "snomed-ct",
            "SNOMED CT",
            "http://snomed.info/sct",
            "2.16.840.1.113883.6.96",
            re.compile(r"[1-9]\d{5,17}", re.ASCII),
            'six to 18 digits: "73211009"',
        ),
        System(
            "rxnorm",
            "RxNorm",
            "http://www.nlm.nih.gov/research/umls/rxnorm",
            "2.16.840.1.113883.6.88",
            re.compile(r"[1-9]\d{0,7}", re.ASCII),
            'one to eight digits: "5640"',
        ),
        System(
            "loinc",
            "LOINC",
            "http://loinc.org",
            "2.16.840.1.113883.6.1",
            re.compile(r"[1-9]\d{0,6}-\d", re.ASCII),
            'digits, a hyphen and a check digit: "2160-0"',
        ),
        System(
            "mesh",
            "MeSH",
            "https://www.nlm.nih.gov/mesh",
            "2.16.840.1.113883.6.177",
            # Descriptors and supplementary concepts; a qualifier (Q) says nothing alone.
            re.compile(r"[DC]\d{6}(\d{3})?", re.ASCII),
            'D or C and six or nine digits: "D000505"',
        ),
    )
}
"""By the names that front matter knows. URIs: FHIR R4B, 4.3.0.1; OIDs: HL7 OID registry; as of 2026-11-27."""


@dataclass(frozen=True, slots=True)
class Code:
    """One code, and the author's words for it, "" for none."""

    system: System
    code: str
    words: str = ""


def code_of(system: str, written: str) -> Code:
    """A code as people write it: "L65.9", or "L65.9 Hair loss without scars" with words behind it."""
    code, _, words = written.strip().partition(" ")
    return Code(SYSTEMS[system], code, words.strip())


def why_malformed(code: Code) -> str:
    """What is wrong with a code, "" for nothing. Whether it exists, and means the subject, nobody asks here."""
    if not code.system.form.fullmatch(code.code):
        return f"a code of {code.system.title} is {code.system.said}"
    if code.system.name == "snomed-ct":
        if not _verhoeff(code.code):
            return "its last digit does not fit the others, so that one of them is wrong"
        if code.code[-3:-1] not in {"00", "10"}:
            # The two digits before the last tell concepts (00, 10) from descriptions and relationships.
            return "it names a description or a relationship, and no concept"
    if code.system.name == "loinc":
        number, digit = code.code.split("-")
        if _luhn(number) != digit:
            return f"its check digit would be {_luhn(number)}, so that a digit is wrong"
    return ""


_TURNED = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    (1, 5, 7, 6, 2, 8, 3, 0, 9, 4),
    (5, 8, 0, 3, 7, 9, 6, 1, 4, 2),
    (8, 9, 1, 6, 0, 4, 3, 5, 2, 7),
    (9, 4, 5, 3, 1, 2, 6, 8, 7, 0),
    (4, 2, 8, 6, 5, 7, 3, 9, 0, 1),
    (2, 7, 9, 3, 8, 0, 6, 4, 1, 5),
    (7, 0, 4, 6, 9, 1, 3, 2, 5, 8),
)
"""Verhoeff's permutation, by the position of a digit modulo eight."""


def _product(one: int, other: int) -> int:
    """The group of the turns and reflections of a pentagon (D5), which does not commute: swapped digits are found."""
    if one < 5:
        return (one + other) % 5 if other < 5 else 5 + (one + other) % 5
    return 5 + (one - other) % 5 if other < 5 else (one - other) % 5


def _verhoeff(number: str) -> bool:
    total = 0
    for position, digit in enumerate(reversed(number)):
        total = _product(total, _TURNED[position % 8][int(digit)])
    return total == 0


def _luhn(number: str) -> str:
    """The check digit by modulus 10, which LOINC uses."""
    total = 0
    for position, digit in enumerate(reversed(number)):
        doubled = int(digit) * (2 if position % 2 == 0 else 1)
        total += doubled // 10 + doubled % 10
    return str(-total % 10)
