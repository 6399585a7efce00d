"""The Markdown body of an article comes in; typed blocks and syntax findings go out."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.article import pandoc, syntax
from pipeline.article.inlines import InlineReader, plain, strip
from pipeline.article.model import (
    About,
    Action,
    Alignment,
    Audience,
    Block,
    Blocks,
    Bullets,
    Callout,
    CalloutKind,
    Card,
    CardKind,
    Cell,
    Comparison,
    Divider,
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
    Preformatted,
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
    Term,
    Text,
)
from pipeline.article.walking import all_blocks, with_nodes
from pipeline.errors import PlainleafError
from pipeline.finding import Finding, Place, Rule

MAX_DEPTH = 40
"""How deep blocks may stand in each other, lists and their items counted apart (house): twelve levels of lists fit."""

MAX_SNIPPET_DEPTH = 4
"""How deep snippets may include snippets; deeper is a circle (house)."""

KINDS = (
    "key-points",
    "comparison",
    "questions",
    "callout",
    "figure",
    "table",
    "quotation",
    "myth-fact",
    "evidence",
    "action",
    "glossary",
    "invitation",
    "recap",
    "about",
    "related",
    "steps",
)
_PARTS = frozenset({"long-description", "myth", "fact", "known", "unknown"})
_CALLOUTS = frozenset(CalloutKind)


@dataclass(slots=True)
class Parsed:
    """The blocks of a body, and what was wrong with its syntax."""

    blocks: Blocks
    findings: list[Finding] = field(default_factory=list)


def parse_body(markdown: str, file: str, snippets: Mapping[str, tuple[str, str]]) -> Parsed:
    """Read `markdown` (line numbers as in `file`) into sections and blocks with unique keys.

    Raises PlainleafError when it is nested more deeply than a program can follow.

    `snippets` maps a snippet's name to its file and text in the article's language.
    """
    reader = BlockReader(file, snippets)
    try:
        blocks = _number(reader.read_text(markdown), reader.findings)
    except RecursionError:
        raise PlainleafError("it is nested too deeply", hint="look for hundreds of > or - signs in a row") from None
    deepest = max(all_blocks(blocks), key=lambda part: len(part.node.path), default=None)
    if deepest is not None and len(deepest.node.path) > MAX_DEPTH:
        hint = "say it in fewer levels; readers lose their way after three"
        place = deepest.node.place
        reader.findings.append(
            syntax.MALFORMED_BLOCK.finding(place, f"blocks are nested {MAX_DEPTH} levels deep", hint)
        )
    return Parsed(blocks, reader.findings)


class BlockReader:
    """Reads pandoc's blocks of one file; a snippet gets a reader of its own with its own file name."""

    def __init__(self, file: str, snippets: Mapping[str, tuple[str, str]], depth: int = 0) -> None:
        self.file = file
        self.findings: list[Finding] = []
        self._snippets = snippets
        self._depth = depth
        self._line = 1
        self._inlines = InlineReader(self._note, self._dropped)

    def read_text(self, markdown: str) -> Blocks:
        self.findings.extend(find_unclosed(markdown, self.file))
        return self._body(pandoc.read_tree(markdown))

    # structure

    def _body(self, elements: list[Any]) -> Blocks:
        """Nest the flat run of headings and blocks into sections; a level that is skipped is named and mended."""
        flat = list(self._blocks(elements))
        root: list[Block] = []
        top = Section(Node(Place(self.file)), 1, (), ())
        stack: list[tuple[Section, list[Block]]] = [(top, root)]

        def close(level: int) -> None:
            while len(stack) > 1 and stack[-1][0].level >= level:
                section, blocks = stack.pop()
                stack[-1][1].append(replace(section, blocks=tuple(blocks)))

        for block in flat:
            if isinstance(block, Section):
                close(block.level)
                expected = stack[-1][0].level + 1
                if block.level > expected:
                    self._fault(
                        syntax.HEADING_SKIPPED,
                        block.node.place,
                        f'the heading "{plain(block.heading)}" is of level {block.level} under level {expected - 1}',
                        f"begin it with {'#' * expected}",
                    )
                    block = replace(block, level=expected)  # noqa: PLW2901 (mended, so that every format is well formed)
                stack.append((block, []))
            else:
                stack[-1][1].append(block)
        close(0)
        return tuple(root)

    def _blocks(self, elements: list[Any]) -> Iterator[Block]:
        for element in elements:
            yield from self._block(element)

    def _block(self, element: Any) -> Iterator[Block]:
        kind, content = element["t"], element.get("c")
        if kind == "Div":
            yield from self._div(element)
        elif kind == "Header":
            yield self._heading(content)
        elif kind in {"Para", "Plain"}:
            yield from self._paragraph(content)
        elif kind == "BulletList":
            yield Bullets(self._node(), self._items(content))
        elif kind == "OrderedList":
            yield Steps(self._node(), self._items(content[1]), content[0][0])
        elif kind == "DefinitionList":
            yield Glossary(self._node(), (), self._terms(content))
        elif kind == "BlockQuote":
            node = self._node()
            yield Quotation(node, tuple(self._blocks(content)))
        elif kind == "CodeBlock":
            yield Preformatted(self._node(), content[1])
        elif kind == "HorizontalRule":
            yield Divider(self._node())
        elif kind == "Table":
            yield self._table(content, self._node(), (), frozenset(), {})
        elif kind == "RawBlock":
            self._dropped("raw", content[1])
        elif kind == "Figure":
            yield from self._blocks(content[2])
        elif kind == "LineBlock":
            joined: list[Any] = []
            for line in content:
                joined.extend([*line, {"t": "LineBreak"}])
            yield Prose(self._node(), self._read(joined[:-1]))

    def _heading(self, content: Any) -> Section:
        level, attr, elements = content
        node = self._node(attr)
        heading = strip(self._read(elements))
        if level == 1:
            self._fault(
                syntax.SECOND_TITLE,
                node.place,
                f'"{plain(heading)}" is a second title',
                "begin sections with ## and leave the title to the front matter",
            )
            level = 2
        return Section(node, level, heading, ())

    def _paragraph(self, content: Any) -> Iterator[Block]:
        node = self._node()
        inlines = strip(self._read(content))
        if len(inlines) == 1 and isinstance(inlines[0], Image):
            yield Figure(node, inlines[0], (), ())
        elif inlines:
            yield Prose(node, inlines)

    def _items(self, items: list[Any]) -> tuple[Item, ...]:
        return tuple(Item(self._node(), self._inner(item)) for item in items)

    def _inner(self, elements: list[Any]) -> Blocks:
        """Blocks inside an item or cell, where a heading would break the outline: it becomes strong text."""
        return tuple(Prose(b.node, b.heading) if isinstance(b, Section) else b for b in self._blocks(elements))

    def _terms(self, content: Any) -> tuple[Term, ...]:
        terms = []
        for term, definitions in content:
            name = strip(self._read(term))
            blocks = tuple(block for definition in definitions for block in self._inner(definition))
            terms.append(Term(self._node(), name, blocks))
        return tuple(terms)

    # divs

    def _div(self, element: Any) -> Iterator[Block]:
        attr, content = element["c"]
        _, classes, pairs = pandoc.attributes(attr)
        self._at(pairs)
        if pandoc.is_wrapper(element):
            yield from self._blocks(content)
            return
        if "include" in pairs:
            yield from self._include(pairs["include"])
            return
        names = [name for name in classes if name in KINDS]
        if not names:
            yield from self._unknown(classes, attr, content)
            return
        node = self._node(attr, frozenset(classes) - {names[0]})
        line = self._line
        yield from _MAKERS[names[0]](self, node, pairs, content)
        self._line = max(self._line, line)

    def _unknown(self, classes: list[str], attr: list[Any], content: list[Any]) -> Iterator[Block]:
        node = self._node(attr)
        if classes:
            near = difflib.get_close_matches(classes[0], [*KINDS, *_PARTS], 1)
            self._fault(
                syntax.UNKNOWN_BLOCK,
                node.place,
                f'"{classes[0]}" is not a kind of block',
                f'write "{near[0]}"' if near else "take one of " + ", ".join(KINDS),
            )
            yield from self._blocks(content)
            return
        # A div without class only says where its blocks go, or in which language they are.
        for block in self._blocks(content):
            audience = node.audience if node.audience != Audience() else block.node.audience
            yield replace(block, node=replace(block.node, audience=audience, lang=block.node.lang or node.lang))

    def _include(self, name: str) -> Iterator[Block]:
        place = self._place()
        if name not in self._snippets or self._depth >= MAX_SNIPPET_DEPTH:
            circle = name in self._snippets
            self._fault(
                syntax.SNIPPET_MISSING,
                place,
                f'the snippet "{name}" includes itself' if circle else f'there is no snippet "{name}"',
                "take the include out of the snippet"
                if circle
                else f"write source/_snippets/{name}.md, or its translation beside it",
            )
            return
        file, text = self._snippets[name]
        reader = BlockReader(file, self._snippets, self._depth + 1)
        blocks = tuple(reader.read_text(text))
        self.findings.extend(reader.findings)
        yield from blocks

    def _headed(self, content: list[Any]) -> tuple[Inlines, list[Block]]:
        """The first heading inside a block, if it stands first, and the other blocks with headings kept."""
        blocks = list(self._blocks(content))
        if blocks and isinstance(blocks[0], Section):
            return blocks[0].heading, blocks[1:]
        return (), blocks

    def _flatten(self, blocks: list[Block]) -> Blocks:
        return tuple(Prose(b.node, b.heading) if isinstance(b, Section) else b for b in blocks)

    def _make_key_points(self, node: Node, _: Mapping[str, str], content: list[Any]) -> Iterator[Block]:
        heading, blocks = self._headed(content)
        items = tuple(item for b in blocks if isinstance(b, Bullets | Steps) for item in b.items)
        if not items or any(not isinstance(b, Bullets | Steps) for b in blocks):
            self._malformed(node, "key points are a list and nothing else", "write each point as a line with -")
        yield KeyPoints(node, heading, items)

    def _split(self, blocks: list[Block]) -> tuple[list[Block], list[tuple[Section, list[Block]]]]:
        """What stands before the first heading, and each heading with what follows it."""
        intro: list[Block] = []
        parts: list[tuple[Section, list[Block]]] = []
        for block in blocks:
            if isinstance(block, Section):
                parts.append((block, []))
            else:
                (parts[-1][1] if parts else intro).append(block)
        return intro, parts

    def _headed_parts(self, content: list[Any]) -> tuple[Inlines, list[Block], list[tuple[Section, list[Block]]]]:
        """Heading, introduction and parts of a block; the heading is one of a higher level than the parts'."""
        blocks = list(self._blocks(content))
        intro, parts = self._split(blocks)
        levels = [section.level for section, _ in parts]
        if len(levels) > 1 and levels[0] < min(levels[1:]):
            (first, follows), parts = parts[0], parts[1:]
            return first.heading, intro + follows, parts
        return (), intro, parts

    def _make_comparison(self, node: Node, _: Mapping[str, str], content: list[Any]) -> Iterator[Block]:
        heading, intro, parts = self._headed_parts(content)
        if len(parts) < 2:
            self._malformed(
                node, "a comparison has at least two cards", "begin each card with a heading: ### Risks {.risks}"
            )
        cards = tuple(Card(s.node, _card_kind(s.node.classes), s.heading, tuple(blocks)) for s, blocks in parts)
        yield Comparison(node, heading, tuple(intro), cards)

    def _make_questions(self, node: Node, _: Mapping[str, str], content: list[Any]) -> Iterator[Block]:
        heading, intro, parts = self._headed_parts(content)
        if not parts:
            self._malformed(node, "there is no question in this block", "write each question as a heading: ### …?")
        for section, blocks in parts:
            if not blocks:
                self._malformed(
                    section.node, f'"{plain(section.heading)}" has no answer', "write the answer below the question"
                )
        questions = tuple(Question(s.node, s.heading, tuple(blocks)) for s, blocks in parts)
        yield Questions(node, heading, tuple(intro), questions)

    def _make_callout(self, node: Node, pairs: Mapping[str, str], content: list[Any]) -> Iterator[Block]:
        kinds = [name for name in node.classes if name in _CALLOUTS]
        if len(kinds) != 1:
            self._malformed(
                node,
                "a callout has one kind",
                "write ::: {.callout .warning}; the kinds are warning, tip, note, when-to-call",
            )
        heading, blocks = self._headed(content)
        if not heading and pairs.get("title"):
            heading = (Text(pairs["title"]),)
        kind = CalloutKind(kinds[0]) if kinds else CalloutKind.NOTE
        yield Callout(_without(node, set(_CALLOUTS)), kind, heading, self._flatten(blocks))

    def _make_figure(self, node: Node, pairs: Mapping[str, str], content: list[Any]) -> Iterator[Block]:
        description: list[Block] = []
        rest: list[Any] = []
        for element in content:
            if _has_class(element, "long-description"):
                description.extend(self._blocks(element["c"][1]))
            else:
                rest.append(element)
        image: Image | None = None
        caption: list[Inlines] = []
        for block in self._blocks(rest):
            if isinstance(block, Figure) and image is None:
                image = block.image
            elif isinstance(block, Prose):
                lead = block.inlines[0] if block.inlines else None
                if image is None and isinstance(lead, Image):
                    image, caption = lead, [*caption, strip(block.inlines[1:])]
                else:
                    caption.append(block.inlines)
            else:
                self._malformed(node, "a figure holds one picture and its caption", "move the rest out of the block")
        if image is None:
            self._malformed(node, "there is no picture in this figure", "write ![what it shows](images/name.svg)")
            return
        joined: Inlines = ()
        for inlines in filter(None, caption):
            joined = (*joined, Text(" "), *inlines) if joined else inlines
        yield Figure(node, image, joined, tuple(description))

    def _make_table(self, node: Node, pairs: Mapping[str, str], content: list[Any]) -> Iterator[Block]:
        found = False
        for element in _unwrapped(content):
            if element["t"] == "Table" and not found:
                found = True
                caption = self._caption(pairs.get("caption", ""))
                yield self._table(element["c"], node, caption, node.classes, pairs)
            else:
                yield from self._block(element)
        if not found:
            self._malformed(node, "there is no table in this block", "write the table with | between the cells")

    def _caption(self, text: str) -> Inlines:
        return strip(self._inlines.read([{"t": "Str", "c": text}])) if text else ()

    def _table(
        self, content: Any, node: Node, caption: Inlines, classes: frozenset[str], pairs: Mapping[str, str]
    ) -> Table:
        _, own, columns, (_, head_rows), bodies, _foot = content
        alignments = tuple(_ALIGNMENTS.get(column[0]["t"], Alignment.START) for column in columns)
        if not caption and own[1]:
            caption = tuple(i for b in self._blocks(own[1]) if isinstance(b, Prose) for i in b.inlines)
        head = self._cells(head_rows[0][1]) if head_rows else ()
        if not any(cell.blocks for cell in head):
            head = ()
        rows = tuple(Row(self._node(row[0]), self._cells(row[1])) for body in bodies for row in body[3])
        row_headers = pairs.get("header-column", "false").lower() == "true"
        return Table(_without(node, {"doses"}), caption, alignments, head, rows, row_headers, doses="doses" in classes)

    def _cells(self, cells: list[Any]) -> tuple[Cell, ...]:
        return tuple(Cell(self._inner(cell[4])) for cell in cells)

    def _make_quotation(self, node: Node, pairs: Mapping[str, str], content: list[Any]) -> Iterator[Block]:
        blocks: list[Block] = []
        for block in self._blocks(content):
            blocks.extend(block.blocks if isinstance(block, Quotation) else (block,))
        yield Quotation(node, self._flatten(blocks), pairs.get("by", ""), pairs.get("source", ""))

    def _pair(self, node: Node, content: list[Any], one: str, other: str) -> tuple[Inlines, Blocks, Blocks]:
        parts: dict[str, Blocks] = {}
        heading: Inlines = ()
        for element in content:
            name = next((part for part in (one, other) if _has_class(element, part)), None)
            if name:
                self._at(pandoc.attributes(element["c"][0])[2])
                parts[name] = self._flatten(list(self._blocks(element["c"][1])))
                continue
            for block in self._blocks([element]):
                if isinstance(block, Section) and not heading:
                    heading = block.heading
                else:
                    self._malformed(node, f'text outside ":::: {one}" and ":::: {other}"', "move it into one of them")
        for name in (one, other):
            if not parts.get(name):
                self._malformed(node, f'there is no ":::: {name}" in this block', f'add ":::: {name}" with its text')
        return heading, parts.get(one, ()), parts.get(other, ())

    def _make_myth_fact(self, node: Node, _: Mapping[str, str], content: list[Any]) -> Iterator[Block]:
        yield MythFact(node, *self._pair(node, content, "myth", "fact")[1:])

    def _make_evidence(self, node: Node, _: Mapping[str, str], content: list[Any]) -> Iterator[Block]:
        yield Evidence(node, *self._pair(node, content, "known", "unknown"))

    def _make_glossary(self, node: Node, _: Mapping[str, str], content: list[Any]) -> Iterator[Block]:
        heading, blocks = self._headed(content)
        terms = tuple(term for b in blocks if isinstance(b, Glossary) for term in b.terms)
        if not terms:
            self._malformed(node, "there is no term in this glossary", 'write the term, then a line ": definition"')
        yield Glossary(node, heading, terms)

    def _make_related(self, node: Node, _: Mapping[str, str], content: list[Any]) -> Iterator[Block]:
        heading, blocks = self._headed(content)
        items = tuple(item for b in blocks if isinstance(b, Bullets | Steps) for item in map(_related_item, b.items))
        if not items:
            self._malformed(node, "related articles are a list", "write a line - [Title](address) teaser for each")
        yield Related(node, heading, items)

    def _make_steps(self, node: Node, _: Mapping[str, str], content: list[Any]) -> Iterator[Block]:
        for block in self._blocks(content):
            if isinstance(block, Bullets | Steps):
                yield Steps(node, block.items)
            else:
                yield block

    def _make_plain(
        self, make: Callable[[Node, Inlines, Blocks], Block], node: Node, content: list[Any]
    ) -> Iterator[Block]:
        heading, blocks = self._headed(content)
        yield make(node, heading, self._flatten(blocks))

    # places and faults

    def _read(self, elements: list[Any]) -> Inlines:
        for element in elements:
            if pandoc.is_wrapper(element):
                self._at(pandoc.attributes(element["c"][0])[2])
                break
        return self._inlines.read(elements)

    def _note(self, elements: list[Any]) -> Blocks:
        return self._inner(elements)

    def _at(self, pairs: Mapping[str, str]) -> None:
        found = pandoc.position(pairs)
        if found:
            self._line, self._last = found

    _last = 1

    def _place(self) -> Place:
        return Place(self.file, self._line, max(self._line, self._last))

    def _node(self, attr: list[Any] | None = None, classes: frozenset[str] | None = None) -> Node:
        identifier, own, pairs = pandoc.attributes(attr) if attr else ("", [], {})
        self._at(pairs)
        priority = pairs.get("priority", "")
        audience = Audience(
            frozenset(re.split(r"[\s,]+", pairs["only"].strip())) if pairs.get("only") else frozenset(),
            frozenset(re.split(r"[\s,]+", pairs["not"].strip())) if pairs.get("not") else frozenset(),
            int(priority) if priority.isdigit() else None,
        )
        return Node(
            self._place(),
            key=identifier,
            audience=audience,
            lang=pairs.get("lang"),
            explicit=bool(identifier),
            classes=frozenset(own) if classes is None else classes,
        )

    def _fault(self, rule: Rule, place: Place, message: str, hint: str) -> None:
        self.findings.append(rule.finding(place, message, hint))

    def _malformed(self, node: Node, message: str, hint: str) -> None:
        self._fault(syntax.MALFORMED_BLOCK, node.place, message, hint)

    def _dropped(self, _: str, text: str) -> None:
        shown = " ".join(text.split())[:40]
        self._fault(
            syntax.RAW_MARKUP,
            self._place(),
            f'raw markup was dropped: "{shown}"',
            "write it as Markdown or leave it out",
        )


