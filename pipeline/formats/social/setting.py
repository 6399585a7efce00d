"""The words of a card and its size come in; how large they are set, and how high each part is, goes out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.formats.social.campaign import CardText
from pipeline.language.hyphens import soften
from pipeline.language.isolation import direction_of_text, isolate
from pipeline.language.typography import bind
from pipeline.language.wholes import hold
from pipeline.press.ruler import Ruler

STEPS = (132, 120, 108, 98, 90, 82, 76, 70, 65, 60, 56, 52, 48, 45, 42, 39, 37, 35, 33, 32)
"""Sizes of the large text in px at 1080 px wide, largest first; 32 is the least: smaller words cannot be read on
a phone that shows the card 360 px wide (house)."""

LEAST = 32
SAFE = 0.05
"""Share of width and height that stays empty at each edge."""

TITLE_LEADING = 1.16
TEXT_LEADING = 1.25
SECOND_LEADING = 1.3
LABEL = 34 * TEXT_LEADING + 10
IMPRINT = 22 + 64
PADDING = 28
INSET = (26, 44)

GAP = 28
RISK_GAP = 16
AIR = 40
TIGHT = -18
LARGEST_BESIDE = 70
GUTTER = 24
INSIDE = 26
"""Between the edge of a comparison's block and its words, the line of the edge included (house)."""

HYPHENATED = 76
"""Words that are wider than the card at this size are parted by their language, others are set smaller (house)."""


def choices(text: CardText) -> Iterator[CardText]:
    """The words of a card, then fewer and fewer of them; the risk, the status and the source always stay, and so does
    the answer to a question, which alone would say nothing.
    """
    yield text
    kept = text.second if text.template == "question" else ""
    if text.second != kept:
        yield replace(text, second="")
    yield replace(text, second=kept, kicker="")
    if text.tighter:
        yield from choices(text.tighter)


@dataclass(frozen=True, slots=True)
class Layout:
    """One try: sizes in px, the heights of head and middle, whether two blocks stand side by side."""

    text: CardText
    width: int
    height: int
    unit: float
    size: float
    head: float
    middle: float
    inner_width: float
    beside: bool

    @property
    def base(self) -> float:
        """Size in px of the kicker, the status and the date: larger on taller cards, which are seen whole."""
        return base_size(self.width, self.height) * self.unit

    @property
    def second_size(self) -> float:
        return max(self.base, min(self.size * 0.62, 56 * self.unit))

    @property
    def _text_width(self) -> float:
        inset = 42 * self.unit if self.text.template == "quote" else 0
        return self.inner_width - inset

    @property
    def columns(self) -> tuple[float, ...]:
        """Widths in px of the blocks: a benefit and its risk have the same, or the wider one would weigh more; a myth
        and its fact share the line by the length of their texts.
        """
        if not self.beside:
            return (self.inner_width,) * len(self.text.blocks)
        room = self.inner_width - GUTTER * self.unit
        first, second = (len(block.text) for block in self.text.blocks[:2])
        alike = self.text.blocks[0].kind != "myth"
        share = 0.5 if alike else min(max(first / (first + second), 0.38), 0.62)
        return room * share, room * (1 - share)

    def text_height(self, ruler: Ruler) -> float:
        """Height in px that the middle will need."""
        if self.text.template == "comparison":
            heights = [
                (LABEL + 2 * INSIDE) * self.unit
                + ruler.lines(b.text, "text", 400, self.size, column - 2 * INSIDE * self.unit)
                * self.size
                * TEXT_LEADING
                for b, column in zip(self.text.blocks, self.columns, strict=True)
            ]
            return max(heights) if self.beside else sum(heights) + GUTTER * self.unit
        lines = sum(ruler.lines(b.text, "title", 600, self.size, self._text_width) for b in self.text.blocks)
        needed = lines * self.size * TITLE_LEADING
        if self.text.template == "key-point":
            needed += 38 * self.unit
        if self.text.second:
            second = ruler.lines(self.text.second, "text", 400, self.second_size, self._text_width)
            needed += 24 * self.unit + second * self.second_size * SECOND_LEADING
        return needed

    def measure(self, ruler: Ruler) -> float:
        """Width in px of the large text, for an even rag."""
        return ruler.even_width(self.text.blocks[0].text, "title", 600, self.size, self._text_width)

    def kicker_measure(self, ruler: Ruler) -> float:
        """Width in px of the kicker, for an even rag."""
        return ruler.even_width(self.text.kicker, "text", 600, self.base, self.inner_width)

    def status_measure(self, ruler: Ruler) -> float:
        """Width in px of the status, for an even rag."""
        inset = INSET[self.text.template == "announcement"] * self.unit
        return ruler.even_width(self.text.status, "text", 400, self.base, self.inner_width - inset)

    def risk_measure(self, ruler: Ruler) -> float:
        """Width in px of the risk beside a benefit, for an even rag."""
        inset = INSET[self.text.template == "announcement"] * self.unit
        return ruler.even_width(self.text.risk, "text", 600, self.base, self.inner_width - inset)


