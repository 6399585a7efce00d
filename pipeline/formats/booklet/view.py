"""An edition comes in; a book goes out: its pages as XHTML in reading order, its pictures, its metadata."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial

from pipeline.article.body.inlines import plain
from pipeline.article.material import Picture, Reference
from pipeline.article.model import About, Article, Block, Blocks, Cite, Glossary, Inline, Inlines, Section, Term, Text
from pipeline.article.people import is_organisation
from pipeline.article.selecting import select, without
from pipeline.article.walking import change_inlines, of_kind
from pipeline.edition.artifact import Product
from pipeline.edition.binding import Binding, binding_of
from pipeline.edition.edition import Edition
from pipeline.formats.booklet.addresses import with_addresses
from pipeline.formats.booklet.book import Contributor, Footnote, Page, View
from pipeline.formats.booklet.formulas import write_formula
from pipeline.formats.booklet.pictures import SUFFIXES, prepare
from pipeline.formats.booklet.screen import window_of
from pipeline.house.words import Words
from pipeline.markup.escaping import escape
from pipeline.markup.linking import linked
from pipeline.markup.manner import Heading, Manner
from pipeline.markup.xhtml import Writer

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://plainleaf.example.org/booklet")
"""Under it the identifiers of books are derived (RFC 9562, version 5)."""


def identifier_of(edition: Edition) -> str:
    """The book's own identifier: the same for every version of a document in one language from one publisher."""
    publication = edition.publication
    named = binding_of(publication.words, edition.lang).id
    document = named or (publication.slug if publication.is_collection else edition.article.front.id)
    return f"urn:uuid:{uuid.uuid5(NAMESPACE, '/'.join((edition.brand.id, document, edition.lang)))}"


def view_of(edition: Edition, product: Product) -> View:
    """The book that an edition becomes; blocks are picked for "booklet" and ordered here."""
    return _Maker(edition, product).book()


