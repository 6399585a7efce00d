"""The body of a page comes in; the same body goes out with its captions on their tables, without typed numbers."""

from __future__ import annotations

from typing import Any

from pipeline.finding import Place
from pipeline.manuscript.captions import label_of
from pipeline.manuscript.pieces import Kind, Piece, Query
from pipeline.manuscript.webpage.elements import HEADINGS, take_out, words_of

_REASON = "every format numbers its tables and figures itself"


def settle_captions(body: Any, file: str) -> tuple[list[Piece], list[Query]]:
    """Take "Table 1:" off every caption, as pieces left out; a number that is not the one printed is asked.

    A paragraph right above or below a table that begins so is its caption.
    """
    for table in list(body.iter("table")):
        _release(table)
        _adopt(table)
    pieces: list[Piece] = []
    queries: list[Query] = []
    counted: dict[str, int] = {}
    for caption in list(body.iter("caption", "figcaption")):
        kind = "table" if caption.tag == "caption" else "figure"
        for heading in list(caption.iter(*HEADINGS)):
            heading.tag = "p"  # pandoc drops a heading in a caption
        found = label_of(words_of(caption))
        counted[kind] = counted.get(kind, 0) + 1
        if not found or found.kind != kind:
            continue
        line = int(caption.sourceline or 0)
        place = Place(file, line, line)
        _cut(caption, len("".join(found.text.split())))
        pieces.append(Piece(Kind.NUMBERING, found.text.strip(), place, _REASON))
        if found.number != str(counted[kind]):
            asks = f'does the text speak of "{found.name}"; it is number {counted[kind]} of the article'
            queries.append(Query("caption", asks, "change what refers to it", place=place))
    return pieces, queries


def _release(table: Any) -> None:
    """A table with its caption in a figure of its own (HTML 4.4.12) as a table with a caption."""
    figure = table.getparent()
    if figure is None or figure.tag != "figure" or len(list(figure.iter("img", "table"))) > 1:
        return
    caption = next((child for child in figure if child.tag == "figcaption"), None)
    if caption is not None and not any(child.tag == "caption" for child in table):
        take_out(caption)
        caption.tail, caption.tag = None, "caption"
        table.insert(0, caption)
    figure.tag = "div"


def _adopt(table: Any) -> None:
    """The paragraph beside a table that is its caption, into the table."""
    if any(child.tag == "caption" for child in table) or next(table.iterancestors("td", "th"), None) is not None:
        return
    for beside in (table.getprevious(), table.getnext()):
        if beside is None or beside.tag != "p" or (beside.tail or "").strip():
            continue
        found = label_of(words_of(beside))
        if found and found.kind == "table" and len(words_of(beside)) < 200:
            take_out(beside)
            beside.tail = None
            beside.tag = "caption"
            table.insert(0, beside)
            return


def _cut(element: Any, length: int) -> int:
    """Take so many characters, white space not counted, off the front of an element; what is left to take."""
    element.text, length = _shortened(element.text, length)
    for child in element:
        if not length:
            return 0
        length = _cut(child, length) if isinstance(child.tag, str) else length
        child.tail, length = _shortened(child.tail, length)
    return length


def _shortened(words: str | None, length: int) -> tuple[str | None, int]:
    if not words or not length:
        return words, length
    for index, character in enumerate(words):
        if not length:
            return words[index:].lstrip(), 0
        length -= not character.isspace()
    return None, length
