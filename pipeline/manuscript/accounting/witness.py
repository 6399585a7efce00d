"""A file and the pieces that our reader saw in it come in; a question about words that only pandoc reads goes out.

OpenDocument and Rich Text are read by a reader of ours; pandoc is the second, and is asked for nothing but words: where
it stands in the article is for our reader to say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline import limits
from pipeline.article.body.pandoc import Allowance, run_pandoc
from pipeline.errors import PlainleafError
from pipeline.finding import Place
from pipeline.manuscript.pieces import Piece, Query, fold

MOST = 400_000
"""House: bytes of a file beyond which a second reading takes longer than a person waits."""

WITNESS = Allowance(seconds=limits.WITNESS_SECONDS)

_WORD = re.compile(r"[A-Za-z]{4,}")


def unseen(content: bytes, reader: str, file: str, pieces: Sequence[Piece]) -> list[Query]:
    """At most one question: which words pandoc's `reader` sees in the file that are in no piece."""
    if len(content) > MOST:
        return []
    try:
        said = run_pandoc(["-f", reader, "-t", "plain", "--wrap=none"], content, allowance=WITNESS)
    except PlainleafError:
        asks = "is the text whole; a second reader could not finish, so it was read once only"
        return [Query("second-reader", asks, "compare it with the file before you publish it", place=Place(file))]
    known = "".join(fold(piece.text) for piece in pieces)
    words = dict.fromkeys(word for word in _WORD.findall(said) if word.lower() not in known)
    if not words:
        return []
    shown = ", ".join(f'"{word}"' for word in list(words)[:6]) + (", …" if len(words) > 6 else "")
    asks = f"does the file hold {shown}; a second reader sees it there, and it is neither in the article nor left out"
    return [Query("second-reader", asks, "look for it in the file, and write it where it belongs", place=Place(file))]