class _Maker:
    """Writes the pages one after the other with one writer, so that numbers run through the book."""

    def __init__(self, edition: Edition, product: Product) -> None:
        self._edition = edition
        self._words: Words = edition.words
        self._articles = tuple(
            replace(article, blocks=select(article.blocks, product.format, product.variant))
            for article in edition.publication.articles
        )
        self._binding = binding_of(edition.publication.words, edition.lang)
        self._collection = len(edition.publication.articles) > 1
        self._pictures: dict[str, Picture] = {}
        self._decisions: list[str] = []
        self._names: dict[tuple[str, str], str] = {}
        self._references, self._canonical_keys = _merge_references(self._articles)
        self._slugs = {article.slug for article in self._articles}
        self._writer = Writer(edition.lang, edition.words, {}, self._references)
        self._taken = 0
        self._window = window_of(edition)

    # what a page is made of

    def _enter(self, article: Article) -> None:
        """Write for `article` from here on."""
        prefix = f"{article.slug}--" if self._collection else ""
        self._writer.pictures = article.pictures
        self._writer.manner = Manner(
            image_url=lambda name: self._image(article, name),
            link_url=self._link,
            prefix=prefix,
            level=2 if self._collection else 1,
            epub=True,
            descriptions=True,
            math=write_formula,
            tabulate=self._window.tabulate,
        )

    def _image(self, article: Article, name: str) -> str:
        known = self._names.get((article.slug, name))
        if known is None:
            picture, said = prepare(article.pictures[name], self._edition.typefaces)
            self._decisions += said
            stem = (f"{article.slug}-{name}" if self._collection else name).rpartition(".")[0]
            stem, suffix = re.sub(r"[^A-Za-z0-9._-]+", "-", stem), SUFFIXES[picture.media_type]
            known, count = f"images/{stem}{suffix}", 1
            while known.casefold() in {file.casefold() for file in self._pictures}:
                count += 1
                known = f"images/{stem}-{count}{suffix}"
            self._names[article.slug, name] = known
            self._pictures[known] = picture
        return known

    def _link(self, target: str) -> str:
        """Links between the articles of a collection stay inside; other articles are on the publisher's web."""
        if re.match(r"[a-z][a-z0-9+.-]*:", target):
            return target
        slug, _, key = target.partition("#")
        if slug in self._slugs and self._collection:
            return f"#{slug}--{key or 'chapter'}"
        web = self._edition.brand.contact.web
        return f"{web}{target}" if web and slug else ""

    def _since(self) -> tuple[tuple[Heading, ...], tuple[Footnote, ...]]:
        """Headings and notes written since the last page."""
        headings = tuple(self._writer.headings)
        prefix = self._writer.manner.prefix
        notes = tuple(
            Footnote(note.number, note.mark, note.xhtml, f"{prefix}noteref-{note.number}")
            for note in self._writer.notes[self._taken :]
        )
        self._writer.headings.clear()
        self._taken = len(self._writer.notes)
        return headings, notes

    def _say(self, words: str) -> str:
        """Plain words as XHTML."""
        return self._writer.inlines((Text(words),)) if words else ""

    def _page(
        self,
        file: str,
        kind: str,
        matter: str,
        heading: Inlines | str,
        write: Callable[[], str] = lambda: "",
        *,
        identity: str = "",
        role: str = "",
        label: str = "",
        lead: str = "",
        template: str = "page.xhtml",
    ) -> Page:
        if isinstance(heading, str):
            title, written = heading, self._say(heading)
        else:
            title, written = plain(heading).strip(), self._writer.inlines(heading)
        body = write()
        headings, notes = self._since()
        identity = identity or file.removesuffix(".xhtml")
        first = Heading(identity, 1, title)
        return Page(
            file, title, kind, matter, role, identity, written, label, lead, body, (first, *headings), notes, template
        )

    # the book

    def book(self) -> View:
        chapters = self._collection_chapters() if self._collection else self._article_chapters(self._articles[0])
        front = [self._cover(), self._title_page(), self._imprint(), self._contents(), *self._foreword()]
        back = [*self._glossary(), *self._reference_list(), self._about(), *self._illustrations()]
        lead, brand = self._articles[0].front, self._edition.brand
        publication = self._edition.publication
        binding = self._binding
        dates = [(a.front.reviewed, a.front.evidence_checked, a.front.published) for a in self._articles]
        return View(
            slug=publication.slug,
            title=publication.title or lead.title,
            subtitle=publication.subtitle or ("" if self._collection else lead.subtitle or ""),
            lang=self._edition.lang,
            direction=self._edition.direction,
            identifier=identifier_of(self._edition),
            isbn=binding.isbn,
            prices=binding.prices,
            modified=max(max(days) for days in dates),
            published=min(a.front.published for a in self._articles),
            description=binding.summary or lead.summary,
            publisher=brand.name,
            contributors=_contributors(self._articles, binding),
            subjects=tuple(dict.fromkeys(word for a in self._articles for word in a.front.keywords)),
            rights=binding.licence,
            series=(binding.series, binding.number),
            edition=binding.edition,
            pages=tuple(with_addresses([*front, *chapters, *back])),
            pictures=self._pictures,
            canonical=self._edition.canonical,
            decisions=tuple(self._decisions),
            documents=tuple((a.front.id, a.front.version) for a in self._articles),
        )

    def _cover(self) -> Page:
        return Page("cover.xhtml", self._words("cover-heading"), "cover", "frontmatter", template="cover.xhtml")

    def _title_page(self) -> Page:
        publication = self._edition.publication
        title = publication.title or self._articles[0].front.title
        page = self._page(
            "title.xhtml", "titlepage", "frontmatter", title, identity="title-page", template="title.xhtml"
        )
        subtitle = publication.subtitle or ("" if self._collection else self._articles[0].front.subtitle or "")
        return replace(page, lead=self._say(subtitle))

    def _imprint(self) -> Page:
        return self._page(
            "imprint.xhtml",
            "copyright-page",
            "frontmatter",
            self._words("imprint-heading"),
            identity="imprint",
            template="imprint.xhtml",
        )

    def _contents(self) -> Page:
        return Page("nav.xhtml", self._words("contents-heading"), "toc", "frontmatter", template="nav.xhtml")

    def _foreword(self) -> Iterable[Page]:
        words = self._binding.foreword
        if words:
            body = "\n".join(f"<p>{self._say(' '.join(part.split()))}</p>" for part in re.split(r"\n\s*\n", words))
            yield self._page(
                "foreword.xhtml",
                "foreword",
                "frontmatter",
                self._words("foreword-heading"),
                lambda: body,
                identity="foreword-page",
                role="doc-foreword",
            )

    def _article_chapters(self, article: Article) -> list[Page]:
        self._enter(article)
        blocks = self._body(article)
        opening = tuple(block for block in blocks if not isinstance(block, Section))
        sections = [block for block in blocks if isinstance(block, Section)]
        # Blocks after a section would lose their place; the parser nests all of them in sections but the first ones.
        pages = [
            self._page(
                "opening.xhtml",
                "introduction",
                "bodymatter",
                self._words("main-message-heading"),
                lambda: self._main_message(article, summary=True) + self._writer.blocks(opening, 2),
                identity="opening",
                role="doc-introduction",
            )
        ]
        width = max(2, len(str(len(sections))))
        for number, section in enumerate(sections, start=1):
            write = partial(self._writer.blocks, section.blocks, 2, follows_heading=True)
            pages.append(
                self._page(
                    f"ch{number:0{width}}.xhtml",
                    "chapter",
                    "bodymatter",
                    section.heading if plain(section.heading).strip() else self._words("chapter-label", number=number),
                    write,
                    identity=self._writer.id(section.node),
                    role="doc-chapter",
                )
            )
        return pages

    def _collection_chapters(self) -> list[Page]:
        pages = []
        width = max(2, len(str(len(self._articles))))
        for number, article in enumerate(self._articles, start=1):
            self._enter(article)
            blocks = self._body(article)
            write = partial(self._whole, article, blocks)
            pages.append(
                self._page(
                    f"ch{number:0{width}}.xhtml",
                    "chapter",
                    "bodymatter",
                    article.front.title,
                    write,
                    identity=f"{article.slug}--chapter",
                    role="doc-chapter",
                    label=self._words("chapter-label", number=number),
                    lead=self._say(article.front.subtitle or ""),
                )
            )
        return pages

    def _whole(self, article: Article, blocks: Blocks) -> str:
        return self._main_message(article, summary=True) + self._writer.blocks(blocks, 2)

    def _body(self, article: Article) -> Blocks:
        """The article's blocks without what has a page of its own, every heading filled, citations made one list."""
        collected: list[Glossary | About] = [*of_kind(article.blocks, Glossary), *of_kind(article.blocks, About)]
        moved = frozenset(block.node.key for block in collected if _is_moved(block))
        blocks = _tidy(without(article.blocks, moved))
        return self._one_list(article.slug, blocks)

    def _one_list(self, slug: str, blocks: Blocks) -> Blocks:
        if not self._collection:
            return blocks
        keys = self._canonical_keys

        def rename(inline: Inline) -> Inlines:
            if isinstance(inline, Cite):
                return (Cite(tuple(keys[slug, key] for key in inline.keys if (slug, key) in keys)),)
            return (inline,)

        return change_inlines(blocks, rename)

    def _main_message(self, article: Article, *, summary: bool) -> str:
        prefix = self._writer.manner.prefix
        said = f'<p class="summary">{self._say(article.front.summary)}</p>\n' if summary else ""
        label = ""
        if self._collection:
            label = f'<p class="label">{escape(self._words("main-message-heading"))}</p>\n'
        message = self._say(article.front.main_message)
        return f'<div class="main-message" id="{prefix}main-message">\n{label}<p>{message}</p>\n</div>\n{said}'

    # what is collected from the articles

    def _glossary(self) -> Iterable[Page]:
        terms: list[tuple[str, Article, Term]] = []
        for article in self._articles:
            for glossary in of_kind(article.blocks, Glossary):
                if _is_moved(glossary):
                    terms += [(plain(term.term).strip().casefold(), article, term) for term in glossary.terms]
        if not terms:
            return
        if self._collection:
            terms.sort(key=lambda entry: entry[0])
        entries: list[str] = []
        said: set[tuple[str, str]] = set()
        for name, article, term in terms:
            self._enter(article)
            (definition,) = (self._one_list(article.slug, term.definition),)
            words = (name, " ".join(plain(p.inlines) for p in definition if hasattr(p, "inlines")))
            if words in said:
                continue
            said.add(words)
            entries.append(
                f'<dt id="{self._writer.id(term.node)}"><dfn>{self._writer.inlines(term.term)}</dfn></dt>\n'
                f"<dd>{self._writer.blocks(definition, 2)}</dd>"
            )
        body = '<dl class="glossary">\n' + "\n".join(entries) + "\n</dl>"
        yield self._page(
            "glossary.xhtml",
            "glossary",
            "backmatter",
            self._words("glossary-heading"),
            lambda: body,
            identity="glossary-page",
            role="doc-glossary",
        )

    def _reference_list(self) -> Iterable[Page]:
        if not self._writer.cited:
            return
        entries = []
        for number, key in enumerate(self._writer.cited, start=1):
            reference = self._references[key]
            inner = linked(reference.xhtml, reference.url)
            back = f'<a class="back" role="doc-backlink" href="#cite-{number}-1" title="{{back}}">↩</a>'
            back = back.replace("{back}", escape(self._words("back-to-text")))
            entries.append(f'<li id="ref-{number}">{inner} {back}</li>')
        body = '<ol class="references">\n' + "\n".join(entries) + "\n</ol>"
        yield self._page(
            "references.xhtml",
            "bibliography",
            "backmatter",
            self._words("references-heading"),
            lambda: body,
            identity="references-page",
            role="doc-bibliography",
        )

    def _about(self) -> Page:
        parts = []
        said: set[str] = set()
        for article in self._articles:
            self._enter(article)
            for about in of_kind(article.blocks, About):
                words = plain(tuple(inline for block in about.blocks for inline in getattr(block, "inlines", ())))
                if words not in said or not words:
                    said.add(words)
                    blocks = _under_its_heading(about, article.blocks)
                    parts.append(self._writer.blocks(self._one_list(article.slug, blocks), 2))
        return self._page(
            "about.xhtml",
            "afterword",
            "backmatter",
            self._words("about-heading"),
            lambda: "\n".join(parts),
            identity="about-page",
            role="doc-afterword",
            template="about.xhtml",
        )

    def _illustrations(self) -> Iterable[Page]:
        figures = self._writer.figures
        if not figures:
            return
        entries = [
            f'<li><a href="#{identity}">{escape(self._words("figure-label", number=number))}</a> '
            f"{self._say(caption)}</li>"
            for number, (identity, caption) in enumerate(figures, start=1)
        ]
        yield self._page(
            "illustrations.xhtml",
            "loi",
            "backmatter",
            self._words("illustrations-heading"),
            lambda: '<ul class="illustrations">\n' + "\n".join(entries) + "\n</ul>",
            identity="illustrations-page",
        )


