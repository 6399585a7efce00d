"""An edition comes in; the booklet's files as bytes go out: the EPUB first, its cover, its records."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.edition.artifact import Artifact, File, Placement, Product
from pipeline.edition.check_codes import code_of, shown
from pipeline.edition.edition import Edition
from pipeline.formats.booklet.accessibility import Accessibility, proven, standing_evaluation
from pipeline.formats.booklet.book import TOC_LEVEL, Entry, Page, Part, View
from pipeline.formats.booklet.colours import middle_tone
from pipeline.formats.booklet.cover import paint_cover
from pipeline.formats.booklet.package import pack
from pipeline.formats.booklet.records import json_ld, onix
from pipeline.formats.booklet.screen import fit_lines
from pipeline.formats.booklet.stores import sentences, store_report
from pipeline.formats.booklet.templates import template
from pipeline.formats.booklet.view import view_of
from pipeline.house.words import Words
from pipeline.markup.linking import dialled

if TYPE_CHECKING:
    pass

XHTML = "application/xhtml+xml"
EPUB = "application/epub+zip"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of the imprint: what it is, and its lines."""

    label: str
    lines: tuple[str, ...]


def render(edition: Edition, product: Product) -> Artifact:
    """The EPUB and the cover beside it; where each block went; what was decided on the way."""
    book = view_of(edition, product)
    cover = paint_cover(edition, book)
    # EPUB Accessibility 1.1: a page list has to name what it counts, here the handout printed from the same article.
    pages = _mark_pages(book, edition.page_map)
    css = template(edition, "book.css").render(
        # Reading systems change the paper to sepia or black without asking: a middle tone can be read on each.
        accent=middle_tone(edition.brand.colours.accent),
        warning=middle_tone(edition.brand.colours.warning),
    )
    toc = contents(book)
    parts = [
        Part(page.file, XHTML, _write(edition, book, page, toc, pages.marks).encode("utf-8"), page.properties)
        for page in pages.pages
    ]
    parts.append(Part("book.css", "text/css", css.encode("utf-8")))
    parts += [Part(name, picture.media_type, picture.content) for name, picture in book.pictures.items()]
    # EPUB 3.3, D.6: "cover-image" is how a reading system finds what to show on its shelf.
    parts.append(Part("cover.jpg", "image/jpeg", cover, ("cover-image",)))
    facts = proven(parts, page_list=bool(pages.marks))
    accessibility = Accessibility.of(edition, facts)
    content = pack(book, parts, toc, accessibility)
    placements = tuple(
        Placement(heading, f"{page.file}#{heading}") for page in pages.pages for heading in _ids(page.body, page.id)
    )
    files = (
        File(f"{book.slug}.epub", EPUB, content),
        # Once more beside the book: stores ask for the cover as a file of its own.
        File("cover.jpg", "image/jpeg", cover),
        File(f"{book.slug}.onix.xml", "application/xml", onix(edition, book, accessibility)),
        File(f"{book.slug}.jsonld", "application/ld+json", json_ld(edition, book, accessibility)),
        File("stores.json", "application/json", store_report(content)),
    )
    decisions = (*book.decisions, *sentences(content), *filter(None, [standing_evaluation(edition)[1]]))
    return Artifact(product, files, placements, decisions)


_ID = re.compile(r'<[a-zA-Z][^<>]*? id="([^"]+)"')


def _ids(body: str, own: str) -> list[str]:
    return [own, *_ID.findall(body)] if own else _ID.findall(body)


def contents(book: View) -> tuple[Entry, ...]:
    """The table of contents: every h1 and h2 in the order of the spine."""
    branches = []
    for page in book.pages:
        if not page.headings:
            continue
        first, *others = page.headings
        children = tuple(
            Entry(f"{page.file}#{heading.id}", heading.text, heading.level)
            for heading in others
            if heading.level <= TOC_LEVEL and heading.text
        )
        branches.append(Entry(page.file, first.text or page.title, 1, page.kind, children))
    return tuple(branches)


