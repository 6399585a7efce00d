"""The parts of an .odt come in; its flow goes out, each run of words with all that it carries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.errors import PlainleafError
from pipeline.finding import Place as FilePlace
from pipeline.manuscript.admission import parse_xml
from pipeline.manuscript.characters.symbols import UNREADABLE, spelled
from pipeline.manuscript.flow.content import (
    Block,
    Flow,
    Look,
    Note,
    Paragraph,
    Picture,
    Place,
    Properties,
    Row,
    Words,
)
from pipeline.manuscript.flow.listing import Listing
from pipeline.manuscript.items import ItemMark
from pipeline.manuscript.opendocument.lists import Counts, Lists
from pipeline.manuscript.opendocument.styles import DRAW, META, OFFICE, STYLE, SVG, TABLE, TEXT, XLINK, XML, Styles
from pipeline.manuscript.pieces import Query

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
        "bibliography",
    )
)
_SHAPES = frozenset(
    f"{DRAW}{name}" for name in ("custom-shape", "rect", "ellipse", "circle", "polygon", "path", "caption")
)
_MOST = 100
"""House: how often a repeated row or column is written out; files repeat empty ones to the edge of the sheet."""


@dataclass(frozen=True, slots=True)
class _List:
    """Where a paragraph stands in lists: depth from 0, the list's style and counts."""

    depth: int
    style: str
    counts: Counts


