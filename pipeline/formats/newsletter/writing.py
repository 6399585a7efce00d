"""Blocks of an article come in; their HTML goes out, with addresses that work in a mailbox and text safe in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

from markupsafe import Markup

from pipeline.article.body.inlines import plain
from pipeline.article.material import Reference
from pipeline.article.model import Article, Block, Blocks, Prose, Section
from pipeline.article.walking import of_kind
from pipeline.edition.edition import Edition
from pipeline.formats.newsletter.illustrating import Pictures
from pipeline.formats.newsletter.markup import mail_safe
from pipeline.formats.newsletter.pictures import MailPicture
from pipeline.formats.newsletter.tables import window_of
from pipeline.language.isolation import isolate, runs
from pipeline.markup.campaign import Campaign
from pipeline.markup.escaping import escape, escape_attribute
from pipeline.markup.manner import Manner
from pipeline.markup.xhtml import Writer


def writer_of(edition: Edition, article: Article, pictures: Pictures | None, tagged: Campaign) -> Writer:
    def image_url(name: str) -> str:
        return pictures.of_article(article, name) if pictures and name in article.pictures else ""

    def link_url(target: str) -> str:
        return tagged.tag(absolute(edition, target), "text")

    manner = Manner(
        image_url=image_url,
        link_url=link_url,
        descriptions=True,
        numbered_captions=False,
        tabulate=window_of(edition).tabulate,
    )
    return Writer(article.lang, edition.words, article.pictures, article.references, manner)


def absolute(edition: Edition, target: str) -> str:
    """A link target as an address that works in a mailbox: "slug#key" stands below the brand's web address; ""
    when it can lead nowhere from there."""
    parts = urlsplit(target)
    if parts.scheme in {"https", "http", "mailto", "tel"}:
        return target
    if parts.scheme or target.startswith(("//", "#")):
        return ""
    return urljoin(edition.brand.contact.web, target)


def safe(edition: Edition, xhtml: str, pictures: Mapping[str, MailPicture]) -> Markup:
    contact = edition.brand.contact
    phones = {contact.phone: contact.dialled} if contact.phone else {}
    return Markup(mail_safe(xhtml, pictures, phones))  # noqa: S704 (our own writer, escaped there)


def numberless(writer: Writer, xhtml: str) -> str:
    """A teaser shows no references, so it shows no numbers that would lead nowhere."""
    return re.sub(r'<sup class="(cite|noteref)">.*?</sup>', "", xhtml)


def tight(edition: Edition, writer: Writer, blocks: Blocks) -> Markup:
    parts = [writer.inlines(block.inlines) if isinstance(block, Prose) else writer.block(block, 3) for block in blocks]
    return safe(edition, numberless(writer, " ".join(parts)), {})


def heading_of(blocks: Blocks, wanted: Block | None) -> str:
    """The author's own heading of a block: on it, or on the section that it opens."""
    if wanted is None:
        return ""
    heading = getattr(wanted, "heading", ())
    if heading:
        return plain(heading).strip()
    for section in of_kind(blocks, Section):
        if section.blocks and section.blocks[0] is wanted:
            return plain(section.heading).strip()
    return ""


def linked(reference: Reference) -> str:
    """A reference whose address, or DOI, is a link."""
    address = escape(reference.url)
    for shown in (address, f"doi:{address.removeprefix('https://doi.org/')}"):
        if reference.url and shown in reference.xhtml:
            head, _, tail = reference.xhtml.rpartition(shown)
            return f'{head}<a href="{escape_attribute(reference.url)}">{shown}</a>{tail}'
    return reference.xhtml


def isolated(text: str, direction: str) -> str:
    """Text of an attribute, a subject or a preheader, safe in right-to-left sentences."""
    return isolate(text) if direction == "rtl" else text


def escaped(text: str, direction: str) -> Markup:
    """Plain text as HTML whose numbers keep their direction."""
    if direction != "rtl":
        return Markup(escape(text))  # noqa: S704 (escaped)
    if re.search(r"[A-Za-z]", text) and not re.search(r"[\u0590-\u08ff\ufb1d-\ufefc]", text):
        return Markup(f'<span dir="ltr">{escape(text)}</span>')  # noqa: S704 (escaped)
    parts = (f'<span dir="ltr">{escape(run)}</span>' if own else escape(run) for run, own in runs(text))
    return Markup("".join(parts))  # noqa: S704 (escaped)
