"""The words of a paragraph come in; the markup that would be printed with them goes out, with what its author meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """One way in which markup fails: how it looks in print, the sign it begins with, what it was to be."""

    pattern: re.Pattern[str]
    sign: str
    meant: str
    hint: str


@dataclass(frozen=True, slots=True)
class Printed:
    """Markup that would be printed: its words, its line in the file, and its kind."""

    words: str
    line: int
    kind: Kind


KINDS = (
    Kind(re.compile(r"~~.+~~|(?<!\S)~~[^\s~]|[^\s~]~~(?!\S)"), "~~", "struck text", ""),
    Kind(
        re.compile(r"!\[[^\[\]]*\]\s?\([^()]*\)"),
        "![",
        "a picture",
        "write ![what it shows](<images/its name.png>), in angle brackets when there are spaces in its name",
    ),
    Kind(
        re.compile(r"(?<!!)\[[^\[\]]+\]\s?\((?=[^()\s]*[:/#@.])[^()]*\)"),
        "[",
        "a link",
        "write [words](<address>), in angle brackets when there are spaces in the address",
    ),
    Kind(re.compile(r"\[\^[^\]\s]+\]"), "[^", "a note", 'add the line "[^…]: " with its words, after an empty line'),
    Kind(
        re.compile(r"\[(?:@|[^\[\]]*[\s;,]@)[\w:.+/-]+[^\[\]]*\]"), "[", "a citation", "write [@key] or [@key; @other]"
    ),
    Kind(re.compile(r"\{\{[^{}]*\}\}"), "{{", "a brand value", "write {{name}} in small letters, digits and dashes"),
    Kind(re.compile(r"\*\*[^*]+\*\*"), "**", "bold text", "let the stars touch the words: **words**"),
    Kind(
        re.compile(r"\\(?:[a-zA-Z]{2,}\s?\{|[()\[\]])"),
        "\\",
        "a formula",
        "write it between dollar signs: $\\frac{1}{2}$",
    ),
    Kind(re.compile(r"^#{2,6}[^\s#]"), "#", "a heading", "leave a space behind the #"),
    Kind(
        re.compile(r"\|\s*:?[—–-]{1,9}:?\s*\|"),
        "|",
        "a table",
        "leave an empty line above it, and give its head a row of its own",
    ),
)

_CODE = re.compile(r"`+[^`]*`+")
_ANY = re.compile(r"~~|\]\s?\(|\[\^|\[[^\]]*@|\{\{|\*\*|\\|^##|\|")
"""What each kind needs; most paragraphs have none of it."""


def printed(words: str, lines: Sequence[str], first: int) -> Iterator[Printed]:
    """What is printed of the markup in a paragraph, whose source begins at line `first` of `lines`.

    What stands behind a backslash is meant to be printed.
    """
    if not _ANY.search(words):
        return
    for kind in KINDS:
        for found in kind.pattern.finditer(words):
            opening = found[0].split(" ")[0]
            if line := line_of(opening, lines, first) or line_of(kind.sign, lines, first):
                yield Printed(found[0], line, kind)


def line_of(sign: str, lines: Sequence[str], first: int) -> int | None:
    """The first line of the paragraph that begins at line `first` in which the sign stands without a backslash."""
    bare = re.compile(rf"(?<![\\:]){re.escape(sign)}")
    for number in range(max(first, 1), len(lines) + 1):
        if bare.search(_CODE.sub(" ", lines[number - 1])):
            return number
        if not lines[number - 1].strip():
            return None
    return None