LANDMARKS = {
    "cover": "cover",
    "titlepage": "titlepage",
    "copyright-page": "copyright-page",
    "toc": "toc",
    "foreword": "foreword",
    "glossary": "glossary",
    "bibliography": "bibliography",
    "loi": "loi",
}
"""Pages that get a landmark, by kind, as EPUB 3 Structural Semantics names them; the first page of the body too."""


def landmarks(book: View, words: Words) -> tuple[Entry, ...]:
    """The places a reading system offers: cover, contents, start of the text, glossary, references."""
    marks = []
    body = True
    for page in book.pages:
        if page.kind in LANDMARKS:
            # The file of the contents holds landmarks and page list as well; the landmark means the list of contents.
            href = f"{page.file}#toc" if page.kind == "toc" else page.file
            marks.append(Entry(href, page.title, kind=LANDMARKS[page.kind]))
        elif page.matter == "bodymatter" and body:
            marks.append(Entry(page.file, words("body-heading"), kind="bodymatter"))
            body = False
    return tuple(marks)


def _write(edition: Edition, book: View, page: Page, toc: tuple[Entry, ...], marks: Sequence[Entry]) -> str:
    values: dict[str, Any] = {}
    if page.kind == "toc":
        values = {"toc": toc, "landmarks": landmarks(book, edition.words), "page_list": marks}
    elif page.kind == "copyright-page":
        values = {"imprint": imprint(edition, book)}
    elif page.kind == "titlepage":
        kind = "document-kind-publisher" if edition.brand.kind == "publisher" else "document-kind"
        values = {"kind": edition.words("collection-kind" if len(edition.publication.articles) > 1 else kind)}
    elif page.kind == "afterword":
        values = {"contact": _contact(edition)}
    if page.matter == "bodymatter":
        page = _replace_body(page, dialled(page.body, edition.brand.contact))
    written = template(edition, page.template).render(
        book=book,
        page=page,
        words=edition.words,
        draft=edition.draft and page.kind != "cover",
        newer=edition.newer if page.kind != "cover" else ("", ""),
        **values,
    )
    return _tables_scroll(fit_lines(written, edition, title=page.kind == "titlepage"))


_TABLE = re.compile(r"<table\b.*?</table>", re.S)


def _tables_scroll(xhtml: str) -> str:
    """Each table in a box of its own that can scroll sideways where the reading system lets it."""
    # WCAG 2.2, 2.1.1: what scrolls has to be reached by keyboard, so the box takes the focus.
    return _TABLE.sub(lambda match: f'<div class="scroll" tabindex="0">\n{match[0]}\n</div>', xhtml)


def imprint(edition: Edition, book: View) -> tuple[Fact, ...]:
    """What the imprint page says: edition, dates, who wrote and checked, money, licence, how to reach us."""
    words, brand = edition.words, edition.brand
    articles = edition.publication.articles
    fronts = [article.front for article in articles]

    def people(code: str) -> tuple[str, ...]:
        return tuple(person.detail for person in book.contributors if person.code == code)

    def said(values: Sequence[str]) -> tuple[str, ...]:
        plain = tuple(dict.fromkeys(v for v in values if v))
        return tuple(words("none-declared") if v.casefold() == "none" else v for v in plain)

    def day(name: str, pick: Any) -> tuple[str, ...]:
        return (words.date(pick(getattr(front, name) for front in fronts)),)

    adverts = "advertisement-yes" if any(front.advertisement for front in fronts) else "advertisement-no"
    facts = [
        Fact(words("publisher-label"), (brand.name, *(line for line in brand.contact.address if line != brand.name))),
        Fact(
            words("document-label"),
            tuple(words("edition-line", id=identity, version=version) for identity, version in book.documents),
        ),
        Fact(words("copy-code-label"), tuple(filter(None, (shown(code_of(edition)),)))),
        Fact("ISBN", (book.isbn,) if book.isbn else ()),
        Fact(words("authors-label"), people("aut")),
        Fact(words("reviewers-label"), people("rev")),
        Fact(words("translators-label"), people("trl")),
        Fact(words("claims-reviewed-label"), said([front.claims_reviewed_by or "" for front in fronts])),
        Fact(words("published-label"), day("published", min)),
        Fact(words("reviewed-label"), day("reviewed", min)),
        Fact(words("evidence-checked-label"), day("evidence_checked", min)),
        Fact(words("next-review-label"), day("next_review", min)),
        Fact(words("funding-label"), said([front.funding for front in fronts])),
        Fact(words("conflicts-label"), said([front.conflicts for front in fronts])),
        Fact(words("advertisement-label"), (words(adverts),)),
        Fact(words("licence-label"), (book.rights,) if book.rights else ()),
        Fact(words("contact-label"), said([front.contact or "" for front in fronts]) or (brand.contact.email,)),
    ]
    return tuple(fact for fact in facts if fact.lines)


