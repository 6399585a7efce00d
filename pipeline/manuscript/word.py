"""The parts of a .docx come in; its pieces go out, and the same document made ready for pandoc.

Element names are those of ECMA-376 part 1 (WordprocessingML 17, DrawingML 20).
"""

from __future__ import annotations

import copy
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.finding import Place
from pipeline.manuscript.admission import parse_xml
from pipeline.manuscript.pieces import Kind, Piece
from pipeline.manuscript.tree import is_own_link, is_safe_link

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
V = "{urn:schemas-microsoft-com:vml}"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_DRAWINGML_PARTS = re.compile(r"^word/(?:charts/chart|diagrams/data)[^/]*\.xml$")
_STRICT = b"http://purl.oclc.org/ooxml/"

HIDDEN_REASON = "hidden text; --keep hidden takes it in"
DELETED_REASON = "deleted under tracked changes; --keep changes takes it in"
INSERTED_REASON = "its words are in the article; who wrote them and when is left out"
COMMENT_REASON = "a comment; --keep comments takes it in as a note"
PROPERTY_REASON = "a document property; --keep properties takes author and keywords in"


@dataclass(frozen=True)
class Package:
    """A Word file taken apart: its parts, the main part's name, and its relationships (id → type, target, outside)."""

    file: str
    parts: Mapping[str, bytes]
    main: str
    links: Mapping[str, tuple[str, str, bool]]

    def xml(self, part: str) -> Any | None:
        """The root of a part, None when there is none."""
        content = self.parts.get(part)
        return parse_xml(content, self.file, part) if content is not None else None

    def near(self, target: str) -> str:
        """The part that a relationship target of the main part names."""
        if target.startswith("/"):
            return target[1:]
        return posixpath.normpath(posixpath.join(posixpath.dirname(self.main), target))


def open_package(parts: Mapping[str, bytes], file: str) -> Package:
    """The package with its main part found and relationships read; ISO strict namespaces are made transitional."""
    parts = {
        name: _transitional(content) if name.endswith((".xml", ".rels")) else content for name, content in parts.items()
    }
    main = "word/document.xml"
    top = parts.get("_rels/.rels")
    if top is not None:
        for relation in _children(parse_xml(top, file, "_rels/.rels"), f"{_PACKAGE}Relationship"):
            if relation.get("Type", "").endswith("/officeDocument"):
                main = relation.get("Target", main).lstrip("/")
    rels = f"{posixpath.dirname(main)}/_rels/{posixpath.basename(main)}.rels"
    links: dict[str, tuple[str, str, bool]] = {}
    if rels in parts:
        for relation in _children(parse_xml(parts[rels], file, rels), f"{_PACKAGE}Relationship"):
            kind = relation.get("Type", "").rpartition("/")[2]
            outside = relation.get("TargetMode") == "External"
            links[relation.get("Id", "")] = (kind, relation.get("Target", ""), outside)
    return Package(file, parts, main, links)


