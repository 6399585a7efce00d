"""A made-up document comes in; Word, OpenDocument, Rich Text or HTML as our own hand writes it goes out.

Where a word processor has several ways to write a thing (a struck word, a raised digit, a sign), they take turns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, unescape

from tests.manuscript.documents import odt
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
from tests.manuscript.generated.own_word import WordWriter


def write(document: Document, kind: str) -> bytes:
    """The document as `kind` ("docx", "odt", "rtf", "html")."""
    writers = {"docx": WordWriter, "odt": _OpenDocument, "rtf": _RichText, "html": _Html}
    made: bytes = writers[kind]().write(document)
    return made


@dataclass
class _OpenDocument:
    lists: list[str] = field(default_factory=list)
    notes: int = 0
    turn: int = 0

    def write(self, document: Document) -> bytes:
        body = f'<text:p text:style-name="Title">{document.title}</text:p>'
        body += "".join(self.block(block) for block in document.blocks)
        texts = {
            "struck0": 'style:text-line-through-style="solid"',
            "struck1": 'style:text-line-through-type="double"',
            "super0": 'style:text-position="super 58%"',
            "super1": 'style:text-position="33% 58%"',
            "sub0": 'style:text-position="sub 58%"',
            "sub1": 'style:text-position="-33% 58%"',
            "strong0": 'fo:font-weight="bold"',
            "strong1": 'fo:font-weight="700"',
            "emph0": 'fo:font-style="italic"',
            "emph1": 'fo:font-style="oblique"',
            "symbol": 'style:font-name="Symbol"',
            "wingdings": 'style:font-name="Wingdings"',
        }
        styles = "".join(
            f'<style:style style:name="{name}" style:family="text"><style:text-properties {said}/></style:style>'
            for name, said in texts.items()
        )
        return odt(body, styles + "".join(self.lists))

    def block(self, block: Block) -> str:
        match block:
            case Heading(level, text):
                return f'<text:h text:outline-level="{level}">{text}</text:h>'
            case Paragraph():
                return self.paragraph(block)
            case List():
                return self.list(block, 0, "")
            case Table(rows):
                return self.table(rows)

    def paragraph(self, paragraph: Paragraph) -> str:
        before, behind = paragraph.halves
        text = "".join(map(self.run, before))
        if paragraph.note:
            self.notes += 1
            text += (
                f'<text:note text:note-class="footnote"><text:note-citation>{self.notes}</text:note-citation>'
                f"<text:note-body><text:p>{paragraph.note}</text:p></text:note-body></text:note>"
            )
        text += "".join(map(self.run, behind))
        return f"<text:p>{text}</text:p>"

    def run(self, run: Run) -> str:
        text, marks = run
        self.turn += 1
        made = ""
        for words, font, code in parts_of(text):
            if code and self.turn % 2:
                made += f'<text:span text:style-name="{font.lower()}">{chr(0xF000 + code)}</text:span>'
            else:
                made += escape(words)
        address, plain = linked(marks)
        if DELETED in marks:
            return ""
        for mark in plain:
            made = f'<text:span text:style-name="{mark}{self.turn % 2}">{made}</text:span>'
        return f'<text:a xlink:type="simple" xlink:href="{address}">{made}</text:a>' if address else made

    def list(self, made: List, depth: int, around: str) -> str:
        name = f"L{len(self.lists)}"
        prefix = 'style:num-prefix="("' if made.delimiter == "()" else ""
        suffix = made.delimiter[-1]
        if made.style == "bullet":
            level = f'<text:list-level-style-bullet text:level="{depth + 1}" text:bullet-char="•"/>'
        else:
            level = (
                f'<text:list-level-style-number text:level="{depth + 1}" style:num-format="{FORMATS[made.style][2]}" '
                f'{prefix} style:num-suffix="{suffix}" text:start-value="{made.start}"/>'
            )
        self.lists.append(f'<text:list-style style:name="{name}">{level}</text:list-style>')
        items = ""
        for item in made.live:
            inside = self.paragraph(item.first) + "".join(self.paragraph(more) for more in item.more)
            inside += "".join(self.list(nested, depth + 1, name) for nested in item.lists)
            items += f"<text:list-item>{inside}</text:list-item>"
        return f'<text:list text:style-name="{name}">{items}</text:list>'

    def table(self, rows: Sequence[Sequence[Cell | None]]) -> str:
        made = ""
        for row in rows:
            cells = ""
            for cell in row:
                if cell is None:
                    cells += "<table:covered-table-cell/>"
                else:
                    spans = f'table:number-columns-spanned="{cell.wide}" table:number-rows-spanned="{cell.high}"'
                    said = "".join(map(self.paragraph, paragraphs_of(cell)))
                    cells += f"<table:table-cell {spans}>{said}</table:table-cell>"
            made += f"<table:table-row>{cells}</table:table-row>"
        return f"<table:table>{made}</table:table>"


_FONTS = {"Symbol": 1, "Wingdings": 4}


@dataclass
class _RichText:
    turn: int = 0

    def write(self, document: Document) -> bytes:
        head = (
            r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset2 Symbol;}"
            r"{\f2\fcharset178 Arial;}{\f3\fcharset177 Arial;}{\f4\fcharset2 Wingdings;}}"
            r"{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}"
            r"{\s9 Title;}}"
        )
        body = rf"\pard\s9 {document.title}\par" + "".join(self.block(block) for block in document.blocks)
        return f"{head}{body}}}".encode("latin-1")

    def block(self, block: Block) -> str:
        match block:
            case Heading(_, text):
                return rf"\pard\s1\outlinelevel0 {text}\par"
            case Paragraph():
                return self.paragraph(block, r"\pard")
            case List():
                return self.list(block, 0)
            case Table(rows):
                return self.table(rows)

    def paragraph(self, paragraph: Paragraph, opening: str, closing: str = r"\par") -> str:
        before, behind = paragraph.halves
        text = "".join(self.run(run, paragraph.lang) for run in before)
        if paragraph.note:
            text += rf"{{\super\chftn{{\footnote\pard{{\super\chftn}} {paragraph.note}}}}}"
        text += "".join(self.run(run, paragraph.lang) for run in behind)
        return f"{opening} {text}{closing}\n"

    def run(self, run: Run, lang: str) -> str:
        text, marks = run
        self.turn += 1
        told = {
            "struck": ("\\strike", "\\striked1"),
            "super": ("\\super", "\\up8"),
            "sub": ("\\sub", "\\dn6"),
            "strong": ("\\b", "\\b1"),
            "emph": ("\\i", "\\i1"),
        }
        made = ""
        for words, font, code in parts_of(text):
            if code and self.turn % 3 == 0:
                made += rf"{{\f{_FONTS[font]}\'{code:02x}}}"
            elif code and self.turn % 3 == 1:
                made += rf"{{\f{_FONTS[font]}\u{code + 0xF000 - 65536}?}}"
            else:
                made += self.words(words, lang)
        address, plain = linked(marks)
        if DELETED in marks:
            return rf"{{\deleted\revauthdel1 {made}}}"
        inside = "".join(told[mark][self.turn % 2] for mark in plain)
        made = f"{{{inside} {made}}}" if inside else made
        address = unescape(address)
        field = rf'{{\field{{\*\fldinst{{HYPERLINK "{address}"}}}}{{\fldrslt{{\ul {made}}}}}}}'
        return field if address else made

    def words(self, text: str, lang: str) -> str:
        if lang and self.turn % 2:
            codec, font = ("cp1256", 2) if lang == "ar" else ("cp1255", 3)
            said = "".join(rf"\'{byte:02x}" if byte > 127 else chr(byte) for byte in text.encode(codec))
            return rf"{{\f{font} {said}}}"
        units = text.encode("utf-16-le")
        numbers = [int.from_bytes(units[i : i + 2], "little") for i in range(0, len(units), 2)]
        return "".join(chr(n) if n < 128 else rf"\u{n if n < 32768 else n - 65536}?" for n in numbers)

    def list(self, made: List, depth: int) -> str:
        indent = 720 * (depth + 1)
        text = ""
        for index, item in enumerate(made.live):
            label = made.label(index) or r"\'95"
            opening = rf"\pard\ls1\ilvl{depth}\li{indent}\fi-360{{\listtext\pard\plain {label}\tab}}"
            text += self.paragraph(item.first, opening)
            text += "".join(self.paragraph(more, rf"\pard\li{indent}") for more in item.more)
            text += "".join(self.list(nested, depth + 1) for nested in item.lists)
        return text

    def table(self, rows: Sequence[Sequence[Cell | None]]) -> str:
        made = ""
        down: dict[int, Cell] = {}
        for row in rows:
            edges = cells = ""
            x = 0
            while x < len(row):
                cell = row[x]
                above = down.pop(x, None)
                if cell is None and above is not None:
                    edges += rf"\clvmrg\cellx{1000 * (x + above.wide)}"
                    cells += r"\cell "
                    x += above.wide
                elif cell is not None:
                    edges += (r"\clvmgf" if cell.high > 1 else "") + rf"\cellx{1000 * (x + cell.wide)}"
                    cells += r"\par ".join(self.paragraph(each, "", "").strip("\n") for each in paragraphs_of(cell))
                    cells += r"\cell "
                    if cell.high > 1:
                        down[x] = cell
                    x += cell.wide
                else:
                    x += 1
            made += rf"\trowd{edges}\pard\intbl {cells}\row" + "\n"
        return made


@dataclass
class _Html:
    notes: list[str] = field(default_factory=list)
    turn: int = 0

    def write(self, document: Document) -> bytes:
        body = f"<h1>{document.title}</h1>" + "".join(self.block(block) for block in document.blocks)
        notes = "".join(
            f'<li id="fn{n}"><p>{said} <a href="#ref{n}">↩</a></p></li>' for n, said in enumerate(self.notes, start=1)
        )
        body += f'<section class="footnotes"><ol>{notes}</ol></section>' if notes else ""
        head = f'<head><meta charset="utf-8"><title>{document.title}</title></head>'
        return f'<!DOCTYPE html><html lang="en">{head}<body>{body}</body></html>'.encode()

    def block(self, block: Block) -> str:
        match block:
            case Heading(level, text):
                return f"<h{level + 1}>{text}</h{level + 1}>"
            case Paragraph():
                return self.paragraph(block)
            case List():
                return self.list(block)
            case Table(rows):
                return self.table(rows)

    def paragraph(self, paragraph: Paragraph) -> str:
        attributes = f' lang="{paragraph.lang}" dir="rtl"' if paragraph.lang else ""
        before, behind = paragraph.halves
        text = "".join(map(self.run, before))
        if paragraph.note:
            self.notes.append(paragraph.note)
            number = len(self.notes)
            text += f'<sup><a href="#fn{number}" id="ref{number}">{number}</a></sup>'
        text += "".join(map(self.run, behind))
        return f"<p{attributes}>{text}</p>"

    def run(self, run: Run) -> str:
        text, marks = run
        self.turn += 1
        told = {
            "struck": ("del", "s"),
            "super": ("sup", "sup"),
            "sub": ("sub", "sub"),
            "strong": ("strong", "b"),
            "emph": ("em", "i"),
        }
        made = escape(text)
        address, plain = linked(marks)
        if DELETED in marks:
            return ""
        for mark in plain:
            tag = told[mark][self.turn % 2]
            made = f"<{tag}>{made}</{tag}>"
        return f'<a href="{address}">{made}</a>' if address else made

    def list(self, made: List) -> str:
        items = ""
        for item in made.live:
            inside = self.paragraph(item.first) + "".join(self.paragraph(more) for more in item.more)
            items += f"<li>{inside}{''.join(map(self.list, item.lists))}</li>"
        if made.style == "bullet":
            return f"<ul>{items}</ul>"
        return f'<ol type="{FORMATS[made.style][2]}" start="{made.start}">{items}</ol>'

    def table(self, rows: Sequence[Sequence[Cell | None]]) -> str:
        made = ""
        for y, row in enumerate(rows):
            tag = "td" if y else "th"
            cells = "".join(
                f'<{tag} colspan="{cell.wide}" rowspan="{cell.high}">{self.inside(cell)}</{tag}>'
                for cell in row
                if cell
            )
            made += f"<tr>{cells}</tr>"
        return f"<table>{made}</table>"

    def inside(self, cell: Cell) -> str:
        said = list(map(self.paragraph, paragraphs_of(cell)))
        return said[0].removeprefix("<p>").removesuffix("</p>") if len(said) == 1 else "".join(said)
