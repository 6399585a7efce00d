"""The bytes of an RTF file come in; its paragraphs, rows and notes go out, each run of words with all that it carries.

What is on paper is followed: text by the code page of its font, numbers as the file says they were shown, the result
of a field and not its instruction.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from pipeline.errors import PlainleafError
from pipeline.manuscript.characters.symbols import UNREADABLE
from pipeline.manuscript.flow.content import CellEdge, Look, Note, Paragraph, Picture, Properties
from pipeline.manuscript.pieces import Mark
from pipeline.manuscript.richtext.characters import Characters
from pipeline.manuscript.richtext.codepages import language_of
from pipeline.manuscript.richtext.state import (
    COLOURED,
    INFO,
    MARGINS,
    MAX_DEPTH,
    RAISED,
    SHOWING,
    SIGNS,
    SKIPPED,
    TOGGLES,
    TOKEN,
    Group,
    RichText,
    Story,
    broken,
    coloured,
    marked,
    raised,
    shown,
    white_entries,
)
from pipeline.manuscript.richtext.stories import Stories
from pipeline.manuscript.richtext.tables import read_fonts, read_lists, read_styles
from pipeline.manuscript.word.fields import address_of, symbol_of, words_of


@dataclass
class Reader:
    """Follows the tokens of one file."""

    file: str
    content: bytes
    _stories: Stories = field(init=False)
    _characters: Characters = field(init=False)
    _skip: int = 0
    _whites: frozenset[int] = frozenset()
    _instructions: list[list[str]] = field(default_factory=list)

    def read(self) -> RichText:
        """Everything in the file.

        Raises PlainleafError for groups nested without end, a file cut off, and text that its code page cannot hold.
        """
        found = RichText(self.file, lists=read_lists(self.content))
        self._stories = Stories(self.file, found, read_styles(self.content))
        self._characters = Characters(self._stories, fonts=read_fonts(self.content))
        self._whites = white_entries(self.content)
        found.filled, found.filled_cells = b"\\cbpat" in self.content, b"\\clcbpat" in self.content
        claimed = re.search(rb"\\ansicpg(\d{1,5})", self.content[:4000])
        if claimed:
            self._characters.page = int(claimed[1])
        # \mac, \pc and \pca name the character set where no code page is named: Mac Roman, 437 and 850.
        elif re.search(rb"\\mac\b", self.content[:200]):
            self._characters.page = 10000
        elif old := re.search(rb"\\(pca|pc)\b", self.content[:200]):
            self._characters.page = 850 if old[1] == b"pca" else 437
        position = 0
        while match := TOKEN.match(self.content, position):
            position = match.end()
            word, number, code, symbol, brace, plain = match.groups()
            if brace:
                self._characters.flush()
                self._skip = 0
                self._open() if brace == b"{" else self._close()
            # The bytes of \binN are a picture's own: braces and backslashes among them mean nothing (RTF 1.9.1,
            # Pictures).
            elif word == b"bin":
                position += max(0, int(number or 0))
            elif self._skip and (plain or code or symbol or word):
                rest = self._skipped(plain)
                if rest:
                    self._characters.waiting += rest
            elif code:
                self._characters.waiting.append(int(code, 16))
            elif plain:
                self._characters.waiting += plain
            elif symbol:
                self._symbol(symbol.decode("latin-1"))
            elif word:
                self._word(word.decode("ascii"), int(number) if number else None)
        self._characters.flush()
        self._characters.ask_code_pages()
        if len(self._stories.stack) > 1:
            raise PlainleafError(
                "the file is cut off or damaged", place=self.file, hint="copy it again, or save it again"
            )
        self._stories.end_paragraph()
        self._stories.end_loose_cells(self._stories.open[0])
        found.blocks = self._stories.open[0].blocks
        return found

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
        if len(self._stories.stack) > MAX_DEPTH:
            raise PlainleafError("groups are nested without end", place=self.file, hint="save the file again")
        group = self._stories.stack[-1]
        # \upr holds the same words twice, for old readers first and as Unicode behind (RTF 1.9.1, Unicode RTF).
        destination = "skipped" if group.holds == "upr" else group.destination
        self._stories.stack.append(replace(group, holds="", destination=destination))

    def _close(self) -> None:
        if len(self._stories.stack) == 1:
            return
        closed = self._stories.stack.pop()
        outer = self._stories.stack[-1]
        match closed.holds:
            case "field":
                self._instructions.pop()
            case "instruction":
                self._end_instruction(outer)
            case "footnote":
                self._stories.end_paragraph(closed)
                self._stories.end_loose_cells(self._stories.open[-1])
                story = self._stories.open.pop()
                self._stories.open[-1].open.append(Note(tuple(story.blocks)))
            case "shptxt":
                self._stories.end_paragraph(closed)
                story = self._stories.open.pop()
                boxed = (replace(b, box=True) if isinstance(b, Paragraph) else b for b in story.blocks)
                self._stories.open[-1].boxes.extend(boxed)
            case "listtext":
                self._stories.open[-1].label = " ".join("".join(self._stories.texts.pop("listtext", [])).split())
        if closed.destination != outer.destination and closed.destination in self._stories.texts and not closed.holds:
            self._stories.say_beside(closed.destination)

    def _end_instruction(self, outer: Group) -> None:
        """The instruction of a field is read: what it says of the result holds until the field ends."""
        said = "".join(self._stories.texts.pop("instruction", []))
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
        self._stories.say(found or UNREADABLE, outer)
        if found is None:
            self._stories.ask("sign", f"which sign is {named}", f'write it over "{UNREADABLE}"')

    def _symbol(self, symbol: str) -> None:
        if symbol == "'":
            raise broken(
                "the file is damaged: a character is written with signs that are no number", self._stories.place()
            )
        if symbol == "*":
            self._characters.flush()
            group = self._stories.stack[-1]
            group.destination, group.saved = "starred", group.destination
        elif symbol in "\\{}":
            self._characters.waiting += symbol.encode()
        else:
            self._characters.flush()
            group = self._stories.stack[-1]
            if symbol == "~":
                self._stories.say("\u00a0", group)
            elif symbol == "_":
                self._stories.say("\u2011", group)
            # A backslash before a line end is an old way to write \par; macOS still writes so.
            elif symbol in "\r\n":
                self._stories.end_paragraph()

    # control words

    def _word(self, word: str, number: int | None) -> None:
        group = self._stories.stack[-1]
        if word == "u" and number is not None:
            if self._characters.waiting:
                self._characters.flush()
            # \u takes a signed 16-bit number: characters from U+8000 on are written as negative ones.
            self._characters.units.append(number % 65536)
            self._skip = group.skip
            return
        self._characters.flush()
        if word == "uc":
            # \uc says how many characters for old readers follow each \u; 1 where it says nothing.
            group.skip = max(0, min(number if number is not None else 1, 20))
        elif word in TOGGLES:
            group.look = marked(group.look, TOGGLES[word], on=number != 0)
        elif word in RAISED:
            group.look = raised(group.look, word, number)
        elif word == "nosupersub":
            marks = group.look.marks - {Mark.SUPERSCRIPT, Mark.SUBSCRIPT}
            group.look = replace(group.look, marks=marks)
        elif word in SHOWING:
            group.look = shown(group.look, word, on=number != 0)
        elif word in COLOURED:
            group.look = coloured(group.look, word, 0 if number is None else number, self._whites)
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
            self._stories.say(SIGNS[word], group)
        elif word == "tab":
            self._stories.say("\t", group)
        elif word in {"line", "lbr"}:
            self._stories.say("\n", group)
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
                self._stories.end_paragraph()
            case "pard":
                # \pard takes a paragraph's properties back; those of its letters go with \plain.
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
                self._stories.end_cell(nested=word == "nestcell")
            case "row" | "nestrow":
                self._stories.end_row(nested=word == "nestrow")
            case "trowd" | "cellx" | "trhdr" if properties.table > 1:
                pass  # the row of a table in a cell (RTF 1.9.1, nesttableprops), which is written as a line
            case "trowd":
                self._stories.edges, self._stories.edge, self._stories.headed = [], CellEdge(0), False
            case "trhdr":
                self._stories.headed = True
            case "cellx":
                self._stories.edges.append(replace(self._stories.edge, right=number or 0))
                self._stories.edge = CellEdge(0)
            case "clmrg" | "clmgf" | "clvmrg" | "clvmgf":
                self._stories.edge = replace(
                    self._stories.edge,
                    across=self._stories.edge.across or word == "clmrg",
                    down=self._stories.edge.down or word == "clvmrg",
                )
            case _:
                return False
        return True

    def _destination_word(self, group: Group, word: str, number: int | None) -> None:
        match word:
            case "object":
                self._stories.found.objects += 1
                group.destination = "skipped"
            case _ if word in SKIPPED:
                group.destination = "skipped"
            case _ if word in MARGINS:
                group.destination = "margin"
            case "footnote" if (group.saved if group.destination == "starred" else group.destination) == "text":
                group.destination = "text"
                group.holds = "footnote"
                self._stories.open.append(Story())
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
                    self._stories.open.append(Story())
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
            outer = self._stories.stack[-2] if len(self._stories.stack) > 1 else group
            group.destination = outer.saved or "text"
        elif word == "shprslt":
            group.destination = "skipped"

    def _picture(self, group: Group) -> None:
        shown = group.destination == "text"
        self._stories.found.pictures += 1
        group.destination = "pict"
        if shown:
            self._stories.open[-1].open.append(Picture(f"picture {self._stories.found.pictures}"))