def _transitional(content: bytes) -> bytes:
    if _STRICT not in content:
        return content
    return (
        content.replace(b"http://purl.oclc.org/ooxml/wordprocessingml/main", W[1:-1].encode())
        .replace(b"http://purl.oclc.org/ooxml/officeDocument/relationships", R[1:-1].encode())
        .replace(b"http://purl.oclc.org/ooxml/officeDocument/math", M[1:-1].encode())
        .replace(b"http://purl.oclc.org/ooxml/drawingml/main", A[1:-1].encode())
        .replace(
            b"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing",
            b"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        )
        .replace(
            b"http://purl.oclc.org/ooxml/drawingml/picture", b"http://schemas.openxmlformats.org/drawingml/2006/picture"
        )
    )


def _children(root: Any, tag: str) -> Iterator[Any]:
    yield from (child for child in root if child.tag == tag)


# styles


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph style says of its paragraphs: heading level (1 to 9, 0 none), a list, a caption, numbering."""

    name: str = ""
    level: int = 0
    listed: bool = False


def read_styles(package: Package) -> dict[str, Style]:
    """Paragraph styles by id, with what they inherit."""
    root = package.xml(package.near("styles.xml"))
    raw: dict[str, tuple[str, str, int, bool]] = {}
    for style in _children(root, f"{W}style") if root is not None else ():
        name = _value(style.find(f"{W}name")).casefold()
        level = _value(style.find(f"{W}pPr/{W}outlineLvl"))
        heading = re.match(r"(?:heading|überschrift|título|titre) (\d)", name)
        depth = int(heading[1]) if heading else int(level) + 1 if level.isdigit() and int(level) < 9 else 0
        listed = style.find(f"{W}pPr/{W}numPr/{W}numId") is not None
        raw[style.get(f"{W}styleId", "")] = (name, _value(style.find(f"{W}basedOn")), depth, listed)
    return {key: _inherited(key, raw) for key in raw}


def _inherited(key: str, raw: Mapping[str, tuple[str, str, int, bool]]) -> Style:
    name, level, listed = raw[key][0], 0, False
    for _ in range(12):
        if key not in raw:
            break
        _, parent, own, own_list = raw[key]
        level, listed = level or own, listed or own_list
        key = parent
    return Style(name, level, listed)


def _value(element: Any | None) -> str:
    return str(element.get(f"{W}val", "")) if element is not None else ""


def _on(element: Any | None) -> bool:
    return element is not None and _value(element) not in {"0", "false", "off"}


# pieces


@dataclass
class _Words:
    """What one paragraph holds besides its visible words."""

    text: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    inserted: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    others: list[Piece] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    fields: list[tuple[list[str], int]] = field(default_factory=list)
    """Open complex fields: the parts of the instruction, and how many words stood before the result."""


@dataclass
class WordReader:
    """Reads the pieces of one document in reading order; `ours` when plainleaf exported it."""

    package: Package
    keep: frozenset[str]
    ours: bool = False
    styles: dict[str, Style] = field(init=False)
    count: int = 0
    _notes: dict[tuple[str, str], Any] = field(default_factory=dict)
    _formulas: int = 0

    def __post_init__(self) -> None:
        self.styles = read_styles(self.package)
        for kind in ("footnote", "endnote"):
            root = self.package.xml(self.package.near(f"{kind}s.xml"))
            for note in _children(root, f"{W}{kind}") if root is not None else ():
                if note.get(f"{W}type") in {None, "normal"}:
                    self._notes[kind, note.get(f"{W}id", "")] = note

    def pieces(self, root: Any) -> list[Piece]:
        """Every piece of the document: body, notes, then what is left out of it by its nature."""
        body = root.find(f"{W}body")
        found = list(self._blocks(body if body is not None else (), Kind.PARAGRAPH))
        for (kind, _), note in self._notes.items():
            text = self._plain(note)
            if text:
                place = Place(self.package.file, part=f"{kind}s")
                found.append(Piece(Kind.FOOTNOTE, text, place, "nothing in the text refers to this note"))
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
            elif element.tag in {f"{MC}AlternateContent"}:
                yield from self._blocks(_chosen(element), kind)
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
        inside = Kind.TABLE_CELL if kind is Kind.PARAGRAPH else kind
        for cell in table.iter(f"{W}tc"):
            if _owner(cell, f"{W}tbl") is not table:
                continue
            texts: list[str] = []
            others: list[Piece] = []
            for piece in self._blocks(cell, inside):
                if piece.kind is inside and not piece.left_out:
                    texts.append(piece.text)
                else:
                    others.append(piece)
            if texts:
                yield Piece(
                    inside, " ".join(texts), Place(self.package.file, part=f"table cell, paragraph {self.count}")
                )
            yield from others

    def _paragraph(self, paragraph: Any, kind: Kind) -> Iterator[Piece]:
        self.count += 1
        place = Place(self.package.file, part=f"paragraph {self.count}")
        style = self.style(paragraph)
        own = self._kind(paragraph, style) if kind is Kind.PARAGRAPH else kind
        words = _Words()
        self._run_through(paragraph, words, place)
        text = _tidy("".join(words.text))
        if text and is_contents(style):
            yield Piece(Kind.NAVIGATION, text, place, "a line of the table of contents, which every format makes anew")
        elif text:
            yield Piece(own, text, place)
            if own is Kind.HEADING and self._numbered(paragraph, style):
                yield Piece(Kind.NUMBERING, f"number of {text[:40]}", place, "headings of an article carry no numbers")
        for kind_of, said, reason in (
            (Kind.DELETION, words.deleted, DELETED_REASON),
            (Kind.INSERTION, words.inserted, INSERTED_REASON),
            (Kind.HIDDEN, words.hidden, HIDDEN_REASON),
        ):
            joined = _tidy("".join(said))
            if joined:
                yield Piece(kind_of, joined, place, reason)
        yield from words.others
        for note_kind, key in words.notes:
            note = self._notes.pop((note_kind, key), None)
            if note is not None:
                yield from self._blocks(note, Kind.FOOTNOTE)
        for box in words.boxes:
            yield from self._blocks(box, Kind.TEXT_BOX)

    def style(self, paragraph: Any) -> Style:
        key = _value(paragraph.find(f"{W}pPr/{W}pStyle"))
        own = self.styles.get(key, Style(key.casefold()))
        direct = _value(paragraph.find(f"{W}pPr/{W}outlineLvl"))
        return replace(own, level=int(direct) + 1) if direct.isdigit() and int(direct) < 9 else own

    def _kind(self, paragraph: Any, style: Style) -> Kind:
        if style.level or style.name in {"title", "subtitle"}:
            return Kind.HEADING
        if "caption" in style.name:
            return Kind.CAPTION
        numbered = paragraph.find(f"{W}pPr/{W}numPr/{W}numId")
        if (numbered is not None and _value(numbered) != "0") or (style.listed and numbered is None):
            return Kind.LIST_ITEM
        return Kind.LIST_ITEM if style.name.startswith("list ") else Kind.PARAGRAPH

    def _numbered(self, paragraph: Any, style: Style) -> bool:
        numbered = paragraph.find(f"{W}pPr/{W}numPr/{W}numId")
        return _value(numbered) != "0" if numbered is not None else style.listed

    def _run_through(self, element: Any, words: _Words, place: Place, state: str = "") -> None:
        """Collect words; `state` is "deleted", "inserted" or empty."""
        for child in element:
            tag = child.tag
            if tag == f"{W}r":
                self._run(child, words, place, state)
            elif tag in {f"{W}del", f"{W}moveFrom"}:
                self._run_through(child, words, place, "deleted")
            elif tag in {f"{W}ins", f"{W}moveTo"}:
                self._run_through(child, words, place, state or "inserted")
            elif tag == f"{W}hyperlink":
                self._hyperlink(child, words, place)
                self._run_through(child, words, place, state)
            elif tag == f"{MC}AlternateContent":
                self._graphic(child, words, place)
            elif tag in {f"{M}oMath", f"{M}oMathPara"}:
                self._formula(child, words, place)
            elif tag in {f"{W}sdt"}:
                content = child.find(f"{W}sdtContent")
                self._run_through(content if content is not None else (), words, place, state)
            elif tag in {
                f"{W}smartTag",
                f"{W}fldSimple",
                f"{W}dir",
                f"{W}bdo",
                f"{W}customXml",
                f"{W}ruby",
                f"{W}rubyBase",
            }:
                before = len(words.text)
                self._run_through(child, words, place, state)
                if tag == f"{W}fldSimple" and "".join(words.text[before:]).strip():
                    self._field_link(child.get(f"{W}instr", ""), words, place)

    def _run(self, run: Any, words: _Words, place: Place, state: str) -> None:
        properties = run.find(f"{W}rPr")
        hidden = properties is not None and _on(properties.find(f"{W}vanish"))
        keeps = {"deleted": "changes" in self.keep}.get(state, True) and (not hidden or "hidden" in self.keep)
        lists = [words.text] if keeps else []
        if state == "deleted":
            lists = lists if keeps else [words.deleted]
        elif hidden and not keeps:
            lists = [words.hidden]
        elif state == "inserted":
            lists.append(words.inserted)
        for child in run:
            tag = child.tag
            if tag in {f"{W}t", f"{W}delText"}:
                for target in lists:
                    target.append(child.text or "")
            elif tag in {f"{W}tab", f"{W}br", f"{W}cr", f"{W}ptab"}:
                for target in lists:
                    target.append(" ")
            elif tag == f"{W}noBreakHyphen":
                for target in lists:
                    target.append("-")
            elif tag == f"{W}sym":
                code = child.get(f"{W}char", "")
                for target in lists:
                    target.append(chr(int(code, 16)) if re.fullmatch(r"[0-9A-Fa-f]{4}", code) else "")
            elif tag in {f"{W}footnoteReference", f"{W}endnoteReference"} and state != "deleted":
                words.notes.append((tag[len(W) : -len("Reference")], child.get(f"{W}id", "")))
            elif tag in {f"{W}drawing", f"{W}pict", f"{W}object", f"{MC}AlternateContent"} and state != "deleted":
                self._graphic(child, words, place)
            elif tag == f"{W}fldChar":
                self._field(child.get(f"{W}fldCharType", ""), words, place)
            elif tag == f"{W}instrText" and state != "deleted" and words.fields:
                words.fields[-1][0].append(child.text or "")
            elif tag == f"{W}ruby":
                base = child.find(f"{W}rubyBase")
                self._run_through(base if base is not None else (), words, place, state)

    def _formula(self, element: Any, words: _Words, place: Place) -> None:
        formulas = list(element.iter(f"{M}oMath")) or [element]
        words.text.append(" ")
        text = "".join(t.text or "" for t in element.iter(f"{M}t"))
        words.others.append(Piece(Kind.FORMULA, text, place))
        words.others.extend(Piece(Kind.FORMULA, text, place) for _ in formulas[1:])

    def _hyperlink(self, element: Any, words: _Words, place: Place) -> None:
        if not "".join(t.text or "" for t in element.iter(f"{W}t")).strip():
            return
        _, target, outside = self.package.links.get(element.get(f"{R}id", ""), ("", "", False))
        self._link(target if outside else "", words, place, element.get(f"{W}anchor", ""))

    def _field(self, step: str, words: _Words, place: Place) -> None:
        """A complex field opens, comes to its result, or closes (ECMA-376 part 1, 17.16.18)."""
        if step == "begin":
            words.fields.append(([], len(words.text)))
        elif step == "separate" and words.fields:
            words.fields[-1] = (words.fields[-1][0], len(words.text))
        elif step == "end" and words.fields:
            instruction, start = words.fields.pop()
            if "".join(words.text[start:]).strip():
                self._field_link("".join(instruction), words, place)

    def _field_link(self, instruction: str, words: _Words, place: Place) -> None:
        match = re.match(r'\s*HYPERLINK\s+(?:"([^"]*)"|(\S+))', instruction)
        if match and not (match[1] or match[2] or "").startswith("\\"):
            self._link(match[1] or match[2] or "", words, place, "")

    def _link(self, target: str, words: _Words, place: Place, anchor: str) -> None:
        if not target:
            reason = "a jump inside the document; its words stay"
            words.others.append(Piece(Kind.LINK, f"#{anchor}", place, reason))
        elif not is_safe_link(target) and not (self.ours and is_own_link(target)):
            reason = "leads to an address that can run code or reach into a machine; its words stay"
            words.others.append(Piece(Kind.LINK, target, place, reason))
        else:
            words.others.append(Piece(Kind.LINK, target, place))

    def _graphic(self, element: Any, words: _Words, place: Place) -> None:
        """Images, boxes, charts and objects of a drawing; of alternatives only the one that a reader would see."""
        roots = _chosen(element) if element.tag == f"{MC}AlternateContent" else [element]
        for root in roots:
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
        for comment in _children(root, f"{W}comment") if root is not None else ():
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
        for name, value in read_properties(self.package).items():
            kept = "properties" in self.keep and name in {"creator", "keywords"}
            place = Place(self.package.file, part=f"property {name}")
            if not (self.ours and name == "lang"):
                yield Piece(Kind.PROPERTY, value, place, "" if kept else PROPERTY_REASON)


def read_properties(package: Package) -> dict[str, str]:
    """What the file says of itself (Dublin Core and Word's own), empty values left out."""
    found: dict[str, str] = {}
    core, custom = "docProps/core.xml", "docProps/custom.xml"
    for part in (core, "docProps/app.xml", custom):
        root = package.xml(part)
        for element in root.iter() if root is not None else ():
            if not isinstance(element.tag, str) or len(element) or element is root:
                continue
            name = element.tag.rpartition("}")[2]
            if part in {core, custom} or name in {"Manager", "Company"}:
                label = element.getparent().get("name", name) if part == custom else name
                if (element.text or "").strip() and not label.startswith("plainleaf"):
                    found[label] = str(element.text).strip()
    return found


def language(package: Package) -> str:
    """The language of the document's default style as a BCP 47 primary tag, or empty."""
    root = package.xml(package.near("styles.xml"))
    found = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang") if root is not None else None
    tag = _value(found)
    return tag.split("-")[0].lower() if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]+)*", tag) else ""


