"""The flow of a file comes in; the parts of an article go out, lists, tables and notes in their places."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from pipeline.article.model import (
    Alignment,
    Block,
    Blocks,
    Break,
    Cell,
    Code,
    Emphasis,
    Figure,
    Image,
    Inline,
    Inlines,
    Link,
    Node,
    Prose,
    Row,
    Span,
    Strong,
    Struck,
    Subscript,
    Superscript,
    Table,
    Text,
)
from pipeline.article.model import Note as ArticleNote
from pipeline.finding import Place
from pipeline.manuscript.characters.language import language_kept, language_of
from pipeline.manuscript.flow import content
from pipeline.manuscript.flow.grid import grid_of, spans_of
from pipeline.manuscript.flow.listing import Listing
from pipeline.manuscript.flow.pieces import is_left_out
from pipeline.manuscript.grid import Spanning, fill_grid, join_head
from pipeline.manuscript.items import ItemMark, nest
from pipeline.manuscript.pieces import Heading, Mark, Part, Query
from pipeline.manuscript.tree import Tree, is_safe_link
from pipeline.manuscript.word.styles import Style

_WRAPPED: tuple[tuple[Mark, Callable[[Inlines], Inline]], ...] = (
    (Mark.SUPERSCRIPT, Superscript),
    (Mark.SUBSCRIPT, Subscript),
    (Mark.EMPHASIS, Emphasis),
    (Mark.STRONG, Strong),
    (Mark.STRUCK, Struck),
)


def tree_of(flow: content.Flow, keep: frozenset[str], listing: Listing, picture: Callable[[str], str]) -> Tree:
    """The parts of a file; `picture` turns "picture 3" into the name that the picture gets in the article."""
    builder = _Builder(flow, keep, listing, picture, own=language_of(content.all_words(flow.blocks), flow.lang))
    parts = nest(builder.marked(flow.blocks))
    return Tree(tuple(parts), builder.title, builder.subtitle, queries=tuple(builder.queries))


@dataclass
class _Builder:
    flow: content.Flow
    keep: frozenset[str]
    listing: Listing
    picture: Callable[[str], str]
    own: str = ""
    inside: int = 0
    title: Inlines = ()
    subtitle: Inlines = ()
    queries: list[Query] = field(default_factory=list)
    count: int = 0

    def node(self) -> Node:
        self.count += 1
        return Node(Place(self.flow.file, part=f"block {self.count}"))

    def marked(self, blocks: Sequence[content.Block]) -> Iterator[tuple[Part, ItemMark | None]]:
        rows: list[content.Row] = []
        for block in blocks:
            if isinstance(block, content.Row):
                rows.append(block)
                continue
            yield from ((part, None) for part in self.table(rows))
            rows = []
            yield from self.paragraph(block)
        yield from ((part, None) for part in self.table(rows))

    def inner(self, blocks: Sequence[content.Block]) -> Blocks:
        self.inside += 1
        parts = nest(self.marked(blocks))
        self.inside -= 1
        return tuple(Prose(part.node, (Strong(part.inlines),)) if isinstance(part, Heading) else part for part in parts)

    def paragraph(self, paragraph: content.Paragraph) -> Iterator[tuple[Part, ItemMark | None]]:
        properties = paragraph.properties
        if properties.contents:
            return
        style = Style(properties.name)
        mark = self.listing.mark(paragraph)
        whole = self.language(paragraph)
        inlines = self.inlines(paragraph.content, self.listing.cut(paragraph), own=whole or self.own)
        loose = not (mark or self.inside or properties.level or style.title or style.subtitle)
        if whole and inlines and not loose:
            inlines = (Span(inlines, whole),)
        if inlines and style.title and not self.title:
            self.title = inlines
        elif inlines and style.subtitle and not self.subtitle:
            self.subtitle = inlines
        elif inlines and properties.level:
            yield Heading(self.node(), min(properties.level, 6), _unstressed(inlines)), None
        elif inlines:
            node = self.node()
            yield Prose(replace(node, lang=whole or None) if loose else node, inlines), mark
        for item in paragraph.content:
            if isinstance(item, content.Picture):
                image = Image(self.picture(item.target), item.alt)
                yield Figure(self.node(), image, (), ()), replace(mark, kind="more") if mark else None

    def language(self, paragraph: content.Paragraph) -> str:
        """The language of a paragraph as a whole, when it is another than that of the file."""
        said = [w for w in paragraph.content if isinstance(w, content.Words) and any(c.isalpha() for c in w.text)]
        declared = {w.look.lang for w in said}
        words = "".join(w.text for w in said)
        return language_kept(declared.pop() if len(declared) == 1 else "", words, self.own)

    def inlines(
        self, items: Sequence[content.Words | content.Picture | content.Note], cut: int, *, own: str
    ) -> Inlines:
        """Typed inlines: runs of one link stand in one link, marks lie inside it; `own` is the language around them."""
        found: list[Inline] = []
        link: list[Inline] = []
        target = ""
        for item in items:
            aim = item.look.link if isinstance(item, content.Words) else ""
            if aim != target:
                found.extend(_linked(target, link))
                link, target = [], aim
            into = link if target else found
            if isinstance(item, content.Note):
                blocks = self.inner(item.blocks)
                if blocks:
                    into.append(ArticleNote(blocks))
            elif isinstance(item, content.Words) and not is_left_out(item, self.keep):
                said = item.text[cut:]
                cut = max(0, cut - len(item.text))
                lang = language_kept(item.look.lang, said, own)
                wrapped = list(_wrapped(said, item.look))
                into.extend([Span(tuple(wrapped), lang)] if lang and wrapped else wrapped)
        found.extend(_linked(target, link))
        return _stripped(found)

    def table(self, rows: Sequence[content.Row]) -> Iterator[Block]:
        if not rows:
            return
        node = self.node()
        cells = spans_of(grid_of(rows))
        spanning = [
            [Spanning(self.cell(at.paragraphs).blocks, high, wide) for at, high, wide in line] for line in cells
        ]
        told = len(list(takewhile(lambda row: row.head, rows)))
        grid = fill_grid(spanning, node.place, told)
        self.queries += grid.queries
        heads = min(max(told, grid.heads), max(1, len(grid.rows) - 1))
        if not told and any(high > heads for _, high, _ in cells[0]):
            heads = 0  # what goes on in rows of data is a row of data
        lines = [line for line in grid.rows[heads:] if any(cell.blocks for cell in line)]
        head = join_head(grid.rows[:heads]) if heads else ()
        if heads and not any(cell.blocks for cell in head):
            if not lines:
                return
            head = lines.pop(0)
        body = tuple(Row(self.node(), tuple(line)) for line in lines)
        if lines or head:
            yield Table(node, (), tuple(Alignment.START for _ in (head or lines[0])), head, body)

    def cell(self, paragraphs: Sequence[content.Paragraph]) -> Cell:
        flat = _flattened(paragraphs)
        if len(flat) != len(paragraphs):
            asks = "how should the table inside a table cell be shown; its words stand in one line now"
            hint = "write it as a table of its own below, or as a sentence"
            words = " ".join(item.text for p in flat for item in p.content if isinstance(item, content.Words))
            place = Place(self.flow.file, part=f'near "{" ".join(words.split())[:50]}"')
            self.queries.append(Query("nested-table", asks, hint, place=place))
        return Cell(self.inner(flat))


def _flattened(paragraphs: Sequence[content.Paragraph]) -> list[content.Paragraph]:
    """The paragraphs of a cell; those of a table inside it are one line."""
    found: list[content.Paragraph] = []
    line: list[content.Words | content.Picture | content.Note] = []

    def end() -> None:
        while line and isinstance(line[-1], content.Words) and not line[-1].text.strip(" –;"):
            line.pop()
        if line:
            found.append(content.Paragraph(tuple(line), content.Properties(table=1)))
        line.clear()

    for paragraph in paragraphs:
        if paragraph.properties.table < 2:
            end()
            found.append(paragraph)
            continue
        for item in paragraph.content:
            last = line[-1].text if line and isinstance(line[-1], content.Words) else ""
            if isinstance(item, content.Words) and item.text == "; " and last == " – ":
                line.pop()
            line.append(item)
    end()
    return found


def _unstressed(inlines: Inlines) -> Inlines:
    """A heading that is bold all over is bold by its look."""
    solid = [i for i in inlines if not (isinstance(i, Text) and not i.text.strip())]
    if not all(isinstance(i, Strong) for i in solid):
        return inlines
    return tuple(child for i in inlines for child in (i.children if isinstance(i, Strong) else (i,)))


def _linked(target: str, children: list[Inline]) -> list[Inline]:
    if target and is_safe_link(target) and children:
        return [Link(target, tuple(children))]
    return children


def _wrapped(text: str, look: content.Look) -> Iterator[Inline]:
    for index, line in enumerate(text.split("\n")):
        if index:
            yield Break()
        words = line.replace("\t", " ")
        if not words:
            continue
        inline: Inline = Code(words) if Mark.CODE in look.marks and words.strip() else Text(words)
        for mark, wrap in _WRAPPED:
            if mark in look.marks and words.strip():
                inline = wrap((inline,))
        yield inline


def _stripped(inlines: list[Inline]) -> Inlines:
    """Inlines without white space and breaks at their ends; neighbouring text is one."""
    merged: list[Inline] = []
    for inline in inlines:
        last = merged[-1] if merged else None
        if isinstance(inline, Text) and isinstance(last, Text):
            merged[-1] = Text(last.text + inline.text)
        else:
            merged.append(inline)
    while merged and _is_blank(merged[0]):
        merged.pop(0)
    while merged and _is_blank(merged[-1]):
        merged.pop()
    if merged and isinstance(merged[0], Text):
        merged[0] = Text(merged[0].text.lstrip())
    if merged and isinstance(merged[-1], Text):
        merged[-1] = Text(merged[-1].text.rstrip())
    return tuple(merged)


def _is_blank(inline: Inline) -> bool:
    return isinstance(inline, Break) or (isinstance(inline, Text) and not inline.text.strip())
