"""The Markdown body of an article comes in; typed blocks and syntax findings go out."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline import channels, limits
from pipeline.article import syntax
from pipeline.article.audience import Audience
from pipeline.article.body import kinds, lists, pandoc
from pipeline.article.body.bounds import check_bounds
from pipeline.article.body.fences import check_fences
from pipeline.article.body.inlines import STRIKE_TAG, VALUE, InlineReader, plain, strip
from pipeline.article.body.printed import line_of, printed
from pipeline.article.grave import GRAVE, NOT_CLINICAL, marked_grave, misspelt_marks
from pipeline.article.model import (
    Block,
    Blocks,
    Bullets,
    Divider,
    Figure,
    Glossary,
    Image,
    Inlines,
    Item,
    Node,
    Preformatted,
    Prose,
    Quotation,
    Section,
    Steps,
    Term,
)
from pipeline.article.numbering import label
from pipeline.article.walking import all_blocks, with_nodes
from pipeline.errors import PlainleafError
from pipeline.fault import TOO_MUCH
from pipeline.finding import Finding, Place, Rule
from pipeline.naming import nearest


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
    for place, name in misspelt_marks(blocks):
        message = f'"{name}" marks nothing'
        reader.findings.append(
            syntax.UNKNOWN_BLOCK.finding(place, message, f'write "{{.{GRAVE}}}" for the gravest risk')
        )
    deepest = max(all_blocks(blocks), key=lambda part: len(part.node.path), default=None)
    if deepest is not None and len(deepest.node.path) > limits.BLOCK_DEPTH:
        hint = "say it in fewer levels; readers lose their way after three"
        place = deepest.node.place
        reader.findings.append(
            syntax.MALFORMED_BLOCK.finding(place, f"blocks are nested {limits.BLOCK_DEPTH} levels deep", hint)
        )
    return Parsed(blocks, reader.findings)


@dataclass(slots=True)
class Inclusion:
    """What the readers of one article share: how many snippets were included, and the trees of texts already read."""

    count: int = 0
    trees: dict[str, list[Any]] = field(default_factory=dict)


class BlockReader:
    """Reads pandoc's blocks of one file; a snippet gets a reader of its own with its own file name."""

    def __init__(
        self,
        file: str,
        snippets: Mapping[str, tuple[str, str]],
        inclusion: Inclusion | None = None,
        within: tuple[str, ...] = (),
    ) -> None:
        self.file = file
        self.findings: list[Finding] = []
        self._snippets = snippets
        self._inclusion = inclusion or Inclusion()
        self._within = within
        self._line = 1
        self._lines: list[str] = []
        self._code: set[int] = set()
        self._printed: set[int] = set()
        self._numbers: lists.Numbers | None = None
        self._inlines = InlineReader(self._note, self._dropped)

    def read_text(self, markdown: str) -> Blocks:
        """The blocks of a text; none when it asks for more work than an article may."""
        self._lines = markdown.split("\n")
        tree = self._inclusion.trees.get(markdown)
        if tree is None:
            much = check_bounds(markdown, self.file)
            if much:
                self.findings.extend(much)
                return ()
            tree = self._inclusion.trees[markdown] = pandoc.read_tree(lists.with_letters_beyond_z(markdown))
        blocks = self._body(tree)
        fences = list(check_fences(self._lines, self.file, self._code, self._printed))
        # A block that nobody closes takes in what follows: whatever is wrong with its content is this fault once more.
        first = min((each.where.first for each in fences if each.message.endswith("is never closed")), default=0)
        if first:
            malformed = syntax.MALFORMED_BLOCK.name
            self.findings = [each for each in self.findings if each.rule != malformed or each.where.first < first]
        self.findings.extend(fences)
        return blocks

    # structure

    def _body(self, elements: list[Any]) -> Blocks:
        """Nest the flat run of headings and blocks into sections; a level that is skipped is named and mended."""
        flat = list(self.blocks(elements))
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
                    self.fault(
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

    def blocks(self, elements: list[Any]) -> Iterator[Block]:
        """The blocks of pandoc's elements; headings stay flat, as sections without content."""
        for element in lists.regrouped(elements, self._lines):
            yield from self.block(element)

    def block(self, element: Any) -> Iterator[Block]:
        """The blocks of one element: usually one, none for what is dropped, several for a block that is no kind."""
        kind, content = element["t"], element.get("c")
        if kind == "Div":
            yield from self._div(element)
        elif kind == "Header":
            yield self._heading(content)
        elif kind in {"Para", "Plain"}:
            yield from self._paragraph(content)
        elif kind == "BulletList":
            yield Bullets(self.node(), self.items(content))
        elif kind == "OrderedList":
            yield self._ordered(content)
        elif kind == "DefinitionList":
            yield Glossary(self.node(), (), self.terms(content))
        elif kind == "BlockQuote":
            node = self.node()
            yield Quotation(node, tuple(self.blocks(content)))
        elif kind == "CodeBlock":
            node = self.node(content[0])
            self._code.update(range(node.place.first, node.place.last + 1))
            yield Preformatted(replace(node, classes=frozenset()), content[1])
        elif kind == "HorizontalRule":
            yield Divider(self.node())
        elif kind == "Table":
            yield kinds.grid(self, content, self.node(content[0]), (), frozenset(), {})
        elif kind == "RawBlock":
            self._dropped("raw", content[1])
        elif kind == "Figure":
            yield from self.blocks(content[2])
        elif kind == "LineBlock":
            joined: list[Any] = []
            for line in content:
                joined.extend([*line, {"t": "LineBreak"}])
            yield Prose(self.node(), self.read(joined[:-1]))

    def _heading(self, content: Any) -> Section:
        level, attr, elements = content
        node = self.node(attr)
        heading = strip(self.read(elements))
        if level == 1:
            self.fault(
                syntax.SECOND_TITLE,
                node.place,
                f'"{plain(heading)}" is a second title',
                "begin sections with ## and leave the title to the front matter",
            )
            level = 2
        return Section(node, level, heading, ())

    def _paragraph(self, content: Any) -> Iterator[Block]:
        node = self.node()
        inlines = marked_grave(strip(self.read(content)))
        if len(inlines) == 1 and isinstance(inlines[0], Image):
            yield Figure(node, inlines[0], (), ())
        elif inlines:
            self._check_lines(node.place)
            yield Prose(node, inlines)

    def _check_lines(self, place: Place) -> None:
        index = lists.run_in(self._lines[place.first - 1 : place.last])
        if index is not None:
            line = place.first + index
            shown = self._lines[line - 1].strip()[:40]
            hint = "leave an empty line above the list"
            if re.match(r"[\d.]+\d", shown):
                hint = f"{hint}; steps of a step are a list of their own, three spaces further in, that begins at 1."
            said = f'a list is printed as running text from "{shown}" on'
            self.fault(syntax.LIST_IN_TEXT, Place(self.file, line, line), said, hint)

    def _ordered(self, content: Any) -> Steps:
        """A list with the numbers that the author typed; one that does not follow is named, a countdown is not."""
        node = self.node()
        numbers = self._numbers = lists.numbers_of(content, self._lines, self._numbers)
        items = list(self.items(content[1]))
        pairs = list(zip(numbers.values, numbers.values[1:], strict=False))
        down = all(following == number - 1 for number, following in pairs)
        for index, (number, following) in enumerate(pairs, start=1):
            if following == number + 1:
                continue
            items[index] = replace(items[index], number=following)
            if not down:
                said, then = (label(n, numbers.style, numbers.delimiter) for n in (number, following))
                self.fault(
                    syntax.LIST_NUMBER,
                    items[index].node.place,
                    f'"{then}" stands behind "{said}"',
                    "number the steps one by one, or part two lists with a line <!-- -->",
                )
        return Steps(node, tuple(items), numbers.values[0], numbers.style, numbers.delimiter)

    def items(self, items: list[Any]) -> tuple[Item, ...]:
        return tuple(self._item(item) for item in items)

    def _item(self, item: list[Any]) -> Item:
        if found := item and pandoc.position(pandoc.own_attributes(item[0])):
            self._line, self._last = found
        return Item(self.node(), self.inner(item))

    def inner(self, elements: list[Any]) -> Blocks:
        """Blocks inside an item or cell, where a heading would break the outline: it becomes strong text."""
        return tuple(Prose(b.node, b.heading) if isinstance(b, Section) else b for b in self.blocks(elements))

    def terms(self, content: Any) -> tuple[Term, ...]:
        terms = []
        for term, definitions in content:
            name = strip(self.read(term))
            blocks = tuple(block for definition in definitions for block in self.inner(definition))
            terms.append(Term(self.node(), name, blocks))
        return tuple(terms)

    # divs

    def _div(self, element: Any) -> Iterator[Block]:
        attr, content = element["c"]
        _, classes, pairs = pandoc.attributes(attr)
        self.at(pairs)
        # A value is read in a title as in a sentence.
        for words in (VALUE.sub("", pairs.get("title", "")), pairs.get("by", "")):
            self._check_printed(words, self._line)
        if pandoc.is_wrapper(element):
            yield from self.blocks(content)
            return
        if "include" in pairs:
            yield from self._include(pairs["include"])
            return
        names = [name for name in classes if name in kinds.MAKERS]
        if not names:
            yield from self._unknown(classes, attr, content)
            return
        node = self.node(attr, frozenset(classes) - {names[0]})
        line = self._line
        yield from kinds.MAKERS[names[0]](self, node, pairs, content)
        self._line = max(self._line, line)

    def _unknown(self, classes: list[str], attr: list[Any], content: list[Any]) -> Iterator[Block]:
        node = self.node(attr)
        if classes == [NOT_CLINICAL]:
            for block in self.blocks(content):
                yield replace(block, node=replace(block.node, classes=block.node.classes | {NOT_CLINICAL}))
            return
        if classes:
            near = difflib.get_close_matches(classes[0], [*kinds.KINDS, *kinds.PARTS], 1)
            if meant := kinds.called_otherwise(classes[0]):
                near = [meant]
            self.fault(
                syntax.UNKNOWN_BLOCK,
                node.place,
                f'"{classes[0]}" is not a kind of block',
                f'write "{near[0]}"' if near else "take one of " + ", ".join(kinds.KINDS),
            )
            yield from self.blocks(content)
            return
        # A div without class only says where its blocks go, or in which language they are.
        for block in self.blocks(content):
            audience = node.audience if node.audience != Audience() else block.node.audience
            yield replace(block, node=replace(block.node, audience=audience, lang=block.node.lang or node.lang))

    def _include(self, name: str) -> Iterator[Block]:
        refusal = self._refusal(name)
        if refusal:
            self.fault(syntax.SNIPPET_MISSING, self.place(), *refusal)
            return
        self._inclusion.count += 1
        if self._inclusion.count > limits.SNIPPETS_INCLUDED:
            if self._inclusion.count == limits.SNIPPETS_INCLUDED + 1:
                message = f"more than {limits.SNIPPETS_INCLUDED} snippets are included, one in the other counted"
                self.fault(TOO_MUCH, self.place(), message, "look for snippets that include many others")
            return
        file, text = self._snippets[name]
        reader = BlockReader(file, self._snippets, self._inclusion, (*self._within, name))
        blocks = tuple(reader.read_text(text))
        self.findings.extend(reader.findings)
        yield from blocks

    def _refusal(self, name: str) -> tuple[str, str] | None:
        """Why a snippet cannot stand here, and what to do; None when it can."""
        if name not in self._snippets:
            hint = f"write source/_snippets/{name}.md, or its translation beside it"
            return f'there is no snippet "{name}"', hint
        if name in self._within:
            return f'the snippet "{name}" includes itself', "take the include out of the snippet"
        if len(self._within) >= limits.SNIPPET_DEPTH:
            return f"snippets include each other {limits.SNIPPET_DEPTH} deep", "include the last of them directly"
        return None

    # places and faults

    def read(self, elements: list[Any]) -> Inlines:
        for element in elements:
            if pandoc.is_wrapper(element):
                self.at(pandoc.attributes(element["c"][0])[2])
                break
        return self._inlines.read(elements)

    def _note(self, elements: list[Any]) -> Blocks:
        return self.inner(elements)

    def at(self, pairs: Mapping[str, str]) -> None:
        found = pandoc.position(pairs)
        if found:
            self._line, self._last = found

    _last = 1

    def place(self) -> Place:
        return Place(self.file, self._line, max(self._line, self._last))

    def node(self, attr: list[Any] | None = None, classes: frozenset[str] | None = None) -> Node:
        identifier, own, pairs = pandoc.attributes(attr) if attr else ("", [], {})
        self.at(pairs)
        priority = pairs.get("priority", "")
        audience = Audience(
            frozenset(re.split(r"[\s,]+", pairs["only"].strip())) if pairs.get("only") else frozenset(),
            frozenset(re.split(r"[\s,]+", pairs["not"].strip())) if pairs.get("not") else frozenset(),
            int(priority) if priority.isdigit() else None,
        )
        self._check_names(audience)
        return Node(
            self.place(),
            key=identifier,
            audience=audience,
            lang=pairs.get("lang"),
            explicit=bool(identifier),
            classes=frozenset(own) if classes is None else classes,
        )

    def _check_names(self, audience: Audience) -> None:
        named = audience.only | audience.excluded
        if not named:
            return
        known = [*channels.FORMATS]
        for form in channels.FORMATS:
            known += [f"{form}/{variant}" for variant in channels.variants_of(form)]
        for name in sorted(named.difference(known)):
            near = nearest(name, known)
            some = f"take one of {', '.join(channels.FORMATS)}, or a variant such as handout/sheet"
            hint = f'write "{near}"' if near else some
            self.fault(syntax.AUDIENCE_UNKNOWN, self.place(), f'there is no format or variant "{name}"', hint)

    def fault(self, rule: Rule, place: Place, message: str, hint: str) -> None:
        self.findings.append(rule.finding(place, message, hint))

    def malformed(self, node: Node, message: str, hint: str) -> None:
        self.fault(syntax.MALFORMED_BLOCK, node.place, message, hint)

    def insecure(self, target: str, place: Place) -> None:
        hint = "write https:// if the page opens so; otherwise name the page in words, without a link"
        self.fault(syntax.LINK_INSECURE, place, f'the link leads to "{target[:60]}", which is not https', hint)

    def _dropped(self, reason: str, text: str, line: int = 0) -> None:
        if reason == "words":
            self._check_printed(text, line or self._line)
            return
        shown = " ".join(text.split())[:40]
        place = Place(self.file, line, line) if line else self.place()
        if reason == "struck":
            self.fault(syntax.STRUCK_TEXT, place, f'"{shown}" is struck through', _UNSTRUCK)
        elif reason == "insecure":
            self.insecure(text, place)
        elif not re.fullmatch(r"<!--\s*-->", text.strip()):
            # An empty comment is how Markdown parts two lists.
            hint = "write it as Markdown or leave it out"
            self.fault(syntax.RAW_MARKUP, place, f'raw markup was dropped: "{shown}"', hint)
            if STRIKE_TAG.search(text):
                self.fault(syntax.STRUCK_TEXT, place, f'"{shown}" is struck through', _UNSTRUCK)

    def _check_printed(self, words: str, first: int) -> None:
        """Name the markup that stands in the words of a paragraph; a fence is named with all fences of the file."""
        if ":::" in words:
            self._printed.update(found for found in (line_of(":::", self._lines, first),) if found)
        for found in printed(words, self._lines, first):
            place, shown = Place(self.file, found.line, found.line), found.words[:40]
            if found.kind.sign == "~~":
                hint = "take the tildes out, and what they cross out if it is not meant"
                self.fault(syntax.STRUCK_TEXT, place, f'tildes are printed with their text: "{shown}"', hint)
            else:
                said = f'"{shown}" was to be {found.kind.meant} and is printed as it stands'
                self.fault(syntax.MARKUP_PRINTED, place, said, found.kind.hint)


_UNSTRUCK = "take it out, or take the strokes off if it is meant"


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
