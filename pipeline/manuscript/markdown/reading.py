"""Markdown comes in; a manuscript goes out: its blocks as the article parser reads them, its pieces from the page that
pandoc makes of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from pipeline.article.audience import Audience
from pipeline.article.body.pandoc import run_pandoc
from pipeline.article.body.parsing import parse_body
from pipeline.article.model import Blocks, Image, Inlines, Node, Section
from pipeline.article.syntax import MALFORMED_BLOCK, RAW_MARKUP
from pipeline.article.walking import with_nodes
from pipeline.finding import Place
from pipeline.manuscript.markdown.head import read_foreign_head
from pipeline.manuscript.markdown.loose import Loosened, level_headings, loosen
from pipeline.manuscript.pieces import Heading, Kind, Part, Piece, Query
from pipeline.manuscript.tree import HEAP, NUMBER, PAREN, PARENS
from pipeline.manuscript.webpage.reading import Sieve, parse_page
from pipeline.manuscript.wording import inlines_of

READER = "commonmark_x-yaml_metadata_block"
_HEADING = re.compile(r"^ {0,3}(#{1,6})(?=\s+\S)")
_FENCE = re.compile(r"^\s{0,3}(`{3,}|~{3,})")
_COMMENT = re.compile(r"(?s:<!--(.*?)-->)|^ {0,3}\[(?://|comment)\]:\s*#\s*[(\"'](.*)[)\"'] *$", re.MULTILINE)
_INCLUDE = re.compile(r"^\s*:{3,}\s*\{[^}]*include=[^}]*\}", re.MULTILINE)


@dataclass(frozen=True)
class SourceText:
    """Markdown as read. `html` is set when the text holds raw markup: then it is to be read as a web page."""

    parts: tuple[Part, ...]
    pieces: tuple[Piece, ...]
    title: Inlines
    front: dict[str, object]
    html: str = ""
    queries: tuple[Query, ...] = ()


def read_source_text(text: str, file: str) -> SourceText:
    """Read Markdown, an article of plainleaf's own included; keys of a front matter that an article has are kept."""
    head = read_foreign_head(text, file)
    front, pieces, body = head.front, head.pieces, head.body
    for match in _INCLUDE.finditer(body):
        line = body.count("\n", 0, match.start()) + 1
        reason = "a shared snippet is not part of the file; include it again"
        pieces.append(Piece(Kind.MARKUP, match[0].strip(), Place(file, line, line), reason))
    pieces += _comments(body, file)
    title, body = _title(body, taken="title" in front)
    loose = loosen(level_headings(body), file)
    queries = (*head.queries, *loose.queries)
    body = loose.text
    html = run_pandoc(["-f", READER, "-t", "html", "--wrap=none", "--mathjax"], body, heap=HEAP)
    parsed = parse_body(body, file, {})
    if {RAW_MARKUP.name, MALFORMED_BLOCK.name} & {finding.rule for finding in parsed.findings}:
        return SourceText((), tuple(pieces), inlines_of(title), front, _page_of(body), queries)
    pieces += list(_pieces(html, title, file))
    blocks = (
        with_nodes(parsed.blocks, lambda node, _kind, _path: _in_file(node, loose)) if loose.added else parsed.blocks
    )
    return SourceText(tuple(flat(blocks)), tuple(pieces), inlines_of(title), front, "", queries)


def _comments(body: str, file: str) -> Iterator[Piece]:
    """Notes that no reader of the text sees: comments of HTML, and links that lead nowhere."""
    for match in _COMMENT.finditer(body):
        words = " ".join((match[1] or match[2]).split())
        if any(c.isalnum() for c in words):
            line = body.count("\n", 0, match.start()) + 1
            yield Piece(
                Kind.COMMENT, words, Place(file, line, line), "a comment; copy it into the article if it matters"
            )


def _page_of(body: str) -> str:
    """The page that pandoc makes of Markdown with raw markup; its lists say what stands beside their numbers, which
    HTML has no word for.
    """
    tree = json.loads(run_pandoc(["-f", READER, "-t", "json"], body, heap=HEAP))
    _mark_delimiters(tree["blocks"])
    return run_pandoc(["-f", "json", "-t", "html", "--wrap=none", "--mathjax"], json.dumps(tree), heap=HEAP)


