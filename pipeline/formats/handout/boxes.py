"""WeasyPrint's laid-out boxes come in; a plain tree of elements with their runs on the pages goes out.

Only this module and flow.py touch WeasyPrint's private interface (boxes, `_tags`, `add_tags`); the version is pinned
and tests/handout/test_structure.py fails when it moves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

PT_PER_PX, MM_PER_PX = 0.75, 25.4 / 96
"""CSS: 96 px are one inch; PDF: 72 pt are one inch."""

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
HYPHEN, SOFT_HYPHEN = "\u2010", "\u00ad"
"""What WeasyPrint prints where it parts a word, and what it stands for: nothing (ISO 32000-1, 14.8.2.2.3)."""

DECORATION = ("before", "after", "first-letter")


@dataclass(eq=False)
class Run:
    """One marked sequence on a page: a line's piece of text, or a picture (text is then empty).

    `box` is left, top, right, bottom in pt from the upper left corner of the page.
    """

    page: int
    mcid: int
    text: str
    box: tuple[float, float, float, float]


@dataclass(eq=False)
class Piece:
    """One element or pseudo-element with all its fragments: `tag` is "p" or "li::marker".

    `annotations` are page index and annotation dictionary of each link rectangle.
    """

    tag: str
    attributes: Mapping[str, str]
    lang: str | None
    kids: list[Piece | Run] = field(default_factory=list)
    annotations: list[tuple[int, Any]] = field(default_factory=list)

    def runs(self) -> Iterator[Run]:
        for kid in self.kids:
            if isinstance(kid, Run):
                yield kid
            else:
                yield from kid.runs()

    def pieces(self, *tags: str) -> Iterator[Piece]:
        """Every piece below with one of these tags, in order."""
        for kid in self.kids:
            if isinstance(kid, Piece):
                if kid.tag in tags:
                    yield kid
                yield from kid.pieces(*tags)


@dataclass(frozen=True)
class Gathered:
    """The tree of a document; the runs that are no content, with the kind of artifact; the links among those."""

    root: Piece
    artifacts: tuple[tuple[Run, str], ...]
    dead_links: tuple[tuple[int, Any], ...] = ()


@dataclass(frozen=True)
class Painted:
    """What a tagger needs of a painted document: pages' streams, sizes in pt, fonts by name in the streams."""

    pdf: Any
    streams: list[Any]
    heights: tuple[float, ...]
    fonts: Mapping[str, Mapping[int, str]]
    gathered: Gathered


@contextmanager
def tagging_by(tag: Callable[[Painted], None]) -> Iterator[None]:
    """While this holds, WeasyPrint calls `tag` in place of its own tagger."""
    import weasyprint.pdf as engine

    kept = engine.add_tags

    def add_tags(pdf: Any, document: Any, pdf_version: object, page_streams: list[Any]) -> None:
        tag(
            Painted(
                pdf=pdf,
                streams=page_streams,
                heights=tuple(page.height * PT_PER_PX for page in document.pages),
                fonts={font.hash: font.to_unicode for font in document.fonts.values()},
                gathered=gather(document, page_streams),
            )
        )
        if document.metadata.lang:
            pdf.catalog.setdefault("Lang", document.metadata.lang)

    engine.add_tags = add_tags
    try:
        yield
    finally:
        engine.add_tags = kept


def gather(document: Any, streams: list[Any]) -> Gathered:
    """The tree of a painted document: one piece per element however many pages it runs over."""
    gatherer = _Gatherer()
    for number, (page, stream) in enumerate(zip(document.pages, streams, strict=True)):
        gatherer.page(number, page._page_box, stream._tags)
    return Gathered(gatherer.root, tuple(gatherer.artifacts), tuple(gatherer.dead_links))


