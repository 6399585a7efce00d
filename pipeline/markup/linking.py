"""Written XHTML comes in; the same with addresses, phone numbers and mail addresses as links goes out."""

from __future__ import annotations

import re

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


def shows_number(words: str, address: str) -> bool:
    """Whether words show the number that a tel: address dials, with its country or as it is written at home."""
    shown, dialled = (re.sub(r"\D", "", text) for text in (words, address))
    # Before the subscriber's own digits stand a trunk's 0, 1, 8 or 06, by country, or the country's code.
    return bool(dialled) and dialled[-SUBSCRIBER:] in shown


SUBSCRIBER = 7
"""Digits of a number that stay the same wherever it is dialled from (house)."""

_TAG = re.compile(r"(<[^>]*>)")


def dialled(xhtml: str, contact: Contact) -> str:
    """The page with the house's phone number and mail address as links, wherever an author wrote them as words."""
    targets = {contact.email: f"mailto:{contact.email}"} if contact.email else {}
    if contact.phone:
        targets[contact.phone] = f"tel:{contact.dialled}"
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
