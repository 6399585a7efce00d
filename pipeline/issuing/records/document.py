"""An edition comes in; a FHIR R4B document goes out: a Bundle that begins with a Composition of its sections."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import Any

from pipeline.article.body.inlines import plain
from pipeline.article.front.codes import Code
from pipeline.article.model import Block, Blocks, Section
from pipeline.article.selecting import select
from pipeline.edition.artifact import Product
from pipeline.edition.edition import Edition
from pipeline.issuing.records.entry import Entry, identity_of_publisher
from pipeline.issuing.records.narrative import narrative
from pipeline.markup.escaping import escape, escape_attribute
from pipeline.markup.manner import Manner
from pipeline.markup.xhtml import Writer

PRODUCT = Product("page", "record")
"""A record says what the page says: a block that is for paper or posts only is for no portal."""

INSTRUCTIONS = {"system": "http://loinc.org", "code": "69730-0", "display": "Instructions"}
"""LOINC's type of document for what a patient is told to do or know (HL7 C-CDA R2.1, Instructions Section)."""

STATUSES = {"superseded": "amended"}
"""Composition.status of what is published; everything else is final."""


def document(edition: Edition, entry: Entry) -> dict[str, Any]:
    """The document as FHIR JSON has it. Its time is the day of the last review, in UTC, and never the clock's."""
    publisher = f"urn:uuid:{identity_of_publisher(entry.base)}"
    composition = {
        "resourceType": "Composition",
        "id": entry.identity_of("composition"),
        "language": entry.lang,
        "identifier": {"system": entry.base, "value": f"{entry.document}|{entry.version}"},
        "status": STATUSES.get(entry.status, "final"),
        "type": {"coding": [INSTRUCTIONS], "text": entry.kind},
        "date": entry.reviewed.isoformat(),
        "author": [{"display": name} for name in entry.authors],
        "title": entry.title,
        "attester": [
            {"mode": "professional", "time": entry.reviewed.isoformat(), "party": {"display": name}}
            for name in entry.reviewers
        ],
        "custodian": {"reference": publisher, "display": entry.publisher},
        "section": _led_out(list(_sections(edition)), edition.canonical),
    }
    if entry.codes:
        composition["event"] = [{"code": [concept(code) for code in entry.codes]}]
    return {
        "resourceType": "Bundle",
        "id": entry.identity_of("document"),
        "language": entry.lang,
        "identifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{entry.identity_of('document')}"},
        "type": "document",
        "timestamp": instant(entry),
        "entry": [
            {"fullUrl": f"urn:uuid:{composition['id']}", "resource": composition},
            {"fullUrl": publisher, "resource": organization(entry)},
        ],
    }


def instant(entry: Entry) -> str:
    """The day of the last review as an instant of FHIR, which has no days."""
    return f"{entry.reviewed.isoformat()}T00:00:00Z"


def concept(code: Code) -> dict[str, Any]:
    """A code as a CodeableConcept, with the author's words for it."""
    coding = {"system": code.system.uri, "code": code.code}
    return {"coding": [coding | ({"display": code.words} if code.words else {})]}


def organization(entry: Entry) -> dict[str, Any]:
    """Who publishes the library."""
    return {
        "resourceType": "Organization",
        "id": identity_of_publisher(entry.base),
        "name": entry.publisher,
        "telecom": [{"system": "url", "value": entry.base}],
    }


_ID, _LOCAL = re.compile(r' id="([^"]+)"'), re.compile(r'href="(#([^"]+))"')


def _led_out(sections: list[dict[str, Any]], address: str) -> list[dict[str, Any]]:
    """The sections with links to what is no narrative (a section's title) led to the page, where it is."""
    known = {identity for div in _divs(sections) for identity in _ID.findall(div)}

    def lead(match: re.Match[str]) -> str:
        return match[0] if match[2] in known else f'href="{escape_attribute(address)}{match[1]}"'

    def led(section: dict[str, Any]) -> dict[str, Any]:
        made = dict(section)
        if "text" in made:
            made["text"] = made["text"] | {"div": _LOCAL.sub(lead, made["text"]["div"])}
        if "section" in made:
            made["section"] = [led(each) for each in made["section"]]
        return made

    return [led(section) for section in sections]