@dataclass
class Reader:
    """Reads one document in reading order."""

    parts: Mapping[str, bytes]
    file: str
    flow: Flow = field(init=False)
    styles: Styles = field(default_factory=Styles)
    listing: Listing = field(default_factory=Listing)
    _lists: Lists = field(init=False)
    _boxes: list[Block] = field(default_factory=list)
    _insertions: set[str] = field(default_factory=set)
    _adding: bool = False

    def root(self, part: str = "content.xml") -> Any | None:
        """The root of a part, None when there is none."""
        content = self.parts.get(part)
        return parse_xml(content, self.file, part) if content is not None else None

    def read(self) -> Flow | None:
        """The flow of the document; None when it has no content. Raises PlainleafError for one with two bodies."""
        root = self.root()
        if root is None:
            return None
        styles = self.root("styles.xml")
        self.styles.read(root, body=True)
        self.styles.read(styles, body=False)
        self._lists = Lists(self.styles)
        self.flow = Flow(self.file, lang=self.styles.lang)
        self.flow.filled = self.styles.filled("paragraph", "graphic", "page-layout")
        self.flow.filled_cells = self.styles.filled("table-cell", "table-row", "table", "paragraph")
        bodies = root.findall(f"{OFFICE}body/{OFFICE}text")
        if len(bodies) > 1:
            raise PlainleafError(
                f"the document holds {len(bodies)} bodies; no program shows them all",
                place=self.file,
                hint="open it in LibreOffice, save it again, and compare it with what you expect",
            )
        self.flow.blocks = list(self._blocks(bodies[0] if bodies else ()))
        self._margins(styles)
        for name, said in self.properties().items():
            self.flow.beside.append((f"property {name}", said))
        return self.flow

    # blocks

    def _blocks(self, elements: Any, table: int = 0) -> Iterator[Block]:
        for element in elements:
            if isinstance(element.tag, str):
                yield from self._block(element, table)
                yield from self._waiting()

    def _waiting(self) -> Iterator[Block]:
        boxes, self._boxes = self._boxes, []
        yield from boxes

    def _block(self, element: Any, table: int) -> Iterator[Block]:
        tag = element.tag
        if tag in {f"{TEXT}p", f"{TEXT}h"}:
            yield from self._paragraph(element, table)
        elif tag == f"{TEXT}list":
            yield from self._list(element, None, table)
        elif tag == f"{TEXT}numbered-paragraph":
            yield from self._numbered(element, table)
        elif tag == f"{TABLE}table":
            yield from self._table(element, table)
        # Deleted words stand at the beginning of the body, away from their place in the text.
        elif tag == f"{TEXT}tracked-changes":
            self._changes(element)
        elif tag in _CONTENTS:
            said = _plain(element.find(f"{TEXT}index-body"))
            if said:
                yield Paragraph((Words(said, Look()),), Properties(contents=True))
        elif tag == f"{TEXT}section":
            hidden = element.get(f"{TEXT}display") in {"none", "condition"}
            for block in self._blocks(element, table):
                yield _hidden(block) if hidden else block
        elif tag.startswith(DRAW):
            words = self._graphic(element)
            if words:
                yield Paragraph(tuple(words), Properties(table=table))

    def _list(self, element: Any, around: _List | None, table: int) -> Iterator[Block]:
        depth = around.depth + 1 if around else 0
        style = element.get(f"{TEXT}style-name") or (around.style if around else self._style_of_first(element))
        if around:
            counts = around.counts
        else:
            counts = self._lists.open(
                style,
                element.get(f"{XML}id", ""),
                element.get(f"{TEXT}continue-list", ""),
                numbering=element.get(f"{TEXT}continue-numbering") == "true",
            )
        inside = _List(min(depth, 9), style, counts)
        for item in element:
            if item.tag == f"{TEXT}list-header":
                mark = ItemMark("more", depth - 1) if around else None
                yield from self._item(item, inside, table, mark, headed=True)
            elif item.tag == f"{TEXT}list-item":
                yield from self._item(item, inside, table, None, headed=False)

    def _style_of_first(self, element: Any) -> str:
        first = next(element.iter(f"{TEXT}p", f"{TEXT}h"), None)
        return self.styles.list_style(first.get(f"{TEXT}style-name", "")) if first is not None else ""

    def _item(self, item: Any, inside: _List, table: int, mark: ItemMark | None, *, headed: bool) -> Iterator[Block]:
        first = next((c for c in item if isinstance(c.tag, str) and c.tag != f"{TEXT}number"), None)
        if not headed and first is not None and first.tag != f"{TEXT}list":
            style = item.get(f"{TEXT}style-override") or inside.style
            mark = self._lists.item(style, inside.depth, inside.counts, item.get(f"{TEXT}start-value", ""))
        for child in item:
            if child.tag == f"{TEXT}list":
                yield from self._list(child, inside, table)
            elif isinstance(child.tag, str):
                for block in self._block(child, table):
                    if isinstance(block, Paragraph) and mark and not block.box and not block.properties.level:
                        self.listing.marks[id(block)] = mark
                        self.flow_keeps(block)
                        mark = mark if mark.kind == "more" else ItemMark("more", inside.depth)
                    yield block
                yield from self._waiting()

    _kept: list[Block] = field(default_factory=list)

    def flow_keeps(self, block: Block) -> None:
        """Hold a block whose identity a listing knows, for as long as the reader lives."""
        self._kept.append(block)

    def _numbered(self, element: Any, table: int) -> Iterator[Block]:
        depth = max(int(element.get(f"{TEXT}level", "1") or 1) - 1, 0)
        style = element.get(f"{TEXT}style-name", "")
        goes_on = element.get(f"{TEXT}list-id", "")
        counts = self._lists.open(style, goes_on, goes_on, numbering=True)
        mark = self._lists.item(style, depth, counts, element.get(f"{TEXT}start-value", ""))
        for block in self._blocks(element, table):
            if isinstance(block, Paragraph):
                self.listing.marks[id(block)] = mark
                self.flow_keeps(block)
            yield block

    def _paragraph(self, element: Any, table: int) -> Iterator[Block]:
        name = element.get(f"{TEXT}style-name", "")
        look = self.styles.look(Look(), "paragraph", name)
        if any(hidden.get(f"{TEXT}is-hidden") == "true" for hidden in element.iter(f"{TEXT}hidden-paragraph")):
            look = replace(look, hidden=True)
        content: list[Words | Picture | Note] = []
        self._run_through(element, look, self.styles.font("paragraph", name), content)
        level = 0
        if element.tag == f"{TEXT}h":
            outline = element.get(f"{TEXT}outline-level", "1")
            level = int(outline) if outline.isdigit() and int(outline) else 1
        names = self.styles.names("paragraph", name)
        titled = next((n for n in names if n in {"title", "subtitle"}), "")
        shown = titled or ("caption" if self.styles.is_caption(name) else names[0] if names else "")
        level = 0 if titled else level or self.styles.level(name)
        yield Paragraph(tuple(content), Properties(table=table, name=shown, level=level))

    # words

    def _run_through(self, element: Any, look: Look, font: str, content: list[Words | Picture | Note]) -> None:
        self._say(element.text, look, font, content)
        for child in element:
            if isinstance(child.tag, str):
                self._inline(child, look, font, content)
            self._say(child.tail, look, font, content)

    def _say(self, text: str | None, look: Look, font: str, content: list[Words | Picture | Note]) -> None:
        """Words as they are shown: white space is one space (OpenDocument 1.3, part 3, 6.1.2)."""
        if not text:
            return
        said = "".join(" " if c in " \t\r\n" else c for c in text)
        said, known = spelled(font, said)
        if not known:
            place = FilePlace(self.file, part=f'near "{" ".join(text.split())[:40]}"')
            asks = f'which sign does the font "{font or "of the text"}" draw here'
            self.flow.queries.append(Query("sign", asks, f'write it over "{UNREADABLE}"', place=place))
        content.append(Words(said, replace(look, added=True) if self._adding else look))

    def _inline(self, child: Any, look: Look, font: str, content: list[Words | Picture | Note]) -> None:
        tag = child.tag
        if tag == f"{TEXT}span":
            name = child.get(f"{TEXT}style-name", "")
            inner = self.styles.look(look, "text", name)
            self._run_through(child, inner, self.styles.font("text", name) or font, content)
        # OpenDocument 1.3 folds white space as HTML does, and writes each further space as an element.
        elif tag == f"{TEXT}s":
            content.append(Words(" ", look))
        elif tag == f"{TEXT}tab":
            content.append(Words("\t", look))
        elif tag == f"{TEXT}line-break":
            content.append(Words("\n", look))
        elif tag in {f"{TEXT}hidden-text", f"{TEXT}hidden-paragraph"}:
            said = _plain(child) or child.get(f"{TEXT}string-value", "")
            content.append(Words(said, replace(look, hidden=True)))
        elif tag in {f"{TEXT}change-start", f"{TEXT}change-end"}:
            self._adding = tag.endswith("start") and child.get(f"{TEXT}change-id", "") in self._insertions
        elif tag == f"{TEXT}note":
            body = child.find(f"{TEXT}note-body")
            if body is not None:
                content.append(Note(tuple(self._blocks(body))))
        elif tag == f"{OFFICE}annotation":
            said = " ".join(filter(None, (_plain(p) for p in child if str(p.tag).startswith(TEXT))))
            if said:
                self.flow.beside.append(("annotation", said))
        elif tag == f"{TEXT}a":
            self._run_through(child, replace(look, link=child.get(f"{XLINK}href", "")), font, content)
        elif tag.startswith(DRAW):
            content.extend(self._graphic(child))
        elif tag == f"{TEXT}ruby":
            base, reading = child.find(f"{TEXT}ruby-base"), _plain(child.find(f"{TEXT}ruby-text"))
            if base is not None:
                self._run_through(base, look, font, content)
            if reading:
                content.append(Words(f" ({reading})", look))
        elif (
            tag in {f"{TEXT}soft-page-break", f"{OFFICE}annotation-end", f"{TEXT}number", f"{TEXT}toc-mark"}
            or child.get(f"{TEXT}display") == "none"
        ):
            return
        else:
            self._run_through(child, look, font, content)

    def _graphic(self, element: Any) -> list[Words | Picture | Note]:
        """The picture of a drawing; its boxes follow the paragraph, charts and files in it are named."""
        found: list[Words | Picture | Note] = []
        for image in element.iter(f"{DRAW}image"):
            target = image.get(f"{XLINK}href", "")
            # LibreOffice puts a picture of each chart or formula there, beside the object itself.
            if target and not target.startswith("./ObjectReplacements") and not found:
                said = _plain(element.find(f".//{SVG}desc")) or _plain(element.find(f".//{SVG}title"))
                found.append(Picture(target.removeprefix("./"), said))
        for inner in element.iter(f"{DRAW}object", f"{DRAW}object-ole", f"{DRAW}plugin"):
            self.flow.beside.append(("object", inner.get(f"{XLINK}href", "object")))
        boxes = [b for b in element.iter(f"{DRAW}text-box", *_SHAPES) if not _is_inside(b, element)]
        for box in boxes:
            inside = [child for child in box if isinstance(child.tag, str)]
            blocks = [block for block in self._blocks(inside) if not isinstance(block, Paragraph) or block.content]
            self._boxes.extend(replace(b, box=True) if isinstance(b, Paragraph) else b for b in blocks)
        return found

    # tables

    def _table(self, table: Any, depth: int) -> Iterator[Block]:
        rows = [row for row in table.iter(f"{TABLE}table-row") if _owner(row) is table]
        if depth:
            yield from self._flat_rows(rows)
            return
        below: dict[tuple[int, int], Place] = {}
        y = 0
        for row in rows:
            for _ in range(_times(row, "rows")):
                cells: list[tuple[Paragraph, ...]] = []
                places = self._places(row, y, below, cells)
                if any(place is not None for place in places):
                    headed = row.getparent().tag == f"{TABLE}table-header-rows"
                    yield Row(tuple(cells), places=tuple(places), head=headed)
                y += 1

    def _places(
        self, row: Any, y: int, below: dict[tuple[int, int], Place], cells: list[tuple[Paragraph, ...]]
    ) -> list[Place | None]:
        line: list[Place | None] = []
        for cell in row:
            # What lies under a span is in the file as a cell of its own; spreadsheets leave words in it.
            if cell.tag == f"{TABLE}covered-table-cell":
                for _ in range(_times(cell, "columns")):
                    held = below.pop((y, len(line)), None)
                    beside = line[-1] if held is None and line and line[-1] else None
                    line.append(held or (replace(beside, first=False) if beside else None))
            elif cell.tag == f"{TABLE}table-cell":
                for _ in range(_times(cell, "columns")):
                    while (y, len(line)) in below:
                        line.append(below.pop((y, len(line))))
                    blocks = self._blocks(cell, 1)
                    if row.get(f"{TABLE}visibility") in {"collapse", "filter"}:
                        blocks = map(_hidden, blocks)
                    content = tuple(b for b in blocks if isinstance(b, Paragraph))
                    self._kept.extend(content)
                    cells.append(content)
                    place = Place(content)
                    for dy in range(_span(cell, "rows")):
                        for dx in range(0 if dy else 1, _span(cell, "columns")):
                            below[y + dy, len(line) + dx] = replace(place, first=False)
                    line.append(place if content else None)
        while (y, len(line)) in below:
            line.append(below.pop((y, len(line))))
        return line

    def _flat_rows(self, rows: list[Any]) -> Iterator[Block]:
        """A table inside a cell: its words behind dashes and semicolons, to be set as one line."""
        inner = Properties(table=2)
        for row in rows:
            for cell in [c for c in row if c.tag == f"{TABLE}table-cell"]:
                for block in self._blocks(cell, 2):
                    if isinstance(block, Paragraph):
                        yield replace(block, properties=inner)
                yield Paragraph((Words(" – ", Look()),), inner)
            yield Paragraph((Words("; ", Look()),), inner)

    # beside the text

    def _changes(self, changes: Any) -> None:
        for region in changes.iter(f"{TEXT}changed-region"):
            if region.find(f"{TEXT}insertion") is not None:
                self._insertions.add(str(region.get(f"{XML}id") or region.get(f"{TEXT}id") or ""))
        for deletion in changes.iter(f"{TEXT}deletion"):
            text = " ".join(filter(None, (_plain(p) for p in deletion if str(p.tag).startswith(TEXT))))
            if text:
                self.flow.beside.append(("deletion", text))
        for _ in changes.iter(f"{TEXT}insertion"):
            self.flow.beside.append(("insertion", "tracked insertion"))

    def _margins(self, root: Any | None) -> None:
        names = ("header", "footer", "header-left", "footer-left", "header-first", "footer-first")
        said: dict[str, None] = {}
        for element in root.iter(*(f"{STYLE}{name}" for name in names)) if root is not None else ():
            if text := _plain(element):
                said[text] = None
        self.flow.beside.extend(("margin", text) for text in said)

    def properties(self) -> dict[str, str]:
        """What the file says of itself, empty values left out."""
        root = self.root("meta.xml")
        found: dict[str, str] = {}
        for element in root.iter() if root is not None else ():
            if isinstance(element.tag, str) and element.tag.startswith((META, _DC)) and (element.text or "").strip():
                found[element.tag.rpartition("}")[2]] = str(element.text).strip()
        return found


