"""A plain tree of laid-out elements comes in; the structure tree that a screen reader walks goes out.

Roles are those of ISO 32000-1, 14.8.4; the shape is what PDF/UA-1 (ISO 14289-1, clause 7) asks for and readers feel:
lists inside their item's body, captions inside their figure, one paragraph where there is one paragraph.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from pipeline.formats.handout.boxes import DECORATION, Piece, Run

INLINE_ROLES = frozenset({"Span", "Link", "Reference", "Quote", "Code", "Figure"})
"""Roles that may stand beside text in a paragraph."""

PHRASES = frozenset("a abbr b bdi bdo cite code em i kbd mark q s small span strong sub sup time u var".split())
"""HTML elements that stand in a line."""

LISTINGS = {"a": "LowerAlpha", "A": "UpperAlpha", "i": "LowerRoman", "I": "UpperRoman"}
"""The type of an ol as ListNumbering (ISO 32000-1, table 347)."""

GROUPS = frozenset({"Document", "Sect", "Div", "Art", "Part", "BlockQuote", "TOC", "Note", "Index"})
"""Roles in which text must stand in a paragraph of its own."""

BLOCKS = {
    "section": "Sect",
    "article": "Art",
    "aside": "Sect",
    "blockquote": "BlockQuote",
    "p": "P",
    "address": "P",
    "summary": "P",
    "pre": "P",
    "h1": "H1",
    "h2": "H2",
    "h3": "H3",
    "h4": "H4",
    "h5": "H5",
    "h6": "H6",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "tr": "TR",
    "caption": "Caption",
    "figcaption": "Caption",
}
KEPT = frozenset({"TR", "TH", "TD", "Form"})
"""Roles that stay when nothing stands in them: the grid has to be regular, and a field is filled in later."""


@dataclass(eq=False)
class Element:
    """One structure element: `role` without slash; `table` and `listing` are attributes of those owners.

    `alt` replaces a picture, `expansion` an abbreviation; `links` are page index and annotation of each rectangle.
    """

    role: str
    kids: list[Element | Run] = field(default_factory=list)
    lang: str | None = None
    alt: str | None = None
    expansion: str | None = None
    id: str | None = None
    table: dict[str, str | int] = field(default_factory=dict)
    listing: str | None = None
    links: list[tuple[int, Any]] = field(default_factory=list)

    def runs(self) -> Iterator[Run]:
        for kid in self.kids:
            if isinstance(kid, Run):
                yield kid
            else:
                yield from kid.runs()

    def elements(self) -> Iterator[Element]:
        """This element and every one below it, in reading order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Element):
                yield from kid.elements()

    def text(self) -> str:
        """What stands in it, pictures by their description."""
        if self.alt is not None:
            return self.alt
        return "".join(kid.text if isinstance(kid, Run) else kid.text() for kid in self.kids)


Kids: TypeAlias = list[Element | Run]


@dataclass(frozen=True)
class Structure:
    """The structure tree of a document, and the runs that turned out to be decoration."""

    root: Element
    decoration: tuple[Run, ...]


def build(root: Piece, lang: str) -> Structure:
    """The structure tree of a document in `lang` (BCP 47)."""
    document = Element("Document", _Builder().kids(root, lang))
    _settle(document)
    _prune(document)
    kept = set(document.runs())
    return Structure(document, tuple(run for run in root.runs() if run not in kept))


