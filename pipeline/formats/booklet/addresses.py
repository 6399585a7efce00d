"""Pages as they were written come in; pages whose ids are unique and whose links lead to their files go out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from pipeline.formats.booklet.book import Page
from pipeline.house.brand import Contact
from pipeline.markup.escaping import escape, escape_attribute


def linked(xhtml: str, url: str) -> str:
    """A formatted reference whose printed address or DOI is the link; one that prints neither gets its address."""
    if not url:
        return xhtml
    href, printed = escape_attribute(url), escape(url)
    doi = escape("doi:" + url.removeprefix("https://doi.org/"))
    for words in (printed, doi):
        if words in xhtml:
            return xhtml.replace(words, f'<a href="{href}">{_breakable(words)}</a>', 1)
    return f'{xhtml} <a href="{href}">{_breakable(printed.removeprefix("https://"))}</a>'


def _breakable(address: str) -> str:
    """An address, already escaped, with places where it may break."""
    # Reading systems break a long address nowhere by themselves, and it runs off a narrow screen; "&" begins a
    # reference.
    return re.sub(r"(?<=[^/:&][/.])(?=[^/])|(?<=\w[:()_-])(?=\w)", "<wbr/>", address)


_TAG = re.compile(r"(<[^>]*>)")


def dialled(xhtml: str, contact: Contact) -> str:
    """The page with the house's phone number and mail address as links, wherever an author wrote them as words."""
    targets = {contact.email: f"mailto:{contact.email}"} if contact.email else {}
    if contact.phone:
        # RFC 3966 allows spaces nowhere and brackets as decoration only.
        targets[contact.phone] = "tel:" + re.sub(r"[^\d+]", "", contact.phone)
    parts, inside = _TAG.split(xhtml), 0
    for at, part in enumerate(parts):
        if at % 2:
            inside += part.startswith("<a ") - (part == "</a>")
        elif not inside:
            linked_part = part
            for words, href in targets.items():
                # The writer ties the groups of a number with no-break spaces, the author typed plain ones.
                pattern = r"[\s\u00a0]".join(map(re.escape, words.split()))
                link = rf'<a href="{escape_attribute(href)}">\g<0></a>'
                linked_part = re.sub(rf"(?<![\w+]){pattern}(?!\w)", link, linked_part)
            parts[at] = linked_part
    return "".join(parts)


_ID = re.compile(r'(<[a-zA-Z][^<>]*? id=")([^"]+)(")')
_LINK = re.compile(r'<a ([^<>]*?)href="#([^"]+)"([^<>]*)>(.*?)</a>', re.S)
_NUMBERED = re.compile(r"^(?:.*--)?(ref-\d+)$")


def with_addresses(pages: list[Page]) -> Iterable[Page]:
    """The pages with every id unique in the book and every internal link leading to its file.

    A link to a block that this book does not hold becomes plain text.
    """
    homes = {f"note-{note.number}": page.file for page in pages for note in page.notes} | {"disclaimer": "about.xhtml"}
    own: list[Page] = []
    for page in pages:
        identity = page.id
        while identity and (identity in homes or f"{identity}-title" in homes):
            identity += "-page"
        homes |= {name: page.file for name in (identity, f"{identity}-title") if identity}
        headings = (replace(page.headings[0], id=identity), *page.headings[1:]) if page.headings else ()
        own.append(replace(page, id=identity, headings=headings))
    unique: list[Page] = []
    for page in own:
        renamed: dict[str, str] = {}

        def settle(match: re.Match[str], page: Page = page, renamed: dict[str, str] = renamed) -> str:
            identity, count = match[2], 1
            while identity in homes:
                count += 1
                identity = f"{match[2]}-{count}"
            homes[identity] = page.file
            renamed.setdefault(match[2], identity)
            return f"{match[1]}{identity}{match[3]}"

        heading, body = _ID.sub(settle, page.heading), _ID.sub(settle, page.body)
        notes = tuple(replace(note, xhtml=_ID.sub(settle, note.xhtml)) for note in page.notes)
        headings = tuple(replace(head, id=renamed.get(head.id, head.id)) for head in page.headings[1:])
        headings = (*page.headings[:1], *headings)
        unique.append(replace(page, heading=heading, body=body, notes=notes, headings=headings))
    for page in unique:

        def lead(match: re.Match[str], page: Page = page) -> str:
            numbered = _NUMBERED.match(match[2])
            identity = match[2] if match[2] in homes else numbered[1] if numbered else _note_of(match[2])
            if identity not in homes:
                return f"<span>{match[4]}</span>"
            file = "" if homes[identity] == page.file else homes[identity]
            return f'<a {match[1]}href="{file}#{identity}"{match[3]}>{match[4]}</a>'

        notes = tuple(replace(note, xhtml=_LINK.sub(lead, note.xhtml)) for note in page.notes)
        yield replace(page, heading=_LINK.sub(lead, page.heading), body=_LINK.sub(lead, page.body), notes=notes)


def _note_of(identity: str) -> str:
    return identity.rpartition("--")[2]