def prepare(text: CardText, direction: str, ruler: Ruler, width: float, size: float) -> CardText:
    """The words with values held together, in right-to-left text isolated, and with soft hyphens where one is wider
    than `width` at `size`, both in px.
    """

    def parted(word: str) -> str:
        if ruler.width(word, "title", 600, size) <= width:
            return word
        softened = soften(word, ruler.lang)
        # The hyphen of a Latin word would stand at its beginning, where lines run from right to left.
        apart = direction == "rtl" and direction_of_text(word) == "ltr"
        return f"\u2066{softened}\u2069" if apart else softened

    def ready(words: str) -> str:
        held = " ".join(map(parted, hold(bind(words)).split(" ")))
        return isolate(held) if direction == "rtl" else held

    blocks = tuple(replace(block, text=ready(block.text)) for block in text.blocks)
    return replace(
        text,
        kicker=ready(text.kicker),
        blocks=blocks,
        second=ready(text.second),
        status=ready(text.status),
        risk=ready(text.risk),
    )


def base_size(width: int, height: int) -> int:
    """Size of small text in px at 1080 px wide."""
    return LEAST if width > height else 36 if width == height else 40


def layouts(
    text: CardText, width: int, height: int, air: int, slack: int, ruler: Ruler, direction: str, mark: str
) -> Iterator[Layout]:
    """The layouts that should fit with so much air (in units of --u) below the text, largest text first.

    `slack` lines of small text are left free, for words that are set wider than they were measured; `mark` (such as
    "Draft") stands before the kicker.
    """
    unit = width / 1080
    inner_width, inner_height = width * (1 - 2 * SAFE), height * (1 - 2 * SAFE)
    narrow = inner_width - 2 * INSIDE * unit if text.template == "comparison" else inner_width
    words = prepare(text, direction, ruler, narrow, HYPHENATED * unit)
    kicker = f"{mark} {words.kicker}".strip()
    base = base_size(width, height) * unit
    kicker_lines = ruler.lines(kicker, "text", 600, base, inner_width)
    head = kicker_lines * base * TEXT_LEADING + GAP * unit if kicker else 0
    inset = INSET[text.template == "announcement"] * unit
    status = ruler.lines(words.status, "text", 400, base, inner_width - inset) * base * TEXT_LEADING
    risk = ruler.lines(words.risk, "text", 600, base, inner_width - inset) * base * TEXT_LEADING
    risk += RISK_GAP * unit if risk else 0
    padded = sum(map(bool, (text.status, text.risk))) if text.template == "announcement" else 0
    padding = PADDING * unit * padded
    middle = inner_height - head - status - risk - padding - (IMPRINT + GAP) * unit - slack * base * TEXT_LEADING
    beside = len(text.blocks) > 1 and width > height
    steps = [step for step in STEPS if text.template != "comparison" or step <= LARGEST_BESIDE]
    for step in steps if air > 0 else steps[-3:]:
        layout = Layout(words, width, height, unit, step * unit, head, middle, inner_width, beside)
        if layout.text_height(ruler) <= middle - air * unit:
            yield layout
