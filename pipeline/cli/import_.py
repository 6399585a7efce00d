"""`plainleaf import FILE`: manuscripts come in, articles with a report of every piece go out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.completing import command, complete_brands
from pipeline.tags import tag_hint

if TYPE_CHECKING:
    from pipeline.manuscript.importing import Import, Wishes
    from pipeline.workspace.folder import Workspace

_KEEP = ("comments", "changes", "hidden", "properties")


@click.command("import", short_help="Turn a Word file, web page or pasted text into an article.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--to", "slug", help="The article's name: small letters, digits, dashes; else made from its title.")
@click.option("--lang", default="", help="The language it is written in (BCP 47); else detected.")
@click.option(
    "--brand", default="", shell_complete=complete_brands, help="The brand that publishes it; else every brand."
)
@click.option("--force", is_flag=True, help="Replace an article of the same name.")
@click.option("--keep", multiple=True, type=click.Choice(_KEEP), help="Keep what is otherwise left out; repeatable.")
@click.option("--interactive", is_flag=True, help="Ask for what the front matter needs.")
@click.option("--report", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--not-a-patient", "no_patients", multiple=True, metavar="NUMBER", help="A number that looks like a patient's."
)
def import_command(
    files: tuple[str, ...],
    slug: str | None,
    lang: str,
    brand: str,
    force: bool,
    keep: tuple[str, ...],
    interactive: bool,
    form: str,
    no_patients: tuple[str, ...],
) -> None:
    """Turn manuscripts into articles: source/SLUG/article.md, its images, and a report.

    FILE is a .txt, .md, .docx, .odt, .rtf, .html or .epub file, a folder of them, or - for standard input.
    Every piece of a file is in the article or named in the report; otherwise nothing is written.
    """
    from pipeline.cli.options import today
    from pipeline.errors import UsageError
    from pipeline.manuscript.filing import find_manuscripts, read_house
    from pipeline.manuscript.importing import Wishes
    from pipeline.workspace.folder import find_workspace

    workspace = find_workspace(Path.cwd())
    paths = find_manuscripts(files)
    if slug and len(paths) > 1:
        raise UsageError("--to names one article, and there are several files", hint="leave --to out")
    if slug:
        _check_slug(slug)
    _check_wishes(lang, brand, workspace)
    if interactive and "-" in paths:
        raise UsageError("--interactive cannot ask when the text comes in on standard input", hint="save it as a file")
    wishes = Wishes(lang, brand, frozenset(keep), frozenset(no_patients), house=read_house(workspace, today()))
    _run(paths, workspace, wishes, slug or "", form, force=force, interactive=interactive)


def _run(
    paths: list[str], workspace: Workspace, wishes: Wishes, slug: str, form: str, *, force: bool, interactive: bool
) -> None:
    """Import all files before the first is written, so that a bad one among them leaves nothing in part."""
    import json
    from dataclasses import replace

    from pipeline.manuscript.filing import files_beside, read_file, refuse_taken, write_imports
    from pipeline.manuscript.importing import import_manuscript
    from pipeline.manuscript.reporting import report_values

    done: list[Import] = []
    for number, path in enumerate(paths, start=1):
        if len(paths) > 1:
            click.echo(f"[{number}/{len(paths)}] {path}", err=True)
        imported = import_manuscript(read_file(path), path, wishes, slug, files_beside(path))
        if wishes.house and "id" in imported.front:
            ids = {**wishes.house.ids, imported.slug: str(imported.front["id"])}
            wishes = replace(wishes, house=replace(wishes.house, ids=ids))
        done.append(imported)
    slugs = {imported.name: imported.slug for imported in done}
    refuse_taken(workspace.source, slugs, force=force)
    if interactive:
        done = [_ask(imported) for imported in done]
    write_imports(workspace.source, done, force=force)
    if form == "json":
        values = [report_values(imported) for imported in done]
        click.echo(json.dumps(values[0] if len(values) == 1 else values, ensure_ascii=False, indent=1))
    else:
        for imported in done:
            _summarise(imported)


def _summarise(imported: Import) -> None:
    counts = imported.ledger.counts().values()
    total, kept = sum(row[0] for row in counts), sum(row[1] for row in counts)
    click.echo(f"wrote source/{imported.slug}/{imported.file}")
    click.echo(f"  {total} pieces: {kept} in the article, {total - kept} left out")
    left = _left_out(imported)
    for line in left[:5]:
        click.echo(f"  left out: {line}")
    if len(left) > 5:
        click.echo(f"  left out: {len(left) - 5} more, see the report")
    if "id" in imported.front:
        click.echo(f"  its document number: {imported.front['id']}; write another after id: if it has one")
    if imported.shared:
        click.echo(f"  as source/defaults.yml says: {', '.join(sorted(imported.shared))}")
    for notice in imported.notices:
        click.echo(f"  {notice}")
    if imported.base:
        from pipeline.manuscript.reporting import change_lines

        click.echo(f"  {len(imported.changes)} edits since it was exported")
        for change in imported.changes:
            for line in change_lines(change):
                click.echo(f"  {line}")
    names = [query.name for query in imported.queries]
    if names:
        counted = "1 question" if len(names) == 1 else f"{len(names)} questions"
        click.echo(f"  {counted}: {', '.join(names[:12])}{' …' if len(names) > 12 else ''}")
    else:
        click.echo("  nothing to answer")
    click.echo(f"  report: source/{imported.slug}/import-report.txt")
    asked = "answer the questions in the article as its notes show (import --interactive asks them), then"
    if imported.asked:
        asked = "answer what is still open in the article, as its notes and the report show, then"
    first = asked if names else "look it over, then"
    click.echo(f"next: {first}: {command()} check {imported.slug}")


def _left_out(imported: Import) -> list[str]:
    """What was left out, a line a piece, but one for all properties of the file that go for the same reason."""
    from pipeline.manuscript.pieces import Kind

    alike: dict[tuple[str, str], list[str]] = {}
    for number, entry in enumerate(imported.ledger.left_out):
        kind = entry.piece.kind
        key = (kind.value, entry.reason) if kind is Kind.PROPERTY else (f"{kind.value} {number}", entry.reason)
        alike.setdefault(key, []).append(f'{kind.value} "{entry.piece.excerpt[:60]}"')
    return [
        f"{said[0]} ({reason})" if len(said) == 1 else f"{said[0]} and {len(said) - 1} more ({reason})"
        for (_, reason), said in alike.items()
    ]


def _ask(imported: Import) -> Import:
    """Ask the front matter's questions one by one; an empty answer leaves a question open."""
    from dataclasses import replace

    from pipeline.errors import PlainleafError
    from pipeline.manuscript.importing import with_answers
    from pipeline.manuscript.queries import read_answer

    click.echo(f"{imported.name}: an empty answer leaves a question open", err=True)
    answers: dict[str, object] = {}
    for query in imported.queries:
        while query.key:
            text = click.prompt(f"{query.asks}? ({query.hint})", default="", show_default=False, err=True)
            if not text.strip():
                break
            try:
                answers[query.key] = read_answer(query.key, text)
            except PlainleafError as fault:
                click.echo(f"{fault.message}; {fault.hint}", err=True)
            else:
                break
    done = with_answers(imported, answers) if answers else imported
    return replace(done, asked=True)


def _check_wishes(lang: str, brand: str, workspace: Workspace) -> None:
    from pipeline.errors import UsageError

    if lang:
        from pipeline.article.front.fields import LANGUAGE_TAG

        if not LANGUAGE_TAG.match(lang):
            raise UsageError(f'"{lang}" is not a language tag', hint=tag_hint(lang))
    folder = workspace.styles / "brands"
    if brand and not (folder / brand / "brand.toml").is_file():
        known = ", ".join(sorted(p.parent.name for p in folder.glob("*/brand.toml")))
        raise UsageError(
            f'there is no brand "{brand}"', hint=f"take one of {known}" if known else "add it to styles/brands"
        )


def _check_slug(slug: str) -> None:
    from pipeline.article.source import is_slug, slug_hint
    from pipeline.errors import UsageError

    if not is_slug(slug):
        raise UsageError(f'"{slug}" cannot name an article', hint=slug_hint(slug))
