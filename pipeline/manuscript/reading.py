"""Admitted bytes come in; the manuscript, as the two readers of its format see it, goes out."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from pipeline.article.model import Inlines, Link, Prose, Text
from pipeline.article.pictures.proving import PictureError
from pipeline.finding import Place
from pipeline.manuscript import admission
from pipeline.manuscript.accounting.reconciling import reconcile
from pipeline.manuscript.accounting.witness import unseen
from pipeline.manuscript.admission import Origin
from pipeline.manuscript.characters.decoding import decode
from pipeline.manuscript.flow.parts import tree_of
from pipeline.manuscript.flow.pieces import pieces_of
from pipeline.manuscript.flow.unseen import unseen_queries
from pipeline.manuscript.markdown.reading import read_source_text, with_images
from pipeline.manuscript.opendocument.reading import Reader as OpenDocument
from pipeline.manuscript.photographs import develop
from pipeline.manuscript.pieces import Heading, Kind, Manuscript, Part, Piece, Query, fold
from pipeline.manuscript.plaintext.reading import read_plaintext
from pipeline.manuscript.recognition.typedlines import is_bold_line
from pipeline.manuscript.richtext.listing import list_items
from pipeline.manuscript.richtext.pictures import pictures_of
from pipeline.manuscript.richtext.reading import Reader
from pipeline.manuscript.tree import NOTE, Tree, read_tree
from pipeline.manuscript.webpage import book
from pipeline.manuscript.webpage.reading import read_page
from pipeline.manuscript.word.package import language, open_package, read_properties
from pipeline.manuscript.word.pieces import WordReader
from pipeline.manuscript.word.preparing import prepare
from pipeline.manuscript.word.settling import settle
from pipeline.manuscript.wording import plain

Beside = Callable[[str], bytes | None]
"""Gives a file that lies beside the manuscript (a picture of a web page), None when there is none."""


def read_manuscript(content: bytes, name: str, origin: Origin, keep: frozenset[str], beside: Beside) -> Manuscript:
    """Read `content` as `origin`; `keep` names what is kept besides the text (comments, changes, hidden)."""
    file = _shown(name)
    match origin:
        case Origin.TEXT:
            decoded = decode(content, name)
            admission.refuse_long_lines(decoded.text.split("\n"), name)
            admission.refuse_large(len(decoded.text.encode()), name)
            manuscript = read_plaintext(decoded.text, file, decoded.pages)
            notices = (f"the text is in {decoded.encoding}", *manuscript.notices)
            return replace(manuscript, notices=notices, queries=(*decoded.queries, *manuscript.queries))
        case Origin.WORD:
            return _read_word(content, file, keep)
        case Origin.OPEN_DOCUMENT:
            return _read_open_document(content, file, keep)
        case Origin.WEB_PAGE:
            return _read_web_page(content, name, file, keep, beside)
        case Origin.EPUB:
            return _read_epub(content, name, file, keep)
        case Origin.RICH_TEXT:
            return _read_rich_text(content, file, keep)
        case Origin.MARKDOWN:
            return _read_markdown(content, name, file, beside)


def _shown(name: str) -> str:
    return "standard input" if name == "-" else name.replace("\\", "/").rpartition("/")[2]


# pictures


@dataclass
class Album:
    """The pictures that a manuscript shows: asked for by target, kept under a name of their own.

    `fetch` gives the bytes of a target. A picture that cannot be used keeps its place as a figure to do.
    """

    fetch: Callable[[str], bytes | None]
    pictures: dict[str, bytes] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)

    def name(self, target: str) -> str:
        """The name of a target under images/."""
        if target in self.names:
            return self.names[target]
        stem = re.sub(r"[^a-z0-9]+", "-", posixpath.basename(target).rpartition(".")[0].casefold()).strip("-")
        number = len(self.names) + 1
        self.names[target] = f"to-do-{stem or 'picture'}-{number}.png"
        content = self.fetch(target)
        if content is None:
            self.refused[target] = "the file holds no such picture"
            return self.names[target]
        try:
            developed = develop(content)
        except PictureError as fault:
            self.refused[target] = str(fault)
            self.notices.append(f'the picture "{posixpath.basename(target)}" was left out: {fault}')
            return self.names[target]
        self.names[target] = f"{stem or 'picture'}-{number}.{developed.extension}"
        self.pictures[self.names[target]] = developed.content
        if developed.done:
            self.notices.append(f'picture "{self.names[target]}": {", ".join(developed.done)}')
        return self.names[target]

    def pieces(self, pieces: Iterable[Piece]) -> list[Piece]:
        """Image pieces under the names that their pictures got; a picture that cannot be used is left out."""
        settled: list[Piece] = []
        for piece in pieces:
            if piece.kind is Kind.IMAGE and not piece.left_out:
                name = self.name(piece.text)
                reason = self.refused.get(piece.text, "")
                settled.append(replace(piece, text=name, left_out=f"cannot be used: {reason}" if reason else ""))
            else:
                settled.append(piece)
        return settled


# one reader a format


def _read_word(content: bytes, file: str, keep: frozenset[str]) -> Manuscript:
    package = open_package(admission.unpack(content, file), file)
    main = package.parts.get(package.main, b"")
    admission.refuse_many_notes(main.count(b":footnoteReference ") + main.count(b":endnoteReference "), file)
    settled = settle(package, keep)
    if settled is None:
        raise admission.damaged(file)
    pieces = WordReader(settled, keep).pieces()
    admission.refuse_oversized(pieces, file)
    album = Album(package.parts.get)
    options = ["--track-changes=all"] if keep & {"changes", "comments"} else []
    prepared, signals = prepare(settled, keep)
    tree = read_tree(prepared, "docx+styles", file, lambda t: album.name(package.near(t)), options, signals=signals)
    manuscript = _joined(tree, album.pieces(pieces), album, language(package), typed=True)
    front = _kept_properties(read_properties(package)) if "properties" in keep else {}
    return replace(manuscript, front=front, queries=(*manuscript.queries, *settled.queries))


def _read_open_document(content: bytes, file: str, keep: frozenset[str]) -> Manuscript:
    parts = admission.unpack(content, file)
    reader = OpenDocument(parts, file)
    flow = reader.read()
    if flow is None:
        raise admission.damaged(file)
    album = Album(parts.get)
    pieces = [_kept_property(piece, keep) for piece in pieces_of(flow, keep, reader.listing)]
    admission.refuse_oversized(pieces, file)
    tree = tree_of(flow, keep, reader.listing, album.name)
    manuscript = _joined(tree, album.pieces(pieces), album, flow.lang, typed=True)
    properties = reader.properties()
    kept = {"creator": properties.get("creator", ""), "keywords": properties.get("keyword", "")}
    front = _kept_properties({key: value for key, value in kept.items() if value}) if "properties" in keep else {}
    queries = (*manuscript.queries, *flow.queries, *unseen_queries(flow), *unseen(content, "odt", file, pieces))
    return replace(manuscript, front=front, queries=queries)


def _kept_property(piece: Piece, keep: frozenset[str]) -> Piece:
    """A property that goes into the front matter is not left out."""
    named = piece.place.part in {"property creator", "property keyword"} and "properties" in keep
    return replace(piece, left_out="") if named and piece.kind is Kind.PROPERTY else piece


def _read_web_page(content: bytes, name: str, file: str, keep: frozenset[str], beside: Beside) -> Manuscript:
    page = read_page(content, name, file, keep, beside)
    admission.refuse_oversized(page.pieces, name)
    admission.refuse_many_notes(page.html.count(f'class="{NOTE}"'), name)
    admission.refuse_many_cells(page.html, name)
    album = Album(lambda target: _embedded(target) or (None if _outside(target) else beside(target)))
    tree = read_tree(page.html, "html-smart", file, album.name)
    manuscript = _joined(tree, album.pieces(_fetched(page.pieces)), album, page.lang, page.title)
    notices = (f"the page is in {page.encoding}", *manuscript.notices)
    return replace(manuscript, notices=notices, queries=(*page.queries, *manuscript.queries))


def _read_epub(content: bytes, name: str, file: str, keep: frozenset[str]) -> Manuscript:
    parts = admission.unpack(content, name)
    read = book.read_book(parts, name, file, keep)
    admission.refuse_oversized(read.pieces, name)
    admission.refuse_many_notes(read.html.count(f'class="{NOTE}"'), name)
    admission.refuse_many_cells(read.html, name)
    album = Album(parts.get)
    tree = read_tree(read.html, "html-smart", file, album.name)
    manuscript = _joined(tree, album.pieces(_fetched(read.pieces)), album, read.lang, read.title)
    manuscript = replace(manuscript, queries=(*read.queries, *manuscript.queries))
    if plain(manuscript.title) or not read.title:
        return manuscript
    title_piece = Piece(Kind.HEADING, read.title, Place(file, part="property title"))
    return replace(manuscript, title=(Text(read.title),), pieces=(title_piece, *manuscript.pieces))


def _read_rich_text(content: bytes, file: str, keep: frozenset[str]) -> Manuscript:
    text = Reader(file, content).read()
    listing = list_items(text)
    pictures = pictures_of(content)

    def fetch(target: str) -> bytes | None:
        index = int(target.rpartition(" ")[2]) - 1
        return pictures[index] if index < len(pictures) else None

    album = Album(fetch)
    pieces = pieces_of(text, keep, listing)
    admission.refuse_oversized(pieces, file)
    tree = tree_of(text, keep, listing, album.name)
    manuscript = _joined(tree, album.pieces(pieces), album, "", typed=True)
    queries = (*manuscript.queries, *text.queries, *unseen_queries(text), *unseen(content, "rtf", file, pieces))
    return replace(manuscript, queries=queries)


def _read_markdown(content: bytes, name: str, file: str, beside: Beside) -> Manuscript:
    decoded = decode(content, name)
    admission.refuse_long_lines(decoded.text.split("\n"), name)
    admission.refuse_many_notes(len(re.findall(r"(?m)^ {0,3}\[\^[^\]\n]+\]:", decoded.text)), name)
    admission.refuse_large(len(decoded.text.encode()), name)
    source = read_source_text(decoded.text, file)
    album = Album(lambda target: _embedded(target) or (None if _outside(target) else beside(target)))
    notices = [f"the text is in {decoded.encoding}"]
    if source.html:
        page = read_page(f"<body>{source.html}</body>".encode(), name, file, frozenset())
        tree = read_tree(page.html, "html-smart", file, album.name)
        heading = [Piece(Kind.HEADING, plain(source.title), Place(file))] if source.title else []
        pieces = album.pieces(_fetched([*source.pieces, *heading, *page.pieces]))
        manuscript = _joined(replace(tree, title=source.title), pieces, album, "")
        notices.append("the text holds raw HTML and was read as a web page")
        notices += manuscript.notices
        return replace(
            manuscript,
            front=source.front,
            notices=tuple(notices),
            queries=(*decoded.queries, *source.queries, *manuscript.queries),
        )
    parts = with_images(source.parts, album.name)
    pieces = album.pieces(_fetched(source.pieces))
    return Manuscript(
        parts=parts,
        pieces=tuple(pieces),
        pictures=album.pictures,
        title=source.title,
        front=source.front,
        notices=(*notices, *album.notices),
        queries=(*decoded.queries, *source.queries),
    )


def _embedded(target: str) -> bytes | None:
    """The bytes of a data: address, None for any other."""
    import base64
    import binascii

    match = re.match(r"data:image/[\w.+-]+;base64,(.*)", target, re.DOTALL)
    try:
        return base64.b64decode(re.sub(r"\s+", "", match[1]), validate=True) if match else None
    except (binascii.Error, ValueError):
        return None


def _outside(target: str) -> bool:
    return bool(re.match(r"(?:[a-zA-Z][\w+.-]*:|//)", target.strip()))


def _fetched(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Image pieces on other machines are left out: nothing is fetched."""
    for piece in pieces:
        outside = piece.kind is Kind.IMAGE and not piece.left_out and _outside(piece.text)
        if outside and not piece.text.startswith("data:"):
            yield replace(piece, left_out="stands on another machine; nothing is fetched")
        else:
            yield piece


