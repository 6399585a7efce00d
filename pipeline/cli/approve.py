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
    from pipeline.building.approving import kept_at, signed_with
    from pipeline.building.history import own_source
    from pipeline.building.library import Library
    from pipeline.cli.options import slug_of, today
    from pipeline.edition.approvals import APPROVALS_FILE, with_approval
    from pipeline.errors import PlainleafError
    from pipeline.workspace import signatures, storage
    from pipeline.workspace.archive import Archive
    from pipeline.workspace.folder import find_workspace

    workspace, slug = find_workspace(Path.cwd()), slug_of(article)
    library = Library.open(workspace, today())
    approving = approve_article(library, slug, lang, role, name, today())
    # What was approved can be shown beside what it became, whether or not anybody uses git.
    source = library.source(slug)
    if source is None:
        raise PlainleafError("it was changed a moment ago, and was not approved", hint="read it again, then approve")
    # Without what others approved before: the same word on the same text is the same entry, whoever else has spoken.
    own = own_source(source)
    said = replace(own, files={name: content for name, content in own.files.items() if name != APPROVALS_FILE})
    approving = kept_at(approving, Archive.of(workspace).keep_source(said))
    if key is not None:
        approving = signed_with(approving, signatures.sign(approving.approval.statement, key, role))
    file, approval = f"source/{slug}/{APPROVALS_FILE}", approving.approval
    storage.change_file(workspace, slug, APPROVALS_FILE, lambda content: with_approval(content, approval, file))
    before = approving.before
    click.echo(
        f"{approving.file} ({approval.lang}): approved as {role} by {approval.name}, {len(approval.parts)} parts"
    )
    if before.name and not before.holds:
        click.echo(f"  before: {replace(before, key='').words}")
    for other in approving.others:
        click.echo(f"  {other.words}")
    click.echo(f"wrote {file}")