class _Builder:
    def kids(self, piece: Piece, lang: str | None) -> Kids:
        found: Kids = []
        for kid in piece.kids:
            if isinstance(kid, Run):
                found.append(kid)
            else:
                found.extend(self.convert(kid, lang))
        return found

    def convert(self, piece: Piece, lang: str | None) -> Kids:
        inner = piece.lang or lang
        made = self._convert(piece, inner)
        return _in_language(made, inner) if inner != lang else made

    def _convert(self, piece: Piece, lang: str | None) -> Kids:
        tag, role = piece.tag, piece.attributes.get("role", "")
        if "::" in tag:
            return self._pseudo(piece, lang)
        if "data-field" in piece.attributes:
            name = piece.attributes["data-field"]
            return [Element("Form", alt=piece.attributes.get("aria-label"), id=f"field-{name}")]
        if tag == "nav" and role == "doc-toc":
            return self._contents(piece, lang)
        if role == "doc-endnotes":
            return [Element("Sect", self._notes(piece, lang))]
        if tag in ("ul", "ol", "menu"):
            return self._list(piece, lang)
        if tag == "dl":
            return self._definitions(piece, lang)
        if tag == "figure":
            return self._figure(piece, lang)
        if tag in ("img", "{http://www.w3.org/2000/svg}svg"):
            return self._picture(piece)
        if tag == "table":
            return self._table(piece, lang)
        if tag in ("th", "td"):
            return [self._cell(piece, lang)]
        if tag == "a" and piece.annotations:
            return self._link(piece, lang)
        if tag == "abbr" and piece.attributes.get("title"):
            return [Element("Span", self.kids(piece, lang), expansion=piece.attributes["title"])]
        if tag in ("code", "kbd", "q"):
            return [Element("Quote" if tag == "q" else "Code", self.kids(piece, lang))]
        if tag in BLOCKS:
            return [Element(BLOCKS[tag], self.kids(piece, lang))]
        kids = self.kids(piece, lang)
        if tag in PHRASES:
            return kids
        return _paragraphs(kids)

    def _pseudo(self, piece: Piece, lang: str | None) -> Kids:
        """Generated text is decoration, but for the page numbers of a table of contents (a::after)."""
        tag, _, which = piece.tag.partition("::")
        if tag == "a" and which == "after":
            return self.kids(piece, lang)
        return [] if which in DECORATION or which == "marker" else self.kids(piece, lang)

    def _link(self, piece: Piece, lang: str | None) -> Kids:
        link = Element("Link", self.kids(piece, lang), links=piece.annotations)
        if piece.attributes.get("role") in ("doc-noteref", "doc-biblioref"):
            # ISO 32000-1, table 338: Reference is a citation of something elsewhere in the document, Link what can be
            # clicked.
            return [Element("Reference", [link])]
        return [link]

    def _list(self, piece: Piece, lang: str | None) -> Kids:
        items: Kids = []
        numbered = piece.tag == "ol"
        for kid in piece.kids:
            if isinstance(kid, Piece) and kid.tag == "li":
                items.extend(_in_language([self._item(kid, kid.lang or lang)], kid.lang, lang))
            elif isinstance(kid, Piece):
                # L takes only LI and a caption (ISO 32000-1, table 336).
                items.extend(self._loose(kid, lang))
        listing = LISTINGS.get(piece.attributes.get("type", ""), "Decimal") if numbered else "Disc"
        return [Element("L", items, listing=listing)]

    def _loose(self, piece: Piece, lang: str | None) -> Kids:
        """What stands in a list without being an item: an item of its own."""
        kids = self.convert(piece, lang)
        return [Element("LI", [Element("LBody", _paragraphs(kids))])] if kids else []

    def _item(self, piece: Piece, lang: str | None) -> Element:
        label, body = self._label(piece, lang)
        if any(isinstance(kid, Element) and kid.role not in INLINE_ROLES for kid in body):
            body = _paragraphs(body)
        kids: Kids = [Element("Lbl", label)] if label else []
        return Element("LI", [*kids, Element("LBody", body)])

    def _label(self, piece: Piece, lang: str | None) -> tuple[Kids, Kids]:
        """The mark of an item (its marker, or what stands before it) apart from its body."""
        label: Kids = []
        body: Kids = []
        for kid in piece.kids:
            if isinstance(kid, Run):
                body.append(kid)
            elif kid.tag in ("li::marker", "li::before"):
                label.extend(self.kids(kid, lang))
            else:
                body.extend(self.convert(kid, lang))
        return label, body

    def _definitions(self, piece: Piece, lang: str | None) -> Kids:
        items: list[Element] = []
        for kid in _flat(piece, "dt", "dd"):
            body = self.kids(kid, kid.lang or lang)
            if kid.tag == "dt":
                items.append(Element("LI", [Element("Lbl", body)]))
            elif items and isinstance(items[-1].kids[-1], Element) and items[-1].kids[-1].role == "LBody":
                items[-1].kids[-1].kids.extend(_paragraphs(body))
            else:
                if not items:
                    items.append(Element("LI"))
                items[-1].kids.append(Element("LBody", _paragraphs(body)))
        # PDF has no tag for definitions: terms are labels, what they mean are bodies.
        return [Element("L", list(items), listing="None")]

    def _figure(self, piece: Piece, lang: str | None) -> Kids:
        pictures = list(piece.pieces("img", "{http://www.w3.org/2000/svg}svg"))
        kids = self.kids(piece, lang)
        captions = [kid for kid in kids if isinstance(kid, Element) and kid.role == "Caption"]
        if len(pictures) != 1 or not _alt(pictures[0]):
            return [Element("Div", kids)]
        inside: Kids = [*pictures[0].runs()]
        inside += captions
        rest = [kid for kid in kids if not (isinstance(kid, Element) and kid.role in ("Figure", "Caption"))]
        return [Element("Figure", inside, alt=_alt(pictures[0])), *_paragraphs(rest)]

    def _picture(self, piece: Piece) -> Kids:
        runs: Kids = [*piece.runs()]
        return [Element("Figure", runs, alt=_alt(piece))] if _alt(piece) else []

    def _table(self, piece: Piece, lang: str | None) -> Kids:
        kids = self.kids(piece, lang)
        captions = [kid for kid in kids if isinstance(kid, Element) and kid.role == "Caption"]
        return [Element("Table", [*captions, *(kid for kid in kids if kid not in captions)])]

    def _cell(self, piece: Piece, lang: str | None) -> Element:
        cell = Element(piece.tag.upper(), self.kids(piece, lang))
        for key, attribute in (("ColSpan", "colspan"), ("RowSpan", "rowspan")):
            span = piece.attributes.get(attribute, "1")
            if span.isdigit() and int(span) > 1:
                cell.table[key] = int(span)
        if piece.tag == "th":
            rows = piece.attributes.get("scope") in ("row", "rowgroup")
            # PDF/UA-1, 7.5: without a scope a reader of tables guesses which cells a head is for.
            cell.table["Scope"] = "/Row" if rows else "/Column"
        return cell

    def _contents(self, piece: Piece, lang: str | None) -> Kids:
        """One table of contents, in however many columns it stands."""
        found: Kids = []
        whole: Element | None = None
        for kid in piece.kids:
            if isinstance(kid, Piece) and kid.tag == "ol":
                part = self._contents_part(kid, lang)
                if whole is None:
                    whole = part
                    found.append(whole)
                else:
                    whole.kids.extend(part.kids)
            elif isinstance(kid, Piece):
                found.extend(self.convert(kid, lang))
        return found

    def _contents_part(self, piece: Piece, lang: str | None) -> Element:
        toc = Element("TOC")
        for item in (kid for kid in piece.kids if isinstance(kid, Piece) and kid.tag == "li"):
            entry = Element("TOCI")
            for kid in item.kids:
                if isinstance(kid, Piece) and kid.tag == "ol":
                    entry.kids.append(self._contents_part(kid, lang))
                elif isinstance(kid, Piece) and "::" in kid.tag:
                    label = self.kids(kid, lang)
                    entry.kids.extend([Element("Lbl", label)] if label else [])
                else:
                    inline: Kids = [kid] if isinstance(kid, Run) else self.convert(kid, lang)
                    if all(isinstance(each, Run) and not each.text.strip() for each in inline):
                        continue
                    entry.kids.extend([Element("Reference", inline)] if inline else [])
            toc.kids.append(entry)
        return toc

    def _notes(self, piece: Piece, lang: str | None) -> Kids:
        found: Kids = []
        for kid in piece.kids:
            if isinstance(kid, Piece) and kid.tag in ("ol", "ul"):
                for item in (each for each in kid.kids if isinstance(each, Piece)):
                    label, body = self._label(item, item.lang or lang)
                    mark: Kids = [Element("Lbl", label)] if label else []
                    note = Element("Note", [*mark, *_paragraphs(body)], id=item.attributes.get("id"))
                    found.extend(_in_language([note], item.lang, lang))
            elif isinstance(kid, Piece):
                found.extend(self.convert(kid, lang))
        return found