def _divs(sections: Sequence[dict[str, Any]]) -> Iterator[str]:
    for section in sections:
        if "text" in section:
            yield section["text"]["div"]
        yield from _divs(section.get("section", ()))


def _sections(edition: Edition) -> Iterator[dict[str, Any]]:
    """The sections in reading order; numbers of notes and references run through all of them."""
    article, words = edition.article, edition.words
    manner = Manner(link_url=partial(_address, edition), epub=True, descriptions=True, level=2)
    writer = Writer(edition.lang, words, article.pictures, article.references, manner)
    front = article.front
    said = [front.subtitle, front.main_message, front.summary, front.approval_status]
    paragraphs = "\n".join(f"<p>{escape(text)}</p>" for text in said if text)
    yield _section(edition, words("main-message-heading"), paragraphs)
    yield from _parts(edition, writer, select(article.blocks, PRODUCT.format, PRODUCT.variant))
    if writer.notes:
        notes = "\n".join(f'<li id="note-{note.number}">{note.xhtml}</li>' for note in writer.notes)
        yield _section(edition, words("notes-heading"), f'<ol type="a">\n{notes}\n</ol>')
    if writer.cited:
        cited = [article.references[key] for key in writer.cited]
        items = "\n".join(f'<li id="ref-{number}">{each.xhtml}</li>' for number, each in enumerate(cited, start=1))
        yield _section(edition, words("references-heading"), f"<ol>\n{items}\n</ol>")
    yield _section(edition, words("edition-heading"), _answers(edition))


def _address(edition: Edition, target: str) -> str:
    """Where a link leads from a record: another article of the library by its page."""
    return target if ":" in target else f"{edition.brand.contact.web}{target}"


def _answers(edition: Edition) -> str:
    """Who answers for it, until when, and what it does not replace."""
    front, words = edition.article.front, edition.words
    lines = [
        words("edition-line", id=front.id, version=front.version),
        f"{words('authors-label')}: {'; '.join(map(str, front.authors))}",
        f"{words('reviewers-label')}: {'; '.join(map(str, front.reviewers))}",
        f"{words('reviewed-label')}: {words.date(front.reviewed)}",
        f"{words('next-review-label')}: {words.date(front.next_review)}",
        f"{words('funding-label')}: {_none(edition, front.funding)}",
        f"{words('conflicts-label')}: {_none(edition, front.conflicts)}",
        words("advertisement-yes" if front.advertisement else "advertisement-no"),
        words("disclaimer"),
    ]
    if front.translators:
        lines.insert(3, f"{words('translators-label')}: {'; '.join(map(str, front.translators))}")
    address = escape_attribute(edition.canonical)
    link = f'<p><a href="{address}">{escape(edition.canonical)}</a></p>'
    return "\n".join(f"<p>{escape(line)}</p>" for line in lines) + f"\n{link}"


def _none(edition: Edition, said: str) -> str:
    return edition.words("none-declared") if said == "none" else said


def _parts(edition: Edition, writer: Writer, blocks: Blocks) -> Iterator[dict[str, Any]]:
    """Sections as sections; what stands between them as sections without a title."""
    for _, group in groupby(blocks, key=lambda block: isinstance(block, Section)):
        between: list[Block] = []
        for block in group:
            if isinstance(block, Section):
                yield _own(edition, writer, block)
            else:
                between.append(block)
        if between:
            yield _section(edition, "", writer.blocks(tuple(between), 3))


def _own(edition: Edition, writer: Writer, section: Section) -> dict[str, Any]:
    first = tuple(_leading(section.blocks))
    # The title is data here, and stands in no narrative: written first, so that its notes are numbered in order.
    writer.inlines(section.heading)
    made = _section(edition, " ".join(plain(section.heading).split()), writer.blocks(first, 3, follows_heading=True))
    below = list(_parts(edition, writer, section.blocks[len(first) :]))
    return made | ({"section": below} if below else {})


def _leading(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Section):
            return
        yield block


def _section(edition: Edition, title: str, xhtml: str) -> dict[str, Any]:
    """One section of a Composition; without words it has no narrative, which may not be empty (txt-2)."""
    made: dict[str, Any] = {"title": title} if title else {}
    if xhtml.strip():
        made["text"] = {"status": "additional", "div": narrative(xhtml, edition.lang, edition.direction)}
    return made