_Maker = Callable[[BlockReader, Node, Mapping[str, str], list[Any]], Iterator[Block]]

_MAKERS: dict[str, _Maker] = {
    "key-points": BlockReader._make_key_points,
    "comparison": BlockReader._make_comparison,
    "questions": BlockReader._make_questions,
    "callout": BlockReader._make_callout,
    "figure": BlockReader._make_figure,
    "table": BlockReader._make_table,
    "quotation": BlockReader._make_quotation,
    "myth-fact": BlockReader._make_myth_fact,
    "evidence": BlockReader._make_evidence,
    "glossary": BlockReader._make_glossary,
    "related": BlockReader._make_related,
    "steps": BlockReader._make_steps,
    "action": lambda r, n, _, c: r._make_plain(Action, n, c),
    "invitation": lambda r, n, _, c: r._make_plain(Invitation, n, c),
    "recap": lambda r, n, _, c: r._make_plain(Recap, n, c),
    "about": lambda r, n, _, c: r._make_plain(About, n, c),
}

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


_FENCE = re.compile(r"^\s{0,3}(:{3,})\s*(.*?)\s*:*\s*$")
_CODE = re.compile(r"^\s{0,3}(`{3,}|~{3,})")


def find_unclosed(markdown: str, file: str) -> Iterator[Finding]:
    """Fenced blocks that nobody closes; pandoc would let them swallow the rest without a word."""
    opened: list[tuple[int, str]] = []
    code = ""
    for number, line in enumerate(markdown.split("\n"), start=1):
        fence = _CODE.match(line)
        if fence and (not code or line.strip().startswith(code)):
            code = "" if code else fence[1]
        if code or not (match := _FENCE.match(line)):
            continue
        if match[2]:
            opened.append((number, match[2]))
        elif opened:
            opened.pop()
        else:
            yield syntax.UNCLOSED_BLOCK.finding(
                Place(file, number, number), "this ::: closes nothing", "take it out or add the opening line"
            )
    for number, name in opened:
        yield syntax.UNCLOSED_BLOCK.finding(
            Place(file, number, number),
            f'the block "{name}" is never closed',
            "add a line ::: after its last line",
        )


def _number(blocks: Blocks, findings: list[Finding]) -> Blocks:
    """Give every block its path, and a key that is unique in the article."""
    seen: set[str] = set()

    def number(node: Node, kind: str, path: tuple[int, ...]) -> Node:
        derived = "-".join([kind, *map(str, path)])
        key = node.key if node.explicit else derived
        if key in seen and node.explicit:
            findings.append(
                syntax.DUPLICATE_KEY.finding(
                    node.place, f'the key "{key}" stands twice', "give one of the two blocks another {#key}"
                )
            )
        while key in seen:
            key += "x"
        seen.add(key)
        return replace(node, path=path, key=key)

    return with_nodes(blocks, number)
