"""`plainleaf card ARTICLE`: an article comes in, its evidence card, two score sheets filled in, goes out."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.completing import complete_articles


@click.command(short_help="Fill in PEMAT-P and the CDC Index as far as a program may.")
@click.argument("article", shell_complete=complete_articles)
@click.option("--lang", help="A translation; without it, the original.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of words.")
@click.option("--html", "as_html", is_flag=True, help="Print one HTML page instead of words.")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="Write it to a file instead of the screen.")
def card(article: str, lang: str | None, as_json: bool, as_html: bool, output: Path | None) -> None:
    """Print the evidence card of ARTICLE: the items of PEMAT-P and of the CDC Clear Communication Index.

    A program answers what the text alone can show, with the words that decide it; all other items stay open for a
    person, and never count as yes.
    """
    from pipeline.article.reading import read_articles
    from pipeline.article.rules import check_article
    from pipeline.article.rules.sheets import card as card_of
    from pipeline.errors import PlainleafError, UsageError
    from pipeline.showing import evidence_card
    from pipeline.workspace.disk import write_whole
    from pipeline.workspace.folder import find_workspace
    from pipeline.workspace.storage import article_slugs, read_source

    workspace = find_workspace(Path.cwd())
    slug = Path(article).name
    if slug not in article_slugs(workspace):
        raise UsageError(f'there is no article "{slug}"', hint=f"choose one of {', '.join(article_slugs(workspace))}")
    readings = read_articles(read_source(workspace, slug))
    chosen = [r.article for r in readings if r.article is not None and (lang is None or r.article.lang == lang)]
    if not chosen:
        wanted = f' in "{lang}"' if lang else ""
        raise PlainleafError(
            f'"{slug}" cannot be read{wanted}', hint=f"see what is wrong with it: plainleaf check {slug}"
        )
    filled = card_of(chosen[0], check_article(chosen[0]))
    if as_json:
        words = evidence_card.card_json(filled)
    elif as_html:
        words = evidence_card.card_html(filled)
    else:
        words = "\n".join(evidence_card.card_lines(filled))
    if output is None:
        click.echo(words)
    else:
        write_whole(output, f"{words}\n".encode())
        click.echo(f"wrote {output}")
