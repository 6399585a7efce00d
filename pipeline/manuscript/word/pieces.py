"""A settled Word document comes in; its pieces go out in reading order, those that are left out with a reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.finding import Place
from pipeline.manuscript.items import Depths, ItemMark
from pipeline.manuscript.pieces import Kind, Mark, Piece
from pipeline.manuscript.tree import is_own_link, is_safe_link
from pipeline.manuscript.word.fields import TARGET
from pipeline.manuscript.word.listing import NUMBER
from pipeline.manuscript.word.package import (
    A,
    M,
    Package,
    R,
    V,
    W,
    children,
    count,
    owner,
    read_properties,
    value,
)
from pipeline.manuscript.word.preparing import language_of_all
from pipeline.manuscript.word.settled import Settled, is_contents, is_hidden
from pipeline.manuscript.word.styles import Style, Styles
from pipeline.manuscript.word.tracked import DELETED_REASON, MOVED_REASON

_DRAWINGML_PARTS = re.compile(r"^word/(?:charts/chart|diagrams/data)[^/]*\.xml$")

HIDDEN_REASON = "hidden text; --keep hidden takes it in"
INSERTED_REASON = "its words are in the article; who wrote them and when is left out"
COMMENT_REASON = "a comment; --keep comments takes it in as a note"
PROPERTY_REASON = "a document property; --keep properties takes author and keywords in"


@dataclass
class _Words:
    """What one paragraph holds besides its visible words."""

    runs: list[tuple[str, frozenset[Mark]]] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    inserted: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    others: list[Piece] = field(default_factory=list)
    notes: list[tuple[str, str, str]] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)


@dataclass
class WordReader:
    """Reads the pieces of one settled document in reading order; `ours` when plainleaf exported it."""

    settled: Settled
    keep: frozenset[str]
    ours: bool = False
    count: int = 0
    _notes: dict[tuple[str, str], Any] = field(default_factory=dict)
    _depths: Depths = field(default_factory=Depths)

    def __post_init__(self) -> None:
        for kind in ("footnote", "endnote"):
            root = self.package.xml(self.package.near(f"{kind}s.xml"))
            for note in children(root, f"{W}{kind}") if root is not None else ():
                if note.get(f"{W}type") in {None, "normal"}:
                    self._notes[kind, note.get(f"{W}id", "")] = note

    @property
    def package(self) -> Package:
        return self.settled.package

    @property
    def styles(self) -> Styles:
        return self.settled.styles

    def pieces(self) -> list[Piece]:
        """Every piece of the document: body, notes, then what is left out of it by its nature."""
        body = self.settled.root.find(f"{W}body")
        found = list(self._blocks(body if body is not None else (), Kind.PARAGRAPH))
        for (kind, _), note in self._notes.items():
            text = self._plain(note)
            if text:
                place = Place(self.package.file, part=f"{kind}s")
                found.append(Piece(Kind.FOOTNOTE, text, place, "nothing in the text refers to this note"))
        found.extend(self.settled.pieces)
        found.extend(self._margins())
        found.extend(self._comments())
        found.extend(self._drawings())
        found.extend(self._properties())
        return found

    def _blocks(self, elements: Any, kind: Kind) -> Iterator[Piece]:
        for element in elements:
            if element.tag == f"{W}p":
                yield from self._paragraph(element, kind)
            elif element.tag == f"{W}tbl":
                yield from self._table(element, kind)
            elif element.tag == f"{W}altChunk":
                place = Place(self.package.file, part=f"paragraph {self.count}")
                yield Piece(Kind.OBJECT, "embedded document", place, "a document inside the document is not read")
            elif element.tag in {f"{W}sdt"}:
                content = element.find(f"{W}sdtContent")
                yield from self._blocks(content if content is not None else (), kind)
            elif element.tag in {f"{W}ins", f"{W}moveTo", f"{W}customXml", f"{W}smartTag"}:
                yield from self._blocks(element, kind)
            elif element.tag in {f"{W}del", f"{W}moveFrom"}:
                text = self._plain(element, deleted=True)
                if text:
                    yield Piece(Kind.DELETION, text, Place(self.package.file), DELETED_REASON)

    def _table(self, table: Any, kind: Kind) -> Iterator[Piece]:
        """One piece for each place of the grid; a merged cell is said in each place that it covers."""
        inside = Kind.TABLE_CELL if kind is Kind.PARAGRAPH else kind
        self._depths.of(None)
        above: dict[int, Piece] = {}
        y = 0
        for row in [row for row in table.iter(f"{W}tr") if owner(row, f"{W}tbl") is table]:
            found: list[tuple[int, Piece | None, list[Piece]]] = []
            x = count(row.find(f"{W}trPr/{W}gridBefore"), 0)
            for cell in [cell for cell in row.iter(f"{W}tc") if owner(cell, f"{W}tr") is row]:
                own, others = self._cell(cell, inside)
                merged = cell.find(f"{W}tcPr/{W}vMerge")
                if merged is not None and value(merged) != "restart" and own is None and (over := above.get(x)):
                    own = replace(over, again=True)
                for place in range(x, x + count(cell.find(f"{W}tcPr/{W}gridSpan"), 1)):
                    found.append((place, own, others))
                    own, others = (replace(own, again=True) if own else None), []
                    above.pop(place, None)
                    if merged is not None and own is not None:
                        above[place] = own
                x = found[-1][0] + 1
            for place, said, beside in found:
                if said is not None:
                    yield replace(said, cell=(y, place))
                yield from beside
            y += any(said for _, said, _ in found)

    def _cell(self, cell: Any, inside: Kind) -> tuple[Piece | None, list[Piece]]:
        texts: list[str] = []
        runs: list[tuple[str, frozenset[Mark]]] = []
        others: list[Piece] = []
        for piece in self._blocks(cell, inside):
            if piece.kind is inside and not piece.left_out:
                texts.append(piece.text)
                runs.extend(piece.runs)
            else:
                others.append(piece)
        place = Place(self.package.file, part=f"table cell, paragraph {self.count}")
        return Piece(inside, " ".join(texts), place, runs=tuple(runs)) if texts else None, others

    def _paragraph(self, paragraph: Any, kind: Kind) -> Iterator[Piece]:
        self.count += 1
        place = Place(self.package.file, part=f"paragraph {self.count}")
        style = self.styles.paragraph(paragraph)
        mark = self.settled.listing.of(paragraph)
        own = self._kind(style, mark) if kind is Kind.PARAGRAPH else kind
        words = _Words()
        self._run_through(paragraph, words, place)
        text = _tidy("".join(said for said, _ in words.runs))
        number = paragraph.get(NUMBER)
        if text and is_contents(paragraph, self.styles):
            yield Piece(Kind.NAVIGATION, text, place, "a line of the table of contents, which every format makes anew")
            return
        if text:
            label = _label(mark) if mark else ""
            depth = self._depths.of(mark) if kind is not Kind.TABLE_CELL else 0
            lang = language_of_all(self.settled, paragraph, self.settled.lang)
            yield Piece(own, text, place, runs=tuple(words.runs), label=label, depth=depth, lang=lang)
            if number is not None:
                said = " ".join(f"number {number} of {text[:40]}".split())
                yield Piece(Kind.NUMBERING, said, place, "headings of an article carry no numbers")
        for kind_of, said_beside, reason in (
            (Kind.DELETION, words.deleted, DELETED_REASON),
            (Kind.DELETION, words.moved, MOVED_REASON),
            (Kind.INSERTION, words.inserted, INSERTED_REASON),
            (Kind.HIDDEN, words.hidden, HIDDEN_REASON),
        ):
            joined = _tidy("".join(said_beside))
            if joined:
                yield Piece(kind_of, joined, place, reason)
        yield from words.others
        for note_kind, key, hangs in words.notes:
            note = self._notes.pop((note_kind, key), None)
            if note is not None:
                for at, piece in enumerate(self._blocks(note, Kind.FOOTNOTE)):
                    yield piece if at else replace(piece, hangs=hangs)
        for box in words.boxes:
            yield from self._blocks(box, Kind.TEXT_BOX)

    def _kind(self, style: Style, mark: ItemMark | None) -> Kind:
        if style.level or style.title or style.subtitle:
            return Kind.HEADING
        if style.caption:
            return Kind.CAPTION
        return Kind.LIST_ITEM if mark else Kind.PARAGRAPH

    def _run_through(self, element: Any, words: _Words, place: Place, state: str = "") -> None:
        """Collect words; `state` is "deleted", "moved", "inserted" or empty."""
        for child in element:
            tag = child.tag
            if tag == f"{W}r":
                self._run(child, words, place, state)
            elif tag in {f"{W}del", f"{W}moveFrom"}:
                self._run_through(child, words, place, "deleted" if tag == f"{W}del" else "moved")
            elif tag in {f"{W}ins", f"{W}moveTo"}:
                self._run_through(child, words, place, state or "inserted")
            elif tag == f"{W}hyperlink":
                self._hyperlink(child, words, place)
                self._run_through(child, words, place, state)
            elif tag in {f"{M}oMath", f"{M}oMathPara"}:
                self._formula(child, words, place)
            elif tag in {f"{W}sdt"}:
                content = child.find(f"{W}sdtContent")
                self._run_through(content if content is not None else (), words, place, state)
            elif tag in {f"{W}smartTag", f"{W}dir", f"{W}bdo", f"{W}customXml"}:
                self._run_through(child, words, place, state)

    def _run(self, run: Any, words: _Words, place: Place, state: str) -> None:
        hidden = is_hidden(run) and "hidden" not in self.keep
        gone = state in {"deleted", "moved"} and "changes" not in self.keep
        marks = self.styles.marks(run)
        beside = {"deleted": words.deleted, "moved": words.moved}[state] if gone else words.hidden if hidden else None

        def say(text: str) -> None:
            if beside is not None:
                beside.append(text)
                return
            words.runs.append((text, marks))
            if state == "inserted":
                words.inserted.append(text)

        for child in run:
            tag = child.tag
            if tag in {f"{W}t", f"{W}delText"}:
                say(child.text or "")
            elif tag in {f"{W}tab", f"{W}br", f"{W}ptab"}:
                say(" ")
            elif tag == f"{W}noBreakHyphen":
                say("-")
            elif gone:
                continue
            elif tag in {f"{W}footnoteReference", f"{W}endnoteReference"}:
                hangs = "".join(text for text, _ in words.runs[-8:])[-60:]
                words.notes.append((tag[len(W) : -len("Reference")], child.get(f"{W}id", ""), hangs))
            elif tag in {f"{W}drawing", f"{W}pict", f"{W}object"}:
                self._graphic(child, words, place)

    def _formula(self, element: Any, words: _Words, place: Place) -> None:
        formulas = list(element.iter(f"{M}oMath")) or [element]
        words.runs.append((" ", frozenset()))
        text = "".join(t.text or "" for t in element.iter(f"{M}t"))
        words.others.append(Piece(Kind.FORMULA, text, place))
        words.others.extend(Piece(Kind.FORMULA, text, place) for _ in formulas[1:])

    def _hyperlink(self, element: Any, words: _Words, place: Place) -> None:
        if not "".join(t.text or "" for t in element.iter(f"{W}t")).strip():
            return
        _, target, outside = self.package.links.get(element.get(f"{R}id", ""), ("", "", False))
        target, anchor = target if outside else "", element.get(f"{W}anchor", "")
        if element.get(TARGET):
            target = element.get(TARGET)
        elif target and anchor:
            target = f"{target}#{anchor}"
        said = "".join(t.text or "" for t in element.iter(f"{W}t"))
        self._link(target, words, place, anchor, said)

    def _link(self, target: str, words: _Words, place: Place, anchor: str, said: str) -> None:
        if not target:
            reason = "a jump inside the document; its words stay"
            words.others.append(Piece(Kind.LINK, f"#{anchor}", place, reason))
        elif not is_safe_link(target) and not (self.ours and is_own_link(target)):
            reason = "leads to an address that can run code or reach into a machine; its words stay"
            words.others.append(Piece(Kind.LINK, target, place, reason))
        else:
            words.others.append(Piece(Kind.LINK, target, place, said=said))

    def _graphic(self, element: Any, words: _Words, place: Place) -> None:
        """Images, boxes, charts and objects of a drawing; of alternatives only the one that a reader would see."""
        for root in [element]:
            boxes = list(_seen(root, f"{W}txbxContent"))
            words.boxes.extend(boxes)
            for image in [*_seen(root, f"{A}blip"), *_seen(root, f"{V}imagedata")]:
                if any(_inside(image, box) for box in boxes):
                    continue
                self._image(image, words, place)
            for data in root.iter(f"{A}graphicData"):
                uri = data.get("uri", "")
                if uri.endswith(("/chart", "/diagram", "/chartex")):
                    name = uri.rpartition("/")[2]
                    reason = "a chart is drawn by Word; export it as a picture and add it as a figure"
                    words.others.append(Piece(Kind.DRAWING, name, place, reason))
            if (
                root.tag == f"{W}object"
                or next(root.iter("{urn:schemas-microsoft-com:office:office}OLEObject"), None) is not None
            ):
                words.others.append(
                    Piece(Kind.OBJECT, "embedded object", place, "a file inside the document is not opened")
                )

    def _image(self, image: Any, words: _Words, place: Place) -> None:
        key = image.get(f"{R}embed") or image.get(f"{R}id") or ""
        outside = image.get(f"{R}link") if not key else None
        _, target, external = self.package.links.get(key or outside or "", ("", "", False))
        if not target:
            return
        if external:
            reason = "stands on another machine; nothing is fetched"
            words.others.append(Piece(Kind.IMAGE, target, place, reason))
        else:
            words.others.append(Piece(Kind.IMAGE, self.package.near(target), place))

    # beside the text

    def _plain(self, element: Any, *, deleted: bool = False) -> str:
        tags = {f"{W}t", f"{W}delText"} if deleted else {f"{W}t"}
        paragraphs = list(element.iter(f"{W}p")) or [element]
        said = ["".join(t.text or "" for t in p.iter() if t.tag in tags) for p in paragraphs]
        return " ".join(part.strip() for part in said if part.strip())

    def _margins(self) -> Iterator[Piece]:
        seen: set[str] = set()
        for kind, target, outside in self.package.links.values():
            if kind in {"header", "footer"} and not outside:
                root = self.package.xml(self.package.near(target))
                text = self._plain(root) if root is not None else ""
                if text and text not in seen:
                    seen.add(text)
                    place = Place(self.package.file, part=kind)
                    yield Piece(Kind.RUNNING_HEAD, text, place, "every format sets its own running heads and feet")

    def _comments(self) -> Iterator[Piece]:
        root = self.package.xml(self.package.near("comments.xml"))
        for comment in children(root, f"{W}comment") if root is not None else ():
            text = self._plain(comment)
            if text:
                author = comment.get(f"{W}author", "")
                reason = "" if "comments" in self.keep else COMMENT_REASON
                place = Place(self.package.file, part=f"comment by {author}" if author else "comment")
                yield Piece(Kind.COMMENT, text, place, reason)

    def _drawings(self) -> Iterator[Piece]:
        for name in self.package.parts:
            if _DRAWINGML_PARTS.match(name):
                root = self.package.xml(name)
                said = [t.text for t in root.iter(f"{A}t") if t.text] if root is not None else []
                if said:
                    reason = "words of a chart or diagram; export it as a picture and describe it"
                    yield Piece(Kind.DRAWING, " ".join(said), Place(self.package.file, part=name), reason)

    def _properties(self) -> Iterator[Piece]:
        for name, said in read_properties(self.package).items():
            kept = "properties" in self.keep and name in {"creator", "keywords"}
            place = Place(self.package.file, part=f"property {name}")
            if not (self.ours and name == "lang"):
                yield Piece(Kind.PROPERTY, said, place, "" if kept else PROPERTY_REASON)


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _seen(root: Any, tag: str) -> Iterator[Any]:
    """Elements of one name that are not inside another of that name."""
    if root.tag == tag:
        yield root
        return
    for child in root:
        yield from _seen(child, tag)


def _label(mark: ItemMark) -> str:
    """The number of an item as it is shown; empty for a bullet or a further paragraph."""
    return mark.label if mark.kind in {"number", "typed"} else ""


def _inside(element: Any, container: Any) -> bool:
    return any(ancestor is container for ancestor in element.iterancestors())