def _mark_delimiters(value: Any) -> None:
    if isinstance(value, list):
        for child in value:
            _mark_delimiters(child)
    elif isinstance(value, dict):
        said = _BESIDE.get(value["c"][0][2]["t"]) if value.get("t") == "OrderedList" else None
        first = value["c"][1][0][:1] if said and value["c"][1] else []
        if first and first[0]["t"] in {"Para", "Plain"}:
            first[0]["c"].insert(0, {"t": "Span", "c": [["", [f"{NUMBER}-{said}"], []], []]})
        _mark_delimiters(value.get("c"))


_BESIDE = {"OneParen": PAREN, "TwoParens": PARENS}


def _in_file(node: Node, loose: Loosened) -> Node:
    """A node with the lines that it has in the file, where empty lines had to be put in."""
    place = node.place
    return replace(node, place=replace(place, first=loose.line(place.first), last=loose.line(place.last)))


def _pieces(html: str, title: str, file: str) -> Iterator[Piece]:
    if title:
        yield Piece(Kind.HEADING, title, Place(file, 1, 1))
    root = parse_page(f"<body>{html}</body>", file)
    body = root.find(".//body")
    if body is not None:
        for piece in Sieve(file, frozenset()).read(body):
            # The parser reads the numbers that are typed; pandoc's page knows where a list begins, and no more.
            yield replace(piece, place=Place(file), label="")


def flat(blocks: Blocks) -> Iterator[Part]:
    """Sections as headings with what follows them."""
    for block in blocks:
        if isinstance(block, Section):
            yield Heading(block.node, block.level, block.heading)
            yield from flat(block.blocks)
        else:
            yield block


def _title(body: str, *, taken: bool) -> tuple[str, str]:
    """The only heading of level 1, or the first when it leads, taken out; several make every heading one deeper."""
    lines = _atx(body.split("\n"))
    ones = [i for i, line in enumerate(lines) if re.match(r"#\s", line)]
    title = ""
    marked = [i for i in _outside_code(lines) if _HEADING.match(lines[i])]
    if (
        ones
        and not taken
        and (len(ones) == 1 or lines[ones[0]] == lines[marked[0]])
        and marked
        and marked[0] == ones[0]
    ):
        title = re.sub(r"\s*#*\s*(\{[^}]*\})?\s*$", "", lines[ones[0]][1:]).strip()
        title = re.sub(r"[*_`]", "", title)
        lines[ones[0]] = ""
        ones = ones[1:]
    if ones:
        for index in _outside_code(lines):
            lines[index] = _HEADING.sub(lambda m: "#" * min(6, len(m[1]) + 1), lines[index])
    return title, "\n".join(lines)


def _atx(lines: list[str]) -> list[str]:
    """Underlined headings as headings with number signs; the number of lines stays."""
    for index in list(_outside_code(lines))[1:]:
        above = lines[index - 1]
        underline = re.fullmatch(r"\s{0,3}(=+|-{3,})\s*", lines[index])
        alone = index < 2 or not lines[index - 2].strip()
        if underline and above.strip() and alone and not re.match(r"\s{4}|[#>|:*+-]|\d+[.)]", above):
            lines[index - 1] = ("# " if underline[1][0] == "=" else "## ") + above.strip()
            lines[index] = ""
    return lines


def _outside_code(lines: list[str]) -> Iterator[int]:
    fence = ""
    for index, line in enumerate(lines):
        match = _FENCE.match(line)
        if match and (not fence or line.strip().startswith(fence)):
            fence = "" if fence else match[1]
        elif not fence:
            yield index


def with_images(value: Any, rename: Callable[[str], str]) -> Any:
    """A copy of blocks in which each image has the name that `rename` gives for its target."""
    if isinstance(value, tuple):
        return tuple(with_images(child, rename) for child in value)
    if isinstance(value, Image):
        return Image(rename(value.name), value.alt)
    if is_dataclass(value) and not isinstance(value, Node | Audience | type):
        changes = {
            part.name: with_images(inner, rename)
            for part in fields(value)
            if isinstance(inner := getattr(value, part.name), tuple | Image)
        }
        return replace(value, **changes) if changes else value
    return value
