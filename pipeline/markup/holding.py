"""Finished HTML comes in; the same HTML goes out with every value in one piece, so that no line ends inside it."""

from __future__ import annotations

import re

from pipeline.language.wholes import spans

TOKENS = re.compile(r"(<(?:style|title|script)\b.*?</(?:style|title|script)>|<!--.*?-->|<[^>]*>)", re.DOTALL)
"""The tags, comments and what no reader sees of a page, at every second place of a split; between them its text."""
_NAME = re.compile(r"</?([a-zA-Z0-9]+)")
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+);")
_IN_LINE = frozenset("a abbr b bdi bdo code em i s span strong u".split())
"""Elements in which a line goes on; a raised number is none: "500 mg" and its note are two things."""

_MAY_HOLD = re.compile(r"[\d@/¼½¾⅐-⅞]|www\.|[a-z0-9-]\.[a-z]|(?<!\w)\w\.[ \u00a0\u202f]\w")
"""Text without a number, an address or a short form such as "e. g." has no value; most text is such."""

NBSP = "\u00a0"
HELD = '<span class="held">', "</span>"
HOST = '<span class="held host">'
"""The second half of a mail address that is too long for a narrow line; the style sheet lets a line end before it."""

_MAIL = re.compile(r'<span class="held">[^<]*</span><span class="held host">[^<]*</span>')
MAIL = '<span class="mail">', "</span>"
"""Both halves: they go to the next line together as long as that is wide enough."""


def hold(html: str) -> str:
    """The HTML with `<span class="held">` round each value; the style sheet forbids a line to end in it.

    A value whose parts stand in several elements has no-break spaces as well. Attributes, style sheets and the title
    stay as they are.
    """
    parts = TOKENS.split(html)
    line: list[int] = []
    for at, part in enumerate(parts):
        if at % 2 == 0:
            line.append(at)
        elif not _goes_on(part):
            _hold_line(parts, line)
            line = []
    _hold_line(parts, line)
    return _MAIL.sub(lambda found: f"{MAIL[0]}{found[0]}{MAIL[1]}", "".join(parts))


def _goes_on(tag: str) -> bool:
    name = _NAME.match(tag)
    return name is not None and name[1].lower() in _IN_LINE


def _in_place(entity: re.Match[str]) -> str:
    """As many characters as an entity has, of which the last is the sign of a value ("< 5"); others belong to none."""
    sign = {"&lt;": "<", "&gt;": ">"}.get(entity[0], "\ue000")
    return "\ue000" * (len(entity[0]) - 1) + sign


def _hold_line(parts: list[str], line: list[int]) -> None:
    """Hold the values of one line of text, which stands in the parts with these numbers."""
    texts = {at: _ENTITY.sub(_in_place, parts[at]) for at in line}
    whole = "".join(texts.values())
    if _MAY_HOLD.search(whole) is None:
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
            # "<" stands at the end of its entity: the value begins with all of it.
            while parts[at][first] == ";" and (entity := re.search(_ENTITY.pattern + "$", parts[at][: first + 1])):
                first = entity.start()
            piece = parts[at][first:last]
            alone = start >= starts[at] and end <= starts[at] + len(texts[at])
            if not alone and "@" in (whole[start], whole[end : end + 1]):
                # A mail address that was parted for a narrow line already.
                continue
            opening = HOST if piece.startswith("@") else HELD[0]
            inner = f"{opening}{piece if alone else piece.replace(' ', NBSP)}{HELD[1]}"
            inner = inner if alone or len(piece) > 1 else piece.replace(" ", NBSP)
            parts[at] = parts[at][:first] + inner + parts[at][last:]
