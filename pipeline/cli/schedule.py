"""`plainleaf schedule`: published posts and a first day come in; the files that schedulers import go out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.completing import complete_articles, complete_brands

if TYPE_CHECKING:
    from pipeline.formats.social.settings import PlanSettings


@click.command(short_help="Give published posts their times and export them to schedulers.")
@click.argument("article", shell_complete=complete_articles)
@click.option("--start", required=True, metavar="DAY", help="The first day, such as 2026-12-01.")
@click.option("--at", "times", multiple=True, metavar="TIME", help="A time of day, such as 09:00; may be repeated.")
@click.option("--every", type=int, metavar="DAYS", help="Days from one day of posting to the next.")
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
    article: str,
    start: str,
    times: tuple[str, ...],
    every: int | None,
    quiet: str | None,
    zone: str | None,
    brands: tuple[str, ...],
    langs: tuple[str, ...],
    out: Path | None,
) -> None:
    """Give the published posts of ARTICLE their times, a message a slot, and write them for Buffer, Hootsuite, Sprout
    Social, Postiz, a calendar and people to output/_schedule/.

    What is not given comes from [social.plan] in brand.toml (at, every, quiet, zone), else it is 09:00, each day,
    quiet from 21:00 to 08:00, UTC. A time that has passed or lies after the article's next review is an error: then
    nothing is written.
    """
    from pipeline.building.library import Library
    from pipeline.cli.options import moment, slug_of, today
    from pipeline.errors import UsageError
    from pipeline.formats.social.scheduling import schedule_edition
    from pipeline.formats.social.settings import settings_of
    from pipeline.house.styles import read_styles
    from pipeline.showing import display
    from pipeline.workspace.folder import find_output, find_workspace
    from pipeline.workspace.output import Output

    workspace = find_workspace(Path.cwd())
    output = Output(find_output(workspace, out))
    library = Library.open(workspace, today())
    slug = slug_of(article)
    chosen = [name for name in library.editions(slug, brands, langs) if output.manifest(name)]
    if not chosen:
        raise UsageError(f'no posts of "{slug}" are published', hint=f"run plainleaf build {slug} first")
    styles = read_styles(library.style_files)
    given = {"start": start, "at": times, "every": every, "quiet": quiet, "zone": zone}
    failed = False
    for edition in chosen:
        against = library.against(edition, output.manifest(edition))
        if against.errors:
            failed = True
            display.show_findings(against.errors)
            click.echo(f"{edition}: nothing was written")
            continue
        plan = _plan(settings_of(styles.brands[edition.brand]).plan, given)
        files, findings = schedule_edition(output.read(edition, "social/posts.json"), plan, moment(), styles.files)
        display.show_findings(findings.found, with_infos=True)
        if findings.errors:
            failed = True
            click.echo(f"{edition}: nothing was written")
            continue
        for file in files:
            output.write(f"_schedule/{edition}/{file.name}", file.content)
        click.echo(f"{edition}: {len(files)} files in {output.root / '_schedule' / str(edition)}")
    ctx.exit(1 if failed else 0)


def _plan(settings: PlanSettings, given: Mapping[str, Any]) -> dict[str, Any]:
    """What the command line gives, else what brand.toml says, else the defaults."""
    plan: dict[str, Any] = settings.model_dump() | {k: value for k, value in given.items() if value not in (None, ())}
    plan["quiet"] = "" if plan["quiet"] == "none" else plan["quiet"]
    return plan
