"""Approvals come in, some signed with SSH keys; whose key signed each goes out, and which of them count for nothing."""

from __future__ import annotations

from dataclasses import replace

from pipeline.edition.approvals import APPROVALS, Approval, Approvals
from pipeline.finding import Place
from pipeline.workspace.disk import digest
from pipeline.workspace.signatures import SIGNERS, signer_of


def with_keys(approvals: Approvals, file: str, signers: bytes, known: dict[str, str]) -> Approvals:
    """The approvals with whose key signed each; one whose signature is of no key that counts does not count either.

    `signers` say whose keys count; `known` keeps what was looked at once, by a digest of all that decides it.
    """
    if not any(entry.signature for entry in approvals.entries):
        return approvals
    entries: list[Approval] = []
    found = list(approvals.findings)
    for entry in approvals.entries:
        place = Place(file, entry.line, entry.line)
        if not entry.signature:
            entries.append(entry)
        elif not signers:
            message = "it is signed with a key, and nobody says whose keys count"
            found.append(APPROVALS.finding(place, message, f"list them in source/{SIGNERS}, as ssh-keygen reads it"))
            entries.append(entry)
        elif key := _key_of(entry, signers, known):
            entries.append(replace(entry, key=key))
        else:
            message = "its signature is of no key that counts for this role and text; the entry counts for nothing"
            hint = f"approve again with a key of source/{SIGNERS}, or look who changed the file"
            found.append(APPROVALS.finding(place, message, hint))
    return Approvals(tuple(entries), tuple(found))


def _key_of(entry: Approval, signers: bytes, known: dict[str, str]) -> str:
    parts = (entry.statement, entry.signature.encode(), signers)
    name = digest(b"".join(b"%d:" % len(part) + part for part in parts))
    if name not in known:
        known[name] = signer_of(entry.statement, entry.signature, signers, entry.role, entry.on)
    return known[name]
