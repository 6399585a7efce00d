"""`plainleaf build`: articles come in, published editions and a report go out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.options import request, selection
from pipeline.cli.stopping import stoppable
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.building.report import Report
    from pipeline.building.standing import Register
    from pipeline.workspace.memory import Memory
    from pipeline.workspace.output import Output
    from pipeline.workspace.store import Store


@click.command(short_help="Render, check and publish articles in every format.")
@selection
@click.option("--without", multiple=True, metavar="VARIANT", help="Take out a variant that was added by name.")
@click.option("--plan", is_flag=True, help="Only say what would be built and why.")
@click.option("--watch", is_flag=True, help="Stay, and build again what a saved file changes.")
@click.option("--paranoid", is_flag=True, help="Read every source, even where size, times and inode say it is known.")
@click.option("--certify", "certifying", is_flag=True, help="Have the validators read what came out.")
@click.option("--on", "where", metavar="ADDRESS", help="Render on the machines of a Dask scheduler, dask://host:8786.")
@click.option(
    "--to", metavar="STORE", help="Then publish all that stands there into s3://bucket/prefix or file:///folder."
)
@click.option("-v", "--verbose", is_flag=True, help="Show infos, and checks that did not run.")
@click.pass_context
def build(
    ctx: click.Context,
    /,
    out: Path | None,
    plan: bool,
    watch: bool,
    certifying: bool,
    verbose: bool,
    strict: bool,
    as_json: bool,
    jobs: int | None,
    where: str | None,
    paranoid: bool,
    to: str | None,
    **chosen: Any,
) -> None:
    """Render, check and publish articles; all of them unless ARTICLE names some.

    Brands and articles say what is published; the options say what this run works on. What is up to date is not
    rendered again. What has errors replaces nothing; --draft makes it with a visible mark, in _drafts/ of the output
    folder. Everything that came out is shown in index.html there.
    """
    from pipeline.building.build import Build, Progress
    from pipeline.building.keeping.history import Recorder
    from pipeline.building.library import Library
    from pipeline.cli.options import cluster, moment, runner, today
    from pipeline.showing import display
    from pipeline.showing.publishing import finish
    from pipeline.workspace.archive import Archive
    from pipeline.workspace.folder import find_output, find_workspace
    from pipeline.workspace.output import Output

    if watch:
        _watch(out, jobs, any((plan, certifying, as_json, where, paranoid, to)), strict, verbose, chosen)
        return
    store = _open_store(to, plan or chosen["draft"])
    workspace = find_workspace(Path.cwd())
    output = Output(find_output(workspace, out))
    screen = display.ProgressDisplay(quiet=as_json)
    wish = request(not plan, **chosen)
    memory = (output.drafts() if wish.draft else output).memory
    seen = {} if paranoid else memory.seen()
    library = Library.open(workspace, today(), seen)
    recorder = Recorder(Archive.of(workspace), library, moment())
    register = None if as_json or certifying or paranoid else _register(memory)
    progress = Progress(screen.started, screen.rendered, screen.finished)
    build = Build(library, output, wish, progress, recorder, register)
    hands = runner(jobs, library) if where is None else cluster(where, jobs, library, screen.said)
    if plan:
        with hands as running:
            display.show_plan(build.plan(running))
        return
    with stoppable(), output.locked():
        with hands as running:
            report = build.run(running)
        screen.close()
        report = finish(build.output, report, certifying)
    _show(report, build.output, as_json, strict, wish.draft, verbose)
    _fill(store, to or "", output)
    ctx.exit(3 if report.tracebacks else 0 if report.passed(strict) else 1)


def _show(report: Report, output: Output, as_json: bool, strict: bool, draft: bool, verbose: bool) -> None:
    from pipeline.showing import display

    if as_json:
        display.show_json(report, strict)
        return
    display.show_report(report, strict=strict, draft=draft, verbose=verbose)
    click.echo(f"see {output.root / 'index.html'}")


def _register(memory: Memory) -> Register:
    """What is known of editions that stand: enough for people; programs and validators are told all of each."""
    from pipeline.building.standing import Register

    return Register(memory.standing())


def _watch(out: Path | None, jobs: int | None, more: bool, strict: bool, verbose: bool, chosen: dict[str, Any]) -> None:
    from pipeline.cli.watching import watch_workspace

    if more:
        message = "--watch goes with none of --plan, --certify, --json, --on, --paranoid and --to"
        raise UsageError(message, hint="leave one of them out")
    watch_workspace(out, jobs, strict=strict, verbose=verbose, **chosen)


def _open_store(address: str | None, unpublished: bool) -> Store | None:
    """The store at an address, opened before anything is rendered."""
    from pipeline.workspace.store import open_store

    if address is not None and unpublished:
        message = "--to publishes, and goes with neither --plan nor --draft"
        raise UsageError(message, hint="leave one of them out")
    return open_store(address) if address is not None else None


def _fill(store: Store | None, address: str, output: Output) -> None:
    """Publish all that stands in the output folder into a store, if there is one."""
    from pipeline.delivering.storing import store_editions

    if store is None:
        return
    with output.locked():
        stored = store_editions(output, store, address)
    parts = [f"{len(stored.changed)} editions published"]
    parts += [f"{len(stored.withdrawn)} withdrawn"] if stored.withdrawn else []
    click.echo(f"{', '.join(parts)}, {stored.untouched} untouched in {address}", err=True)
