"""A report on published editions comes in; certificates are added, and the index over the output goes out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.building.manifest import edition_from_json
from pipeline.building.report import EditionReport, Fate, Report
from pipeline.edition.artifact import File
from pipeline.edition.name import EditionName
from pipeline.showing.edition_page import TEMPLATES, bundled, edition_page, page_of
from pipeline.showing.index import FOLDER, index_pages
from pipeline.showing.tables import Summary, prune_tables, write_tables
from pipeline.workspace.disk import digest
from pipeline.workspace.output import Output

INDEX_DIGEST, PAGES_DIGEST = "index.digest", "index.pages"


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
    from pipeline.certifying import JavaWorker, certify, is_certified

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
                if is_certified(file.name, file.media_type)
            ]
            certificates = certify(files, output.certificates(), worker, ace=ace)
            editions.append(replace(edition, certificates=tuple(certificates)))
    return replace(report, editions=tuple(editions))


def write_index(output: Output, report: Report) -> None:
    """Write index.html and the pages it leads to over all published editions, with the failures of this run and the
    tables of their facts, unless it says all that already; the page of an edition that has not changed is left alone.
    """
    failures = [edition for edition in report.editions if edition.fate in {Fate.FAILED, Fate.WITHDRAWN}]
    certificates = {certificate.name: certificate.sha256 for certificate in report.certificates}
    manifests = output.manifest_digests()
    signed = {str(edition.name): edition.signed for edition in report.editions}
    said = digest(repr((manifests, failures, report.findings, certificates, signed)).encode())
    if output.cached(INDEX_DIGEST) == said.encode() and output.has_file("index.html"):
        return
    now = {edition.name: edition for edition in report.editions}
    shown: list[EditionReport] = []
    for edition in published(output).editions:
        fresh = now.get(edition.name)
        sound = fresh is not None and fresh.fate is not Fate.FAILED
        if fresh and sound:
            edition = replace(edition, certificates=fresh.certificates, signed=fresh.signed)  # noqa: PLW2901
        shown.append(edition)
    tables = write_tables(output, shown)
    prune_tables(output, tables)
    _write_pages(output, shown, manifests, tables)
    pages = dict(index_pages(shown, failures, report.findings, tables))
    front = pages.pop("index.html")
    for name, content in pages.items():
        output.write(name, content)
    wanted = {*pages, *(f"{FOLDER}/{page_of(edition.name)}" for edition in shown)}
    for page in output.files_below(FOLDER):
        if page not in wanted:
            output.drop(page)
    # Last: it leads to all the others.
    output.write("index.html", front)
    output.cache(INDEX_DIGEST, said.encode())


def _write_pages(
    output: Output,
    shown: Sequence[EditionReport],
    manifests: Mapping[str, str],
    tables: Mapping[EditionName, Summary],
) -> None:
    """Write the page of each edition whose manifest, certificates, facts or design has changed since it was written."""
    design = digest("".join(map(bundled, TEMPLATES)).encode())
    before = json.loads(output.cached(PAGES_DIGEST) or b"{}")
    now: dict[str, str] = {}
    for edition in shown:
        name, page = str(edition.name), f"{FOLDER}/{page_of(edition.name)}"
        certificates = [certificate.sha256 for certificate in edition.certificates]
        facts = tables.get(edition.name)
        now[name] = digest(
            repr((manifests.get(name), certificates, edition.state, edition.signed, facts, design)).encode()
        )
        if before.get(name) != now[name] or not output.has_file(page):
            more = [(facts.page, f"Facts: {facts.words}")] if facts else []
            output.write(page, edition_page(edition, more).encode())
    output.cache(PAGES_DIGEST, json.dumps(now, sort_keys=True).encode())