def _kept_properties(properties: Mapping[str, str]) -> dict[str, object]:
    front: dict[str, object] = {}
    if "creator" in properties:
        front["authors"] = [{"name": properties["creator"]}]
    if "keywords" in properties:
        front["keywords"] = [w.strip() for w in re.split(r"[;,]", properties["keywords"]) if w.strip()]
    return front


def _joined(
    tree: Tree, pieces: list[Piece], album: Album, lang: str, title_hint: str = "", *, typed: bool = False
) -> Manuscript:
    """One manuscript from what pandoc and the second reader saw; what pandoc dropped is put back and named.

    `title_hint` is the title that the file states outside its text; in a `typed` file a first line in bold is one.
    """
    parts = [*tree.apart, *tree.parts]
    title, rest = _title(tree, parts, title_hint, typed=typed)
    subtitle = plain(tree.subtitle)
    pieces[:] = [_without_own_link(piece, plain(title), rest) for piece in pieces]
    known: list[Inlines] = [title, *([tree.subtitle] if subtitle else [])]
    reconciled = reconcile(rest, pieces, known)
    notices = [*tree.notices, *album.notices]
    if reconciled.recovered:
        kinds = ", ".join(sorted({piece.kind.value for piece in reconciled.recovered}))
        notices.append(
            f"pandoc had dropped {len(reconciled.recovered)} pieces ({kinds}); the second reader put them back"
        )
    return Manuscript(
        parts=reconciled.parts,
        pieces=tuple(pieces),
        pictures=album.pictures,
        title=title,
        lang=lang,
        notices=tuple(notices),
        properties={"subtitle": subtitle} if subtitle else {},
        queries=(*tree.queries, *(_recovered_query(piece) for piece in reconciled.recovered)),
    )


