"""A rule and what it saw come in; a finding that says where, what and how to mend it goes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Generic, TypeVar

from pipeline.tags import primary_of


class Severity(StrEnum):
    """How much a finding weighs: an error stops publication, a warning is shown, an info is reported."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def weight(self) -> int:
        """0 for the worst, so that findings sort worst first."""
        return list(Severity).index(self)


class Standing(StrEnum):
    """How sure a rule's number is; a house rule is never shown as a standard."""

    STANDARD = "standard"
    PRACTICE = "practice"
    HOUSE = "house"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands: a file of the workspace or an artifact, its lines (1-based, 0 = the whole file),
    and a part of it in words ("page 2", "post 3").
    """

    file: str
    first: int = 0
    last: int = 0
    part: str = ""

    def __str__(self) -> str:
        line = f":{self.first}" if self.first else ""
        part = f" ({self.part})" if self.part else ""
        return f"{self.file}{line}{part}"


@dataclass(frozen=True, slots=True)
class Rule:
    """What is checked, how much it weighs and who says so.

    `name` is "<format or article>/<words>"; `says` one sentence that states the rule with its number and unit;
    `encodes` the marks (HC-…, PDF-…) by which comments name it, as docs/rules.md lists them;
    `source` the standard and clause, or "house"; `languages` the BCP 47 primary tags it understands, None for all.
    """

    name: str
    severity: Severity
    says: str
    encodes: tuple[str, ...]
    source: str
    standing: Standing = Standing.STANDARD
    languages: frozenset[str] | None = None
    reason: str = ""

    def finding(self, where: Place, message: str, hint: str, severity: Severity | None = None) -> Finding:
        """A finding of this rule, with its own severity unless a graded rule gives another."""
        return Finding(self.name, severity or self.severity, where, message, hint)

    def understands(self, lang: str) -> bool:
        return self.languages is None or primary_of(lang) in self.languages


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem in content or output: collected, never raised."""

    rule: str
    severity: Severity
    where: Place
    message: str
    hint: str

    @property
    def order(self) -> tuple[str, int, int, str]:
        """Reading order: by file, then line, worst first."""
        return (self.where.file, self.where.first, self.severity.weight, self.rule)


@dataclass(frozen=True, slots=True)
class NotRun:
    """A check that did not run, and why; it is reported, never counted as passed."""

    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class Lowered:
    """What a house or a waiver made of a rule's findings: from which severity to which, how often, on whose word.

    `source` is where that stands ("profile publisher", a settings file, the article with its waiver); `until` the last
    day of a waiver, ISO 8601, "" for a setting of the house.
    """

    rule: str
    was: Severity
    now: Severity
    times: int
    reason: str
    by: str
    source: str
    until: str = ""

    def __str__(self) -> str:
        times = f", {self.times} times" if self.times > 1 else ""
        by = f" by {self.by}" if self.by else ""
        end = f" until {self.until}" if self.until else ""
        verb = "waived" if self.until else "lowered" if self.now.weight > self.was.weight else "raised"
        return f"{self.rule}: {verb} from {self.was} to {self.now}{times}{by}{end} ({self.source}): {self.reason}"


@dataclass(frozen=True, slots=True)
class Findings:
    """What a set of checks said: the findings in reading order, the checks that did not run, and what the house or a
    waiver made of some of them: a finding is never taken out, only made lighter, and that is kept beside it.

    `faults` are the tracebacks of our own faults that some of the findings tell of.
    """

    found: tuple[Finding, ...] = ()
    not_run: tuple[NotRun, ...] = ()
    lowered: tuple[Lowered, ...] = ()
    faults: tuple[str, ...] = ()

    def __add__(self, other: Findings) -> Findings:
        if not (other.found or other.not_run or other.lowered or other.faults):
            return self
        return Findings(
            tuple(dict.fromkeys(self.found + other.found)),
            tuple(dict.fromkeys(self.not_run + other.not_run)),
            tuple(dict.fromkeys(self.lowered + other.lowered)),
            tuple(dict.fromkeys(self.faults + other.faults)),
        )

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.found if f.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.found if f.severity is Severity.WARNING)


def together(many: Iterable[Findings]) -> Findings:
    """What several sets of checks said, in their order; as fast for thousands of sets as for two."""
    sets = tuple(many)
    return Findings(
        tuple(dict.fromkeys(each for one in sets for each in one.found)),
        tuple(dict.fromkeys(each for one in sets for each in one.not_run)),
        tuple(dict.fromkeys(each for one in sets for each in one.lowered)),
        tuple(dict.fromkeys(each for one in sets for each in one.faults)),
    )


Subject = TypeVar("Subject")


@dataclass(frozen=True, slots=True)
class Check(Generic[Subject]):
    """A rule with the function that looks for breaches of it in a subject (an article, a read-back artifact)."""

    rule: Rule
    run: Callable[[Subject], Iterable[Finding]] = field(repr=False)


def encode(findings: Findings) -> dict[str, list[Any]]:
    """Findings as JSON values."""
    values: dict[str, list[Any]] = {
        "found": [asdict(finding) for finding in findings.found],
        "not_run": [asdict(check) for check in findings.not_run],
        "lowered": [asdict(each) for each in findings.lowered],
    }
    return values | ({"faults": list(findings.faults)} if findings.faults else {})


def decode(values: Mapping[str, Any]) -> Findings:
    """Findings out of the JSON values that `encode` gave."""
    found = tuple(
        Finding(f["rule"], Severity(f["severity"]), Place(**f["where"]), f["message"], f["hint"])
        for f in values.get("found", ())
    )
    lowered = tuple(
        Lowered(**{**each, "was": Severity(each["was"]), "now": Severity(each["now"])})
        for each in values.get("lowered", ())
    )
    return Findings(
        found, tuple(NotRun(**n) for n in values.get("not_run", ())), lowered, tuple(values.get("faults", ()))
    )
