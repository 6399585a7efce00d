"""An article comes in; everything that it says goes out line by line, with what stands around each and how it looks."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pipeline.article.body.inlines import plain
from pipeline.article.model import (
    Article,
    Bullets,
    Callout,
    Card,
    Cite,
    Code,
    Comparison,
    Emphasis,
    Figure,
    Glossary,
    Image,
    Inlines,
    KeyPoints,
    Link,
    Math,
    Node,
    Preformatted,
    Prose,
    Question,
    Section,
    Span,
    Steps,
    Strong,
    Subscript,
    Superscript,
    Table,
    Text,
    Value,
)
from pipeline.article.numbering import labels
from pipeline.article.walking import kind_of, part_names, walk
from pipeline.facts.ledger import is_negated, ledger_of
from pipeline.facts.tokens import tokens_of
from pipeline.finding import Place


@dataclass(frozen=True, slots=True)
class Dress:
    """What a paragraph carries besides its words: where links lead, sources, values of the brand, formulas, pictures by
    their bytes; and how it looks: marks, layout, key. `kept` and `left` are formats that it is for or not for.
    """

    links: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    formulas: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    kept: frozenset[str] = frozenset()
    left: frozenset[str] = frozenset()
    marks: tuple[str, ...] = ()
    layout: tuple[str, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that an article says: a sentence, an item, a step, a row, a heading, a field of the front matter.

    `role` is what people call it; `box` what it stands in ("warning", "risk", "myth", "" for running text) and `boxed`
    which one; `unit` is the outermost block that it is of, `leaf` the paragraph, `group` its list or table, `number`
    that of a step as shown; `within` the heading above it. The lines of a paragraph share its `dress`.
    """

    role: str
    text: str
    tokens: tuple[str, ...]
    place: Place
    lang: str
    unit: str = ""
    box: str = ""
    boxed: str = ""
    leaf: str = ""
    group: str = ""
    number: str = ""
    within: str = ""
    dress: Dress = Dress()

    @property
    def turned(self) -> bool:
        """Whether the heading above it, or that of its box, says "not"."""
        return is_negated(tokens_of(self.within), self.lang)


TOLD = {"title": "title", "main_message": "main message", "subtitle": "subtitle", "summary": "summary"}
"""The fields of the front matter that say something in sentences; the others are compared field by field."""


def lines_of(article: Article, files: Mapping[str, bytes]) -> tuple[Line, ...]:
    """The lines of an article in reading order, title and main message first; `files` are those of its folder."""
    front = []
    for key, name in TOLD.items():
        if text := " ".join((getattr(article.front, key) or "").split()):
            front.append(Line(name, text, tokens_of(text), article.place(key), article.lang, key, leaf=key))
    return (*front, *_Walker(article, files).section(article.blocks, ""))


DOSES = "table of doses"


def boxed(box: str) -> str:
    """A box in a sentence: "the warning", "“when to call”"."""
    return f"“{box}”" if box in _NAMED else f"the {box}"


_NAMED = {"when to call", "key points", "what is known", "what is not known"}
_BOXES = {"benefits": "benefit", "risks": "risk", "considerations": "consideration", "other": "card"}
_PARTS = {"myth": "myth", "fact": "fact", "known": "what is known", "unknown": "what is not known"}


_BEFORE_STOP = re.compile(r" (?=[.,](?:\s|$))")
"""The space that a source leaves before the full stop behind it: no format shows it."""


