"""The bytes of an RTF file come in; its pieces go out (Rich Text Format specification 1.9.1).

A second reader beside pandoc: it follows groups and destinations only as far as the words need it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.errors import PlainleafError
from pipeline.finding import Place
from pipeline.manuscript.pieces import Kind, Piece

_TOKEN = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.IGNORECASE
)
_MAX_DEPTH = 500
_SKIPPED = frozenset(
    "fonttbl colortbl stylesheet listtable listoverridetable revtbl rsidtbl generator xmlnstbl datastore themedata "
    "colorschememapping latentstyles filetbl pgptbl mmathPr template fldinst bkmkstart bkmkend listtext pntext "
    "pnseclvl object objdata nonshppict shpinst background datafield atnid atnref atndate atnparent atntime "
    "upr private1 operator company manager doccomm hlinkbase passwordhash footnotesep".split()
)
_MARGINS = frozenset("header footer headerl headerr headerf footerl footerr footerf".split())
_INFO = frozenset("author title subject keywords comment category".split())
_SIGNS = {
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "tab": " ",
    "line": " ",
    "emspace": " ",
    "enspace": " ",
    "~": "\u00a0",
    "_": "-",
}


@dataclass
class _Group:
    destination: str = "text"
    hidden: bool = False
    deleted: bool = False
    codepage: str = "cp1252"
    skip: int = 1
    listed: bool = False
    cell: bool = False


@dataclass
class RichTextReader:
    """Reads the pieces of one RTF file in reading order."""

    file: str
    keep: frozenset[str]
    pieces: list[Piece] = field(default_factory=list)
    pictures: int = 0
    _words: dict[str, list[str]] = field(default_factory=dict)
    _paragraph: int = 1
    _fresh: bool = False
    _raw: bytearray = field(default_factory=bytearray)

    def read(self, content: bytes) -> list[Piece]:
        """Every piece of the file. Raises PlainleafError for groups nested without end or a file cut off."""
        stack = [_Group()]
        pending = 0
        codepage = re.search(rb"\\ansicpg(\d+)", content[:2000])
        if codepage:
            stack[0].codepage = f"cp{codepage[1].decode()}"
        position = 0
        while match := _TOKEN.match(content, position):
            position = match.end()
            word, number, code, sign, brace, plain = match.groups()
            group = stack[-1]
            if brace == b"{":
                if len(stack) > _MAX_DEPTH:
                    raise PlainleafError("groups are nested without end", place=self.file, hint="save the file again")
                stack.append(_Group(**vars(group)))
                self._fresh = True
                continue
            if brace == b"}":
                if len(stack) > 1:
                    closed = stack.pop()
                    if closed.destination != stack[-1].destination:
                        self._end(closed)
                continue
            if pending and (plain or code):
                if plain:
                    taken = min(pending, len(plain))
                    pending -= taken
                    plain = plain[taken:]
                else:
                    pending -= 1
                    continue
            if code:
                self._say(group, bytes([int(code, 16)]).decode(_known(group.codepage), "replace"))
            elif plain:
                self._say(group, plain.decode(_known(group.codepage), "replace"))
            elif sign:
                self._sign(group, sign.decode("latin-1"))
            elif word:
                pending = self._control(group, word.decode("ascii"), int(number) if number else None)
            if plain or word or code:
                self._fresh = False
        if len(stack) > 1:
            raise PlainleafError(
                "the file is cut off or damaged", place=self.file, hint="copy it again, or save it again"
            )
        self._end(stack[0])
        return self.pieces

    def _sign(self, group: _Group, sign: str) -> None:
        if sign == "*":
            group.destination = "starred"
        elif sign in _SIGNS:
            self._say(group, _SIGNS[sign])
        elif sign in "\\{}":
            self._say(group, sign)
        elif sign in "\r\n":
            self._end(group)

    def _control(self, group: _Group, word: str, number: int | None) -> int:
        """Follow a control word; returns how many characters of a plain-text stand-in follow."""
        if word in _SKIPPED:
            if word == "object":
                reason = "a file inside the document is not opened"
                self.pieces.append(Piece(Kind.OBJECT, "embedded object", self._place(), reason))
            group.destination = "skipped"
        elif word in _MARGINS:
            group.destination = "margin"
        elif word in {"footnote", "annotation", "pict", "info", "shptxt", "field"}:
            if word != "field" and group.destination not in {"skipped"}:
                group.destination = word
            if word == "pict":
                self.pictures += 1
                self.pieces.append(Piece(Kind.IMAGE, f"picture {self.pictures}", self._place()))
        elif word in _INFO and group.destination == "info":
            group.destination = f"info {word}"
        elif word in {"shppict", "fldrslt"} and group.destination == "starred":
            group.destination = "text"
        elif word in {"par", "sect", "page", "row"}:
            self._end(group)
        elif word == "cell":
            group.cell = True
            self._end(group)
        elif word == "intbl":
            group.cell = True
        elif word == "pard":
            group.cell = group.listed = False
        elif word in {"ls", "pn", "ilvl"}:
            group.listed = True
        elif word == "v":
            group.hidden = number != 0
        elif word == "deleted":
            group.deleted = number != 0
        elif word == "plain":
            group.hidden = group.deleted = False
        elif word == "uc":
            group.skip = number if number is not None else 1
        elif word == "u" and number is not None:
            self._say(group, chr(number % 65536))
            return group.skip
        elif word in _SIGNS:
            self._say(group, _SIGNS[word])
        return 0

    def _say(self, group: _Group, text: str) -> None:
        if group.destination in {"skipped", "starred", "pict", "info"}:
            return
        key = group.destination
        if key == "text":
            if group.deleted and "changes" not in self.keep:
                key = "deleted"
            elif group.hidden and "hidden" not in self.keep:
                key = "hidden"
            elif group.cell:
                key = "cell"
            elif group.listed:
                key = "item"
        self._words.setdefault(key, []).append(text)

    def _place(self) -> Place:
        return Place(self.file, part=f"paragraph {self._paragraph}")

    def _end(self, group: _Group) -> None:
        """The end of a paragraph or of a destination: its words become pieces."""
        kinds = {
            "text": (Kind.PARAGRAPH, ""),
            "cell": (Kind.TABLE_CELL, ""),
            "item": (Kind.LIST_ITEM, ""),
            "footnote": (Kind.FOOTNOTE, ""),
            "shptxt": (Kind.TEXT_BOX, ""),
            "margin": (Kind.RUNNING_HEAD, "every format sets its own running heads and feet"),
            "deleted": (Kind.DELETION, "deleted under tracked changes; --keep changes takes it in"),
            "hidden": (Kind.HIDDEN, "hidden text; --keep hidden takes it in"),
            "annotation": (Kind.COMMENT, "a comment; copy it into the article if it matters"),
        }
        only = None if group.destination in {"text", "starred", "skipped"} else group.destination
        for key in list(self._words):
            if only is not None and key != only:
                continue
            text = " ".join(_paired("".join(self._words.pop(key))).split())
            kind, reason = kinds.get(
                key, (Kind.PROPERTY, "a document property; the front matter asks for what it needs")
            )
            if text:
                self.pieces.append(Piece(kind, text, self._place(), reason))
        if only is None:
            self._paragraph += 1


def _paired(text: str) -> str:
    """Characters beyond the first plane are written as two halves."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _known(codepage: str) -> str:
    import codecs

    try:
        return codecs.lookup(codepage).name
    except LookupError:
        return "cp1252"


def pictures_of(content: bytes) -> list[bytes]:
    """The PNG and JPEG pictures of a file in order; other kinds (metafiles) are empty bytes."""
    found: list[bytes] = []
    for match in re.finditer(rb"\{(?:\\\*)?\\pict\b", content):
        depth, position = 1, match.end()
        header = b""
        digits: list[bytes] = []
        while depth and position < len(content):
            token = _TOKEN.match(content, position)
            if not token:
                break
            position = token.end()
            if token[5] == b"{":
                depth += 1
            elif token[5] == b"}":
                depth -= 1
            elif token[1] and depth == 1:
                header += token[1] + b" "
            elif token[6] and depth == 1:
                digits.append(token[6])
        usable = b"pngblip" in header or b"jpegblip" in header
        hexadecimal = re.sub(rb"[^0-9a-fA-F]", b"", b"".join(digits)) if usable else b""
        found.append(bytes.fromhex(hexadecimal[: len(hexadecimal) // 2 * 2].decode("ascii")))
    return found
