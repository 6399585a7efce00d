"""`plainleaf diff ARTICLE`: an article and an earlier version come in; what changed, in words, goes out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.completing import complete_articles

if TYPE_CHECKING:
    from pipeline.building.answers.comparing import Compared, Comparer


@click.command(short_help="Say what an edit changed: which dose, warning or step, or nothing but looks.")
@click.argument("article", required=False, shell_complete=complete_articles)
@click.argument("revision", required=False, metavar="[REVISION]")
@click.option("--approved", is_flag=True, help="Compare with what was approved last.")
@click.option("--published", is_flag=True, help="Compare with what was published last.")
@click.option("--as", "role", metavar="ROLE", help="With --approved: by whom.")
@click.option("--lang", metavar="TAG", help="Only this language.")
@click.option("--all", "everything", is_flag=True, help="Every article that changed; ARTICLE is then the revision.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of words.")
@click.option(
    "--html", type=click.Path(path_type=Path), help="Write a page for somebody without tools: old beside new."
)
@click.option("--docx", type=click.Path(path_type=Path), help="Write a Word file with tracked changes.")
@click.option("--out", type=click.Path(path_type=Path), help="Output folder instead of output/.")
def diff(
    article: str | None,
    revision: str | None,
    approved: bool,
    published: bool,
    role: str | None,
    lang: str | None,
    everything: bool,
    as_json: bool,
    html: Path | None,
    docx: Path | None,
    out: Path | None,
) -> None:
    """Say what changed in ARTICLE since REVISION of git (HEAD without one), since it was approved or published.

    Each change is one of meaning (a dose, a number, a "not", a warning, a step, a word) or harmless (layout, spelling,
    what was moved, marks). What cannot be shown to be harmless counts as a change of meaning.
    """
    import json

    from pipeline.building.answers import comparing
    from pipeline.building.answers.comparing import Comparer
    from pipeline.building.library import Library
    from pipeline.cli.options import today
    from pipeline.language.characters import printable
    from pipeline.workspace.disk import write_whole
    from pipeline.workspace.folder import find_output, find_workspace
    from pipeline.workspace.output import Output

    _check(article, revision, approved, published, everything, html, docx)
    workspace = find_workspace(Path.cwd())
    output = Output(find_output(workspace, out))
    library = Library.open(workspace, today(), output.memory.seen())
    library.recall(output.memory.recall())
    comparer = Comparer(workspace, library, output)
    found = _compare(comparer, article, revision, approved, published, everything, role, lang)
    if html is not None:
        from pipeline.showing.differences import page

        write_whole(html, page(found).encode())
        click.echo(f"wrote {html}")
    if docx is not None:
        from pipeline.manuscript.returning.tracking import tracked_word

        write_whole(docx, tracked_word(found[0], today()))
        click.echo(f"wrote {docx}")
    if as_json:
        click.echo(json.dumps([comparing.to_json(each) for each in found], ensure_ascii=False, indent=2))
    elif html is None and docx is None:
        changed = [each for each in found if each.difference.changes]
        for number, each in enumerate(changed or found):
            if number:
                click.echo()
            for line in comparing.lines(each):
                click.echo(printable(line))
        if not found:
            click.echo("nothing changed")


def _check(
    article: str | None,
    revision: str | None,
    approved: bool,
    published: bool,
    everything: bool,
    html: Path | None,
    docx: Path | None,
) -> None:
    """Raises UsageError for a command line that asks for two things at once, or for none."""
    from pipeline.errors import UsageError

    if article is None and not everything:
        raise UsageError("no article is named", hint="name one, or ask for every one that changed with --all")
    named = bool(revision or (everything and article))
    if approved + published + named > 1:
        raise UsageError(
            "it can be compared with one version at a time", hint="take one of REVISION, --approved, --published"
        )
    if everything and revision:
        raise UsageError("--all takes a revision and no article", hint="leave one of the two out")
    if everything and (html or docx):
        raise UsageError("a page and a Word file show one article", hint="name the article")


def _compare(
    comparer: Comparer,
    article: str | None,
    revision: str | None,
    approved: bool,
    published: bool,
    everything: bool,
    role: str | None,
    lang: str | None,
) -> list[Compared]:
    """What the command line asks for."""
    from pipeline.cli.options import slug_of

    name = (article if everything else revision) or "HEAD"
    ask = comparer.approved(role) if approved else comparer.published if published else comparer.revision(name)
    if not everything:
        return comparer.article(slug_of(article or ""), lang, ask)
    changed = comparer.stale(published, role) if approved or published else comparer.changed(name)
    return [each for each in comparer.library(ask, changed) if lang in (None, each.lang)]
