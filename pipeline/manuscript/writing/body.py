"""Parts come in; the Markdown of an article's body, in the source syntax, goes out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pipeline.article.model import (
    About,
    Action,
    Alignment,
    Blocks,
    Break,
    Bullets,
    Callout,
    Cell,
    Cite,
    Code,
    Comparison,
    Divider,
    Emphasis,
    Evidence,
    Figure,
    Glossary,
    Image,
    Inline,
    Inlines,
    Invitation,
    Item,
    KeyPoints,
    Link,
    Math,
    MythFact,
    Node,
    Note,
    Preformatted,
    Prose,
    Questions,
    Quotation,
    Recap,
    Related,
    Section,
    Span,
    Steps,
    Strong,
    Struck,
    Subscript,
    Superscript,
    Table,
    Text,
    Value,
)
from pipeline.article.numbering import labels
from pipeline.manuscript.pieces import Heading, Part
from pipeline.manuscript.wording import plain
from pipeline.manuscript.writing.attributes import is_bare, write_attributes
from pipeline.manuscript.writing.escapes import escape, guard, indent, unspace, write_target
from pipeline.manuscript.writing.stress import first_character, settle_stress

_PUNCTUATION_LEAD = re.compile(r"(?:[^\w\s]|_)*")
_PUNCTUATION_TAIL = re.compile(r"(?:[^\w\s]|_)*$")
_ALIGNED = {Alignment.START: "---", Alignment.CENTRE: ":-:", Alignment.END: "--:"}


SECTION_SIZE = 100_000
"""Characters: a body is handed out in runs of about this size, so that reading it back stays small."""

MAX_RUN = 400
"""Parts: a section of more is handed out in several runs."""


def write_sections(parts: Sequence[Part]) -> list[str]:
    """The body in runs, whole sections unless one is very long, each with its own notes; joined, they are the body."""
    writer = Writer()
    runs: list[str] = []
    for section in _by_section(parts):
        text = writer.body(section)
        if runs and len(runs[-1]) + len(text) < SECTION_SIZE:
            runs[-1] += "\n" + text
        else:
            runs.append(("\n" if runs else "") + text)
    return runs


def _by_section(parts: Sequence[Part]) -> Iterator[Sequence[Part]]:
    start = 0
    for index, part in enumerate(parts):
        opens = isinstance(part, Heading | Section) and part.level == 2
        if index > start and (opens or index - start >= MAX_RUN):
            yield parts[start:index]
            start = index
    yield parts[start:]


class Writer:
    """Writes a body section by section; notes are numbered as they come and stand at the end of their section."""

    def __init__(self, prefix: str = "", level: int = 1) -> None:
        """`prefix` begins the labels of notes; `level` is that of the heading above."""
        self._prefix = prefix
        self._notes: list[Blocks] = []
        self._level = level
        self._depth = 0

    def body(self, parts: Sequence[Part]) -> str:
        """Markdown of all parts, one blank line between them, and the notes that they raise."""
        written = len(self._notes)
        text = self._blocks(parts, 3)
        notes: list[str] = []
        while written < len(self._notes):
            content = self._blocks(self._notes[written], 3)
            written += 1
            notes.append(f"[^{self._prefix}{written}]: " + indent(content, 4).lstrip())
        return "\n\n".join([text, *notes]).strip("\n") + "\n"

    # blocks

    def _blocks(self, parts: Iterable[Part], fence: int) -> str:
        written: list[str] = []
        before: Part | None = None
        other = False
        for part in parts:
            other = not other if type(part) is type(before) else False
            text = self._block(part, fence, other)
            if text:
                if isinstance(part, Steps) and isinstance(before, Steps):
                    written.append("<!-- -->")
                written.append(text)
                before = part
        return "\n\n".join(written)

    def _block(self, part: Part, fence: int, other: bool) -> str:
        match part:
            case Heading(node, level, inlines) | Section(node, level, inlines):
                self._level = level
                own = self._heading(level, inlines, node)
                below = self._blocks(part.blocks, fence) if isinstance(part, Section) else ""
                return f"{own}\n\n{below}".rstrip()
            case Prose(node, inlines):
                return self._framed(self._paragraph(inlines), "", node, fence)
            case Bullets(node, items):
                return self._framed(self._items(items, fence, "*" if other else "-"), "", node, fence)
            case Steps(node, items):
                return self._framed(self._items(items, fence, "", labels(part)), "", node, fence)
            case KeyPoints(node, heading, items):
                return self._div("key-points", node, fence, heading, self._items(items, fence + 1, "-"))
            case Comparison():
                return self._comparison(part, fence)
            case Questions():
                return self._questions(part, fence)
            case Callout(node, kind, heading, blocks):
                titled = {"title": plain(heading)} if heading else {}
                return self._div(f"callout .{kind.value}", node, fence, (), self._blocks(blocks, fence + 1), **titled)
            case Figure(node, image, caption, description):
                long = f"{':' * (fence + 1)} long-description\n" if description else ""
                if long:
                    long += f"{self._blocks(description, fence + 2)}\n{':' * (fence + 1)}"
                return self._div("figure", node, fence, (), self._image(image), self._paragraph(caption), long)
            case Table():
                return self._table(part, fence)
            case Quotation(node, blocks, by, source):
                if not by and not source and is_bare(node):
                    return "\n".join(f"> {line}".rstrip() for line in self._blocks(blocks, fence).split("\n"))
                pairs = {key: value for key, value in (("by", by), ("source", source)) if value}
                return self._div("quotation", node, fence, (), self._blocks(blocks, fence + 1), **pairs)
            case MythFact(node, myth, fact):
                halves = self._halves(fence, myth=myth, fact=fact)
                return self._div("myth-fact", node, fence, (), halves)
            case Evidence(node, heading, known, unknown):
                return self._div("evidence", node, fence, heading, self._halves(fence, known=known, unknown=unknown))
            case Glossary():
                return self._glossary(part, fence)
            case Action(node, heading, blocks):
                return self._div("action", node, fence, heading, self._blocks(blocks, fence + 1))
            case Invitation(node, heading, blocks):
                return self._div("invitation", node, fence, heading, self._blocks(blocks, fence + 1))
            case Recap(node, heading, blocks):
                return self._div("recap", node, fence, heading, self._blocks(blocks, fence + 1))
            case About(node, heading, blocks):
                return self._div("about", node, fence, heading, self._blocks(blocks, fence + 1))
            case Related():
                return self._related(part, fence)
            case Preformatted(_, text):
                tick = "`" * max(3, 1 + max((len(m) for m in re.findall("`+", text)), default=0))
                return f"{tick}\n{text}\n{tick}"
            case Divider():
                return "* * *"

    def _comparison(self, comparison: Comparison, fence: int) -> str:
        inner = [self._blocks(comparison.intro, fence + 1)]
        for card in comparison.cards:
            marked = replace(card.node, classes=card.node.classes | {card.kind.value})
            inner.append(self._heading(self._inner_level(comparison.heading) + 1, card.heading, marked))
            inner.append(self._blocks(card.blocks, fence + 1))
        return self._div("comparison", comparison.node, fence, comparison.heading, *inner)

    def _questions(self, asked: Questions, fence: int) -> str:
        inner = [self._blocks(asked.intro, fence + 1)]
        for question in asked.questions:
            inner.append(self._heading(self._inner_level(asked.heading) + 1, question.question, question.node))
            inner.append(self._blocks(question.answer, fence + 1))
        return self._div("questions", asked.node, fence, asked.heading, *inner)

    def _glossary(self, glossary: Glossary, fence: int) -> str:
        entries = []
        for term in glossary.terms:
            meaning = indent(self._blocks(term.definition, fence + 1), 2).lstrip()
            entries.append(f"{self._paragraph(term.term)}\n: {meaning}")
        return self._div("glossary", glossary.node, fence, glossary.heading, "\n\n".join(entries))

    def _related(self, related: Related, fence: int) -> str:
        lines = []
        for item in related.items:
            title = f"[{self._inline(item.title)}]({write_target(item.target)})"
            lines.append(f"- {title} {self._inline(item.teaser)}".rstrip())
        return self._div("related", related.node, fence, related.heading, "\n".join(lines))

    def _inner_level(self, heading: Inlines) -> int:
        """The level of a block's own heading, or of the section it stands in when it has none."""
        return self._level + 1 if heading else max(self._level, 2)

    def _heading(self, level: int, inlines: Inlines, node: Node) -> str:
        text = self._inline(tuple(Text(" ") if isinstance(i, Break) else i for i in inlines))
        text = re.sub(r"(#+)\s*$", r"\\\1", text)
        return " ".join(part for part in ("#" * min(level, 6), text, write_attributes(node)) if part)

    def _paragraph(self, inlines: Inlines) -> str:
        text = self._inline(inlines).strip()
        return "\n".join(guard(line) for line in text.split("\n"))

    def _framed(self, text: str, name: str, node: Node, fence: int) -> str:
        """Text as it is, or in a div when its node says where it goes or in which language it is."""
        return text if is_bare(node) else self._div(name, node, fence, (), text)

    def _div(self, name: str, node: Node, fence: int, heading: Inlines, *inner: str, **pairs: str) -> str:
        attributes = write_attributes(node, name, pairs)
        # The short form takes one word only: "::: callout .tip" is no block to pandoc, which prints the colons.
        opening = name if attributes == f"{{.{name}}}" and " " not in name else attributes
        colons = ":" * fence
        own = self._heading(self._level + 1, heading, Node(node.place)) if heading else ""
        content = "\n\n".join(part for part in (own, *inner) if part)
        return f"{colons} {opening}\n{content}\n{colons}"

    def _halves(self, fence: int, **halves: Blocks) -> str:
        colons = ":" * (fence + 1)
        return "\n\n".join(
            f"{colons} {name}\n{self._blocks(blocks, fence + 2)}\n{colons}" for name, blocks in halves.items()
        )

    def _items(self, items: Sequence[Item], fence: int, mark: str, numbers: Sequence[str] = ()) -> str:
        loose = any(not _stands_below(block) for item in items for block in item.blocks[1:])
        written = []
        for index, item in enumerate(items):
            opening = f"{numbers[index] if numbers else mark} "
            if re.match(r"[A-Z]+\. $", opening):
                # "B. Example" may be a person; two spaces make it the step B.
                opening += " "
            text = self._item_blocks(item, fence, loose)
            written.append((opening + indent(text, len(opening)).lstrip()).rstrip())
        return ("\n\n" if loose else "\n").join(written)

    def _item_blocks(self, item: Item, fence: int, loose: bool) -> str:
        if loose:
            return self._blocks(item.blocks, fence)
        return "\n".join(self._block(block, fence, other=False) for block in item.blocks)

    def _table(self, table: Table, fence: int) -> str:
        width = max([len(table.head), *(len(row.cells) for row in table.rows)], default=0)
        aligned = [*table.alignments, *[Alignment.START] * width][:width]
        lines = [self._row(table.head, width), "|" + "|".join(_ALIGNED[a] for a in aligned) + "|"]
        lines += [self._row(row.cells, width) for row in table.rows]
        pairs = {"caption": plain(table.caption)} if table.caption else {}
        if table.row_headers:
            pairs["header-column"] = "true"
        node = replace(table.node, classes=table.node.classes | ({"doses"} if table.doses else set()))
        text = "\n".join(lines)
        return self._div("table", node, fence, (), text, **pairs) if pairs or not is_bare(node) else text

    def _row(self, cells: Sequence[Cell], width: int) -> str:
        # A sign of code protects no line of a table (GFM 0.29, 4.10).
        texts = [re.sub(r"(?<!\\)\|", r"\\|", " ".join(self._cell(cell.blocks).split())) for cell in cells]
        return "| " + " | ".join(texts + [""] * (width - len(texts))) + " |"

    def _cell(self, blocks: Blocks) -> str:
        """One line of Markdown, which is all that a cell can be; <br> parts its paragraphs and list items."""
        return "<br>".join(line for block in blocks for line in self._cell_lines(block) if line)

    def _cell_lines(self, block: Part) -> Iterator[str]:
        match block:
            case Prose(_, inlines):
                # A line break of the article is a backslash at the end of a line, and a cell has no second line.
                yield self._inline(inlines).replace("\\\n", "<br>")
            case Bullets(_, items):
                for item in items:
                    yield from self._cell_item("-", item)
            case Steps(_, items):
                for label, item in zip(labels(block), items, strict=True):
                    yield from self._cell_item(label, item)
            case Figure(_, image, caption, _):
                yield self._image(image)
                yield self._inline(caption)
            case Preformatted(_, text):
                yield escape(" ".join(text.split()))
            case Glossary(_, _, terms):
                for term in terms:
                    yield f"{self._inline(term.term)}: {self._cell(term.definition)}"
            case Quotation(_, inner) | Callout(_, _, _, inner):
                yield self._cell(inner)

    def _cell_item(self, label: str, item: Item) -> Iterator[str]:
        """An item on one line: bullets in a list have no room in a cell, they follow behind a sign; numbers in a list
        are lines of their own, as else they would be words.
        """
        numbered = [block for block in item.blocks if isinstance(block, Steps)]
        own = (line for block in item.blocks if block not in numbered for line in self._cell_lines(block) if line)
        first, *more = [*own] or [""]
        yield " ".join([label, first, *(re.sub(r"^- ", "• ", line) for line in more)])
        for block in numbered:
            yield from self._cell_lines(block)

    # inlines

    def _inline(self, inlines: Inlines) -> str:
        return self._sequence(inlines, "", None).strip()

    def _one(self, inline: Inline, before: str, following: Inline | None) -> str:
        match inline:
            case Text(text):
                return escape(text)
            case Break():
                return "\\\n"
            case Emphasis(children):
                return self._stressed("*", children, before, following)
            case Strong(children):
                return self._stressed("**", children, before, following)
            case Superscript(children):
                return f"^{unspace(self._inline(children))}^"
            case Subscript(children):
                return f"~{unspace(self._inline(children))}~"
            case Struck(children):
                return self._struck(children, before, following)
            case Code(text):
                tick = "`" * (1 + max((len(m) for m in re.findall("`+", text)), default=0))
                pad = " " if text.startswith("`") or text.endswith("`") else ""
                return f"{tick}{pad}{text}{pad}{tick}"
            case Math(tex, display):
                # A space that TeX writes as "\\ " loses its second half at the end of a formula.
                said = re.sub(r"(?<!\\)((?:\\\\)*)\\$", r"\1", tex.strip())
                return f"$${said}$$" if display else f"${said}$"
            case Span(children, lang, classes):
                pairs = [*(f".{name}" for name in sorted(classes)), *([f"lang={lang}"] if lang else [])]
                return f"[{self._inline(children)}]{{{' '.join(pairs)}}}" if pairs else self._inline(children)
            case Link(target, children):
                words = self._inline(children)
                bare = plain(children) == target and re.fullmatch(r"https?://[^\s<>\\]+", target)
                return f"<{target}>" if bare else f"[{words}]({write_target(target)})"
            case Image():
                return self._image(inline)
            case Cite(keys):
                return "[" + "; ".join(f"@{key}" for key in keys) + "]"
            case Note(blocks):
                self._notes.append(blocks)
                return f"[^{self._prefix}{len(self._notes)}]"
            case Value(name):
                return "{{" + name + "}}"

    def _struck(self, children: Inlines, before: str, following: Inline | None) -> str:
        """Struck words, all of them: where CommonMark would not take tildes beside a letter, HTML's way is read too."""
        words = self._inline(children)
        inside = before[-1:].isalnum() or first_character(following).isalnum()
        return f"<s>{words}</s>" if inside or "~" in words else f"~~{words}~~"

    def _stressed(self, mark: str, children: Inlines, before: str, following: Inline | None) -> str:
        """Stressed words. Where a mark would stand between a letter outside and a sign inside, CommonMark takes it for
        plain stars (0.31, 6.2): such signs move out, and what cannot move loses its stress.
        """
        after = first_character(following)
        inner = list(children)
        lead = tail = ""
        if before[-1:].isalnum() and isinstance(inner[0], Text):
            lead = _PUNCTUATION_LEAD.match(inner[0].text)[0]  # type: ignore[index]
            inner[0] = Text(inner[0].text[len(lead) :])
        if after.isalnum() and isinstance(inner[-1], Text):
            tail = _PUNCTUATION_TAIL.search(inner[-1].text)[0]  # type: ignore[index]
            inner[-1] = Text(inner[-1].text[: len(inner[-1].text) - len(tail)])
        noted = len(self._notes)
        self._depth += 1
        words = self._inline(tuple(inner))
        self._depth -= 1
        crowded = self._depth > 0 and any(c.isalnum() or c in "*_~^" for c in before[-1:] + after)
        opens = not before[-1:].isalnum() or words[:1].isalnum()
        closes = not after.isalnum() or words[-1:].isalnum()
        if not words or not opens or not closes or crowded or before.endswith("*") or after == "*":
            del self._notes[noted:]
            return self._sequence(children, before, following)
        return f"{escape(lead)}{mark}{words}{mark}{escape(tail)}"

    def _sequence(self, inlines: Inlines, before: str, following: Inline | None) -> str:
        """Inlines one after the other, as part of the line that they stand in."""
        settled = settle_stress(inlines)
        text = ""
        for index, inline in enumerate(settled):
            text += self._one(inline, before + text, settled[index + 1] if index + 1 < len(settled) else following)
        return text

    def _image(self, image: Image) -> str:
        alt = escape(" ".join(image.alt.split()))
        return f"![{alt}]({write_target('images/' + image.name.removeprefix('images/'))})"


_FIRST = {("1.",), ("1)",), ("(1)",)}


def _stands_below(block: Part) -> bool:
    """Whether a block can stand right below a line of its item: of numbered lists only one that begins with the digit 1
    can end a paragraph (CommonMark 0.31, 5.3).
    """
    return isinstance(block, Bullets) or (isinstance(block, Steps) and labels(block)[:1] in _FIRST)
