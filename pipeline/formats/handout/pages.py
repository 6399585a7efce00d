"""A finished PDF's bytes come in; what stands on its pages and the tags a screen reader walks go out.

Nothing here knows how the file was made: it is read as a receiver would read it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]
Colour = tuple[float, float, float]
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)
BLACK: Colour = (0, 0, 0)


@dataclass(eq=False)
class TextRun:
    """Glyphs shown by one operator. `box` is left, bottom, right, top in pt from the lower left corner of the page.

    `size` is the size as it stands on the paper, `missing` how many glyphs are .notdef, `clipped` whether a clip cuts
    it off, `order` its place in painting order. `artifact` is None for content, else the subtype ("Header"); `mcid` is
    None for what is not in the tags.
    """

    text: str
    font: str
    size: float
    baseline: float
    box: Box
    colour: Colour
    mcid: int | None
    artifact: str | None
    actual: str | None
    missing: int = 0
    bold: bool = False
    clipped: bool = False
    order: int = 0


@dataclass(eq=False)
class Placed:
    """A raster picture as it stands on the page: its box in pt and its size in px."""

    box: Box
    width: int
    height: int
    mcid: int | None
    artifact: str | None


@dataclass(eq=False)
class Painted:
    """A path as painted: its bounding box in pt, fill or stroke colour, whether it is content or an artifact."""

    box: Box
    colour: Colour
    fill: bool
    mcid: int | None
    artifact: str | None
    space: str = "DeviceRGB"
    order: int = 0
    shape: tuple[tuple[tuple[float, float], ...], ...] = ()
    even_odd: bool = False

    def covers(self, x: float, y: float) -> bool:
        """Whether the filled path covers a point (ISO 32000-1, 8.5.3.3); curves count as their control polygon."""
        if not (self.fill and self.box[0] <= x <= self.box[2] and self.box[1] <= y <= self.box[3]):
            return False
        winding = crossings = 0
        for points in self.shape:
            for (x1, y1), (x2, y2) in zip(points, (*points[1:], points[0]), strict=True):
                if (y1 <= y) != (y2 <= y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
                    crossings += 1
                    winding += 1 if y2 > y1 else -1
        return crossings % 2 == 1 if self.even_odd else winding != 0


@dataclass
class PageRead:
    """One page: size and boxes in pt, and everything on it in painting order.

    `unmarked` counts what is neither tagged nor an artifact; `unseen` is the ActualText of marks by mcid, also of those
    in which no glyph is drawn.
    """

    number: int
    width: float
    height: float
    boxes: Mapping[str, Box]
    runs: list[TextRun] = field(default_factory=list)
    pictures: list[Placed] = field(default_factory=list)
    paints: list[Painted] = field(default_factory=list)
    unmarked: int = 0
    unseen: dict[int, str] = field(default_factory=dict)
    spaces: set[str] = field(default_factory=set)

    def content(self) -> list[TextRun]:
        """The runs that are content and not furniture."""
        return [run for run in self.runs if run.artifact is None]


@dataclass(eq=False)
class Tag:
    """One structure element as read. `kids` are tags, or (page index, mcid); `attributes` of all owners together."""

    role: str
    kids: list[Tag | tuple[int, int]] = field(default_factory=list)
    alt: str | None = None
    lang: str | None = None
    id: str | None = None
    expansion: str | None = None
    attributes: dict[str, Any] = field(default_factory=dict)
    annotations: int = 0

    def tags(self) -> Iterator[Tag]:
        """This tag and every one below it, in reading order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Tag):
                yield from kid.tags()

    def leaves(self) -> Iterator[tuple[int, int]]:
        """Page index and mcid of everything below, in reading order."""
        for kid in self.kids:
            if isinstance(kid, Tag):
                yield from kid.leaves()
            else:
                yield kid


@dataclass(frozen=True)
class FontRead:
    name: str
    embedded: bool
    to_unicode: bool


@dataclass(frozen=True)
class LinkRead:
    """A link annotation: page number from 1, its words for readers, its address, whether the tags know it."""

    page: int
    contents: str
    address: str
    tagged: bool
    box: Box


