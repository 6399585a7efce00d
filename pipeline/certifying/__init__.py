"""Finished files come in; certificates of outside validators (veraPDF, EPUBCheck, the Nu HTML Checker) go
out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from pipeline.certifying.ace import ask_ace
from pipeline.certifying.certificate import Certificate, Message, decode, encode
from pipeline.certifying.machine import JavaWorker
from pipeline.certifying.profile import Profile, is_certified, is_page, profiles
from pipeline.edition.artifact import File
from pipeline.finding import Severity

__all__ = [
    "Certificate",
    "JavaWorker",
    "Message",
    "Store",
    "certify",
    "decode",
    "encode",
    "is_certified",
    "is_page",
    "key",
    "profiles",
]


class Store(Protocol):
    """Where certificates are kept, by key: a folder, a mapping."""

    def read(self, key: str) -> bytes | None:
        """What was written under `key`, or None."""
        ...

    def write(self, key: str, content: bytes) -> None:
        """Keep `content` under `key`, whole or not at all."""
        ...


def key(file: File, profile: Profile) -> str:
    """The name a certificate is kept under: the file's hash, the profile, the validator, its wheel's version."""
    return f"{file.sha256}-{profile.flavour}-{profile.validator}-{profile.wheel_version}.json"


def certify(
    files: Sequence[File],
    store: Store | None = None,
    worker: JavaWorker | None = None,
    progress: Callable[[Certificate], None] = lambda certificate: None,
    *,
    ace: bool = False,
) -> list[Certificate]:
    """A certificate for every file and every profile it has to pass, in the order of the files.

    A kept certificate is used when the bytes, the profile and the validator's version are the same, and then no
    JVM is started. A validator that could not run gives a certificate with `passed` None, which is never kept.
    Files of other media types get no certificate; Ace reads EPUBs only when `ace` asks for it. `progress` is called
    with each certificate as it comes.
    """
    own = worker is None
    java = JavaWorker() if worker is None else worker
    certificates: list[Certificate] = []
    try:
        for file in files:
            for profile in profiles(file, ace=ace):
                certificates.append(_certify(file, profile, store, java))
                progress(certificates[-1])
    finally:
        if own:
            java.close()
    return certificates


def _certify(file: File, profile: Profile, store: Store | None, java: JavaWorker) -> Certificate:
    place = key(file, profile)
    kept = store.read(place) if store is not None else None
    known = decode(kept) if kept is not None else None
    if known is not None and known.passed is not None and known.sha256 == file.sha256:
        return Certificate(
            file.name, known.sha256, known.validator, known.version, known.profile, known.passed, known.messages
        )
    reply = ask_ace(file) if profile.validator == "ace" else java.ask(file, profile)
    if "reason" in reply:
        return Certificate(
            file.name, file.sha256, profile.validator, "", profile.title, None, reason=str(reply["reason"])
        )
    messages = tuple(Message(**{**m, "severity": Severity(m["severity"])}) for m in reply["messages"])
    certificate = Certificate(
        file.name,
        file.sha256,
        profile.validator,
        str(reply["version"]),
        profile.title,
        bool(reply["passed"]),
        messages,
    )
    if store is not None:
        store.write(place, encode(certificate))
    return certificate
