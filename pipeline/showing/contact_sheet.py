"""Reports on published editions come in; one HTML page that shows everything that came out goes out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from pipeline.building.report import EditionReport, FileReport, ProductReport
from pipeline.edition.name import EditionName
from pipeline.finding import Findings, Severity
from pipeline.showing.entries import by_decision, by_weight, entries

if TYPE_CHECKING:
    from pipeline.certifying.certificate import Certificate
    from pipeline.showing.tables import Summary

PICTURES = {"image/png", "image/jpeg"}


@dataclass(frozen=True, slots=True)
class _Shown:
    """One product as the page shows it."""

    name: str
    pictures: tuple[tuple[str, str], ...]
    frame: str
    files: tuple[tuple[str, str, str], ...]
    pages: int
    findings: Findings
    decisions: tuple[str, ...]
    certificates: tuple[Certificate, ...]


@cache
def _template() -> Any:
    from jinja2 import Environment, StrictUndefined

    text = resources.files(__package__).joinpath("contact_sheet.html").read_text(encoding="utf-8")
    return Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True).from_string(
        text
    )


def contact_sheet(
    editions: Sequence[EditionReport],
    failures: Sequence[EditionReport],
    findings: Findings,
    tables: Mapping[EditionName, Summary] | None = None,
) -> str:
    """The page over `editions`, worst first, with what this run could not publish on top, and the way to their tables
    of facts.

    Addresses in it are relative to the output folder, so that it works from a file.
    """
    rows = [(edition, [_shown(edition, product) for product in edition.products]) for edition in editions]
    rows.sort(key=lambda row: (_weight(row[0]), row[0].name))
    page: str = _template().render(
        rows=rows,
        failures=failures,
        findings=findings,
        total=_total(editions),
        count=_count,
        tables=tables or {},
        entries=lambda found: by_weight(entries(found)),
        conceded=conceded,
        decisions=by_decision,
    )
    return page


def conceded(edition: EditionReport) -> str:
    """What must stand beside a certificate of an edition whose rules were lowered: it speaks of the file alone."""
    rules = {change.rule for change in edition.all_findings.lowered if change.now.weight > change.was.weight}
    return f"; of the rules on its text, {len(rules)} {'was' if len(rules) == 1 else 'were'} lowered" if rules else ""


def _weight(edition: EditionReport) -> tuple[int, int]:
    found = edition.all_findings
    return -len(found.errors), -len(found.warnings)


def _count(findings: Findings) -> str:
    """ "2 errors, 1 warning", or "no findings"."""
    parts = []
    for severity in Severity:
        number = sum(finding.severity is severity for finding in findings.found)
        if number:
            word = "for your information" if severity is Severity.INFO else severity.value + ("s" if number > 1 else "")
            parts.append(f"{number} {word}")
    return ", ".join(parts) or "no findings"


def _total(editions: Iterable[EditionReport]) -> dict[str, int]:
    products = [product for edition in editions for product in edition.products]
    return {
        "editions": len(list(editions)),
        "files": sum(len(product.files) for product in products),
        "bytes": sum(file.size for product in products for file in product.files),
    }


def _shown(edition: EditionReport, product: ProductReport) -> _Shown:
    base = str(edition.name)
    pictures = [(f".cache/{name}", f"page {index}") for index, name in enumerate(product.previews, start=1)]
    pages = [file for file in product.files if file.media_type == "text/html"]
    if not pages and not pictures:
        pictures = [(f"{base}/{file.name}", file.name) for file in product.files if file.media_type in PICTURES]
    names = {f"{base}/{file.name}" for file in product.files}
    return _Shown(
        product.name,
        tuple(pictures),
        f"{base}/{pages[0].name}" if pages else "",
        tuple((f"{base}/{file.name}", file.name.partition("/")[2], size_of(file)) for file in product.files),
        len(product.previews),
        product.findings,
        product.decisions,
        tuple(certificate for certificate in edition.certificates if certificate.name in names),
    )


def size_of(file: FileReport) -> str:
    """A file's size in kB (1,000 bytes), as people read it."""
    return f"{file.size / 1000:,.0f} kB" if file.size >= 1000 else f"{file.size} bytes"
