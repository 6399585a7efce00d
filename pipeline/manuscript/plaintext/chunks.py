"""The characters of a text file come in; chunks (a paragraph, a list line, a question) with their lines go out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from pipeline.manuscript.recognition import vocabulary
from pipeline.manuscript.recognition.typednumbers import goes_on


class Form(StrEnum):
    """What the first characters of a line say it is."""

    TEXT = "text"
    BULLET = "bullet"
    EMOJI = "emoji"
    NUMBER = "number"
    QUESTION = "question"
    ANSWER = "answer"
    ROW = "row"
    RULE = "rule"
    MARKED_HEADING = "marked heading"
    LINES = "lines as they stand"


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its white space: its number from 1, its indent in columns (a tab is four), whether its last
    word stood in the next line too, and the tabs before it. One that holds several lines is kept as it stands.
    """

    number: int
    text: str
    indent: int
    broken: bool = False
    tabs: int = 0

    @property
    def blank(self) -> bool:
        return not self.text

    @property
    def wordless(self) -> bool:
        """Whether the line only draws: "-----", "* * *"."""
        return bool(self.text) and not any(c.isalnum() or ord(c) > 0x2BFF for c in self.text)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Lines that belong together, as one text; `mark` is the bullet, number or label that opened it.

    `level` is the number of marks of a marked heading (# or an underline), 0 otherwise; `hard` when the heading
    was marked by an underline or a number sign.
    """

    form: Form
    text: str
    first: int
    last: int
    indent: int = 0
    mark: str = ""
    number: int = 0
    level: int = 0
    blank_before: bool = True
    blank_after: bool = True


WRAPPED = 50
"""Characters (house): a line of so many that ends inside a sentence was broken by hand."""


def lines_of(text: str) -> tuple[Line, ...]:
    """All lines with their numbers; soft hyphens and zero-width spaces are gone, but for those inside a word or number,
    where they may hide something: "5\\u200b0 mg" is a question, and no silent 50.
    """
    plain = re.sub("\ufeff|(?<!\\w)[\u00ad\u200b\u2060]|[\u200b\u2060](?!\\w)|\u00ad(?!\\d)", "", text)
    numbered = enumerate(plain.split("\n"), start=1)
    return tuple(Line(number, raw.strip(), _columns(raw), tabs=_lead(raw).count("\t")) for number, raw in numbered)


def with_tables(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines, tables that are drawn with spaces or +---+ as rows with tabs: two or more lines below each other whose
    columns begin or end at the same places (three or more lines, where there are two columns).
    """
    found = [line for line in lines if not re.fullmatch(r"\+(?:[-=:]+\+)+", line.text)]
    cells = [_cells_of(line) for line in found]
    start = 0
    while start < len(found):
        columns = _Columns(cells[start])
        end = start + 1
        while end < len(found) and columns.hold(cells[end]):
            end += 1
        width = len(cells[start])
        if end - start >= (3 if width == 2 else 2) and width >= 2:
            for index in range(start, end):
                found[index] = replace(found[index], text="\t".join(cell for _, _, cell in cells[index]))
        start = end
    return tuple(found)


def _cells_of(line: Line) -> list[tuple[int, int, str]]:
    """What stands between two or more spaces in a line: first column, last column, words."""
    if any(sign in line.text for sign in "\t|\n"):
        return []
    said = re.finditer(r"\S+(?: \S+)*", line.text)
    return [(line.indent + m.start(), line.indent + m.end(), m[0]) for m in said]


class _Columns:
    """Where the columns of some rows begin and end, as far as all rows agree."""

    def __init__(self, row: list[tuple[int, int, str]]) -> None:
        self._starts: list[int | None] = [start for start, _, _ in row]
        self._ends: list[int | None] = [end for _, end, _ in row]

    def hold(self, row: list[tuple[int, int, str]]) -> bool:
        """Whether a line has the columns of the rows above it, and is one of them from now on."""
        if len(row) < 2 or len(row) != len(self._starts) or max(len(cell) for _, _, cell in row) > WRAPPED:
            return False
        starts = [s if s == own else None for s, (own, _, _) in zip(self._starts, row, strict=True)]
        ends = [e if e == own else None for e, (_, own, _) in zip(self._ends, row, strict=True)]
        if any(starts[x] is None and (x == 0 or ends[x] is None) for x in range(len(row))):
            return False
        self._starts, self._ends = starts, ends
        return True


def _lead(raw: str) -> str:
    return raw[: len(raw) - len(raw.lstrip())]


def _columns(raw: str) -> int:
    return len(_lead(raw).expandtabs(4))


def chunks_of(lines: Sequence[Line]) -> tuple[Chunk, ...]:
    """The chunks of a text in order; hard-wrapped lines are joined when the text as a whole is hard-wrapped."""
    width = wrap_width(lines)
    vocabulary_words = {w for line in lines for w in vocabulary.words(line.text)}
    found: list[Chunk] = []
    blank = True
    for index, line in enumerate(lines):
        if line.blank:
            if found:
                found[-1] = replace(found[-1], blank_after=True)
            blank = True
            continue
        previous = found[-1] if found else None
        underline = _underline(line, previous, blank)
        if underline and previous:
            found[-1] = replace(previous, form=Form.MARKED_HEADING, level=underline, last=line.number)
        elif previous and not blank and _continues(previous, line, lines[index - 1], width):
            joined = _join(previous.text, line.text, vocabulary_words)
            found[-1] = replace(previous, text=joined, last=line.number, blank_after=False)
        else:
            found.append(replace(_classify(line), blank_before=blank, blank_after=False))
        blank = False
    return tuple(_settle_letters(found))


def wrap_width(lines: Sequence[Line]) -> int:
    """The column at which the text was wrapped by hand, 0 when its lines are whole paragraphs.

    A line is wrapped when the first word of the next would not have fitted. Of all pairs of neighbouring lines
    four fifths must be like that (house).
    """
    lengths = [line.indent + len(line.text) for line in lines if not line.blank]
    if not lengths or sum(n for n in lengths if n > 100) > 0.1 * sum(lengths):
        return 0
    width = max((n for n in lengths if n <= 100), default=0)
    pairs = [
        (a, b)
        for a, b in pairwise(lines)
        if not a.blank and not b.blank and _classify(b).form is Form.TEXT and not b.wordless and not a.wordless
    ]
    wrapped = sum(_full(a, b, width) for a, b in pairs)
    return width if wrapped >= 3 and wrapped >= 0.8 * len(pairs) else 0


def _full(line: Line, following: Line, width: int) -> bool:
    first_word = following.text.split()[0]
    return line.indent + len(line.text) + 1 + len(first_word) > width


def _continues(chunk: Chunk, line: Line, before: Line, width: int) -> bool:
    if line.wordless or chunk.form in {Form.ROW, Form.RULE, Form.MARKED_HEADING}:
        return False
    form = _classify(line).form
    wrapped = _full(before, line, width) if width else len(before.text) >= WRAPPED
    if form in {Form.QUESTION, Form.ANSWER} and wrapped and _runs_on(before.text):
        return True
    if form is not Form.TEXT:
        return False
    if before.broken:
        return True
    if width:
        return _full(before, line, width) or (chunk.form is not Form.TEXT and line.indent > chunk.indent)
    if _goes_on_below(before, line):
        return True
    in_list = chunk.form in {Form.BULLET, Form.NUMBER, Form.EMOJI}
    return in_list and line.indent > chunk.indent


def _goes_on_below(before: Line, line: Line) -> bool:
    """Whether a sentence plainly goes on in the next line: a small letter, or a word that nothing ends with."""
    if line.indent > before.indent + 8 or not _runs_on(before.text):
        return False
    parted = bool(re.search(r"[^\W\d_]{2}[-‐]$", before.text))
    small = line.text[0].islower() and (len(before.text) >= WRAPPED or parted)
    titled = vocabulary.is_title_case(line.text) or len(line.text.split()) < 2
    return small or (len(before.text.split()) > 3 and vocabulary.is_open(before.text) and not titled)


def _runs_on(text: str) -> bool:
    """Whether a line breaks off inside a sentence, so that "Question 1)" below it is a part of it and no label."""
    return text[-1].isalnum() or text[-1] in ",;–-("


def _join(text: str, more: str, known: set[str]) -> str:
    if text.endswith("-") and text[-2:-1].isalpha() and more[:1].islower():
        head, tail = re.split(r"\s", text[:-1])[-1], re.split(r"[\s.,;:!?]", more)[0]
        if (head + tail).casefold() in known:
            return text[:-1] + more
        return text + more
    return f"{text} {more}"


def _underline(line: Line, previous: Chunk | None, blank: bool) -> int:
    if blank or previous is None or previous.form is not Form.TEXT or previous.first != previous.last:
        return 0
    if re.fullmatch(r"=+", line.text):
        return 1
    return 2 if re.fullmatch(r"-{2,}|~{2,}|\^{2,}", line.text) else 0


def _classify(line: Line) -> Chunk:
    def chunk(form: Form, match: re.Match[str] | None = None, number: int = 0, level: int = 0) -> Chunk:
        text = match["text"] if match else line.text
        mark = match["mark"] if match else ""
        return Chunk(form, text, line.number, line.number, line.indent, mark, number, level)

    if "\n" in line.text:
        return chunk(Form.LINES)
    if line.wordless and len(line.text) >= 3:
        return chunk(Form.RULE)
    if match := re.match(r"(?P<mark>#{1,6})\s+(?P<text>.*?\S)\s*#*$", line.text):
        return chunk(Form.MARKED_HEADING, match, level=len(match["mark"]))
    if "\t" in line.text or re.fullmatch(r"\|.*\|", line.text):
        return chunk(Form.ROW)
    for form, pattern in ((Form.QUESTION, vocabulary.QUESTION), (Form.ANSWER, vocabulary.ANSWER)):
        if match := pattern.match(line.text):
            return chunk(form, match)
    if match := vocabulary.NUMBERED.match(line.text):
        return chunk(Form.NUMBER, match, number=_number(match["number"]))
    if match := vocabulary.BULLET.match(line.text):
        return chunk(Form.BULLET, match)
    if match := vocabulary.EMOJI_BULLET.match(line.text):
        return Chunk(Form.EMOJI, line.text, line.number, line.number, line.indent, match["mark"])
    return chunk(Form.TEXT)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0


def _settle_letters(found: list[Chunk]) -> Iterator[Chunk]:
    """Labels that stand alone are words: "A: …" without a question before it, "a) …" without a "b) …"."""
    asked = False
    for index, known in enumerate(found):
        following = found[index + 1] if index + 1 < len(found) else None
        letter = known.form is Form.ANSWER and not asked and known.mark.strip() in {"a.", "A."}
        opens = letter and following and following.form is Form.NUMBER and goes_on(known.mark.strip(), following.mark)
        chunk = replace(known, form=Form.NUMBER, mark=known.mark.strip()) if opens else known
        found[index] = chunk
        if chunk.form is Form.QUESTION:
            asked = True
        settled = chunk
        if chunk.form is Form.ANSWER and not asked:
            settled = _as_text(chunk)
        if chunk.form is Form.NUMBER and not chunk.mark.strip("(").startswith(tuple("0123456789")):
            before = [c.mark for c in found[max(0, index - 1) : index] if c.form is Form.NUMBER]
            after = [c.mark for c in found[index + 1 : index + 2] if c.form is Form.NUMBER]
            near = any(goes_on(m, chunk.mark) for m in before) or any(goes_on(chunk.mark, m) for m in after)
            settled = chunk if near else _as_text(chunk)
        yield settled


def _as_text(chunk: Chunk) -> Chunk:
    return replace(chunk, form=Form.TEXT, text=f"{chunk.mark} {chunk.text}", mark="")