@dataclass(frozen=True)
class DocumentRead:
    """A PDF as a receiver gets it."""

    version: str
    size: int
    title: str
    lang: str
    claims: Mapping[str, str]
    marked: bool
    shows_title: bool
    suspects: bool
    encrypted: bool
    pages: tuple[PageRead, ...]
    root: Tag | None
    roles: Mapping[str, str]
    fonts: tuple[FontRead, ...]
    links: tuple[LinkRead, ...]
    intents: tuple[str, ...]
    outline: int
    identifier: bytes
    fields: tuple[Mapping[str, Any], ...] = ()

    def text_of(self, tag: Tag) -> str:
        """What stands in a tag, in reading order: pieces of one line joined, lines joined by a space."""
        return _joined(list(tag.leaves()), self._runs, [page.unseen for page in self.pages])

    def parts_words(self, before: tuple[int, int], after: tuple[int, int]) -> bool:
        """Whether a line ends between two marked sequences where a space belongs."""
        upper, lower = self.runs_of(before), self.runs_of(after)
        if not upper or not lower:
            return False
        same = before[0] == after[0] and abs(upper[-1].baseline - lower[0].baseline) <= lower[0].size * 0.9
        return not same and _parts_words(upper[-1].actual or upper[-1].text, lower[0].actual or lower[0].text)

    def runs_of(self, leaf: tuple[int, int]) -> list[TextRun]:
        """What is shown in a marked sequence (page index, mcid), in painting order."""
        return self._runs.get(leaf, [])

    @cached_property
    def _runs(self) -> dict[tuple[int, int], list[TextRun]]:
        found: dict[tuple[int, int], list[TextRun]] = {}
        for page in self.pages:
            for run in page.runs:
                if run.mcid is not None:
                    found.setdefault((page.number - 1, run.mcid), []).append(run)
        return found


def _joined(
    leaves: list[tuple[int, int]],
    runs: Mapping[tuple[int, int], list[TextRun]],
    unseen: list[dict[int, str]],
) -> str:
    parts: list[str] = []
    last: tuple[int, float] | None = None
    for leaf in leaves:
        mine = runs.get(leaf, [])
        if not mine:
            parts.append(unseen[leaf[0]].get(leaf[1], ""))
            continue
        line = (leaf[0], round(mine[0].baseline))
        text = mine[0].actual if mine[0].actual is not None else "".join(run.text for run in mine)
        new_line = last is not None and (last[0] != line[0] or abs(last[1] - line[1]) > mine[0].size * 0.9)
        if new_line and parts and _parts_words(parts[-1], text):
            parts.append(" ")
        parts.append(text)
        last = line
    return "".join(parts)


_UNSPACED = re.compile("[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U000323af]")
"""Chinese and Japanese letters and marks: lines end between any two of them, and no space stands there."""


def _parts_words(before: str, after: str) -> bool:
    """Whether the end of a line stands for a space."""
    if before.endswith((" ", "\u00a0")) or after.startswith(" "):
        return False
    return not (_UNSPACED.match(before[-1:]) and _UNSPACED.match(after))


def read_pdf(content: bytes) -> DocumentRead:
    """Read a PDF whole. Raises pikepdf.PdfError when the bytes are none."""
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as pdf:
        root = pdf.Root
        fonts: dict[str, FontRead] = {}
        pages = tuple(_Interpreter(pdf, number, page, fonts).read() for number, page in enumerate(pdf.pages, start=1))
        numbers: Any = {page.objgen: index for index, page in enumerate(pdf.pages)}
        tree = root.get("/StructTreeRoot")
        preferences: Any = root.get("/ViewerPreferences", {})
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
            claims = {
                "ua": str(xmp.get("pdfuaid:part", "")),
                "a": f"{xmp.get('pdfaid:part', '')}{xmp.get('pdfaid:conformance', '')}",
                "title": str(xmp.get("dc:title", "")),
                "x": str(xmp.get("pdfxid:GTS_PDFXVersion", "")),
            }
        mark: Any = root.get("/MarkInfo", {})
        identifier = pdf.trailer.get("/ID")
        return DocumentRead(
            version=pdf.pdf_version,
            size=len(content),
            title=str(pdf.docinfo.get("/Title", "")) if pdf.docinfo else "",
            lang=str(root.get("/Lang", "")),
            claims=claims,
            marked=bool(mark.get("/Marked", False)),
            shows_title=bool(preferences.get("/DisplayDocTitle", False)),
            suspects=bool(mark.get("/Suspects", False)),
            encrypted=pdf.is_encrypted,
            pages=pages,
            root=_tree(tree, numbers) if tree is not None else None,
            roles={str(k): str(v) for k, v in tree.get("/RoleMap", {}).items()} if tree is not None else {},
            fonts=tuple(fonts.values()),
            links=tuple(_links(pdf)),
            intents=tuple(str(each.get("/S", "")) for each in root.get("/OutputIntents", [])),
            outline=_count(root.get("/Outlines")),
            identifier=bytes(identifier[0]) if identifier is not None else b"",
            fields=tuple(_fields(pdf)),
        )


