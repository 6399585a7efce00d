"""An article's text and pictures come in; a Word file for a clinician's edits goes out, that finds its way back.

Every block stands in a bookmark of its own ("leaf_3") and its paragraphs carry a style named after its kind ("Leaf
Question"); the article's text travels along in a custom XML part (ECMA-376 part 1, 15.2.5), so that only what was
edited has to be read back.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from pipeline.article.body.pandoc import make_document
from pipeline.article.body.parsing import parse_body
from pipeline.article.front.head import read_head, split_head
from pipeline.article.material import Picture
from pipeline.article.model import (
    About,
    Action,
    Block,
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
from pipeline.article.numbering import numbers
from pipeline.manuscript.admission import repack, unpack
from pipeline.manuscript.markdown.reading import flat
from pipeline.manuscript.pieces import Heading, Part

BOOKMARK = "leaf_"
SOURCE_PART = "customXml/plainleaf.xml"
NAMESPACE = "urn:plainleaf:source"
HEAD_STYLES = {
    "title": "Title",
    "subtitle": "Subtitle",
    "summary": "Leaf Summary",
    "main_message": "Leaf Main Message",
}
"""The fields of the front matter that a clinician sees and may edit, and the styles of their paragraphs."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"
_BORDERS = {"Leaf Risk": "8F2D0E", "Leaf Callout": "8F2D0E", "Leaf Card": "0B4F5C"}

Json = dict[str, Any]


@dataclass(frozen=True)
class Sourced:
    """An article's text with its parts: what stands in the front matter, and the flat parts of the body with lines."""

    text: str
    head: Mapping[str, Any]
    lines: Mapping[str, int]
    parts: tuple[Part, ...]


def read_sourced(text: str, file: str) -> Sourced:
    """The parts of article.md as its own text gives them: shared snippets stay references."""
    yaml_text, body = split_head(text)
    head, _ = read_head(yaml_text, file)
    parsed = parse_body(body, file, {})
    parts = list(flat(parsed.blocks))
    lines = text.split("\n")
    return Sourced(text, head.values, head.lines, tuple(_clipped(part, lines) for part in parts))


def _clipped(part: Part, lines: Sequence[str]) -> Part:
    """A list without the line behind it, which pandoc counts in when the list ends in a nested one."""
    if not isinstance(part, Bullets | Steps):
        return part
    last = part.node.place.first
    for number in range(part.node.place.first + 1, part.node.place.last + 1):
        line = lines[number - 1]
        if line.strip() and not re.match(r"\s|[-*+] |\d+[.)] ", line) and not lines[number - 2].strip():
            break
        last = number if line.strip() else last
    return replace(part, node=replace(part.node, place=replace(part.node.place, last=last)))


def export_word(
    text: str,
    slug: str,
    pictures: Mapping[str, Picture],
    svg_to_png: Callable[[Picture], bytes] | None = None,
    name: str = "article.md",
) -> bytes:
    """The Word file of an article; `name` is that of its text in the article's folder. `svg_to_png` turns an
    SVG picture into PNG bytes, since Word's readers want those.

    The same article gives the same bytes.
    """
    sourced = read_sourced(text, f"source/{slug}/{name}")
    writer = _Writer(pictures, svg_to_png)
    blocks = [*writer.head(sourced), *writer.body(sourced.parts)]
    values = {"pandoc-api-version": [1, 23, 1], "meta": {}, "blocks": blocks}
    arguments = ["-f", "json", "-t", "docx", "-o", "-"]
    lang = sourced.head.get("lang")
    if lang:
        arguments += ["-M", f"lang={lang}"]
    document = unpack(make_document(arguments, json.dumps(values)), f"{slug}.docx")
    return repack(_with_source(_styled(document), text, slug, name), small=True)


