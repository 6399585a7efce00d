"""The content of one fenced block comes in; the block of its kind goes out, and what is malformed in it is named."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Protocol

from pipeline import limits
from pipeline.article import syntax
from pipeline.article.addresses import encoded
from pipeline.article.body import pandoc
from pipeline.article.body.inlines import plain, recognise, strip
from pipeline.article.body.lists import lists_in_lines
from pipeline.article.model import (
    About,
    Action,
    Alignment,
    Block,
    Blocks,
    Bullets,
    Callout,
    CalloutKind,
    Card,
    CardKind,
    Cell,
    Comparison,
    Evidence,
    Figure,
    Glossary,
    Image,
    Inlines,
    Invitation,
    Item,
    KeyPoints,
    Link,
    MythFact,
    Node,
    Prose,
    Question,
    Questions,
    Quotation,
    Recap,
    Related,
    RelatedItem,
    Row,
    Section,
    Steps,
    Table,
    Text,
)
from pipeline.fault import TOO_MUCH
from pipeline.finding import Place, Rule
from pipeline.naming import nearest


class Reader(Protocol):
    """What a maker asks of the reader of blocks that calls it."""

    def read(self, elements: list[Any]) -> Inlines: ...

    def blocks(self, elements: list[Any]) -> Iterator[Block]: ...

    def block(self, element: Any) -> Iterator[Block]: ...

    def inner(self, elements: list[Any]) -> Blocks: ...

    def node(self, attr: list[Any] | None = None) -> Node: ...

    def at(self, pairs: Mapping[str, str]) -> None: ...

    def fault(self, rule: Rule, place: Place, message: str, hint: str) -> None: ...

    def malformed(self, node: Node, message: str, hint: str) -> None: ...

    def insecure(self, target: str, place: Place) -> None: ...


Maker = Callable[[Reader, Node, Mapping[str, str], list[Any]], Iterator[Block]]
"""Makes the blocks of one kind from its node, its attributes and pandoc's content."""

PARTS = frozenset({"long-description", "myth", "fact", "known", "unknown"})
"""Blocks that stand only inside others."""

_CALLOUTS = frozenset(CalloutKind)
_ALIGNMENTS = {"AlignRight": Alignment.END, "AlignCenter": Alignment.CENTRE}


def _without(node: Node, classes: set[str]) -> Node:
    return replace(node, classes=node.classes - classes)


def _card_kind(classes: frozenset[str]) -> CardKind:
    return next((kind for kind in CardKind if kind.value in classes), CardKind.OTHER)


def _unwrapped(elements: list[Any]) -> Iterator[Any]:
    for element in elements:
        if pandoc.is_wrapper(element):
            yield from _unwrapped(element["c"][1])
        else:
            yield element


def _has_class(element: Any, name: str) -> bool:
    return element["t"] == "Div" and name in element["c"][0][1]


def _related_item(item: Item) -> RelatedItem:
    inlines: Inlines = ()
    for block in item.blocks:
        if isinstance(block, Prose):
            inlines = (*inlines, Text(" "), *block.inlines) if inlines else block.inlines
    if inlines and isinstance(inlines[0], Link):
        teaser = strip(inlines[1:])
        return RelatedItem(item.node, inlines[0].target, inlines[0].children, teaser)
    return RelatedItem(item.node, "", inlines, ())


def _headed(reader: Reader, content: list[Any]) -> tuple[Inlines, list[Block]]:
    """The first heading inside a block, if it stands first, and the other blocks with headings kept."""
    blocks = list(reader.blocks(content))
    if blocks and isinstance(blocks[0], Section):
        return blocks[0].heading, blocks[1:]
    return (), blocks


def _flatten(blocks: list[Block]) -> Blocks:
    return tuple(Prose(b.node, b.heading) if isinstance(b, Section) else b for b in blocks)


def _key_points(reader: Reader, node: Node, _: Mapping[str, str], content: list[Any]) -> Iterator[Block]:
    heading, blocks = _headed(reader, content)
    items = tuple(item for b in blocks if isinstance(b, Bullets | Steps) for item in b.items)
    if not items or any(not isinstance(b, Bullets | Steps) for b in blocks):
        reader.malformed(node, "key points are a list and nothing else", "write each point as a line with -")
    if any(isinstance(block, Steps) for block in blocks):
        said = "the key points have numbers, and are shown without"
        reader.fault(syntax.LIST_NUMBER, node.place, said, "write each point with -, or take ::: steps for a sequence")
    yield KeyPoints(node, heading, items)


