"""`plainleaf certify`: published files come in, what the validators say of them goes out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.completing import complete_articles

if TYPE_CHECKING:
    from pipeline.building.report import Report


@click.command(short_help="Have published files read by the validators the field trusts.")
@click.argument("articles", nargs=-1, metavar="[ARTICLE]...", shell_complete=complete_articles)
@click.option("--out", type=click.Path(path_type=Path), help="Output folder instead of output/.")
@click.option("--ace", is_flag=True, help="Have Ace by DAISY read each EPUB too (needs Node and Chromium).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of words.")
@click.pass_context
def certify(ctx: click.Context, articles: tuple[str, ...], out: Path | None, ace: bool, as_json: bool) -> None:
    """Run veraPDF on every published PDF, EPUBCheck on every EPUB and, where it is installed, the Nu HTML Checker on
    every web page, of all articles unless ARTICLE names some.

    A file that was certified before is not read again. A validator that could not run is reported as not run, never as
    passed, and gives exit code 3.
    """
    from pipeline.cli.options import slug_of
    from pipeline.errors import UsageError
    from pipeline.naming import choose
    from pipeline.showing import display
    from pipeline.showing.publishing import finish, published
    from pipeline.workspace.folder import find_output, find_workspace
    from pipeline.workspace.output import Output

    output = Output(find_output(find_workspace(Path.cwd()), out))
    chosen = [slug_of(article) for article in articles]
    report = published(output, chosen)
    slugs = {name.slug for name in output.editions()}
    for article in chosen:
        if slugs and article not in slugs:
            raise UsageError(f'nothing of "{article}" is published', hint=choose(article, slugs))
    if not report.editions:
        raise UsageError("nothing is published yet", hint="run plainleaf build first")
    with output.locked():
        report = finish(output, report, certifying=True, ace=ace)
    if as_json:
        display.show_json(report, strict=False)
    else:
        display.show_certificates(report.certificates)
        _say_unread(report)
    missed = any(certificate.passed is None for certificate in report.certificates)
    failed = any(certificate.passed is False for certificate in report.certificates)
    ctx.exit(1 if failed else 3 if missed else 0)


def _say_unread(report: Report) -> None:
    """Name the web pages that no validator read, since none that reads them is installed."""
    from pipeline.certifying import is_certified, is_page
    from pipeline.certifying.nu import INSTALLING
    from pipeline.showing import display

    files = [
        (file.name, file.media_type) for edition in report.editions for each in edition.products for file in each.files
    ]
    pages = [each for each in files if is_page(*each) and not is_certified(*each)]
    if pages:
        click.echo(f"{display.plural(len(pages), 'web page')} not read: the Nu HTML Checker is not installed")
        click.echo(f"  hint: {INSTALLING}")
