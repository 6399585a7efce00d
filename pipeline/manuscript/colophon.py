"""The questions to an author and the pieces of a file come in; the questions go out with what the last lines of the
file say to them: who checked it, when it is reviewed again, what it rests on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.manuscript.pieces import Kind, Piece, Query

_LAST = 12
"""House: a leaflet says in fewer lines, at its end, who made it and when."""
_LONGEST = 200
_SAYS: Mapping[str, str] = {
    "next_review": r"(?:date of )?next review\b|review due\b|due for review\b|to be reviewed\b|próxima revisión\b|"
    r"nächste (?:prüfung|überprüfung)\b|prochaine révision\b",
    "reviewers": r"(?:medically |clinically )?(?:reviewed|checked|approved) by\b|reviewers?\s*:|revisad[oa] por\b|"
    r"geprüft von\b|relu par\b|vérifié par\b",
    "reviewed": r"(?:last )?review(?:ed)?(?: date| on| in)?\s*:|(?:last )?reviewed (?:on |in )?(?=\w+ \d|\d)|"
    r"última revisión\b|zuletzt geprüft\b|dernière révision\b",
    "evidence_checked": r"\(?(?:pages?|evidence|sources?) (?:last )?checked\b",
    "authors": r"(?:written|produced) by\b|authors?\s*:|escrito por\b|verfasst von\b|rédigé par\b",
    "references": r"(?:sources?|references?|fuentes?|quellen?)\s*:\s*\S",
}
_PATTERNS = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _SAYS.items()}


def is_colophon(words: str) -> bool:
    """Whether a line says who made or checked a leaflet, when, or from what, as its last lines do."""
    return len(words) <= _LONGEST and any(pattern.match(words) for pattern in _PATTERNS.values())


def with_proposals(queries: Sequence[Query], pieces: Sequence[Piece]) -> list[Query]:
    """The questions; one to which a last line of the file says something shows its words, and that they stand in the
    text too: nothing is taken out of it.
    """
    said = _said(pieces)
    return [_proposed(query, said[query.name]) if query.name in said else query for query in queries]


def _proposed(query: Query, lines: Sequence[Piece]) -> Query:
    words = " / ".join(piece.text.strip() for piece in lines)
    asks = f'{query.asks}; the file says "{words}", which stands in the text too'
    hint = f"{query.hint}; then delete the line in article.md, so that it is said once"
    return replace(query, asks=asks, hint=hint, place=query.place or lines[0].place)


def _said(pieces: Sequence[Piece]) -> dict[str, list[Piece]]:
    """The lines of the end by the question that they answer."""
    kinds = {Kind.PARAGRAPH, Kind.LIST_ITEM, Kind.HEADING}
    shown = [piece for piece in pieces if piece.kind in kinds and not piece.left_out and piece.text.strip()]
    found: dict[str, list[Piece]] = {}
    for piece in shown[-_LAST:]:
        words = piece.text.strip()
        name = next((n for n, pattern in _PATTERNS.items() if pattern.match(words)), "")
        if name and len(words) <= _LONGEST:
            found.setdefault(name, []).append(piece)
    return found
