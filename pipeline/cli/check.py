"""`plainleaf check`: articles come in, what is wrong with them and with what they become goes out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pipeline.cli.options import request, selection


@click.command(short_help="Check articles and what they become; save nothing.")
@selection
@click.option("--sarif", is_flag=True, help="Print SARIF 2.1.0 for code hosts instead of words.")
@click.option("--html", "as_html", is_flag=True, help="Print one HTML page instead of words.")
@click.option("-v", "--verbose", is_flag=True, help="Show infos, and checks that did not run.")
@click.pass_context
def check(
    ctx: click.Context,
    /,
    out: Path | None,
    sarif: bool,
    as_html: bool,
    verbose: bool,
    strict: bool,
    as_json: bool,
    jobs: int | None,
    **chosen: Any,
) -> None:
    """Render and check articles, all of them unless ARTICLE names some, and save nothing."""
    from pipeline.building.build import Build
    from pipeline.building.library import Library
    from pipeline.building.rulebook import RULES
    from pipeline.cli.options import runner, today
    from pipeline.showing import display
    from pipeline.workspace.folder import find_output, find_workspace
    from pipeline.workspace.output import Output

    workspace = find_workspace(Path.cwd())
    output = Output(find_output(workspace, out))
    library = Library.open(workspace, today())
    with runner(jobs, library) as running:
        report = Build(library, output, request(False, **chosen)).run(running)
    if sarif:
        display.show_sarif(report, RULES)
    elif as_html:
        display.show_page(report, strict)
    elif as_json:
        display.show_json(report, strict)
    else:
        display.show_report(report, strict=strict, draft=True, verbose=verbose)
    ctx.exit(3 if report.tracebacks else 0 if report.passed(strict) else 1)
