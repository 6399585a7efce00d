"""A workspace comes in; whenever one of its files is saved, what that changes is built, and reported."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.options import moment, request, today
from pipeline.errors import PlainleafError, UsageError

if TYPE_CHECKING:
    from pipeline.building.warm import Warm
    from pipeline.workspace.folder import Workspace
    from pipeline.workspace.output import Output

QUIET_MS = 50
"""How long nothing more must be saved before a build begins: an editor writes a file in several steps (measured)."""


IDLE_MS = 200
"""How often a watch without changes wakes up (house)."""


def watch_workspace(out: Path | None, jobs: int | None, *, strict: bool, verbose: bool, **chosen: Any) -> None:
    """Build, and again after each change, until the terminal stops it. What cannot go on is shown, and tried again
    after the next change. Raises UsageError for a request that the workspace cannot answer when it begins.
    """
    from pipeline.building.processes.running import processor_count
    from pipeline.building.warm import Warm
    from pipeline.showing.display import show_error
    from pipeline.workspace.folder import find_output, find_workspace
    from pipeline.workspace.output import Output

    workspace = find_workspace(Path.cwd())
    output = Output(find_output(workspace, out))
    with Warm(jobs or processor_count()) as warm:
        for first in _rounds(workspace):
            begun = time.monotonic()
            try:
                _build(warm, workspace, output, strict, verbose, chosen)
            except UsageError as error:
                if first:
                    raise
                show_error(error)
            except PlainleafError as error:
                show_error(error)
            click.echo(f"{time.monotonic() - begun:.1f} s; waiting for a change, Ctrl-C ends it", err=True)


def _rounds(workspace: Workspace) -> Iterator[bool]:
    """Once at once (True), then each time that something was saved."""
    from watchfiles import watch

    folders = workspace.source, workspace.styles
    # The first `next` comes back after the timeout, with the watch begun: what is saved during a build is not missed.
    changes = watch(*folders, debounce=QUIET_MS, step=QUIET_MS // 2, rust_timeout=IDLE_MS, yield_on_timeout=True)
    next(changes)
    yield True
    for changed in changes:
        if changed:
            yield False


def _build(
    warm: Warm, workspace: Workspace, output: Output, strict: bool, verbose: bool, chosen: dict[str, Any]
) -> None:
    from pipeline.building.build import Build, Progress
    from pipeline.building.keeping.history import Recorder
    from pipeline.showing import display
    from pipeline.showing.publishing import finish
    from pipeline.workspace.archive import Archive

    screen = display.ProgressDisplay()
    wish = request(True, **chosen)
    library = warm.library(workspace, today())
    recorder = Recorder(Archive.of(workspace), library, moment())
    build = Build(library, output, wish, Progress(screen.started, screen.rendered, screen.finished), recorder)
    with output.locked():
        report = build.run(warm.runner())
        screen.close()
        report = finish(build.output, report, False)
    display.show_report(report, strict=strict, draft=wish.draft, verbose=verbose)
