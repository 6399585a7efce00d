"""A line with Arabic letters comes in; it is drawn with one glyph a letter, and the letter is what a copy of it says.

Noto's Arabic typefaces make ب, ت and ن of one shape and dots that are glyphs of their own, and an accent is one too. A
PDF says one text a glyph (ToUnicode, ISO 32000-1, 9.10.3): whoever copied or searched got the letter that came first
for all of them, and looking for a word found none. So each letter of a line gets a composite glyph of its own in
the typeface that the PDF carries. The version of WeasyPrint is pinned.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

COMPOSED = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
"""Hebrew, Arabic and the scripts between them, and their forms: what is written from right to left."""

APART = 256
"""So many numbers behind a typeface's last glyph stay free: WeasyPrint gives them to characters that it lacks."""

LAST = 0xFFFF
"""The highest number that a glyph can have (OpenType, maxp)."""

Part = tuple[int, int, int]
"""A glyph, and where it stands in its letter: right of its beginning and above its line, in units of the typeface."""


class _OtherwiseError(Exception):
    """This line is drawn by WeasyPrint."""


@dataclass(frozen=True, slots=True)
class _Cluster:
    """What is typed as one: its letters, its glyphs from the left with their offsets in Pango's units, its width."""

    letters: str
    glyphs: tuple[Part, ...]
    width: int


@dataclass
class _Composites:
    """The glyphs that a typeface gets: their number by what they are made of and say, and their width in 1/1000 em."""

    first: int
    made: dict[tuple[tuple[Part, ...], str], int]
    widths: dict[int, int]

    def number(self, parts: tuple[Part, ...], letters: str, width: int) -> int:
        """The number of a glyph that is made of these and says this. Raises _OtherwiseError when there is none left."""
        key = parts, letters
        if key not in self.made:
            if self.first + len(self.made) > LAST:
                raise _OtherwiseError
            self.made[key] = self.first + len(self.made)
            self.widths[self.made[key]] = width
        return self.made[key]


def compose_letters() -> None:
    """Let WeasyPrint draw so, in this process; calling it again changes nothing."""
    from weasyprint.draw import text
    from weasyprint.pdf.fonts import Font

    if getattr(text.draw_first_line, "composes", False):
        return
    text.draw_first_line = _composed(text.draw_first_line)
    Font.clean = _with_composites(Font.clean)


def _composed(draw: Any) -> Any:
    @wraps(draw)
    def draw_first_line(stream: Any, textbox: Any, text_overflow: str, block_ellipsis: Any, matrix: Any) -> Any:
        plain = text_overflow != "ellipsis" and block_ellipsis == "none" and textbox.style["font_size"] >= 1
        if not plain or not (COMPOSED.search(textbox.text) or _met(stream)):
            return draw(stream, textbox, text_overflow, block_ellipsis, matrix)
        try:
            shown = list(_shown(stream, textbox))
        except _OtherwiseError:
            return draw(stream, textbox, text_overflow, block_ellipsis, matrix)
        stream.set_text_matrix(*matrix.values)
        for name, size, codes in shown:
            stream.set_font_size(name, size)
            stream.show_text(codes)
        return []

    draw_first_line.composes = True  # type: ignore[attr-defined]
    return draw_first_line


def _shown(stream: Any, textbox: Any) -> Iterator[tuple[str, float, str]]:
    """Each run of a line: its typeface's name and size, and the codes and distances that show it (TJ, ISO 32000-1,
    9.4.3). Raises _OtherwiseError for pictures, typefaces of other kinds and characters that a typeface lacks.
    """
    from weasyprint.text.ffi import FROM_UNITS, ffi, pango

    pango.pango_layout_set_single_paragraph_mode(textbox.pango_layout.layout, True)
    line, _ = textbox.pango_layout.get_first_line()
    said = textbox.pango_layout.text.encode()
    run = line.runs[0]
    while run != ffi.NULL:
        item, run = run.data, run.next
        face = item.item.analysis.font
        font, size = stream.add_font(face)
        if font.bitmap or font.png or font.svg or font.colr or font.used_in_forms or "glyf" not in font.tables:
            raise _OtherwiseError
        composites = _composites_of(stream, font)
        em = size / FROM_UNITS
        codes, owed = "", 0.0
        for cluster in _clusters(item, said, pango):
            # A gap or an overlap that is left over goes on to the next letter, so that none is lost by rounding.
            code, width = _code(cluster, font, composites, _Measure(stream, face, size, em))
            codes += f"<{code:04x}>"
            owed += width - 1000 * cluster.width / em
            if shift := round(owed):
                codes += str(shift)
                owed -= shift
        if codes:
            yield font.hash, size, codes.replace("><", "")


@dataclass(frozen=True, slots=True)
class _Measure:
    """How wide the glyphs of a typeface are; `em` is its size in Pango's units."""

    stream: Any
    face: Any
    size: float
    em: float

    def width(self, font: Any, glyph: int) -> int:
        """In 1/1000 em, kept where WeasyPrint keeps it: it writes the widths into the PDF."""
        from weasyprint.text.ffi import FROM_UNITS, pango

        if glyph not in font.widths:
            pango.pango_font_get_glyph_extents(self.face, glyph, self.stream.ink_rect, self.stream.logical_rect)
            font.widths[glyph] = round(self.stream.logical_rect.width * 1000 * FROM_UNITS / self.size)
        return int(font.widths[glyph])


