"""Finished HTML comes in; the passages that its reader gets, block by block, go out: one form for all formats."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import regex

from pipeline.facts.tokens import raised
from pipeline.markup.numbered import labels_of

LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class Role(StrEnum):
    """What a passage is to its receiver."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    CELL = "cell"
    HEAD_CELL = "head cell"
    CAPTION = "caption"
    ALT = "alt"
    BUTTON = "button"
    TERM = "term"
    NOTE = "note"
    FIELD = "field"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of what a receiver gets: where it stands in the format's words ("page 2", "text/ch01.xhtml", a post),
    what it is, and its text as heard, white space folded.

    `marks` are the numbers of notes and references that stand in it; they are no part of the text, where "500 mg4"
    would be another dose. `painted` is the text as its glyphs show it, "" where that is what is heard; `lang` a BCP 47
    tag, "" where none is given; `label` the mark of a list item as shown ("3.", "•"); `level` of a heading, 0 of
    anything else.
    """

    where: str
    role: Role
    text: str
    painted: str = ""
    lang: str = ""
    label: str = ""
    level: int = 0
    marks: tuple[str, ...] = ()


HEADINGS = {f"h{level}": level for level in range(1, 7)}
BLOCKS = {
    "p": Role.PARAGRAPH,
    "dt": Role.TERM,
    "th": Role.HEAD_CELL,
    "td": Role.CELL,
    "caption": Role.CAPTION,
    "figcaption": Role.CAPTION,
    **dict.fromkeys(HEADINGS, Role.HEADING),
}
"""Elements that hold a line of text, and what it is; what stands elsewhere by itself is a paragraph."""

CONTAINERS = frozenset(
    "html body div address article aside blockquote dd dl figure footer header li main nav center ol pre section table"
    " tbody tfoot thead tr ul colgroup col hr".split()
)


def passages_of(root: Any, where: str, lang: str, concealed: frozenset[Any] = frozenset()) -> Iterator[Passage]:
    """What is said in an element of HTML or XHTML and below it, blocks and the runs of text between them; what is
    hidden is not said, by the page itself or, of the elements in `concealed`, by its style sheets.
    """
    return _Walk(where, concealed).below(root, lang)


def transcribe(passages: Iterable[Passage]) -> str:
    """A line a passage, under a line for each place; what is said of its role comes first, as a screen reader does."""
    lines: list[str] = []
    where = ""
    for each in passages:
        if each.where != where:
            lines.append(where := each.where)
        name = f"heading level {each.level}" if each.level else each.role.value
        said = each.text if each.role in {Role.PARAGRAPH, Role.ITEM} else f"{name}: {each.text}"
        lines.append("  " + " ".join(filter(None, (each.label, said))))
    return "\n".join(lines) + "\n"


class _Walk:
    def __init__(self, where: str, concealed: frozenset[Any]) -> None:
        self._where = where
        self._concealed = concealed

    def below(self, element: Any, lang: str, around: Role = Role.PARAGRAPH, label: str = "") -> Iterator[Passage]:
        """What is said in an element, blocks and the runs of text between them; `label` goes to the first of them."""
        if element in self._concealed or _is_hidden(element):
            return
        lang, name = element.get(LANG) or element.get("lang") or lang, _name(element)
        role = BLOCKS.get(name, around)
        if element.get("role") in {"doc-footnote", "note"}:
            role = around = Role.NOTE
        marks = iter(labels_of(element) if name == "ol" else ())
        if name == "td" and _is_layout(element):
            role = around
        run, level = _Run(self._concealed, element.text or ""), HEADINGS.get(name, 0)
        for child in element:
            if isinstance(child.tag, str) and (_name(child) in BLOCKS or _name(child) in CONTAINERS):
                yield from self._said(run, role, lang, label, level)
                label, run = "" if run.text.split() else label, _Run(self._concealed)
                if _name(child) == "li":
                    mark = next(marks, "•") if name == "ol" else "•"
                    yield from self.below(child, lang, Role.ITEM, mark)
                else:
                    inner = around if _name(child) == "p" or _name(child) in CONTAINERS else Role.PARAGRAPH
                    yield from self.below(child, lang, _first(inner, label), label)
                    label = ""
            elif isinstance(child.tag, str):
                run.take(child)
                for picture in child.iter("{*}img"):
                    if alt := " ".join((picture.get("alt") or "").split()):
                        yield Passage(self._where, Role.ALT, alt, lang=lang)
            run.text += child.tail or ""
        if name == "td" and _is_button(element, run.text):
            role = Role.BUTTON
        yield from self._said(run, role, lang, label, level)

    def _said(self, run: _Run, role: Role, lang: str, label: str, level: int) -> Iterator[Passage]:
        text = " ".join(run.text.split())
        if text or run.marks:
            yield Passage(self._where, _first(role, label), text, "", lang, label, level, tuple(run.marks))


class _Run:
    """A line of text while it is gathered, and the marks of notes that stood in it."""

    def __init__(self, concealed: frozenset[Any], text: str = "") -> None:
        self.text = text
        self._concealed = concealed
        self.marks: list[str] = []

    def take(self, element: Any) -> None:
        """Add what is said in an element of the line."""
        if element in self._concealed or _is_hidden(element):
            return
        if _name(element) == "br":
            self.text += " "
        elif _is_mark(element, self.text):
            self.marks.append("".join("".join(element.itertext()).split()))
        elif _name(element) == "sup" and not len(element):
            self.text += raised(element.text or "")
        elif _name(element) == "math":
            self.text += _formula(element)
        else:
            self.text += element.text or ""
            for child in element:
                if isinstance(child.tag, str):
                    self.take(child)
                self.text += child.tail or ""


def _formula(element: Any) -> str:
    """What a formula says: the words that stand for it where they hold its letters and digits, else those alone."""
    said, drawn = element.get("alttext") or "", "".join(_drawn(element))
    return said if _counted(said) == _counted(drawn) else drawn


def _drawn(element: Any) -> Iterator[str]:
    """The words of a formula as they are drawn: the index of a root stands before it (MathML Core, 3.3.3)."""
    yield element.text or ""
    for child in reversed(element) if _name(element) == "mroot" else element:
        if isinstance(child.tag, str):
            yield from _drawn(child)


def _counted(text: str) -> str:
    # A fraction in MathML is two elements side by side: without the words that stand for it, 1/2 is "12".
    return str(regex.sub(r"[^\p{L}\p{N}]+", "", unicodedata.normalize("NFKC", text)))


_MARK = regex.compile(r"[\d,–*†‡-]+|[a-z]{1,2}")
_WORD = regex.compile(r"[\p{L}\p{M}]{3,}\W*$|[^\w\s]\s*$")


def _is_mark(element: Any, before: str) -> bool:
    """Whether an element is the number of a note or reference.

    A mail client keeps neither roles nor classes: there a raised number behind a word or a full stop is one, behind
    "m" or "10" it is a power.
    """
    if element.get("role") in {"doc-noteref", "doc-biblioref", "doc-backlink"}:
        return True
    if _name(element) != "sup":
        return False
    if element.get("class") in {"cite", "noteref"} or element.find("{*}a") is not None:
        return True
    return bool(_MARK.fullmatch("".join("".join(element.itertext()).split())) and _WORD.search(before))


def _is_layout(cell: Any) -> bool:
    table = next((each for each in cell.iterancestors() if _name(each) == "table"), None)
    return table is not None and table.get("role") in {"presentation", "none"}


def _is_button(cell: Any, text: str) -> bool:
    """Whether a cell of layout holds one link on a ground of its own, and nothing else."""
    links = cell.findall("{*}a") or cell.findall("a")
    ground = cell.get("bgcolor") or "background" in (cell.get("style") or "")
    return bool(ground) and len(links) == 1 and "".join(links[0].itertext()).split() == text.split()


def _first(role: Role, label: str) -> Role:
    """The first block of an item is the item, what follows in it is a paragraph."""
    return Role.PARAGRAPH if role is Role.ITEM and not label else role


def _is_hidden(element: Any) -> bool:
    style = "".join((element.get("style") or "").split())
    return element.get("hidden") is not None or element.get("aria-hidden") == "true" or "display:none" in style


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
