"""An opened EPUB comes in; what a reading system would read aloud, in the order of the spine, goes out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.formats.booklet.opening import LANG, TYPE, OpenBook, Page
from pipeline.markup.numbered import labels_of

HEADINGS = {f"h{level}": f"heading level {level}: " for level in range(1, 7)}
BLOCKS = frozenset(
    """address article aside blockquote body dd div dl dt figcaption figure footer header li main nav ol p pre section
    table tbody td tfoot th thead tr ul caption hr""".split()
)
ROLES = {
    "doc-footnote": "footnote",
    "doc-toc": "table of contents",
    "doc-glossary": "glossary",
    "doc-bibliography": "references",
    "note": "note",
}


def transcribe(book: OpenBook) -> str:
    """What a reading system would say of an EPUB, one announcement a line, page after page of the spine."""
    return "\n".join(_lines(book)) + "\n"


def _lines(book: OpenBook) -> Iterator[str]:
    title = " – ".join(book.dublin("title")) or "without title"
    language = ", ".join(book.dublin("language")) or "no language"
    yield f"book: {title} [{language}]"
    for number, page in enumerate(book.spine, start=1):
        name = page.path.rpartition("/")[2]
        yield f"page {number} of {len(book.spine)}: {name}"
        if page.root is None:
            yield f"  cannot be read: {page.fault}"
            continue
        yield from _Speaker(page, book.dublin("language")[:1]).page()


class _Speaker:
    """Says the elements of one page; `_lang` is the language that needs no announcement."""

    def __init__(self, page: Page, languages: list[str]) -> None:
        self._page = page
        self._lang = languages[0] if languages else ""

    def page(self) -> Iterator[str]:
        for body in self._page.find("//h:body"):
            yield from self._inside(body, 1)

    def _block(self, element: Any, depth: int) -> Iterator[str]:
        name = _name(element)
        if element.get("hidden") is not None or element.get("aria-hidden") == "true":
            return
        if name in HEADINGS:
            yield self._line(HEADINGS[name] + self._said(element), depth, element)
        elif name in {"ul", "ol"}:
            items = sum(1 for child in element if _name(child) == "li")
            kind = "numbered list" if name == "ol" else "list"
            yield self._line(f"{kind} with {items} {'item' if items == 1 else 'items'}", depth, element)
            marks = labels_of(element) if name == "ol" else ["•"] * items
            for mark, child in zip(marks, (child for child in element if _name(child) == "li"), strict=True):
                yield from self._marked(child, f"{mark} ", depth + 1)
        elif name == "table":
            yield from self._table(element, depth)
        elif name == "figure":
            yield self._line("figure", depth, element)
            yield from self._inside(element, depth + 1)
        elif name == "hr":
            yield self._line("separator", depth, element)
        elif element.get("role") in ROLES:
            yield self._line(ROLES[element.get("role")], depth, element)
            yield from self._inside(element, depth + 1)
        elif name == "blockquote":
            yield self._line("quotation", depth, element)
            yield from self._inside(element, depth + 1)
        else:
            yield from self._inside(element, depth)

    def _marked(self, item: Any, mark: str, depth: int) -> Iterator[str]:
        lines = list(self._inside(item, depth))
        indent = "  " * depth
        if not lines:
            return
        yield f"{indent}{mark}{lines[0].removeprefix(indent)}"
        yield from (f"  {line}" for line in lines[1:])

    def _inside(self, element: Any, depth: int) -> Iterator[str]:
        """Runs of words as one line each, blocks between them by themselves."""
        run = element.text or ""
        for child in element:
            if not isinstance(child.tag, str):
                run += child.tail or ""
                continue
            if _name(child) in BLOCKS | set(HEADINGS):
                yield from self._words(run, depth, element)
                run = ""
                yield from self._block(child, depth)
            else:
                run += self._inline(child)
            run += child.tail or ""
        yield from self._words(run, depth, element)

    def _words(self, run: str, depth: int, element: Any) -> Iterator[str]:
        words = " ".join(run.split())
        if words:
            yield self._line(words, depth, element)

    def _said(self, element: Any) -> str:
        """All the words of an element that holds no blocks."""
        run = (element.text or "") + "".join(self._inline(child) + (child.tail or "") for child in element)
        return " ".join(run.split())

    def _inline(self, element: Any) -> str:
        name = _name(element)
        if element.get("hidden") is not None or element.get("aria-hidden") == "true":
            return ""
        if name == "img":
            alt = (element.get("alt") or "").strip()
            return f" [picture: {alt}] " if alt else " [picture without description] "
        if name == "math":
            return f" [formula: {element.get('alttext', '')}] "
        if element.get("role") == "doc-pagebreak":
            return f" [page {element.get('aria-label', '')}] "
        if name == "br":
            return " "
        words = self._said(element)
        if name in {"s", "del"}:
            return f"[struck: {words}]"
        kind = element.get(TYPE, "")
        if kind == "noteref":
            return f"[note {words}]"
        if element.get("role") == "doc-biblioref":
            return f" [reference {words}]"
        if element.get("role") == "doc-backlink":
            return f"[back to the text: {words}] "
        if name == "a" and element.get("href"):
            return f"[link: {words}]"
        if element.get(LANG) and element.get(LANG) != self._lang:
            return f"[{element.get(LANG)}: {words}]"
        if element.get("class") in {"cite", "noteref"}:
            return f" {words}"
        return _spaced(element, words)

    def _table(self, table: Any, depth: int) -> Iterator[str]:
        rows = table.findall(".//{*}tr")
        columns = max((len(row) for row in rows), default=0)
        caption = table.find("{*}caption")
        named = f": {self._said(caption)}" if caption is not None else ""
        yield self._line(f"table with {len(rows)} rows and {columns} columns{named}", depth, table)
        heads = [self._text(cell) for cell in table.findall("{*}thead/{*}tr/{*}th")]
        for row in rows:
            if row.getparent() is not None and _name(row.getparent()) == "thead":
                yield "  " * (depth + 1) + "column heads: " + " | ".join(heads)
                continue
            cells = []
            for number, cell in enumerate(row):
                head = f"{heads[number]}: " if number < len(heads) and heads[number] else ""
                cells.append(head + self._text(cell))
            yield "  " * (depth + 1) + " | ".join(cells)

    def _text(self, cell: Any) -> str:
        return " ".join(line.strip() for line in self._inside(cell, 0))

    def _line(self, words: str, depth: int, element: Any) -> str:
        own = element.get(LANG)
        marked = f"[{own}] " if own and own != self._lang else ""
        return "  " * depth + marked + words


def _spaced(element: Any, words: str) -> str:
    """The words with the white space that stood at their ends."""
    inside = "".join(element.itertext())
    return (" " if inside[:1].isspace() else "") + words + (" " if inside[-1:].isspace() else "")


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