def _code(cluster: _Cluster, font: Any, composites: _Composites, measure: _Measure) -> tuple[int, int]:
    """The number of the glyph that shows a cluster, and its width in 1/1000 em."""
    total = sum(measure.width(font, glyph) for glyph, _, _ in cluster.glyphs)
    if len(cluster.glyphs) == 1:
        ((glyph, right, down),) = cluster.glyphs
        if not right and not down and font.to_unicode.setdefault(glyph, cluster.letters) == cluster.letters:
            return glyph, total
    parts = tuple(
        (glyph, round(right * font.upem / measure.em), round(-down * font.upem / measure.em))
        for glyph, right, down in cluster.glyphs
    )
    code = composites.number(parts, cluster.letters, total)
    font.to_unicode[code], font.widths[code] = cluster.letters, total
    return code, total


def _clusters(item: Any, said: bytes, pango: Any) -> Iterator[_Cluster]:
    """The clusters of a run in the order in which they are drawn: from the left."""
    glyphs, count = item.glyphs.glyphs, item.glyphs.num_glyphs
    starts = [item.glyphs.log_clusters[number] for number in range(count)]
    ends = dict(zip(bounds := sorted(set(starts)), [*bounds[1:], item.item.length], strict=True))
    parts: list[Part] = []
    pen = 0
    for number in range(count):
        info = glyphs[number]
        if info.glyph != pango.PANGO_GLYPH_EMPTY:
            if info.glyph & pango.PANGO_GLYPH_UNKNOWN_FLAG:
                raise _OtherwiseError
            parts.append((info.glyph, pen + info.geometry.x_offset, info.geometry.y_offset))
        pen += info.geometry.width
        if number + 1 == count or starts[number + 1] != starts[number]:
            if not parts and pen:
                raise _OtherwiseError
            if parts:
                start = item.item.offset + starts[number]
                letters = said[start : item.item.offset + ends[starts[number]]].decode()
                yield _Cluster(letters, tuple(parts), pen)
            parts, pen = [], 0


def _composites_of(stream: Any, font: Any) -> _Composites:
    """Those of a typeface: several of WeasyPrint's fonts share one file, and the first of them is written."""
    first = next((other for other in stream._fonts.values() if other.hash == font.hash), font)
    found: _Composites = first.__dict__.setdefault("composites", _Composites(font.glyph_count + APART, {}, {}))
    return found


def _met(stream: Any) -> bool:
    """Whether the document has had such lines: there a bracket's glyph, which stands for either, may say the other."""
    return any("composites" in font.__dict__ for font in stream._fonts.values())


def _with_composites(clean: Any) -> Any:
    @wraps(clean)
    def cleaned(font: Any, to_unicode: Mapping[int, str], hinting: bool) -> None:
        composites: _Composites | None = font.__dict__.get("composites")
        if composites is None or not composites.made:
            clean(font, to_unicode, hinting)
            return
        own = {glyph: text for glyph, text in to_unicode.items() if glyph not in composites.widths}
        own |= {glyph: "" for parts, _ in composites.made for glyph, _, _ in parts if glyph not in own}
        clean(font, own if to_unicode else to_unicode, hinting)
        font.file_content = _added(font.file_content, composites, font.upem)

    return cleaned


def _added(content: bytes, composites: _Composites, upem: int) -> bytes:
    """A TrueType file with composite glyphs behind its own."""
    from fontTools.ttLib import TTFont
    from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphComponent

    # The day on which a typeface was last changed is its maker's: the same text gives the same bytes on every day.
    font = TTFont(io.BytesIO(content), recalcTimestamp=False)
    glyphs, widths, names = font["glyf"], font["hmtx"].metrics, list(font.getGlyphOrder())
    parts_of = {number: parts for (parts, _), number in composites.made.items()}
    for number in range(len(names), max(parts_of) + 1):
        name, glyph = f"glyph{number:05}", Glyph()
        names.append(name)
        if number in parts_of:
            glyph.numberOfContours = -1
            glyph.components = [_component(GlyphComponent(), names, part) for part in parts_of[number]]
            glyph.recalcBounds(glyphs)
        glyphs.glyphs[name] = glyph
        # A glyph is moved until its outline begins at its left side bearing (OpenType, hmtx).
        widths[name] = round(composites.widths.get(number, 0) * upem / 1000), getattr(glyph, "xMin", 0)
    glyphs.glyphOrder = names
    font.setGlyphOrder(names)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def _component(made: Any, names: list[str], part: Part) -> Any:
    glyph, right, up = part
    made.glyphName, made.x, made.y = names[glyph], right, up
    # ARGS_ARE_XY_VALUES and UNSCALED_COMPONENT_OFFSET (OpenType, glyf).
    made.flags = 0x0002 | 0x1000
    return made
