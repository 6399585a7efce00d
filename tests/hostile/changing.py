"""A sound file and chance come in; the same file with a few pieces, elements or values changed goes out."""

from __future__ import annotations

import copy
import random
from collections.abc import Sequence
from typing import Any

from lxml import etree, html

_PIECES = (
    b'"', b"'", b"[", b"]", b"{", b"}", b"=", b":", b"- ", b"\n", b"\n\n", b"\0", b"\xff", b"\\u202e", b"\\ud800",
    b"&a ",
    b"*a ", b"!!python/name:os.system ", b"1e999", b"-0", b"nan", b"inf", b"9" * 5_000, b"[" * 3_000, b"2026-02-30",
    b"true", b"null", b"~", b"<<: ", b"? ", b"|\n", b">\n", b"%", b"\t", b"\r", b"\xef\xbb\xbf", b"\xe2\x80\xae",
    b"\xf0\x9f\x91\xa9", b"\xed\xa0\x80", b"../../etc", b"javascript:", b"\x1b[2J", b"{{phone}}", b"''",
    b'""', b"[]", b"{}",
)  # fmt: skip
_WORDS = (
    "", " ", "-1", "0", "1.5", "99999999999999999999", "1e999", "NaN", "true", "auto", "100%", "\u0663", "\u202e5",
    "#", "#x", "rId999", "../../etc", "javascript:x", "http://[", "data:,", "mailto:", "url(#x)", "9" * 400, "\u2460",
    "\u200b", "M0 0", "left", "none", "inherit", "Heading99", "1 2 3", ",", "\n", "\u0130", "a" * 3_000,
)  # fmt: skip
_VALUES: tuple[Any, ...] = (
    None, True, -1, 0, 10**30, 1e308, float("inf"), "", " ", "\0", "\ud800", [], {}, [[]], {"": ""}, [None], [{}],
    "2026-02-30", "../../etc", "\x1b[2J", "{{phone}}", {"a": {"b": {"c": []}}}, "en", 1.5, "\u202e5", [1, "a"],
)  # fmt: skip
_LINES = (
    "", "::: warning", ":::", "::::", "::: {.action", "```", "~~~", "---", "***", "> ", "- ", "    ", "\t", "1. ",
    "10000000000. ", "a) ", "| a | b |", "|---|:-:|", "+---+---+", "| | |", "  ---  ---", "[^1]", "[^1]: a",
    "[^a]: [^a]",
    "[@key]", "@key [p. 1; @", "^[a", "![a](images/a.png){width=1e9}", "![]()", "[a](<", "[a]: b", "[a][a]",
    "{{phone}}",
    "{{> a}}", "{{", "<div>", "</div>", "<!--", "$x$", "$$", "\\(", "`x`{=html}", "# ", "####### a", "a\n===", "a\n-",
    ": a", "a\n:   b", "\\", "^a^~b~", "**a", "__", "~~", "&nbsp;", "&#0;", "&#x110000;", "# a {#a .b c=", "## a {#a}",
    "Take 5 mg", "Do not", "(@) a", "(@a)", "%", "\u2028", "\f", "\u202e", "1\\", "* * *\n- - -", "[a]{.b}", "[]{}",
)  # fmt: skip


def changed(seed: bytes, chance: random.Random) -> bytes:
    """A sound file with one to five pieces changed."""
    content = bytearray(seed)
    for _ in range(chance.randint(1, 5)):
        at = chance.randint(0, len(content))
        match chance.randint(0, 6):
            case 0:
                content[at:at] = chance.choice(_PIECES)
            case 1:
                del content[at : at + chance.randint(1, 40)]
            case 2 if content:
                content[min(at, len(content) - 1)] = chance.randint(0, 255)
            case 3:
                content[at:at] = content[at : at + chance.randint(1, 200)] * chance.randint(1, 4)
            case 4:
                other = chance.randint(0, len(content))
                content[at:at] = content[other : other + chance.randint(1, 80)]
            case 5:
                del content[at:]
            case _:
                end = content.find(b"\n", at)
                start = content.rfind(b"\n", 0, at) + 1
                value = max(content.find(b"=", start, at), content.find(b":", start, at)) + 1
                if 0 < value < end:
                    content[value:end] = b" " + chance.choice(_PIECES)
    return bytes(content)


