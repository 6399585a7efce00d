"""What became of each edition comes in; one report with verdict and counts goes out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from pipeline.edition.approvals import Signed
from pipeline.edition.copies import Copy
from pipeline.edition.name import EditionName
from pipeline.finding import Finding, Findings, Severity, together

if TYPE_CHECKING:
    from pipeline.certifying.certificate import Certificate


class Fate(StrEnum):
    """What a build did with an edition."""

    BUILT = "built"
    UP_TO_DATE = "up to date"
    CHECKED = "checked"
    FAILED = "failed"
    PARKED = "parked"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file of a product, by its path inside the edition's folder; size in bytes."""

    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True)
class ProductReport:
    """One product: its files, what was found in them, what was decided, pictures of it in the cache.

    `parts` are the digests of everything it was made from; `placements` give the page of each block (key → page).
    `added` says that neither brand nor article lists it: somebody asked for it by name. `trace` is where in the cache
    it is told where the facts of the article went, "" when nobody reads the product in this form; `inputs` the
    digest under which the archive keeps what it was made of. One that is held back has errors and no files.
    """

    format: str
    variant: str
    paper: str
    files: tuple[FileReport, ...]
    findings: Findings
    decisions: tuple[str, ...] = ()
    previews: tuple[str, ...] = ()
    parts: Mapping[str, str] = field(default_factory=dict)
    placements: Mapping[str, int] = field(default_factory=dict)
    added: bool = False
    trace: str = ""
    inputs: str = ""

    @property
    def name(self) -> str:
        return "/".join(part for part in (self.format, self.variant, self.paper) if part)


@dataclass(frozen=True)
class EditionReport:
    """One edition: its name, title and state, the findings on article and brand, its products.

    `held` are products kept back by errors of their own; `consists_of` names by format all that the edition consists
    of, published yet or not ("handout/sheet/A4"); `idle` names the formats that make nothing of it, and the variants
    that were asked for and that it does not have ("handout/form"), with the digests of what they looked at; `notes` are
    sentences on what left its place, was added, or was left alone;
    `signed` where each role stands that must approve it or did; `content` is a digest of all that its articles say;
    `copies` are what was printed of it, the latest last.
    """

    name: EditionName
    title: str
    file: str
    state: str
    draft: bool
    fate: Fate
    findings: Findings
    products: tuple[ProductReport, ...] = ()
    held: tuple[ProductReport, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    consists_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    idle: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    signed: tuple[Signed, ...] = ()
    version: str = ""
    content: str = ""
    copies: tuple[Copy, ...] = ()

    @property
    def all_findings(self) -> Findings:
        """Findings on the article, the brand and every product, in this order."""
        return together((self.findings, *(product.findings for product in (*self.products, *self.held))))


@dataclass(frozen=True)
class Report:
    """Everything one command found out. `stale` are the editions that were not worked on although what they are made
    of has changed, with what changed; `notes` are sentences on brands.
    """

    editions: tuple[EditionReport, ...] = ()
    findings: Findings = field(default_factory=Findings)
    stale: tuple[tuple[EditionName, str], ...] = ()
    notes: tuple[str, ...] = ()

    @cached_property
    def all_findings(self) -> Findings:
        return together((self.findings, *(edition.all_findings for edition in self.editions)))

    @property
    def tracebacks(self) -> tuple[str, ...]:
        """Every fault of ours once, as the traceback to report."""
        return tuple(dict.fromkeys(self.all_findings.faults))

    def count(self, severity: Severity) -> int:
        return sum(finding.severity is severity for finding in self.all_findings.found)

    @property
    def certificates(self) -> tuple[Certificate, ...]:
        return tuple(certificate for edition in self.editions for certificate in edition.certificates)

    def passed(self, strict: bool = False) -> bool:
        """Whether nothing stands against publication; with `strict` warnings do. Nothing at all is not well."""
        bad = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
        failed = any(certificate.passed is False for certificate in self.certificates)
        if self.tracebacks or failed or not self.editions:
            return False
        return not any(finding.severity in bad for finding in self.all_findings.found)

    def by_file(self) -> Iterator[Finding]:
        """Every finding once, in reading order."""
        yield from sorted(self.all_findings.found, key=lambda finding: finding.order)
