"""Whose key signed an approval, and which approval counts for nothing: said at its line, with what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipeline.building import keys
from pipeline.building.keys import with_keys
from pipeline.edition.approvals import APPROVALS, Approval, Approvals
from pipeline.finding import Place

FILE = "source/tides/approvals.toml"
SIGNERS = b"one@example.org ssh-ed25519 AAAA"
PLAIN = Approval("nurse", "en", "Example Nurse", date(2026, 11, 1), "1.0", (("a", "title"),), line=3)
SIGNED = replace(PLAIN, role="clinician", name="Example Clinician", signature="sound", line=9)
FORGED = replace(SIGNED, signature="forged", line=15)
EARLIER = APPROVALS.finding(Place(FILE, 1), "an entry is wrong", "mend it")


@pytest.fixture(autouse=True)
def looked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """What ssh-keygen would be asked; only "sound" is a signature."""
    asked: list[tuple[object, ...]] = []

    def signer_of(message: bytes, signature: str, signers: bytes, role: str, on: date) -> str:
        asked.append((message, signature, signers, role, on))
        return "one@example.org" if signature == "sound" else ""

    monkeypatch.setattr(keys, "signer_of", signer_of)
    return asked


def test_whose_key_signed_is_kept_and_what_nobody_signed_counts_as_it_is(looked: list[tuple[object, ...]]) -> None:
    found = with_keys(Approvals((PLAIN, SIGNED), (EARLIER,)), FILE, SIGNERS, {})
    assert found == Approvals((PLAIN, replace(SIGNED, key="one@example.org")), (EARLIER,))
    assert looked == [(SIGNED.statement, "sound", SIGNERS, "clinician", SIGNED.on)]


def test_a_signature_that_counts_for_nobody_makes_its_entry_count_for_nothing() -> None:
    found = with_keys(Approvals((FORGED, PLAIN), (EARLIER,)), FILE, SIGNERS, {})
    message = "its signature is of no key that counts for this role and text; the entry counts for nothing"
    hint = "approve again with a key of source/allowed_signers, or look who changed the file"
    assert found == Approvals((PLAIN,), (EARLIER, APPROVALS.finding(Place(FILE, 15, 15), message, hint)))


def test_without_a_list_of_signers_an_entry_counts_as_one_that_nobody_signed(looked: list[tuple[object, ...]]) -> None:
    found = with_keys(Approvals((SIGNED, PLAIN)), FILE, b"", {})
    message = "it is signed with a key, and nobody says whose keys count"
    hint = "list them in source/allowed_signers, as ssh-keygen reads it"
    assert found == Approvals((SIGNED, PLAIN), (APPROVALS.finding(Place(FILE, 9, 9), message, hint),))
    assert looked == []


def test_nothing_is_looked_at_where_nobody_signed() -> None:
    assert with_keys(Approvals((PLAIN,), (EARLIER,)), FILE, SIGNERS, {}) == Approvals((PLAIN,), (EARLIER,))


def test_what_was_looked_at_once_is_known_by_all_that_decides_it(looked: list[tuple[object, ...]]) -> None:
    known: dict[str, str] = {}
    for signers in (SIGNERS, SIGNERS, SIGNERS + b"\n"):
        with_keys(Approvals((SIGNED, FORGED)), FILE, signers, known)
    assert len(looked) == len(known) == 4 and sorted(set(known.values())) == ["", "one@example.org"]
    known_before = dict(known)
    with_keys(Approvals((SIGNED,)), FILE, SIGNERS, known)
    assert known == known_before and len(looked) == 4