class _Writer:
    """Writes pandoc's document tree; a block inside a block gets a style, not a bookmark."""

    def __init__(self, pictures: Mapping[str, Picture], svg_to_png: Callable[[Picture], bytes] | None) -> None:
        self._pictures = pictures
        self._svg_to_png = svg_to_png

    def head(self, sourced: Sourced) -> Iterator[Json]:
        for key, style in HEAD_STYLES.items():
            value = sourced.head.get(key)
            if isinstance(value, str) and value.strip():
                yield _div(f"{BOOKMARK}{key}", style, [_para((Text(" ".join(value.split())),), self)])

    def body(self, parts: Iterable[Part]) -> Iterator[Json]:
        for number, part in enumerate(parts, start=1):
            yield _div(f"{BOOKMARK}{number}", "", list(self.part(part)))

    def part(self, part: Part) -> Iterator[Json]:
        match part:
            case Heading(_, level, inlines) | Section(_, level, inlines):
                yield {"t": "Header", "c": [min(level, 6), ["", [], []], self.inlines(inlines)]}
            case Prose(_, inlines):
                yield _para(inlines, self)
            case Bullets(_, items):
                yield self._list(items)
            case Steps():
                yield from self._ordered(part)
            case Figure():
                yield from self._figure(part)
            case Table():
                yield from self._table(part)
            case Quotation(_, blocks, by, _):
                yield _div("", "Leaf Quotation", list(self._blocks(blocks)))
                if by:
                    yield _div("", "Leaf Quotation By", [_para((Text(by),), self)])
            case Preformatted(_, text):
                yield {"t": "CodeBlock", "c": [["", [], []], text]}
            case Divider():
                yield {"t": "HorizontalRule"}
            case _:
                yield from self._typed(part)

    def _typed(self, part: Part) -> Iterator[Json]:
        match part:
            case KeyPoints(_, heading, items):
                yield from self._box("Leaf Key Points", heading, [self._list(items)])
            case Comparison(_, heading, intro, cards):
                yield from self._box("Leaf Comparison", heading, self._blocks(intro))
                for card in cards:
                    yield _div("", f"Leaf Card {card.kind.value.title()} Heading", [_para(card.heading, self)])
                    yield _div("", f"Leaf Card {card.kind.value.title()}", list(self._blocks(card.blocks)))
            case Questions(_, heading, intro, questions):
                yield from self._box("Leaf Questions", heading, self._blocks(intro))
                for question in questions:
                    yield _div("", "Leaf Question", [_para(question.question, self)])
                    yield _div("", "Leaf Answer", list(self._blocks(question.answer)))
            case Callout(_, kind, heading, blocks):
                yield from self._box(f"Leaf Callout {kind.value.title()}", heading, self._blocks(blocks))
            case MythFact(_, myth, fact):
                yield _div("", "Leaf Myth", list(self._blocks(myth)))
                yield _div("", "Leaf Fact", list(self._blocks(fact)))
            case Evidence(_, heading, known, unknown):
                yield from self._box("Leaf Evidence", heading, ())
                yield _div("", "Leaf Known", list(self._blocks(known)))
                yield _div("", "Leaf Not Known", list(self._blocks(unknown)))
            case Glossary(_, heading, terms):
                yield from self._box("Leaf Glossary", heading, ())
                for term in terms:
                    yield _div("", "Leaf Term", [_para(term.term, self)])
                    yield _div("", "Leaf Meaning", list(self._blocks(term.definition)))
            case Related(_, heading, items):
                yield from self._box("Leaf Related", heading, ())
                for item in items:
                    title: Inlines = (Link(item.target, item.title),) if item.target else item.title
                    yield _div("", "Leaf Related Title", [_para(title, self)])
                    if item.teaser:
                        yield _div("", "Leaf Related Teaser", [_para(item.teaser, self)])
            case Action(_, heading, blocks):
                yield from self._box("Leaf Action", heading, self._blocks(blocks))
            case Invitation(_, heading, blocks):
                yield from self._box("Leaf Invitation", heading, self._blocks(blocks))
            case Recap(_, heading, blocks):
                yield from self._box("Leaf Recap", heading, self._blocks(blocks))
            case About(_, heading, blocks):
                yield from self._box("Leaf About", heading, self._blocks(blocks))

    def _box(self, style: str, heading: Inlines, blocks: Iterable[Json]) -> Iterator[Json]:
        if heading:
            yield _div("", f"{style} Heading", [_para(heading, self)])
        inner = list(blocks)
        if inner:
            yield _div("", style, inner)

    def _blocks(self, blocks: Iterable[Block]) -> Iterator[Json]:
        for block in blocks:
            yield from self.part(block)

    def _list(self, items: Iterable[Item]) -> Json:
        return {"t": "BulletList", "c": [list(self._blocks(item.blocks)) for item in items]}

    def _ordered(self, steps: Steps) -> Iterator[Json]:
        """A numbered list, or several where an item has a number of its own: Word counts on inside a list."""
        style = {"t": "".join(word.title() for word in steps.style.split("-"))}
        delimiter = {"t": {".": "Period", ")": "OneParen", "()": "TwoParens"}[steps.delimiter]}
        runs: list[tuple[int, list[Any]]] = []
        for number, item in zip(numbers(steps), steps.items, strict=True):
            if not runs or item.number is not None:
                runs.append((number, []))
            runs[-1][1].append(list(self._blocks(item.blocks)))
        for start, written in runs:
            yield {"t": "OrderedList", "c": [[start, style, delimiter], written]}

    def _figure(self, figure: Figure) -> Iterator[Json]:
        yield _para((figure.image,), self)
        yield _div("", "Leaf Picture Description", [_para((Text(figure.image.alt),), self)])
        if figure.caption:
            yield _div("", "Leaf Caption", [_para(figure.caption, self)])
        if figure.description:
            yield _div("", "Leaf Long Description", list(self._blocks(figure.description)))

    def _table(self, table: Table) -> Iterator[Json]:
        if table.caption:
            yield _div("", "Leaf Table Caption", [_para(table.caption, self)])
        width = max([len(table.head), *(len(row.cells) for row in table.rows)], default=0)
        columns = [[{"t": "AlignDefault"}, {"t": "ColWidthDefault"}] for _ in range(width)]
        none = ["", [], []]
        head = [[none, self._cells(table.head, width)]] if table.head else []
        rows = [[none, self._cells(row.cells, width)] for row in table.rows]
        body = [none, 0, [], rows]
        yield {"t": "Table", "c": [none, [None, []], columns, [none, head], [body], [none, []]]}

    def _cells(self, cells: Iterable[Cell], width: int) -> list[Any]:
        written = [[["", [], []], {"t": "AlignDefault"}, 1, 1, list(self._blocks(cell.blocks))] for cell in cells]
        empty = [["", [], []], {"t": "AlignDefault"}, 1, 1, []]
        return [*written, *([empty] * (width - len(written)))]

    def inlines(self, inlines: Inlines) -> list[Json]:
        """Inlines as pandoc's; a citation and a brand value stay as the author writes them."""
        return [written for inline in inlines for written in self._inline(inline)]

    def _inline(self, inline: Inline) -> Iterator[Json]:
        match inline:
            case Text(text):
                yield from _words(text)
            case Break():
                yield {"t": "LineBreak"}
            case Emphasis(children):
                yield {"t": "Emph", "c": self.inlines(children)}
            case Strong(children):
                yield {"t": "Strong", "c": self.inlines(children)}
            case Superscript(children):
                yield {"t": "Superscript", "c": self.inlines(children)}
            case Subscript(children):
                yield {"t": "Subscript", "c": self.inlines(children)}
            case Struck(children):
                yield {"t": "Strikeout", "c": self.inlines(children)}
            case Code(text):
                yield {"t": "Code", "c": [["", [], []], text]}
            case Math(tex, display):
                yield {"t": "Math", "c": [{"t": "DisplayMath" if display else "InlineMath"}, tex]}
            case Span(children):
                yield from self.inlines(children)
            case Link(target, children):
                yield {"t": "Link", "c": [["", [], []], self.inlines(children), [target, ""]]}
            case Image():
                yield from self._image(inline)
            case Cite(keys):
                yield from _words("[" + "; ".join(f"@{key}" for key in keys) + "]")
            case Note(blocks):
                yield {"t": "Note", "c": list(self._blocks(blocks))}
            case Value(name):
                yield from _words("{{" + name + "}}")

    def _image(self, image: Image) -> Iterator[Json]:
        picture = self._pictures.get(image.name.removeprefix("images/"))
        content = picture.content if picture else b""
        media_type = picture.media_type if picture else ""
        if picture and media_type == "image/svg+xml":
            # Word before 2016 shows no SVG, and Google Docs takes none in.
            content, media_type = (self._svg_to_png(picture), "image/png") if self._svg_to_png else (b"", "")
        if not content:
            yield from _words(f"[picture {image.name}]")
            return
        address = f"data:{media_type};base64,{base64.b64encode(content).decode()}"
        wide = min(picture.width if picture else 600, 600)
        attributes = ["", [], [["width", f"{wide}px"]]]
        yield {"t": "Image", "c": [attributes, list(_words(image.alt)), [address, ""]]}


