"""The bytes of an RTF file come in; its paragraphs, rows and notes go out, each run of words with all that it carries.

What is on paper is followed: text by the code page of its font, numbers as the file says they were shown, the result
of a field and not its instruction.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from pipeline.errors import PlainleafError
from pipeline.finding import Place
from pipeline.manuscript.flow.content import (
    CellEdge,
    Look,
    Note,
    Paragraph,
    Picture,
    Properties,
    Row,
    Words,
)
from pipeline.manuscript.pieces import Mark, Query
from pipeline.manuscript.richtext.codepages import SYMBOL, codec_of, doubt, language_of, page_of
from pipeline.manuscript.richtext.state import (
    INFO,
    MARGINS,
    MAX_DEPTH,
    RAISED,
    SIGNS,
    SKIPPED,
    TOGGLES,
    TOKEN,
    Group,
    RichText,
    Story,
    broken,
    marked,
    raised,
)
from pipeline.manuscript.richtext.tables import read_fonts, read_lists, read_styles
from pipeline.manuscript.symbols import UNREADABLE, is_symbol_font, sign
from pipeline.manuscript.word.fields import address_of, symbol_of, words_of
from pipeline.manuscript.word.styles import heading_level


@dataclass
class Reader:
    """Follows the tokens of one file."""

    file: str
    content: bytes
    found: RichText = field(init=False)
    page: int = 1252
    _fonts: dict[int, tuple[str, int, int | None]] = field(default_factory=dict)
    _styles: dict[int, tuple[str, int]] = field(default_factory=dict)
    _stack: list[Group] = field(default_factory=lambda: [Group()])
    _stories: list[Story] = field(default_factory=lambda: [Story()])
    _bytes: bytearray = field(default_factory=bytearray)
    _units: list[int] = field(default_factory=list)
    _skip: int = 0
    _instructions: list[list[str]] = field(default_factory=list)
    _texts: dict[str, list[str]] = field(default_factory=dict)
    _edges: list[CellEdge] = field(default_factory=list)
    _edge: CellEdge = field(default_factory=lambda: CellEdge(0))

    def read(self) -> RichText:
        """Everything in the file.

        Raises PlainleafError for groups nested without end, a file cut off, and text that its code page cannot hold.
        """
        self.found = RichText(self.file, lists=read_lists(self.content))
        self._fonts, self._styles = read_fonts(self.content), read_styles(self.content)
        claimed = re.search(rb"\\ansicpg(\d{1,5})", self.content[:4000])
        if claimed:
            self.page = int(claimed[1])
        elif re.search(rb"\\mac\b", self.content[:200]):
            self.page = 10000
        elif old := re.search(rb"\\(pca|pc)\b", self.content[:200]):
            self.page = 850 if old[1] == b"pca" else 437
        position = 0
        while match := TOKEN.match(self.content, position):
            position = match.end()
            word, number, code, symbol, brace, plain = match.groups()
            if brace:
                self._flush()
                self._skip = 0
                self._open() if brace == b"{" else self._close()
            elif word == b"bin":
                position += max(0, int(number or 0))
            elif self._skip and (plain or code or symbol or word):
                rest = self._skipped(plain)
                if rest:
                    self._bytes += rest
            elif code:
                self._bytes.append(int(code, 16))
            elif plain:
                self._bytes += plain
            elif symbol:
                self._symbol(symbol.decode("latin-1"))
            elif word:
                self._word(word.decode("ascii"), int(number) if number else None)
        self._flush()
        if len(self._stack) > 1:
            raise PlainleafError(
                "the file is cut off or damaged", place=self.file, hint="copy it again, or save it again"
            )
        self._end_paragraph()
        self._end_loose_cells(self._stories[0])
        self.found.blocks = self._stories[0].blocks
        return self.found

    def _skipped(self, plain: bytes | None) -> bytes:
        """What is left of plain text after the stand-in of a \\u; a control word counts as one character."""
        if plain is None:
            self._skip -= 1
            return b""
        taken = min(self._skip, len(plain))
        self._skip -= taken
        return plain[taken:]

    # groups

    def _open(self) -> None:
        if len(self._stack) > MAX_DEPTH:
            raise PlainleafError("groups are nested without end", place=self.file, hint="save the file again")
        group = self._stack[-1]
        destination = "skipped" if group.holds == "upr" else group.destination
        self._stack.append(replace(group, holds="", destination=destination))

    def _close(self) -> None:
        if len(self._stack) == 1:
            return
        closed = self._stack.pop()
        outer = self._stack[-1]
        match closed.holds:
            case "field":
                self._instructions.pop()
            case "instruction":
                self._end_instruction(outer)
            case "footnote":
                self._end_paragraph(closed)
                self._end_loose_cells(self._stories[-1])
                story = self._stories.pop()
                self._stories[-1].open.append(Note(tuple(story.blocks)))
            case "shptxt":
                self._end_paragraph(closed)
                story = self._stories.pop()
                boxed = (replace(b, box=True) if isinstance(b, Paragraph) else b for b in story.blocks)
                self._stories[-1].boxes.extend(boxed)
            case "listtext":
                self._stories[-1].label = " ".join("".join(self._texts.pop("listtext", [])).split())
        if closed.destination != outer.destination and closed.destination in self._texts and not closed.holds:
            self._say_beside(closed.destination)

    def _say_beside(self, destination: str) -> None:
        text = " ".join("".join(self._texts.pop(destination, [])).split())
        if text:
            self.found.beside.append((destination, text))

    def _end_instruction(self, outer: Group) -> None:
        """The instruction of a field is read: what it says of the result holds until the field ends."""
        said = "".join(self._texts.pop("instruction", []))
        if self._instructions:
            self._instructions[-1].append(said)
        words = words_of(said)
        name = words[0].upper() if words else ""
        if name == "HYPERLINK":
            outer.link = address_of(words)
        elif name == "SYMBOL":
            self._symbol_field(words, outer)
            outer.destination = "skipped"
        elif name in {"TOC", "INDEX"}:
            outer.properties = replace(outer.properties, contents=True)

    def _symbol_field(self, words: list[str], outer: Group) -> None:
        found, named = symbol_of(words)
        self._say(found or UNREADABLE, outer)
        if found is None:
            self._ask("sign", f"which sign is {named}", f'write it over "{UNREADABLE}"')

    def _ask(self, name: str, asks: str, hint: str) -> None:
        self.found.queries.append(Query(name, asks, hint, place=self._place()))

    def _place(self) -> Place:
        return Place(self.file, part=f"paragraph {len(self._stories[0].blocks) + 1}")

    # characters

    def _flush(self) -> None:
        """Bytes and halves of characters that were waiting become text."""
        if self._units:
            units, self._units = self._units, []
            raw = b"".join(unit.to_bytes(2, "little") for unit in units)
            text = raw.decode("utf-16-le", "replace")
            self._say_from_font(text, None)
        if self._bytes:
            raw = bytes(self._bytes)
            self._bytes.clear()
            group = self._stack[-1]
            if group.destination in {"skipped", "starred", "pict", "info"}:
                return
            name, charset, page = self._font(group)
            if (charset == SYMBOL or is_symbol_font(name)) and group.destination != "instruction":
                self._say_from_font(raw.decode("latin-1"), raw)
                return
            codec = codec_of(page if page is not None else page_of(charset, self.page))
            text = raw.decode(codec, "replace")
            self._refuse_mojibake(text, raw, codec)
            self._say(text, group)

    def _refuse_mojibake(self, text: str, raw: bytes, codec: str) -> None:
        if raw.isascii():
            return
        if reason := doubt(text, codec, raw):
            raise PlainleafError(
                f'the words "{text.strip()[:40]}" are said to be in {codec}, but {reason}',
                place=str(self._place()),
                hint="open the file in Word or LibreOffice, look whether the words are readable, and save it as .docx",
            )

    def _font(self, group: Group) -> tuple[str, int, int | None]:
        number = group.other_font if group.rightward and group.other_font is not None else group.font
        return self._fonts.get(number, ("", 1, None))

    def _say_from_font(self, text: str, raw: bytes | None) -> None:
        """Text in a font that may draw signs for letters; `raw` is None for what came as Unicode."""
        group = self._stack[-1]
        name, charset, _ = self._font(group)
        symbolic = is_symbol_font(name) or charset == SYMBOL
        signs = []
        for character in text:
            code = ord(character)
            private = 0xE000 <= code <= 0xF8FF
            if not private and not (symbolic and (raw is not None or 0x20 <= code < 0x100)):
                signs.append("\ufffd" if 0xD800 <= code <= 0xDFFF else character)
                continue
            found = sign(name, code) if is_symbol_font(name) or not symbolic else None
            if found is None and code == 0x20:
                found = " "
            if found is None and group.destination == "text":
                self._ask(
                    "sign",
                    f'which sign is {f"U+{code:04X}" if private else repr(character)} of the font "{name}"',
                    f'write it over "{UNREADABLE}"',
                )
            signs.append(found or UNREADABLE)
        said = "".join(signs)
        if "\ufffd" in said:
            raise broken("half of a character is missing", self._place())
        self._say(said, group)

    def _say(self, text: str, group: Group) -> None:
        destination = group.destination
        if destination in {"skipped", "starred", "pict", "info"} or not text:
            return
        if destination != "text":
            self._texts.setdefault(destination, []).append(text)
            return
        look = replace(group.look, link=group.link)
        story = self._stories[-1]
        last = story.open[-1] if story.open else None
        if isinstance(last, Words) and last.look == look:
            story.open[-1] = Words(last.text + text, look)
        else:
            story.open.append(Words(text, look))

    def _symbol(self, symbol: str) -> None:
        if symbol == "'":
            raise broken("the file is damaged: a character is written with signs that are no number", self._place())
        if symbol == "*":
            self._flush()
            self._stack[-1].destination, self._stack[-1].saved = "starred", self._stack[-1].destination
        elif symbol in "\\{}":
            self._bytes += symbol.encode()
        else:
            self._flush()
            group = self._stack[-1]
            if symbol == "~":
                self._say("\u00a0", group)
            elif symbol == "_":
                self._say("\u2011", group)
            elif symbol in "\r\n":
                self._end_paragraph()

    # control words

    def _word(self, word: str, number: int | None) -> None:
        group = self._stack[-1]
        if word == "u" and number is not None:
            if self._bytes:
                self._flush()
            self._units.append(number % 65536)
            self._skip = group.skip
            return
        self._flush()
        if word == "uc":
            group.skip = max(0, min(number if number is not None else 1, 20))
        elif word in TOGGLES:
            group.look = marked(group.look, TOGGLES[word], on=number != 0)
        elif word in RAISED:
            group.look = raised(group.look, word, number)
        elif word == "nosupersub":
            marks = group.look.marks - {Mark.SUPERSCRIPT, Mark.SUBSCRIPT}
            group.look = replace(group.look, marks=marks)
        elif word in {"v", "deleted"}:
            flag = number != 0
            group.look = replace(group.look, hidden=flag) if word == "v" else replace(group.look, deleted=flag)
        elif word == "plain":
            group.look = Look()
            group.rightward, group.other_font = False, None
        elif word in {"f", "af", "rtlch", "ltrch"}:
            self._set_font(group, word, number)
        elif word in {"lang", "alang"} and number is not None:
            rightward = word == "alang"
            if rightward == group.rightward:
                group.look = replace(group.look, lang=language_of(number))
        elif word in SIGNS:
            self._say(SIGNS[word], group)
        elif word == "tab":
            self._say("\t", group)
        elif word in {"line", "lbr"}:
            self._say("\n", group)
        elif not self._paragraph_word(group, word, number):
            self._destination_word(group, word, number)

    def _set_font(self, group: Group, word: str, number: int | None) -> None:
        if word in {"rtlch", "ltrch"}:
            group.rightward = word == "rtlch"
        elif word == "af":
            group.other_font = number or 0
        else:
            group.font = number or 0

    def _paragraph_word(self, group: Group, word: str, number: int | None) -> bool:
        """Paragraphs, cells and rows; False for a word that is none of theirs."""
        properties = group.properties
        match word:
            case "par" | "sect" | "page":
                self._end_paragraph()
            case "pard":
                group.properties = Properties(contents=properties.contents)
            case "intbl":
                group.properties = replace(properties, table=max(1, properties.table))
            case "itap":
                group.properties = replace(properties, table=number or 0)
            case "s":
                group.properties = replace(properties, style=number or 0)
            case "outlinelevel":
                group.properties = replace(properties, outline=number if number is not None else 9)
            case "ls":
                group.properties = replace(properties, list=number or 0)
            case "ilvl":
                group.properties = replace(properties, depth=min(max(number or 0, 0), 8))
            case "li" | "lin":
                group.properties = replace(properties, indent=number or 0)
            case "fi":
                group.properties = replace(properties, first=number or 0)
            case "rtlpar" | "ltrpar":
                group.properties = replace(properties, rightward=word == "rtlpar")
            case "cell" | "nestcell":
                self._end_cell(nested=word == "nestcell")
            case "row" | "nestrow":
                self._end_row(nested=word == "nestrow")
            case "trowd":
                self._edges, self._edge = [], CellEdge(0)
            case "cellx":
                self._edges.append(replace(self._edge, right=number or 0))
                self._edge = CellEdge(0)
            case "clmrg" | "clmgf" | "clvmrg" | "clvmgf":
                self._edge = replace(
                    self._edge, across=self._edge.across or word == "clmrg", down=self._edge.down or word == "clvmrg"
                )
            case _:
                return False
        return True

    def _destination_word(self, group: Group, word: str, number: int | None) -> None:
        match word:
            case "object":
                self.found.objects += 1
                group.destination = "skipped"
            case _ if word in SKIPPED:
                group.destination = "skipped"
            case _ if word in MARGINS:
                group.destination = "margin"
            case "footnote" if (group.saved if group.destination == "starred" else group.destination) == "text":
                group.destination = "text"
                group.holds = "footnote"
                self._stories.append(Story())
                group.properties, group.look, group.link = Properties(), Look(), ""
            case "annotation" | "info":
                group.destination = word
            case _ if word in INFO and group.destination == "info":
                group.destination = f"info {word}"
            case "pict":
                self._picture(group)
            case "shppict" | "ud" | "shpinst" | "shp" | "shprslt" | "do" | "fldrslt":
                self._lift_star(group, word)
            case "shptxt" | "dptxbxtext":
                self._lift_star(group, word)
                if group.destination == "text":
                    group.holds = "shptxt"
                    self._stories.append(Story())
                    group.properties, group.look = Properties(), Look()
            case "field":
                group.holds = "field"
                self._instructions.append([])
            case "fldinst":
                inside = group.saved if group.destination == "starred" else group.destination
                if inside in {"text", "instruction"}:
                    group.holds, group.destination = "instruction", "instruction"
                else:
                    group.destination = "skipped"
            case "upr":
                group.holds = "upr"
                group.saved = group.destination
            case "listtext" | "pntext":
                if group.destination in {"text", "starred"}:
                    group.holds, group.destination = "listtext", "listtext"
            case "chftn" | "chatn":
                pass
            case "nesttableprops":
                group.destination = "text" if group.destination == "starred" else group.destination

    def _lift_star(self, group: Group, word: str) -> None:
        if group.destination == "starred":
            group.destination = group.saved or "text"
        if word == "ud":
            outer = self._stack[-2] if len(self._stack) > 1 else group
            group.destination = outer.saved or "text"
        elif word == "shprslt":
            group.destination = "skipped"

    def _picture(self, group: Group) -> None:
        shown = group.destination == "text"
        self.found.pictures += 1
        group.destination = "pict"
        if shown:
            self._stories[-1].open.append(Picture(f"picture {self.found.pictures}"))

    # paragraphs

    def _end_paragraph(self, group: Group | None = None) -> None:
        group = group or self._stack[-1]
        if group.destination not in {"text"}:
            if group.destination in self._texts:
                self._texts[group.destination].append(" ")
            return
        story = self._stories[-1]
        properties = self._settled(group.properties)
        if story.open or story.label is not None:
            paragraph = Paragraph(tuple(story.open), properties, story.label)
            if properties.table:
                story.waiting.append(paragraph)
            else:
                self._end_loose_cells(story)
                story.blocks.append(paragraph)
        story.open, story.label = [], None
        if not properties.table and story.boxes:
            story.blocks.extend(story.boxes)
            story.boxes = []

    def _settled(self, properties: Properties) -> Properties:
        name, level = self._styles.get(properties.style, ("", 9))
        outline = properties.outline if properties.outline < 9 else level
        named = heading_level(name)
        return replace(properties, name=name, level=outline + 1 if outline < 9 else named)

    def _end_loose_cells(self, story: Story) -> None:
        """Cells that no row ended still are a row."""
        if story.cells or story.waiting:
            self._end_row(nested=False)

    def _end_cell(self, *, nested: bool) -> None:
        story = self._stories[-1]
        if story.open or story.label is not None:
            properties = self._settled(replace(self._stack[-1].properties, table=2 if nested else 1))
            story.waiting.append(Paragraph(tuple(story.open), properties, story.label))
            story.open, story.label = [], None
        if nested:
            story.waiting.append(Paragraph((Words(" – ", Look()),), Properties(table=2), None))
        else:
            story.cells.append(story.waiting)
            story.waiting = []

    def _end_row(self, *, nested: bool) -> None:
        story = self._stories[-1]
        if nested:
            story.waiting.append(Paragraph((Words("; ", Look()),), Properties(table=2), None))
            return
        if story.waiting:
            story.cells.append(story.waiting)
            story.waiting = []
        if story.cells:
            story.blocks.append(Row(tuple(tuple(cell) for cell in story.cells), tuple(self._edges)))
            story.cells = []
        story.blocks.extend(story.boxes)
        story.boxes = []