def _count(outlines: Any) -> int:
    return 0 if outlines is None else int(outlines.get("/Count", 0))


def _links(pdf: Any) -> Iterator[LinkRead]:
    for number, page in enumerate(pdf.pages, start=1):
        for annotation in page.get("/Annots", []):
            if str(annotation.get("/Subtype")) != "/Link":
                continue
            action = annotation.get("/A", {})
            address = str(action.get("/URI", "")) or f"#{annotation.get('/Dest', '')}"
            left, bottom, right, top = (float(value) for value in annotation["/Rect"])
            box = (min(left, right), min(bottom, top), max(left, right), max(bottom, top))
            contents = str(annotation.get("/Contents", ""))
            yield LinkRead(number, contents, address, "/StructParent" in annotation, box)


def _fields(pdf: Any) -> Iterator[Mapping[str, Any]]:
    form = pdf.Root.get("/AcroForm")
    if form is None:
        return
    for each in form.get("/Fields", []):
        yield {
            "name": str(each.get("/T", "")),
            "label": str(each.get("/TU", "")),
            "appearance": "/AP" in each,
            "tagged": "/StructParent" in each,
            "needs_appearances": bool(form.get("/NeedAppearances", False)),
        }


def _tree(root: Any, pages: Mapping[tuple[int, int], int]) -> Tag:
    top = Tag("StructTreeRoot")
    for kid in _listed(root.get("/K")):
        top.kids.append(_tag(kid, pages, None))
    return top


def _listed(kids: Any) -> list[Any]:
    import pikepdf

    if kids is None:
        return []
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _tag(element: Any, pages: Mapping[tuple[int, int], int], page: int | None) -> Tag:
    import pikepdf

    def text(key: str) -> str | None:
        return str(element[key]) if key in element else None

    own = element.get("/Pg")
    page = pages.get(own.objgen) if own is not None else page
    tag = Tag(
        role=str(element.get("/S", ""))[1:],
        alt=text("/Alt"),
        lang=text("/Lang"),
        id=text("/ID"),
        expansion=text("/E"),
    )
    for owner in _listed(element.get("/A")):
        if isinstance(owner, pikepdf.Dictionary):
            tag.attributes.update({key[1:]: value for key, value in owner.items() if key != "/O"})
    tag.attributes = {key: _plain(value) for key, value in tag.attributes.items()}
    for kid in _listed(element.get("/K")):
        if isinstance(kid, int):
            tag.kids.append((page if page is not None else -1, kid))
        elif isinstance(kid, pikepdf.Dictionary):
            kind = str(kid.get("/Type", ""))
            if kind == "/OBJR":
                tag.annotations += 1
            elif kind == "/MCR":
                where = kid.get("/Pg")
                tag.kids.append((pages[where.objgen] if where is not None else page or 0, int(kid["/MCID"])))
            else:
                tag.kids.append(_tag(kid, pages, page))
    return tag


def _plain(value: Any) -> Any:
    import pikepdf

    if isinstance(value, pikepdf.Array):
        return [_plain(each) for each in value]
    if isinstance(value, pikepdf.Name | pikepdf.String):
        return str(value)
    return float(value) if not isinstance(value, bool | int | str) and _is_number(value) else value


