"""An edition comes in; the plain values that the templates of a page show go out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pipeline.article.body.inlines import plain
from pipeline.article.front.status import Status
from pipeline.article.model import Callout, CalloutKind, Glossary, Text
from pipeline.article.plaintext import text as text_of
from pipeline.article.selecting import select
from pipeline.article.walking import of_kind
from pipeline.edition.artifact import Product
from pipeline.edition.check_codes import shown
from pipeline.edition.companions import alternates, downloads, own_name
from pipeline.edition.copies import Standing, answers, with_copy
from pipeline.edition.edition import Edition
from pipeline.facts.copies import printed_copy
from pipeline.formats.page.explaining import Explained, explain
from pipeline.formats.page.pictures import Pictures
from pipeline.language.typography import bind
from pipeline.markup.linking import dialled, linked
from pipeline.markup.manner import Heading, Manner, WrittenNote
from pipeline.markup.xhtml import Writer
from pipeline.press.typeface import direction_of

NAME = "page"

WORDS_A_MINUTE = 180
"""Adults read 238 words of plain English a minute to themselves (Brysbaert 2019, J Mem Lang 109: 104047); who is ill,
old or learns the language reads more slowly (house).
"""

SIGNS_A_MINUTE = 300
"""The same of scripts without spaces between words, in characters (house)."""

CONTENTS_FROM = 3
"""A page with fewer sections needs no contents (house)."""


@dataclass(frozen=True, slots=True)
class LinkTo:
    """A link: words, address, and the language of the words where it is another."""

    label: str
    url: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A line on who answers for the page: what it is, and what is said; `day` is ISO 8601 where that is a date."""

    label: str
    value: str
    day: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What is said to who holds a printed copy: its code as an address has it and as it is printed, what it is, and
    what holds.
    """

    code: str
    shown: str
    name: str
    standing: str
    says: str
    changes: tuple[str, ...]


@dataclass(frozen=True)
class View:
    """Everything that the templates of styles/page/ may use. Names ending in `_html` are markup; all else is text.

    `call` leads to where the page says when to call; "" when it says so nowhere. `mark` is "Draft" and the like with
    its sentence, both "" for a current page.
    """

    lang: str
    direction: str
    title: str
    title_html: str
    subtitle_html: str
    summary_html: str
    message_html: str
    kind: str
    mark: str
    mark_sentence: str
    publisher: str
    minutes: int
    reviewed: Fact
    call: str
    phone: LinkTo | None
    contact: tuple[tuple[str, LinkTo], ...]
    address: tuple[str, ...]
    downloads: tuple[LinkTo, ...]
    to_print: str
    languages: tuple[LinkTo, ...]
    alternates: tuple[tuple[str, str], ...]
    contents: tuple[Heading, ...]
    body_html: str
    explained: tuple[Explained, ...]
    notes: tuple[WrittenNote, ...]
    references_html: tuple[str, ...]
    facts: tuple[Fact, ...]
    canonical: str
    prefix: str
    copies: tuple[Told, ...] = ()


def view_of(edition: Edition, product: Product, pictures: Pictures | None = None) -> View:
    """The values of a page. In a fragment for another page every heading is one level lower, and ids begin with the
    article's name.
    """
    pictures = pictures or Pictures(edition)
    article, words = edition.article, edition.words
    embedded = product.variant != "web"
    blocks = select(article.blocks, NAME, product.variant)
    writer = writer_of(edition, product.variant, pictures)
    body = writer.blocks(blocks)
    headings = tuple(writer.headings)
    body, explained = explain(body, tuple(_terms(writer, blocks)) if not embedded else ())
    front = article.front
    calls = (each for each in of_kind(blocks, Callout) if each.kind is CalloutKind.WHEN_TO_CALL)
    call = next((writer.id(each.node) for each in calls), "")
    mark, sentence = edition.state_words
    files, to_print = _downloads(edition)
    return View(
        lang=edition.lang,
        direction=edition.direction,
        title=front.title,
        title_html=writer.inlines((Text(front.title),)),
        subtitle_html=writer.inlines((Text(front.subtitle),)) if front.subtitle else "",
        summary_html=dialled(writer.inlines((Text(front.summary),)), edition.brand.contact),
        message_html=dialled(writer.inlines((Text(front.main_message),)), edition.brand.contact),
        kind=words("document-kind-publisher" if edition.brand.kind == "publisher" else "document-kind"),
        mark=mark,
        mark_sentence=sentence,
        publisher=edition.brand.name,
        minutes=minutes_to_read(" ".join((front.title, front.summary, front.main_message, text_of(blocks)))),
        reviewed=Fact(words("reviewed-label"), words.date(front.reviewed), front.reviewed.isoformat()),
        call=call,
        phone=_phone(edition),
        contact=tuple(_contact(edition)),
        address=edition.brand.contact.address,
        downloads=files,
        to_print=to_print,
        languages=tuple(_languages(edition)),
        alternates=tuple((each.lang, each.address) for each in alternates(edition)),
        contents=_contents(headings, 3 if embedded else 2),
        body_html=dialled(body, edition.brand.contact),
        explained=explained,
        notes=tuple(writer.notes),
        references_html=tuple(_references(writer)),
        facts=tuple(_facts(edition)),
        canonical=edition.canonical,
        prefix=writer.manner.prefix,
        copies=tuple(_copies(edition)),
    )


def writer_of(edition: Edition, variant: str, pictures: Pictures) -> Writer:
    """Writes the blocks of one variant."""
    embedded, article = variant != "web", edition.article
    manner = Manner(
        image_url=lambda name: pictures.show(name).source,
        link_url=lambda target: _address(edition, target),
        prefix=f"{article.slug}-" if embedded else "",
        level=3 if embedded else 2,
        descriptions=True,
        counters=True,
    )
    return Writer(edition.lang, edition.words, article.pictures, article.references, manner)


def minutes_to_read(said: str) -> int:
    """How many minutes a reader needs, one at least."""
    signs = len(re.findall(r"[\u3040-\u30ff\u3400-\u9fff]", said))
    words = len(re.findall(r"[^\W_]+", re.sub(r"[\u3040-\u30ff\u3400-\u9fff]", " ", said)))
    return max(1, round(words / WORDS_A_MINUTE + signs / SIGNS_A_MINUTE))


def _terms(writer: Writer, blocks: tuple[object, ...]) -> Iterator[Explained]:
    """The terms of the article's glossary; a definition list in the text is none."""
    for glossary in of_kind(blocks, Glossary):  # type: ignore[arg-type]
        if glossary.heading or glossary.node.explicit:
            for term in glossary.terms:
                identity = f"pl:explain-{writer.id(term.node)}"
                # Notes and citations would be numbered once more.
                meaning = " ".join(text_of(term.definition).split())
                yield Explained(identity, plain(term.term).strip(), writer.inlines((Text(meaning),)))


