"""A seed comes in; a made-up document, and the facts that any import of it must keep, go out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from pipeline.article.model import Delimiter, NumberStyle
from pipeline.article.numbering import label

WORDS = (
    "balm towel garden window letter kitchen morning season family river pencil basket carpet ladder bottle saddle "
    "meadow candle pillow button orchard lantern harbour pebble ribbon teapot thistle walnut wagon willow"
).split()
ARABIC = "الجلد الماء الليل البيت الصباح الكتاب النافذة الحديقة".split()
HEBREW = "מים בית לילה ספר חלון גינה בוקר משפחה".split()
SIGNS = ("≥", "≤", "±", "×", "μ", "°", "→", "α", "✓", "☎")
ADDRESSES = ("", "?a=1&b=2", "#part-2", "_(second)", "~home,x", "/a%20b", "?q=a+b;c")
MARKS = ("struck", "super", "sub", "strong", "emph")

LINK, DELETED = "link:", "deleted"
"""How the mark of a link begins (its address follows), and the mark of words that an editor took out."""

Run = tuple[str, frozenset[str]]


@dataclass(frozen=True)
class Paragraph:
    """Runs of words, words of a note that hangs on the last of the first `noted` runs (0: of all), and a language when
    it is another.
    """

    runs: tuple[Run, ...]
    note: str = ""
    lang: str = ""
    noted: int = 0

    @property
    def halves(self) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
        """The runs before the note, and those behind it."""
        at = self.noted or len(self.runs)
        return self.runs[:at], self.runs[at:]


@dataclass(frozen=True)
class Item:
    """`fate` is "deleted" or "moved" for an item that an editor took out, or moved here from the end of its list."""

    first: Paragraph
    more: tuple[Paragraph, ...] = ()
    lists: tuple[List, ...] = ()
    fate: str = ""


@dataclass(frozen=True)
class List:
    """`style` is "bullet" or a way of counting; `goes_on` when it counts on from the list before it."""

    style: str
    delimiter: str
    start: int
    items: tuple[Item, ...]
    goes_on: bool = False

    @property
    def live(self) -> tuple[Item, ...]:
        """The items that nobody deleted."""
        return tuple(item for item in self.items if item.fate != "deleted")

    def label(self, index: int) -> str:
        if self.style == "bullet":
            return ""
        return label(self.start + index, NumberStyle(self.style), Delimiter(self.delimiter))


@dataclass(frozen=True)
class Cell:
    """A cell that covers `high` rows and `wide` columns, with a second paragraph or words of a note at times; None in
    a row stands for a place that another covers.
    """

    runs: tuple[Run, ...]
    high: int = 1
    wide: int = 1
    more: tuple[Run, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Table:
    rows: tuple[tuple[Cell | None, ...], ...]


@dataclass(frozen=True)
class Heading:
    level: int
    text: str


Block = Paragraph | List | Table | Heading


@dataclass(frozen=True)
class Document:
    title: str
    blocks: tuple[Block, ...]


@dataclass
class _Maker:
    random: Random
    plain: bool
    count: int = 0
    fresh: dict[str, int] = field(default_factory=dict)

    def word(self) -> str:
        self.count += 1
        return f"{self.random.choice(WORDS)}{self.count}"

    def words(self, least: int, most: int) -> str:
        return " ".join(self.word() for _ in range(self.random.randint(least, most)))

    def paragraph(self, *, notes: bool = True) -> Paragraph:
        chance = self.random.random()
        if chance < 0.06 and not self.plain:
            lang, source = self.random.choice((("ar", ARABIC), ("he", HEBREW)))
            return Paragraph((self.run(" ".join(self.random.choices(source, k=6))),), lang=lang)
        runs = [self.run(self.words(2, 6).capitalize())]
        for _ in range(self.random.randint(0, 3)):
            runs.append(self.run(" "))
            runs.append(self.marked())
        if self.random.random() < 0.3:
            sign = self.random.choice(SIGNS)
            self.count += 1
            runs.append(self.run(f" at {sign} {self.count}"))
        runs.append(self.run(f" {self.word()}."))
        note = self.words(2, 5).capitalize() + "." if notes and self.random.random() < 0.12 else ""
        noted = self.random.choice((0, 1)) if len(runs) > 2 else 0
        return Paragraph(tuple(runs), note, "", noted)

    def run(self, text: str, *marks: str) -> Run:
        return text, frozenset(marks)

    def marked(self) -> Run:
        mark = self.random.choice((*MARKS, LINK, DELETED))
        if mark == LINK:
            self.count += 1
            return self.run(self.words(1, 3), f"{LINK}{self.address()}")
        return self.run(self.word() if mark in {"super", "sub"} else self.words(1, 3), mark)

    def address(self) -> str:
        return f"https://example.org/{self.random.choice(WORDS)}-{self.count}{self.random.choice(ADDRESSES)}"

    def list(self, depth: int = 0) -> List:
        style = self.random.choice(["bullet", "decimal", "decimal", *(style.value for style in NumberStyle)])
        delimiter = self.random.choice([".", ")", "()"])
        start = 1 if self.random.random() < 0.5 else self.random.randint(2, 12)
        items = tuple(self.item(depth) for _ in range(self.random.randint(2, 4)))
        items = items if any(item.fate != "deleted" for item in items) else (replace(items[0], fate=""), *items[1:])
        return List(style, delimiter, start, items)

    def go_on(self, before: List) -> List:
        items = tuple(self.item(0) for _ in range(self.random.randint(1, 2)))
        return replace(before, start=before.start + len(before.live), items=items, goes_on=True)

    def item(self, depth: int) -> Item:
        fate = self.random.random()
        if fate < 0.08:
            words = self.words(2, 4).capitalize()
            return Item(Paragraph((self.run(words),)), fate="deleted" if fate < 0.04 else "moved")
        more = (self.paragraph(notes=False),) if self.random.random() < 0.12 else ()
        nested = (self.list(depth + 1),) if depth < 2 and self.random.random() < 0.25 else ()
        return Item(self.paragraph(notes=depth == 0), tuple(p for p in more if not p.lang), nested)

    def table(self) -> Table:
        height, width = self.random.randint(2, 4), self.random.randint(2, 4)
        grid: list[list[Cell | str | None]] = [[""] * width for _ in range(height)]
        for y in range(height):
            for x in range(width):
                if grid[y][x] != "":
                    continue
                wide = high = 1
                if self.random.random() < 0.12 and y + 1 < height and x + 1 < width and grid[y][x + 1] == "":
                    wide = 2
                    if y and y + 1 < height and self.random.random() < 0.4:
                        high = 2
                elif self.random.random() < 0.12 and y and y + 1 < height:
                    high = 2
                for dy in range(high):
                    for dx in range(wide):
                        grid[y + dy][x + dx] = None
                runs = [self.run(self.words(1, 3))]
                if self.random.random() < 0.25:
                    runs += [self.run(" "), self.marked()]
                more = (self.run(self.words(1, 2)),) if self.random.random() < 0.1 else ()
                alone = wide == high == 1 and not more
                note = self.words(2, 3).capitalize() + "." if alone and self.random.random() < 0.08 else ""
                grid[y][x] = Cell(tuple(runs), high, wide, more, note)
        return Table(tuple(tuple(c for c in row if not isinstance(c, str)) for row in grid))


def make(seed: int, *, plain: bool = False) -> Document:
    """The document of a seed; a `plain` one holds what every writer can write (no other language)."""
    maker = _Maker(Random(seed), plain)  # noqa: S311 (a test that repeats)
    blocks: list[Block] = [maker.paragraph(notes=False)]
    for _ in range(maker.random.randint(2, 3)):
        blocks.append(Heading(1, maker.words(2, 3).capitalize()))
        blocks.append(maker.paragraph())
        for _ in range(maker.random.randint(1, 4)):
            blocks.append(maker.random.choice((maker.paragraph, maker.list, maker.list, maker.table))())
            if not isinstance(made := blocks[-1], Paragraph):
                blocks.append(maker.paragraph())
            if isinstance(made, List) and made.style != "bullet" and maker.random.random() < 0.3:
                blocks += [maker.go_on(made), maker.paragraph()]
    return Document(maker.words(2, 3).capitalize(), tuple(b for b in blocks))


# facts


def shown(runs: Sequence[Run]) -> str:
    """Runs as one word: signs without white space, each stretch after the marks that it carries."""
    text = ""
    before: frozenset[str] = frozenset()
    for words, marks in runs:
        if DELETED in marks:
            continue
        for sign in words:
            if sign.isspace():
                continue
            if marks != before:
                text += f"<{' '.join(sorted(marks))}>"
                before = marks
            text += sign
    return text


Fact = tuple[str, ...]


def facts(document: Document) -> list[Fact]:
    """What must arrive, in order: titles, headings, paragraphs, items with depth and number, cells with their places;
    notes stand behind all, after the word that they hang on.
    """
    found: list[Fact] = [("title", document.title.replace(" ", ""))]
    notes: list[Fact] = []
    for number, block in enumerate(document.blocks):
        found.extend(_facts(block, number, notes))
    return found + notes


def _facts(block: Block, number: int, notes: list[Fact]) -> Iterator[Fact]:
    match block:
        case Heading(_, text):
            yield "heading", text.replace(" ", "")
        case Paragraph():
            yield "paragraph", shown(block.runs), block.lang
            notes.extend(_note(block))
        case List():
            yield from _list_facts(block, 1, notes)
        case Table(rows):
            for y, row in enumerate(_filled(rows)):
                for x, cell in enumerate(row):
                    yield "cell", str(y), str(x), shown((*cell.runs, *cell.more))
                    notes.extend(_note(Paragraph(cell.runs, cell.note)))


def _note(paragraph: Paragraph) -> Iterator[Fact]:
    if paragraph.note:
        kept = [words for words, marks in paragraph.halves[0] if DELETED not in marks and words.strip()]
        last = kept[-1].split()[-1].rstrip(".")
        yield "note", last, paragraph.note.replace(" ", "")


def _list_facts(made: List, depth: int, notes: list[Fact]) -> Iterator[Fact]:
    for index, item in enumerate(made.live):
        yield "item", str(depth), made.label(index), shown(item.first.runs), item.first.lang
        notes.extend(_note(item.first))
        for more in item.more:
            yield "more", str(depth), shown(more.runs), more.lang
            notes.extend(_note(more))
        for nested in item.lists:
            yield from _list_facts(nested, depth + 1, notes)


def _filled(rows: Sequence[Sequence[Cell | None]]) -> list[list[Cell]]:
    grid: dict[tuple[int, int], Cell] = {}
    for y, row in enumerate(rows):
        for x, cell in enumerate(row):
            if cell is not None:
                for dy in range(cell.high):
                    for dx in range(cell.wide):
                        grid[y + dy, x + dx] = cell
    width = max(x for _, x in grid) + 1
    # Two columns that are one cell in every row are one column to whoever looks at the table.
    own = [x for x in range(width) if x == 0 or any(grid[y, x] is not grid[y, x - 1] for y in range(len(rows)))]
    return [[grid[y, x] for x in own] for y in range(len(rows))]
