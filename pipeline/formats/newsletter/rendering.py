"""A view and the templates come in; the files of one issue go out: page, message, text, pictures."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

import jinja2
import lxml.html
from markupsafe import Markup

from pipeline.edition.artifact import Artifact, File, Placement, Product
from pipeline.edition.edition import Edition
from pipeline.errors import PlainleafError
from pipeline.formats.newsletter.browser import web_page
from pipeline.formats.newsletter.budget import ERROR_BYTES, after_sending, blocks, heaviest, sections
from pipeline.formats.newsletter.correcting import Element, Head, correct
from pipeline.formats.newsletter.message import Attachment, Envelope, Mailbox, compose
from pipeline.formats.newsletter.pictures import hosted_at
from pipeline.formats.newsletter.plain import plain_text, text_of
from pipeline.formats.newsletter.settings import settings_of
from pipeline.formats.newsletter.styling import filled, smaller, tokens
from pipeline.formats.newsletter.tables import window_of
from pipeline.formats.newsletter.view import View, sender_of, view_of
from pipeline.formats.newsletter.writing import escaped, isolated


def render(edition: Edition, product: Product) -> Artifact:
    """The files of one issue, named after the variant: the page for a browser first, then the message as a proof
    (.eml), its text part (.txt) and the pictures beside the page.

    Raises PlainleafError for a template that MJML refuses and for a name or address no header may carry.
    """
    view = view_of(edition, product.variant)
    html = document(edition, view)
    name = product.variant
    # Read back, not kept from the correcting pass: the text part then says what the finished bytes say.
    tree = lxml.html.document_fromstring(html)
    held = list(tree.iter())  # lxml makes an element anew at each walk unless someone holds it
    text = text_of(tree, view.links_heading)
    decisions = tuple(_decisions(edition, html, tree))
    page = web_page(tree, edition, view, name, hosted_at(edition))
    del held
    sent = in_message(html, edition, view)
    message = compose(envelope(edition, view, sent), text, sent, attachments(edition, view))
    files = [
        File(f"{name}.html", "text/html", page.encode("utf-8")),
        File(f"{name}.eml", "message/rfc822", message),
        File(f"{name}.txt", "text/plain", text.encode("utf-8")),
    ]
    files += [
        File(f"{name}/{address}", picture.media_type, picture.content) for address, picture in view.pictures.items()
    ]
    placements = tuple(Placement(key, f"{name}.html") for key in view.keys)
    return Artifact(product, tuple(files), placements, decisions)


def _decisions(edition: Edition, html: str, tree: Element) -> Iterator[str]:
    """For the report: the bytes by section, and what the sender has to see to outside the file."""
    sent, weights = after_sending(html), blocks(tree)
    parts = " · ".join(f"{part.words}: {part.size:,}" for part in sections(weights))
    worst = " · ".join(f"<{block.tag}> {block.words}: {block.size:,}" for block in heaviest(weights, 5))
    yield (
        f"the HTML weighs {len(html.encode('utf-8')):,} bytes, about {sent:,} with a service's links and footer; "
        f"Gmail shows {ERROR_BYTES:,}. By section: {parts}. The heaviest blocks: {worst}"
    )
    domain = sender_of(edition).address.rpartition("@")[2]
    yield (
        f"before bulk sending as {domain}: SPF and DKIM both pass and one is aligned with {domain}, DMARC is p=none or "
        "stricter, the DKIM signature covers both List-Unsubscribe headers (RFC 8058), each reader has a link of their "
        "own, spam complaints stay below 0.1 % and never reach 0.3 %, and leaving takes effect within 2 days; Gmail, "
        "Yahoo and Outlook ask for this from 5,000 messages a day"
    )
    yield (
        "consent: keep for each reader when and how they asked (GDPR, Article 7), and honour an opt-out within 10 "
        "business days and for good (CAN-SPAM); address, reason and ways to leave are checked in the message"
    )


def test_message(edition: Edition, variant: str, recipients: Sequence[str], moment: datetime, mark: str) -> bytes:
    """The issue as a message to real people: a test, marked so before its subject, sent at `moment` (with a zone).

    `mark` makes its Message-ID another than that of every other test, so that no mailbox takes it for a copy.
    """
    view = view_of(edition, variant)
    html = in_message(document(edition, view), edition, view)
    head = envelope(edition, view, html)
    # Gmail and Exchange drop a second message with the id of one that they have.
    local, _, domain = head.message_id.rpartition("@")
    head = replace(
        head,
        to=tuple(Mailbox("", recipient) for recipient in recipients),
        subject=f"[{edition.words('proof-mark')}] {head.subject}",
        date=moment,
        message_id=f"{local}.{mark}@{domain}",
    )
    return compose(head, plain_text(html, view.links_heading), html, attachments(edition, view))


def document(edition: Edition, view: View) -> str:
    """The corrected HTML; pictures still have the addresses of the view."""
    from mjml import mjml2html

    values = tokens(edition.brand)
    try:
        compiled = mjml2html(filled_template(edition, view))
    except ValueError as fault:
        raise PlainleafError(
            f"the newsletter template is not MJML: {fault}",
            place=f"styles/newsletter/{view.variant}.mjml",
            hint="compare it with the template of a new workspace",
        ) from None
    head = Head(view.lang, view.dir, view.subject, _sheet(edition, "head.css", values), values["font-text"])
    sizes = {address: (picture.width, picture.height) for address, picture in view.pictures.items()}
    return correct(compiled, head, _sheet(edition, "newsletter.css", values), sizes, window_of(edition).is_wide)


def _sheet(edition: Edition, name: str, values: Mapping[str, str]) -> str:
    return _filled_sheet(edition.style(f"newsletter/{name}"), tuple(values.items()), edition.direction, name)


@lru_cache(maxsize=16)
def _filled_sheet(sheet: str, values: tuple[tuple[str, str], ...], direction: str, name: str) -> str:
    return smaller(filled(sheet, dict(values), direction, f"styles/newsletter/{name}"))


def filled_template(edition: Edition, view: View) -> str:
    """The MJML of an issue: its template with the view's values in it."""
    path, values = f"newsletter/{view.variant}.mjml", tokens(edition.brand)
    templates = tuple(
        (name, content.decode("utf-8"))
        for name, content in sorted(edition.styles.items())
        if name.startswith("newsletter/") and name.endswith(".mjml")
    )
    environment = _environment(templates)

    def own(text: str | Markup) -> Markup:
        return text if isinstance(text, Markup) else escaped(text, view.dir)

    try:
        written = environment.get_template(path).render(
            view=view, tokens=values, own=own, isolated=lambda text: isolated(text, view.dir)
        )
    except jinja2.TemplateError as fault:
        line = f":{fault.lineno}" if isinstance(fault, jinja2.TemplateSyntaxError) else ""
        raise PlainleafError(
            f"the newsletter template cannot be filled: {fault}",
            place=f"styles/{getattr(fault, 'name', None) or path}{line}",
            hint="the manual lists the values that a template may use",
        ) from None
    return written.strip()


