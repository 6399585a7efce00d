"""A comparison comes in; a Word file goes out in which every edit is a tracked change that can be taken or refused.

Pandoc writes w:ins and w:del (ECMA-376 part 1, 17.13.5) for spans of these classes, and comments for others.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from pipeline.article.body.pandoc import make_document
from pipeline.building.answers.comparing import Compared
from pipeline.facts.lines import Line
from pipeline.facts.marked import Sort, runs
from pipeline.facts.meaning import Change, Row
from pipeline.manuscript.admission import repack, unpack

AUTHOR = "plainleaf"
Json = dict[str, Any]

_CLASSES = {Sort.COME: "insertion", Sort.GONE: "deletion"}


def tracked_word(compared: Compared, day: date) -> bytes:
    """The Word file: each line as it is, with what went and came marked as changes of that day, and a comment on each
    change of meaning. The same comparison on the same day gives the same bytes.
    """
    writer = _Writer(compared, day)
    blocks = [*writer.front(), *writer.body()]
    values = {"pandoc-api-version": [1, 23, 1], "meta": {}, "blocks": blocks}
    made = make_document(["-f", "json", "-t", "docx", "-o", "-", "-M", f"lang={compared.lang}"], json.dumps(values))
    parts = unpack(made, f"{compared.slug}.docx")
    return repack({**parts, _DOCUMENT: _with_marks(parts[_DOCUMENT])}, small=True)


_DOCUMENT = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _with_marks(document: bytes) -> bytes:
    """The document with the mark of a paragraph gone or come where all its words are, or an empty one would stay when
    the change is taken (17.13.5.4 and 17.13.5.15).
    """
    from lxml import etree

    tree = etree.fromstring(document, etree.XMLParser(resolve_entities=False, no_network=True))
    for paragraph in tree.iter(f"{_W}p"):
        said = [part for part in paragraph if part.tag in {f"{_W}r", f"{_W}ins", f"{_W}del"}]
        said = [part for part in said if part.tag != f"{_W}r" or part.find(f".//{_W}t") is not None]
        kinds = {part.tag for part in said}
        if kinds not in ({f"{_W}ins"}, {f"{_W}del"}):
            continue
        look = paragraph.find(f"{_W}pPr")
        if look is None:
            look = etree.Element(f"{_W}pPr")
            paragraph.insert(0, look)
        mark = etree.SubElement(etree.SubElement(look, f"{_W}rPr"), said[0].tag)
        for name, value in said[0].attrib.items():
            mark.set(name, value)
    for row in tree.iter(f"{_W}tr"):
        _mark_row(row)
    made: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    return made


def _mark_row(row: Any) -> None:
    """Mark a row of a table as gone or come where all its words are (17.13.5.12 and 17.13.5.17)."""
    from lxml import etree

    texts = [
        part for part in row.iter(f"{_W}r") if part.find(f"{_W}t") is not None or part.find(f"{_W}delText") is not None
    ]
    above = {part.getparent().tag for part in texts}
    if above not in ({f"{_W}ins"}, {f"{_W}del"}):
        return
    look = row.find(f"{_W}trPr")
    if look is None:
        look = etree.Element(f"{_W}trPr")
        row.insert(0, look)
    mark = etree.SubElement(look, texts[0].getparent().tag)
    for name, value in texts[0].getparent().attrib.items():
        mark.set(name, value)


class _Writer:
    """Writes pandoc's document tree of a comparison."""

    def __init__(self, compared: Compared, day: date) -> None:
        self._compared = compared
        self._attributes = [["author", AUTHOR], ["date", f"{day.isoformat()}T00:00:00Z"]]
        self._comments = 0
        self._told: set[int] = set()

    def front(self) -> Iterator[Json]:
        """What is said of all changes together."""
        said = self._compared.difference
        yield _para(_text(f"Held against {self._compared.against}. Affects {self._compared.reach.words}."), "Subtitle")
        told = dict.fromkeys(change.words for change in said.meaning)
        if told:
            yield {"t": "BulletList", "c": [[{"t": "Plain", "c": _text(f"Meaning: {words}")}] for words in told]}

    def body(self) -> Iterator[Json]:
        """The lines, those of one paragraph, list or table together; a line of its own names the box around them."""
        box = ""
        for rows in parts_of(self._compared.difference.rows):
            line = _line(rows[0])
            boxed = _boxed(line)
            if boxed != box and boxed:
                yield _para([_strong(line.box.capitalize())])
            box = boxed
            if line.role in TABLED:
                yield self._table(rows)
            elif line.role in LISTED:
                yield self._list(rows, line)
            else:
                yield self._block(rows, line)

    def _block(self, rows: Sequence[Row], line: Line) -> Json:
        inlines = self._inlines(rows)
        if line.role == "title":
            return _para(inlines, "Title")
        if line.role == "heading":
            return {"t": "Header", "c": [2, ["", [], []], inlines]}
        return _para(inlines)

    def _inlines(self, rows: Iterable[Row]) -> list[Json]:
        inlines: list[Json] = []
        for row in rows:
            inlines += [{"t": "Space"}] if inlines else []
            inlines += self._row(row)
        return inlines

    def _list(self, rows: Sequence[Row], line: Line) -> Json:
        """A list as Word numbers it: what went keeps its number until somebody takes the change."""
        items = [[{"t": "Plain", "c": self._inlines(own)}] for own in _parted(rows, _same_paragraph)]
        if line.role != "step":
            return {"t": "BulletList", "c": items}
        first = int(line.number) if line.number.isascii() and line.number.isdigit() else 1
        return {"t": "OrderedList", "c": [[first, {"t": "Decimal"}, {"t": "Period"}], items]}

    def _table(self, rows: Sequence[Row]) -> Json:
        """A table of the rows; a column that went or came is one of either side's cells."""
        columns = max(len(_cells(line)) for row in rows for line in (row.old, row.new) if line)
        made = [(_line(row).role, self._cells(row, columns)) for row in rows]
        head = [cells for role, cells in made if role != "row"]
        body = [cells for role, cells in made if role == "row"]
        empty: list[Any] = ["", [], []]
        look = [[{"t": "AlignDefault"}, {"t": "ColWidth", "c": 1 / columns}]] * columns
        foot: list[Any] = [empty, []]
        return {"t": "Table", "c": [empty, [None, []], look, [empty, head], [[empty, 0, [], body]], foot]}

    def _cells(self, row: Row, columns: int) -> list[Any]:
        sides = [[*_cells(line), *[""] * columns][:columns] if line else [""] * columns for line in (row.old, row.new)]
        meaning = self._meaning(row)
        cells = []
        for old, new in zip(*sides, strict=True):
            inlines = self._runs(old, new)
            if meaning and old != new:
                inlines, meaning = self._with_comment(inlines, meaning), []
            block = {"t": "Plain", "c": inlines}
            cells.append([["", [], []], {"t": "AlignDefault"}, 1, 1, [block]])
        return [["", [], []], cells]

    def _row(self, row: Row) -> list[Json]:
        """The words of one line; a comment on what changes its meaning."""
        inlines = self._runs(row.old.text if row.old else "", row.new.text if row.new else "")
        meaning = self._meaning(row)
        return self._with_comment(inlines, meaning) if meaning else inlines

    def _runs(self, old: str, new: str) -> list[Json]:
        inlines: list[Json] = []
        for run in runs(old, new):
            words = _text(run.text)
            inlines += words if run.sort is Sort.KEPT else [self._span(_CLASSES[run.sort], words)]
        return inlines

    def _meaning(self, row: Row) -> list[Change]:
        """The changes of meaning that are told at this line."""
        # A box that went whole is one change of many lines: it is told at the first.
        changes = [self._compared.difference.changes[number] for number in row.changes if number not in self._told]
        self._told |= set(row.changes)
        return [change for change in changes if change.meaning]

    def _with_comment(self, inlines: list[Json], changes: list[Change]) -> list[Json]:
        number = str(self._comments)
        self._comments += 1
        words = _text("; ".join(dict.fromkeys(change.words for change in changes)))
        attributes = [["id", number], *self._attributes]
        start = {"t": "Span", "c": [["", ["comment-start"], attributes], words]}
        end = {"t": "Span", "c": [["", ["comment-end"], [["id", number]]], []]}
        return [start, *inlines, end]

    def _span(self, kind: str, inlines: list[Json]) -> Json:
        return {"t": "Span", "c": [["", [kind], self._attributes], inlines]}


