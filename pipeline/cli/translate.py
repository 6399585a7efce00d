"""`plainleaf translate ARTICLE`: an article comes in; how its translations stand, and files for bureaus, go out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.completing import command, complete_articles

if TYPE_CHECKING:
    from pipeline.building.answers.translating import Folder


@click.command(short_help="Begin a translation, send it to a bureau, take it back, see what is stale.")
@click.argument("article", shell_complete=complete_articles)
@click.option("--start", "begun", metavar="TAG", help="Begin this language.")
@click.option("--to", "lang", metavar="TAG", help="The language that the other options are about.")
@click.option(
    "--xliff", type=click.Path(path_type=Path), metavar="FILE", help="Write what is to be translated as XLIFF."
)
@click.option("--xliff-version", type=click.Choice(["1.2", "2.0"]), default="1.2", show_default=True)
@click.option("--po", type=click.Path(path_type=Path), metavar="FILE", help="Write what is to be translated as PO.")
@click.option("--all", "everything", is_flag=True, help="Write every passage, not only what changed or is missing.")
@click.option("--from", "back", type=click.Path(path_type=Path), metavar="FILE", help="Take an XLIFF or PO file back.")
@click.option("--confirm", is_flag=True, help="Say that the translation is up to date with its original.")
@click.option("--passage", "passages", multiple=True, metavar="KEY", help="Confirm this block only; may be repeated.")
@click.pass_context
def translate(
    ctx: click.Context,
    /,
    article: str,
    begun: str | None,
    lang: str | None,
    xliff: Path | None,
    xliff_version: str,
    po: Path | None,
    everything: bool,
    back: Path | None,
    confirm: bool,
    passages: tuple[str, ...],
) -> None:
    """Say how the translations of ARTICLE stand, or begin, send out, take back or confirm one.

    Without an option: each language, what is stale and since when, and what differs from the original. What a
    translation was made from stands in source/ARTICLE/translations.toml, and without it in the history of git.
    """
    from pipeline.building.answers import translating
    from pipeline.cli.options import slug_of, today
    from pipeline.errors import UsageError
    from pipeline.workspace.folder import find_workspace

    asked = [
        name for name, value in (("--xliff", xliff), ("--po", po), ("--from", back), ("--confirm", confirm)) if value
    ]
    if len(asked) > 1 or (begun and asked):
        raise UsageError("that is more than one thing at once", hint=f"give one of {', '.join(asked)} or --start")
    folder = translating.Folder.open(find_workspace(Path.cwd()), slug_of(article))
    if begun:
        click.echo(f"wrote {translating.start(folder, begun)}")
        click.echo(f"next: translate each passage, take the marks off, then: {command()} check {folder.slug}")
        return
    if asked and not lang:
        raise UsageError(f"{asked[0]} needs a language", hint="add --to with one, such as --to es")
    if xliff or po:
        _order(folder, str(lang), xliff or po or Path(), "po" if po else xliff_version, everything)
    elif back:
        ctx.exit(_take_back(folder, str(lang), back))
    elif confirm:
        count = translating.confirm(folder, str(lang), today(), passages)
        click.echo(f"source/{folder.slug}/article.{lang}.md: {count} passages are up to date since today")
        click.echo(f"wrote source/{folder.slug}/translations.toml")
    else:
        ctx.exit(_show(folder, lang))


def _order(folder: Folder, lang: str, path: Path, kind: str, everything: bool) -> None:
    from pipeline.building.answers.translating import order

    tasks = order(folder, lang, path, kind, everything=everything)
    if not tasks:
        click.echo(f"nothing is to be translated into {lang}; --all writes every passage")
        return
    counts = {why: sum(task.why == why for task in tasks) for why in ("new", "changed", "compare")}
    said = ", ".join(f"{count} {_WHY[why]}" for why, count in counts.items() if count)
    click.echo(f"wrote {path}: {len(tasks)} passages ({said})")
    click.echo(f"next: when it is back: {command()} translate {folder.slug} --to {lang} --from {path}")


_WHY = {"new": "new", "changed": "changed", "compare": "to compare"}


def _take_back(folder: Folder, lang: str, path: Path) -> int:
    from pipeline.building.answers.translating import take_back
    from pipeline.cli.options import today
    from pipeline.showing.display import show_findings

    told = take_back(folder, lang, path, today())
    show_findings((*told.refused, *told.findings.found))
    click.echo(f"{told.file}: {told.taken} passages taken, {len(told.refused)} not")
    if told.taken:
        click.echo(f"next: {command()} check {folder.slug} --lang {lang}")
    return 1 if told.refused or told.findings.errors else 0


def _show(folder: Folder, lang: str | None) -> int:
    from pipeline.building.answers.translating import errors_in
    from pipeline.showing.display import show_findings

    langs = [lang] if lang else [article.lang for article in folder.articles if not article.original]
    if not langs:
        click.echo(f"{folder.slug}: no translation; --start TAG begins one")
    failed = 0
    for each in langs:
        standing = folder.standing(each)
        if lang:
            show_findings(standing.findings.found)
        stale = f"{standing.stale} stale since {standing.since}" if standing.stale else "nothing stale"
        where = {"git": " (as git has it)", "": " (nothing is recorded: --confirm does)"}.get(standing.known, "")
        errors = errors_in(standing.findings)
        failed += errors
        click.echo(f"{standing.file}: {stale}{where}, {standing.to_do} to translate, {errors} errors")
    return 1 if failed else 0