def _split(blocks: list[Block]) -> tuple[list[Block], list[tuple[Section, list[Block]]]]:
    """What stands before the first heading, and each heading with what follows it."""
    intro: list[Block] = []
    parts: list[tuple[Section, list[Block]]] = []
    for block in blocks:
        if isinstance(block, Section):
            parts.append((block, []))
        else:
            (parts[-1][1] if parts else intro).append(block)
    return intro, parts


def _headed_parts(reader: Reader, content: list[Any]) -> tuple[Inlines, list[Block], list[tuple[Section, list[Block]]]]:
    """Heading, introduction and parts of a block; the heading is one of a higher level than the parts'."""
    blocks = list(reader.blocks(content))
    intro, parts = _split(blocks)
    levels = [section.level for section, _ in parts]
    if len(levels) > 1 and levels[0] < min(levels[1:]):
        (first, follows), parts = parts[0], parts[1:]
        return first.heading, intro + follows, parts
    return (), intro, parts


def _comparison(reader: Reader, node: Node, _: Mapping[str, str], content: list[Any]) -> Iterator[Block]:
    heading, intro, parts = _headed_parts(reader, content)
    if len(parts) < 2:
        reader.malformed(
            node, "a comparison has at least two cards", "begin each card with a heading: ### Risks {.risks}"
        )
    cards = tuple(Card(s.node, _card_kind(s.node.classes), s.heading, tuple(blocks)) for s, blocks in parts)
    yield Comparison(node, heading, tuple(intro), cards)


def _questions(reader: Reader, node: Node, _: Mapping[str, str], content: list[Any]) -> Iterator[Block]:
    heading, intro, parts = _headed_parts(reader, content)
    if not parts:
        reader.malformed(node, "there is no question in this block", "write each question as a heading: ### …?")
    for section, blocks in parts:
        if not blocks:
            reader.malformed(
                section.node, f'"{plain(section.heading)}" has no answer', "write the answer below the question"
            )
    questions = tuple(Question(s.node, s.heading, tuple(blocks)) for s, blocks in parts)
    yield Questions(node, heading, tuple(intro), questions)


_MEANT = {
    **dict.fromkeys(("emergency", "urgent", "call", "contact", "help", "red-flags", "safety-net"), "when-to-call"),
    **dict.fromkeys(("danger", "caution", "important", "alert", "attention"), "warning"),
    **dict.fromkeys(("hint", "advice", "success"), "tip"),
    **dict.fromkeys(("info", "information", "remember", "example"), "note"),
}
"""What other programs and leaflets call their boxes."""


def _callout(reader: Reader, node: Node, pairs: Mapping[str, str], content: list[Any]) -> Iterator[Block]:
    kinds = [name for name in node.classes if name in _CALLOUTS]
    if len(kinds) != 1:
        strange = sorted(node.classes - _CALLOUTS - {"callout", "grave"})
        meant = next(filter(None, (nearest(name, _CALLOUTS) or _MEANT.get(name) for name in strange)), "warning")
        hint = f"write ::: {{.callout .{meant}}}; the kinds are {', '.join(CalloutKind)}"
        said = f'there is no callout "{strange[0]}"' if strange and not kinds else "a callout has one kind"
        reader.malformed(node, said, hint)
    heading, blocks = _headed(reader, content)
    if not heading and pairs.get("title"):
        heading = recognise(pairs["title"])
    kind = CalloutKind(kinds[0]) if kinds else CalloutKind.NOTE
    yield Callout(_without(node, set(_CALLOUTS)), kind, heading, _flatten(blocks))


def _figure(reader: Reader, node: Node, pairs: Mapping[str, str], content: list[Any]) -> Iterator[Block]:
    description: list[Block] = []
    rest: list[Any] = []
    for element in content:
        if _has_class(element, "long-description"):
            description.extend(reader.blocks(element["c"][1]))
        else:
            rest.append(element)
    image: Image | None = None
    caption: list[Inlines] = []
    for block in reader.blocks(rest):
        if isinstance(block, Figure) and image is None:
            image = block.image
        elif isinstance(block, Prose):
            lead = block.inlines[0] if block.inlines else None
            if image is None and isinstance(lead, Image):
                image, caption = lead, [*caption, strip(block.inlines[1:])]
            else:
                caption.append(block.inlines)
        else:
            reader.malformed(node, "a figure holds one picture and its caption", "move the rest out of the block")
    if image is None:
        reader.malformed(node, "there is no picture in this figure", "write ![what it shows](images/name.svg)")
        return
    joined: Inlines = ()
    for inlines in filter(None, caption):
        joined = (*joined, Text(" "), *inlines) if joined else inlines
    yield Figure(node, image, joined, tuple(description))