class _Gatherer:
    def __init__(self) -> None:
        self.root = Piece("#document", {}, None)
        self.artifacts: list[tuple[Run, str]] = []
        self.dead_links: list[tuple[int, Any]] = []
        self._pieces: dict[tuple[int, str], Piece] = {}
        self._elements: list[object] = []  # keeps them alive, so that id() stays theirs
        self._headers: dict[int, int] = {}
        self._links: dict[int, Piece] = {}  # the link around an element
        self._page = 0
        self._marks: dict[Any, dict[str, Any]] = {}

    def page(self, number: int, page_box: Any, marks: dict[Any, dict[str, Any]]) -> None:
        self._page, self._marks = number, marks
        for child in page_box.children:
            self._gather(child, self.root)

    def _gather(self, box: Any, parent: Piece) -> None:
        from weasyprint.formatting_structure import boxes
        from weasyprint.layout.absolute import AbsolutePlaceholder

        # WeasyPrint leaves a stand-in in the flow where a positioned box was.
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        # PDF/UA-1, 7.8: running heads and feet are artifacts, or they would be read on every page.
        if isinstance(box, boxes.MarginBox):
            return self._discard(box, "Header" if "top" in box.at_keyword else "Footer")
        if isinstance(box, boxes.TextBox):
            run = self._run(box, box.text)
            # The dots between a heading and its page would be spoken one by one.
            if run is not None and box.is_leader:
                self.artifacts.append((run, "Layout"))
            elif run is not None:
                parent.kids.append(run)
            return None
        if isinstance(box, boxes.TableRowGroupBox) and box.is_header:
            # A head repeated on each page would be read again in the middle of the table.
            first = self._headers.setdefault(id(box.element), self._page)
            if first != self._page:
                return self._discard(box, "Layout")
        if isinstance(box, boxes.LineBox) or box.element is None:
            for child in box.children:
                self._gather(child, parent)
            return None
        # WCAG 2.2, 1.1.1: a picture without a description is decoration, and PDF/UA makes that an artifact.
        if box.element.tag == "img" and not box.element.get("alt", "").strip():
            return self._discard(box, "Layout")
        piece = self._piece(box, parent)
        if piece.tag == "a" and piece is not self._links.get(id(box.element)):
            self._links.update({id(inner): piece for inner in box.element.iter()})
        if box.link_annotation is not None:
            # A link's rectangles are inherited: those of what stands in it, or what CSS adds, belong to the same link.
            owner = self._links.get(id(box.element), piece) if piece.tag != "a" else piece
            owner.annotations.append((self._page, box.link_annotation))
        if isinstance(box, boxes.ReplacedBox):
            run = self._run(box, "")
            if run is not None:
                piece.kids.append(run)
        for child in box.children:
            self._gather(child, piece)
        return None

    def _piece(self, box: Any, parent: Piece) -> Piece:
        key = (id(box.element), box.element_tag)
        piece = self._pieces.get(key)
        if piece is None:
            lang = box.style["lang"]
            pseudo = "::" in box.element_tag
            piece = Piece(box.element_tag, {} if pseudo else dict(box.element.attrib), lang)
            self._pieces[key] = piece
            self._elements.append(box.element)
            parent.kids.append(piece)
        return piece

    def _run(self, box: Any, text: str) -> Run | None:
        mark = self._marks.get(box)
        if mark is None:
            return None
        left, top = box.position_x * PT_PER_PX, box.position_y * PT_PER_PX
        if hasattr(box, "content_box_x") and not text:
            left, top = box.content_box_x() * PT_PER_PX, box.content_box_y() * PT_PER_PX
        if text.endswith(HYPHEN):
            text = text[:-1] + SOFT_HYPHEN
        right, bottom = left + box.width * PT_PER_PX, top + box.height * PT_PER_PX
        return Run(self._page, mark["mcid"], text, (left, top, right, bottom))

    def _discard(self, box: Any, kind: str) -> None:
        from weasyprint.formatting_structure import boxes

        for each in box.descendants():
            if each.link_annotation is not None:
                self.dead_links.append((self._page, each.link_annotation))
            if isinstance(each, (boxes.TextBox, boxes.ReplacedBox)):
                run = self._run(each, getattr(each, "text", ""))
                if run is not None:
                    self.artifacts.append((run, kind))


def block_heights(page: Any) -> dict[str, float]:
    """The height in px of each element with an id on a laid-out page; its pieces in several columns together."""
    found: dict[str, float] = {}

    def add(box: Any, around: object) -> None:
        element = box.element if "::" not in (box.element_tag or "") else None
        key = element.get("id") if element is not None and element is not around else None
        if key and hasattr(box, "margin_height") and isinstance(box.height, int | float):
            found[key] = found.get(key, 0.0) + box.margin_height()
        for child in getattr(box, "children", ()):
            add(child, element if element is not None else around)

    add(page._page_box, None)
    return found


def page_height(page: Any) -> float:
    """The height in px of a page's text area."""
    return float(page._page_box.height)


def used_height(page: Any) -> float:
    """The height in px of what stands on a laid-out page, without running head and foot; the mean of columns."""
    root = page._page_box.children[0]
    return _bottom(root) - float(root.position_y)


def foot_excess(document: Any, edge_mm: float) -> tuple[float, float]:
    """How far in mm a running foot reaches into the last `edge_mm` of its page, and the margin in mm that it has."""
    for page in document.pages:
        for box in page._page_box.children:
            if "bottom" in getattr(box, "at_keyword", ""):
                ends = max((each.position_y + each.height for each in box.descendants() if _is_line(each)), default=0.0)
                if (excess := ends - (page.height - edge_mm / MM_PER_PX)) > 0:
                    return excess * MM_PER_PX, page._page_box.margin_bottom * MM_PER_PX
    return 0.0, 0.0


