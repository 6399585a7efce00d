"""A comparison comes in; a Word file goes out in which every edit is a tracked change that can be taken or refused.

Pandoc writes w:ins and w:del (ECMA-376 part 1, 17.13.5) for spans of these classes, and comments for others.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

from pipeline.article.pandoc import make_document
from pipeline.building.comparing import Compared
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
    made: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    return made


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
        for change in dict.fromkeys(change.words for change in said.meaning):
            yield {"t": "BulletList", "c": [[{"t": "Para", "c": _text(f"Meaning: {change}")}]]}

    def body(self) -> Iterator[Json]:
        """The lines, those of one paragraph together; a heading of its own names the box that lines stand in."""
        box = ""
        for (boxed, _), own in groupby(self._compared.difference.rows, key=_paragraph):
            rows = list(own)
            line = _line(rows[0])
            if boxed != box and boxed:
                yield _para([_strong(line.box.capitalize())])
            box = boxed
            yield self._block(rows, line)

    def _block(self, rows: list[Row], line: Line) -> Json:
        inlines: list[Json] = []
        for row in rows:
            inlines += [{"t": "Space"}] if inlines else []
            inlines += self._row(row)
        sign = f"{line.number}. " if line.role == "step" else "• " if line.role in {"item", "key point"} else ""
        if sign and all(row.new is None for row in rows):
            inlines = [self._span("deletion", _text(sign)), *inlines]
        elif sign and all(row.old is None for row in rows):
            inlines = [self._span("insertion", _text(sign)), *inlines]
        elif sign:
            inlines = [*_text(sign), *inlines]
        if line.role == "title":
            return _para(inlines, "Title")
        if line.role == "heading":
            return {"t": "Header", "c": [2, ["", [], []], inlines]}
        return _para(inlines)

    def _row(self, row: Row) -> list[Json]:
        """The words of one line; a comment on what changes its meaning."""
        inlines: list[Json] = []
        for run in runs(row.old.text if row.old else "", row.new.text if row.new else ""):
            words = _text(run.text)
            inlines += words if run.sort is Sort.KEPT else [self._span(_CLASSES[run.sort], words)]
        # A box that went whole is one change of many lines: it is told at the first.
        changes = [self._compared.difference.changes[number] for number in row.changes if number not in self._told]
        self._told |= set(row.changes)
        meaning = [change for change in changes if change.meaning]
        return self._with_comment(inlines, meaning) if meaning else inlines

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


def _line(row: Row) -> Line:
    line = row.new or row.old
    assert line is not None  # noqa: S101 (a row holds one line at least)
    return line


def _paragraph(row: Row) -> tuple[str, object]:
    """The box of a line, and what tells its paragraph from the next."""
    line = _line(row)
    alone = row.old is None or row.new is None
    return line.boxed and f"{line.box} {line.boxed}", (line.leaf or line.place, alone and (row.old is None))


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