def _table(reader: Reader, node: Node, pairs: Mapping[str, str], content: list[Any]) -> Iterator[Block]:
    found = False
    for element in content:
        table = next((own for own in _unwrapped([element]) if own["t"] == "Table"), None)
        if table is not None and not found:
            found = True
            caption = _caption(reader, pairs.get("caption", ""))
            yield grid(reader, table["c"], node, caption, node.classes, pairs)
        else:
            # As it stands, in the wrapper that says where: a table that nobody closes takes in all that follows it.
            yield from reader.block(element)
    if not found:
        reader.malformed(node, "there is no table in this block", "write the table with | between the cells")


def _caption(reader: Reader, text: str) -> Inlines:
    return strip(reader.read([{"t": "Str", "c": text}])) if text else ()


def grid(
    reader: Reader, content: Any, node: Node, caption: Inlines, classes: frozenset[str], pairs: Mapping[str, str]
) -> Table:
    """A table of pandoc\'s as ours: the first head row, all body rows, alignments by column."""
    _, own, columns, (_, head_rows), bodies, _foot = content
    if len(columns) > limits.TABLE_COLUMNS:
        message = f"the table has {len(columns):,} columns, {limits.TABLE_COLUMNS} is the most"
        reader.fault(TOO_MUCH, node.place, message, "turn it around, or make several tables of it")
        return Table(node, caption, (), (), ())
    alignments = tuple(_ALIGNMENTS.get(column[0]["t"], Alignment.START) for column in columns)
    if not caption and own[1]:
        caption = tuple(i for b in reader.blocks(own[1]) if isinstance(b, Prose) for i in b.inlines)
    head = _cells(reader, head_rows[0][1]) if head_rows else ()
    if not any(cell.blocks for cell in head):
        head = ()
    rows = tuple(_row(reader, row) for body in bodies for row in body[3])
    row_headers = pairs.get("header-column", "false").lower() == "true"
    return Table(_without(node, {"doses"}), caption, alignments, head, rows, row_headers, doses="doses" in classes)


def _row(reader: Reader, row: list[Any]) -> Row:
    """A row, which pandoc gives no position of its own: it stands where its cells do, which are read first."""
    cells = _cells(reader, row[1])
    return Row(reader.node(row[0]), cells)


def _cells(reader: Reader, cells: list[Any]) -> tuple[Cell, ...]:
    return tuple(Cell(lists_in_lines(reader.inner(cell[4]))) for cell in cells)


def _quotation(reader: Reader, node: Node, pairs: Mapping[str, str], content: list[Any]) -> Iterator[Block]:
    blocks: list[Block] = []
    for block in reader.blocks(content):
        blocks.extend(block.blocks if isinstance(block, Quotation) else (block,))
    source = encoded(pairs.get("source", ""))
    if source.startswith("http:"):
        reader.insecure(source, node.place)
    yield Quotation(node, _flatten(blocks), pairs.get("by", ""), source)


def _pair(reader: Reader, node: Node, content: list[Any], one: str, other: str) -> tuple[Inlines, Blocks, Blocks]:
    parts: dict[str, Blocks] = {}
    heading: Inlines = ()
    strays = 0
    for element in content:
        name = next((part for part in (one, other) if _has_class(element, part)), None)
        if name:
            reader.at(pandoc.attributes(element["c"][0])[2])
            parts[name] = _flatten(list(reader.blocks(element["c"][1])))
            continue
        for block in reader.blocks([element]):
            if isinstance(block, Section) and not heading:
                heading = block.heading
            else:
                strays += 1
    if not any(parts.get(name) for name in (one, other)):
        said = f'there is neither ":::: {one}" nor ":::: {other}" in this block'
        form = f'":::: {one}", its text and "::::", then ":::: {other}", its text and "::::"'
        reader.malformed(node, said, f"write in it {form}")
        return heading, (), ()
    if strays:
        reader.malformed(node, f'text outside ":::: {one}" and ":::: {other}"', "move it into one of them")
    for name in (one, other):
        if not parts.get(name):
            reader.malformed(
                node,
                f'there is no ":::: {name}" in this block',
                f'add ":::: {name}", its text, and a line "::::" after it',
            )
    return heading, parts.get(one, ()), parts.get(other, ())


