"""An edition and a few colleagues come in; a test message of its newsletter, sent or held back, goes out."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime

from pipeline.building.library import Library
from pipeline.delivering import sending, signing
from pipeline.delivering.outbox import Letter, Outbox
from pipeline.delivering.sending import Receipt, Server
from pipeline.edition.artifact import Product
from pipeline.edition.edition import Edition
from pipeline.edition.name import EditionName
from pipeline.errors import UsageError
from pipeline.finding import Findings
from pipeline.formats import newsletter
from pipeline.formats.newsletter import rendering
from pipeline.formats.newsletter.view import sender_of
from pipeline.workspace.archive import Archive
from pipeline.workspace.disk import digest
from pipeline.workspace.folder import Workspace


@dataclass(frozen=True)
class Proof:
    """What is to be sent: a variant of an edition's newsletter, the first that there is when `variant` is empty; a
    `draft` in spite of errors; `again` to people who have got this very letter. `key` signs it for DKIM, when given.
    """

    edition: EditionName
    variant: str
    recipients: tuple[str, ...]
    server: Server
    draft: bool = False
    again: bool = False
    key: bytes = b""
    selector: str = ""


@dataclass(frozen=True)
class Proofed:
    """What came of it. Without a receipt nothing was sent: `published` says whether the edition is published as it is,
    and `findings` what stands against it.
    """

    variant: str
    findings: Findings
    published: bool = True
    receipt: Receipt | None = None


@dataclass(frozen=True)
class ProofJob:
    """A proof for a process that has no library of its own yet."""

    proof: Proof
    workspace: Workspace
    today: date


def send_now(job: ProofJob) -> Proofed:
    """Look at the workspace, and send. Raises as `send` does."""
    return send(Library.open(job.workspace, job.today), job.workspace, job.proof)


def send(library: Library, workspace: Workspace, proof: Proof) -> Proofed:
    """Send a test message to all of the recipients or to none, and never twice unless it is asked for.

    Raises UsageError for an edition or a variant that there is not, PlainleafError when somebody has got this letter
    before and for what the server says.
    """
    name = proof.edition
    edition = library.edition(name, draft=proof.draft)
    findings = library.target(name).findings
    if isinstance(edition, Findings):
        return Proofed("", findings + edition, published=False)
    product = product_of(edition, proof.variant)
    letter, found = _written(edition, product, name)
    findings += found
    if findings.errors and not proof.draft:
        return Proofed(letter.variant, findings)
    outbox = Outbox(Archive.of(workspace))
    if not proof.again:
        outbox.check(letter, proof.recipients)
    return Proofed(letter.variant, findings, receipt=_hand_over(edition, letter, outbox, proof))


def _written(edition: Edition, product: Product, name: EditionName) -> tuple[Letter, Findings]:
    """The letter as it would leave, known by its bytes, and what its rules say of it."""
    made = newsletter.render(edition, product)
    letter = Letter(name, product.variant, digest(repr([file.sha256 for file in made.files]).encode()))
    return letter, newsletter.check(newsletter.read(made), edition)


def _hand_over(edition: Edition, letter: Letter, outbox: Outbox, proof: Proof) -> Receipt:
    """Send a letter with a number and an hour of its own, signed when there is a key."""
    moment, sender = datetime.now(UTC), sender_of(edition)
    message = rendering.test_message(edition, letter.variant, proof.recipients, moment, secrets.token_hex(4))
    if proof.key:
        message = signing.sign(message, sender.address.rpartition("@")[2], proof.selector, proof.key)
    password = sending.read_password(proof.server)
    with outbox.sending(letter, proof.recipients, moment):
        return sending.send(message, sender.address, proof.recipients, proof.server, password)


def product_of(edition: Edition, variant: str) -> Product:
    """The newsletter called `variant`, else the first that there is. Raises UsageError when there is none."""
    products = {product.variant: product for product in newsletter.products(edition)}
    if not products or (variant and variant not in products):
        known = ", ".join(products) or "none"
        raise UsageError(f'"{edition.publication.slug}" has no newsletter "{variant}"', hint=f"there is: {known}")
    return products[variant] if variant else next(iter(products.values()))