def _contact(edition: Edition) -> list[dict[str, str]]:
    contact, words = edition.brand.contact, edition.words
    entries = [
        {
            "label": words("phone-label"),
            "text": contact.phone,
            "href": f"tel:{contact.dialled}",
        },
        {"label": words("email-label"), "text": contact.email, "href": f"mailto:{contact.email}"},
        {
            "label": words("web-label"),
            "text": contact.web.removeprefix("https://").rstrip("/"),
            "href": edition.canonical or contact.web,
        },
    ]
    return [entry for entry in entries if entry["text"]]


# the page list of the printed handout


@dataclass(frozen=True)
class _Marked:
    pages: tuple[Page, ...]
    marks: tuple[Entry, ...]


_OUTSIDE = frozenset({"p", "ul", "ol", "dl", "table", "pre", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"})
_INSIDE = frozenset({"section", "div", "figure", "li", "dd", "aside"})


def _mark_pages(book: View, page_map: Mapping[str, int] | None) -> _Marked:
    """The pages with a mark where each printed page begins: at the first block that stands on it."""
    if not page_map:
        return _Marked(book.pages, ())
    marked, marks, last = [], [], 0
    for page in book.pages:
        if page.matter != "bodymatter":
            marked.append(page)
            continue
        start = page_map.get(page.id, 0)
        body = page.body
        if start > last:
            last = start
            marks.append(Entry(f"{page.file}#page-{start}", str(start)))
            body = _pagebreak(start) + "\n" + body
        pieces, end = [], 0
        for match in re.finditer(r'<([a-z0-9]+)(?= [^<>]*?\bid="([^"]+)")[^<>]*>', body):
            # Ids of a collection carry the article's prefix, the handout's page map the key alone.
            number = page_map.get(match[2].rpartition("--")[2] if match[2] not in page_map else match[2], 0)
            if number <= last or match[1] not in _OUTSIDE | _INSIDE:
                continue
            last = number
            marks.append(Entry(f"{page.file}#page-{number}", str(number)))
            # A span may not stand between li, dd or td: XHTML's content model has only items there.
            at = match.start() if match[1] in _OUTSIDE else match.end()
            pieces += [body[end:at], _pagebreak(number)]
            end = at
        marked.append(_replace_body(page, "".join([*pieces, body[end:]])))
    return _Marked(tuple(marked), tuple(marks))


def _replace_body(page: Page, body: str) -> Page:
    from dataclasses import replace

    return replace(page, body=body)


def _pagebreak(number: int) -> str:
    # DPUB-ARIA gives a page break its name by aria-label; in the text it would be read in the middle of a sentence.
    return f'<span id="page-{number}" epub:type="pagebreak" role="doc-pagebreak" aria-label="{number}"></span>'
