"""pandoc's inline elements come in; typed inlines go out, with citations and brand values recognised."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from pipeline.article.addresses import encoded
from pipeline.article.body import pandoc
from pipeline.article.grave import GRAVE
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
    Struck,
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
STRIKE_TAG = re.compile(r"<(s|del|strike)(\s[^>]*)?>", re.IGNORECASE)
"""HTML's ways to cross text out; they are read as ~~ is, so that the finding says what they mean."""

_NEW_LINE = re.compile(r"<br\s*/?>", re.IGNORECASE)
_PRICES = re.compile(r"[\d.,]+[^\\^_={}+<>]*\s[^\\^_={}+<>]*")
"""What stands between the dollars of two prices ("$6, or 5$") and holds no sign of a formula."""

_QUOTES = {"DoubleQuote": ("“", "”"), "SingleQuote": ("‘", "’")}
_KEEP = {"Underline", "SmallCaps"}


class InlineReader:
    """Reads inline elements; `note` reads the blocks of a footnote, `fault` is told about what an article may not hold.

    `fault` gets one of "raw" (dropped), "struck", "insecure" (a link) and "words" (all of a paragraph, as it would be
    printed), the text, and its line, 0 when nobody knows.
    """

    def __init__(self, note: Callable[[list[Any]], Blocks], fault: Callable[[str, str, int], None]) -> None:
        self._note = note
        self._fault = fault
        self._line = 0
        self._depth = 0
        self._first = 0

    def read(self, elements: list[Any]) -> Inlines:
        """Typed inlines; neighbouring text is one Text, white space is folded to single spaces."""
        flat: list[Inline] = []
        self._depth += 1
        self._read_all(_struck(elements), flat)
        self._depth -= 1
        inlines = _recognise(_merge(flat))
        if not self._depth:
            self._fault("words", _bare(inlines), self._first)
            self._first = 0
        return inlines

    def _read_all(self, elements: list[Any], out: list[Inline]) -> None:
        for element in elements:
            self._read_one(element, out)

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
        elif kind == "Math" and _PRICES.fullmatch(content[1]):
            out.append(Text(f"${content[1]}$"))
        elif kind == "Math":
            out.append(Math(content[1], content[0]["t"] == "DisplayMath"))
        elif kind == "Note":
            out.append(self._read_note(content))
        elif kind in _KEEP:
            out.extend(self.read(content))
        elif kind == "Strikeout":
            line = self._line
            children = self.read(content)
            self._fault("struck", plain(children), line)
            out.append(Struck(children))
        elif kind == "RawInline" and _NEW_LINE.fullmatch(content[1]):
            out.append(Break())
        elif kind == "RawInline":
            self._fault("raw", content[1], self._line)
        elif kind == "Cite":
            out.extend(self.read(content[1]))

    def _read_note(self, content: list[Any]) -> Note:
        """A note; its paragraphs are paragraphs of their own, not parts of the one that it hangs on."""
        depth, first = self._depth, self._first
        self._depth = self._first = 0
        note = Note(self._note(content))
        self._depth, self._first = depth, first
        return note

    def _read_span(self, content: Any, element: Any, out: list[Inline]) -> None:
        if pandoc.is_wrapper(element):
            if found := pandoc.position(pandoc.attributes(content[0])[2]):
                self._line = found[0]
                self._first = self._first or self._line
            # A tag alone in its wrapper was looked at with its neighbours; most wrappers hold one word.
            held = content[1] if len(content[1]) == 1 else _struck(content[1])
            if GRAVE in pandoc.attributes(content[0])[1]:
                # pandoc hangs `{.grave}` on what stands before it: at the end of an item, on a space.
                words = self.read(held)
                blank = not plain(words).strip()
                out.append(Text(f" {{.{GRAVE}}}") if blank else Span(words, classes=frozenset({GRAVE})))
            else:
                self._read_all(held, out)
            return
        _, classes, pairs = pandoc.attributes(content[0])
        children = self.read(content[1])
        lang = pairs.get("lang")
        if lang or classes:
            out.append(Span(children, lang, frozenset(classes)))
        else:
            out.extend(children)

    def _read_link(self, content: Any, out: list[Inline]) -> None:
        line = self._line
        target = encoded(content[2][0].replace("%7B", "{").replace("%7D", "}"))
        if target.startswith("http:"):
            self._fault("insecure", target, line)
        out.append(Link(target, self.read(content[1])))


