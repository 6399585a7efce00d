"""Finished HTML comes in; the same HTML goes out with every value in one piece, so that no line ends inside it."""

from __future__ import annotations

import re

from pipeline.language.wholes import spans

_TOKENS = re.compile(r"(<(?:style|title|script)\b.*?</(?:style|title|script)>|<!--.*?-->|<[^>]*>)", re.DOTALL)
_NAME = re.compile(r"</?([a-zA-Z0-9]+)")
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+);")
_IN_LINE = frozenset("a abbr b bdi bdo code em i s span strong u".split())
"""Elements in which a line goes on; a raised number is none: "500 mg" and its note are two things."""

NBSP = "\u00a0"
HELD = '<span class="held">', "</span>"


def hold(html: str) -> str:
    """The HTML with `<span class="held">` round each value; the style sheet forbids a line to end in it.

    A value whose parts stand in several elements has no-break spaces as well. Attributes, style sheets and the title
    stay as they are.
    """
    parts = _TOKENS.split(html)
    line: list[int] = []
    for at, part in enumerate(parts):
        if at % 2 == 0:
            line.append(at)
        elif not _goes_on(part):
            _hold_line(parts, line)
            line = []
    _hold_line(parts, line)
    return "".join(parts)


def _goes_on(tag: str) -> bool:
    name = _NAME.match(tag)
    return name is not None and name[1].lower() in _IN_LINE


def _hold_line(parts: list[str], line: list[int]) -> None:
    """Hold the values of one line of text, which stands in the parts with these numbers."""
    # An entity counts as one character that belongs to no value.
    texts = {at: _ENTITY.sub(lambda match: "\ue000" * len(match[0]), parts[at]) for at in line}
    whole = "".join(texts.values())
    if not any(character.isdigit() or character in "@/" for character in whole) and "www." not in whole:
        return
    starts, position = {}, 0
    for at in line:
        starts[at] = position
        position += len(parts[at])
    for start, end in reversed(spans(whole)):
        for at in reversed(line):
            first, last = max(start - starts[at], 0), min(end - starts[at], len(texts[at]))
            if first >= last:
                continue
            piece = parts[at][first:last]
            alone = start >= starts[at] and end <= starts[at] + len(texts[at])
            inner = f"{HELD[0]}{piece if alone else piece.replace(' ', NBSP)}{HELD[1]}"
            inner = inner if alone or len(piece) > 1 else piece.replace(" ", NBSP)
            parts[at] = parts[at][:first] + inner + parts[at][last:]
