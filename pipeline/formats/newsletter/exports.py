"""An issue comes in; the files that a sending service takes, each with that service's merge tags only, go out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from pipeline.edition.artifact import Artifact, File, Product
from pipeline.edition.edition import Edition
from pipeline.formats.newsletter import rendering
from pipeline.formats.newsletter.pictures import hosted_at
from pipeline.formats.newsletter.plain import plain_text
from pipeline.formats.newsletter.view import LinkTo, View, sender_of, view_of
from pipeline.formats.newsletter.wording import PHONE
from pipeline.markup.spreadsheets import csv_bytes

UNSUBSCRIBE = "https://plainleaf.invalid/unsubscribe"
BROWSER = "https://plainleaf.invalid/browser"
"""Where a merge tag will stand; ".invalid" never resolves (RFC 6761, 6.4)."""


@dataclass(frozen=True, slots=True)
class Service:
    """A sending service: the merge tags for leaving the list and for the page in a browser ("" when the service adds
    them by itself), the marks that begin a tag in its language, and where its files are taken in."""

    name: str
    title: str
    unsubscribe: str
    browser: str
    marks: tuple[str, ...]
    door: str


SERVICES = (
    # Mailchimp refuses to send a campaign without its own tag for leaving the list.
    Service("mailchimp", "Mailchimp", "*|UNSUB|*", "*|ARCHIVE|*", ("*|",), "templates, code your own"),
    Service("brevo", "Brevo", "{{ unsubscribe }}", "{{ mirror }}", ("{{", "{%"), "a campaign, paste your code"),
    Service("listmonk", "listmonk", "{{ UnsubscribeURL }}", "{{ MessageURL }}", ("{{",), "a campaign, raw HTML"),
    Service("buttondown", "Buttondown", "{{ unsubscribe_url }}", "{{ email_url }}", ("{{", "{%"), "an email, HTML"),
    # Ghost adds both by itself; a second link to leave would lead nowhere.
    Service("ghost", "Ghost", "", "", ("{",), "settings, import"),
    Service("generic", "any other", "", "", (), "where it takes HTML"),
)
"""The tags as the services document them in 2026; generic HTML carries the brand's own addresses."""

PICTURES = "pictures"
SUBJECTS = "subjects.csv"
PLACES = "what-goes-where.txt"
CARD = ("<!--kg-card-begin: html-->", "<!--kg-card-end: html-->")
"""Ghost keeps what stands between as it is."""


def render(edition: Edition, product: Product) -> Artifact:
    """For each issue type and service an HTML file and its text (for Ghost one JSON file), the pictures, and
    `<type>.json` with subject, preheader and sender, which services ask for in fields of their own; with a second
    subject `subjects.csv`, which shows both side by side.
    """
    files: list[File] = []
    decisions = []
    pictures: dict[str, File] = {}
    variants = ("digest",) if edition.publication.is_collection else ("single", "whole")
    views = [view_of(edition, variant) for variant in variants]
    if any(view.subject_b for view in views):
        files.append(File(f"exports/{SUBJECTS}", "text/csv", csv_bytes(list(_subjects(views)), byte_order_mark=True)))
    for view in views:
        files += [_envelope(edition, view)]
        for service in SERVICES:
            files += export(edition, view, service)
        for address, picture in view.pictures.items():
            pictures[address] = File(f"exports/{PICTURES}/{address}", picture.media_type, picture.content)
    if not hosted_at(edition):
        files.append(File(f"exports/{PLACES}", "text/plain", places(tuple(views), sorted(pictures)).encode("utf-8")))
        decisions.append(
            f"the exports show pictures from the folder beside them: {PLACES} says where each service wants them"
        )
    return Artifact(product, (*files, *pictures.values()), decisions=tuple(decisions))


def places(views: Sequence[View], pictures: Sequence[str]) -> str:
    """Which file goes where, service by service, and what becomes of the pictures, as text for people."""
    names = [view.variant for view in views]
    lines = ["What goes where, and the pictures with it", ""]
    lines += [f"Pictures: {', '.join(f'{PICTURES}/{name}' for name in pictures) or 'none'}", ""]
    for service in SERVICES:
        ending = "json" if service.name == "ghost" else "html"
        lines.append(f"{service.title}: {service.door}")
        lines += [f"  {name}-{service.name}.{ending}" for name in names]
        if service.name == "mailchimp" and pictures:
            # Mailchimp's help names Import ZIP beside Import HTML; it stores the pictures of the ZIP itself.
            lines.append(f"  pictures: pack that file and the folder {PICTURES}/ into one ZIP, and import the ZIP")
        elif pictures:
            lines.append("  pictures: it shows them from the web: put output/<brand>/ where [newsletter] hosted of")
            lines.append("  brand.toml says, and build again; the file then names them there")
    lines += [
        "",
        "Subject, preheader and sender go into fields of their own: " + ", ".join(f"{name}.json" for name in names),
    ]
    return "\n".join(lines) + "\n"


