"""The options that several commands share, and how they become a request."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pipeline.cli.completing import complete_articles, complete_brands, complete_formats, complete_variants
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.building.library import Library
    from pipeline.building.planning import Request
    from pipeline.building.processes.running import Runner

Command = TypeVar("Command", bound=Callable[..., Any])


def selection(command: Command) -> Command:
    """Which articles, formats, variants, brands and languages; where to; how many at once."""
    options = [
        click.argument("articles", nargs=-1, metavar="[ARTICLE]...", shell_complete=complete_articles),
        click.option(
            "--format",
            "formats",
            multiple=True,
            metavar="NAME",
            shell_complete=complete_formats,
            help="Only this format; may be repeated.",
        ),
        click.option(
            "--variant",
            "variants",
            multiple=True,
            metavar="NAME",
            shell_complete=complete_variants,
            help="Only this variant of a format.",
        ),
        click.option(
            "--brand", "brands", multiple=True, metavar="NAME", shell_complete=complete_brands, help="Only this brand."
        ),
        click.option("--lang", "langs", multiple=True, metavar="TAG", help="Only this language."),
        click.option("--out", type=click.Path(path_type=Path), help="Output folder instead of output/."),
        click.option("--draft", is_flag=True, help="Work on editions with errors too, and mark all as DRAFT."),
        click.option("--jobs", type=click.IntRange(1, 256), help="How many at once; 1 stays in one process."),
        click.option("--strict", is_flag=True, help="Let warnings count as errors in the exit code."),
        click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of words."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def today() -> date:
    """The day that decides review states: SOURCE_DATE_EPOCH (seconds since 1970, UTC) if set, else the clock's."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return datetime.now(UTC).date()
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date()
    except (ValueError, OverflowError, OSError):
        raise UsageError(
            f'SOURCE_DATE_EPOCH is not a number of seconds: "{epoch}"', hint="unset it, or give seconds since 1970"
        ) from None


def moment() -> datetime:
    """The instant that decides what has passed: SOURCE_DATE_EPOCH if set, else the clock's, in UTC."""
    if os.environ.get("SOURCE_DATE_EPOCH"):
        return datetime.combine(today(), time(), UTC)
    return datetime.now(UTC)


def request(save: bool, **chosen: Any) -> Request:
    """The request out of the options of `selection`."""
    from pipeline.building.planning import Request

    return Request(
        today(),
        articles=tuple(dict.fromkeys(slug_of(name) for name in chosen["articles"])),
        formats=tuple(dict.fromkeys(chosen["formats"])),
        variants=tuple(dict.fromkeys(chosen["variants"])),
        without=tuple(dict.fromkeys(chosen.get("without", ()))),
        brands=tuple(dict.fromkeys(chosen["brands"])),
        langs=tuple(dict.fromkeys(chosen["langs"])),
        draft=chosen["draft"],
        save=save,
    )


def runner(jobs: int | None, library: Library) -> Runner:
    """Where jobs run: a process a processor unless so many were asked for; with 1, in this one, without limits."""
    from pipeline.building.processes.running import InProcess, Processes, Runner, processor_count

    if jobs == 1:
        return Runner(lambda: InProcess(library.style_files))
    return Runner(lambda: Processes(jobs or processor_count(), library.style_files))


def cluster(where: str, jobs: int | None, library: Library, say: Callable[[str], None]) -> Runner:
    """Where jobs run: on the workers of a Dask scheduler. `say` is told of workers that get none, or fail."""
    from pipeline.building.processes.cluster import Cluster
    from pipeline.building.processes.running import Runner

    return Runner(lambda: Cluster(where, library.style_files, say, jobs))


def slug_of(name: str) -> str:
    """The slug that somebody means by a name, a folder or a file of it."""
    path = Path(name)
    if path.name.startswith("article") and path.suffix == ".md" and path.parent.name:
        return path.parent.name
    return path.name.removesuffix(".collection.toml")
