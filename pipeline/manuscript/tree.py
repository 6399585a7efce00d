"""pandoc's document tree of a Word file or web page comes in; parts with typed blocks and inlines go out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.article.body.inlines import strip
from pipeline.article.body.pandoc import run_pandoc
from pipeline.article.model import (
    SAFE_SCHEMES,
    Alignment,
    Block,
    Blocks,
    Break,
    Bullets,
    Callout,
    CalloutKind,
    Code,
    Delimiter,
    Divider,
    Emphasis,
    Figure,
    Glossary,
    Image,
    Inline,
    Inlines,
    Item,
    Link,
    Math,
    Node,
    Note,
    NumberStyle,
    Preformatted,
    Prose,
    Quotation,
    Row,
    Span,
    Steps,
    Strong,
    Struck,
    Subscript,
    Superscript,
    Table,
    Term,
    Text,
)
from pipeline.article.walking import walk
from pipeline.errors import PlainleafError
from pipeline.finding import Place
from pipeline.manuscript.grid import Spanning, fill_grid, join_head
from pipeline.manuscript.items import ItemMark, nest
from pipeline.manuscript.pieces import Heading, Part, Query
from pipeline.manuscript.signals import Signals, with_languages

NOTE = "plainleaf-note"
"""The class by which the web reader marks a footnote, and with its id the place it belongs to."""

BOX = "plainleaf-box"
"""The class by which the web reader marks a box that is a callout, its kind behind a dash."""

NUMBER = "plainleaf-number"
"""The class by which the web reader marks a list item with a number of its own, that number behind a dash."""

PAREN, PARENS = "paren", "parens"
"""What it says of a list whose numbers have a parenthesis behind them, or stand in two, in the place of a number."""

HEAP = "800m"
"""An 800-page manuscript takes pandoc 480 MB; the import stays below 1 GiB."""

MAX_SPAN = 200
"""House: columns that one cell may cover."""

_STRESS: dict[str, Callable[[Inlines], Inline]] = {
    "Emph": Emphasis,
    "Strong": Strong,
    "Superscript": Superscript,
    "Subscript": Subscript,
    "Strikeout": Struck,
}
_NUMBERS = {
    "LowerAlpha": NumberStyle.LOWER_ALPHA,
    "UpperAlpha": NumberStyle.UPPER_ALPHA,
    "LowerRoman": NumberStyle.LOWER_ROMAN,
    "UpperRoman": NumberStyle.UPPER_ROMAN,
}
_DELIMITERS = {"OneParen": Delimiter.PAREN, "TwoParens": Delimiter.PARENS}
_QUOTES = {"DoubleQuote": ("“", "”"), "SingleQuote": ("‘", "’")}
_ALIGNED = {"AlignRight": Alignment.END, "AlignCenter": Alignment.CENTRE}
_PASSING = frozenset({"Underline", "SmallCaps"})


@dataclass(frozen=True, slots=True)
class Tree:
    """What pandoc read: parts in order, title and subtitle from the file's own styles, and other words it set apart
    ("author", "date", "abstract"), in the order in which they stand.
    """

    parts: tuple[Part, ...]
    title: Inlines = ()
    subtitle: Inlines = ()
    apart: tuple[Prose, ...] = ()
    notices: tuple[str, ...] = ()
    queries: tuple[Query, ...] = ()


def read_tree(
    content: bytes | str,
    reader: str,
    file: str,
    picture: Callable[[str], str],
    options: Sequence[str] = (),
    *,
    styles: bool = False,
    signals: Signals | None = None,
) -> Tree:
    """Run pandoc's `reader` over `content`. `picture` turns an image target into the name it gets in the article.

    With `styles`, a paragraph has the class "style:Name" for the style that it has in Word; `signals` say what the
    signs in its words stand for.
    """
    try:
        values = json.loads(run_pandoc(["-f", reader, "-t", "json", *options], content, heap=HEAP))
    except PlainleafError as fault:
        hint = "open the file in the program it came from and save it again, or import its text as .txt"
        raise PlainleafError(fault.message, place=file, hint=hint) from None
    return _Converter(file, picture, styles=styles, signals=signals).convert(values)


STYLE = "style:"
"""How a class that names a Word style begins."""


@dataclass
class _Converter:
    file: str
    picture: Callable[[str], str]
    count: int = 0
    notices: list[str] = field(default_factory=list)
    queries: list[Query] = field(default_factory=list)
    notes: dict[str, Any] = field(default_factory=dict)
    styles: bool = False
    style: str = ""
    signals: Signals | None = None
    inside: int = 0

    def convert(self, values: dict[str, Any]) -> Tree:
        meta = values.get("meta", {})
        title, subtitle = self._meta_inlines(meta.get("title")), self._meta_inlines(meta.get("subtitle"))
        apart = [
            Prose(self._node(), inlines)
            for key in ("author", "date", "abstract")
            for inlines in self._meta_all(meta.get(key))
        ]
        self._collect_notes(values["blocks"])
        parts = tuple(self._parts(values["blocks"]))
        return Tree(parts, title, subtitle, tuple(apart), tuple(dict.fromkeys(self.notices)), tuple(self.queries))

    def _collect_notes(self, elements: Any) -> None:
        """Blocks that the web reader marked as notes, so that the marks in the text find them."""
        for element in elements if isinstance(elements, list) else ():
            if isinstance(element, list):
                self._collect_notes(element)
            elif isinstance(element, dict) and element.get("t") == "Div" and NOTE in element["c"][0][1]:
                self.notes[element["c"][0][0]] = element["c"][1]
            elif isinstance(element, dict):
                self._collect_notes(element.get("c"))

    def _meta_all(self, value: Any) -> Iterator[Inlines]:
        if value and value["t"] == "MetaList":
            for item in value["c"]:
                yield from self._meta_all(item)
        elif value and value["t"] == "MetaBlocks":
            for part in self._parts(value["c"]):
                if isinstance(part, Prose):
                    yield part.inlines
        elif inlines := self._meta_inlines(value):
            yield inlines

    def _meta_inlines(self, value: Any) -> Inlines:
        if not value:
            return ()
        if value["t"] == "MetaString":
            return (Text(value["c"]),) if value["c"] else ()
        return self.inlines(value["c"]) if value["t"] == "MetaInlines" else ()

    def _node(self) -> Node:
        self.count += 1
        classes = frozenset({STYLE + self.style}) if self.style else frozenset[str]()
        return Node(Place(self.file, part=f"block {self.count}"), classes=classes)

    # blocks

    def _parts(self, elements: Sequence[Any]) -> Iterator[Part]:
        if self.signals is None:
            for element in elements:
                yield from self._part(element)
        else:
            yield from nest(self._signalled(elements, self.signals))

    def _signalled(self, elements: Sequence[Any], signals: Signals) -> Iterator[tuple[Part, ItemMark | None]]:
        """Parts with the marks that their words carry; what stands beside the words of an item belongs to it."""
        for element in elements:
            if element["t"] == "Div" and element["c"][0][0] not in self.notes:
                before = self.style
                self.style = dict(element["c"][0][2]).get("custom-style", before) if self.styles else ""
                yield from list(self._signalled(element["c"][1], signals))
                self.style = before
                continue
            mark: ItemMark | None = None
            for part in self._part(element):
                read, own = signals.read(part, loose=not self.inside)
                mark = own or (replace(mark, kind="more") if mark else None)
                if not isinstance(read, Prose) or read.inlines:
                    yield read, mark

    def _part(self, element: Any) -> Iterator[Part]:
        kind, content = element["t"], element.get("c")
        match kind:
            case "Header":
                inlines = self.inlines(content[2])
                if inlines:
                    yield Heading(self._node(), content[0], inlines)
            case "Para" | "Plain":
                yield from self._paragraph(content)
            case "LineBlock":
                joined = [e for line in content for e in [*line, {"t": "LineBreak"}]][:-1]
                yield from self._paragraph(joined)
            case "BulletList":
                yield Bullets(self._node(), tuple(Item(self._node(), self._inner(item)) for item in content))
            case "OrderedList":
                yield self._steps(content)
            case "DefinitionList":
                terms = tuple(
                    Term(self._node(), self.inlines(term), tuple(b for d in meanings for b in self._inner(d)))
                    for term, meanings in content
                )
                yield Glossary(self._node(), (), terms)
            case "BlockQuote":
                yield Quotation(self._node(), self._inner(content))
            case "CodeBlock":
                if content[1].strip():
                    yield Preformatted(self._node(), content[1])
            case "HorizontalRule":
                yield Divider(self._node())
            case "Table":
                yield from self._table(content)
            case "Figure":
                yield from self._figure(content)
            case "Div" if kind := _box_kind(content):
                yield from self._box(kind, content[1])
            case "Div":
                if content[0][0] not in self.notes:
                    before = self.style
                    self.style = dict(content[0][2]).get("custom-style", before) if self.styles else ""
                    yield from list(self._parts(content[1]))
                    self.style = before

    def _box(self, kind: CalloutKind, elements: Sequence[Any]) -> Iterator[Part]:
        """A box as a callout, its first heading as title; what a title cannot hold (a link) stands above it."""
        node = self._node()
        parts = list(self._parts(elements))
        title: Inlines = ()
        if len(parts) > 1 and isinstance(first := parts[0], Heading):
            del parts[0]
            if any(isinstance(i, Link | Note | Image) for i in walk(first.inlines)):
                yield first
            else:
                title = first.inlines
        if len(parts) == 1 and isinstance(parts[0], Heading):
            yield parts[0]
        elif parts:
            yield Callout(node, kind, title, tuple(_without_level(part) for part in parts))

    def _steps(self, content: Any) -> Steps:
        (start, style, delimiter), items = content
        made = tuple(Item(self._node(), self._inner(item), _own_number(item)) for item in items)
        number = _NUMBERS.get(style["t"], NumberStyle.DECIMAL)
        beside = _DELIMITERS.get(delimiter["t"], Delimiter.PERIOD)
        marks = _marks(items[0]) if items else []
        beside = Delimiter.PAREN if PAREN in marks else Delimiter.PARENS if PARENS in marks else beside
        return Steps(self._node(), made, start, number, beside)

    def _inner(self, elements: Sequence[Any]) -> Blocks:
        """Blocks where no heading may stand: it becomes bold."""
        self.inside += 1
        parts = list(self._parts(elements))
        self.inside -= 1
        return tuple(_without_level(part) for part in parts)

    def _paragraph(self, content: Sequence[Any]) -> Iterator[Block]:
        """A paragraph; images that stand in it become figures after it, unless they stand alone."""
        inlines = strip(self.inlines(content))
        images = [i for i in inlines if isinstance(i, Image)]
        words = strip(tuple(i for i in inlines if not isinstance(i, Image)))
        if words and not all(isinstance(i, Break) for i in words):
            yield Prose(self._node(), words)
        for image in images:
            yield Figure(self._node(), image, (), ())

    def _figure(self, content: Any) -> Iterator[Block]:
        _, (_, caption), blocks = content
        said: Inlines = ()
        for block in self._parts(caption):
            if isinstance(block, Prose):
                said = (*said, Text(" "), *block.inlines) if said else block.inlines
        first = True
        for part in self._inner(blocks):
            if isinstance(part, Figure) and first:
                yield Figure(part.node, part.image, said, ())
                first = False
            else:
                yield part
        if first and said:
            yield Prose(self._node(), said)

    def _table(self, content: Any) -> Iterator[Block]:
        _, (_, caption), columns, (_, head_rows), bodies, (_, foot_rows) = content
        said: Inlines = ()
        for block in self._parts(caption):
            if isinstance(block, Prose):
                said = (*said, Text(" "), *block.inlines) if said else block.inlines
        rows = [*head_rows, *(row for body in bodies for part in (body[2], body[3]) for row in part), *foot_rows]
        spanning = [
            [Spanning(self._inner(blocks), high, wide) for _, _, high, wide, blocks in cells] for _, cells in rows
        ]
        node = self._node()
        grid = fill_grid(spanning, node.place, len(head_rows))
        self.queries += grid.queries
        heads = max(len(head_rows), grid.heads) if head_rows else 0
        head = join_head(grid.rows[:heads]) if heads else ()
        headed = any(cell.blocks for cell in head)
        row_headers = bool(bodies) and bodies[0][1] > 0
        width = len(grid.rows[0]) if grid.rows else 0
        known = [_ALIGNED.get(column[0]["t"], Alignment.START) for column in columns]
        aligned = (*known, *[Alignment.START] * (width - len(known)))[:width]
        body_rows = tuple(Row(self._node(), cells) for cells in grid.rows[heads:] if any(cell.blocks for cell in cells))
        yield Table(node, said, aligned, head if headed else (), body_rows, row_headers)

    # inlines

    def inlines(self, elements: Sequence[Any]) -> Inlines:
        """Typed inlines with neighbouring text merged."""
        flat: list[Inline] = []
        for element in elements:
            self._inline(element, flat)
        merged: list[Inline] = []
        for inline in flat:
            last = merged[-1] if merged else None
            if isinstance(inline, Text) and isinstance(last, Text):
                merged[-1] = Text(last.text + inline.text)
            else:
                merged.append(inline)
        return with_languages(tuple(merged)) if self.signals else tuple(merged)

    def _inline(self, element: Any, out: list[Inline]) -> None:
        kind, content = element["t"], element.get("c")
        match kind:
            case "Str":
                out.append(Text(content))
            case "Space" | "SoftBreak":
                out.append(Text(" "))
            case "LineBreak":
                out.append(Break())
            case "Emph" | "Strong" | "Superscript" | "Subscript" | "Strikeout":
                children = self.inlines(content)
                if children:
                    out.append(_STRESS[kind](children))
            case "Quoted":
                opening, closing = _QUOTES[content[0]["t"]]
                out.extend((Text(opening), *self.inlines(content[1]), Text(closing)))
            case "Cite":
                out.extend(self.inlines(content[1]))
            case "Code":
                out.append(Code(content[1]))
            case "Math":
                if content[1].strip():
                    out.append(Math(content[1], content[0]["t"] == "DisplayMath"))
            case "Link":
                self._link(content, out)
            case "Image":
                alt = " ".join(_words(self.inlines(content[1])).split())
                out.append(Image(self.picture(content[2][0]), alt))
            case "Note":
                self._note(content, out)
            case "Span":
                self._span(content, out)
            case _ if kind in _PASSING:
                out.extend(self.inlines(content))

    def _note(self, content: Any, out: list[Inline]) -> None:
        """A note at its word; one whose words the file does not hold is asked about."""
        blocks = self._inner(content)
        if blocks:
            out.append(Note(blocks))
            return
        before = _words(tuple(out))[-40:]
        asks = f'what does the note at "{before}" say; the file does not hold its words'
        hint = "look at the original, and write the note or leave it out"
        self.queries.append(Query("note", asks, hint, place=Place(self.file, part=f"block {self.count}")))

    def _link(self, content: Any, out: list[Inline]) -> None:
        children, target = self.inlines(content[1]), content[2][0]
        images = [child for child in children if isinstance(child, Image)]
        safe = is_safe_link(target) or (self.styles and is_own_link(target))
        if safe and children and not images:
            out.append(Link(target, children))
        else:
            out.extend(children)

    def _span(self, content: Any, out: list[Inline]) -> None:
        (_, classes, pairs), children = content[0], self.inlines(content[1])
        values = dict(pairs)
        marked = next((c.removeprefix(f"{NOTE}-") for c in classes if c.startswith(f"{NOTE}-")), "")
        if marked in self.notes:
            out.append(Note(self._inner(self.notes[marked])))
        elif "comment-start" in classes:
            said = values.get("author", "")
            lead = (Text(f"{said}: "),) if said else ()
            out.append(Note((Prose(self._node(), (*lead, *children)),)))
        elif {"insertion", "deletion"} & set(classes):
            out.append(Span(children, None, frozenset({"insertion", "deletion"} & set(classes))))
        elif (lang := values.get("lang", "")) and re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", lang) and children:
            out.append(Span(children, lang))
        else:
            out.extend(children)


def _without_level(part: Part) -> Block:
    return Prose(part.node, (Strong(part.inlines),)) if isinstance(part, Heading) else part


def _box_kind(content: Any) -> CalloutKind | None:
    """The kind of a box that the web reader marked, None for any other div."""
    said = next((c.removeprefix(f"{BOX}-") for c in content[0][1] if c.startswith(f"{BOX}-")), "")
    return CalloutKind(said) if said in set(CalloutKind) else None


def _marks(item: Sequence[Any]) -> list[str]:
    """What the web reader says of an item in the empty elements at its beginning."""
    first = item[0] if item else None
    found: list[str] = []
    for word in first["c"] if first and first["t"] in {"Para", "Plain"} else ():
        classes = word["c"][0][1] if word["t"] == "Span" else []
        said = next((c.removeprefix(f"{NUMBER}-") for c in classes if c.startswith(f"{NUMBER}-")), "")
        if not said:
            break
        found.append(said)
    return found


def _own_number(item: Sequence[Any]) -> int | None:
    """The number of an item that does not follow from the one before it."""
    return next((int(said) for said in _marks(item) if said not in {PAREN, PARENS}), None)


def is_safe_link(target: str) -> bool:
    """Whether a link may stay: an address of a safe scheme, with nothing that a browser would read over."""
    scheme = re.match(r"^([a-zA-Z][a-zA-Z0-9+.-]*):", re.sub(r"[\x00-\x20]", "", target))
    return bool(scheme) and scheme is not None and scheme[1].lower() in SAFE_SCHEMES


def is_own_link(target: str) -> bool:
    """Whether a link leads to another article by its name, or to a block of this one."""
    return bool(re.fullmatch(r"[a-z0-9-]*(?:#[\w-]+)?", target)) and bool(target)


def _words(inlines: Inlines) -> str:
    from pipeline.article.body.inlines import plain

    return plain(inlines)
