"""Files of published editions come in; a bundle goes out: a ZIP with readme, manifest and hashes, always the same."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import IO

from pipeline.workspace.disk import to_json

VERSION = 1
README, MANIFEST, SUMS = "README.txt", "manifest.json", "SHA256SUMS"
OWN = frozenset({MANIFEST, SUMS})
"""What the manifest does not list: itself, and the hashes for those who have no plainleaf."""

_DAY = (1980, 1, 1, 0, 0, 0)
"""The first day that a ZIP can say (APPNOTE 4.4.6): when a file was packed is nobody's business."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a bundle: its path in it, its bytes, and what it is ("edition", "certificate", "approval")."""

    path: str
    content: bytes
    kind: str = "edition"


@dataclass(frozen=True, slots=True)
class Packed:
    """One edition as the bundle says it: its name ("brand/lang/slug"), title, document id, the day of its next
    review (ISO 8601), and its state.
    """

    name: str
    title: str
    document: str
    next_review: str
    state: str


def write_bundle(target: IO[bytes], editions: Sequence[Packed], parts: Iterable[Part]) -> str:
    """Write a bundle, part by part, in the order of their paths as given; its SHA-256 as a manifest has it goes out.

    Nothing is compressed: deflate gives other bytes with each implementation (zlib, zlib-ng), and PDF, EPUB and
    pictures are compressed already.
    """
    files: dict[str, dict[str, object]] = {}
    sums: list[tuple[str, str]] = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED, allowZip64=True) as bundle:

        def put(path: str, content: bytes) -> str:
            info = zipfile.ZipInfo(path, _DAY)
            # Unix, a plain file that everybody may read: otherwise Python writes the system it runs on.
            info.create_system, info.external_attr = 3, 0o100644 << 16
            bundle.writestr(info, content)
            sums.append((hashlib.sha256(content).hexdigest(), path))
            return sums[-1][0]

        for part in chain((Part(README, readme(editions).encode(), "readme"),), parts):
            files[part.path] = {"bytes": len(part.content), "kind": part.kind, "sha256": put(part.path, part.content)}
        manifest = to_json({"bundle": VERSION, "editions": [_said(each) for each in editions], "files": files})
        digest = put(MANIFEST, manifest)
        # As `sha256sum --check` reads it (GNU coreutils): two spaces, sorted as they lie in the bundle.
        put(SUMS, "".join(f"{value}  {path}\n" for value, path in sums).encode())
    return digest


def _said(edition: Packed) -> dict[str, str]:
    return {
        "edition": edition.name,
        "title": edition.title,
        "document": edition.document,
        "next_review": edition.next_review,
        "state": edition.state,
    }


def readme(editions: Sequence[Packed]) -> str:
    """What whoever unpacks a bundle reads first, in plain words."""
    listed = "\n".join(_line(edition) for edition in editions)
    count = f"{len(editions)} {'edition' if len(editions) == 1 else 'editions'}"
    return f"""Health information, ready to hand out
=====================================

This bundle holds {count}, as reviewed, checked and published:

{listed}

Where things are
----------------
editions/      a folder for each brand, language and article: handouts (PDF),
               booklets (EPUB), newsletters and posts, with a manifest.json
certificates/  what the validators of the field said of PDF and EPUB files and pages
approvals/     who approved what, where approvals were given
manifest.json  every file with its size and its SHA-256
SHA256SUMS     the same hashes for other programs

Is everything here, and unchanged?
----------------------------------
With plainleaf:          plainleaf bundle --verify THIS-FILE.zip
Without, once unpacked:  sha256sum --check SHA256SUMS
Either tells whether the files are those of the manifest. That the manifest is
the sender's own, compare its SHA-256 with the one that the sender told you by
another way.

Please hand out whole files only, and none past the review date printed on it.
"""


def _line(edition: Packed) -> str:
    said = [edition.document, f"next review {edition.next_review}" if edition.next_review else ""]
    said += [] if edition.state == "current" else [f"review {edition.state}"]
    known = ", ".join(part for part in said if part)
    return f"- {edition.title}\n  {edition.name}" + (f" ({known})" if known else "")
