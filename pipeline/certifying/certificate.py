"""What an outside validator said about one file comes in; a certificate, its JSON and its findings go out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from pipeline.finding import Finding, NotRun, Place, Severity

FORMAT = 1
"""Version of the stored JSON; certificates written by another version are not read (house)."""


@dataclass(frozen=True, slots=True)
class Message:
    """One thing a validator said: its own id of the rule ("PKG-006", "7.1-9"), the words, where, how often."""

    rule: str
    severity: Severity
    text: str
    where: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True)
class Certificate:
    """What one validator found in one file when it applied one profile ("PDF/UA-1", "EPUB 3.3").

    `name` and `sha256` say which file it was; `passed` is None when the validator could not run, and then `reason`
    says why. `passed` speaks of the profile's machine checks only, never of how well a person can use the file.
    """

    name: str
    sha256: str
    validator: str
    version: str
    profile: str
    passed: bool | None
    messages: tuple[Message, ...] = ()
    reason: str = ""

    @property
    def statement(self) -> str:
        """The one sentence that may be printed about the file."""
        if self.passed is None:
            return f"the machine checks of {self.profile} did not run: {self.reason}"
        verb = "passes" if self.passed else "fails"
        return f"{verb} the machine checks of {self.profile}"

    def count(self, severity: Severity) -> int:
        """How often the validator spoke with this severity."""
        return sum(message.count for message in self.messages if message.severity is severity)

    def findings(self, file: str) -> tuple[Finding, ...]:
        """The messages as findings on `file` (its path as shown to people); their rule is "validator/id"."""
        return tuple(
            Finding(
                f"{self.validator}/{message.rule}",
                message.severity,
                Place(file, part=message.where),
                message.text + (f" ({message.count} times)" if message.count > 1 else ""),
                f"look up {message.rule} in the rules of {self.profile}; the file is made here, so mend its maker",
            )
            for message in self.messages
        )

    @property
    def not_run(self) -> NotRun | None:
        """The check that did not run, for the report; None when it ran."""
        return NotRun(f"{self.validator}/{self.profile}", self.reason) if self.passed is None else None


def encode(certificate: Certificate) -> bytes:
    """The certificate as JSON, UTF-8, the same bytes for the same certificate."""
    values = {
        "format": FORMAT,
        "name": certificate.name,
        "sha256": certificate.sha256,
        "validator": certificate.validator,
        "version": certificate.version,
        "profile": certificate.profile,
        "passed": certificate.passed,
        "reason": certificate.reason,
        "messages": [
            {"rule": m.rule, "severity": str(m.severity), "text": m.text, "where": m.where, "count": m.count}
            for m in certificate.messages
        ],
    }
    return (json.dumps(values, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf-8")


def decode(content: bytes) -> Certificate | None:
    """The certificate that `encode` wrote, or None for anything else: a damaged store only costs a new run."""
    try:
        values: dict[str, Any] = json.loads(content)
        if values.pop("format") != FORMAT:
            return None
        messages = tuple(
            Message(**{**message, "severity": Severity(message["severity"])}) for message in values.pop("messages")
        )
        return Certificate(**values, messages=messages)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