def _struck(elements: list[Any]) -> list[Any]:
    """Elements in which what stands between <s>, <del> or <strike> and its end is struck, as ~~ would strike it.

    What nobody closes is struck to the end of its paragraph, as a browser does.
    """
    if not any(STRIKE_TAG.fullmatch(_raw_tag(element)) for element in elements):
        return elements
    found: list[Any] = []
    index = 0
    while index < len(elements):
        element = elements[index]
        index += 1
        match = STRIKE_TAG.fullmatch(_raw_tag(element))
        if not match:
            found.append(element)
            continue
        closing = f"</{match[1]}>"
        end = next((at for at in range(index, len(elements)) if _raw_tag(elements[at]) == closing), len(elements))
        struck = {"t": "Strikeout", "c": _struck(elements[index:end])}
        found.append({"t": "Span", "c": [element["c"][0], [struck]]} if pandoc.is_wrapper(element) else struck)
        index = end + 1
    return found


def _raw_tag(element: Any) -> str:
    """The tag that an element is, in small letters, or nothing."""
    while pandoc.is_wrapper(element) and len(element["c"][1]) == 1:
        element = element["c"][1][0]
    return str(element["c"][1]).lower() if element["t"] == "RawInline" else ""


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


def recognise(text: str) -> Inlines:
    """A text that no mark of Markdown is read in, such as a title="…", with the values and citations that it names."""
    return _recognise((Text(text),))


def plain(inlines: Inlines) -> str:
    """The text of inlines without any markup; citations and notes say nothing, a break is a space.

    Struck words stay in their tildes: without them they would say the opposite.
    """
    parts: list[str] = []
    for inline in inlines:
        match inline:
            case Text(text) | Code(text):
                parts.append(text)
            case Break():
                parts.append(" ")
            case Math():
                parts.append(in_a_line(inline.inlines) if inline.inlines else inline.tex)
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
            case Struck(children):
                parts.append(f"~~{plain(children)}~~")
    return "".join(parts)


_RAISED = str.maketrans("0123456789+−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
_LOWERED = str.maketrans("0123456789+−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


def in_a_line(inlines: Inlines) -> str:
    """A formula as plain text: powers and indices in raised and lowered characters, or behind ^ and _."""
    parts = []
    for inline in inlines:
        match inline:
            case Superscript(children):
                parts.append(_moved(in_a_line(children), _RAISED, "^"))
            case Subscript(children):
                parts.append(_moved(in_a_line(children), _LOWERED, "_"))
            case _:
                parts.append(plain((inline,)))
    return "".join(parts)


def _moved(words: str, table: dict[int, int], sign: str) -> str:
    bare = re.sub(r"\s", "", words)
    if all(ord(character) in table for character in bare):
        return bare.translate(table)
    return f"{sign}{words}" if words.isalnum() else f"{sign}({words})"


def _bare(inlines: Inlines) -> str:
    """The text of inlines as it is printed, each thing that is no plain text as one sign."""
    parts = []
    for inline in inlines:
        match inline:
            case Text(text):
                parts.append(text)
            case Emphasis(children) | Strong(children) | Superscript(children) | Subscript(children):
                parts.append(_bare(children))
            case Link(_, children) | Span(children):
                parts.append(_bare(children))
            case Break():
                parts.append(" ")
            case _:
                parts.append("\N{OBJECT REPLACEMENT CHARACTER}")
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


def joined(inlines: Inlines) -> Iterator[Inline]:
    """The same inlines, text beside text as one: a value that was filled in stands in its sentence."""
    words = ""
    for inline in inlines:
        if isinstance(inline, Text):
            words += inline.text
            continue
        if words:
            yield Text(words)
        words = ""
        yield inline
    if words:
        yield Text(words)
