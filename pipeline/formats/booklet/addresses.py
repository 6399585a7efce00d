"""Pages as they were written come in; pages whose ids are unique and whose links lead to their files go out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from pipeline.formats.booklet.book import Page

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
