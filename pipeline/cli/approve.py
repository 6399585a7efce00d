"""`plainleaf approve ARTICLE`: an article and somebody's name come in; their approval is written beside it."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.completing import complete_articles


@click.command(short_help="Approve what an article says, in a role and with a name.")
@click.argument("article", shell_complete=complete_articles)
@click.option("--as", "role", required=True, metavar="ROLE", help="clinician, pharmacist, nurse, patient-reader, …")
@click.option("--name", required=True, help="The name of the person who approves.")
@click.option("--lang", metavar="TAG", help="A translation; without it, the original.")
@click.option("--key", type=click.Path(path_type=Path), help="Sign it with this SSH key, which ssh-keygen reads.")
def approve(article: str, role: str, name: str, lang: str | None, key: Path | None) -> None:
    """Write into source/ARTICLE/approvals.toml that somebody approved every part of ARTICLE as it stands.

    A part that is changed later has to be approved again; where it stands, how it looks, the brand and the engine may
    change. [review] needs in brand.toml says which roles must approve before anything is published.
    """
    from dataclasses import replace

    from pipeline.building.approving import approve as approve_article
    from pipeline.building.approving import write
    from pipeline.building.library import Library
    from pipeline.cli.options import slug_of, today
    from pipeline.workspace.folder import find_workspace

    workspace, slug = find_workspace(Path.cwd()), slug_of(article)
    library = Library.open(workspace, today())
    approving = approve_article(library, slug, lang, role, name, today())
    file = write(library, workspace, slug, approving, key)
    approval = approving.approval
    before = approving.before
    click.echo(
        f"{approving.file} ({approval.lang}): approved as {role} by {approval.name}, {len(approval.parts)} parts"
    )
    if before.name and not before.holds:
        click.echo(f"  before: {replace(before, key='').words}")
    for other in approving.others:
        click.echo(f"  {other.words}")
    click.echo(f"wrote {file}")
