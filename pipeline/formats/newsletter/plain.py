"""Finished HTML comes in; the text part of the same message goes out: 78 columns, numbered links, nothing lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any, TypeAlias
from urllib.parse import unquote

import lxml.html

from pipeline.markup.linking import shows_number
from pipeline.markup.numbered import labels_of

COLUMNS = 78
"""RFC 5322 section 2.1.1: lines should have no more than 78 characters."""

Element: TypeAlias = Any

_SUPERSCRIPT = str.maketrans("0123456789,–-", "⁰¹²³⁴⁵⁶⁷⁸⁹˒⁻⁻")
_BLOCK = frozenset(
    "address article aside blockquote body caption div dl dt dd figure figcaption footer h1 h2 h3 h4 h5 h6 header hr "
    "li main ol p pre section table tbody td th thead tr ul".split()
)
_SPACE = re.compile(r"[ \t\r\n\f]+")
# UAX 9, P2: the first strong letter of a paragraph decides which way all of it runs.
_LTR_FIRST = re.compile(r"^[^A-Za-z\u0590-\u08ff\ufb1d-\ufefc]*[A-Za-z]")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")

ISOLATE, END_ISOLATE, RIGHT_TO_LEFT_MARK = "\u2066", "\u2069", "\u200f"


@dataclass(frozen=True)
class _Room:
    """The columns a block may take, and the addresses met so far with their numbers, from 1."""

    columns: int = COLUMNS
    numbers: dict[str, int] = field(default_factory=dict)

    def number(self, address: str) -> int:
        return self.numbers.setdefault(address, len(self.numbers) + 1)

    def beside(self, mark: str) -> _Room:
        return _Room(self.columns - len(mark), self.numbers)


def plain_text(html: str, links_heading: str) -> str:
    """The text part of a document, as `text_of` writes it."""
    return text_of(lxml.html.document_fromstring(html), links_heading)


def text_of(page: Element, links_heading: str) -> str:
    """The text part, LF line ends. Every https address stands under `links_heading` with the number that follows its
    words; telephone and mail addresses stay in their sentence. Addresses are never broken, everything else is.
    """
    # The mark that keeps a line's direction takes one of its 78 columns.
    right_to_left = page.get("dir") == "rtl"
    room = _Room(COLUMNS - right_to_left)
    body = page.find("body")
    chunks = [chunk for chunk in _blocks(body, room) if chunk.strip()]
    if room.numbers:
        chunks.append(_underlined(links_heading, "-", room.columns))
        chunks.append("\n".join(f"[{number}] {address}" for address, number in room.numbers.items()))
    text = "\n\n".join(chunks) + "\n"
    if right_to_left:
        text = "".join(_from_the_right(line) for line in text.splitlines(keepends=True))
    return text


def _from_the_right(line: str) -> str:
    """Each hard line is a paragraph of its own to the bidirectional algorithm; one that opens with a Latin word
    would turn around, an address alone on its line may."""
    if _LTR_FIRST.match(line) and not re.match(r"(\[\d+\] )?(https?|mailto):", line):
        return RIGHT_TO_LEFT_MARK + line
    return line


def _is_hidden(element: Element) -> bool:
    return (
        not isinstance(element.tag, str)
        or element.tag in {"style", "script", "head", "title"}
        or ("none" in (style := element.get("style") or "") and "display:none" in style.replace(" ", ""))
        or element.get("aria-hidden") == "true"
    )


def _blocks(element: Element, room: _Room) -> Iterator[str]:
    """The paragraphs of a container; runs of inlines between blocks are paragraphs, too."""
    run: list[str] = [element.text or ""]
    for child in element:
        if not _is_hidden(child) and _holds_blocks(child):
            yield from _paragraph(run, room)
            run = []
            yield from _block(child, room)
        elif not _is_hidden(child):
            run.append(_inline(child, room))
        run.append(child.tail or "")
    yield from _paragraph(run, room)


def _holds_blocks(element: Element) -> bool:
    return element.tag in _BLOCK or any(
        isinstance(inner.tag, str) and inner.tag in _BLOCK for inner in element.iterdescendants()
    )


def _paragraph(run: Iterable[str], room: _Room) -> Iterator[str]:
    if text := _folded("".join(run)):
        yield "\n".join(wrapped(line, room.columns) for line in text.split("\n"))


def _folded(text: str) -> str:
    """White space as HTML folds it; a line separator stands for a hard break."""
    if not text:
        return ""
    # A text part is wrapped at spaces; a programme that shows soft hyphens would show every one.
    lines = (_SPACE.sub(" ", line).strip(" ") for line in text.replace("\u00ad", "").split("\u2028"))
    return "\n".join(lines).strip("\n ")


def _block(element: Element, room: _Room) -> Iterator[str]:
    tag = element.tag
    if tag in {"h1", "h2"}:
        yield _underlined(_folded(_inlines(element, room)), "=" if tag == "h1" else "-", room.columns)
    elif tag in {"ul", "ol"}:
        yield _list(element, room)
    elif tag == "dl":
        yield _definitions(element, room)
    elif tag == "table" and "data" in (element.get("class") or "").split():
        yield from _table(element, room)
    elif tag == "pre":
        yield element.text_content().strip("\n")
    elif tag == "blockquote":
        inner = "\n\n".join(_blocks(element, room.beside("> ")))
        yield "\n".join(f"> {line}".rstrip() for line in inner.split("\n"))
    elif tag == "hr":
        yield "* * *"
    else:
        yield from _blocks(element, room)


def _underlined(text: str, mark: str, columns: int = COLUMNS) -> str:
    lines = wrapped(text, columns)
    return f"{lines}\n{mark * min(columns, max(map(len, lines.splitlines())))}" if text else ""


def _list(element: Element, room: _Room) -> str:
    entries = [child for child in element if child.tag == "li"]
    # "See step 3" has to lead to a 3, so the number is read from the list and not counted anew.
    marks = labels_of(element) if element.tag == "ol" else ["-"] * len(entries)
    items = []
    for label, item in zip(marks, entries, strict=True):
        mark = f"{label} "
        items.append(_hanging(mark, "\n".join(_blocks(item, room.beside(mark)))))
    return "\n".join(items)


def _definitions(element: Element, room: _Room) -> str:
    lines = []
    for child in element:
        if child.tag == "dt":
            lines.append(wrapped(_folded(_inlines(child, room)), room.columns))
        elif child.tag == "dd":
            lines.append(_hanging("    ", "\n".join(_blocks(child, room.beside("    ")))))
    return "\n".join(lines)


def _hanging(mark: str, text: str) -> str:
    """`text` with `mark` before its first line and the same room before the others."""
    return (mark + text.replace("\n", "\n" + " " * len(mark))).rstrip()


def _table(element: Element, room: _Room) -> Iterator[str]:
    """A table a line after the other: each row's cells with the words of their column before them."""
    caption = element.find("caption")
    if caption is not None:
        yield wrapped(_folded(_inlines(caption, room)), room.columns)
    if any(cell.get("scope") == "rowgroup" for cell in element.iter("th")):
        yield _stacked(element, room)
        return
    heads: list[str] = []
    rows = []
    for row in element.iter("tr"):
        cells = [_cell(cell, room) for cell in row if cell.tag in {"td", "th"}]
        if all(cell.tag == "th" for cell in row if isinstance(cell.tag, str)) and not heads:
            heads = cells
            continue
        pairs = zip_longest(heads[: len(cells)], cells, fillvalue="")
        line = "; ".join(f"{head}: {cell}" if head else cell for head, cell in pairs if cell)
        rows.append(_hanging("- ", wrapped(line, room.columns - 2)))
    if rows:
        yield "\n".join(rows)
    elif heads:
        yield wrapped("; ".join(heads), room.columns)


