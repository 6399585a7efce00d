"""A bundle from anywhere comes in; what was changed, added or lost in it, and why it is refused, go out as findings."""

from __future__ import annotations

import hashlib
import json
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline import limits
from pipeline.finding import Finding, Findings, Place, Rule
from pipeline.issuing.bundle import MANIFEST, OWN, VERSION
from pipeline.issuing.rules import (
    BUNDLE_ADDED,
    BUNDLE_CHANGED,
    BUNDLE_MISSING,
    BUNDLE_UNREADABLE,
    BUNDLE_UNSAFE,
)

_HEX = re.compile(r"[0-9a-f]{64}")
_DRIVE = re.compile(r"[A-Za-z]:")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_FORBIDDEN = frozenset('<>:"|?*')
# An OSError is that of a seek to where a damaged directory points, which no file has.
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, OverflowError, ValueError, OSError,
)  # fmt: skip
_ASK = "ask the sender for a new bundle"
_REFUSE = "do not unpack it; ask the sender who packed it"


@dataclass(frozen=True)
class Opened:
    """What a bundle says of itself, and what stands against it. `sha256` is its manifest's hash, "" without one."""

    editions: tuple[Mapping[str, str], ...]
    files: int
    size: int
    sha256: str
    findings: Findings


def check_bundle(path: Path) -> Opened:
    """Read every file of a bundle once, against its manifest. Nothing is unpacked to disk, nothing is raised for what a
    bundle holds; a bundle that is refused is not read further.
    """
    name = path.name
    if not path.is_file():
        return _unreadable(name, "it is no plain file")
    try:
        with zipfile.ZipFile(path) as bundle:
            refused = tuple(_refusals(bundle, name, path.stat().st_size))
            if refused:
                return Opened((), 0, 0, "", Findings(refused))
            return _read(bundle, name)
    except _DAMAGED as fault:
        return _unreadable(name, f"it is no ZIP that can be read: {' '.join(str(fault).split())[:120]}")


def _unreadable(name: str, message: str) -> Opened:
    return Opened((), 0, 0, "", Findings((BUNDLE_UNREADABLE.finding(Place(name), message, _ASK),)))


def _refusals(bundle: zipfile.ZipFile, name: str, size: int) -> Iterator[Finding]:
    """Why a bundle is not even read: nothing that plainleaf packs looks so."""
    entries = bundle.infolist()
    if len(entries) > limits.BUNDLE_FILES:
        message = f"it holds {len(entries):,} files, {limits.BUNDLE_FILES:,} is the most"
        yield BUNDLE_UNSAFE.finding(Place(name), message, _REFUSE)
        return
    total = sum(entry.file_size for entry in entries)
    if total > size * limits.BUNDLE_RATIO + limits.BUNDLE_SLACK:
        message = f"it weighs {size:,} bytes and says that it unpacks to {total:,}"
        yield BUNDLE_UNSAFE.finding(Place(name), message, _REFUSE)
    seen: dict[str, str] = {}
    for entry in entries:
        place = Place(name, part=entry.filename[:200])
        why = _unsafe_name(entry.orig_filename) or _unsafe_kind(entry)
        if why:
            yield BUNDLE_UNSAFE.finding(place, why, _REFUSE)
        # Windows and macOS keep one file of two names that differ in case or in how an accent is written only.
        folded = unicodedata.normalize("NFC", entry.filename).casefold()
        if folded in seen:
            message = f'its name is that of "{seen[folded]}" too, and one would take the place of the other'
            yield BUNDLE_UNSAFE.finding(place, message, _REFUSE)
        seen[folded] = entry.filename


def _unsafe_name(name: str) -> str:
    parts = name.split("/")
    if name.startswith("/") or "\\" in name or _DRIVE.match(name) or ".." in parts:
        return "its name leads out of the folder it is unpacked in"
    if any(unicodedata.category(letter) in {"Cc", "Cf", "Zl", "Zp"} for letter in name):
        return "its name holds characters that nobody can see"
    if "." in parts or "" in parts[:-1] or not name or len(name.encode()) > 1_000:
        return "its name is none that a file can have"
    if any(part.endswith((".", " ")) or _RESERVED.fullmatch(part) or set(part) & _FORBIDDEN for part in parts if part):
        return "its name is none that a file can have on every computer"
    return ""


def _unsafe_kind(entry: zipfile.ZipInfo) -> str:
    mode = entry.external_attr >> 16
    if entry.flag_bits & 1:
        return "it is encrypted"
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        return "it is packed in a way that plainleaf does not use"
    if stat.S_ISLNK(mode):
        return "it is a link"
    if entry.is_dir() or (stat.S_IFMT(mode) and not stat.S_ISREG(mode)):
        return "it is no plain file"
    return ""


def _read(bundle: zipfile.ZipFile, name: str) -> Opened:
    """Compare each file with what the manifest says of it."""
    there = {entry.filename: entry for entry in bundle.infolist()}
    if MANIFEST not in there:
        return _unreadable(name, f"there is no {MANIFEST} in it")
    if there[MANIFEST].file_size > limits.BUNDLE_MANIFEST:
        return _unreadable(name, f"its {MANIFEST} weighs {there[MANIFEST].file_size:,} bytes")
    content = bundle.read(MANIFEST)
    manifest = _manifest(content)
    if isinstance(manifest, str):
        return _unreadable(name, manifest)
    editions, said = manifest
    found: list[Finding] = []

    def report(rule: Rule, path: str, message: str, hint: str) -> None:
        found.append(rule.finding(Place(name, part=path), message, hint))

    for path in sorted(said.keys() - there.keys()):
        report(BUNDLE_MISSING, path, "the manifest names it, and it is not in the bundle", _ASK)
    for path in sorted(there.keys() - said.keys() - OWN):
        report(BUNDLE_ADDED, path, "it is in the bundle, and the manifest does not name it", "do not hand it out")
    size = 0
    for path in sorted(said.keys() & there.keys()):
        wanted, digest = said[path]
        size += wanted
        got = _hash(bundle, there[path], wanted)
        if got != digest:
            report(
                BUNDLE_CHANGED, path, "its bytes are not those that the manifest says", f"do not hand it out; {_ASK}"
            )
    return Opened(editions, len(said), size, hashlib.sha256(content).hexdigest(), Findings(tuple(found)))


def _hash(bundle: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> str:
    """The SHA-256 of a file, "" when it is damaged or longer than it may be."""
    total, seen = hashlib.sha256(), 0
    try:
        with bundle.open(entry) as file:
            while chunk := file.read(1 << 20):
                seen += len(chunk)
                if seen > most:
                    return ""
                total.update(chunk)
    except _DAMAGED:
        return ""
    return total.hexdigest()


def _manifest(content: bytes) -> tuple[tuple[Mapping[str, str], ...], dict[str, tuple[int, str]]] | str:
    """The editions and the files that a manifest names, by path their size and hash; words that say why it is none."""
    try:
        values: dict[str, Any] = json.loads(content)
        if values["bundle"] != VERSION:
            return f"its manifest is of form {values['bundle']!r:.40}, and this plainleaf reads form {VERSION}"
        editions = tuple({str(key): str(value) for key, value in each.items()} for each in values["editions"])
        files = {str(path): (int(file["bytes"]), str(file["sha256"])) for path, file in values["files"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return "its manifest cannot be understood"
    if not all(_HEX.fullmatch(digest) for _, digest in files.values()):
        return "its manifest holds hashes that are none"
    return editions, files