def _is_line(box: Any) -> bool:
    from weasyprint.formatting_structure import boxes

    return isinstance(box, boxes.LineBox) and isinstance(box.height, int | float)


def _bottom(box: Any) -> float:
    """Where the words and pictures of a box end, in px from the top of the page.

    A box that goes on elsewhere reaches down to the foot of its column or page, however little stands in it.
    """
    top = float(box.position_y)
    children = getattr(box, "children", ())
    if not children:
        return top + box.height if isinstance(box.height, int | float) else top
    columns = box.style["column_count"]
    if isinstance(columns, int) and columns > 1:
        start = min(float(column.position_y) for column in children)
        return start + sum(_bottom(column) - start for column in children) / columns
    return max(_bottom(child) for child in children)


def stranded_headings(document: Any) -> tuple[str, ...]:
    """Ids of the sections and tables whose heading or caption stands on one page, what follows it on a later one."""
    parents = {child: parent for parent in document._html.etree_element.iter() for child in parent}
    found: list[str] = []
    last: tuple[Any, int] | None = None
    for number, page in enumerate(document.pages):
        for element in _text_elements(page._page_box):
            heading = element
            while heading is not None and heading.tag not in (*HEADINGS, "caption"):
                heading = parents.get(heading)
            if last is not None and last[1] < number and last[0] is not heading:
                section = parents.get(last[0])
                if section is not None and section.get("id") and section[0] is last[0]:
                    found.append(section.get("id"))
            last = (heading, number) if heading is not None else None
    return tuple(found)


def torn_blocks(document: Any) -> tuple[str, ...]:
    """CSS selectors of the blocks that stand on several pages though they should stand on one: they are too tall.

    WeasyPrint leaves the rest of the page before such a block empty all the same. Rows and headings are left out.
    """
    parents = {child: parent for parent in document._html.etree_element.iter() for child in parent}
    pages: dict[Any, int] = {}
    found: dict[str, None] = {}
    for number, page in enumerate(document.pages):
        for element in _whole_elements(page._page_box):
            if pages.setdefault(element, number) != number:
                owner = element
                while owner is not None and not owner.get("id"):
                    owner = parents.get(owner)
                inside = "" if owner is element or element is None else f" {element.tag}"
                found[f'[id="{owner.get("id")}"]{inside}' if owner is not None else element.tag] = None
    return tuple(found)


def _whole_elements(box: Any) -> Iterator[Any]:
    """The elements on a page that should not be broken, without what is repeated on every page."""
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout.absolute import AbsolutePlaceholder

    for child in box.children:
        each = child._box if isinstance(child, AbsolutePlaceholder) else child
        if isinstance(each, (boxes.MarginBox, boxes.LineBox)) or not isinstance(each, boxes.ParentBox):
            continue
        if isinstance(each, boxes.TableRowGroupBox) and each.is_header:
            continue
        element = each.element
        if element is not None and each.style["break_inside"] == "avoid" and element.tag not in ("tr", *HEADINGS):
            yield element
        yield from _whole_elements(each)


def _text_elements(box: Any) -> Iterator[Any]:
    """The elements of what is shown on a page outside its margins, in order: text, and pictures."""
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout.absolute import AbsolutePlaceholder

    for child in box.children:
        each = child._box if isinstance(child, AbsolutePlaceholder) else child
        if isinstance(each, boxes.MarginBox):
            continue
        if isinstance(each, (boxes.TextBox, boxes.ReplacedBox)):
            if each.element is not None:
                yield each.element
        else:
            yield from _text_elements(each)


@dataclass(frozen=True)
class Gap:
    """Room left at the foot of a page: its number (from 0), height in mm and share of the page, and what stands at the
    head of the next page instead: its element, a selector of it, the id of a figure ("" for anything else) and the
    heights in mm of the figure's picture and of all of it. What has too few lines to be parted has no selector.
    """

    page: int
    mm: float
    share: float
    tag: str
    kind: str
    selector: str
    figure: str = ""
    picture_mm: float = 0.0
    whole_mm: float = 0.0