def _para(inlines: Inlines, writer: _Writer) -> Json:
    return {"t": "Para", "c": writer.inlines(inlines)}


def _div(name: str, style: str, blocks: list[Json]) -> Json:
    pairs = [["custom-style", style]] if style else []
    return {"t": "Div", "c": [[name, [], pairs], blocks]}


def _words(text: str) -> Iterator[Json]:
    for index, word in enumerate(re.split(r" +", text)):
        if index:
            yield {"t": "Space"}
        if word:
            yield {"t": "Str", "c": word}


def rasteriser(style_files: Mapping[str, bytes]) -> Callable[[Picture], bytes]:
    """Turns an SVG picture into PNG bytes, 1,200 px wide at most, with the bundled typefaces."""

    def rasterise(picture: Picture) -> bytes:
        from pipeline.house.styles import read_styles
        from pipeline.press.press import print_png

        scale = min(2.0, 1200 / max(picture.width, 1))
        wide, high = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
        page = (
            f"<html><style>html,body{{margin:0}}img{{display:block;width:{wide}px;height:{high}px}}</style>"
            '<body><img src="picture.svg" alt="picture"></body></html>'
        )
        typefaces = read_styles(style_files).typefaces
        return print_png(page, {"picture.svg": picture.content}, typefaces, wide, high)

    return rasterise