def _under_its_heading(about: About, blocks: Blocks) -> Blocks:
    """What stands about the publisher, under its own heading or that of the section that holds nothing else."""
    alone = (part for part in of_kind(blocks, Section) if all(isinstance(each, About) for each in part.blocks))
    section = next((part for part in alone if about in part.blocks[:1]), None)
    heading = about.heading or (section.heading if section else ())
    # A note at the heading has no list on this page to stand in.
    words = plain(heading).strip()
    if not words:
        return about.blocks
    # The page has the first level for its own title.
    return (Section(section.node if section else about.node, 3, (Text(words),), about.blocks),)


def _is_moved(block: Glossary | About) -> bool:
    """Whether a block has a page of its own; a plain definition list in the text stays where it is."""
    return isinstance(block, About) or bool(block.heading) or block.node.explicit


def _tidy(blocks: Blocks, level: int = 2) -> Blocks:
    """The blocks without sections that lost all they held, without empty headings below the first level, and with
    levels that skip none.
    """
    kept: list[Block] = []
    for block in blocks:
        if not isinstance(block, Section):
            kept.append(block)
            continue
        nameless = level > 2 and not plain(block.heading).strip()
        inner = _tidy(block.blocks, level if nameless else level + 1)
        if nameless:
            kept.extend(inner)
        elif inner:
            kept.append(replace(block, level=level, blocks=inner))
    return tuple(kept)


