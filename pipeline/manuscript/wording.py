"""Inlines come in; their plain words go out, and plain words become inlines with their addresses as links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
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
    Text,
    Value,
)

ADDRESS = re.compile(r"https?://[^\s<>\"“”]*[^\s<>\"“”.,;:!?)\]’']")


def plain(inlines: Iterable[Inline]) -> str:
    """The words of inlines without markup; a line break is a space, a note is left out."""
    return "".join(_words(inline) for inline in inlines).strip()


def _words(inline: Inline) -> str:
    match inline:
        case Text(text) | Code(text):
            return text
        case Math(tex):
            return tex
        case Break():
            return " "
        case Image() | Cite() | Note():
            return ""
        case Value(name):
            return "{{" + name + "}}"
        case _:
            return "".join(_words(child) for child in inline.children)


def words_after(inlines: Inlines, length: int) -> Inlines:
    """Inlines without their first `length` characters."""
    rest: list[Inline] = []
    left = length
    for inline in inlines:
        if left <= 0:
            rest.append(inline)
        elif isinstance(inline, Text):
            cut = inline.text[left:] if len(inline.text) > left else ""
            left -= len(inline.text)
            if cut:
                rest.append(Text(cut.lstrip()))
        elif isinstance(inline, Strong | Emphasis | Link | Span):
            inner = words_after(inline.children, left)
            left -= len("".join(plain((child,)) for child in inline.children))
            if inner:
                rest.append(replace(inline, children=inner))
        else:
            rest.append(inline)
    return tuple(rest)


def inlines_of(text: str) -> Inlines:
    """Plain words as inlines: web addresses become links to themselves."""
    found: list[Inline] = []
    end = 0
    for match in ADDRESS.finditer(text):
        if match.start() > end:
            found.append(Text(text[end : match.start()]))
        found.append(Link(match[0], (Text(match[0]),)))
        end = match.end()
    if end < len(text):
        found.append(Text(text[end:]))
    return tuple(found)


def images_of(value: object) -> Iterator[Image]:
    """Every image below a block, inline or tuple of them, at any depth."""
    from pipeline.article.walking import walk

    yield from (found for found in walk(value) if isinstance(found, Image))
