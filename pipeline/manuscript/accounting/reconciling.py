"""What pandoc read and what the second reader saw come in; parts in which nothing is missing go out, with what was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from pipeline.article.model import Bullets, Figure, Image, Inlines, Item, Link, Node, Note, Prose, Table, Text
from pipeline.manuscript.accounting.ledger import Fate, find
from pipeline.manuscript.accounting.stream import Stream, address, fill
from pipeline.manuscript.pieces import Heading, Kind, Part, Piece, fold
from pipeline.manuscript.wording import inlines_of, plain


@dataclass(frozen=True, slots=True)
class Reconciled:
    """The parts with every piece in its place, and the pieces that pandoc had dropped."""

    parts: tuple[Part, ...]
    recovered: tuple[Piece, ...]


@dataclass(slots=True)
class _Gap:
    """What goes in after the part of index `after` (-1: before all)."""

    after: int
    pieces: list[Piece] = field(default_factory=list)


def reconcile(parts: Sequence[Part], pieces: Sequence[Piece], head: Sequence[Inlines] = ()) -> Reconciled:
    """Put every piece that is in no part after the part that holds the piece before it."""
    stream = Stream()
    for inlines in head:
        stream.add(plain(inlines), 0)
        stream.end()
    for index, part in enumerate(parts, start=1):
        stream.part = index
        fill(stream, (part,))
    stream.close()
    gaps: list[_Gap] = []
    settled: dict[int, Part] = {}
    recovered: list[Piece] = []
    last = 0
    for piece in pieces:
        entry = find(piece, stream)
        if entry.fate is Fate.KEPT and piece.kind not in {Kind.IMAGE, Kind.LINK, Kind.FORMULA, Kind.FOOTNOTE}:
            last = max(last, entry.line) if entry.line else last
        elif entry.fate is Fate.MISSING:
            recovered.append(piece)
            near = _alike(piece, parts, last, settled, stream)
            if near:
                settled[near] = _said_again(parts[near - 1], piece)
                last = near
                continue
            if not gaps or gaps[-1].after != last:
                gaps.append(_Gap(last))
            gaps[-1].pieces.append(piece)
    whole = [settled.get(index, part) for index, part in enumerate(parts, start=1)]
    return Reconciled(_filled(whole, gaps), tuple(recovered))


_WORDY = frozenset({Kind.PARAGRAPH, Kind.HEADING, Kind.LIST_ITEM, Kind.TEXT_BOX, Kind.CAPTION})
_ALIKE = 0.6
"""House: how alike, from 0 to 1, two readings of one paragraph are at least."""


def _alike(piece: Piece, parts: Sequence[Part], last: int, settled: dict[int, Part], stream: Stream) -> int:
    """The number of the part in which pandoc read the same paragraph otherwise, 0 for none: no piece is in it."""
    wanted = fold(piece.text)
    for number in range(last, min(last + 4, len(parts)) + 1):
        part = parts[number - 1] if number else None
        if piece.kind not in _WORDY or number in settled or not isinstance(part, Prose | Heading):
            continue
        said = fold(plain(part.inlines))
        if said and stream.is_free(number) and SequenceMatcher(None, wanted, said, autojunk=False).ratio() >= _ALIKE:
            return number
    return 0


def _said_again(part: Part, piece: Piece) -> Part:
    return replace(part, inlines=inlines_of(piece.text)) if isinstance(part, Prose | Heading) else part


def _filled(parts: Sequence[Part], gaps: Sequence[_Gap]) -> tuple[Part, ...]:
    by_place: dict[int, list[Piece]] = {}
    for gap in gaps:
        by_place.setdefault(gap.after, []).extend(gap.pieces)
    result: list[Part] = list(_made(by_place.get(0, [])))
    for index, part in enumerate(parts, start=1):
        pieces = by_place.get(index, [])
        result.append(_noted(_captioned(part, pieces), pieces))
        result.extend(_made(pieces))
    return tuple(result)


def _captioned(part: Part, pieces: list[Piece]) -> Part:
    """A figure or table that lost its caption gets it back."""
    if isinstance(part, Figure | Table) and not part.caption and pieces and pieces[0].kind is Kind.CAPTION:
        return replace(part, caption=inlines_of(pieces.pop(0).text))
    return part


def _noted(part: Part, pieces: list[Piece]) -> Part:
    """A paragraph that lost its notes gets them back at its end."""
    while isinstance(part, Prose) and pieces and pieces[0].kind is Kind.FOOTNOTE:
        note = Note((Prose(part.node, inlines_of(pieces.pop(0).text)),))
        part = replace(part, inlines=(*part.inlines, note))
    return part


def _made(pieces: Sequence[Piece]) -> list[Part]:
    """Parts for recovered pieces: neighbours in a list become one list, a lost link stands after its words."""
    made: list[Part] = []
    for piece in pieces:
        node = Node(piece.place)
        last = made[-1] if made else None
        if piece.kind is Kind.IMAGE:
            made.append(Figure(node, Image(piece.text, ""), (), ()))
        elif piece.kind is Kind.HEADING:
            made.append(Heading(node, 0, inlines_of(piece.text)))
        elif piece.kind is Kind.CAPTION and isinstance(last, Figure) and not last.caption:
            made[-1] = replace(last, caption=inlines_of(piece.text))
        elif piece.kind is Kind.LIST_ITEM:
            item = Item(node, (Prose(node, inlines_of(piece.text)),))
            if isinstance(last, Bullets):
                made[-1] = replace(last, items=(*last.items, item))
            else:
                made.append(Bullets(node, (item,)))
        elif piece.kind is Kind.LINK and isinstance(last, Prose):
            made[-1] = replace(last, inlines=_linked(last.inlines, piece.text))
        elif piece.kind is Kind.LINK:
            made.append(Prose(node, (Link(piece.text, (Text(piece.text),)),)))
        else:
            made.append(Prose(node, inlines_of(piece.text)))
    return made


def _linked(inlines: Inlines, target: str) -> Inlines:
    known = {address(i.target) for i in inlines if isinstance(i, Link)}
    return inlines if address(target) in known else (*inlines, Text(" "), Link(target, (Text(target),)))
