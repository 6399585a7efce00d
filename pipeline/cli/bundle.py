"""`plainleaf bundle`: published editions come in; a ZIP for a handover, or what was changed in one, goes out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.completing import complete_articles, complete_brands

if TYPE_CHECKING:
    from pipeline.building.library import Library
    from pipeline.building.report import EditionReport
    from pipeline.finding import Finding
    from pipeline.issuing.bundle import Packed, Part
    from pipeline.workspace.output import Output


@click.command(short_help="Pack published editions for a handover, or check a bundle.")
@click.argument("articles", nargs=-1, metavar="[ARTICLE]...", shell_complete=complete_articles)
@click.option(
    "--brand", "brands", multiple=True, metavar="NAME", shell_complete=complete_brands, help="Only this brand."
)
@click.option("--lang", "langs", multiple=True, metavar="TAG", help="Only this language.")
@click.option("--to", "target", type=click.Path(path_type=Path, dir_okay=False), help="The ZIP to write.")
@click.option("--out", type=click.Path(path_type=Path), help="Output folder instead of output/.")
@click.option(
    "--verify",
    "given",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="FILE",
    help="Say what was changed, added or lost in a bundle; packs nothing.",
)
@click.pass_context
def bundle(
    ctx: click.Context,
    articles: tuple[str, ...],
    brands: tuple[str, ...],
    langs: tuple[str, ...],
    target: Path | None,
    out: Path | None,
    given: Path | None,
) -> None:
    """Pack all that is published, or only of ARTICLE, into one ZIP: the files of each edition with its manifest, the
    certificates that `plainleaf certify` left, approvals, a readme and hashes. The same editions give the same bytes.

    What was withdrawn, is past its review or is not what its article says now is not packed, and nothing is written.
    """
    from pipeline.errors import UsageError

    if given is not None:
        if target is not None or articles or brands or langs:
            raise UsageError("--verify takes a bundle and nothing else", hint="leave the rest out")
        ctx.exit(_check(given))
    if target is None:
        raise UsageError("--to is missing", hint="say which file to write: --to handover.zip")
    ctx.exit(_pack(articles, brands, langs, target, out))


def _check(path: Path) -> int:
    from pipeline.issuing.opening import check_bundle
    from pipeline.showing import display

    opened = check_bundle(path)
    display.show_findings(opened.findings.found)
    if opened.sha256:
        count = display.plural(opened.files, "file")
        click.echo(f"{path.name}: {display.plural(len(opened.editions), 'edition')}, {count}, {opened.size:,} bytes")
        click.echo(f"its manifest has the SHA-256 {opened.sha256}")
    if not opened.findings.errors:
        click.echo("every file is as it was packed")
    return 1 if opened.findings.errors else 0


def _pack(articles: Sequence[str], brands: Sequence[str], langs: Sequence[str], target: Path, out: Path | None) -> int:
    from pipeline.building.library import Library
    from pipeline.cli.chosen import against, published_editions
    from pipeline.cli.options import today
    from pipeline.issuing.bundle import write_bundle
    from pipeline.showing import display
    from pipeline.workspace.disk import written_whole
    from pipeline.workspace.folder import find_output, find_workspace
    from pipeline.workspace.output import Output

    workspace = find_workspace(Path.cwd())
    output = Output(find_output(workspace, out))
    library = Library.open(workspace, today())
    editions = published_editions(output, articles, brands, langs)
    found = against(library, output, editions)
    found += [finding for edition in editions for finding in _changed(output, edition)]
    if found:
        display.show_findings(found)
        click.echo(f"{target}: nothing was written")
        return 1
    packed = [_packed(library, edition) for edition in editions]
    with written_whole(target) as file:
        digest = write_bundle(file, packed, chain(_approvals(library, editions), _parts(output, editions)))
    lacking = sum(not list(_certificates(output, edition)) for edition in editions)
    size = target.stat().st_size
    click.echo(f"{target}: {display.plural(len(editions), 'edition')}, {size:,} bytes")
    if lacking:
        click.echo(f"{display.plural(lacking, 'edition')} without certificates; plainleaf certify adds them")
    click.echo(f"its manifest has the SHA-256 {digest}")
    return 0


def _packed(library: Library, edition: EditionReport) -> Packed:
    from pipeline.issuing.bundle import Packed

    target = library.target(edition.name)
    entries = [entry for slug in target.articles for entry in library.entries[slug] if entry.lang == target.name.lang]
    documents = ", ".join(dict.fromkeys(entry.document for entry in entries if entry.document))
    review = min((entry.next_review for entry in entries if entry.next_review), default="")
    return Packed(str(edition.name), edition.title, documents, review, edition.state)


def _changed(output: Output, edition: EditionReport) -> Iterator[Finding]:
    """The published files that are not what their manifest says."""
    from pipeline.errors import PlainleafError
    from pipeline.finding import Place
    from pipeline.issuing.rules import PUBLISHED_CHANGED
    from pipeline.workspace.disk import digest

    for product in edition.products:
        for file in product.files:
            place, hint = Place(f"{edition.name}/{file.name}"), f"run plainleaf build {edition.name.slug} first"
            try:
                same = digest(output.read(edition.name, file.name)) == file.sha256
            except PlainleafError as fault:
                yield PUBLISHED_CHANGED.finding(place, fault.message, hint)
                continue
            if not same:
                yield PUBLISHED_CHANGED.finding(place, "somebody changed it after it was published", hint)


def _parts(output: Output, editions: Sequence[EditionReport]) -> Iterator[Part]:
    from pipeline.issuing.bundle import Part
    from pipeline.workspace.disk import to_json

    for edition in editions:
        folder = f"editions/{edition.name}"
        names = dict.fromkeys(file.name for product in edition.products for file in product.files)
        for name in names:
            yield Part(f"{folder}/{name}", output.read(edition.name, name))
        yield Part(f"{folder}/manifest.json", to_json(output.manifest(edition.name)))
        for name, content in _certificates(output, edition):
            yield Part(f"certificates/{edition.name}/{name}", content, "certificate")


def _approvals(library: Library, editions: Sequence[EditionReport]) -> Iterator[Part]:
    """Who approved what of the articles that are packed, as it lies beside them."""
    from pipeline.issuing.bundle import Part

    for slug in library.members(sorted({edition.name.slug for edition in editions})):
        content = library.sources[slug].files.get("approvals.toml")
        if content is not None:
            yield Part(f"approvals/{slug}/approvals.toml", content, "approval")


def _certificates(output: Output, edition: EditionReport) -> Iterator[tuple[str, bytes]]:
    """The certificates that were given to the files of an edition, by name; none is asked for anew."""
    from pipeline.certifying import is_certified, key, profiles
    from pipeline.edition.artifact import File

    store = output.certificates()
    for product in edition.products:
        for file in product.files:
            if not is_certified(file.name, file.media_type):
                continue
            given = File(f"{edition.name}/{file.name}", file.media_type, output.read(edition.name, file.name))
            for profile in profiles(given):
                content = store.read(key(given, profile))
                if content is not None:
                    yield f"{file.name}.{profile.flavour.lower()}.json", content