def is_contents(style: Style) -> bool:
    """Whether a paragraph is a line of a table of contents or of a list of figures."""
    return bool(re.match(r"(?:toc (?:\d|heading)|table of figures|contents \d)", style.name))


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _chosen(alternatives: Any) -> list[Any]:
    """The children of the first choice that has any, else of the fallback (ECMA-376 part 3, 9.3)."""
    for branch in [*_children(alternatives, f"{MC}Choice"), *_children(alternatives, f"{MC}Fallback")]:
        if len(branch):
            return list(branch)
    return []


def _seen(root: Any, tag: str) -> Iterator[Any]:
    """Elements of one name that are not inside an alternative which is not shown, nor inside another of that name."""
    if root.tag == tag:
        yield root
        return
    children = _chosen(root) if root.tag == f"{MC}AlternateContent" else list(root)
    for child in children:
        yield from _seen(child, tag)


def _inside(element: Any, container: Any) -> bool:
    return any(ancestor is container for ancestor in element.iterancestors())


def _owner(element: Any, tag: str) -> Any:
    return next(element.iterancestors(tag), None)


# for pandoc


def prepare(package: Package, root: Any, reader: WordReader) -> bytes:
    """The document with boxes lifted into the text, and without hidden words and its table of contents; repacked."""
    from lxml import etree

    from pipeline.manuscript.admission import repack

    body = root.find(f"{W}body")
    if body is not None:
        for paragraph in list(body.iter(f"{W}p")):
            if is_contents(reader.style(paragraph)) and paragraph.getparent() is not None:
                _clear_words(paragraph)
        if "hidden" not in reader.keep:
            for run in list(body.iter(f"{W}r")):
                properties = run.find(f"{W}rPr")
                if properties is not None and _on(properties.find(f"{W}vanish")):
                    _drop(run)
        for alternatives in list(body.iter(f"{MC}AlternateContent")):
            _choose(alternatives)
        for box in list(body.iter(f"{W}txbxContent")):
            _lift(box)
    kept = {
        name: content
        for name, content in package.parts.items()
        if name.startswith(("word/", "_rels/", "[Content")) and name != package.main
    }
    main = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return repack({**kept, package.main: main})


def _clear_words(paragraph: Any) -> None:
    for child in list(paragraph):
        if child.tag != f"{W}pPr":
            paragraph.remove(child)


def _drop(element: Any) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _choose(alternatives: Any) -> None:
    parent = alternatives.getparent()
    if parent is None:
        return
    index = parent.index(alternatives)
    for offset, child in enumerate(_chosen(alternatives)):
        parent.insert(index + offset, child)
    parent.remove(alternatives)


def _lift(box: Any) -> None:
    """Put the paragraphs of a text box after the paragraph it hangs on."""
    holder = _owner(box, f"{W}p")
    if holder is None or holder.getparent() is None:
        return
    after = holder
    for block in [b for b in box if b.tag in {f"{W}p", f"{W}tbl", f"{W}sdt"}]:
        lifted = copy.deepcopy(block)
        after.addnext(lifted)
        after = lifted
    graphic = box
    for ancestor in box.iterancestors():
        if ancestor.tag in {f"{W}drawing", f"{W}pict"}:
            graphic = ancestor
            break
    if next(graphic.iter(f"{A}blip"), None) is None and next(graphic.iter(f"{V}imagedata"), None) is None:
        _drop(graphic)
    else:
        _drop(box)