LISTED = frozenset({"step", "item", "key point"})
TABLED = frozenset({"row", "head of the table"})


def parts_of(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """The rows of a comparison in runs: those of one paragraph, of one list, of one table."""
    return _parted(rows, _goes_on)


def _parted(rows: Sequence[Row], goes_on: Callable[[Sequence[Row], Row], bool]) -> Iterator[list[Row]]:
    own: list[Row] = []
    for row in rows:
        if own and not goes_on(own, row):
            yield own
            own = []
        own.append(row)
    if own:
        yield own


def _goes_on(own: Sequence[Row], row: Row) -> bool:
    """Whether a row is of the same paragraph, list or table as those before it, on either side."""
    one, other = _line(own[-1]), _line(row)
    if (one.role in TABLED and other.role in TABLED) or (one.role == other.role and one.role in LISTED):
        before = {line.group for each in own if (line := each.old)}
        after = {line.group for each in own if (line := each.new)}
        return bool((row.old and row.old.group in before) or (row.new and row.new.group in after))
    apart = LISTED | TABLED
    return one.role not in apart and other.role not in apart and _same_paragraph(own, row)


def _cells(line: Line) -> list[str]:
    return line.text.split(" | ")


def _line(row: Row) -> Line:
    line = row.new or row.old
    assert line is not None  # noqa: S101 (a row holds one line at least)
    return line


def _same_paragraph(own: Sequence[Row], row: Row) -> bool:
    """Whether a line is of the same paragraph as those before it, on a side that both have; what went and what came in
    its place are of one.
    """
    last = own[-1]
    if _boxed(_line(last)) != _boxed(_line(row)):
        return False
    if last.new is None and row.old is None:
        return _leaf(last.old) == _leaf(row.new)
    before, after = ({_leaf(line) for each in own if (line := getattr(each, side))} for side in ("old", "new"))
    return (row.old is not None and _leaf(row.old) in before) or (row.new is not None and _leaf(row.new) in after)


def _leaf(line: Line | None) -> object:
    return line and (line.leaf or line.place)


def _boxed(line: Line) -> str:
    return line.boxed and f"{line.box} {line.boxed}"


def _para(inlines: list[Json], style: str = "") -> Json:
    para = {"t": "Para", "c": inlines}
    return {"t": "Div", "c": [["", [], [["custom-style", style]]], [para]]} if style else para


def _strong(text: str) -> Json:
    return {"t": "Strong", "c": _text(text)}


def _text(text: str) -> list[Json]:
    """Words and spaces, as pandoc has them."""
    found: list[Json] = []
    for number, word in enumerate(text.split(" ")):
        if number:
            found.append({"t": "Space"})
        if word:
            found.append({"t": "Str", "c": word})
    return found
