"""The report on one edition comes in; the HTML page that shows everything that came out of it goes out."""

from __future__ import annotations

from collections.abc import Sequence
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

PICTURES = {"image/png", "image/jpeg"}
POSTS = "sheet.html"
"""The page of a product that shows its posts as readers see them; others beside it are for machines."""

UP = "../../../"
"""The way from an edition's page to the output folder."""

TEMPLATES = ("edition_page.html", "index.html", "parts.html", "shelf.html")


@dataclass(frozen=True, slots=True)
class _Shown:
    """One product as the page shows it; a picture has its address, its words, and where a click on it leads."""

    name: str
    pictures: tuple[tuple[str, str, str], ...]
    frame: str
    posts: bool
    files: tuple[tuple[str, str, str], ...]
    pages: int
    findings: Findings
    decisions: tuple[str, ...]
    certificates: tuple[Certificate, ...]


def page_of(name: EditionName) -> str:
    """Where an edition's page lies below the folder of pages: "brand/en/slug.html"."""
    return f"{name}.html"


def edition_page(edition: EditionReport, more: Sequence[tuple[str, str]] = ()) -> str:
    """The page of one edition; `more` are further pages on it: address below the output folder, and words.

    Addresses in it are relative, so that it works from a file.
    """
    page: str = template("edition_page.html").render(
        edition=edition,
        products=[_shown(edition, product) for product in edition.products],
        more=more,
        up=UP,
        conceded=conceded,
    )
    return page


def template(name: str) -> Any:
    """A template of this folder, with what all of them call."""
    return _environment().get_template(name)


@cache
def _environment() -> Any:
    from jinja2 import DictLoader, Environment, StrictUndefined

    environment = Environment(
        loader=DictLoader({name: bundled(name) for name in TEMPLATES}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(entries=lambda found: by_weight(entries(found)), decisions=by_decision, count=count_of)
    return environment


def bundled(name: str) -> str:
    """The text of a file that lies beside this module."""
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


def conceded(edition: EditionReport) -> str:
    """What must stand beside a certificate of an edition whose rules were lowered: it speaks of the file alone."""
    rules = {change.rule for change in edition.all_findings.lowered if change.now.weight > change.was.weight}
    return f"; of the rules on its text, {len(rules)} {'was' if len(rules) == 1 else 'were'} lowered" if rules else ""


def count_of(findings: Findings) -> str:
    """ "2 errors, 1 warning", or "no findings"."""
    parts = []
    for severity in Severity:
        number = sum(finding.severity is severity for finding in findings.found)
        if number:
            word = "for your information" if severity is Severity.INFO else severity.value + ("s" if number > 1 else "")
            parts.append(f"{number} {word}")
    return ", ".join(parts) or "no findings"


def _shown(edition: EditionReport, product: ProductReport) -> _Shown:
    base = str(edition.name)
    pages = [file for file in product.files if file.media_type == "text/html"]
    posts = [file for file in pages if file.name.rpartition("/")[2] == POSTS]
    framed = posts or pages
    names = {f"{base}/{file.name}" for file in product.files}
    return _Shown(
        product.name,
        tuple(_pictures(base, product, framed=bool(framed))),
        f"{base}/{framed[0].name}" if framed else "",
        bool(posts),
        tuple((f"{base}/{file.name}", file.name.partition("/")[2], size_of(file)) for file in product.files),
        len(product.previews),
        product.findings,
        product.decisions,
        tuple(certificate for certificate in edition.certificates if certificate.name in names),
    )


def _pictures(base: str, product: ProductReport, *, framed: bool) -> list[tuple[str, str, str]]:
    """A page leads to itself in its PDF, which opens there (RFC 8118); any other picture to itself."""
    pdf = next((f"{base}/{file.name}" for file in product.files if file.media_type == "application/pdf"), "")
    if product.previews:
        return [
            (f".cache/{name}", f"page {number}", f"{pdf}#page={number}" if pdf else f".cache/{name}")
            for number, name in enumerate(product.previews, start=1)
        ]
    if framed:
        return []
    files = [file for file in product.files if file.media_type in PICTURES]
    return [(f"{base}/{file.name}", file.name, f"{base}/{file.name}") for file in files]


def size_of(file: FileReport) -> str:
    """A file's size in kB (1,000 bytes), as people read it."""
    return f"{file.size / 1000:,.0f} kB" if file.size >= 1000 else f"{file.size} bytes"