@lru_cache(maxsize=4)
def _environment(templates: tuple[tuple[str, str], ...]) -> jinja2.Environment:
    """Templates may show values and choose between them; they cannot reach files or code."""
    from jinja2.sandbox import SandboxedEnvironment

    # A name that nobody defined would print nothing, and a message would go out with a hole in it.
    settings: dict[str, Any] = {"autoescape": True, "undefined": jinja2.StrictUndefined}
    return SandboxedEnvironment(
        loader=jinja2.DictLoader(dict(templates)), trim_blocks=True, lstrip_blocks=True, **settings
    )


def envelope(edition: Edition, view: View, html: str) -> Envelope:
    """The head of the proof. Its recipient is the sender's own address: real ones and their tokens come from the
    sending service. Its Message-ID is that of these words: no two messages that differ share one (RFC 5322, 3.6.4)."""
    sender = sender_of(edition)
    own = Mailbox(sender.sender, sender.address)
    domain = sender.address.rpartition("@")[2]
    identity = "\n".join((edition.publication.slug, view.variant, edition.lang, edition.brand.id, view.subject,
                          edition.article.front.version, view.date.isoformat(), html))  # fmt: skip
    mark = hashlib.sha256(identity.encode()).hexdigest()[:24]
    return Envelope(
        sender=own,
        reply_to=Mailbox("", sender.reply_to) if sender.reply_to else None,
        to=(own,),
        subject=view.subject,
        date=view.date,
        message_id=f"{mark}@{domain}",
        lang=edition.lang,
        list_name=edition.brand.name,
        list_id=sender.list_id or "",
        unsubscribe=sender.unsubscribe or "",
        unsubscribe_mailto=sender.unsubscribe_mailto or "",
    )


def travels_inside(edition: Edition) -> bool:
    """Whether pictures are parts of the message: always, unless the brand hosts them and says so."""
    settings = settings_of(edition.brand)
    return not (hosted_at(edition) and settings is not None and settings.pictures == "hosted")


def in_message(html: str, edition: Edition, view: View) -> str:
    """The HTML with pictures as parts of the message (cid:), or at the brand's address."""
    inside, hosted = travels_inside(edition), hosted_at(edition)
    for address, picture in view.pictures.items():
        source = f"cid:{content_id(address, picture.digest)}" if inside else f"{hosted}{view.variant}/{address}"
        html = html.replace(f'src="{address}"', f'src="{source}"')
    return html


def content_id(address: str, digest: str) -> str:
    """The Content-ID of a picture: the same bytes have the same one in every issue."""
    # RFC 2392 wants the id to be unique in the world; ".invalid" is nobody's domain (RFC 6761, 6.4).
    return f"{digest[:20]}.{address.rpartition('.')[2]}@plainleaf.invalid"


def attachments(edition: Edition, view: View) -> tuple[Attachment, ...]:
    """The picture parts of the message; none when the brand hosts them."""
    if not travels_inside(edition):
        return ()
    return tuple(
        Attachment(content_id(address, picture.digest), address, picture.media_type, picture.content)
        for address, picture in view.pictures.items()
    )
