"""`plainleaf site`: published pages come in; a brand's library as a static site goes out, and is shown on loopback."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from pipeline.cli.completing import complete_brands

if TYPE_CHECKING:
    from pipeline.building.library import Library
    from pipeline.house.styles import Styles
    from pipeline.workspace.archive import Archive
    from pipeline.workspace.output import Output


@click.command(short_help="Make a site of all that a brand has published.")
@click.option(
    "--brand", "brands", multiple=True, metavar="NAME", shell_complete=complete_brands, help="Only this brand."
)
@click.option("--base-url", metavar="URL", help="Where the site stands; the brand's own address by default.")
@click.option(
    "--to", "target", type=click.Path(path_type=Path, file_okay=False), help="Folder instead of output/_site."
)
@click.option("--serve", is_flag=True, help="Show the site on this computer until Ctrl-C.")
@click.option("--port", type=click.IntRange(1, 65535), default=8123, show_default=True, help="For --serve.")
@click.option("--out", type=click.Path(path_type=Path), help="Output folder instead of output/.")
@click.pass_context
def site(
    ctx: click.Context,
    brands: tuple[str, ...],
    base_url: str | None,
    target: Path | None,
    serve: bool,
    port: int,
    out: Path | None,
) -> None:
    """Make the library of each brand as a static site, in a folder for each: the finished pages with their downloads, a
    first page, lists by letter, topic and day, search that needs no server, what is no longer published, feeds and a
    sitemap. Any host can serve it, and it works from a folder.

    Nothing is written that has not changed, and what is gone leaves; a page that was withdrawn says so at its place.
    """
    from pipeline.building.library import Library
    from pipeline.cli.chosen import brands_of
    from pipeline.cli.options import today
    from pipeline.errors import UsageError
    from pipeline.issuing.site.addresses import base_of
    from pipeline.workspace.archive import Archive
    from pipeline.workspace.folder import find_output, find_workspace
    from pipeline.workspace.output import Output

    base = base_of(base_url) if base_url is not None else None
    workspace = find_workspace(Path.cwd())
    output = Output(find_output(workspace, out))
    library = Library.open(workspace, today(), output.memory.seen())
    chosen = brands_of(output, brands)
    if (base is not None or serve) and len(chosen) > 1:
        raise UsageError("each brand has a site of its own", hint=f"add --brand with one of {', '.join(chosen)}")
    root = target or output.root / "_site"
    styles: Styles | None = None
    failed = False
    for brand in chosen:
        if not _is_done(library, output, brand, root / brand, base.url if base else ""):
            styles = styles or _styles(library)
            failed |= not _make(
                library, output, Archive.of(workspace), styles, brand, root / brand, base.url if base else ""
            )
    if serve and not failed:
        from pipeline.showing.serving import serve_folder

        web = base.url if base else (styles or _styles(library)).brands[chosen[0]].contact.web
        serve_folder(root / chosen[0], port, _tell, urlsplit(web).path)
    ctx.exit(1 if failed else 0)


def _tell(address: str) -> None:
    click.echo(f"look at {address} (Ctrl-C ends)")


def _styles(library: Library) -> Styles:
    # Reading brands brings the rules on articles along, a third of a run that finds nothing changed.
    from pipeline.house.styles import read_styles

    return read_styles(library.style_files)


def _shown(folder: Path) -> Path:
    """A folder as somebody who stands here names it."""
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder


def _key(folder: Path) -> str:
    from pipeline.workspace.disk import digest

    return f"site/{digest(str(folder.absolute()).encode())}.json"


def _state(library: Library, output: Output, brand: str, folder: Path, base: str) -> str:
    """A value of everything that a site is made of, but for the day."""
    from pipeline.workspace.disk import digest
    from pipeline.workspace.issued import stamp_of

    parts = (
        library.digests.engine,
        library.digests.brands.get(brand),
        digest(repr(sorted((path, digest(c)) for path, c in library.style_files.items() if _counts(path))).encode()),
        output.stamp(),
        sorted(library.source_digests.items()),
        base,
        stamp_of(folder),
    )
    return digest(repr(parts).encode())


def _counts(path: str) -> bool:
    """Whether a file of styles/ has to do with pages."""
    return path.startswith(("site/", "page/", "words/"))


def _is_done(library: Library, output: Output, brand: str, folder: Path, base: str) -> bool:
    """Whether the site is as it was left, and nothing that it is made of has changed."""
    kept = output.cached(_key(folder))
    values = json.loads(kept) if kept else {}
    # On the day after a review the page of its article gives way, whether or not anything was changed.
    if library.today.isoformat() > values.get("until", "") or values["state"] != _state(
        library, output, brand, folder, base
    ):
        return False
    said = values["said"]
    click.echo(f"{_shown(folder)}: {said}, nothing changed")
    return True


def _make(
    library: Library, output: Output, archive: Archive, styles: Styles, brand: str, folder: Path, base: str
) -> bool:
    """Make one site; False when it has findings that nothing may be written with."""
    from pipeline.building.keeping.printed import printed_copies
    from pipeline.errors import UsageError
    from pipeline.issuing.site.addresses import Base
    from pipeline.issuing.site.making import make_site
    from pipeline.showing import display
    from pipeline.showing.library import REMEMBERED, copied, next_change, remembered, settled, shown, stopped
    from pipeline.workspace.disk import to_json
    from pipeline.workspace.issued import write_folder

    if brand not in styles.brands:
        raise UsageError(f'there is no brand "{brand}" under styles/brands/ any more', hint="run plainleaf build first")
    house = styles.brands[brand]
    names = [name for name in output.editions() if name.brand == brand]
    library.recall(output.memory.recall())
    found = shown(library, output, house, stopped(library, names))
    memory = folder / REMEMBERED
    gone = [*found.gone, *remembered(memory.read_bytes() if memory.is_file() else None, found)]
    gone = settled(library, found, gone)
    printed = [each for each in printed_copies(output, archive) if each.edition.brand == brand]
    at = Base(base or house.contact.web)
    made = make_site(house, styles, at, found.guides, gone, found.files, found.collected, printed, found.pageless)
    copies = copied(output, found, made.copies)
    display.show_findings((*found.findings, *made.findings.found))
    if made.findings.errors:
        click.echo(f"{_shown(folder)}: nothing was written")
        return False
    pages = to_json(made.remembered)
    changed = write_folder(folder, {**copies, **made.files, REMEMBERED: pages})
    guides, lost = display.plural(len(found.guides), "guide"), sum(each.why != "moved" for each in made.gone)
    said = f"{guides}, {lost} no longer published" if lost else guides
    more = [f"{len(changed.written)} files written"] if changed.written else []
    more += [f"{len(changed.removed)} removed"] if changed.removed else []
    click.echo(f"{_shown(folder)}: {said}, {', '.join(more) or 'nothing changed'}")
    for each in found.collected:
        if each.prices:
            click.echo(f'"{each.title}" is for sale ({", ".join(each.prices)}): its page offers no file')
    state, until = _state(library, output, brand, folder, base), next_change(library, names)
    output.cache(_key(folder), to_json({"state": state, "said": said, "until": until}))
    return True
