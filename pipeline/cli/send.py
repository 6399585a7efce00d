"""`plainleaf send`: an article and a few colleagues come in; a test message, sent or not, goes out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.completing import complete_articles, complete_brands

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.delivering.outbox import Letter, Outbox
    from pipeline.delivering.sending import Receipt, Server
    from pipeline.edition.artifact import Product
    from pipeline.edition.edition import Edition
    from pipeline.edition.name import EditionName
    from pipeline.finding import Findings


@click.command(short_help="Send a test message of a newsletter over SMTP.")
@click.argument("article", shell_complete=complete_articles)
@click.option("--to", "recipients", multiple=True, metavar="ADDRESS", help="Who gets it; may be repeated, 20 at most.")
@click.option("--smtp", "address", metavar="URL", help="Needed: smtp://[USER@]HOST[:PORT] or smtps://….")
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
    from pipeline.delivering import sending, signing
    from pipeline.delivering.outbox import Outbox
    from pipeline.errors import UsageError
    from pipeline.finding import Findings
    from pipeline.showing import display
    from pipeline.workspace.archive import Archive
    from pipeline.workspace.folder import find_workspace

    if address is None:
        raise UsageError(f"no mail server is named that could send {article}", hint=_example(article, recipients))
    server = sending.read_server(address)
    to = sending.check_recipients(recipients)
    workspace = find_workspace(Path.cwd())
    key = _key(dkim_key, workspace.root, os.environ.get(signing.DKIM_KEY, ""))
    library = Library.open(workspace, today())
    name = library.only(slug_of(article), brand, lang)
    edition = library.edition(name, draft=draft)
    findings = library.target(name).findings
    if isinstance(edition, Findings):
        display.show_findings((findings + edition).found)
        click.echo(f"{name} is not published as it is; nothing was sent, --draft sends a draft")
        ctx.exit(1)
    product = _product(edition, variant)
    letter, found = _written(edition, product, name)
    findings += found
    display.show_findings(findings.found)
    if findings.errors and not draft:
        click.echo(f"{display.plural(len(findings.errors), 'error')}; nothing was sent, --draft sends it all the same")
        ctx.exit(1)
    outbox = Outbox(Archive.of(workspace))
    if not again:
        outbox.check(letter, to)
    receipt = _hand_over(edition, letter, outbox, server, to, (key, dkim_selector))
    click.echo(f"sent {letter.variant} of {name.slug} to {', '.join(receipt.recipients)}: {receipt.answer}")


def _written(edition: Edition, product: Product, name: EditionName) -> tuple[Letter, Findings]:
    """The letter as it would leave, known by its bytes, and what its rules say of it."""
    from pipeline.delivering.outbox import Letter
    from pipeline.formats import newsletter
    from pipeline.workspace.disk import digest

    made = newsletter.render(edition, product)
    letter = Letter(name, product.variant, digest(repr([file.sha256 for file in made.files]).encode()))
    return letter, newsletter.check(newsletter.read(made), edition)


def _example(article: str, recipients: Sequence[str]) -> str:
    """The same command with a server that a provider gives, and what to do with its password."""
    to = recipients[0] if recipients else "you@example.org"
    return (
        f"type: plainleaf send {article} --to {to} --smtp smtp://USER@mail.example.org:587, with the server and the "
        "user that your provider names for outgoing mail; the password goes into PLAINLEAF_SMTP_PASSWORD"
    )


def _hand_over(
    edition: Edition, letter: Letter, outbox: Outbox, server: Server, to: Sequence[str], signed: tuple[bytes, str]
) -> Receipt:
    """Send a letter with a number and an hour of its own, signed when there is a key (`signed`: key and selector)."""
    import secrets
    from datetime import UTC, datetime

    from pipeline.delivering import sending, signing
    from pipeline.formats.newsletter import rendering
    from pipeline.formats.newsletter.view import sender_of

    moment, sender, (key, selector) = datetime.now(UTC), sender_of(edition), signed
    message = rendering.test_message(edition, letter.variant, to, moment, secrets.token_hex(4))
    if key:
        message = signing.sign(message, sender.address.rpartition("@")[2], selector, key)
    password = sending.read_password(server)
    with outbox.sending(letter, to, moment):
        return sending.send(message, sender.address, to, server, password)


def _product(edition: Edition, variant: str | None) -> Product:
    """The newsletter called `variant`, else the first that there is. Raises UsageError when there is none."""
    from pipeline.errors import UsageError
    from pipeline.formats import newsletter

    products = {product.variant: product for product in newsletter.products(edition)}
    if not products or (variant and variant not in products):
        known = ", ".join(products) or "none"
        raise UsageError(f'"{edition.publication.slug}" has no newsletter "{variant or ""}"', hint=f"there is: {known}")
    return products[variant] if variant else next(iter(products.values()))


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
