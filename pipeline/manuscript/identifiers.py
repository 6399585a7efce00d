"""The pieces of a manuscript come in; those that name a patient go out, so that the import can stop.

Numbers with a check digit are checked (NHS number: modulus 11, NHS Data Dictionary "NHS NUMBER"); US Social
Security numbers follow the ranges the SSA issues (no 000, 666, 900-999; no group 00, no serial 0000); the labels of a
medical record number and of a date of birth are house.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.manuscript.pieces import Kind, Piece

_NHS = re.compile(r"(?<![\d-])(\d{3})[ -]?(\d{3})[ -]?(\d{4})(?![\d-])")
_SSN = re.compile(r"(?<![\d-])(?!000|666|9\d\d)(\d{3})-(?!00)(\d{2})-(?!0000)(\d{4})(?![\d-])")
_SSN_BARE = re.compile(
    r"(?i)\b(?:ssn|social security (?:number|no\.?))\W{0,3}((?!000|666|9\d\d)\d{3}[ -]?(?!00)\d{2}[ -]?(?!0000)\d{4})\b"
)
_MRN = re.compile(
    r"(?i)\b(?:mrn|medical record (?:number|no\.?|#)|patient (?:id|number|no\.?)|hospital (?:number|no\.?)|"
    r"chart (?:number|no\.?)|nhc|n[úu]mero de historia)\s*[:#.]?\s*([A-Z]{0,3}-?\d{5,10})\b"
)
_DATE = r"(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d{2}|(?:19|20)\d{2}-\d{2}-\d{2}|\d{1,2} [A-Z][a-z]{2,8} (?:19|20)\d{2})"
_BIRTH = re.compile(
    rf"(?i:\b(?:d\.?o\.?b\.?|date of birth|born(?: on)?|fecha de nacimiento|geb(?:oren)?\.?(?: am)?|né(?:e)? le)\b)"
    rf"\W{{0,4}}{_DATE}"
)
_NAME = re.compile(r"\b(?:(?:Mr|Mrs|Ms|Miss|Dr|Name|Patient)\.?:?\s+)?[A-Z][a-zà-ÿ'’-]+,? [A-Z][a-zà-ÿ'’-]+\b")
_PHONE_WORDS = re.compile(r"(?i)\b(?:call|tel|phone|telephone|fax|ring|text|helpline|line|mobile|dial)\b[^.]{0,40}$")


@dataclass(frozen=True, slots=True)
class Identifier:
    """Something that names a patient: what it is, where, and how it looks with its middle hidden."""

    what: str
    piece: Piece
    shown: str


def find_identifiers(pieces: Iterable[Piece]) -> tuple[Identifier, ...]:
    """Every patient identifier in the pieces, comments, properties and hidden text included."""
    found: list[Identifier] = []
    for piece in pieces:
        if piece.kind in {Kind.LINK, Kind.IMAGE}:
            continue
        text = piece.text
        found.extend(Identifier("NHS number", piece, _masked(n)) for n in _nhs_numbers(text))
        found.extend(Identifier("Social Security number", piece, _masked(m[0])) for m in _SSN.finditer(text))
        found.extend(Identifier("Social Security number", piece, _masked(m[1])) for m in _SSN_BARE.finditer(text))
        found.extend(Identifier("medical record number", piece, _masked(m[1])) for m in _MRN.finditer(text))
        for match in _BIRTH.finditer(text):
            near = text[max(0, match.start() - 80) : match.start()] + " " + text[match.end() : match.end() + 80]
            if _NAME.search(near):
                found.append(Identifier("date of birth beside a name", piece, _masked(match[0])))
    return tuple(dict.fromkeys(found))


def _nhs_numbers(text: str) -> list[str]:
    numbers = []
    for match in _NHS.finditer(text):
        before = text[: match.start()]
        other = _PHONE_WORDS.search(before) or re.search(r"(?i)(?:isbn\W*(?:10)?\W*|doi\S*|[/.+]|\+\d+ )$", before)
        hyphened = "-" in match[0] and not re.search(r"(?i)nhs\W*(?:number|no\.?|#)?\W*$", before)
        digits = match[1] + match[2] + match[3]
        if not other and not hyphened and len(set(digits)) > 1 and _nhs_check(digits):
            numbers.append(match[0])
    return numbers


def _nhs_check(digits: str) -> bool:
    remainder = sum(int(d) * w for d, w in zip(digits[:9], range(10, 1, -1), strict=True)) % 11
    check = (11 - remainder) % 11
    return check != 10 and check == int(digits[9])


def _masked(text: str) -> str:
    """The first two and the last character, the rest as dots: an error message must not publish what it found."""
    return text[:2] + re.sub(r"\w", "•", text[2:-1]) + text[-1:]