# the finished file


def _styled(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The file with named styles a person can see: a rule at the left of every block that has a kind."""
    from lxml import etree

    root = etree.fromstring(parts["word/styles.xml"])
    for style in root.iter(f"{_W}style"):
        name = style.find(f"{_W}name")
        label = name.get(f"{_W}val", "") if name is not None else ""
        if not label.startswith("Leaf "):
            continue
        properties = style.find(f"{_W}pPr")
        if properties is None:
            properties = etree.SubElement(style, f"{_W}pPr")
        colour = next((c for start, c in _BORDERS.items() if label.startswith(start)), "7A8A8C")
        border = etree.SubElement(etree.SubElement(properties, f"{_W}pBdr"), f"{_W}left")
        for key, value in (("val", "single"), ("sz", "18"), ("space", "8"), ("color", colour)):
            border.set(f"{_W}{key}", value)
        if label.endswith(("Heading", "Question", "Term", "Title")):
            marks = style.find(f"{_W}rPr")
            etree.SubElement(marks if marks is not None else etree.SubElement(style, f"{_W}rPr"), f"{_W}b")
    styles = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return {**parts, "word/styles.xml": styles}


def _with_source(parts: Mapping[str, bytes], text: str, slug: str, name: str) -> dict[str, bytes]:
    named = f'slug="{escape(slug)}" name="{escape(name)}"'
    opening = f'<?xml version="1.0" encoding="UTF-8"?>\n<source xmlns="{NAMESPACE}" {named}>'
    source = f"{opening}{escape(text, quote=False)}</source>"
    relations = parts["word/_rels/document.xml.rels"].decode()
    # Word keeps parts that a relationship names as custom XML, and drops all others when it saves.
    own = f'<Relationship Id="rIdPlainleaf" Type="{_CUSTOM}" Target="../{SOURCE_PART}"/></Relationships>'
    return {
        **parts,
        "word/_rels/document.xml.rels": relations.replace("</Relationships>", own).encode(),
        SOURCE_PART: source.encode(),
    }
