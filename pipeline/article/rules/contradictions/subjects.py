"""Two tellings come in; whether the headings above them make them tell of two different things goes out."""

from __future__ import annotations

from pipeline.article.model import Article
from pipeline.article.rules.directives import flat
from pipeline.article.rules.medicines import Medicine, medicines_in
from pipeline.article.rules.statements import Statement, statements


def of_two_things(one: Statement, told: str, other: Statement, also_told: str) -> bool:
    """Whether two sentences are of two medicines, by themselves or by their nearest headings, or stand under one
    heading in two sections: "How do I take it?" of the one and of the other.
    """
    mine, others = _medicines(one, told), _medicines(other, also_told)
    if mine and others:
        return mine.isdisjoint(others)
    above, beside = (tuple(map(flat, each.headings)) for each in (one, other))
    return len(above) > 1 and len(beside) > 1 and above[-1] == beside[-1] and above[:-1] != beside[:-1]


def stands_apart(article: Article, statement: Statement, told: str, other: str) -> bool:
    """The same of a sentence that is known by its words: wherever it stands, it is of another thing."""
    holders = [each for each in statements(article) if other in each.text and each is not statement]
    return bool(holders) and all(of_two_things(statement, told, each, other) for each in holders)


def _medicines(statement: Statement, sentence: str) -> frozenset[Medicine]:
    for text in (sentence, statement.row, *reversed(statement.headings)):
        found = frozenset(each.medicine for each in medicines_in(text))
        if found:
            return found
    return frozenset()
