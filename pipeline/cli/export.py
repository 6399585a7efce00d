"""`plainleaf export ARTICLE`: an article comes in, a Word file for a clinician's edits goes out."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.completing import command, complete_articles


@click.command(short_help="Write an article as a Word file for a clinician's edits.")
@click.argument("article", shell_complete=complete_articles)
@click.option("--to", "kind", type=click.Choice(["docx"]), default="docx", show_default=True, help="The kind of file.")
@click.option("--lang", help="A translation; without it, the original.")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="Where to write it; else ARTICLE.docx here.")
@click.option("--force", is_flag=True, help="Replace a file of the same name.")
def export(article: str, kind: str, lang: str | None, output: Path | None, force: bool) -> None:
    """Write ARTICLE as a Word file whose blocks are named styles.

    Edit it in Word or LibreOffice, then bring the edits home: plainleaf import ARTICLE.docx --force.
    """
    from pipeline.manuscript.filing import export_article
    from pipeline.workspace.folder import find_workspace

    name = f"{article}.{lang}.{kind}" if lang else f"{article}.{kind}"
    written = export_article(find_workspace(Path.cwd()), article, lang, output or Path(name), force=force)
    click.echo(f"wrote {written}")
    click.echo(f"next: edit it, then: {command()} import {written} --force")
