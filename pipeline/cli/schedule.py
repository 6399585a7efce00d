"""`plainleaf schedule`: published posts and a first day come in; the files that schedulers import go out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.completing import complete_articles, complete_brands

if TYPE_CHECKING:
    from pipeline.building.library import Library
    from pipeline.edition.artifact import File
    from pipeline.edition.name import EditionName
    from pipeline.formats.social.settings import PlanSettings
    from pipeline.workspace.output import Output


@click.command(short_help="Give published posts their times and export them to schedulers.")
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLE...", shell_complete=complete_articles)
@click.option("--start", required=True, metavar="DAY", help="The first day, such as 2026-12-01.")
@click.option("--at", "times", multiple=True, metavar="TIME", help="A time of day, such as 09:00; may be repeated.")
@click.option("--every", type=int, metavar="DAYS", help="Days from one day of posting to the next.")
@click.option("--on", "days", multiple=True, metavar="DAY", help="A day of the week, such as mon; may be repeated.")
@click.option("--until", default="", metavar="DAY", help="The last day; what does not fit is an error.")
@click.option("--quiet", metavar="SPAN", help="When nothing may go out, such as 21:00-08:00; none to allow all.")
@click.option("--zone", metavar="NAME", help="Time zone of all times, such as Europe/London.")
@click.option(
    "--brand", "brands", multiple=True, metavar="NAME", shell_complete=complete_brands, help="Only this brand."
)
@click.option("--lang", "langs", multiple=True, metavar="TAG", help="Only this language.")
@click.option("--out", type=click.Path(path_type=Path), help="Output folder instead of output/.")
@click.pass_context
def schedule(
    ctx: click.Context,
    articles: tuple[str, ...],
    start: str,
    times: tuple[str, ...],
    every: int | None,
    days: tuple[str, ...],
    until: str,
    quiet: str | None,
    zone: str | None,
    brands: tuple[str, ...],
    langs: tuple[str, ...],
    out: Path | None,
) -> None:
    """Give the published posts of ARTICLE their times, a message a slot, and write them for Buffer, Hootsuite, Sprout
    Social, Postiz, a calendar and people to output/_schedule/. Several articles share one calendar, a message of each
    in turn.

    What is not given comes from [social.plan] in brand.toml (at, every, days, quiet, zone), else it is 09:00, each
    day, quiet from 21:00 to 08:00, UTC. A time that has passed, lies in the quiet hours or after an article's next
    review is an error: then nothing is written.
    """
    from pipeline.building.library import Library
    from pipeline.cli.options import moment, today
    from pipeline.formats.social.scheduling import schedule_campaigns
    from pipeline.formats.social.settings import settings_of
    from pipeline.house.styles import read_styles
    from pipeline.showing import display
    from pipeline.workspace.folder import find_output, find_workspace
    from pipeline.workspace.output import Output

    workspace = find_workspace(Path.cwd())
    output = Output(find_output(workspace, out))
    library = Library.open(workspace, today())
    styles = read_styles(library.style_files)
    given = {"start": start, "at": times, "every": every, "quiet": quiet, "zone": zone, "days": days, "until": until}
    failed = False
    for (brand, lang), editions in _chosen(library, output, articles, brands, langs).items():
        target = str(editions[0]) if len(editions) == 1 else f"{brand}/{lang}/{start}"
        against = [finding for name in editions for finding in library.against(name, output.manifest(name)).errors]
        files: tuple[File, ...] = ()
        if not against:
            plan = _plan(settings_of(styles.brands[brand]).plan, given)
            contents = [output.read(name, "social/posts.json") for name in editions]
            files, findings = schedule_campaigns(contents, plan, moment(), styles.files)
            display.show_findings(findings.found, with_infos=True)
            against = list(findings.errors)
        else:
            display.show_findings(against)
        if against:
            failed = True
            click.echo(f"{target}: nothing was written")
            continue
        for file in files:
            output.write(f"_schedule/{target}/{file.name}", file.content)
        drop_others(output, f"_schedule/{target}", {file.name for file in files})
        click.echo(f"{target}: {len(files)} files in {output.root / '_schedule' / target}")
    ctx.exit(1 if failed else 0)


def drop_others(output: Output, folder: str, written: set[str]) -> None:
    """Delete what an earlier run wrote there and this one did not: somebody would import its old times, or the posts of
    a network that is posted to no more."""
    for old in output.files_below(folder):
        if old.removeprefix(f"{folder}/") not in written:
            output.drop(old)
            click.echo(f"removed {old}, which an earlier run wrote")


def _chosen(
    library: Library, output: Output, articles: tuple[str, ...], brands: tuple[str, ...], langs: tuple[str, ...]
) -> dict[tuple[str, str], list[EditionName]]:
    """The published editions of the articles by brand and language. Raises UsageError for one that has no posts."""
    from pipeline.cli.options import slug_of
    from pipeline.errors import UsageError

    found: dict[tuple[str, str], list[EditionName]] = {}
    for slug in dict.fromkeys(map(slug_of, articles)):
        names = library.editions(slug, brands, langs)
        published = [name for name in names if _has_posts(output, name)]
        if not published:
            hint = f"run plainleaf build {slug} first"
            if slug in library.collections:
                hint = f"name its articles: {', '.join(library.collections[slug].articles)}"
            raise UsageError(f'no posts of "{slug}" are published', hint=hint)
        for name in published:
            found.setdefault((name.brand, name.lang), []).append(name)
    return found


def _has_posts(output: Output, name: EditionName) -> bool:
    from pipeline.building.manifest import edition_from_json
    from pipeline.building.report import Fate

    report = edition_from_json(output.manifest(name), name, Fate.UP_TO_DATE)
    files = [file.name for product in (report.products if report else ()) for file in product.files]
    return "social/posts.json" in files


def _plan(settings: PlanSettings, given: Mapping[str, Any]) -> dict[str, Any]:
    """What the command line gives, else what brand.toml says, else the defaults."""
    plan: dict[str, Any] = settings.model_dump() | {k: value for k, value in given.items() if value not in (None, ())}
    plan["quiet"] = "" if plan["quiet"] == "none" else plan["quiet"]
    return plan
