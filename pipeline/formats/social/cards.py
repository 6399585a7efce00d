"""The words of a card and a size come in; its picture goes out, with the words that found room on it."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pipeline.edition import Edition
from pipeline.errors import PlainleafError
from pipeline.formats.social.campaign import CardText
from pipeline.markup.isolation import isolate
from pipeline.markup.typography import bind
from pipeline.typeface import Typefaces, family_stack, script_of

if TYPE_CHECKING:
    import jinja2

STEPS = (132, 120, 108, 98, 90, 82, 76, 70, 65, 60, 56, 52, 48, 45, 42, 39, 37, 35, 33, 32)
"""Sizes of the large text in px at 1080 px wide, largest first; 32 is the least (LOOK.md)."""

LEAST = 32
SAFE = 0.05
"""Share of width and height that stays empty at each edge."""

TITLE_LEADING = 1.16
TEXT_LEADING = 1.25
SECOND_LEADING = 1.3
LABEL = 34 * TEXT_LEADING + 8 + 4 + 14
IMPRINT = 22 + 64
GAP = 28
AIR = 40
TIGHT = -18
LARGEST_BESIDE = 60
GUTTER = 44
JOINED = {"Arab": 0.8}
"""Share of the width of unjoined letters that joined ones take, by script (measured on the sample library)."""

AVERAGE_WIDTH = 0.56
"""Width of a character in em where no font can be measured (house)."""

JPEG_QUALITY = 92


class CardOverfullError(PlainleafError):
    """A card cannot hold its words, even in the least size."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished card: PNG or JPEG bytes, the words on it (fewer than asked for when they did not fit), and the size
    of its large text in px.
    """

    content: bytes
    text: CardText
    size: float

    def as_media(self, media_type: str) -> Picture:
        """The same picture as "image/png" or "image/jpeg"."""
        return self if media_type == "image/png" else replace(self, content=_jpeg(self.content))


class CardPress:
    """Sets the cards of one edition; typefaces and templates are prepared once."""

    def __init__(self, edition: Edition, texts: Iterable[CardText]) -> None:
        self.edition = edition
        self.alphabet = "".join(sorted({c for text in texts for line in text.lines() for c in line if c not in "<>&-"}))
        self.ruler = Ruler(edition.typefaces, edition.lang)

    def print(self, text: CardText, width: int, height: int) -> Picture:
        """The card as a PNG of `width` × `height` px.

        The large text is set in the largest step that fits; when even the least does not, the second text and then
        the kicker are left out. Raises CardOverfullError when the words do not fit at all.
        """
        from pipeline.press import PageOverflowError, print_png

        for words in _choices(text):
            for layout in self._layouts(words, width, height):
                try:
                    png = print_png(self._html(layout), self._resources(words), self.edition.typefaces, width, height)
                except PageOverflowError:
                    continue
                return Picture(png, words, layout.size)
        raise CardOverfullError(
            f'the words of the {text.template} card do not fit {width} × {height} px: "{text.blocks[0].text[:60]}…"',
            place=self.edition.article.file,
            hint='write a shorter sentence, or leave this block out of social with not="social"',
        )

    def _layouts(self, text: CardText, width: int, height: int) -> Iterator[Layout]:
        unit = width / 1080
        inner_width, inner_height = width * (1 - 2 * SAFE), height * (1 - 2 * SAFE)
        ruler, prepared = self.ruler, _prepared(text, self.edition.direction)
        kicker = f"{self._draft} {prepared.kicker}" if self._draft else prepared.kicker
        kicker_lines = ruler.lines(kicker, "text", 600, LEAST * unit, inner_width)
        head = (kicker_lines * LEAST * TEXT_LEADING + GAP) * unit if kicker else 0
        status_width = inner_width - 44 * unit
        status = ruler.lines(prepared.status, "text", 400, LEAST * unit, status_width) * LEAST * TEXT_LEADING * unit
        padding = 28 * unit if text.template == "announcement" and text.status else 0
        middle = inner_height - head - status - padding - (IMPRINT + GAP) * unit
        beside = len(text.blocks) > 1 and width > height
        steps = [step for step in STEPS if text.template != "comparison" or step <= LARGEST_BESIDE]
        for air, step in [*((AIR, step) for step in steps), *((TIGHT, step) for step in steps[-3:])]:
            layout = Layout(prepared, width, height, unit, step * unit, head, middle, inner_width, beside)
            if layout.height(ruler) <= middle - air * unit:
                yield layout

    @property
    def _draft(self) -> str:
        return self.edition.words("draft-mark") if self.edition.draft else ""

    def _html(self, layout: Layout) -> str:
        edition, brand = self.edition, self.edition.brand
        template = self._templates.get_template(f"{layout.text.template}.html")
        return template.render(
            lang=edition.lang,
            direction=edition.direction,
            title=edition.article.front.title,
            tokens=_style(
                f":root{{--font-text:{family_stack(edition.typefaces, 'text', edition.lang)};"
                f"--font-title:{family_stack(edition.typefaces, 'title', edition.lang)}}}"
            ),
            css=_style(edition.style("social/card.css")),
            colours=brand.colours,
            unit=_px(layout.unit),
            size=_px(layout.size),
            second_size=_px(layout.second_size),
            measure=_px(layout.measure(self.ruler)),
            width=layout.width,
            height=layout.height_px,
            margin_x=_px(layout.width * SAFE),
            margin_y=_px(layout.height_px * SAFE),
            head_height=_px(layout.head),
            middle_height=_px(layout.middle),
            template=layout.text.template,
            alphabet=self.alphabet,
            draft=self._draft,
            kicker=layout.text.kicker,
            blocks=layout.text.blocks,
            second=layout.text.second,
            status=layout.text.status,
            beside=layout.beside,
            columns=[_px(column) for column in layout.columns],
            logo=self._logo_name(layout.text),
            publisher=brand.name,
            reviewed=f"{edition.words('reviewed-label')} {edition.words.date(edition.article.front.reviewed)}",
        )

    @cached_property
    def _templates(self) -> jinja2.Environment:
        import jinja2

        def load(name: str) -> str | None:
            content = self.edition.styles.get(f"social/{name}")
            return content.decode("utf-8") if content is not None else None

        return jinja2.Environment(loader=jinja2.FunctionLoader(load), autoescape=True, undefined=jinja2.StrictUndefined)

    def _logo_name(self, text: CardText) -> str:
        dark = text.template == "announcement" and self.edition.brand.logo_dark
        return ("logo-dark" if dark else "logo") + self._ending if self.edition.brand.logo else ""

    @property
    def _ending(self) -> str:
        return ".svg" if self.edition.brand.logo_media_type == "image/svg+xml" else ".png"

    def _resources(self, text: CardText) -> Mapping[str, bytes]:
        brand = self.edition.brand
        name = self._logo_name(text)
        return {name: brand.logo_dark if name.startswith("logo-dark") else brand.logo} if name else {}


@dataclass(frozen=True, slots=True)
class Layout:
    """One try: sizes in px, the heights of head and middle, whether two blocks stand side by side."""

    text: CardText
    width: int
    height_px: int
    unit: float
    size: float
    head: float
    middle: float
    inner_width: float
    beside: bool

    @property
    def second_size(self) -> float:
        return max(LEAST * self.unit, min(self.size * 0.62, 48 * self.unit))

    @property
    def _text_width(self) -> float:
        inset = 42 * self.unit if self.text.template == "quote" else 0
        return self.inner_width - inset

    @property
    def columns(self) -> tuple[float, ...]:
        """Widths in px of the blocks: side by side they share the line by the length of their texts."""
        if not self.beside:
            return (self.inner_width,) * len(self.text.blocks)
        first, second = (len(block.text) for block in self.text.blocks[:2])
        share = min(max(first / (first + second), 0.38), 0.62)
        room = self.inner_width - GUTTER * self.unit
        return room * share, room * (1 - share)

    def height(self, ruler: Ruler) -> float:
        """Height in px that the middle will need."""
        if self.text.template == "comparison":
            heights = [
                LABEL * self.unit + ruler.lines(b.text, "text", 400, self.size, column) * self.size * TEXT_LEADING
                for b, column in zip(self.text.blocks, self.columns, strict=True)
            ]
            return max(heights) if self.beside else sum(heights) + 40 * self.unit
        lines = sum(ruler.lines(b.text, "title", 600, self.size, self._text_width) for b in self.text.blocks)
        needed = lines * self.size * TITLE_LEADING
        if self.text.template == "key-point":
            needed += 38 * self.unit
        if self.text.second:
            second = ruler.lines(self.text.second, "text", 400, self.second_size, self._text_width)
            needed += 24 * self.unit + second * self.second_size * SECOND_LEADING
        return needed

    def measure(self, ruler: Ruler) -> float:
        """The narrowest width in px with the same number of lines: an even rag."""
        text = self.text.blocks[0].text
        lines = ruler.lines(text, "title", 600, self.size, self._text_width)
        low, high = self._text_width * 0.5, self._text_width
        while high - low > 8:
            between = (low + high) / 2
            if ruler.lines(text, "title", 600, self.size, between) > lines:
                low = between
            else:
                high = between
        inset = self.inner_width - self._text_width
        return min(high * 1.03 + inset, self.inner_width)


class Ruler:
    """Measures text with the bundled fonts."""

    def __init__(self, typefaces: Typefaces, lang: str) -> None:
        self.typefaces = typefaces
        self.script = script_of(lang)
        self._fonts: dict[tuple[str, int], Any] = {}
        self._widths: dict[tuple[str, int, str], float] = {}

    def lines(self, text: str, role: str, weight: int, size: float, width: float) -> int:
        """Lines that `text` needs at `size` px in `width` px; a word wider than a line counts as a hundred."""
        if not text:
            return 0
        space = self._width(" ", role, weight) * size
        count, used = 1, 0.0
        for word in text.split(" "):
            needed = self._width(word, role, weight) * size
            if needed > width:
                return 100
            if used and used + space + needed > width:
                count, used = count + 1, needed
            else:
                used += needed + (space if used else 0)
        return count

    def _width(self, word: str, role: str, weight: int) -> float:
        """Width in em."""
        key = (role, weight, word)
        if key not in self._widths:
            font = self._font(role, weight)
            wide = sum(1 for c in word if ord(c) > 0x2E80)
            if font and not wide:
                self._widths[key] = font.getlength(word) / 100 * JOINED.get(self.script, 1)
            else:
                self._widths[key] = AVERAGE_WIDTH * len(word) + wide / 2
        return self._widths[key]

    def _font(self, role: str, weight: int) -> Any:
        from PIL import ImageFont

        if (role, weight) not in self._fonts:
            families = [
                family
                for (stack_role, script), stack in self.typefaces.stacks.items()
                if stack_role == role and script == self.script
                for family in stack
            ]
            faces = [
                face
                for face in self.typefaces.faces
                if face.family in families[:1] and face.style == "normal" and face.file.endswith(".ttf")
            ]
            best = min(faces, key=lambda face: abs(face.weight - weight), default=None)
            content = io.BytesIO(self.typefaces.files[best.file]) if best else None
            layout = ImageFont.Layout.BASIC
            self._fonts[role, weight] = ImageFont.truetype(content, 100, layout_engine=layout) if content else None
        return self._fonts[role, weight]


def _choices(text: CardText) -> Iterator[CardText]:
    """The words of a card, then fewer and fewer of them; the status and the source always stay."""
    yield text
    if text.second:
        yield replace(text, second="")
    yield replace(text, second="", kicker="")
    if text.tighter:
        yield from _choices(text.tighter)


def _prepared(text: CardText, direction: str) -> CardText:
    """The words with numbers bound to their units and, in right-to-left text, isolated."""

    def prepare(words: str) -> str:
        return isolate(bind(words)) if direction == "rtl" else bind(words)

    blocks = tuple(replace(block, text=prepare(block.text)) for block in text.blocks)
    return replace(
        text, kicker=prepare(text.kicker), blocks=blocks, second=prepare(text.second), status=prepare(text.status)
    )


def _px(value: float) -> str:
    return f"{math.floor(value * 100) / 100:g}"


def _style(css: str) -> Any:
    from markupsafe import Markup

    return Markup(css.replace("</", "<\\/"))  # noqa: S704 (our own style sheet)


def _jpeg(png: bytes) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").save(out, "JPEG", quality=JPEG_QUALITY, subsampling=0, optimize=True)
    return out.getvalue()
