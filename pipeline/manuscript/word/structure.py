"""A Word document comes in; its contents are marked, captions lose their numbers, tables in cells become lines."""

from __future__ import annotations

import re
from typing import Any, Protocol

from pipeline.finding import Place
from pipeline.manuscript.captions import label_of
from pipeline.manuscript.pieces import Kind, Piece
from pipeline.manuscript.recognition import vocabulary
from pipeline.manuscript.word.fields import CONTENTS, SEQUENCE, Ask
from pipeline.manuscript.word.listing import NUMBER
from pipeline.manuscript.word.package import SPACE, W, drop, owner, value
from pipeline.manuscript.word.styles import Styles


class Report(Protocol):
    """Takes what was left out and what has to be asked."""

    pieces: list[Piece]

    @property
    def file(self) -> str: ...

    def ask(self, name: str, asks: str, hint: str, element: Any) -> None: ...


def is_deleted(run: Any) -> bool:
    """Whether a run was deleted or moved away under tracked changes."""
    return any(a.tag in {f"{W}del", f"{W}moveFrom"} for a in run.iterancestors())


def ask_headings(story: Any, styles: Styles, ask: Ask) -> None:
    """Ask about headings of a style that names no level, and about words that refer to a heading's number."""
    words = " ".join("".join(t.text or "" for t in p.iter(f"{W}t")) for p in story.iter(f"{W}p"))
    for paragraph in story.iter(f"{W}p"):
        text = "".join(t.text or "" for t in paragraph.iter(f"{W}t")).strip()
        if text and styles.paragraph(paragraph).unsure:
            asks = f'is "{text[:60]}" a heading of the first level; its style is called a heading without saying which'
            ask("heading", asks, "change its ## in article.md if it is of another level, or take them away", paragraph)
        number = paragraph.get(NUMBER, "").strip(" .)(")
        if number and vocabulary.refers_to(number, words):
            asks = f'what does "{number}" mean to a reader: the heading "{text[:60]}" had that number in the file'
            ask("heading-number", asks, "headings of an article carry no numbers; refer to it by its words", paragraph)


def settle_contents(story: Any) -> None:
    """Mark tables of contents: those of Word's gallery, and lists of nothing but jumps to headings below."""
    for block in story.iter(f"{W}sdt"):
        gallery = value(block.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery"))
        if "contents" in gallery.casefold() or gallery.casefold() in {"table of figures", "bibliographies index"}:
            for paragraph in block.iter(f"{W}p"):
                paragraph.set(CONTENTS, "1")
    body = story.find(f"{W}body")
    run: list[Any] = []
    for block in [*(body if body is not None else ()), None]:
        if block is not None and block.tag == f"{W}p" and _is_jump(block):
            run.append(block)
            continue
        below = _texts_below(block) if len(run) >= 2 and block is not None else frozenset[str]()
        if len(run) >= 2 and all(_text(p) in below for p in run):
            for paragraph in run:
                paragraph.set(CONTENTS, "1")
        run = []


def _is_jump(paragraph: Any) -> bool:
    links = list(paragraph.iter(f"{W}hyperlink"))
    if not links or not all(link.get(f"{W}anchor") and len(link.attrib) <= 3 for link in links):
        return False
    inside = sum(len(t.text or "") for link in links for t in link.iter(f"{W}t"))
    return inside > 0 and inside == sum(len((t.text or "").strip()) and len(t.text) for t in paragraph.iter(f"{W}t"))


def _text(paragraph: Any) -> str:
    words = "".join(t.text or "" for t in paragraph.iter(f"{W}t"))
    return re.sub(r"[\s.]*\d*\s*$", "", " ".join(words.split())) or words.strip()


def _texts_below(block: Any) -> frozenset[str]:
    return frozenset(_text(p) for p in [block, *block.itersiblings()] if p.tag == f"{W}p")


def settle_captions(story: Any, styles: Styles, report: Report) -> None:
    """Captions without their number, which every format counts anew; a number that others refer to is asked about."""
    counted: dict[str, int] = {}
    for paragraph in story.iter(f"{W}p"):
        numbered = [run for run in paragraph.iter(f"{W}r") if run.get(SEQUENCE)]
        if not styles.paragraph(paragraph).caption:
            continue
        words = [t for t in paragraph.iter(f"{W}t") if not is_deleted(t.getparent())]
        text = "".join(t.text or "" for t in words)
        found = label_of(text, counted=bool(numbered))
        if not found:
            continue
        _cut(words, len(found.text))
        counted[found.kind] = counted.get(found.kind, 0) + 1
        place = Place(report.file, part=f'caption "{text[len(found.text) :][:40]}"')
        reason = "every format numbers its tables and figures itself"
        report.pieces.append(Piece(Kind.NUMBERING, found.text.strip(), place, reason))
        if found.number != str(counted[found.kind]):
            report.ask(
                "caption",
                f'does the text speak of "{found.name}"; it is number {counted[found.kind]} of the article',
                "change what refers to it",
                paragraph,
            )


def _cut(words: list[Any], length: int) -> None:
    for element in words:
        said = element.text or ""
        element.text = said[length:]
        element.set(SPACE, "preserve")
        length -= min(length, len(said))
        if not length:
            return


# tables in tables


def flatten_tables(story: Any, ask: Ask) -> None:
    """A table inside a cell becomes one paragraph of the cell: its cells behind dashes, its rows behind semicolons."""
    inner = [table for table in story.iter(f"{W}tbl") if owner(table, f"{W}tc") is not None]
    for table in reversed(inner):
        line = table.makeelement(f"{W}p", {})
        rows = [row for row in table.iter(f"{W}tr") if owner(row, f"{W}tbl") is table]
        for y, row in enumerate(rows):
            _say(line, "; " if y else "")
            cells = [cell for cell in row.iter(f"{W}tc") if owner(cell, f"{W}tr") is row]
            said = False
            for cell in cells:
                inside = [p for p in cell.iter(f"{W}p") if any(child.tag != f"{W}pPr" for child in p)]
                _say(line, " – " if said and inside else "")
                for index, paragraph in enumerate(inside):
                    _say(line, " " if index else "")
                    for child in [c for c in paragraph if c.tag != f"{W}pPr"]:
                        line.append(child)
                said = said or bool(inside)
        outer = owner(table, f"{W}tc")
        if any(True for block in table.itersiblings() for t in block.iter(f"{W}t") if t.text):
            _say(line, ";")
        table.addprevious(line)
        drop(table)
        if owner(outer, f"{W}tc") is None:
            ask(
                "nested-table",
                "how should the table inside a table cell be shown; its words stand in one line now",
                "write it as a table of its own below, or as a sentence",
                line,
            )


def _say(paragraph: Any, text: str) -> None:
    if text:
        run = paragraph.makeelement(f"{W}r", {})
        words = run.makeelement(f"{W}t", {SPACE: "preserve"})
        words.text = text
        run.append(words)
        paragraph.append(run)
