"""Published editions come in; their manifests are signed with an SSH key, or it is told who signed them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.building.manifest import edition_from_json
from pipeline.building.report import Fate
from pipeline.edition.name import EditionName
from pipeline.errors import PlainleafError
from pipeline.workspace import signatures
from pipeline.workspace.disk import digest
from pipeline.workspace.output import MANIFEST, Output

ROLE = "publisher"
"""The role in which a manifest is signed: allowed_signers names it as publisher@plainleaf."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """One published edition: whose key signed its manifest ("" for nobody), and what is wrong ("" for nothing)."""

    name: EditionName
    key: str
    wrong: str
    files: int = 0

    @property
    def words(self) -> str:
        """ "signed by press@example.org, 46 files whole", or what is wrong."""
        signed = f"signed by {self.key}, {self.files} files whole"
        return self.wrong or signed


def sign_editions(output: Output, names: Sequence[EditionName], key: Path) -> None:
    """Sign the manifest of each edition, which lists every file with its SHA-256."""
    for name in names:
        output.sign(name, signatures.sign(output.read(name, MANIFEST), key, ROLE))


def sealed(output: Output, names: Sequence[EditionName], signers: bytes, today: date) -> Iterator[Sealed]:
    """Of each edition, who signed its manifest and whether its files are those that the manifest lists.

    A key counts when it counts today: a list of signers from which one was taken out takes back what it signed.
    """
    for name in names:
        signature = output.signature(name)
        if not signature:
            yield Sealed(name, "", "not signed")
            continue
        key = signatures.signer_of(output.read(name, MANIFEST), signature, signers, ROLE, today)
        edition = edition_from_json(output.manifest(name), name, Fate.UP_TO_DATE)
        files = [file for product in (edition.products if edition else ()) for file in product.files]
        changed = [file.name for file in files if _changed(output, name, file.name, file.sha256)]
        wrong = "the signature is of no key that counts, or of another manifest" if not key else ""
        if not wrong and (changed or not files):
            wrong = f'"{changed[0]}" is not what was signed' if changed else "the manifest cannot be read"
        yield Sealed(name, key, wrong, len(files))


def _changed(output: Output, name: EditionName, file: str, sha256: str) -> bool:
    try:
        return digest(output.read(name, file)) != sha256
    except PlainleafError:
        return True
