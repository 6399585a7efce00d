"""The parts and pieces of a plain text come in; words between two tildes on each side go out as struck.

People who write Markdown and save it as text strike words so: a dose that somebody took out is published otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.article.model import Inline, Inlines, Struck, Text
from pipeline.article.walking import change_inlines, walk
from pipeline.manuscript.pieces import Mark, Part, Piece

_PAIR = re.compile(r"~~(?=[^\s~])([^~]*[^\s~])~~")


def settle_tildes(parts: Sequence[Part], pieces: Sequence[Piece]) -> tuple[tuple[Part, ...], tuple[Piece, ...]]:
    """Both with struck words; both as they came in when a tilde has no other one, or stands in a heading or address."""
    struck = [piece for piece in pieces if "~~" in piece.text]
    if not struck or any(piece.text.count("~~") != 2 * len(_PAIR.findall(piece.text)) for piece in struck):
        return tuple(parts), tuple(pieces)
    changed = change_inlines(tuple(parts), _struck)
    said = sum(isinstance(part, Struck) for part in walk(changed))
    if said != sum(len(_PAIR.findall(piece.text)) for piece in struck):
        return tuple(parts), tuple(pieces)
    return changed, tuple(_marked(piece) if piece in struck else piece for piece in pieces)


def _struck(inline: Inline) -> Inlines:
    if not isinstance(inline, Text) or "~~" not in inline.text:
        return (inline,)
    found: list[Inline] = []
    for index, words in enumerate(_PAIR.split(inline.text)):
        if words:
            found.append(Struck((Text(words),)) if index % 2 else Text(words))
    return tuple(found)


def _marked(piece: Piece) -> Piece:
    words = _PAIR.split(piece.text)
    marks = (frozenset[Mark](), frozenset({Mark.STRUCK}))
    return replace(piece, text="".join(words), runs=tuple((w, marks[i % 2]) for i, w in enumerate(words) if w))