def _merge_references(
    articles: tuple[Article, ...],
) -> tuple[Mapping[str, Reference], Mapping[tuple[str, str], str]]:
    """All references of the book under one key each, and the key that stands for an article's own key."""
    if len(articles) == 1:
        return articles[0].references, {}
    merged: dict[str, Reference] = {}
    keys: dict[tuple[str, str], str] = {}
    seen: dict[tuple[str, str], str] = {}
    for article in articles:
        for key, reference in article.references.items():
            identity = (reference.text, reference.url)
            if identity not in seen:
                seen[identity] = f"{article.slug}/{key}"
                merged[seen[identity]] = reference
            keys[article.slug, key] = seen[identity]
    return merged, keys


def _contributors(articles: tuple[Article, ...], binding: Binding) -> tuple[Contributor, ...]:
    """Authors, reviewers, translators and who the binding names, once each, with their MARC relator codes."""
    found: dict[tuple[str, str], Contributor] = {}
    for code, names in (("aut", "authors"), ("rev", "reviewers"), ("trl", "translators")):
        for article in articles:
            for person in getattr(article.front, names):
                found.setdefault(
                    (person.name, code),
                    Contributor(person.name, code, str(person), person.is_person),
                )
    for name, code in binding.contributors:
        found.setdefault((name, code), Contributor(name, code, name, not is_organisation(name)))
    return tuple(found.values())
