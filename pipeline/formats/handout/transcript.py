"""A PDF as read comes in; what a screen reader would say, in the order of its tags, goes out."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.formats.handout.pages import DocumentRead, Tag

NAMES = {
    "H1": "heading level 1",
    "H2": "heading level 2",
    "H3": "heading level 3",
    "H4": "heading level 4",
    "H5": "heading level 5",
    "H6": "heading level 6",
    "BlockQuote": "quotation",
    "Caption": "caption",
    "TOC": "table of contents",
    "Form": "form field",
}
"""What is said before a tag's text; a paragraph is said as it is."""

INLINE = frozenset({"Span", "Link", "Reference", "Quote", "Code"})


def transcribe(document: DocumentRead) -> str:
    """What a screen reader would say of a PDF, one announcement a line, nested as the tags are. An untagged file says
    so in its first line.
    """
    return "\n".join(_lines(document)) + "\n"


def _lines(document: DocumentRead) -> Iterator[str]:
    yield f"document: {document.title or 'without title'} [{document.lang or 'no language'}]"
    pages = len(document.pages)
    yield f"{pages} {'page' if pages == 1 else 'pages'}"
    if document.root is None or not document.marked:
        yield "not tagged: a screen reader has to guess"
        return
    speaker = _Speaker(document)
    for kid in document.root.kids:
        if isinstance(kid, Tag):
            yield from speaker.say(kid, 0)


class _Speaker:
    def __init__(self, document: DocumentRead) -> None:
        self._document = document
        self._page = -1

    def say(self, tag: Tag, depth: int) -> Iterator[str]:
        if tag.role in ("Document", "Sect", "Div", "Art", "Part", "THead", "TBody", "TFoot", "NonStruct"):
            yield from self._kids(tag, depth)
        elif tag.role == "L":
            items = sum(isinstance(kid, Tag) and kid.role == "LI" for kid in tag.kids)
            yield self._line(f"list with {items} {'item' if items == 1 else 'items'}", depth, tag)
            yield from self._kids(tag, depth + 1)
        elif tag.role == "LI":
            yield from self._item(tag, depth)
        elif tag.role == "Table":
            rows = [row for row in tag.tags() if row.role == "TR"]
            columns = max((sum(isinstance(kid, Tag) for kid in row.kids) for row in rows), default=0)
            yield self._line(f"table with {len(rows)} rows and {columns} columns", depth, tag)
            yield from self._kids(tag, depth + 1)
        elif tag.role == "TR":
            yield self._line(
                "row: " + " | ".join(self._cell(kid) for kid in tag.kids if isinstance(kid, Tag)), depth, tag
            )
        elif tag.role == "Note":
            parts = (self._text(kid) for kid in tag.kids if isinstance(kid, Tag))
            yield self._line("note " + " ".join(" ".join(parts).split()), depth, tag)
        elif tag.role == "Figure":
            yield self._line(f"picture: {tag.alt or 'without description'}", depth, tag)
            yield from self._kids(tag, depth + 1)
        elif self._is_flat(tag):
            name = NAMES.get(tag.role)
            text = self._text(tag)
            yield self._line(f"{name}: {text}" if name else text, depth, tag)
        else:
            if tag.role in NAMES:
                yield self._line(NAMES[tag.role], depth, tag)
            yield from self._kids(tag, depth + (tag.role in NAMES))

    def _kids(self, tag: Tag, depth: int) -> Iterator[str]:
        for kid in tag.kids:
            if isinstance(kid, Tag):
                yield from self.say(kid, depth)

    def _item(self, tag: Tag, depth: int) -> Iterator[str]:
        label = "".join(self._text(kid) for kid in tag.kids if isinstance(kid, Tag) and kid.role == "Lbl").strip()
        if len(label) > 2 and label[-1].isalpha():  # a term of a list of terms
            label += ":"
        for body in (kid for kid in tag.kids if isinstance(kid, Tag) and kid.role == "LBody"):
            if self._is_flat(body):
                yield self._line(f"{label} {self._text(body)}".strip(), depth, tag)
                continue
            blocks = [kid for kid in body.kids if isinstance(kid, Tag)]
            first = f"{label} {self._text(blocks[0])}" if blocks and self._is_flat(blocks[0]) else label
            yield self._line(first.strip(), depth, tag)
            for block in blocks[1:] if blocks and self._is_flat(blocks[0]) else blocks:
                yield from self.say(block, depth + 1)

    def _cell(self, cell: Tag) -> str:
        kind = {"/Row": "row header ", "/Column": "column header "}.get(str(cell.attributes.get("Scope", "")), "")
        return kind + self._text(cell)

    def _is_flat(self, tag: Tag) -> bool:
        """Whether a tag holds only text and what stands in a line of text."""
        return all(not isinstance(kid, Tag) or kid.role in INLINE for kid in tag.kids)

    def _text(self, tag: Tag) -> str:
        """The text of a tag with links, languages and abbreviations announced where they stand."""
        parts: list[str] = []
        last: tuple[int, int] | None = None
        for kid in tag.kids:
            leaves = [leaf for leaf in _leaves(kid) if self._document.runs_of(leaf)]
            if last and leaves and self._document.parts_words(last, leaves[0]):
                parts.append(" ")
            last = leaves[-1] if leaves else last
            if not isinstance(kid, Tag):
                parts.append(self._document.text_of(Tag("Span", [kid])))
            elif kid.role == "Link":
                parts.append(f"[link: {self._text(kid).strip()}]")
            elif kid.role == "LI":
                parts.append(f" {self._text(kid)} ")
            elif kid.role == "Lbl":
                parts.append(f"{self._text(kid)} ")
            elif kid.alt:
                parts.append(f"[picture: {kid.alt}]")
            else:
                text = self._text(kid)
                parts.append(f"[{kid.lang}: {text}]" if kid.lang else text)
        return " ".join("".join(parts).split())

    def _line(self, text: str, depth: int, tag: Tag) -> str:
        lang = f" [{tag.lang}]" if tag.lang else ""
        return "  " * depth + text + lang


def _leaves(kid: Tag | tuple[int, int]) -> list[tuple[int, int]]:
    return list(kid.leaves()) if isinstance(kid, Tag) else [kid]
