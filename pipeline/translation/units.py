"""An article comes in; its texts as units go out, the smallest that have a twin in another language.

A unit is a paragraph, a heading, a caption, a cell of a table, a field of the front matter. Units nest in branches
(sections, lists, items, rows), and branches of two languages are paired before their units are compared.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pipeline.article.body.inlines import plain
from pipeline.article.digest import digest_of_block
from pipeline.article.grave import GRAVE
from pipeline.article.model import (
    Article,
    Callout,
    Card,
    Cite,
    Image,
    Inlines,
    Link,
    Math,
    Note,
    Preformatted,
    Prose,
    Section,
    Span,
    Steps,
    Value,
)
from pipeline.article.walking import kind_of, part_names, walk
from pipeline.finding import Place

SHORT = 16
"""Hexadecimal digits of a digest in the record: 64 bits tell the blocks of one article apart (house)."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One text: `name` says which of the article ("giving/2/heading"), `role` what it is ("heading", "cell").

    `text` is what a reader hears, without notes and citations; `cites`, `links`, `values` and `pictures` what stands
    in it beside words; `marks` how often the author marked the gravest risk; `digest` is that of its content.
    """

    name: str
    role: str
    place: Place
    lang: str
    text: str
    digest: str
    cites: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    marks: int = 0


@dataclass(frozen=True, slots=True)
class Branch:
    """A block or a part of one, with its own texts and what lies in it. `key` is the author's, "" for a derived one."""

    kind: str
    key: str
    name: str
    place: Place
    texts: tuple[Unit, ...] = ()
    children: tuple[Branch, ...] = ()
    ordered: bool = False

    def units(self) -> Iterator[Unit]:
        """Its texts and those of everything in it, in reading order."""
        yield from self.texts
        for child in self.children:
            yield from child.units()


@dataclass
class _Reader:
    lang: str
    notes: list[Branch] = field(default_factory=list)

    def branches(self, blocks: Any, above: str) -> tuple[Branch, ...]:
        return tuple(self.branch(block, f"{above}/{at}".lstrip("/")) for at, block in enumerate(blocks, start=1))

    def branch(self, block: Any, name: str) -> Branch:
        """One block; a paragraph, a cell and an item of one paragraph are a branch with one text."""
        node = block.node
        key = node.key if node.explicit else ""
        name = key or name
        kind = _kind(block)
        if isinstance(block, Prose):
            return Branch(kind, key, name, node.place, (self.unit(block.inlines, name, "text", node),))
        if isinstance(block, Preformatted):
            said = (_unit_of(block.text, (block,), name, "text", node.place, node.lang or self.lang),)
            return Branch(kind, key, name, node.place, said)
        texts: list[Unit] = []
        children: list[Branch] = []
        for part_name in part_names(block):
            part = getattr(block, part_name)
            if isinstance(part, Image):
                children += self._picture(part, name, node)
            if not isinstance(part, tuple) or not part:
                continue
            if hasattr(part[0], "node"):
                children += self.branches(part, f"{name}/{part_name}" if part_name != "blocks" else name)
            elif part_name in {"cells", "head"}:
                children += self._cells(part, name, node)
            elif part_name in _TEXTS:
                texts.append(self.unit(part, f"{name}/{part_name}", part_name, node))
        return Branch(kind, key, name, node.place, tuple(texts), tuple(children), isinstance(block, Steps))

    def _picture(self, image: Image, name: str, node: Any) -> Iterator[Branch]:
        unit = _unit_of(image.alt, (image.alt,), f"{name}/alt", "description", node.place, node.lang or self.lang)
        yield Branch("picture", "", f"{name}/alt", node.place, (unit,) if image.alt else ())

    def _cells(self, cells: Any, name: str, node: Any) -> Iterator[Branch]:
        for at, cell in enumerate(cells, start=1):
            inner = tuple(self.branch(block, f"{name}/cell-{at}") for block in cell.blocks)
            yield Branch("cell", "", f"{name}/cell-{at}", node.place, (), inner)

    def unit(self, inlines: Inlines, name: str, role: str, node: Any) -> Unit:
        for note in (part for part in walk(inlines) if isinstance(part, Note)):
            self.notes.append(Branch("note", "", f"{name}/note", node.place, (), self.branches(note.blocks, name)))
        return _unit_of("", inlines, name, role, node.place, node.lang or self.lang)


_TEXTS = frozenset({"heading", "question", "term", "title", "teaser", "caption", "inlines"})


def _kind(block: Any) -> str:
    if isinstance(block, Section):
        return f"section {block.level}"
    if isinstance(block, Callout | Card):
        return f"{block.kind.value} {kind_of(block)}"
    return kind_of(block)


def _unit_of(text: str, content: Any, name: str, role: str, place: Place, lang: str) -> Unit:
    shown: list[str] = []
    cites: list[str] = []
    links: list[str] = []
    values: list[str] = []
    marks = 0

    def look(part: Any) -> None:
        nonlocal marks
        if isinstance(part, tuple):
            for each in part:
                look(each)
        elif isinstance(part, Cite):
            cites.extend(part.keys)
        elif isinstance(part, Note):
            return
        elif isinstance(part, Value):
            values.append(part.name)
            shown.append(" ")
        elif isinstance(part, Image):
            shown.append(f" {part.alt} ")
        elif isinstance(part, Math):
            values.append(part.tex)
        else:
            if isinstance(part, Link):
                links.append(part.target)
            if isinstance(part, Span) and GRAVE in part.classes:
                marks += 1
            if children := getattr(part, "children", ()):
                look(children)
            elif part_names(part) and not hasattr(part, "node"):
                shown.append(plain((part,)))

    look(content)
    said = re.sub(r"[ \t\n]+", " ", text or "".join(shown)).strip()  # unbreakable spaces group digits
    digest = digest_of_block(tuple(content))[:SHORT]
    return Unit(name, role, place, lang, said, digest, tuple(cites), tuple(links), tuple(values), marks)


def trunk_of(article: Article) -> Branch:
    """The whole article as one branch: its front matter, its blocks, its notes."""
    reader = _Reader(article.lang)
    body = reader.branches(article.blocks, "")
    notes = Branch("notes", "", "notes", Place(article.file), (), tuple(reader.notes))
    return Branch("article", "", "", Place(article.file, 1), tuple(front_units(article)), (*body, notes))


FRONT = ("title", "subtitle", "summary", "main_message", "approval_status", "contact", "funding", "conflicts")
"""Fields that hold text in the language of the article, in the order in which people read them."""


def front_fields(article: Article) -> Iterator[tuple[str, str]]:
    """The fields of the front matter that are translated, by path: "title", "newsletter.subject"."""
    front = article.front
    for name in FRONT:
        if value := getattr(front, name):
            yield name, str(value)
    for name in ("subject", "subject_b", "preheader"):
        if value := getattr(front.newsletter, name):
            yield f"newsletter.{name}", value
    for key, value in sorted(front.social.texts.items()):
        yield f"social.texts.{key}", value
    if front.social.content_warning:
        yield "social.content_warning", front.social.content_warning


def front_units(article: Article) -> Iterator[Unit]:
    """The translated fields of the front matter as units."""
    for path, value in front_fields(article):
        digest = hashlib.sha256(" ".join(value.split()).encode()).hexdigest()[:SHORT]
        yield Unit(path, "front matter", article.place(path), article.lang, " ".join(value.split()), digest)
