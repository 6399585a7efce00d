"""`plainleaf records`: published editions come in; what record systems, portals and catalogues read goes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.completing import complete_articles, complete_brands

if TYPE_CHECKING:
    from pipeline.building.library import Library
    from pipeline.building.report import EditionReport
    from pipeline.finding import Findings
    from pipeline.issuing.records.entry import Copy


@click.command(short_help="Write a library for record systems, portals and catalogues.")
@click.argument("articles", nargs=-1, metavar="[ARTICLE]...", shell_complete=complete_articles)
@click.option(
    "--brand", "brands", multiple=True, metavar="NAME", shell_complete=complete_brands, help="Only this brand."
)
@click.option("--lang", "langs", multiple=True, metavar="TAG", help="Only this language.")
@click.option(
    "--to", "target", type=click.Path(path_type=Path, file_okay=False), required=True, help="The folder to write."
)
@click.option("--out", type=click.Path(path_type=Path), help="Output folder instead of output/.")
@click.pass_context
def records(
    ctx: click.Context,
    articles: tuple[str, ...],
    brands: tuple[str, ...],
    langs: tuple[str, ...],
    target: Path,
    out: Path | None,
) -> None:
    """Write all that is published, or only ARTICLE, for other systems: below the folder one for each brand with a FHIR
    R4B catalogue, each article as a FHIR document, an index by code for Infobutton, a CSV, a JSON Feed and Dublin Core.

    Each file is read back before it is written: what a record says is held against its article. Collections are left
    out: they are made of articles.
    """
    from pipeline.building.library import Library
    from pipeline.cli.chosen import against, published_editions
    from pipeline.cli.options import today
    from pipeline.errors import UsageError
    from pipeline.finding import Findings
    from pipeline.showing import display
    from pipeline.workspace.folder import find_output, find_workspace
    from pipeline.workspace.issued import write_folder
    from pipeline.workspace.output import Output

    workspace = find_workspace(Path.cwd())
    output = Output(find_output(workspace, out))
    library = Library.open(workspace, today())
    chosen = published_editions(output, articles, brands, langs)
    editions = [each for each in chosen if each.name.slug not in library.collections]
    if not editions:
        raise UsageError("a collection has no record of its own", hint="name its articles, or none for all")
    found = Findings(tuple(against(library, output, editions)))
    files: dict[str, bytes] = {}
    if not found.errors:
        for _, group in groupby(editions, key=lambda edition: edition.name.brand):
            made, findings = _brand(library, list(group))
            files |= made
            found += findings
    display.show_findings(found.found)
    if found.errors:
        click.echo(f"{target}: nothing was written")
        ctx.exit(1)
    changed = write_folder(target, files)
    click.echo(f"{target}: {display.plural(len(editions), 'record')}, {_said(len(files), changed.written)}")


def _said(files: int, written: Sequence[str]) -> str:
    return f"{files} files" + (f", {len(written)} written" if written else ", nothing changed")


def _brand(library: Library, editions: Sequence[EditionReport]) -> tuple[Mapping[str, bytes], Findings]:
    """The records of one brand by path, each read back, and what is wrong with them."""
    from pipeline.finding import Findings
    from pipeline.issuing.records import lists
    from pipeline.issuing.records.catalogue import catalogue
    from pipeline.issuing.records.checks import check_bundle
    from pipeline.issuing.records.document import document
    from pipeline.issuing.records.entry import entry_of
    from pipeline.issuing.records.proof import check_said
    from pipeline.workspace.disk import to_json

    brand, found = editions[0].name.brand, Findings()
    files: dict[str, bytes] = {}
    entries, administrator = [], ""
    for report in editions:
        edition = library.edition(report.name)
        if isinstance(edition, Findings):
            found += edition
            continue
        entry = entry_of(edition, _copies(report))
        path = f"{brand}/documents/{report.name.lang}/{report.name.slug}.fhir.json"
        files[path] = to_json(document(edition, entry))
        found += check_bundle(files[path], path) + check_said(files[path], edition)
        entries.append(entry)
        administrator = edition.brand.contact.email
    if not entries:
        return {}, found
    path = f"{brand}/catalogue.fhir.json"
    files[path] = to_json(catalogue(entries))
    found += check_bundle(files[path], path)
    files |= {
        f"{brand}/infobutton.json": to_json(lists.infobutton(entries)),
        f"{brand}/library.csv": lists.table(entries),
        f"{brand}/library.feed.json": to_json(lists.feed(entries)),
        f"{brand}/dublin-core.xml": lists.dublin_core(entries, administrator),
    }
    return files, found


_TAKEN = frozenset({"application/pdf", "application/epub+zip"})


def _copies(report: EditionReport) -> list[Copy]:
    """The files of an edition that people take home, as its manifest lists them."""
    from pipeline.issuing.records.entry import Copy

    return [
        Copy(file.name, file.media_type, file.size)
        for product in report.products
        for file in product.files
        if file.media_type in _TAKEN
    ]
