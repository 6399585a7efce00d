"""Inlines come in; the same with like neighbours merged and white space moved out of stress go out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline.article.model import (
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


def settle_stress(inlines: Inlines) -> list[Inline]:
    """Inlines with like neighbours merged, and white space moved out of stress."""
    found: list[Inline] = []
    for inline in inlines:
        last = found[-1] if found else None
        if isinstance(inline, Text) and isinstance(last, Text):
            found[-1] = Text(last.text + inline.text)
        elif isinstance(inline, Strong) and isinstance(last, Strong):
            found[-1] = Strong((*last.children, *_without(Strong, inline.children)))
        elif isinstance(inline, Emphasis) and isinstance(last, Emphasis):
            found[-1] = Emphasis((*last.children, *_without(Emphasis, inline.children)))
        elif isinstance(inline, Strong | Emphasis):
            found.append(replace(inline, children=_without(type(inline), inline.children)))
        else:
            found.append(inline)
    spaced: list[Inline] = []
    for inline in found:
        if isinstance(inline, Strong | Emphasis | Superscript | Subscript | Struck):
            spaced.extend(_hoisted(inline))
        else:
            spaced.append(inline)
    return spaced


def _without(kind: type[Strong] | type[Emphasis], inlines: Inlines) -> Inlines:
    """Inlines in which one kind of stress is undone at every depth: stress inside like stress says nothing."""
    found: list[Inline] = []
    for inline in inlines:
        if isinstance(inline, kind):
            found.extend(_without(kind, inline.children))
        elif isinstance(inline, Strong | Emphasis | Superscript | Subscript | Struck | Span | Link):
            found.append(replace(inline, children=_without(kind, inline.children)))
        else:
            found.append(inline)
    return tuple(found)


def _hoisted(inline: Strong | Emphasis | Superscript | Subscript | Struck) -> Iterator[Inline]:
    words = list(inline.children)
    after: list[Inline] = []
    while words and (isinstance(words[0], Break) or (isinstance(words[0], Text) and not words[0].text.strip())):
        yield words.pop(0)
    while words and (isinstance(words[-1], Break) or (isinstance(words[-1], Text) and not words[-1].text.strip())):
        after.insert(0, words.pop())
    if words and isinstance(words[0], Text) and words[0].text[0].isspace():
        yield Text(" ")
    if words:
        if isinstance(words[-1], Text) and words[-1].text[-1].isspace():
            after.insert(0, Text(" "))
        yield replace(inline, children=tuple(words))
    yield from after


def first_character(inline: Inline | None) -> str:
    """The character that an inline begins with in Markdown; empty for a line break and for none."""
    match inline:
        case Text(text):
            return text[:1]
        case Strong() | Emphasis():
            return "*"
        case None | Break():
            return ""
        case Code() | Math() | Note() | Cite() | Image():
            return "["
        case Value():
            return "{"
        case _:
            return "["
