"""What became of each edition comes in; one report with verdict, counts and JSON goes out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from pipeline.finding import Finding, Findings, Severity, decode, encode

if TYPE_CHECKING:
    from pipeline.certifying.certificate import Certificate


class Fate(StrEnum):
    """What a build did with an edition."""

    BUILT = "built"
    UP_TO_DATE = "up to date"
    CHECKED = "checked"
    FAILED = "failed"
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

    @property
    def name(self) -> str:
        return "/".join(part for part in (self.format, self.variant, self.paper) if part)


@dataclass(frozen=True)
class EditionReport:
    """One edition: "brand/lang/slug", the title, its state, the findings on article and brand, its products.

    `idle` names the formats that make nothing of it, with the digests of what they looked at.
    """

    edition: str
    title: str
    file: str
    state: str
    draft: bool
    fate: Fate
    findings: Findings
    products: tuple[ProductReport, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    idle: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def brand(self) -> str:
        return self.edition.split("/")[0]

    @property
    def lang(self) -> str:
        return self.edition.split("/")[1]

    @property
    def slug(self) -> str:
        return self.edition.split("/")[2]

    @property
    def all_findings(self) -> Findings:
        """Findings on the article, the brand and every product, in this order."""
        total = self.findings
        for product in self.products:
            total += product.findings
        return total


@dataclass(frozen=True)
class Report:
    """Everything one command found out. `crashes` are tracebacks of our own faults."""

    editions: tuple[EditionReport, ...] = ()
    findings: Findings = field(default_factory=Findings)
    crashes: tuple[str, ...] = ()

    @property
    def all_findings(self) -> Findings:
        total = self.findings
        for edition in self.editions:
            total += edition.all_findings
        return total

    @property
    def tracebacks(self) -> tuple[str, ...]:
        """Every fault of ours once, as the traceback to report."""
        return tuple(dict.fromkeys(self.crashes + self.all_findings.faults))

    def count(self, severity: Severity) -> int:
        return sum(finding.severity is severity for finding in self.all_findings.found)

    @property
    def certificates(self) -> tuple[Certificate, ...]:
        return tuple(certificate for edition in self.editions for certificate in edition.certificates)

    def passed(self, strict: bool = False) -> bool:
        """Whether nothing stands against publication; with `strict` warnings do."""
        bad = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
        failed = any(certificate.passed is False for certificate in self.certificates)
        return not self.tracebacks and not failed and not any(f.severity in bad for f in self.all_findings.found)

    def by_file(self) -> Iterator[Finding]:
        """Every finding once, in reading order."""
        yield from sorted(self.all_findings.found, key=lambda finding: finding.order)


def product_to_json(product: ProductReport) -> dict[str, Any]:
    """A product as a manifest keeps it."""
    return {
        "format": product.format,
        "variant": product.variant,
        "paper": product.paper,
        "files": {
            file.name: {"media_type": file.media_type, "bytes": file.size, "sha256": file.sha256}
            for file in product.files
        },
        "findings": encode(product.findings),
        "decisions": list(product.decisions),
        "previews": list(product.previews),
        "parts": dict(product.parts),
        "placements": dict(product.placements),
    }


def product_from_json(values: Mapping[str, Any]) -> ProductReport:
    """The product out of a manifest's values; KeyError or TypeError when they are of another form."""
    files = tuple(
        FileReport(name, file["media_type"], file["bytes"], file["sha256"]) for name, file in values["files"].items()
    )
    return ProductReport(
        values["format"],
        values["variant"],
        values["paper"],
        files,
        decode(values["findings"]),
        tuple(values["decisions"]),
        tuple(values["previews"]),
        values["parts"],
        values["placements"],
    )


def edition_to_json(edition: EditionReport) -> dict[str, Any]:
    """An edition as its manifest keeps it."""
    return {
        "edition": edition.edition,
        "title": edition.title,
        "file": edition.file,
        "state": edition.state,
        "draft": edition.draft,
        "findings": encode(edition.findings),
        "products": [product_to_json(product) for product in edition.products],
        "idle": {name: dict(parts) for name, parts in edition.idle.items()},
    }


def edition_from_json(values: Mapping[str, Any], fate: Fate) -> EditionReport | None:
    """The edition out of a manifest's values, None when they are of another form (an older version's)."""
    try:
        return EditionReport(
            values["edition"],
            values["title"],
            values["file"],
            values["state"],
            values["draft"],
            fate,
            decode(values["findings"]),
            tuple(product_from_json(product) for product in values["products"]),
            idle={name: dict(parts) for name, parts in values["idle"].items()},
        )
    except (KeyError, TypeError, AttributeError, ValueError):
        return None


def to_json(report: Report, strict: bool) -> dict[str, Any]:
    """The report as --json prints it."""
    return {
        "passed": report.passed(strict),
        "errors": report.count(Severity.ERROR),
        "warnings": report.count(Severity.WARNING),
        "editions": [
            edition_to_json(edition)
            | {
                "fate": edition.fate.value,
                "certificates": [
                    {
                        "file": certificate.name,
                        "statement": certificate.statement,
                        "passed": certificate.passed,
                        "sha256": certificate.sha256,
                    }
                    for certificate in edition.certificates
                ],
            }
            for edition in report.editions
        ],
        "findings": encode(report.findings),
        "crashes": list(report.tracebacks),
    }
