"""The words of the Rich Text language come in by their kinds; what a reader holds of groups and stories goes out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from pipeline.errors import PlainleafError
from pipeline.finding import Place
from pipeline.manuscript.faint import SMALLEST, is_white
from pipeline.manuscript.flow.content import Block, Flow, Look, Note, Paragraph, Picture, Properties, Words
from pipeline.manuscript.pieces import Mark
from pipeline.manuscript.word.numbers import Numbers

TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n\x00]+|([^\\{}\r\n\x00]+)"
)
MAX_DEPTH = 500
SKIPPED = frozenset(
    "fonttbl stylesheet listtable listoverridetable "
    "colortbl revtbl rsidtbl generator xmlnstbl datastore themedata colorschememapping latentstyles filetbl pgptbl "
    "mmathPr template bkmkstart bkmkend pnseclvl object objdata nonshppict background datafield atnid atnref atndate "
    "atnparent atntime private1 operator company manager doccomm hlinkbase passwordhash footnotesep ftnsep ftnsepc "
    "aftnsep aftnsepc ftncn aftncn userprops wgrffmtfilter protusertbl xe tc txe rxe listpicture blipuid sp sn sv "
    "docvar xmlopen xmlattrname xmlattrvalue factoidname picprop pn".split()
)
MARGINS = frozenset("header footer headerl headerr headerf footerl footerr footerf".split())
INFO = frozenset("author title subject keywords comment category".split())
SIGNS = {
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    "zwj": "\u200d",
    "zwnj": "\u200c",
    "ltrmark": "\u200e",
    "rtlmark": "\u200f",
}
TOGGLES = {"b": Mark.STRONG, "i": Mark.EMPHASIS, "strike": Mark.STRUCK, "striked": Mark.STRUCK}
RAISED = {"super": Mark.SUPERSCRIPT, "sub": Mark.SUBSCRIPT, "up": Mark.SUPERSCRIPT, "dn": Mark.SUBSCRIPT}
MARGIN_OF_RAISE = 4
"""House: half points by which \\up and \\dn make superscript and subscript."""


@dataclass(slots=True)
class Group:
    destination: str = "text"
    look: Look = field(default_factory=Look)
    font: int = 0
    other_font: int | None = None
    rightward: bool = False
    skip: int = 1
    properties: Properties = field(default_factory=Properties)
    link: str = ""
    saved: str = ""
    """Where the Unicode half of an \\upr goes."""
    holds: str = ""
    """What the group is for itself, said when it ends: "field", "footnote", "listtext", "shptxt", "upr"."""


@dataclass(slots=True)
class Story:
    """Paragraphs that are being written: the body, a note or a box."""

    blocks: list[Block] = field(default_factory=list)
    open: list[Words | Picture | Note] = field(default_factory=list)
    cells: list[list[Paragraph]] = field(default_factory=list)
    waiting: list[Paragraph] = field(default_factory=list)
    label: str | None = None
    boxes: list[Block] = field(default_factory=list)


@dataclass
class RichText(Flow):
    """The flow of an RTF file, and the lists of its list table."""

    lists: Numbers = field(default_factory=Numbers)


def marked(look: Look, mark: Mark, *, on: bool) -> Look:
    """The look with a mark, or without it."""
    return replace(look, marks=look.marks | {mark} if on else look.marks - {mark})


def raised(look: Look, word: str, number: int | None) -> Look:
    """The look after \\super, \\sub, \\up or \\dn: raised, lowered, or neither."""
    marks = look.marks - {Mark.SUPERSCRIPT, Mark.SUBSCRIPT}
    by_hand = word in {"up", "dn"}
    on = (number if number is not None else 6) >= MARGIN_OF_RAISE if by_hand else number != 0
    return replace(look, marks=marks | {RAISED[word]} if on else marks)


SHOWING = frozenset({"v", "deleted", "revised"})


def shown(look: Look, word: str, *, on: bool) -> Look:
    """The look after a word that hides words, or says that they were deleted or added under tracked changes."""
    if word == "v":
        return replace(look, hidden=on)
    return replace(look, deleted=on) if word == "deleted" else replace(look, added=on)


COLOURED = frozenset({"cf", "cb", "highlight", "chcbpat", "fs"})


def coloured(look: Look, word: str, number: int, whites: frozenset[int]) -> Look:
    """The look after a word on colour or size; `whites` are the white entries of the colour table."""
    if word == "cf":
        return replace(look, unseen="white" if number in whites else look.unseen.replace("white", ""))
    if word == "fs":
        small = number < 2 * SMALLEST
        return replace(look, unseen="very small" if small else look.unseen.replace("very small", ""))
    return replace(look, backed=number > 0 and number not in whites)


def white_entries(content: bytes) -> frozenset[int]:
    """The numbers of the white colours in the colour table of a file."""
    table = re.search(rb"\\colortbl([^{}]*)\}", content)
    found = set()
    for index, entry in enumerate(table[1].split(b";") if table else ()):
        parts = [int(part) for part in re.findall(rb"\\(?:red|green|blue)(\d{1,3})", entry)]
        if len(parts) == 3 and is_white("".join(f"{min(part, 255):02x}" for part in parts)):
            found.add(index)
    return frozenset(found)


def broken(message: str, place: Place) -> PlainleafError:
    """The error for a file that no program can have meant so."""
    hint = "open it in the program it came from, look whether it is readable there, and save it as .docx"
    return PlainleafError(message, place=str(place), hint=hint)
