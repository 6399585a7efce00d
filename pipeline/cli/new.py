"""`plainleaf new SLUG`: the name of an article comes in, a skeleton to fill in goes out."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.completing import command, complete_articles
from pipeline.workspace.starter.drafts import KINDS

_LIKE = "An article whose people, kind and sections it takes over."


@click.command(short_help="Start an article.")
@click.argument("slug")
@click.option("--lang", default="en", show_default=True, help="The language it is written in (BCP 47).")
@click.option("--title", help="Its title; without it, the words of SLUG.")
@click.option("--kind", type=click.Choice(KINDS), help="Its kind, which brings the sections that it needs.")
@click.option("--like", metavar="ARTICLE", default="", shell_complete=complete_articles, help=_LIKE)
def new(slug: str, lang: str, title: str | None, kind: str | None, like: str) -> None:
    """Start an article: source/SLUG/article.md, with notes on what to fill in.

    SLUG names its folder, its files and its web address: small letters, digits and dashes. The skeleton
    cannot be built until its to-do lines are filled in; `plainleaf check SLUG` names them.
    """
    from pipeline.cli.options import slug_of, today
    from pipeline.workspace.folder import find_workspace
    from pipeline.workspace.starter import start_article

    workspace = find_workspace(Path.cwd())
    model = slug_of(like) if like else ""
    article = start_article(workspace, slug, lang, title, kind=kind or "", like=model, today=today())
    click.echo(f"wrote {article.relative_to(workspace.root)}")
    click.echo(f"next: fill it in, then: {command()} check {slug}")
