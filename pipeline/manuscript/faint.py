"""A colour comes in; whether anybody sees words in it on paper goes out, and the question about words nobody sees."""

from __future__ import annotations

from pipeline.finding import Place
from pipeline.manuscript.pieces import Query

SMALLEST = 3.0
"""House: points below which words are no text; the smallest print that anybody reads has four."""
MOST = 5
"""House: more such passages are one question."""


def is_white(colour: str) -> bool:
    """Whether a colour ("#FFFFFF", "fefefe") is so light that its words cannot be seen on paper (house: 95 %)."""
    digits = colour.strip().lstrip("#")
    try:
        return len(digits) == 6 and min(int(digits[at : at + 2], 16) for at in (0, 2, 4)) >= 0xF2
    except ValueError:
        return False


def unseen_query(words: str, how: str, place: Place) -> Query:
    """The question about words that are white or too small to be read; they stay in the article."""
    asks = f'is "{words[:60]}" meant to be read; it is {how} in the file'
    return Query("unseen", asks, "delete it in article.md if readers are not to see it", place=place)


def one_for_all(queries: list[Query]) -> list[Query]:
    """The questions themselves, or one for all where they are many."""
    if len(queries) <= MOST:
        return queries
    first = queries[0]
    asks = f"which of {len(queries)} passages that are white or very small in the file are meant to be read"
    return [Query("unseen", asks, f"the first: {first.asks}", place=first.place)]
