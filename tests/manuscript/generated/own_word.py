"""A made-up document comes in; the Word file that our own hand writes of it goes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from tests.manuscript.documents import changed, word
from tests.manuscript.generated.document import (
    DELETED,
    Block,
    Cell,
    Document,
    Heading,
    List,
    Paragraph,
    Run,
    Table,
)
from tests.manuscript.generated.own_shapes import FORMATS, linked, paragraphs_of, parts_of

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@dataclass
class WordWriter:
    lists: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    counting: int = 0
    turn: int = 0

    def write(self, document: Document) -> bytes:
        body = self.paragraph(Paragraph(((document.title, frozenset()),)), '<w:pStyle w:val="Title"/>')
        body += "".join(self.block(block) for block in document.blocks)
        numbering = f"<w:numbering {_W}>{''.join(self.lists)}{self.instances()}</w:numbering>"
        notes = f"<w:footnotes {_W}>{''.join(self.notes)}</w:footnotes>"
        made = word(lambda d: None)
        made = changed(made, "word/document.xml", lambda c: c.replace(b"<w:body>", b"<w:body>" + body.encode()))
        made = changed(made, "word/numbering.xml", lambda _: numbering.encode())
        made = changed(made, "word/footnotes.xml", lambda _: notes.encode())
        links = "".join(
            f'<Relationship Id="rIdL{n}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
            f'hyperlink" Target="{address}" TargetMode="External"/>'
            for n, address in enumerate(self.links, start=1)
        )
        relation = links.encode() + (
            b'<Relationship Id="rIdN" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
            b'footnotes" Target="footnotes.xml"/></Relationships>'
        )
        made = changed(made, "word/_rels/document.xml.rels", lambda c: c.replace(b"</Relationships>", relation))
        kind = (
            b'<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            b'wordprocessingml.footnotes+xml"/></Types>'
        )
        return changed(made, "[Content_Types].xml", lambda c: c.replace(b"</Types>", kind))

    def instances(self) -> str:
        return "".join(
            f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in range(1, len(self.lists) + 1)
        )

    def block(self, block: Block) -> str:
        match block:
            case Heading(level, text):
                return self.paragraph(Paragraph(((text, frozenset()),)), f'<w:pStyle w:val="Heading{level}"/>')
            case Paragraph():
                return self.paragraph(block)
            case List():
                return self.list(block, 0)
            case Table(rows):
                return self.table(rows)

    def paragraph(self, paragraph: Paragraph, properties: str = "", fate: str = "") -> str:
        if fate:
            return self.tracked(paragraph, properties, fate)
        bidi = "<w:bidi/>" if paragraph.lang else ""
        before, behind = paragraph.halves
        runs = "".join(self.run(run, paragraph.lang) for run in before)
        if paragraph.note:
            number = len(self.notes) + 1
            said = f"<w:r><w:t>{escape(paragraph.note)}</w:t></w:r>"
            self.notes.append(f'<w:footnote w:id="{number}"><w:p>{said}</w:p></w:footnote>')
            runs += f'<w:r><w:footnoteReference w:id="{number}"/></w:r>'
        runs += "".join(self.run(run, paragraph.lang) for run in behind)
        return f"<w:p><w:pPr>{properties}{bidi}</w:pPr>{runs}</w:p>"

    def tracked(self, paragraph: Paragraph, properties: str, fate: str) -> str:
        """A paragraph that an editor deleted, moved to here, or left here when it was moved, with its mark."""
        self.turn += 1
        tag = {"deleted": "del", "moved": "moveTo", "left": "moveFrom"}[fate]
        mark = f'<w:{tag} w:id="{self.turn}" w:author="A"/>'
        words = "delText" if fate == "deleted" else "t"
        run = f"<w:r><w:{words}>{paragraph.runs[0][0]}</w:{words}></w:r>"
        said = f'<w:{tag} w:id="{self.turn}" w:author="A">{run}</w:{tag}>'
        return f"<w:p><w:pPr>{properties}<w:rPr>{mark}</w:rPr></w:pPr>{said}</w:p>"

    def run(self, run: Run, lang: str) -> str:
        text, marks = run
        self.turn += 1
        told = {
            "struck": ("<w:strike/>", "<w:dstrike/>"),
            "super": ('<w:vertAlign w:val="superscript"/>', '<w:position w:val="8"/>'),
            "sub": ('<w:vertAlign w:val="subscript"/>', '<w:position w:val="-6"/>'),
            "strong": ("<w:b/>", '<w:b w:val="1"/>'),
            "emph": ("<w:i/>", '<w:i w:val="true"/>'),
        }
        address, plain = linked(marks)
        if DELETED in marks:
            return f'<w:del w:id="{self.turn}" w:author="A"><w:r><w:delText>{text}</w:delText></w:r></w:del>'
        inside = "".join(told[mark][self.turn % 2] for mark in plain)
        inside += f'<w:rtl/><w:lang w:bidi="{lang}"/>' if lang else ""
        made = ""
        for words, font, code in parts_of(text):
            if code and self.turn % 3 == 0:
                made += f'<w:r><w:rPr>{inside}</w:rPr><w:sym w:font="{font}" w:char="F0{code:02X}"/></w:r>'
            elif code and self.turn % 3 == 1:
                fonts = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>'
                made += f"<w:r><w:rPr>{fonts}{inside}</w:rPr><w:t>{chr(0xF000 + code)}</w:t></w:r>"
            else:
                made += f'<w:r><w:rPr>{inside}</w:rPr><w:t xml:space="preserve">{escape(words)}</w:t></w:r>'
        return self.link(address, made) if address else made

    def link(self, address: str, runs: str) -> str:
        """A field in three runs, a simple field, or a relation: Word writes all three."""
        instruction = f' HYPERLINK "{address}" '
        if self.turn % 3 == 0:
            return f"<w:fldSimple w:instr='{instruction}'>{runs}</w:fldSimple>"
        if self.turn % 3 == 1:
            ends = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
            return f"{ends[0]}<w:r><w:instrText>{instruction}</w:instrText></w:r>{ends[1]}{runs}{ends[2]}"
        self.links.append(address)
        return f'<w:hyperlink r:id="rIdL{len(self.links)}">{runs}</w:hyperlink>'

    def list(self, made: List, depth: int) -> str:
        counts, _, _ = FORMATS[made.style]
        shown = {".": f"%{depth + 1}.", ")": f"%{depth + 1})", "()": f"(%{depth + 1})"}[made.delimiter]
        shown = "•" if made.style == "bullet" else shown
        number = self.counting if made.goes_on else len(self.lists) + 1
        self.counting = number if not depth else self.counting
        indent = 720 * (depth + 1)
        level = (
            f'<w:lvl w:ilvl="{depth}"><w:start w:val="{made.start}"/><w:numFmt w:val="{counts}"/>'
            f'<w:lvlText w:val="{shown}"/><w:pPr><w:ind w:left="{indent}" w:hanging="360"/></w:pPr></w:lvl>'
        )
        if not made.goes_on:
            self.lists.append(f'<w:abstractNum w:abstractNumId="{number}">{level}</w:abstractNum>')
        text = ""
        for item in made.items:
            numbered = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
            text += self.paragraph(item.first, numbered, item.fate)
            for more in item.more:
                text += self.paragraph(more, f'<w:ind w:left="{indent}"/>')
            text += "".join(self.list(nested, depth + 1) for nested in item.lists)
        for item in made.items:
            text += self.paragraph(item.first, numbered, "left") if item.fate == "moved" else ""
        return text

    def table(self, rows: Sequence[Sequence[Cell | None]]) -> str:
        made = ""
        open_columns: dict[int, Cell] = {}
        for row in rows:
            cells, x = "", 0
            while x < len(row):
                cell = row[x]
                above = open_columns.get(x)
                if cell is None and above is not None:
                    cells += f"<w:tc><w:tcPr>{_grid(above.wide)}<w:vMerge/></w:tcPr><w:p/></w:tc>"
                    x += above.wide
                    open_columns.pop(x - above.wide)
                elif cell is not None:
                    merge = '<w:vMerge w:val="restart"/>' if cell.high > 1 else ""
                    said = "".join(map(self.paragraph, paragraphs_of(cell)))
                    cells += f"<w:tc><w:tcPr>{_grid(cell.wide)}{merge}</w:tcPr>{said}</w:tc>"
                    if cell.high > 1:
                        open_columns[x] = cell
                    x += cell.wide
                else:
                    x += 1
            made += f"<w:tr>{cells}</w:tr>"
        look = '<w:tblPr><w:tblLook w:val="0420" w:firstRow="1"/></w:tblPr>'
        return f"<w:tbl>{look}<w:tblGrid>{'<w:gridCol/>' * len(rows[0])}</w:tblGrid>{made}</w:tbl>"


def _grid(wide: int) -> str:
    return f'<w:gridSpan w:val="{wide}"/>' if wide > 1 else ""