def _myth_fact(reader: Reader, node: Node, _: Mapping[str, str], content: list[Any]) -> Iterator[Block]:
    yield MythFact(node, *_pair(reader, node, content, "myth", "fact")[1:])


def _evidence(reader: Reader, node: Node, _: Mapping[str, str], content: list[Any]) -> Iterator[Block]:
    yield Evidence(node, *_pair(reader, node, content, "known", "unknown"))


def _glossary(reader: Reader, node: Node, _: Mapping[str, str], content: list[Any]) -> Iterator[Block]:
    heading, blocks = _headed(reader, content)
    terms = tuple(term for b in blocks if isinstance(b, Glossary) for term in b.terms)
    if not terms:
        reader.malformed(node, "there is no term in this glossary", 'write the term, then a line ": definition"')
    yield Glossary(node, heading, terms)


def _related(reader: Reader, node: Node, _: Mapping[str, str], content: list[Any]) -> Iterator[Block]:
    heading, blocks = _headed(reader, content)
    items = tuple(item for b in blocks if isinstance(b, Bullets | Steps) for item in map(_related_item, b.items))
    if not items:
        reader.malformed(node, "related articles are a list", "write a line - [Title](address) teaser for each")
    yield Related(node, heading, items)


def _steps(reader: Reader, node: Node, _: Mapping[str, str], content: list[Any]) -> Iterator[Block]:
    for block in reader.blocks(content):
        if isinstance(block, Steps):
            yield replace(block, node=node)
        elif isinstance(block, Bullets):
            yield Steps(node, block.items)
        else:
            yield block


def _plain(
    reader: Reader, make: Callable[[Node, Inlines, Blocks], Block], node: Node, content: list[Any]
) -> Iterator[Block]:
    heading, blocks = _headed(reader, content)
    yield make(node, heading, _flatten(blocks))


MAKERS: dict[str, Maker] = {
    "key-points": _key_points,
    "comparison": _comparison,
    "questions": _questions,
    "callout": _callout,
    "figure": _figure,
    "table": _table,
    "quotation": _quotation,
    "myth-fact": _myth_fact,
    "evidence": _evidence,
    "glossary": _glossary,
    "related": _related,
    "steps": _steps,
    "action": lambda r, n, _, c: _plain(r, Action, n, c),
    "invitation": lambda r, n, _, c: _plain(r, Invitation, n, c),
    "recap": lambda r, n, _, c: _plain(r, Recap, n, c),
    "about": lambda r, n, _, c: _plain(r, About, n, c),
}

KINDS = tuple(MAKERS)
"""Every kind that an author can write after :::."""


_CALLOUTS_ELSEWHERE = {
    **dict.fromkeys(("warnings", "danger", "caution", "alert", "attention", "important"), "warning"),
    **dict.fromkeys(("tips", "hint", "hints", "advice"), "tip"),
    **dict.fromkeys(("notes", "info", "box"), "note"),
    **dict.fromkeys(("call", "when-call", "call-us", "red-flags", "emergency"), "when-to-call"),
}
_KINDS_ELSEWHERE = {
    **dict.fromkeys(("faq", "faqs", "question", "q-and-a"), "questions"),
    **dict.fromkeys(("summary", "keypoints", "key-point", "takeaways", "at-a-glance"), "key-points"),
    **dict.fromkeys(("quote", "blockquote"), "quotation"),
    **dict.fromkeys(("image", "picture", "photo", "img"), "figure"),
}
"""What other programs and people call a block → its kind here."""


def called_otherwise(name: str) -> str:
    """What to write for a block that goes by another name elsewhere ("tips", "danger", "FAQ"); "" for none."""
    typed = "".join(sign for sign in name.lower() if sign.isalpha() or sign == "-")
    callout = typed if typed in set(CalloutKind) else _CALLOUTS_ELSEWHERE.get(typed, "")
    return f"::: {{.callout .{callout}}}" if callout else _KINDS_ELSEWHERE.get(typed, "")
