"""The flow of a file comes in; its pieces go out in reading order, those that are left out with a reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from pipeline.finding import Place
from pipeline.manuscript.characters.language import language_kept, language_of
from pipeline.manuscript.flow.content import Block, Flow, Note, Paragraph, Picture, Row, Words, all_words
from pipeline.manuscript.flow.grid import grid_of
from pipeline.manuscript.flow.listing import Listing, is_title
from pipeline.manuscript.items import Depths, ItemMark
from pipeline.manuscript.pieces import Kind, Mark, Piece
from pipeline.manuscript.tree import is_safe_link

_BESIDE = {
    "margin": (Kind.RUNNING_HEAD, "every format sets its own running heads and feet"),
    "annotation": (Kind.COMMENT, "a comment; copy it into the article if it matters"),
    "object": (Kind.OBJECT, "a chart or file inside the document; export it as a picture and add it as a figure"),
    "deletion": (
        Kind.DELETION,
        "deleted under tracked changes; accept or reject the changes before importing to keep it",
    ),
    "insertion": (Kind.INSERTION, "its words are in the article; who wrote them and when is left out"),
}
_PROPERTY = (Kind.PROPERTY, "a document property; the front matter asks for what it needs")
DELETED = "deleted under tracked changes; --keep changes takes it in"
ADDED = "its words are in the article; who wrote them and when is left out"
HIDDEN = "hidden text; --keep hidden takes it in"


def is_left_out(words: Words, keep: frozenset[str]) -> bool:
    """Whether a run of words stays out of the article."""
    look = words.look
    return (look.deleted and "changes" not in keep) or (look.hidden and "hidden" not in keep)


@dataclass
class _Reader:
    flow: Flow
    keep: frozenset[str]
    listing: Listing
    own: str
    count: int = 0
    depths: Depths = field(default_factory=Depths)

    def place(self) -> Place:
        return Place(self.flow.file, part=f"paragraph {self.count}")

    def blocks(self, blocks: Sequence[Block], kind: Kind) -> Iterator[Piece]:
        rows: list[Row] = []
        for block in blocks:
            if isinstance(block, Row):
                rows.append(block)
                continue
            yield from self.table(rows, kind)
            rows = []
            yield from self.paragraph(block, Kind.TEXT_BOX if block.box else kind)
        yield from self.table(rows, kind)

    def table(self, rows: Sequence[Row], kind: Kind) -> Iterator[Piece]:
        if not rows:
            return
        self.depths.of(None)
        inside = Kind.TABLE_CELL if kind is Kind.PARAGRAPH else kind
        y = 0
        for line in grid_of(rows):
            said = False
            for x, place in enumerate(line):
                if place is None:
                    continue
                own, others = self.cell(place.paragraphs, inside)
                if own:
                    said = True
                    yield replace(own, cell=(y, x), again=not place.first)
                yield from (others if place.first else ())
            y += said

    def cell(self, paragraphs: Sequence[Paragraph], kind: Kind) -> tuple[Piece | None, list[Piece]]:
        texts: list[str] = []
        runs: list[tuple[str, frozenset[Mark]]] = []
        others: list[Piece] = []
        for paragraph in paragraphs:
            for piece in self.paragraph(paragraph, kind, in_cell=True):
                if piece.kind is kind and not piece.left_out:
                    texts.append(piece.text)
                    runs.extend(piece.runs)
                else:
                    others.append(piece)
        return (Piece(kind, " ".join(texts), self.place(), runs=tuple(runs)) if texts else None), others

    def paragraph(self, paragraph: Paragraph, kind: Kind, *, in_cell: bool = False) -> Iterator[Piece]:
        self.count += 1
        place = self.place()
        kept = [w for w in paragraph.content if isinstance(w, Words) and not is_left_out(w, self.keep)]
        runs = tuple((w.text, w.look.marks) for w in kept)
        text = _tidy(runs)
        mark = self.listing.mark(paragraph)
        if text and paragraph.properties.contents:
            reason = "a line of the table of contents, which every format makes anew"
            yield Piece(Kind.NAVIGATION, text, place, reason)
            return
        if text:
            own = self._kind(paragraph, mark) if kind is Kind.PARAGRAPH else kind
            depth = 0 if in_cell else self.depths.of(mark)
            label = mark.label if mark and mark.kind in {"number", "typed"} and not in_cell else ""
            cut = self.listing.cut(paragraph)
            if cut:
                runs = _after(runs, cut)
                text = _tidy(runs)
            lang = "" if in_cell else self.language(kept)
            yield Piece(own, text, place, runs=runs, label=label, depth=depth, lang=lang)
        yield from self._left_out(paragraph, place)
        yield from self._links(kept, place)
        for item in paragraph.content:
            if isinstance(item, Picture):
                outside = "stands on another machine; nothing is fetched" if "://" in item.target else ""
                yield Piece(Kind.IMAGE, item.target, place, outside)
        said = ""
        for item in paragraph.content:
            if isinstance(item, Words) and not is_left_out(item, self.keep):
                said = (said + item.text)[-60:]
            elif isinstance(item, Note):
                for at, piece in enumerate(self.blocks(item.blocks, Kind.FOOTNOTE)):
                    yield piece if at else replace(piece, hangs=said)

    def language(self, kept: Sequence[Words]) -> str:
        """The language of words as a whole, when it is another than that of the file."""
        lettered = [w for w in kept if any(c.isalpha() for c in w.text)]
        declared = {w.look.lang for w in lettered}
        words = "".join(w.text for w in lettered)
        return language_kept(declared.pop() if len(declared) == 1 else "", words, self.own)

    def _kind(self, paragraph: Paragraph, mark: ItemMark | None) -> Kind:
        if paragraph.properties.level or is_title(paragraph.properties.name):
            return Kind.HEADING
        if "caption" in paragraph.properties.name:
            return Kind.CAPTION
        return Kind.LIST_ITEM if mark else Kind.PARAGRAPH

    def _left_out(self, paragraph: Paragraph, place: Place) -> Iterator[Piece]:
        for kind, reason, flag in ((Kind.DELETION, DELETED, "deleted"), (Kind.HIDDEN, HIDDEN, "hidden")):
            words = [w for w in paragraph.content if isinstance(w, Words) and is_left_out(w, self.keep)]
            gone = [(w.text, w.look.marks) for w in words if ("deleted" if w.look.deleted else "hidden") == flag]
            text = _tidy(gone)
            if text:
                yield Piece(kind, text, place, reason)
        added = [w for w in paragraph.content if isinstance(w, Words) and w.look.added]
        text = _tidy([(w.text, w.look.marks) for w in added if not is_left_out(w, self.keep)])
        if text:
            yield Piece(Kind.INSERTION, text, place, ADDED)

    def _links(self, kept: Sequence[Words], place: Place) -> Iterator[Piece]:
        before = ""
        for index, words in enumerate(kept):
            target = words.look.link
            if target and target != before and words.text.strip():
                linked = "".join(w.text for w in takewhile(_leads_to(target), kept[index:]))
                if target.startswith("#"):
                    yield Piece(Kind.LINK, target, place, "a jump inside the document; its words stay")
                elif not is_safe_link(target):
                    reason = "leads to an address that can run code or reach into a machine; its words stay"
                    yield Piece(Kind.LINK, target, place, reason)
                else:
                    yield Piece(Kind.LINK, target, place, said=linked)
            before = target


def _leads_to(target: str) -> Callable[[Words], bool]:
    return lambda words: words.look.link == target


def _tidy(runs: Sequence[tuple[str, frozenset[Mark]]]) -> str:
    return " ".join("".join(text for text, _ in runs).split())


def _after(runs: Sequence[tuple[str, frozenset[Mark]]], length: int) -> tuple[tuple[str, frozenset[Mark]], ...]:
    """Runs without their first characters."""
    rest = []
    for text, marks in runs:
        if length < len(text):
            rest.append((text[length:], marks))
        length = max(0, length - len(text))
    return tuple(rest)


def pieces_of(flow: Flow, keep: frozenset[str], listing: Listing) -> list[Piece]:
    """Every piece of the file."""
    reader = _Reader(flow, keep, listing, language_of(all_words(flow.blocks), flow.lang))
    found = list(reader.blocks(flow.blocks, Kind.PARAGRAPH))
    for destination, said in flow.beside:
        kind, reason = _BESIDE.get(destination, _PROPERTY)
        found.append(Piece(kind, said, Place(flow.file, part=destination), reason))
    for _ in range(flow.objects):
        reason = "a file inside the document is not opened"
        found.append(Piece(Kind.OBJECT, "embedded object", Place(flow.file), reason))
    return found
