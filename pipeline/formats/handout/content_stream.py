"""The operators of a PDF's page come in; its text, pictures and painted paths go out (ISO 32000-1, 8 and 9)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.formats.handout.pages import Box, FontRead, PageRead, Painted, Placed, TextRun
from pipeline.language.reading_order import as_it_stands
from pipeline.press.colour import Shares

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)
BLACK: Shares = (0, 0, 0)


class FontShelf:
    """The fonts of a document, each read once for all pages: `read` holds what is told of them, by name."""

    def __init__(self) -> None:
        self.read: dict[str, FontRead] = {}
        self.known: dict[tuple[int, int], _Font] = {}


def read_page(number: int, page: Any, fonts: FontShelf) -> PageRead:
    """What stands on a page (pikepdf), which is the one with `number` from 1; its fonts are added to `fonts`."""
    return _Interpreter(number, page, fonts).read()


def is_number(value: Any) -> bool:
    """Whether an operand is one."""
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
    told: dict[bytes, tuple[str, bool, float]] = field(default_factory=dict)

    def tell(self, code: bytes) -> tuple[str, bool, float]:
        """What a code shows, whether that is nothing, and its width in parts of the size."""
        if code not in self.told:
            number = int.from_bytes(code, "big")
            text = as_it_stands(self.unicode.get(number, ""))
            self.told[code] = text, number in self.missing, self.widths.get(number, self.default) / 1000
        return self.told[code]


@dataclass
class _State:
    matrix: Matrix = IDENTITY
    fill: Shares = BLACK
    stroke: Shares = BLACK
    fill_space: str = "DeviceGray"
    stroke_space: str = "DeviceGray"
    line_width: float = 1
    font: _Font | None = None
    size: float = 0
    spacing: float = 0
    rise: float = 0
    mode: int = 0
    clip: Box | None = None


class _Interpreter:
    """Walks the operators of one page (ISO 32000-1, 8 and 9) as far as text, pictures and painted paths go."""

    def __init__(self, number: int, page: Any, fonts: FontShelf) -> None:
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
        values = [float(value) for value in operands if is_number(value)]
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
            pass  # widens single-byte spaces only (ISO 32000-1, 9.3.3); the codes of our fonts have two bytes
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
                shown, is_missing, width = font.tell(raw[index : index + step])
                text.append(shown)
                missing += is_missing
                advance += width * state.size + state.spacing
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
        key, known = described.objgen, self._fonts.known
        # What is no object of its own has no number.
        if key not in known or key == (0, 0):
            font = known[key] = _read_font(described)
            descendants = described.get("/DescendantFonts")
            descriptor = (descendants[0] if descendants is not None else described).get("/FontDescriptor", {})
            embedded = any(f in descriptor for f in ("/FontFile", "/FontFile2", "/FontFile3"))
            self._fonts.read.setdefault(font.name, FontRead(font.name, embedded, "/ToUnicode" in described))
        return known[key]

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


def _rgb(values: list[float]) -> tuple[Shares, str]:
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
