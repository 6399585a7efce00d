"""`plainleaf certify`: published files come in, what the validators say of them goes out."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.completing import complete_articles


@click.command(short_help="Have published files read by the validators the field trusts.")
@click.argument("articles", nargs=-1, metavar="[ARTICLE]...", shell_complete=complete_articles)
@click.option("--out", type=click.Path(path_type=Path), help="Output folder instead of output/.")
@click.option("--ace", is_flag=True, help="Have Ace by DAISY read each EPUB too (needs Node and Chromium).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of words.")
@click.pass_context
def certify(ctx: click.Context, articles: tuple[str, ...], out: Path | None, ace: bool, as_json: bool) -> None:
    """Run veraPDF on every published PDF and EPUBCheck on every EPUB, of all articles unless ARTICLE names some.

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
    missed = any(certificate.passed is None for certificate in report.certificates)
    failed = any(certificate.passed is False for certificate in report.certificates)
    ctx.exit(1 if failed else 3 if missed else 0)