def gaps(document: Any) -> tuple[Gap, ...]:
    """The room left on each page but the last, with the block that would not go there."""
    px = MM_PER_PX
    parents = {child: parent for parent in document._html.etree_element.iter() for child in parent}
    found = []
    for number, (page, after) in enumerate(pairwise(document.pages)):
        left = max(0.0, page_height(page) - used_height(page)) * px
        box = next(_whole_boxes(after._page_box), None)
        element = owner = box.element if box is not None else None
        while owner is not None and not owner.get("id"):
            owner = parents.get(owner)
        inside = "" if owner is element or element is None else f" {element.tag}"
        selector = f'[id="{owner.get("id")}"]{inside}' if owner is not None and not _is_short(box) else ""
        pictures = [each for each in box.descendants() if each.element_tag == "img"] if box is not None else []
        figure = element.get("id", "") if element is not None and element.tag == "figure" and pictures else ""
        found.append(
            Gap(
                number,
                left,
                left / (page.height * px),
                element.tag if element is not None else "",
                element.get("class", "") if element is not None else "",
                selector,
                figure,
                pictures[0].height * px if figure else 0.0,
                box.margin_height() * px if box is not None and figure else 0.0,
            )
        )
    return tuple(found)


def _is_short(box: Any) -> bool:
    """Whether a box is one run of lines, too few for those that stay together at its head and at its foot."""
    inner = [each for each in box.descendants() if "::" not in str(each.element_tag)]
    runs = [each for each in inner if any(map(_is_line, getattr(each, "children", ())))]
    return len(runs) == 1 and len(runs[0].children) < runs[0].style["orphans"] + runs[0].style["widows"]


def _whole_boxes(box: Any) -> Iterator[Any]:
    """The boxes of a page that should not be broken and stand at its head, the outermost first."""
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout.absolute import AbsolutePlaceholder

    for child in box.children:
        each = child._box if isinstance(child, AbsolutePlaceholder) else child
        if isinstance(each, (boxes.MarginBox, boxes.LineBox)) or not isinstance(each, boxes.ParentBox):
            continue
        element = each.element
        if element is not None and element.tag in HEADINGS:
            continue
        if element is not None and each.style["break_inside"] == "avoid" and element.tag != "tr":
            yield each
            return
        inner = next(_whole_boxes(each), None)
        if inner is not None:
            yield inner
        # What stands below something else is not what would not go on the page before.
        if inner is not None or any(True for _ in each.descendants() if isinstance(_, boxes.TextBox)):
            return


@dataclass(frozen=True)
class TableSize:
    """A table as laid out: its id, whether it reaches over the edge of the text area, how many columns it has, the
    width of the narrowest cell in em of its own text, and the height of the tallest row as a share of the page's.
    """

    id: str
    wide: bool
    columns: int
    narrowest_em: float
    tallest: float


def table_sizes(document: Any) -> tuple[TableSize, ...]:
    """The size of each table that has an id."""
    from weasyprint.formatting_structure import boxes

    found: dict[str, TableSize] = {}
    for page in document.pages:
        content = page._page_box
        left, right = content.content_box_x(), content.content_box_x() + content.width
        for box in content.descendants():
            key = box.element.get("id") if isinstance(box, boxes.TableBox) and box.element is not None else None
            if not key:
                continue
            rows = [each for each in box.descendants() if isinstance(each, boxes.TableRowBox)]
            cells = [cell for row in rows for cell in row.children]
            size = TableSize(
                key,
                box.position_x < left - 20 or box.position_x + box.margin_width() > right + 20,
                max((len(row.children) for row in rows), default=0),
                min((cell.border_width() / cell.style["font_size"] for cell in cells), default=0.0),
                max((row.height for row in rows), default=0.0) / content.height,
            )
            before = found.get(key, size)
            found[key] = TableSize(
                key,
                size.wide or before.wide,
                max(size.columns, before.columns),
                min(size.narrowest_em, before.narrowest_em),
                max(size.tallest, before.tallest),
            )
    return tuple(found.values())


def lost_heads(document: Any) -> tuple[str, ...]:
    """Ids of the tables whose head stands on no page: WeasyPrint drops one that does not fit above its first row."""
    shown = {
        id(box.element)
        for page in document.pages
        for box in page._page_box.descendants()
        if box.element is not None and box.element.tag == "thead"
    }
    tables = document._html.etree_element.iter("table")
    return tuple(
        table.get("id")
        for table in tables
        if table.get("id") and any(id(head) not in shown for head in table.iter("thead"))
    )


def places(document: Any, mark: str) -> list[tuple[int, str, tuple[float, float, float, float]]]:
    """Page index, value of the attribute `mark` and box (pt, from the upper left) of each element that has it."""
    found = []
    for number, page in enumerate(document.pages):
        for box in page._page_box.descendants():
            name = box.element.get(mark) if box.element is not None and "::" not in box.element_tag else None
            if name and isinstance(box.height, int | float) and box.element_tag == box.element.tag:
                left, top = box.border_box_x() * PT_PER_PX, box.border_box_y() * PT_PER_PX
                right = left + box.border_width() * PT_PER_PX
                found.append((number, name, (left, top, right, top + box.border_height() * PT_PER_PX)))
    return found
