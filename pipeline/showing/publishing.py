"""A report on published editions comes in; certificates are added, and the index over the output goes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.building.manifest import edition_from_json
from pipeline.building.report import EditionReport, Fate, Report
from pipeline.edition.artifact import File
from pipeline.workspace.disk import digest
from pipeline.workspace.output import Output

INDEX_DIGEST = "index.digest"
CERTIFIED = {"application/pdf", "application/epub+zip"}


def published(output: Output, articles: Sequence[str] = ()) -> Report:
    """What lies in the output folder, as its manifests say; only the named articles if any are."""
    found = []
    for name in output.editions():
        edition = edition_from_json(output.manifest(name), name, Fate.UP_TO_DATE)
        if edition and (not articles or name.slug in articles):
            found.append(edition)
    return Report(tuple(found))


def finish(output: Output, report: Report, certifying: bool, *, ace: bool = False) -> Report:
    """The report with certificates, if asked for, and index.html written over everything that is published."""
    if certifying:
        report = certified(output, report, ace=ace)
    write_index(output, report)
    return report


def certified(output: Output, report: Report, *, ace: bool = False) -> Report:
    """The report with the certificates of every published file in it; one JVM reads them all."""
    from pipeline.certifying import JavaWorker, certify

    editions = []
    with JavaWorker() as worker:
        for edition in report.editions:
            if edition.fate not in {Fate.BUILT, Fate.UP_TO_DATE}:
                editions.append(edition)
                continue
            files = [
                File(f"{edition.name}/{file.name}", file.media_type, output.read(edition.name, file.name))
                for product in edition.products
                for file in product.files
                if file.media_type in CERTIFIED
            ]
            certificates = certify(files, output.certificates(), worker, ace=ace)
            editions.append(replace(edition, certificates=tuple(certificates)))
    return replace(report, editions=tuple(editions))


def write_index(output: Output, report: Report) -> None:
    """Write index.html over all published editions, with the failures of this run, and the tables of their facts,
    unless it says all that already.
    """
    failures = [edition for edition in report.editions if edition.fate in {Fate.FAILED, Fate.WITHDRAWN}]
    certificates = {certificate.name: certificate.sha256 for certificate in report.certificates}
    said = digest(repr((output.manifest_digests(), failures, report.findings, certificates)).encode())
    if output.cached(INDEX_DIGEST) == said.encode() and output.has_file("index.html"):
        return
    from pipeline.showing.contact_sheet import contact_sheet
    from pipeline.showing.tables import prune_tables, write_tables

    now = {edition.name: edition for edition in report.editions}
    shown: list[EditionReport] = []
    for edition in published(output).editions:
        fresh = now.get(edition.name)
        sound = fresh is not None and fresh.fate is not Fate.FAILED
        shown.append(replace(edition, certificates=fresh.certificates) if fresh and sound else edition)
    tables = write_tables(output, shown)
    prune_tables(output, tables)
    output.write("index.html", contact_sheet(shown, failures, report.findings, tables).encode())
    output.cache(INDEX_DIGEST, said.encode())