def _is_number(value: Any) -> bool:
    try:
        float(value)
    except (TypeError, ValueError):
        return False
    return True


def multiply(a: Matrix, b: Matrix) -> Matrix:
    """`a` applied first, then `b` (ISO 32000-1, 8.3.4)."""
    return (
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    )


def transform(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    return (matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5])


def _bounds(points: list[tuple[float, float]]) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return (min(xs), min(ys), max(xs), max(ys))


@dataclass
class _Font:
    name: str
    widths: Mapping[int, float]
    default: float
    unicode: Mapping[int, str]
    two_bytes: bool
    missing: frozenset[int]


@dataclass
class _State:
    matrix: Matrix = IDENTITY
    fill: Colour = BLACK
    stroke: Colour = BLACK
    fill_space: str = "DeviceGray"
    stroke_space: str = "DeviceGray"
    line_width: float = 1
    font: _Font | None = None
    size: float = 0
    spacing: float = 0
    word_spacing: float = 0
    rise: float = 0
    mode: int = 0
    clip: Box | None = None


class _Interpreter:
    """Walks the operators of one page (ISO 32000-1, 8 and 9) as far as text, pictures and painted paths go."""

    def __init__(self, pdf: Any, number: int, page: Any, fonts: dict[str, FontRead]) -> None:
        left, bottom, right, top = (float(value) for value in page.mediabox)
        boxes = {
            name: tuple(float(value) for value in page.obj[key])
            for name, key in (
                ("trim", "/TrimBox"),
                ("bleed", "/BleedBox"),
                ("media", "/MediaBox"),
                ("crop", "/CropBox"),
            )
            if key in page.obj
        }
        self.page = PageRead(number, right - left, top - bottom, boxes)  # type: ignore[arg-type]
        self._pdf_page = page
        self._fonts = fonts
        self._cache: dict[tuple[int, int], _Font] = {}
        self._state = _State(matrix=(1, 0, 0, 1, -left, -bottom))
        self._stack: list[_State] = []
        self._marks: list[tuple[int | None, str | None, str | None]] = []
        self._path: list[list[tuple[float, float]]] = []
        self._order = 0
        self._text: Matrix = IDENTITY
        self._line: Matrix = IDENTITY

    def read(self) -> PageRead:
        import pikepdf

        self._run(pikepdf.parse_content_stream(self._pdf_page), self._pdf_page.get("/Resources", {}))
        return self.page

    def _run(self, instructions: Any, resources: Any) -> None:
        for operands, operator in instructions:
            self._operate(str(operator), operands, resources)

    def _operate(self, operator: str, operands: Any, resources: Any) -> None:
        method = _OPERATORS.get(operator)
        if method is not None:
            method(self, operands, resources, operator)

    # state

    def _save(self, operands: Any, resources: Any, operator: str) -> None:
        from dataclasses import replace

        self._stack.append(replace(self._state))

    def _restore(self, operands: Any, resources: Any, operator: str) -> None:
        if self._stack:
            self._state = self._stack.pop()

    def _concatenate(self, operands: Any, resources: Any, operator: str) -> None:
        matrix: Matrix = tuple(float(value) for value in operands)  # type: ignore[assignment]
        self._state.matrix = multiply(matrix, self._state.matrix)

    def _set_line_width(self, operands: Any, resources: Any, operator: str) -> None:
        self._state.line_width = float(operands[0])

    def _set_colour(self, operands: Any, resources: Any, operator: str) -> None:
        values = [float(value) for value in operands if _is_number(value)]
        colour, space = _rgb(values)
        if operator in ("g", "rg", "k", "sc", "scn"):
            self._state.fill = colour
            self._state.fill_space = space if operator in ("g", "rg", "k") else self._state.fill_space
        else:
            self._state.stroke = colour
            self._state.stroke_space = space if operator in ("G", "RG", "K") else self._state.stroke_space
        if operator in ("g", "rg", "k", "G", "RG", "K"):
            self.page.spaces.add(space)

    def _set_space(self, operands: Any, resources: Any, operator: str) -> None:
        name = str(operands[0])
        spaces = resources.get("/ColorSpace", {})
        described = spaces.get(name) if hasattr(spaces, "get") else None
        space = name[1:] if described is None else str(described[0])[1:]
        self.page.spaces.add(space)
        if operator == "cs":
            self._state.fill_space, self._state.fill = space, BLACK
        else:
            self._state.stroke_space, self._state.stroke = space, BLACK

    # marked content

    def _begin_mark(self, operands: Any, resources: Any, operator: str) -> None:
        tag = str(operands[0])[1:]
        properties = operands[1] if len(operands) > 1 else {}
        mcid, artifact, actual = self._marks[-1] if self._marks else (None, None, None)
        if hasattr(properties, "get"):
            if "/MCID" in properties:
                mcid = int(properties["/MCID"])
            if "/ActualText" in properties:
                actual = str(properties["/ActualText"])
                self.page.unseen[mcid or 0] = actual
            if tag == "Artifact":
                artifact = str(properties.get("/Subtype", properties.get("/Type", "/Layout")))[1:]
        if tag == "Artifact" and artifact is None:
            artifact = "Layout"
        self._marks.append((mcid, artifact, actual))

    def _end_mark(self, operands: Any, resources: Any, operator: str) -> None:
        if self._marks:
            self._marks.pop()

    def _mark(self) -> tuple[int | None, str | None, str | None]:
        mark = self._marks[-1] if self._marks else (None, None, None)
        if mark[0] is None and mark[1] is None:
            self.page.unmarked += 1
        return mark

    # text

    def _begin_text(self, operands: Any, resources: Any, operator: str) -> None:
        self._text = self._line = IDENTITY

    def _set_font(self, operands: Any, resources: Any, operator: str) -> None:
        fonts = resources.get("/Font", {})
        described = fonts.get(str(operands[0])) if hasattr(fonts, "get") else None
        self._state.size = float(operands[1])
        self._state.font = self._font(described) if described is not None else None

    def _set_spacing(self, operands: Any, resources: Any, operator: str) -> None:
        value = float(operands[0])
        if operator == "Tc":
            self._state.spacing = value
        elif operator == "Tw":
            self._state.word_spacing = value
        elif operator == "Ts":
            self._state.rise = value
        else:
            self._state.mode = int(value)

    def _set_text_matrix(self, operands: Any, resources: Any, operator: str) -> None:
        self._text = self._line = tuple(float(value) for value in operands)  # type: ignore[assignment]

    def _move_text(self, operands: Any, resources: Any, operator: str) -> None:
        move: Matrix = (1, 0, 0, 1, float(operands[0]), float(operands[1]))
        self._text = self._line = multiply(move, self._line)

    def _show(self, operands: Any, resources: Any, operator: str) -> None:
        import pikepdf

        font, state = self._state.font, self._state
        if font is None:
            return
        pieces = operands[0] if operator == "TJ" else [operands[-1]]
        text: list[str] = []
        start = multiply((1, 0, 0, 1, 0, state.rise), self._text)
        advance = 0.0
        missing = 0
        for piece in pieces:
            if not isinstance(piece, pikepdf.String):
                advance -= float(piece) / 1000 * state.size
                continue
            raw = bytes(piece)
            step = 2 if font.two_bytes else 1
            for index in range(0, len(raw), step):
                code = int.from_bytes(raw[index : index + step], "big")
                text.append(font.unicode.get(code, ""))
                missing += code in font.missing
                advance += font.widths.get(code, font.default) / 1000 * state.size + state.spacing
        end = multiply((1, 0, 0, 1, advance, 0), start)
        self._text = multiply((1, 0, 0, 1, advance, 0), self._text)
        if not text or state.mode == 3:
            return
        full = multiply(start, state.matrix)
        scale = abs(full[0] * full[3] - full[1] * full[2]) ** 0.5
        last = multiply(end, state.matrix)
        size = state.size * scale
        box = _bounds(
            [(full[4], full[5] - 0.22 * size), (full[4], full[5] + 0.75 * size), (last[4], last[5] + 0.75 * size)]
        )
        mcid, artifact, actual = self._mark()
        bold = bool(re.search(r"Bold|Semi", font.name))
        self._order += 1
        self.page.runs.append(
            TextRun(
                "".join(text), font.name, size, full[5], box, state.fill, mcid, artifact, actual, missing, bold,
                clipped=_is_cut(box, state.clip), order=self._order,
            )
        )  # fmt: skip

    def _font(self, described: Any) -> _Font:
        key = described.objgen
        if key not in self._cache:
            self._cache[key] = _read_font(described)
            name = self._cache[key].name
            descendants = described.get("/DescendantFonts")
            descriptor = (descendants[0] if descendants is not None else described).get("/FontDescriptor", {})
            embedded = any(f in descriptor for f in ("/FontFile", "/FontFile2", "/FontFile3"))
            self._fonts.setdefault(name, FontRead(name, embedded, "/ToUnicode" in described))
        return self._cache[key]

    # paths and pictures

    def _extend(self, operands: Any, resources: Any, operator: str) -> None:
        values = [float(value) for value in operands]
        if operator == "re":
            x, y, width, height = values
            corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
        else:
            corners = list(zip(values[::2], values[1::2], strict=False))
        if operator in ("re", "m") or not self._path:
            self._path.append([])
        self._path[-1] += [transform(self._state.matrix, x, y) for x, y in corners]

    def _paint(self, operands: Any, resources: Any, operator: str) -> None:
        if self._path and operator != "n":
            mcid, artifact, _ = self._mark()
            state = self._state
            fill = operator in ("f", "F", "f*", "B", "B*", "b", "b*")
            box = _bounds([point for points in self._path for point in points])
            if not fill:
                scale = abs(state.matrix[0] * state.matrix[3] - state.matrix[1] * state.matrix[2]) ** 0.5
                half = state.line_width * scale / 2
                box = (box[0] - half, box[1] - half, box[2] + half, box[3] + half)
            colour, space = (state.fill, state.fill_space) if fill else (state.stroke, state.stroke_space)
            visible = _clipped(box, state.clip)
            if visible is not None:
                self._order += 1
                shape = tuple(tuple(points) for points in self._path)
                painted = Painted(visible, colour, fill, mcid, artifact, space, self._order, shape, "*" in operator)
                self.page.paints.append(painted)
        self._path = []

    def _clip(self, operands: Any, resources: Any, operator: str) -> None:
        if self._path:
            bounds = _bounds([point for points in self._path for point in points])
            self._state.clip = _clipped(bounds, self._state.clip) or (0, 0, 0, 0)

    def _draw(self, operands: Any, resources: Any, operator: str) -> None:
        import pikepdf

        objects = resources.get("/XObject", {})
        drawn = objects.get(str(operands[0])) if hasattr(objects, "get") else None
        if drawn is None:
            return
        if str(drawn.get("/Subtype")) == "/Image":
            corners = [transform(self._state.matrix, x, y) for x, y in ((0, 0), (1, 0), (0, 1), (1, 1))]
            mcid, artifact, _ = self._mark()
            self.page.pictures.append(
                Placed(_bounds(corners), int(drawn["/Width"]), int(drawn["/Height"]), mcid, artifact)
            )
            space = drawn.get("/ColorSpace")
            if space is not None:
                self.page.spaces.add(str(space[0] if isinstance(space, pikepdf.Array) else space)[1:])
            return
        self._save(operands, resources, operator)
        depth = len(self._stack)
        if "/Matrix" in drawn:
            self._concatenate(drawn["/Matrix"], resources, operator)
        self._run(pikepdf.parse_content_stream(drawn), drawn.get("/Resources", resources))
        del self._stack[depth:]
        self._restore(operands, resources, operator)


