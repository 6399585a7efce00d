"""pandoc's inline elements come in; typed inlines go out, with citations and brand values recognised."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from pipeline.article import pandoc
from pipeline.article.model import (
    Blocks,
    Break,
    Cite,
    Code,
    Emphasis,
    Image,
    Inline,
    Inlines,
    Link,
    Math,
    Note,
    Span,
    Strong,
    Subscript,
    Superscript,
    Text,
    Value,
)

CITATION = re.compile(r"\[@([\w:.+/-]+(?:\s*;\s*@[\w:.+/-]+)*)\]")
"""A citation group; commonmark_x has none of its own, so `[@key; @key]` is ours to read."""

VALUE = re.compile(r"\{\{\s*([a-z][a-z0-9_-]*)\s*\}\}")
"""A brand value: `{{phone}}`."""

_WRAPPERS: dict[str, Callable[[Inlines], Inline]] = {
    "Emph": Emphasis,
    "Strong": Strong,
    "Superscript": Superscript,
    "Subscript": Subscript,
}
_QUOTES = {"DoubleQuote": ("“", "”"), "SingleQuote": ("‘", "’")}
_KEEP = {"Underline", "Strikeout", "SmallCaps"}


class InlineReader:
    """Reads inline elements; `note` reads the blocks of a footnote, `fault` is told about what is dropped.

    `fault` gets one of "raw", and the text dropped.
    """

    def __init__(self, note: Callable[[list[Any]], Blocks], fault: Callable[[str, str], None]) -> None:
        self._note = note
        self._fault = fault

    def read(self, elements: list[Any]) -> Inlines:
        """Typed inlines; neighbouring text is one Text, white space is folded to single spaces."""
        flat: list[Inline] = []
        for element in elements:
            self._read_one(element, flat)
        return _recognise(_merge(flat))

    def _read_one(self, element: Any, out: list[Inline]) -> None:
        kind, content = element["t"], element.get("c")
        if kind == "Str":
            out.append(Text(content))
        elif kind in {"Space", "SoftBreak"}:
            out.append(Text(" "))
        elif kind == "LineBreak":
            out.append(Break())
        elif kind in _WRAPPERS:
            out.append(_WRAPPERS[kind](self.read(content)))
        elif kind == "Span":
            self._read_span(content, element, out)
        elif kind == "Link":
            self._read_link(content, out)
        elif kind == "Image":
            out.append(Image(content[2][0], plain(self.read(content[1]))))
        elif kind == "Quoted":
            opening, closing = _QUOTES[content[0]["t"]]
            out.extend((Text(opening), *self.read(content[1]), Text(closing)))
        elif kind == "Code":
            out.append(Code(content[1]))
        elif kind == "Math":
            out.append(Math(content[1], content[0]["t"] == "DisplayMath"))
        elif kind == "Note":
            out.append(Note(self._note(content)))
        elif kind in _KEEP:
            out.extend(self.read(content))
        elif kind == "RawInline":
            self._fault("raw", content[1])
        elif kind == "Cite":
            out.extend(self.read(content[1]))

    def _read_span(self, content: Any, element: Any, out: list[Inline]) -> None:
        if pandoc.is_wrapper(element):
            for child in content[1]:
                self._read_one(child, out)
            return
        _, classes, pairs = pandoc.attributes(content[0])
        children = self.read(content[1])
        lang = pairs.get("lang")
        if lang or classes:
            out.append(Span(children, lang, frozenset(classes)))
        else:
            out.extend(children)

    def _read_link(self, content: Any, out: list[Inline]) -> None:
        target = content[2][0].replace("%7B", "{").replace("%7D", "}")
        out.append(Link(target, self.read(content[1])))


def _merge(inlines: list[Inline]) -> Inlines:
    merged: list[Inline] = []
    for inline in inlines:
        if isinstance(inline, Text) and merged and isinstance(merged[-1], Text):
            merged[-1] = Text(merged[-1].text + inline.text)
        else:
            merged.append(inline)
    return tuple(Text(re.sub(r"[ \t\n]+", " ", i.text)) if isinstance(i, Text) else i for i in merged)


_MARK = re.compile(f"{CITATION.pattern}|{VALUE.pattern}")


def _recognise(inlines: Inlines) -> Inlines:
    found: list[Inline] = []
    for inline in inlines:
        if not isinstance(inline, Text):
            found.append(inline)
            continue
        rest = 0
        for match in _MARK.finditer(inline.text):
            if match.start() > rest:
                found.append(Text(inline.text[rest : match.start()]))
            if match[1]:
                found.append(Cite(tuple(key.strip().lstrip("@") for key in match[1].split(";"))))
            else:
                found.append(Value(match[2]))
            rest = match.end()
        if rest < len(inline.text):
            found.append(Text(inline.text[rest:]))
    return tuple(found)


def plain(inlines: Inlines) -> str:
    """The text of inlines without any markup; citations and notes say nothing, a break is a space."""
    parts: list[str] = []
    for inline in inlines:
        match inline:
            case Text(text) | Code(text):
                parts.append(text)
            case Break():
                parts.append(" ")
            case Math(tex):
                parts.append(tex)
            case Image(_, alt):
                parts.append(alt)
            case Value(name):
                parts.append("{{" + name + "}}")
            case Cite() | Note():
                if parts:
                    parts[-1] = parts[-1].rstrip(" ")
            case Emphasis(children) | Strong(children) | Superscript(children) | Subscript(children):
                parts.append(plain(children))
            case Link(_, children) | Span(children):
                parts.append(plain(children))
    return "".join(parts)


def strip(inlines: Inlines) -> Inlines:
    """The inlines without white space at both ends."""
    trimmed = list(inlines)
    while trimmed and (isinstance(trimmed[0], Break) or trimmed[0] == Text(" ")):
        trimmed.pop(0)
    while trimmed and (isinstance(trimmed[-1], Break) or trimmed[-1] == Text(" ")):
        trimmed.pop()
    if trimmed and isinstance(trimmed[0], Text):
        trimmed[0] = Text(trimmed[0].text.lstrip())
    if trimmed and isinstance(trimmed[-1], Text):
        trimmed[-1] = Text(trimmed[-1].text.rstrip())
    return tuple(trimmed)