def _contents(headings: tuple[Heading, ...], level: int) -> tuple[Heading, ...]:
    sections = tuple(heading for heading in headings if heading.level == level and heading.text)
    return sections if len(sections) >= CONTENTS_FROM else ()


def _references(writer: Writer) -> Iterator[str]:
    for key in writer.cited:
        reference = writer.references[key]
        written = linked(reference.xhtml, reference.url)
        # A reference in English would have its full stops and brackets at the wrong end in Arabic (UAX 9).
        yield f"<bdi>{written}</bdi>" if direction_of(writer.lang) == "rtl" else written


def _downloads(edition: Edition) -> tuple[tuple[LinkTo, ...], str]:
    """What readers may take, as paths from the page's own folder; and what is best to print."""
    found, words = downloads(edition, NAME), edition.words
    papers = {each.paper for each in found if each.paper}
    links = []
    for each in found:
        label = "download-booklet" if each.format == "booklet" else f"handout-{each.variant}-label"
        if label not in words.messages:
            label = "download-handout"
        kind = each.path.rpartition(".")[2].upper()
        more = f"{kind}, {each.paper}" if each.paper and len(papers) > 1 else kind
        links.append(LinkTo(f"{words(label)} ({more})", f"../{each.path}"))
    pdf = next((f"../{each.path}" for each in found if each.path.endswith(".pdf")), "")
    return tuple(links), pdf


def _languages(edition: Edition) -> Iterator[LinkTo]:
    """The other languages by the names that their own readers know them by."""
    for each in alternates(edition):
        if each.lang != edition.lang:
            yield LinkTo(own_name(each.lang), each.address, each.lang)


def _phone(edition: Edition) -> LinkTo | None:
    contact = edition.brand.contact
    return LinkTo(bind(contact.phone), f"tel:{contact.dialled}") if contact.phone else None


def _contact(edition: Edition) -> Iterator[tuple[str, LinkTo]]:
    contact, words = edition.brand.contact, edition.words
    phone = _phone(edition)
    if phone:
        yield words("phone-label"), phone
    if contact.email:
        yield words("email-label"), LinkTo(contact.email, f"mailto:{contact.email}")
    if contact.web:
        yield words("web-label"), LinkTo(contact.web.removeprefix("https://").rstrip("/"), contact.web)


def _copies(edition: Edition) -> Iterator[Told]:
    words, now = edition.words, printed_copy(edition)
    withdrawn = edition.article.front.status is Status.WITHDRAWN
    known = with_copy(edition.copies, now) if now else ()
    for answer in answers(known, withdrawn=withdrawn):
        copy = answer.copy
        day = words.date(date.fromisoformat(copy.reviewed))
        name = f"{words('edition-line', id=copy.document, version=copy.version)}, {words('reviewed-label')}: {day}"
        said = {Standing.LATEST: "copy-latest", Standing.OLDER: "copy-newer", Standing.WITHDRAWN: "copy-withdrawn"}
        yield Told(copy.code, shown(copy.code), name, answer.standing, words(said[answer.standing]), answer.changes)


def _facts(edition: Edition) -> Iterator[Fact]:
    """Who wrote, reviewed and paid, and when: what the imprint of a book says."""
    front, words = edition.article.front, edition.words

    def said(value: str) -> str:
        return words("none-declared") if value.casefold() == "none" else value

    people = (
        ("authors-label", front.authors),
        ("reviewers-label", front.reviewers),
        ("translators-label", () if edition.article.original else front.translators),
    )
    for label, named in people:
        if named:
            yield Fact(words(label), "; ".join(str(person) for person in named))
    if front.claims_reviewed_by:
        yield Fact(words("claims-reviewed-label"), front.claims_reviewed_by)
    days = (
        ("published-label", front.published),
        ("reviewed-label", front.reviewed),
        ("evidence-checked-label", front.evidence_checked),
        ("next-review-label", front.next_review),
    )
    for label, day in days:
        yield Fact(words(label), words.date(day), day.isoformat())
    yield Fact(words("funding-label"), said(front.funding))
    yield Fact(words("conflicts-label"), said(front.conflicts))
    yield Fact(words("advertisement-label"), words("advertisement-yes" if front.advertisement else "advertisement-no"))
    yield Fact(words("document-label"), words("edition-line", id=front.id, version=front.version))


def _address(edition: Edition, target: str) -> str:
    if re.match(r"[a-z][a-z0-9+.-]*:", target):
        return target
    return edition.brand.contact.web + target