def changed_lines(seed: bytes, chance: random.Random) -> bytes:
    """A text with one to eight lines moved, doubled, lost, joined, set in, or joined by marks of Markdown."""
    lines = seed.decode("utf-8").split("\n")
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(lines))
        match chance.randint(0, 6):
            case 0:
                lines.insert(at, chance.choice(_LINES))
            case 1:
                lines[at] = chance.choice(_LINES) + lines[at]
            case 2:
                cut = chance.randint(0, len(lines[at]))
                lines[at] = lines[at][:cut] + chance.choice(_LINES) + lines[at][cut:]
            case 3:
                lines[at] = chance.choice(("  ", "    ", "> ", "- ", "\t")) + lines[at]
            case 4 if len(lines) > 1:
                del lines[at]
            case 5:
                lines.insert(chance.randrange(len(lines)), lines[at])
            case _:
                lines[at : at + 2] = [" ".join(lines[at : at + 2])]
    return "\n".join(lines).encode()


def changed_xml(seed: bytes, chance: random.Random) -> bytes:
    """Sound XML with one to five elements or attributes changed, and sound XML still."""
    content: bytes = etree.tostring(_tree_changed(etree.fromstring(seed), chance))
    return content


def changed_html(seed: bytes, chance: random.Random) -> bytes:
    """A web page with one to five elements or attributes changed."""
    content: bytes = html.tostring(_tree_changed(html.document_fromstring(seed), chance), encoding="utf-8")
    return content


def _tree_changed(root: Any, chance: random.Random) -> Any:
    for _ in range(chance.randint(1, 5)):
        every = [element for element in root.iter() if isinstance(element.tag, str)]
        element, other = chance.choice(every), chance.choice(every)
        kind = chance.randint(0, 8)
        if kind < 4 and element is not root:
            _move(element, other, kind)
        elif kind == 4:
            element.tag = other.tag
        elif kind == 5 and other.attrib:
            element.set(chance.choice(sorted(other.attrib)), chance.choice(_WORDS))
        elif kind == 6 and element.attrib:
            name = chance.choice(sorted(element.attrib))
            if chance.random() < 0.3:
                del element.attrib[name]
            else:
                element.set(name, chance.choice((*_WORDS, *other.attrib.values())))
        elif kind == 7:
            element.text = chance.choice((*_WORDS, other.text))
        else:
            element.tail = chance.choice(_WORDS)
    return root


def _move(element: Any, other: Any, kind: int) -> None:
    """Lose an element, double it, put it or a copy of it into another, or put another one around it."""
    parent = element.getparent()
    if kind == 0:
        parent.remove(element)
    elif kind == 1:
        parent.insert(parent.index(element), copy.deepcopy(element))
    elif kind == 2 or element in list(other.iterancestors()) or element is other:
        other.insert(0, copy.deepcopy(element))
    else:
        other.append(element)


def changed_value(seed: Any, chance: random.Random) -> Any:
    """Tables and lists with one to three values in them, at any depth, changed, lost, doubled or put elsewhere."""
    value = copy.deepcopy(seed)
    for _ in range(chance.randint(1, 3)):
        places = list(_places(value))
        if not places:
            break
        holder, key = chance.choice(places)
        other, there = chance.choice(places)
        match chance.randint(0, 4):
            case 0:
                del holder[key]
            case 1:
                holder[key] = [holder[key]]
            case 2:
                holder[key] = copy.deepcopy(other[there])
            case 3 if isinstance(holder, list):
                holder.extend(copy.deepcopy(holder) * chance.randint(1, 30))
            case _:
                holder[key] = copy.deepcopy(chance.choice(_VALUES))
    return value


def _places(value: Any) -> Sequence[tuple[Any, Any]]:
    """Every place that holds a value: the table or list, and the key or number in it."""
    inside: list[tuple[Any, Any]] = []
    if isinstance(value, dict | list):
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            inside += [(value, key), *_places(value[key])]
    return inside
