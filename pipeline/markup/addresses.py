"""Finished HTML comes in; the same goes out with long web addresses in pieces, between which alone a line may end."""

from __future__ import annotations

import re

from pipeline.language.wholes import LONGEST_WHOLE
from pipeline.markup.holding import TOKENS

_ADDRESS = re.compile(rf"(?:https?://|(?<![\w.@/-])(?:[a-z0-9-]+\.)+[a-z]{{2,}}/)[^\s<>]{{{LONGEST_WHOLE // 2},}}")
_HOST = re.compile(r"(?:https?://)?[^/]*/?")
_LABEL = re.compile(r"(?<=\w)(?<!www)(?=[.-])")
# Behind "/", else before the sign: a hyphen at the end of a line is taken for one that the line brought, and left out
# (Chicago Manual of Style, 17th edition, 7.46).
_CUT = re.compile(r"(?<=/)(?=[^/])|(?<=[^/._?&=~-])(?=[._?&=~-])")
_CLOSING = ".,;:!?)»”’\u00a0"
_WIDEST = 24
"""Characters of the longest piece that has room on a panel's or narrow column's line (house)."""
_BETWEEN = "\u200b"
"""A space of no width, in which a line may end; it leaves no sign in a PDF, and a copied address is whole."""


def part(html: str) -> str:
    """The HTML with each web address of more than LONGEST_WHOLE characters in pieces; shorter ones, attributes, style
    sheets and the title stay as they are.
    """
    parts = TOKENS.split(html)
    parts[::2] = [_ADDRESS.sub(_in_pieces, text) for text in parts[::2]]
    return "".join(parts)


def _in_pieces(found: re.Match[str]) -> str:
    address = found[0].rstrip(_CLOSING)
    host = _HOST.match(address)
    if len(address) <= LONGEST_WHOLE or host is None:
        return found[0]
    pieces = [*_LABEL.split(host[0]), *_CUT.split(address[host.end() :])]
    return _BETWEEN.join(map(_held, filter(None, pieces))) + found[0][len(address) :]


def _held(piece: str) -> str:
    return f'<span class="held{" long" * (len(piece) > _WIDEST)}">{piece}</span>'
