"""`plainleaf send`: an article and a few colleagues come in; a test message, sent or not, goes out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.completing import complete_articles, complete_brands

if TYPE_CHECKING:
    from collections.abc import Sequence


@click.command(short_help="Send a test message of a newsletter over SMTP.")
@click.argument("article", shell_complete=complete_articles)
@click.option("--to", "recipients", multiple=True, metavar="ADDRESS", help="Who gets it; may be repeated, 20 at most.")
@click.option(
    "--smtp",
    "address",
    metavar="URL",
    envvar="PLAINLEAF_SMTP",
    help="Needed, here or in PLAINLEAF_SMTP: smtp://[USER@]HOST[:PORT] or smtps://….",
)
@click.option(
    "--brand",
    metavar="NAME",
    shell_complete=complete_brands,
    help="Which brand sends it; needed when there are several.",
)
@click.option("--lang", metavar="TAG", help="In which language; the original's by default.")
@click.option("--variant", metavar="NAME", help="single, whole, or digest; the first that there is by default.")
@click.option("--dkim-key", type=click.Path(path_type=Path, dir_okay=False), help="RSA key (PEM) to sign with.")
@click.option("--dkim-selector", default="plainleaf", metavar="NAME", show_default=True, help="Its name in the DNS.")
@click.option("--draft", is_flag=True, help="Send it in spite of errors, and mark it as DRAFT.")
@click.option("--again", is_flag=True, help="Send it to people who have got this very letter before.")
@click.pass_context
def send(
    ctx: click.Context,
    article: str,
    recipients: tuple[str, ...],
    address: str | None,
    brand: str | None,
    lang: str | None,
    variant: str | None,
    dkim_key: Path | None,
    dkim_selector: str,
    draft: bool,
    again: bool,
) -> None:
    """Send a test message of ARTICLE to at most 20 people: to all of them or to none, and never twice.

    The subject says that it is a proof. Who got a letter is kept in archive/sent/, and nobody gets the same letter
    again without --again; a letter that was changed since is another one. The password for USER comes from the
    environment variable PLAINLEAF_SMTP_PASSWORD or from the keyring, the key for DKIM from a file outside the
    workspace or from PLAINLEAF_DKIM_KEY. Without TLS it speaks to a server on this computer only.
    """
    import os

    from pipeline.building.library import Library
    from pipeline.cli.options import slug_of, today
    from pipeline.delivering import proofing, sending, signing
    from pipeline.delivering.proofing import Proof
    from pipeline.errors import UsageError
    from pipeline.showing import display
    from pipeline.workspace.folder import find_workspace

    if address is None:
        raise UsageError(f"no mail server is named that could send {article}", hint=_example(article, recipients))
    server = sending.read_server(address)
    to = sending.check_recipients(recipients)
    workspace = find_workspace(Path.cwd())
    key = _key(dkim_key, workspace.root, os.environ.get(signing.DKIM_KEY, ""))
    library = Library.open(workspace, today())
    name = library.only(slug_of(article), brand, lang)
    proof = Proof(name, variant or "", tuple(to), server, draft, again, key, dkim_selector)
    proofed = proofing.send(library, workspace, proof)
    display.show_findings(proofed.findings.found)
    if proofed.receipt is None:
        errors = display.plural(len(proofed.findings.errors), "error")
        held = f"{errors}; nothing was sent, --draft sends it all the same"
        unpublished = f"{name} is not published as it is; nothing was sent, --draft sends a draft"
        click.echo(held if proofed.published else unpublished)
        ctx.exit(1)
    receipt = proofed.receipt
    click.echo(f"sent {proofed.variant} of {name.slug} to {', '.join(receipt.recipients)}: {receipt.answer}")


def _example(article: str, recipients: Sequence[str]) -> str:
    """The same command with a server that a provider gives, and what to do with its password."""
    to = recipients[0] if recipients else "you@example.org"
    return (
        f"type: plainleaf send {article} --to {to} --smtp smtp://USER@mail.example.org:587, with the server and the "
        "user that your provider names for outgoing mail; the password goes into PLAINLEAF_SMTP_PASSWORD"
    )


def _key(file: Path | None, workspace: Path, given: str) -> bytes:
    """The private key, from a file that cannot be committed with the articles, or from the environment."""
    from pipeline.errors import PlainleafError, UsageError

    if file is None:
        return given.encode()
    if file.resolve().is_relative_to(workspace.resolve()):
        raise UsageError("a private key must not lie in the workspace", hint="keep it in your home folder")
    try:
        return file.read_bytes()
    except OSError as fault:
        raise PlainleafError(
            f"the key cannot be read: {(fault.strerror or '').lower()}", place=str(file), hint="look at its path"
        ) from None