class _Walker:
    """Walks the blocks of an article with what stands around each."""

    def __init__(self, article: Article, files: Mapping[str, bytes]) -> None:
        self._lang = article.lang
        self._pictures = {
            name: hashlib.sha256(files.get(f"images/{name}", picture.content)).hexdigest()[:12]
            for name, picture in article.pictures.items()
        }

    def section(self, blocks: tuple[Any, ...], within: str) -> Iterator[Line]:
        for block in blocks:
            around = Line("sentence", "", (), block.node.place, self._lang, str(block.node.path), within=within)
            if isinstance(block, Section):
                yield from self._inlines(
                    block.heading, block.node, replace(around, role="heading"), f"level {block.level}"
                )
                yield from self.section(block.blocks, plain(block.heading).strip())
            else:
                yield from self._block(block, around)

    def _block(self, block: Any, around: Line) -> Iterator[Line]:
        node: Node = block.node
        name = str(node.path)
        if isinstance(block, Callout):
            around = replace(around, box=block.kind.value.replace("-", " "), boxed=name)
        elif isinstance(block, Card):
            around = replace(around, box=_BOXES[block.kind.value], boxed=name)
        elif isinstance(block, KeyPoints):
            around = replace(around, box="key points", boxed=name)
        if isinstance(block, Prose):
            yield from self._prose(block, around)
        elif isinstance(block, Preformatted):
            yield from self._inlines((Text(block.text),), node, replace(around, role="text"))
        elif isinstance(block, Figure):
            yield from self._figure(block, around)
        elif isinstance(block, Steps):
            yield from self._steps(block, around)
        elif isinstance(block, Table):
            yield from self._table(block, around)
        else:
            yield from self._parts(block, around)

    def _parts(self, block: Any, around: Line) -> Iterator[Line]:
        """The fields of a box or list, in their order."""
        for name in part_names(block):
            part = getattr(block, name)
            if not isinstance(part, tuple) or not part:
                continue
            inner = replace(around, box=_PARTS[name], boxed=f"{block.node.path} {name}") if name in _PARTS else around
            if name in {"heading", "question", "term", "title", "teaser"}:
                role = f"title of the {around.box}" if name == "heading" and around.box else name
                yield from self._inlines(part, block.node, replace(inner, role=role))
                if name == "heading" and around.box:
                    around = replace(around, within=plain(part))
            elif hasattr(part[0], "node"):
                if isinstance(block, Bullets | KeyPoints) or name == "items":
                    inner = replace(
                        inner, role="key point" if isinstance(block, KeyPoints) else "item", group=str(block.node.path)
                    )
                elif isinstance(block, Question):
                    inner = replace(inner, role="answer")
                elif isinstance(block, Glossary | Comparison):
                    inner = replace(inner, role="sentence")
                for child in part:
                    yield from self._block(child, inner)

    def _steps(self, block: Steps, around: Line) -> Iterator[Line]:
        look = f"{block.style.value} {block.delimiter.value}"
        for item, label in zip(block.items, labels(block), strict=True):
            inner = replace(around, role="item", group=str(block.node.path))
            said = list(self._parts(item, inner))
            if said:
                dress = replace(said[0].dress, layout=(*said[0].dress.layout, look))
                said[0] = replace(said[0], role="step", number=label.strip("().") or label, dress=dress)
            yield from said

    def _table(self, block: Table, around: Line) -> Iterator[Line]:
        box = DOSES if block.doses else "table"
        around = replace(around, box=around.box or box, boxed=around.boxed or str(block.node.path))
        look = f"{[each.value for each in block.alignments]} {block.row_headers} {block.doses}"
        yield from self._inlines(block.caption, block.node, replace(around, role="caption"), look)
        own = [each for each in ledger_of((block,), around.lang).statements if each.group]
        rows = [block.head, *(row.cells for row in block.rows)]
        rows = rows if block.head and any(cell.blocks for cell in block.head) else rows[1:]
        for statement, cells in zip(own, rows, strict=False):
            dress = self._dress(cells, block.node, look)
            role = "head of the table" if cells is block.head else "row"
            yield replace(
                around,
                role=role,
                text=statement.text,
                tokens=statement.tokens,
                place=statement.place,
                group=str(block.node.path),
                leaf=f"{block.node.path} {len(rows)} {statement.place.first} {statement.text[:30]}",
                dress=dress,
            )

    def _figure(self, block: Figure, around: Line) -> Iterator[Line]:
        around = replace(around, box=around.box or "picture", boxed=around.boxed or str(block.node.path))
        alt = " ".join(block.image.alt.split())
        dress = replace(self._dress((block.image,), block.node), pictures=(self._picture(block.image),))
        yield replace(
            around,
            role="description of the picture",
            text=alt,
            tokens=tokens_of(alt),
            place=block.node.place,
            leaf=f"{block.node.path} alt",
            dress=dress,
        )
        yield from self._inlines(block.caption, block.node, replace(around, role="caption"))
        for child in block.description:
            yield from self._block(child, replace(around, role="description of the picture"))

    def _prose(self, block: Prose, around: Line) -> Iterator[Line]:
        dress = self._dress(block.inlines, block.node)
        for statement in ledger_of((block,), around.lang).statements:
            leaf = str(block.node.path)
            text = _BEFORE_STOP.sub("", statement.text)
            yield replace(
                around,
                text=text,
                tokens=statement.tokens,
                place=statement.place,
                leaf=leaf,
                dress=dress,
                lang=statement.lang,
            )

    def _inlines(self, inlines: Inlines, node: Node, around: Line, look: str = "") -> Iterator[Line]:
        text = " ".join(plain(inlines).split())
        if text:
            dress = self._dress(inlines, node, look)
            leaf = f"{node.path} {around.role}"
            yield replace(around, text=text, tokens=tokens_of(text), place=node.place, leaf=leaf, dress=dress)

    def _picture(self, image: Image) -> str:
        return self._pictures.get(image.name, image.name)

    def _dress(self, value: Any, node: Node, look: str = "") -> Dress:
        parts = list(walk(value))
        marks = [
            kind_of(part) for part in parts if isinstance(part, Emphasis | Strong | Code | Superscript | Subscript)
        ]
        spans = [f"{sorted(part.classes)} {part.lang}" for part in parts if isinstance(part, Span)]
        layout = (look, f"priority {node.audience.priority}", f"{sorted(node.classes)}", f"{node.lang}")
        return Dress(
            tuple(part.target for part in parts if isinstance(part, Link)),
            tuple(key for part in parts if isinstance(part, Cite) for key in part.keys),
            tuple(part.name for part in parts if isinstance(part, Value)),
            tuple(part.tex for part in parts if isinstance(part, Math)),
            tuple(self._picture(part) for part in parts if isinstance(part, Image)),
            node.audience.only,
            node.audience.excluded,
            (*marks, *spans),
            layout,
            node.key if node.explicit else "",
        )