def _subjects(views: Sequence[View]) -> Iterator[Sequence[object]]:
    """Both subjects of each issue, their length in graphemes, and what of them a phone shows (EM-SB-01)."""
    yield "issue", "language", "A", "B", "A, length", "B, length", "A, on a phone", "B, on a phone", "preheader"
    for view in views:
        both = [regex.findall(r"\X", subject) for subject in (view.subject, view.subject_b)]
        seen = ["".join(each[:PHONE]) + "…" * (len(each) > PHONE) for each in both]
        yield view.variant, view.lang, view.subject, view.subject_b, *map(len, both), *seen, view.preheader


def _envelope(edition: Edition, view: View) -> File:
    sender = sender_of(edition)
    fields = {
        "subject": view.subject,
        **({"subject_b": view.subject_b} if view.subject_b else {}),
        "preheader": view.preheader,
        "from_name": sender.sender,
        "from_address": sender.address,
        "reply_to": sender.reply_to or "",
        "language": view.lang,
    }
    content = json.dumps(fields, ensure_ascii=False, indent=2) + "\n"
    return File(f"exports/{view.variant}.json", "application/json", content.encode("utf-8"))


def export(edition: Edition, view: View, service: Service) -> Iterator[File]:
    """The files of one issue for one service."""
    name = f"exports/{view.variant}-{service.name}"
    if service.name == "ghost":
        content = json.dumps(_ghost(edition, view, service), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
        yield File(f"{name}.json", "application/json", content.encode("utf-8"))
        return
    html, text = filled(edition, view, service)
    yield File(f"{name}.html", "text/html", html.encode("utf-8"))
    yield File(f"{name}.txt", "text/plain", text.encode("utf-8"))


def blank(edition: Edition, view: View, service: Service) -> tuple[str, str]:
    """HTML and text of the issue with a neutral address wherever the service has a merge tag."""
    words = edition.words
    ways = [link for link in view.ways if link.url not in {view.browser.url, _own_way(edition)}]
    if service.browser:
        ways.insert(0, LinkTo(words("view-in-browser"), BROWSER))
    if service.unsubscribe:
        ways.insert(len(ways) and 1, LinkTo(words("unsubscribe"), UNSUBSCRIBE))
    elif service.name == "generic":
        ways = list(view.ways)
    shown = replace(view, ways=tuple(ways))
    html = rendering.document(edition, shown)
    hosted = hosted_at(edition)
    base = f"{hosted}{view.variant}/" if hosted else f"{PICTURES}/"
    for address in view.pictures:
        html = html.replace(f'src="{address}"', f'src="{base}{address}"')
    return html, plain_text(html, view.links_heading)


def _own_way(edition: Edition) -> str:
    sender = sender_of(edition)
    return sender.unsubscribe or f"mailto:{sender.unsubscribe_mailto}?subject=unsubscribe"


def filled(edition: Edition, view: View, service: Service) -> tuple[str, str]:
    """HTML and text for the service: its tags stand where they belong, and words that look like one are defused."""
    html, text = blank(edition, view, service)
    for mark in service.marks:
        # A service replaces whatever looks like a tag, in an author's words too, and fails the whole issue on one it
        # does not know.
        html = html.replace(mark, f"{mark[0]}&#{ord(mark[1])};" if len(mark) > 1 else mark)
        # In plain text there are no references; a word joiner (U+2060) is not seen and parts the two marks.
        text = text.replace(mark, f"{mark[0]}\u2060{mark[1:]}" if len(mark) > 1 else mark)
    for address, tag in ((UNSUBSCRIBE, service.unsubscribe), (BROWSER, service.browser)):
        html, text = html.replace(address, tag), text.replace(address, tag)
    return html, text


def _ghost(edition: Edition, view: View, service: Service) -> dict[str, object]:
    """Ghost's import format with one draft; Ghost adds the link to leave the list and the page in a browser."""
    import lxml.html
    from lxml import etree

    html, text = filled(edition, view, service)
    wrapper = lxml.html.document_fromstring(html).find("body/main/div[@role='article']")
    card = "".join(
        etree.tostring(child, method="html", encoding="unicode") for child in wrapper if isinstance(child.tag, str)
    )
    moment = view.date.isoformat()
    post = {
        "title": view.title,
        "slug": f"{edition.publication.slug}-{view.lang}-{view.variant}",
        "html": f"{CARD[0]}\n{card}\n{CARD[1]}",
        "plaintext": text,
        "custom_excerpt": view.preheader,
        "status": "draft",
        "type": "post",
        "created_at": moment,
        "updated_at": moment,
        "published_at": None,
        "canonical_url": edition.canonical,
        "meta": {"email_subject": view.subject},
    }
    # Ghost wants milliseconds here; the issue's own date, so that the same issue gives the same bytes.
    return {"meta": {"exported_on": round(view.date.timestamp() * 1000), "version": "5.0.0"}, "data": {"posts": [post]}}
