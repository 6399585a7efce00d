"""A table of data comes in; where a phone would break its words, one block a row goes out in its place."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, TypeAlias

from lxml import etree

Element: TypeAlias = Any

ROOM = 272
"""CSS px for a table in a window of 320 (WCAG 2.2, 1.4.10), less the margins of a mail."""

LETTER, WIDE_LETTER, PADDING = 9.3, 17.0, 20
"""CSS px at 16 px: a letter of the widest face that readers have, bold (Verdana and DejaVu Sans, measured), one of
Chinese, Japanese or Korean, which may break anywhere, and the padding of a cell.
"""

_PARTING = frozenset("br div li ol p ul".split())


def stack_wide(table: Element) -> None:
    """Turn the table's rows into groups of two columns, heading and cell, unless all its columns find room on a phone.

    A column is at least as wide as its longest word, or a dose that no-break spaces hold together: a client that has
    no room breaks "1000 mg" into "100" and "0 mg".
    """
    rows = list(table.iter("tr"))
    columns = max((len(row) for row in rows), default=0)
    needed = [max((_width(row[at]) for row in rows if at < len(row)), default=0) for at in range(columns)]
    if columns < 3 or sum(needed) <= ROOM:
        return
    head = table.find("thead/tr")
    heads = [_copy(cell) for cell in head] if head is not None else []
    body = etree.Element("tbody")
    for row in table.findall("tbody/tr"):
        _stack(row, heads, body)
    for part in table.findall("thead") + table.findall("tbody"):
        table.remove(part)
    table.append(body)
    table.set("class", f"{table.get('class', '')} stacked".strip())


def _stack(row: Element, heads: list[Element], body: Element) -> None:
    for at, cell in enumerate(list(row)):
        head = heads[at] if at < len(heads) else None
        line = etree.SubElement(body, "tr")
        if at == 0:
            # The first cell says whose row it is.
            named = etree.SubElement(line, "th", {"scope": "rowgroup", "colspan": "2"})
            if head is not None and _words(head):
                named.text = f"{_words(head)}: "
            _pour(cell, named)
            continue
        label = etree.SubElement(line, "th", {"scope": "row"})
        if head is not None:
            _pour(_copy(head), label)
        _pour(cell, etree.SubElement(line, "td"))


def _pour(source: Element, target: Element) -> None:
    """Everything in one element at the end of another."""
    if source.text:
        if len(target):
            target[-1].tail = (target[-1].tail or "") + source.text
        else:
            target.text = (target.text or "") + source.text
    for child in list(source):
        target.append(child)


def _copy(cell: Element) -> Element:
    copied = etree.fromstring(etree.tostring(cell, with_tail=False))
    for element in copied.iter():
        # An id may stand once in a document; a heading is repeated in each block.
        element.attrib.pop("id", None)
    return copied


def _words(cell: Element) -> str:
    return " ".join(_pieces(cell))


def _pieces(cell: Element) -> list[str]:
    """The words of a cell, each with what a no-break space ties to it."""
    return re.split(r"[ \t\r\n]+", _text(cell).strip())


def _text(element: Element) -> str:
    gap = " " if element.tag in _PARTING else ""
    inner = "".join(_text(child) + (child.tail or "") for child in element if isinstance(child.tag, str))
    return f"{gap}{element.text or ''}{inner}{gap}"


def _width(cell: Element) -> float:
    return max(map(_length, _pieces(cell)), default=0.0) + PADDING


def _length(word: str) -> float:
    # UAX 11: these are twice as wide as a Latin letter.
    if any(unicodedata.east_asian_width(character) in {"W", "F"} for character in word):
        return WIDE_LETTER
    return len(word) * LETTER