def _without_own_link(piece: Piece, title: str, parts: list[Part]) -> Piece:
    """A link piece that the title of the article is; a title leads nowhere."""
    own = piece.kind is Kind.LINK and not piece.left_out and title and fold(piece.said) == fold(title)
    if not own or any(isinstance(part, Heading | Prose) and _leads(part, piece) for part in parts):
        return piece
    return replace(piece, left_out="where the title leads to; the title of an article has no link")


def _leads(part: Heading | Prose, piece: Piece) -> bool:
    links = (inline for inline in part.inlines if isinstance(inline, Link) and inline.target == piece.text)
    return any(fold(plain(link.children)) == fold(piece.said) for link in links)


def _recovered_query(piece: Piece) -> Query:
    """Two readers saw a place differently: one text stands in the article, and this asks whether it is right."""
    asks = f'does the {piece.kind.value} "{piece.excerpt[:60]}" stand where and as it should'
    hint = "compare it with the file: pandoc read this place otherwise, what stands in article.md is the second reading"
    return Query("reading", asks, hint, place=piece.place)


def _title(tree: Tree, parts: list[Part], hint: str, *, typed: bool) -> tuple[Inlines, list[Part]]:
    """The title by its style or as the file states it, else the only heading of level 1 before all others."""
    if plain(tree.title):
        return tree.title, parts
    headings = [part for part in parts if isinstance(part, Heading)]
    for part in parts[:3]:
        if hint and isinstance(part, Heading | Prose) and plain(part.inlines) == hint:
            return part.inlines, [other for other in parts if other is not part]
    outer = headings[0] if headings and headings[0].level == 1 and sum(h.level == 1 for h in headings) == 1 else None
    # Above a heading that holds all others a bold line is a letterhead: the name of the house, or "Patient leaflet".
    headed = outer is not None and len(headings) > 2 and outer in parts[1:4]
    if typed and not headed and len(parts) > 1 and isinstance(first := parts[0], Prose) and is_bold_line(first):
        return (Text(plain(first.inlines)),), parts[1:]
    if outer is not None:
        return outer.inlines, [part for part in parts if part is not outer]
    return (), parts
