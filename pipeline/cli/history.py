"""`plainleaf history ARTICLE`: an article comes in; what was published of it and who had approved it goes out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.completing import complete_articles, complete_brands

if TYPE_CHECKING:
    from pipeline.building.keeping.history import Event
    from pipeline.edition.name import EditionName


@click.command(short_help="Show what was published of an article, when, and who had approved it.")
@click.argument("article", shell_complete=complete_articles)
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="Only what stood published on that day.")
@click.option("--text", is_flag=True, help="With what it said, line by line; with --json too.")
@click.option("--brand", metavar="NAME", shell_complete=complete_brands, help="Only this brand.")
@click.option("--lang", metavar="TAG", help="Only this language.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of words.")
def history(article: str, day: datetime | None, text: bool, brand: str | None, lang: str | None, as_json: bool) -> None:
    """Show the history of each edition of ARTICLE: when it was published or withdrawn, its version, a digest of what it
    says, who had approved it. With --on and --text: what the leaflet said that was handed out on that day.

    It is kept in archive/, with all that is needed to make the same files again: see plainleaf reprint.
    """
    import json

    from pipeline.building.keeping.history import standing_on
    from pipeline.cli.options import slug_of
    from pipeline.errors import UsageError
    from pipeline.naming import choose
    from pipeline.workspace.archive import Archive
    from pipeline.workspace.folder import find_workspace

    archive = Archive.of(find_workspace(Path.cwd()))
    slug = slug_of(article)
    names = [name for name in archive.editions() if name.slug == slug and _wanted(name, brand, lang)]
    if not names:
        known = {name.slug for name in archive.editions()}
        raise UsageError(f'nothing was ever published of "{slug}"', hint=choose(slug, known))
    told: dict[str, list[dict[str, object]]] = {}
    for name in names:
        found, torn = _events(archive, name)
        if day is not None:
            standing = standing_on(found, day.date())
            found = [standing] if standing else []
        said = {event.at: _said(archive, name, event) for event in found if event.published} if text else {}
        told[str(name)] = [_with_text(event.to_json(), said.get(event.at)) for event in found]
        if not as_json:
            _say(name, found, day.date() if day else None, said)
        for each in torn:
            click.echo(f"warning: {each} cannot be read, and is left out", err=True)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))


def _said(archive: object, name: EditionName, event: Event) -> tuple[str, ...]:
    from pipeline.building.keeping.reprinting import said_in

    return said_in(archive, name, event)  # type: ignore[arg-type]


def _with_text(values: Mapping[str, object], said: tuple[str, ...] | None) -> dict[str, object]:
    return dict(values) if said is None else {**values, "text": list(said)}


def _wanted(name: EditionName, brand: str | None, lang: str | None) -> bool:
    return brand in (None, name.brand) and lang in (None, name.lang)


def _events(archive: object, name: EditionName) -> tuple[list[Event], list[str]]:
    from pipeline.building.keeping.history import events

    found, torn = events(archive, name)  # type: ignore[arg-type]
    return found, [f"{each.file}:{each.line}" for each in torn]


def _say(name: EditionName, found: list[Event], day: date | None, said: Mapping[datetime, tuple[str, ...]]) -> None:
    from pipeline.language.characters import printable

    click.echo(str(name))
    if not found:
        click.echo(f"  nothing stood published on {day}" if day else "  nothing")
    for event in found:
        click.echo(f"  {printable(words_of(event))}")
        for signed in event.signed:
            click.echo(f"    approved as {printable(signed)}")
        for line in said.get(event.at, ()):
            click.echo(f"    | {printable(line)}")


def words_of(event: Event) -> str:
    """One event in a line."""
    when = f"{event.at:%Y-%m-%d %H:%M} UTC"
    if not event.published:
        return f"{when}  withdrawn: {event.why}"
    files = f"{len(event.files)} file{'' if len(event.files) == 1 else 's'}"
    says = f", says {event.content[:8]}" if event.content else ""
    return f"{when}  version {event.version or 'unknown'}{says}, {files}"
