"""`plainleaf schedule`: published posts and a first day come in; the files that schedulers import go out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
@click.option("--start", "--from", "start", required=True, metavar="DAY", help="The first day, such as 2026-12-01.")
@click.option(
    "--at",
    "times",
    multiple=True,
    metavar="TIME",
    help="A time of day, such as 09:00, of a day of the week (sat=11:00) or a network (linkedin=08:00); repeatable.",
)
@click.option("--every", type=int, metavar="DAYS", help="Days from one day of posting to the next.")
@click.option("--on", "days", multiple=True, metavar="DAY", help="A day of the week, such as mon; may be repeated.")
@click.option(
    "--until", "--to", "until", default="", metavar="DAY", help="The last day; an error where it is too early."
)
@click.option("--quiet", metavar="SPAN", help="When nothing may go out, such as 21:00-08:00; none to allow all.")
@click.option("--apart", type=click.IntRange(0, 366), metavar="DAYS", help="Days between the same post and the next.")
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
    apart: int | None,
    zone: str | None,
    brands: tuple[str, ...],
    langs: tuple[str, ...],
    out: Path | None,
) -> None:
    """Give the published posts of ARTICLE their times, a message a slot, and write them for Buffer, Hootsuite, Sprout
    Social, Postiz, a calendar and people to output/_schedule/. Several articles share one calendar, a message of each
    in turn; a collection stands for its articles.

    What is not given comes from [social.plan] in brand.toml (at, every, days, quiet, zone, apart), else it is 09:00,
    each day, quiet from 21:00 to 08:00, UTC, the same post 14 days apart. A time that has passed, lies in the quiet
    hours or after an article's next review, and a post that goes out again too soon, is an error: then nothing is
    written.
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
    given |= {"apart": apart}
    failed = False
    for (brand, lang), editions in _chosen(library, output, articles, brands, langs).items():
        target = str(editions[0]) if len(editions) == 1 else f"{brand}/{lang}/{start}"
        against = [finding for name in editions for finding in library.against(name, output.manifest(name)).errors]
        files: tuple[File, ...] = ()
        if not against:
            plan = _plan(settings_of(styles.brands[brand]).plan, given)
            contents = [output.read(name, "social/posts.json") for name in editions]
            files, findings = schedule_campaigns(
                contents, plan, moment(), styles.files, _earlier(output, brand, lang, target, start)
            )
            display.show_findings(findings.found, with_infos=True)
            against = list(findings.errors)
        else:
            display.show_findings(against)
        if against:
            failed = True
            click.echo(f"{target}: nothing was written")
            continue
        _write(output, target, files)
    ctx.exit(1 if failed else 0)


def _write(output: Output, target: str, files: Sequence[File]) -> None:
    """Write a calendar, and print what goes out when."""
    if days := _days(output.read_below(f"_schedule/{target}/posts.json")):
        click.echo(f"{target}: the calendar of {days[0]} to {days[-1]} gives way to this one")
    for file in files:
        output.write(f"_schedule/{target}/{file.name}", file.content)
    drop_others(output, f"_schedule/{target}", {file.name for file in files})
    _list(next(file.content for file in files if file.name == "posts.json"))
    click.echo(f"{target}: {len(files)} files in {output.root / '_schedule' / target}")


def _earlier(output: Output, brand: str, lang: str, target: str, start: str) -> dict[str, bytes]:
    """The posts.json of the other calendars of a brand in a language, by their folder; of the same posts, one that
    ends before `start` is another week, and any other is about to be replaced.
    """
    names = [name for name in output.files_below(f"_schedule/{brand}/{lang}") if name.endswith("/posts.json")]
    found = {name: content for name in names if (content := output.read_below(name)) is not None}
    return {
        f"output/{name.removesuffix('posts.json')}": content
        for name, content in found.items()
        if name != f"_schedule/{target}/posts.json" or ((days := _days(content)) and days[-1] < start)
    }


def _days(content: bytes | None) -> list[str]:
    """The days of a calendar, first to last, as year-month-day; none of one that cannot be read."""
    import json

    try:
        return sorted(post["scheduled_at"][:10] for post in json.loads(content or b"{}")["posts"])
    except (ValueError, KeyError, TypeError):
        return []


def _list(content: bytes) -> None:
    """Print what goes out when, a line a message and time."""
    import json
    from datetime import datetime

    from pipeline.formats.social.settings import WEEK

    posts = json.loads(content)["posts"]
    rows: dict[tuple[str, str], list[str]] = {}
    for post in sorted(posts, key=lambda post: datetime.fromisoformat(post["scheduled_at"])):
        rows.setdefault((post["scheduled_at"], post["message"]), []).append(post["network"])
    for (moment, message), networks in rows.items():
        when = datetime.fromisoformat(moment)
        click.echo(f"  {WEEK[when.weekday()]} {when:%Y-%m-%d %H:%M}  {message}: {', '.join(networks)}")


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
    wanted: list[str] = []
    for slug in map(slug_of, articles):
        wanted += library.collections[slug].articles if slug in library.collections else (slug,)
    for slug in dict.fromkeys(wanted):
        names = library.editions(slug, brands, langs)
        published = [name for name in names if _has_posts(output, name)]
        if not published:
            raise UsageError(f'no posts of "{slug}" are published', hint=f"run plainleaf build {slug} first")
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
