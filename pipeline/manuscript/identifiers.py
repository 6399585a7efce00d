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
    r"(?i)\b(?:mrn|medical record (?:number|no\.?|#)|(?:patient|client|resident)(?:['’]?s?)? (?:id|number|no\.?|#)|"
    r"hospital (?:number|no\.?)|case (?:file )?(?:number|no\.?)|"
    r"chart (?:number|no\.?)|nhc|n[úu]mero de historia|patientennummer|num[ée]ro de dossier)"
    r"\s*(?:(?:is|was|ist|es|est)\b|[:#.=])?\s*([A-Z]{0,3}-?\d{5,10})\b"
)
_LABEL = re.compile(
    r"(?i)\b(?:nhs|chi|h&c|health and care|patient(?:['’]?s)?|patient id)"
    r"(?:\s*(?:number|no\.?|num|#|id))*\s*(?:(?:is|was)\b|[:#.=(–-])*\s*$"
)
"""A number behind one of these is a patient's, whatever else the sentence speaks of."""
_DATE = r"(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d{2}|(?:19|20)\d{2}-\d{2}-\d{2}|\d{1,2} [A-Z][a-z]{2,8} (?:19|20)\d{2})"
_BIRTH = re.compile(
    rf"(?i:\b(?:d\.?o\.?b\.?|date of birth|born(?: on)?|fecha de nacimiento|geb(?:oren)?\.?(?: am)?|né(?:e)? le)\b)"
    rf"\W{{0,4}}{_DATE}"
)
_NAME = re.compile(r"\b(?:(?:Mr|Mrs|Ms|Miss|Dr|Name|Patient)\.?:?\s+)?[A-Z][a-zà-ÿ'’-]+,? [A-Z][a-zà-ÿ'’-]+\b")
_PHONE_WORDS = re.compile(
    r"(?i)\b(?:call|calls|calling|tel|phone|phones|telephone|fax|ring|ringing|text|sms|helpline|hotline|line|landline|"
    r"mobile|cell|dial|reach|reached|contact|speak|switchboard|reception|extension|whatsapp|answerphone|voicemail|pager|"
    r"llame|llamar|tel[ée]fono|anrufen|telefon|rufnummer|appelez|t[ée]l[ée]phone|chiamare|telefono|bel)\b"
)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Þ])")
_FRAME = frozenset({Kind.SCRIPT, Kind.NAVIGATION})
"""Programs and menus of a page number their parts; one number in eleven passes the check, so only a label counts."""
NEAR = 240
"""House: characters on each side in which words say what a number is; a sentence of health articles is shorter."""
_EXAMPLE_EXCHANGE = re.compile(r"\d{3}[ -]?555[ -]?01\d\d")
"""Telephone numbers reserved for examples in North America (NANPA, 555-0100 to 555-0199)."""


@dataclass(frozen=True, slots=True)
class Identifier:
    """Something that names a patient: what it is, where, and how it looks with its middle hidden."""

    what: str
    piece: Piece
    shown: str


def find_identifiers(pieces: Iterable[Piece]) -> tuple[Identifier, ...]:
    """Every patient identifier in the pieces, comments, properties and hidden text included."""
    found: list[Identifier] = []
    before = ""
    for piece in pieces:
        if piece.kind in {Kind.LINK, Kind.IMAGE}:
            continue
        text = piece.text
        found.extend(
            Identifier("NHS number", piece, _masked(n))
            for n in _nhs_numbers(text, before, bare=piece.kind not in _FRAME)
        )
        found.extend(Identifier("Social Security number", piece, _masked(m[0])) for m in _SSN.finditer(text))
        found.extend(Identifier("Social Security number", piece, _masked(m[1])) for m in _SSN_BARE.finditer(text))
        found.extend(Identifier("medical record number", piece, _masked(m[1])) for m in _MRN.finditer(text))
        for match in _BIRTH.finditer(text):
            near = text[max(0, match.start() - 80) : match.start()] + " " + text[match.end() : match.end() + 80]
            if _NAME.search(near):
                found.append(Identifier("date of birth beside a name", piece, _masked(match[0])))
        before = text
    return tuple(dict.fromkeys(found))


def _nhs_numbers(text: str, before: str, *, bare: bool) -> list[str]:
    """The numbers of ten digits that pass the check; `before` is the piece above, which may be the label of a cell, and
    `bare` says whether a number without a label counts.

    One telephone number in eleven passes the modulus too, so a number without a patient's label is a telephone
    number when its sentence speaks of calling.
    """
    numbers = []
    for match in _NHS.finditer(text):
        lead = text[max(0, match.start() - NEAR) : match.start()]
        digits = match[1] + match[2] + match[3]
        if len(set(digits)) == 1 or not _nhs_check(digits):
            continue
        labelled = _LABEL.search(lead if lead.strip() else before[-NEAR:])
        other = re.search(r"(?i)(?:isbn\W*(?:10)?\W*|doi\S*|[/.+]|\+\d+ )$", lead)
        phone = "-" in match[0] or _EXAMPLE_EXCHANGE.fullmatch(match[0]) or _PHONE_WORDS.search(_around(text, match))
        if labelled or (bare and not (other or phone)):
            numbers.append(match[0])
    return numbers


def _around(text: str, match: re.Match[str]) -> str:
    """The sentence in which a match stands."""
    lead, tail = text[max(0, match.start() - NEAR) : match.start()], text[match.end() : match.end() + NEAR]
    return f"{_SENTENCE_END.split(lead)[-1]} # {_SENTENCE_END.split(tail)[0]}"


def _nhs_check(digits: str) -> bool:
    remainder = sum(int(d) * w for d, w in zip(digits[:9], range(10, 1, -1), strict=True)) % 11
    check = (11 - remainder) % 11
    return check != 10 and check == int(digits[9])


def _masked(text: str) -> str:
    """The first two and the last character, the rest as dots: an error message must not publish what it found."""
    return text[:2] + re.sub(r"\w", "•", text[2:-1]) + text[-1:]
