"""Words and the ends of paragraphs, cells and rows come in; the blocks of the body, of notes and of boxes go out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from pipeline.finding import Place
from pipeline.manuscript.flow.content import CellEdge, Look, Paragraph, Properties, Row, Words
from pipeline.manuscript.pieces import Query
from pipeline.manuscript.richtext.state import Group, RichText, Story
from pipeline.manuscript.word.styles import heading_level


@dataclass
class Stories:
    """The stories and groups of one file that are open, and what was found so far."""

    file: str
    found: RichText
    styles: dict[int, tuple[str, int]] = field(default_factory=dict)
    stack: list[Group] = field(default_factory=lambda: [Group()])
    open: list[Story] = field(default_factory=lambda: [Story()])
    texts: dict[str, list[str]] = field(default_factory=dict)
    edges: list[CellEdge] = field(default_factory=list)
    headed: bool = False
    edge: CellEdge = field(default_factory=lambda: CellEdge(0))

    def ask(self, name: str, asks: str, hint: str) -> None:
        """Note a question at the paragraph that is being written."""
        self.found.queries.append(Query(name, asks, hint, place=self.place()))

    def place(self) -> Place:
        """The paragraph of the body that is being written, counted from 1."""
        return Place(self.file, part=f"paragraph {len(self.open[0].blocks) + 1}")

    def say(self, text: str, group: Group) -> None:
        """Add words where their group says they go: to the open story, beside it, or nowhere."""
        destination = group.destination
        if destination in {"skipped", "starred", "pict", "info"} or not text:
            return
        if destination != "text":
            self.texts.setdefault(destination, []).append(text)
            return
        look = replace(group.look, link=group.link)
        story = self.open[-1]
        last = story.open[-1] if story.open else None
        if isinstance(last, Words) and last.look == look:
            story.open[-1] = Words(last.text + text, look)
        else:
            story.open.append(Words(text, look))

    def say_beside(self, destination: str) -> None:
        """What was said in a margin, a comment or the file's properties ends."""
        text = " ".join("".join(self.texts.pop(destination, [])).split())
        if text:
            self.found.beside.append((destination, text))

    def end_paragraph(self, group: Group | None = None) -> None:
        """The open paragraph ends, with the properties of `group` or of the innermost one."""
        group = group or self.stack[-1]
        if group.destination not in {"text"}:
            if group.destination in self.texts:
                self.texts[group.destination].append(" ")
            return
        story = self.open[-1]
        properties = self._settled(group.properties)
        if story.open or story.label is not None:
            paragraph = Paragraph(tuple(story.open), properties, story.label)
            if properties.table:
                story.waiting.append(paragraph)
            else:
                self.end_loose_cells(story)
                story.blocks.append(paragraph)
        story.open, story.label = [], None
        if not properties.table and story.boxes:
            story.blocks.extend(story.boxes)
            story.boxes = []

    def _settled(self, properties: Properties) -> Properties:
        name, level = self.styles.get(properties.style, ("", 9))
        outline = properties.outline if properties.outline < 9 else level
        named = heading_level(name)
        return replace(properties, name=name, level=outline + 1 if outline < 9 else named)

    def end_loose_cells(self, story: Story) -> None:
        """Cells that no row ended still are a row; what no cell ended is text, as in a note that hangs in a cell."""
        if story.waiting and not story.cells:
            story.blocks += [replace(p, properties=replace(p.properties, table=0)) for p in story.waiting]
            story.waiting = []
        if story.cells or story.waiting:
            self.end_row(nested=False)

    def end_cell(self, *, nested: bool) -> None:
        """The open cell ends; cells of a nested table stay in the cell around them, with a dash between."""
        story = self.open[-1]
        if story.open or story.label is not None:
            properties = self._settled(replace(self.stack[-1].properties, table=2 if nested else 1))
            story.waiting.append(Paragraph(tuple(story.open), properties, story.label))
            story.open, story.label = [], None
        if nested:
            story.waiting.append(Paragraph((Words(" – ", Look()),), Properties(table=2), None))
        else:
            story.cells.append(story.waiting)
            story.waiting = []

    def end_row(self, *, nested: bool) -> None:
        """The open row ends; a row of a nested table ends with a semicolon."""
        story = self.open[-1]
        if nested:
            story.waiting.append(Paragraph((Words("; ", Look()),), Properties(table=2), None))
            return
        if story.waiting:
            story.cells.append(story.waiting)
            story.waiting = []
        if story.cells:
            cells = tuple(tuple(cell) for cell in story.cells)
            story.blocks.append(Row(cells, tuple(self.edges), head=self.headed))
            story.cells = []
        story.blocks.extend(story.boxes)
        story.boxes = []