def _hidden(block: Block) -> Block:
    if isinstance(block, Row):
        cells = tuple(tuple(p for p in map(_hidden, cell) if isinstance(p, Paragraph)) for cell in block.cells)
        return Row(cells)
    content = tuple(
        replace(item, look=replace(item.look, hidden=True)) if isinstance(item, Words) else item
        for item in block.content
    )
    return replace(block, content=content)


def _is_inside(box: Any, element: Any) -> bool:
    """Whether a box stands in another box of the same drawing."""
    for ancestor in box.iterancestors():
        if ancestor is element:
            return element.tag in _SHAPES
        if ancestor.tag == f"{DRAW}text-box" or ancestor.tag in _SHAPES:
            return True
    return False


def _owner(row: Any) -> Any:
    return next(row.iterancestors(f"{TABLE}table"), None)


def _times(element: Any, what: str) -> int:
    said = element.get(f"{TABLE}number-{what}-repeated", "1")
    times = int(said) if said.isdigit() else 1
    return max(1, min(times, _MOST)) if _plain(element) else 1


def _span(element: Any, what: str) -> int:
    said = element.get(f"{TABLE}number-{what}-spanned", "1")
    return max(1, min(int(said), _MOST)) if said.isdigit() else 1


def _plain(element: Any | None) -> str:
    if element is None:
        return ""
    return " ".join("".join(element.itertext()).split())
