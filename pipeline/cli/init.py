"""`plainleaf init DIR`: a folder name comes in, a workspace that builds goes out."""

from __future__ import annotations

import shlex
from datetime import date
from pathlib import Path

import click

from pipeline.cli.completing import command


@click.command(short_help="Start a workspace in a folder.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Start a workspace in DIR: source/ with an example article, styles/, output/ and a short README.

    Run it again after an upgrade: styles that are new are added, those that nobody changed are renewed. What you
    changed stays as it is and is named; what you removed, such as the example brands, does not come back.
    """
    from pipeline.workspace.starter import lay_out

    laid_out = lay_out(folder, date.today())  # noqa: DTZ011  the day on the author's wall
    for name in laid_out.kept:
        click.echo(f"kept as it is: {folder / name}")
    if laid_out.renewed:
        click.echo(f"renewed {len(laid_out.renewed)} styles that nobody had changed")
    click.echo(f"wrote {len(laid_out.written)} files in {folder}")
    if laid_out.written:
        click.echo(f"next: cd {shlex.quote(str(folder))} && {command()} build")
