"""`plainleaf sign`: published editions come in; an SSH key signs their manifests, or it is checked whose did."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.completing import complete_articles


@click.command(short_help="Sign what is published with an SSH key, or check who signed it.")
@click.argument("articles", nargs=-1, metavar="[ARTICLE]...", shell_complete=complete_articles)
@click.option("--key", type=click.Path(path_type=Path), help="Sign with this SSH key; else signatures are checked.")
@click.option("--out", type=click.Path(path_type=Path), help="Output folder instead of output/.")
@click.pass_context
def sign(ctx: click.Context, articles: tuple[str, ...], key: Path | None, out: Path | None) -> None:
    """Sign the manifest of each published edition, of all articles unless ARTICLE names some: manifest.json.sig beside
    it.

    The manifest lists every file with its SHA-256, so that one signature speaks for all of them. Without --key it is
    checked whose key of source/allowed_signers signed each, and that every file is the one that was signed: exit code 1
    if one is not. Both need ssh-keygen and no network.
    """
    from pipeline.building.sealing import sealed, sign_editions
    from pipeline.cli.options import slug_of, today
    from pipeline.errors import UsageError
    from pipeline.naming import choose
    from pipeline.workspace import storage
    from pipeline.workspace.folder import find_output, find_workspace
    from pipeline.workspace.output import Output

    workspace = find_workspace(Path.cwd())
    output = Output(find_output(workspace, out))
    wanted = {slug_of(article) for article in articles}
    there = output.editions()
    for slug in sorted(wanted - {name.slug for name in there}):
        raise UsageError(f'nothing of "{slug}" is published', hint=choose(slug, {name.slug for name in there}))
    names = [name for name in there if not wanted or name.slug in wanted]
    if not names:
        raise UsageError("nothing is published yet", hint="run plainleaf build first")
    if key is not None:
        with output.locked():
            sign_editions(output, names, key)
        click.echo(f"signed {len(names)} edition{'' if len(names) == 1 else 's'}")
        return
    found = list(sealed(output, names, storage.read_signers(workspace), today()))
    for each in found:
        click.echo(f"{each.name}: {each.words}")
    ctx.exit(1 if any(each.wrong for each in found) else 0)