def _stacked(element: Element, room: _Room) -> str:
    """The same of a table whose rows are groups of heading and cell."""
    groups: list[list[str]] = []
    for row in element.iter("tr"):
        cells = [_cell(cell, room) for cell in row if cell.tag in {"td", "th"}]
        if row[0].get("scope") == "rowgroup":
            groups.append(cells)
        elif any(cells[1:] or cells):
            groups[-1].append(": ".join(filter(None, cells)))
    return "\n".join(_hanging("- ", wrapped("; ".join(filter(None, group)), room.columns - 2)) for group in groups)


def _cell(cell: Element, room: _Room) -> str:
    """A cell in one line; its steps keep their numbers."""
    lines = _blocks(cell, room) if _holds_blocks(cell) else (_folded(_inlines(cell, room)),)
    return " ".join(line.strip() for chunk in lines for line in chunk.split("\n"))


def _inlines(element: Element, room: _Room) -> str:
    parts = [element.text or ""]
    for child in element:
        if not _is_hidden(child):
            parts.append(_inline(child, room))
        parts.append(child.tail or "")
    return "".join(parts)


def _inline(element: Element, room: _Room) -> str:
    if not isinstance(element.tag, str):
        return ""
    # U+2028 stands in no text that an author types, so it survives the folding of white space.
    if element.tag == "br":
        return "\u2028"
    if element.tag == "img":
        alt = (element.get("alt") or "").strip()
        return f"[{alt}]" if alt else ""
    inner = _inlines(element, room)
    if element.tag == "sup":
        # Plain text has no raised letters but these; "10^6" without a mark would read as 106.
        raised = inner.translate(_SUPERSCRIPT)
        return raised if re.fullmatch(r"[⁰¹²³⁴⁵⁶⁷⁸⁹˒⁻ ]+", raised) else f"^{inner}"
    if element.tag == "s":
        return f"~~{inner}~~"
    if element.tag == "bdi" or (element.tag == "span" and element.get("dir")):
        return f"{ISOLATE}{inner}{END_ISOLATE}"
    if element.tag == "a":
        return _link(element.get("href") or "", inner, room)
    return inner


def _link(address: str, words: str, room: _Room) -> str:
    if address.startswith("#") or not address:
        return words
    # A programme that reads plain text makes no link of tel:, so the digits have to be seen.
    if address.startswith("tel:"):
        return words if shows_number(words, address) else f"{words} ({address[4:]})"
    if address.startswith("mailto:"):
        box = unquote(address[7:].partition("?")[0])
        return words if box in words else f"{words} ({box})"
    return words if words == address else f"{words} [{room.number(address)}]"


def wrapped(text: str, columns: int = COLUMNS) -> str:
    """`text` on lines of at most `columns` characters, broken at spaces (never at a no-break space); scripts that
    write no spaces are broken anywhere, an address longer than a line stays whole."""
    if len(text) <= columns and not text.startswith(" "):
        return text
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        if line and len(line) + 1 + len(word) <= columns:
            line = f"{line} {word}"
            continue
        if line:
            lines.append(line)
        *whole, line = _pieces(word, columns)
        lines.extend(whole)
    return "\n".join((*lines, line))


def _pieces(word: str, columns: int) -> list[str]:
    if len(word) <= columns or not _UNSPACED.search(word):
        return [word]
    # UAX 14 lets text in these scripts break where no space stands.
    return [word[index : index + columns] for index in range(0, len(word), columns)]
