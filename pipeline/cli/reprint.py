"""`plainleaf reprint ARTICLE`: what was published once comes in; the same files go out, or why they cannot be made."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.completing import complete_articles, complete_brands

if TYPE_CHECKING:
    from pipeline.building.keeping.history import Event
    from pipeline.edition.name import EditionName
    from pipeline.errors import UsageError


@click.command(short_help="Make the files again that were published once, byte for byte.")
@click.argument("article", shell_complete=complete_articles)
@click.option("--version", metavar="VERSION", help="The version of the article as printed.")
@click.option("--code", metavar="CODE", help="The check code in the foot of a printed copy.")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="What stood published on that day.")
@click.option("--brand", metavar="NAME", shell_complete=complete_brands, help="Only this brand.")
@click.option("--lang", metavar="TAG", help="Only this language.")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="Where to write; else reprints/ here.")
@click.pass_context
def reprint(
    ctx: click.Context,
    article: str,
    version: str | None,
    code: str | None,
    day: datetime | None,
    brand: str | None,
    lang: str | None,
    output: Path | None,
) -> None:
    """Make the files of ARTICLE that were published once again, from what archive/ keeps: of a version, of a day,
    of a printed copy, or the last ones.

    A file is written only when it is the same to the last byte. Where it is not (plainleaf or a library that sets type
    has changed since), nothing of that product is written and it is said why.
    """
    from pipeline.building.keeping.history import events, standing_on
    from pipeline.building.keeping.reprinting import reprint as make
    from pipeline.cli.options import slug_of
    from pipeline.errors import UsageError
    from pipeline.naming import choose
    from pipeline.workspace.archive import Archive
    from pipeline.workspace.disk import write_whole
    from pipeline.workspace.folder import find_workspace
    from pipeline.workspace.storage import code_digest

    asked = _code(code)
    archive, slug = Archive.of(find_workspace(Path.cwd())), slug_of(article)
    names = [name for name in archive.editions() if name.slug == slug]
    if not names:
        known = {name.slug for name in archive.editions()}
        raise UsageError(f'nothing was ever published of "{slug}"', hint=choose(slug, known))
    into, engine, failed, versions = output or Path("reprints"), code_digest(), False, set[str]()
    chosen: list[tuple[EditionName, Event]] = []
    for name in names:
        found = [
            event for event in events(archive, name)[0] if brand in (None, name.brand) and lang in (None, name.lang)
        ]
        versions |= {event.version for event in found if event.published}
        standing = standing_on(found, day.date()) if day is not None else None
        of_day = found if day is None else [standing] if standing else []
        of_copy = [e for e in of_day if asked is None or (e.copy and e.copy.code == asked)]
        chosen += [(name, e) for e in of_copy if e.published and version in (None, e.version)][-1:]
    if not chosen:
        raise _never(slug, version, day, versions, asked)
    for name, event in chosen:
        made = make(archive, name, event, engine)
        for file, content in made.files.items():
            write_whole(into / str(name) / file, content)
        told = f"{len(made.files)} of {len(event.files)} files, the same bytes"
        where = f", in {into / str(name)}" if made.files else ""
        click.echo(f"{name} of {event.at:%Y-%m-%d %H:%M} UTC: {told}{where}")
        for what, why in made.reasons.items():
            click.echo(f"  {what}: {why}")
        failed = failed or bool(made.reasons)
    ctx.exit(1 if failed else 0)


def _code(said: str | None) -> str | None:
    """The check code that somebody typed as it is kept. Raises UsageError for one that cannot be right."""
    from pipeline.edition.check_codes import is_code, typed
    from pipeline.errors import UsageError

    if said is None:
        return None
    code = typed(said)
    if not is_code(code):
        raise UsageError(f'"{said}" cannot be a check code', hint="compare it with the copy, letter by letter")
    return code


def _never(
    slug: str, version: str | None, day: datetime | None, versions: set[str], code: str | None = None
) -> UsageError:
    """What to say of an edition that was never published."""
    from pipeline.errors import UsageError

    if code:
        hint = f"see plainleaf printed {code}"
        return UsageError(f'of "{slug}", no copy with the check code "{code}" was kept', hint=hint)
    what = f'version "{version}"' if version else "an edition like that"
    when = f" stood published on {day:%Y-%m-%d}" if day else " was ever published"
    hint = f"there is: {', '.join(sorted(versions)) or 'none'}; see plainleaf history {slug}"
    return UsageError(f'of "{slug}", no {what.removeprefix("an ")}{when}', hint=hint)
