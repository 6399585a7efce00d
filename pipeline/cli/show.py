"""`plainleaf show ARTICLE`: an article comes in, what is said of it and where that stands goes out."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.completing import complete_articles


@click.command(short_help="Show what is said of an article, and where it stands.")
@click.argument("article", shell_complete=complete_articles)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of words.")
def show(article: str, as_json: bool) -> None:
    """Show what ARTICLE says of itself in each language, which of it comes from source/defaults.yml or the original,
    and what is published of it.
    """
    import json

    from pipeline.building.library import Library
    from pipeline.cli.options import slug_of, today
    from pipeline.showing.portrait import portrait_lines, portray
    from pipeline.workspace.folder import find_workspace

    library = Library.open(find_workspace(Path.cwd()), today())
    portraits = portray(library, slug_of(article))
    if as_json:
        click.echo(json.dumps([portrait.to_json() for portrait in portraits], ensure_ascii=False, indent=2))
        return
    for number, portrait in enumerate(portraits):
        if number:
            click.echo()
        for line in portrait_lines(portrait):
            click.echo(line)
