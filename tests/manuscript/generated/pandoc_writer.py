"""A made-up document comes in; what pandoc writes of it as Word, OpenDocument, Rich Text or HTML goes out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from pipeline.article.body.pandoc import make_document
from tests.manuscript.generated.document import (
    DELETED,
    LINK,
    Block,
    Cell,
    Document,
    Heading,
    Item,
    List,
    Paragraph,
    Run,
    Table,
)

_MARKED = {"struck": "Strikeout", "super": "Superscript", "sub": "Subscript", "strong": "Strong", "emph": "Emph"}
_DELIMITERS = {".": "Period", ")": "OneParen", "()": "TwoParens"}


def write(document: Document, kind: str) -> bytes:
    """The document as pandoc writes `kind` ("docx", "odt", "rtf", "html")."""
    tree = {
        "pandoc-api-version": [1, 23, 1],
        "meta": {"title": {"t": "MetaInlines", "c": _inlines([(document.title, frozenset())])}},
        "blocks": [made for block in document.blocks for made in _block(block)],
    }
    return make_document(["-f", "json", "-t", kind, "-s", "-M", "lang=en", "-o", "-"], json.dumps(tree))


def _block(block: Block) -> Iterator[Any]:
    match block:
        case Heading(level, text):
            yield {"t": "Header", "c": [level, ["", [], []], _inlines([(text, frozenset())])]}
        case Paragraph():
            yield _para(block)
        case List():
            yield _list(block)
        case Table(rows):
            yield _table(rows)


def _para(paragraph: Paragraph) -> Any:
    before, behind = paragraph.halves
    inlines = _inlines(before)
    if paragraph.lang:
        inlines = [{"t": "Span", "c": [["", [], [["lang", paragraph.lang], ["dir", "rtl"]]], inlines]}]
    if paragraph.note:
        inlines.append({"t": "Note", "c": [{"t": "Para", "c": _inlines([(paragraph.note, frozenset())])}]})
    inlines += _inlines(behind)
    return {"t": "Para", "c": inlines}


def _list(made: List) -> Any:
    items = [list(_item(item)) for item in made.live]
    if made.style == "bullet":
        return {"t": "BulletList", "c": items}
    style = "".join(word.title() for word in made.style.split("-"))
    return {"t": "OrderedList", "c": [[made.start, {"t": style}, {"t": _DELIMITERS[made.delimiter]}], items]}


def _item(item: Item) -> Iterator[Any]:
    yield _para(item.first)
    for more in item.more:
        yield _para(more)
    for nested in item.lists:
        yield _list(nested)


def _table(rows: Sequence[Sequence[Cell | None]]) -> Any:
    def row(cells: Sequence[Cell | None]) -> Any:
        made = [
            [["", [], []], {"t": "AlignDefault"}, cell.high, cell.wide, _paragraphs(cell)] for cell in cells if cell
        ]
        return [["", [], []], made]

    width = sum(cell.wide for cell in rows[0] if cell)
    columns = [[{"t": "AlignDefault"}, {"t": "ColWidthDefault"}]] * width
    head = [["", [], []], [row(rows[0])]]
    body = [[["", [], []], 0, [], [row(cells) for cells in rows[1:]]]]
    return {"t": "Table", "c": [["", [], []], [None, []], columns, head, body, [["", [], []], []]]}


def _paragraphs(cell: Cell) -> list[Any]:
    if cell.more:
        return [{"t": "Para", "c": _inlines(runs)} for runs in (cell.runs, cell.more)]
    return [{**_para(Paragraph(cell.runs, cell.note)), "t": "Plain"}]


def _inlines(runs: Sequence[Run]) -> list[Any]:
    found: list[Any] = []
    for text, marks in runs:
        if DELETED in marks:
            continue
        words: list[Any] = []
        for index, word in enumerate(text.split(" ")):
            if index:
                words.append({"t": "Space"})
            if word:
                words.append({"t": "Str", "c": word})
        for mark in sorted(marks):
            if mark.startswith(LINK):
                words = [{"t": "Link", "c": [["", [], []], words, [mark.removeprefix(LINK), ""]]}]
            else:
                words = [{"t": _MARKED[mark], "c": words}]
        found.extend(words)
    return found
