"""The pieces of a manuscript come in; a question goes out for each that its readers do not see and that weighs.

A hidden "not" or number, or one that somebody deleted, added or wrote beside the text, may be what the text was meant
to say: which of the two holds, only its author knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.article.balance import NEGATIONS
from pipeline.finding import Place
from pipeline.language.lexicon import lexicon_of
from pipeline.manuscript.pieces import Kind, Piece, Query
from pipeline.tags import primary_of

MOST = 8
"""House: more such places are a file to settle in the program it came from, and one question for them all."""

_SENTENCE = 4
"""House: fewer hidden words without a number or a no are a label."""

_ASKS = {
    Kind.HIDDEN: ("hidden", 'is "{words}" to be left out{within}; the file hides it'),
    Kind.DELETION: ("change", 'does "{words}" go{within}; it is deleted under tracked changes that nobody accepted'),
    Kind.INSERTION: ("change", 'does "{words}" stay{within}; it was added under tracked changes that nobody accepted'),
    Kind.COMMENT: ("comment", 'what follows from the comment "{words}"{within}'),
}
_HINTS = {
    Kind.HIDDEN: "write it into article.md if readers are to know it",
    Kind.DELETION: "write it into article.md if it is to stay, or accept the changes in the file",
    Kind.INSERTION: "delete it in article.md if it is to go, or accept the changes in the file",
    Kind.COMMENT: "write into article.md what it asks for",
}
_MOVED = ("change", 'does "{words}" stand where it should; it was moved under tracked changes that nobody accepted')

# Words that say no in languages of which the lexicon knows no numbers; "n't" stands behind a verb.
_NOT = NEGATIONS | frozenset(
    "neither nor stop avoid except unless don't doesn't didn't won't can't isn't aren't mustn't shouldn't non mai senza"
    " não nunca sem nem niet geen nooit zonder nie bez nigdy ani ne není nejsou bez nikdy nem soha nélkül inte utan"
    " aldrig ikke aldri uden uten ei eikä älä nu fără niciodată değil yok asla не нет без нельзя никогда ні немає"
    " ніколи δεν μην όχι ποτέ χωρίς 不 没 無 ない".split()
)


def withheld_queries(pieces: Sequence[Piece], lang: str) -> list[Query]:
    """A question for each piece that is hidden, deleted, added or a comment, and holds a "not" or a number."""
    asked = list(_asked(pieces, lang))
    rest = _unweighed(pieces, lang)
    if len(asked) <= MOST:
        return [*(query for _, query in asked), *rest]
    first, query = asked[0]
    asks = (
        f"which of {len(asked)} passages with a number or a no that the file hides, deletes, adds or comments on hold"
    )
    hint = f'the first is "{first.excerpt[:40]}"; settle them in the program the file came from, and import it again'
    return [Query(query.name, asks, hint, place=query.place)]


def _unweighed(pieces: Sequence[Piece], lang: str) -> list[Query]:
    """One question for all hidden sentences that hold neither a number nor a no."""
    hidden = [
        piece
        for piece in pieces
        if piece.kind is Kind.HIDDEN and piece.left_out and len(piece.text.split()) >= _SENTENCE
        if not weighs(piece.text, lang)
    ]
    if not hidden:
        return []
    first = hidden[0]
    more = f" and {len(hidden) - 1} more passages" if len(hidden) > 1 else ""
    asks = f'is "{first.excerpt[:60]}"{more} to be left out; the file hides what it says there'
    return [Query("hidden", asks, _HINTS[Kind.HIDDEN], place=first.place)]


def _asked(pieces: Sequence[Piece], lang: str) -> Iterator[tuple[Piece, Query]]:
    around: dict[Place, str] = {}
    moved = {p.text for p in pieces if p.kind is Kind.DELETION and p.left_out.startswith("moved")}
    for piece in pieces:
        if not piece.left_out:
            around[piece.place] = f"{around.get(piece.place, '')} {piece.text}".strip()
        elif piece.kind in _ASKS and weighs(piece.text, lang):
            if piece.kind is Kind.INSERTION and piece.text in moved:
                continue
            name, form = _ASKS[piece.kind]
            if piece.kind is Kind.DELETION and piece.text in moved:
                name, form = _MOVED
            sentence = piece.said or around.get(piece.place, "")
            within = f' in "{sentence[:60]}"' if sentence and piece.kind is not Kind.COMMENT else ""
            asks = form.format(words=piece.excerpt[:60], within=within)
            yield piece, Query(name, asks, _HINTS[piece.kind], place=piece.place)


def weighs(text: str, lang: str = "") -> bool:
    """Whether words hold a number, in figures or as a word of the language, or say no."""
    if re.search(r"\d", text):
        return True
    words = set(re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", text.casefold().replace("’", "'")))
    known = lexicon_of(primary_of(lang)) if lang else None
    numbers = frozenset(known.numbers) if known else frozenset()
    # "One" and "a" are articles as often as numbers.
    return bool(words & (_NOT | (numbers - {"one", "a", "an", "ein", "eine", "un", "una", "uno"})))
