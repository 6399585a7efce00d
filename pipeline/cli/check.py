"""`plainleaf check`: articles come in, what is wrong with them and with what they become goes out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.options import request, selection

if TYPE_CHECKING:
    from pipeline.building.library import Library
    from pipeline.workspace.folder import Workspace


@click.command(short_help="Check articles and what they become; save nothing.")
@selection
@click.option("--sarif", is_flag=True, help="Print SARIF 2.1.0 for code hosts instead of words.")
@click.option("--html", "as_html", is_flag=True, help="Print one HTML page instead of words.")
@click.option(
    "--changed",
    is_flag=False,
    flag_value="HEAD",
    metavar="[REVISION]",
    help="Only what differs from a revision of git, HEAD by default.",
)
@click.option("--mend", is_flag=True, help="Show how findings on texts can be mended, and ask before each mend.")
@click.option("--yes", is_flag=True, help="With --mend: make those that have one right answer, and ask nothing.")
@click.option("-v", "--verbose", is_flag=True, help="Show infos, and checks that did not run.")
@click.pass_context
def check(
    ctx: click.Context,
    /,
    out: Path | None,
    sarif: bool,
    as_html: bool,
    changed: str | None,
    mend: bool,
    yes: bool,
    verbose: bool,
    strict: bool,
    as_json: bool,
    jobs: int | None,
    **chosen: Any,
) -> None:
    """Render and check articles, all of them unless ARTICLE names some, and save nothing but mends."""
    if mend:
        from pipeline.cli.mending import mend_articles

        mend_articles(chosen["articles"], yes=yes)
        return
    from pipeline.building.build import Build
    from pipeline.building.library import Library
    from pipeline.building.report import Report
    from pipeline.building.rulebook import RULES
    from pipeline.cli.options import runner, today
    from pipeline.showing import display
    from pipeline.workspace.folder import find_output, find_workspace
    from pipeline.workspace.output import Output

    workspace = find_workspace(Path.cwd())
    output = Output(find_output(workspace, out))
    library = Library.open(workspace, today())
    report = Report(())
    if changed is None or (slugs := _touched(workspace, library, changed, chosen["articles"])):
        if changed is not None:
            chosen["articles"] = slugs
        with runner(jobs, library) as running:
            report = Build(library, output, request(False, **chosen)).run(running)
    elif not (sarif or as_html or as_json):
        click.echo(f"nothing that is published differs from {changed}")
        return
    if sarif:
        display.show_sarif(report, RULES)
    elif as_html:
        display.show_page(report, strict)
    elif as_json:
        display.show_json(report, strict)
    else:
        display.show_report(report, strict=strict, draft=True, verbose=verbose)
    ctx.exit(3 if report.tracebacks else 0 if report.passed(strict) else 1)


def _touched(workspace: Workspace, library: Library, revision: str, named: tuple[str, ...]) -> tuple[str, ...]:
    """The articles and collections that differ from a revision, of those that are `named` if any are."""
    from pipeline.cli.options import slug_of
    from pipeline.workspace.revisions import changed_files, touched

    members = {slug: collection.articles for slug, collection in library.collections.items()}
    slugs = touched(changed_files(workspace, revision), members)
    wanted = {slug_of(name) for name in named} or library.slugs
    # A name that does not exist stays, to be refused as without --changed.
    return tuple(sorted(wanted if slugs is None else wanted & (slugs | (wanted - library.slugs))))