def _flat(piece: Piece, *tags: str) -> Iterator[Piece]:
    for kid in piece.kids:
        if isinstance(kid, Piece):
            if kid.tag in tags:
                yield kid
            else:
                yield from _flat(kid, *tags)


def _alt(piece: Piece) -> str:
    return (piece.attributes.get("alt") or piece.attributes.get("aria-label") or "").strip()


def _in_language(kids: Kids, inner: str | None, outer: str | None = None) -> Kids:
    """`kids` marked as being in the language `inner`; loose text gets a Span for it."""
    if inner is None or inner == outer:
        return kids
    marked: Kids = []
    for kid in kids:
        if isinstance(kid, Element):
            kid.lang = kid.lang or inner
            marked.append(kid)
        elif marked and isinstance(marked[-1], Element) and marked[-1].role == "Span" and marked[-1].lang == inner:
            marked[-1].kids.append(kid)
        else:
            marked.append(Element("Span", [kid], lang=inner))
    return marked


def _is_inline(kid: Element | Run) -> bool:
    return isinstance(kid, Run) or (kid.role in INLINE_ROLES and kid.role != "Figure")


def _paragraphs(kids: Sequence[Element | Run]) -> Kids:
    """`kids` with text that stands loose between blocks put into paragraphs."""
    found: Kids = []
    loose: Kids = []
    for kid in kids:
        if _is_inline(kid) or (loose and isinstance(kid, Element) and kid.role == "Figure"):
            loose.append(kid)
            continue
        found.extend(_paragraph(loose))
        loose = []
        found.append(kid)
    found.extend(_paragraph(loose))
    return found


def _paragraph(loose: Kids) -> Kids:
    if not any(isinstance(kid, Element) or kid.text.strip() for kid in loose):
        return []
    return [Element("P", loose)]


def _settle(element: Element) -> None:
    """Put loose text of groups into paragraphs, everywhere below."""
    for kid in element.kids:
        if isinstance(kid, Element):
            _settle(kid)
    if element.role in GROUPS:
        element.kids = _paragraphs(element.kids)


def _prune(element: Element) -> None:
    """Take out elements in which nothing stands."""
    for kid in element.kids:
        if isinstance(kid, Element):
            _prune(kid)
    element.kids = [kid for kid in element.kids if isinstance(kid, Run) or kid.kids or kid.role in KEPT or kid.links]
