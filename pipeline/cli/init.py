"""`plainleaf init DIR`: a folder name comes in, a workspace that builds goes out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click


@click.command(short_help="Start a workspace in a folder.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Start a workspace in DIR: source/ with an example article, styles/, output/ and a short README.

    Files that are already there stay as they are and are named. Run it again after an upgrade to get
    the styles that are new.
    """
    from pipeline.workspace.starter import lay_out

    laid_out = lay_out(folder, date.today())  # noqa: DTZ011  the day on the author's wall
    for name in laid_out.kept:
        click.echo(f"kept as it is: {folder / name}")
    click.echo(f"wrote {len(laid_out.written)} files in {folder}")
    if laid_out.written:
        click.echo(f"next: cd {folder} && plainleaf build")