_OPERATORS = {
    "q": _Interpreter._save,
    "Q": _Interpreter._restore,
    "cm": _Interpreter._concatenate,
    "w": _Interpreter._set_line_width,
    **dict.fromkeys(("g", "rg", "k", "sc", "scn", "G", "RG", "K", "SC", "SCN"), _Interpreter._set_colour),
    **dict.fromkeys(("cs", "CS"), _Interpreter._set_space),
    **dict.fromkeys(("BMC", "BDC"), _Interpreter._begin_mark),
    "EMC": _Interpreter._end_mark,
    "BT": _Interpreter._begin_text,
    "Tf": _Interpreter._set_font,
    **dict.fromkeys(("Tc", "Tw", "Ts", "Tr"), _Interpreter._set_spacing),
    "Tm": _Interpreter._set_text_matrix,
    **dict.fromkeys(("Td", "TD"), _Interpreter._move_text),
    **dict.fromkeys(("Tj", "TJ"), _Interpreter._show),
    **dict.fromkeys(("m", "l", "c", "v", "y", "re"), _Interpreter._extend),
    **dict.fromkeys(("f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "n"), _Interpreter._paint),
    **dict.fromkeys(("W", "W*"), _Interpreter._clip),
    "Do": _Interpreter._draw,
}


def _is_cut(box: Box, clip: Box | None) -> bool:
    """Whether more than a point of the box lies outside the clip."""
    if clip is None:
        return False
    return box[0] < clip[0] - 1 or box[2] > clip[2] + 1 or box[1] < clip[1] - 3 or box[3] > clip[3] + 3


def _clipped(box: Box, clip: Box | None) -> Box | None:
    if clip is None:
        return box
    cut = (max(box[0], clip[0]), max(box[1], clip[1]), min(box[2], clip[2]), min(box[3], clip[3]))
    return cut if cut[0] < cut[2] and cut[1] < cut[3] else None


def _rgb(values: list[float]) -> tuple[Colour, str]:
    if len(values) == 1:
        return (values[0], values[0], values[0]), "DeviceGray"
    if len(values) == 4:
        cyan, magenta, yellow, black = values
        return ((1 - cyan) * (1 - black), (1 - magenta) * (1 - black), (1 - yellow) * (1 - black)), "DeviceCMYK"
    if len(values) == 3:
        return (values[0], values[1], values[2]), "DeviceRGB"
    return BLACK, "Pattern"


def _read_font(described: Any) -> _Font:
    import pikepdf

    name = str(described.get("/BaseFont", "/unnamed"))[1:]
    unicode = _to_unicode(bytes(described["/ToUnicode"].read_bytes())) if "/ToUnicode" in described else {}
    if str(described.get("/Subtype")) != "/Type0":
        first = int(described.get("/FirstChar", 0))
        widths = {first + index: float(width) for index, width in enumerate(described.get("/Widths", []))}
        return _Font(name, widths, 0, unicode, two_bytes=False, missing=frozenset())
    descendant = described["/DescendantFonts"][0]
    missing = frozenset({0})
    encoding = described.get("/Encoding")
    if isinstance(encoding, pikepdf.Stream):
        mapped = re.findall(rb"<([0-9a-fA-F]{4})> (\d+)\n", bytes(encoding.read_bytes()) + b"\n")
        missing |= {int(code, 16) for code, cid in mapped if int(cid) == 0}
    return _Font(
        name,
        _widths(descendant.get("/W", [])),
        float(descendant.get("/DW", 1000)),
        unicode,
        two_bytes=True,
        missing=missing,
    )


def _widths(table: Any) -> dict[int, float]:
    import pikepdf

    found: dict[int, float] = {}
    values = list(table)
    index = 0
    while index < len(values):
        first = int(values[index])
        if isinstance(values[index + 1], pikepdf.Array):
            found.update({first + offset: float(width) for offset, width in enumerate(values[index + 1])})
            index += 2
        else:
            found.update(dict.fromkeys(range(first, int(values[index + 1]) + 1), float(values[index + 2])))
            index += 3
    return found


def _to_unicode(cmap: bytes) -> dict[int, str]:
    """The mapping of a ToUnicode CMap (ISO 32000-1, 9.10.3)."""
    found: dict[int, str] = {}
    for part in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.S):
        for code, text in re.findall(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]*)>", part):
            found[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be", "replace")
    for part in re.findall(rb"beginbfrange(.*?)endbfrange", cmap, re.S):
        for first, last, text in re.findall(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", part):
            start = bytes.fromhex(text.decode()).decode("utf-16-be", "replace")
            for offset, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                found[code] = start[:-1] + chr(ord(start[-1]) + offset)
    return found
