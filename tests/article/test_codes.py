"""A code for records has its system's form and check digit; a mistyped one is found wherever the digit can tell."""

from __future__ import annotations

import pytest

from pipeline.article.front.codes import SYSTEMS, code_of, why_malformed
from tests.workspace import reading_of, with_head

GOOD = {
    "icd-10": ["L65.9", "E11", "I10", "U07.1", "C7A.01", "S72.001A", "Z99.2 Dependence on dialysis"],
    "snomed-ct": ["73211009", "22298006", "404684003", "195967001", "900000000000207008"],
    "rxnorm": ["5640", "161", "1049221"],
    "loinc": ["2160-0", "718-7", "4548-4", "69730-0", "2345-7"],
    "mesh": ["D000505", "D003920", "C000591739"],
}
BAD = {
    "icd-10": ["L659", "l65.9", "65.9", "L65.", "L65.99999", "L65,9", "L6", "Ł65.9", "L65.9;E11"],
    "snomed-ct": ["73211006", "7321100", "0073211009", "73211009123456789012", "751689013", "73211O09", "٧٣٢١١٠٠٩"],
    "rxnorm": ["0", "RX161", "123456789", "16.1"],
    "loinc": ["2160-1", "2160", "2160–0", "02160-0", "LP14542-6"],
    "mesh": ["D00050", "Q000188", "d000505", "D0005055", "C23.888"],
}


@pytest.mark.parametrize(("system", "code"), [(system, code) for system in GOOD for code in GOOD[system]])
def test_good_codes_pass(system: str, code: str) -> None:
    assert why_malformed(code_of(system, code)) == ""


@pytest.mark.parametrize(("system", "code"), [(system, code) for system in BAD for code in BAD[system]])
def test_bad_codes_are_named(system: str, code: str) -> None:
    assert why_malformed(code_of(system, code))


@pytest.mark.parametrize("code", GOOD["snomed-ct"])
def test_every_digit_mistyped_and_every_two_swapped_are_found(code: str) -> None:
    """What Verhoeff's digit promises (Verhoeff, Error Detecting Decimal Codes, 1969)."""
    wrong = {code[:at] + digit + code[at + 1 :] for at in range(len(code)) for digit in "0123456789"}
    wrong |= {code[:at] + code[at + 1] + code[at] + code[at + 2 :] for at in range(len(code) - 1)}
    assert [each for each in wrong - {code} if not why_malformed(code_of("snomed-ct", each))] == []


def test_a_code_keeps_the_words_of_its_author() -> None:
    code = code_of("icd-10", " L65.9  Hair loss without scars ")
    assert (code.system, code.code, code.words) == (SYSTEMS["icd-10"], "L65.9", "Hair loss without scars")


def test_codes_are_read_however_yaml_takes_them() -> None:
    read = reading_of(with_head("Text.").replace("lang: en\n", "lang: en\ncodes: {rxnorm: 5640, loinc: [2160-0]}\n"))
    assert read.article is not None
    assert read.article.front.codes == {"rxnorm": ("5640",), "loinc": ("2160-0",)}


@pytest.mark.parametrize(
    ("said", "message", "hint"),
    [
        ("codes: {icd10: E11}", '"codes.icd10" is not a key of the front matter', 'write "icd-10"'),
        ("codes: {rxnorm: [true]}", '"codes.rxnorm.0"', ""),
        ("codes: [E11]", '"codes"', ""),
    ],
)
def test_what_is_no_code_system_is_named(said: str, message: str, hint: str) -> None:
    found = reading_of(with_head("Text.").replace("lang: en\n", f"lang: en\n{said}\n")).findings.found
    assert any(message in each.message and hint in each.hint for each in found), found
