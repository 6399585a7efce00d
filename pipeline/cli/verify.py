"""`plainleaf verify`: published files come in; whether they say what their articles say goes out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.completing import complete_articles

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.building.library import Library
    from pipeline.building.report import Report
    from pipeline.edition.name import EditionName
    from pipeline.facts.ways import Ways
    from pipeline.workspace.output import Output


@click.command(short_help="Prove that published files say what their articles say.")
@click.argument("articles", nargs=-1, metavar="[ARTICLE]...", shell_complete=complete_articles)
@click.option("--out", type=click.Path(path_type=Path), help="Output folder instead of output/.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of words.")
@click.option("--from-manuscript", "followed", is_flag=True, help="Follow each fact from the file that was imported.")
@click.option("--sarif", is_flag=True, help="Print SARIF 2.1.0 for code hosts instead of words.")
@click.option(
    "--through-sender", is_flag=True, help="Expect of letters what sending services add: a foot, links led round."
)
@click.pass_context
def verify(
    ctx: click.Context,
    articles: tuple[str, ...],
    out: Path | None,
    as_json: bool,
    followed: bool,
    sarif: bool,
    through_sender: bool,
) -> None:
    """Read every published file back and hold it against its article, of all articles unless ARTICLE names some.

    Each statement must be there, unchanged and in order, and the file must say and show what the same edition does
    when it is made anew. Files that were packed or compressed again are no fault. What was verified before and has not
    changed is not read again. The table of facts of each edition, in _facts/ of the output folder, says where each
    stands; --json holds it as well. --from-manuscript shows the way of each fact of an imported article: its place in
    the manuscript, its line in the article, its places in what came out, and what an editor changed.

    To prove a letter that arrived, save it in the place of the published .eml and ask with --through-sender: what the
    sender added is listed, a word of yours that was changed is an error.
    """
    from pipeline.building.answers.verifying import Verifier
    from pipeline.building.library import Library
    from pipeline.cli.options import today
    from pipeline.showing import display
    from pipeline.showing.tables import write_tables
    from pipeline.workspace.folder import find_workspace
    from pipeline.workspace.output import Output

    workspace = find_workspace(Path.cwd())
    output = Output(out or workspace.output)
    names = _published(output, articles)
    library = Library.open(workspace, today())
    ways: dict[EditionName, tuple[Ways, ...]] = {}
    with output.locked():
        report = Verifier(library, output, through_sender).report(names)
        if followed:
            report, ways = _follow(library, output, report)
        write_tables(output, report.editions, ways)
    if sarif:
        from pipeline.building.rulebook import RULES  # all formats are loaded for it

        display.show_sarif(report, RULES)
    elif as_json:
        display.show_json(report, strict=False, more=_told(output, report, ways))
    else:
        if followed:
            _say(output, report, ways)
        display.show_report(report, strict=False, draft=True)
    ctx.exit(0 if report.passed() else 1)


def _published(output: Output, articles: Iterable[str]) -> list[EditionName]:
    """The published editions of these articles, of all when none is named. Raises UsageError when there are none."""
    from pipeline.cli.options import slug_of
    from pipeline.errors import UsageError
    from pipeline.naming import choose

    wanted = {slug_of(article) for article in articles}
    published = output.editions()
    for slug in sorted(wanted - {name.slug for name in published}):
        raise UsageError(f'nothing of "{slug}" is published', hint=choose(slug, {name.slug for name in published}))
    if not published:
        raise UsageError("nothing is published yet", hint="run plainleaf build first")
    return [name for name in published if not wanted or name.slug in wanted]


def _follow(library: Library, output: Output, report: Report) -> tuple[Report, dict[EditionName, tuple[Ways, ...]]]:
    """The report with what stands against following its facts, and the ways of each edition."""
    from pipeline.building.answers.following import follow
    from pipeline.showing.tables import table

    editions, ways = [], {}
    for edition in report.editions:
        followed = follow(library, edition.name, [line.row for line in table(output, edition).lines])
        editions.append(replace(edition, findings=edition.findings + followed.findings))
        ways[edition.name] = followed.ways
    return replace(report, editions=tuple(editions)), ways


def _say(output: Output, report: Report, ways: dict[EditionName, tuple[Ways, ...]]) -> None:
    """Print the way of each fact."""
    from pipeline.showing.followed import way_lines
    from pipeline.showing.tables import table

    for edition in report.editions:
        for line in way_lines(table(output, edition), ways[edition.name]):
            click.echo(line)


def _told(output: Output, report: Report, ways: dict[EditionName, tuple[Ways, ...]]) -> dict[str, object]:
    """What --json says besides the report: the tables of facts, and the ways from manuscripts."""
    from pipeline.showing.facts_table import to_json
    from pipeline.showing.followed import ways_to_json
    from pipeline.showing.tables import table

    facts = {str(edition.name): to_json(table(output, edition)) for edition in report.editions}
    return {"facts": facts, "manuscripts": {str(name): ways_to_json(found) for name, found in ways.items()}}
