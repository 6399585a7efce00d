"""The parts of an .odt come in; its pieces go out, and the same document made ready for pandoc (OpenDocument 1.3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.finding import Place
from pipeline.manuscript.admission import parse_xml, repack
from pipeline.manuscript.pieces import Kind, Piece
from pipeline.manuscript.tree import is_safe_link

_NS = "urn:oasis:names:tc:opendocument:xmlns:"
TEXT = f"{{{_NS}text:1.0}}"
TABLE = f"{{{_NS}table:1.0}}"
DRAW = f"{{{_NS}drawing:1.0}}"
OFFICE = f"{{{_NS}office:1.0}}"
STYLE = f"{{{_NS}style:1.0}}"
FO = f"{{{_NS}xsl-fo-compatible:1.0}}"
META = f"{{{_NS}meta:1.0}}"
XLINK = "{http://www.w3.org/1999/xlink}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_CONTENTS = frozenset(
    f"{TEXT}{name}"
    for name in (
        "table-of-content",
        "illustration-index",
        "table-index",
        "alphabetical-index",
        "object-index",
        "user-index",
    )
)


@dataclass
class OpenDocumentReader:
    """Reads the pieces of one document in reading order."""

    parts: Mapping[str, bytes]
    file: str
    keep: frozenset[str]
    count: int = 0
    title: str = ""
    _hidden: set[str] = field(default_factory=set)
    _captions: set[str] = field(default_factory=set)
    _after: list[Any] = field(default_factory=list)

    def root(self, part: str = "content.xml") -> Any | None:
        """The root of a part, None when there is none."""
        content = self.parts.get(part)
        return parse_xml(content, self.file, part) if content is not None else None

    def pieces(self, root: Any) -> list[Piece]:
        """Every piece of the document: text, notes, then what is left out of it by its nature."""
        for part in (root, self.root("styles.xml")):
            self._read_styles(part)
        body = root.find(f"{OFFICE}body/{OFFICE}text")
        found = list(self._blocks(body if body is not None else (), Kind.PARAGRAPH))
        found.extend(self._margins())
        found.extend(self._properties())
        return found

    def _read_styles(self, root: Any | None) -> None:
        for style in root.iter(f"{STYLE}style") if root is not None else ():
            name, parent = style.get(f"{STYLE}name", ""), style.get(f"{STYLE}parent-style-name", "")
            for properties in style.iter(f"{STYLE}text-properties"):
                if properties.get(f"{TEXT}display") == "none":
                    self._hidden.add(name)
            captions = {"Caption", "Illustration", "Figure", "Table", "Drawing", "Text"}
            if name in captions or parent in captions or parent in self._captions:
                self._captions.add(name)

    def hides(self, element: Any) -> bool:
        """Whether an element is hidden by its style or its kind."""
        if "hidden" in self.keep:
            return False
        if element.tag in {f"{TEXT}hidden-text", f"{TEXT}hidden-paragraph"}:
            return True
        return element.get(f"{TEXT}style-name") in self._hidden

    def _place(self) -> Place:
        return Place(self.file, part=f"paragraph {self.count}")

    def _blocks(self, elements: Any, kind: Kind) -> Iterator[Piece]:
        for element in elements:
            tag = element.tag
            if tag in {f"{TEXT}p", f"{TEXT}h"}:
                yield from self._paragraph(element, kind)
            elif tag == f"{TEXT}list":
                inside = Kind.LIST_ITEM if kind is Kind.PARAGRAPH else kind
                for item in element:
                    yield from self._blocks(item, inside)
            elif tag == f"{TABLE}table":
                yield from self._table(element, kind)
            elif tag == f"{TEXT}tracked-changes":
                yield from self._changes(element)
            elif tag in _CONTENTS:
                text = _plain(element.find(f"{TEXT}index-body"))
                if text:
                    yield Piece(Kind.NAVIGATION, text, self._place(), "an index, which every format makes anew")
            elif tag in {f"{TEXT}section", f"{TEXT}numbered-paragraph", f"{TEXT}list-header"}:
                yield from self._blocks(element, kind)
            elif isinstance(tag, str) and tag.startswith(DRAW):
                yield from self._graphic(element)
                yield from self._waiting()

    def _changes(self, changes: Any) -> Iterator[Piece]:
        for deletion in changes.iter(f"{TEXT}deletion"):
            text = " ".join(filter(None, (_plain(p) for p in deletion if p.tag.startswith(TEXT))))
            if text:
                reason = "deleted under tracked changes; accept or reject the changes before importing to keep it"
                yield Piece(Kind.DELETION, text, self._place(), reason)
        for _ in changes.iter(f"{TEXT}insertion"):
            reason = "its words are in the article; who wrote them and when is left out"
            yield Piece(Kind.INSERTION, "tracked insertion", self._place(), reason)

    def _table(self, table: Any, kind: Kind) -> Iterator[Piece]:
        inside = Kind.TABLE_CELL if kind is Kind.PARAGRAPH else kind
        for cell in table.iter(f"{TABLE}table-cell"):
            if next(cell.iterancestors(f"{TABLE}table"), None) is not table:
                continue
            texts: list[str] = []
            others: list[Piece] = []
            for piece in self._blocks(cell, inside):
                if piece.kind is inside and not piece.left_out:
                    texts.append(piece.text)
                else:
                    others.append(piece)
            if texts:
                yield Piece(inside, " ".join(texts), self._place())
            yield from others

    def _paragraph(self, paragraph: Any, kind: Kind) -> Iterator[Piece]:
        self.count += 1
        place = self._place()
        own = kind
        style = paragraph.get(f"{TEXT}style-name", "")
        if kind is Kind.PARAGRAPH:
            if paragraph.tag == f"{TEXT}h" or style in {"Title", "Subtitle"}:
                own = Kind.HEADING
                titled = style == "Title" and not self.title
                self.title = _plain(paragraph) if titled else self.title
            elif style in self._captions:
                own = Kind.CAPTION
        words: list[str] = []
        others: list[Piece] = []
        if self.hides(paragraph):
            text = _plain(paragraph)
            if text:
                yield Piece(Kind.HIDDEN, text, place, "hidden text; --keep hidden takes it in")
            return
        self._run_through(paragraph, words, others, place)
        text = " ".join("".join(words).split())
        if text:
            yield Piece(own, text, place)
        yield from others
        yield from self._waiting()

    def _waiting(self) -> Iterator[Piece]:
        """Notes and boxes that hang on the paragraph just read."""
        waiting, self._after = self._after, []
        for element, kind in waiting:
            yield from self._blocks(element, kind)

    def _run_through(self, element: Any, words: list[str], others: list[Piece], place: Place) -> None:
        words.append(element.text or "")
        for child in element:
            self._inline(child, words, others, place)
            words.append(child.tail or "")

    def _inline(self, child: Any, words: list[str], others: list[Piece], place: Place) -> None:
        tag = child.tag
        if not isinstance(tag, str):
            return
        if tag in {f"{TEXT}s", f"{TEXT}tab", f"{TEXT}line-break", f"{TEXT}soft-page-break"}:
            words.append(" ")
        elif self.hides(child):
            text = _plain(child) or child.get(f"{TEXT}string-value", "")
            if text:
                others.append(Piece(Kind.HIDDEN, text, place, "hidden text; --keep hidden takes it in"))
        elif tag == f"{TEXT}note":
            body = child.find(f"{TEXT}note-body")
            if body is not None:
                self._after.append((body, Kind.FOOTNOTE))
        elif tag in {f"{OFFICE}annotation", f"{OFFICE}annotation-end"}:
            said = " ".join(filter(None, (_plain(p) for p in child if p.tag.startswith(TEXT))))
            if said:
                others.append(Piece(Kind.COMMENT, said, place, "a comment; copy it into the article if it matters"))
        elif tag == f"{TEXT}a":
            self._link(child, others, place)
            self._run_through(child, words, others, place)
        elif tag.startswith(DRAW):
            others.extend(self._graphic(child))
        elif tag == f"{TEXT}ruby":
            base = child.find(f"{TEXT}ruby-base")
            if base is not None:
                self._run_through(base, words, others, place)
        else:
            self._run_through(child, words, others, place)

    def _link(self, element: Any, others: list[Piece], place: Place) -> None:
        target = element.get(f"{XLINK}href", "")
        if not _plain(element):
            return
        if target.startswith("#") or not target:
            others.append(Piece(Kind.LINK, target or "#", place, "a jump inside the document; its words stay"))
        elif not is_safe_link(target):
            reason = "leads to an address that can run code or reach into a machine; its words stay"
            others.append(Piece(Kind.LINK, target, place, reason))
        else:
            others.append(Piece(Kind.LINK, target, place))

    def _graphic(self, element: Any) -> Iterator[Piece]:
        place = self._place()
        pictured = False
        for image in element.iter(f"{DRAW}image"):
            target = image.get(f"{XLINK}href", "")
            if target and not target.startswith("./ObjectReplacements") and not pictured:
                outside = "://" in target
                reason = "stands on another machine; nothing is fetched" if outside else ""
                yield Piece(Kind.IMAGE, target, place, reason)
                pictured = True
        for inner in element.iter(f"{DRAW}object", f"{DRAW}object-ole", f"{DRAW}plugin"):
            name = inner.get(f"{XLINK}href", "object")
            reason = "a chart or file inside the document; export it as a picture and add it as a figure"
            yield Piece(Kind.OBJECT, name, place, reason)
        for box in element.iter(f"{DRAW}text-box"):
            if next(box.iterancestors(f"{DRAW}text-box"), None) is None:
                self._after.append((box, Kind.TEXT_BOX))

    def _margins(self) -> Iterator[Piece]:
        root = self.root("styles.xml")
        seen: set[str] = set()
        names = ("header", "footer", "header-left", "footer-left", "header-first", "footer-first")
        for element in root.iter(*(f"{STYLE}{name}" for name in names)) if root is not None else ():
            text = _plain(element)
            if text and text not in seen:
                seen.add(text)
                place = Place(self.file, part=element.tag[len(STYLE) :])
                yield Piece(Kind.RUNNING_HEAD, text, place, "every format sets its own running heads and feet")

    def _properties(self) -> Iterator[Piece]:
        for name, value in self.properties().items():
            kept = "properties" in self.keep and name in {"creator", "keyword"}
            reason = "" if kept else "a document property; --keep properties takes author and keywords in"
            yield Piece(Kind.PROPERTY, value, Place(self.file, part=f"property {name}"), reason)

    def properties(self) -> dict[str, str]:
        """What the file says of itself, empty values left out."""
        root = self.root("meta.xml")
        found: dict[str, str] = {}
        for element in root.iter() if root is not None else ():
            if isinstance(element.tag, str) and element.tag.startswith((META, _DC)) and (element.text or "").strip():
                found[element.tag.rpartition("}")[2]] = str(element.text).strip()
        return found

    def language(self) -> str:
        """The language of the default paragraph style, or empty."""
        root = self.root("styles.xml")
        for style in root.iter(f"{STYLE}default-style") if root is not None else ():
            for properties in style.iter(f"{STYLE}text-properties"):
                tag = str(properties.get(f"{FO}language", ""))
                if tag and tag != "none":
                    return tag.lower()
        return ""

    def prepare(self, root: Any) -> bytes:
        """The document without hidden words, comments, deletions and indexes; boxes lifted into the text; repacked."""
        from lxml import etree

        gone = {f"{TEXT}tracked-changes", f"{OFFICE}annotation", f"{OFFICE}annotation-end", *_CONTENTS}
        for element in list(root.iter()):
            if isinstance(element.tag, str) and (element.tag in gone or self.hides(element)):
                _take_out(element)
        for box in list(root.iter(f"{DRAW}text-box")):
            _lift(box)
        kept = {
            name: content
            for name, content in self.parts.items()
            if name.startswith("Pictures/") or name in {"mimetype", "styles.xml", "META-INF/manifest.xml"}
        }
        content = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
        return repack(
            {
                "mimetype": kept.pop("mimetype", b"application/vnd.oasis.opendocument.text"),
                "content.xml": content,
                **kept,
            }
        )


def _plain(element: Any | None) -> str:
    if element is None:
        return ""
    return " ".join("".join(element.itertext()).split())


def _take_out(element: Any) -> None:
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    tail = element.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def _lift(box: Any) -> None:
    """Put the paragraphs of a text box after the paragraph it hangs on; a picture inside stays where it is."""
    import copy

    holder = next((a for a in box.iterancestors() if a.tag in {f"{TEXT}p", f"{TEXT}h"}), None)
    frame = box.getparent()
    if holder is None or frame is None:
        return
    after = holder
    for block in list(box):
        lifted = copy.deepcopy(block)
        lifted.tail = None
        after.addnext(lifted)
        after = lifted
    _take_out(frame if frame.tag == f"{DRAW}frame" else box)
