"""An article comes in; sentences that say the same but for a word and its opposite, or a "not", go out in pairs.

No order needs to be among them: "a sore throat is common" and "a sore throat is rare" are two sentences on one thing.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import islice

from pipeline.article.model import Article
from pipeline.article.rules.contradictions.clauses import names_its_subject
from pipeline.article.rules.contradictions.opposites import Clash
from pipeline.article.rules.directives import ORDER, flat, forbidden_by, stem, stems_of
from pipeline.article.rules.statements import Part, Statement, statements
from pipeline.tags import primary_of


@dataclass(frozen=True, slots=True)
class _Said:
    """A sentence: its stems without opposites, its opposites by class and side, whether it denies, its subject;
    `kinds`: the classes that name what it is of.
    """

    statement: Statement
    sentence: str
    text: str
    words: frozenset[str]
    sides: Mapping[int, frozenset[int]]
    denies: bool
    subject: str
    digits: tuple[str, ...]
    orders: bool
    kinds: frozenset[int]


@cache
def _pairs(lang: str) -> Mapping[str, tuple[tuple[int, int], ...]]:
    """Each stem with the classes in which it stands, and its side there."""
    table = tomllib.loads((resources.files(__package__) / "antonyms.toml").read_text(encoding="utf-8"))
    found: dict[str, list[tuple[int, int]]] = {}
    for number, pair in enumerate(table.get(lang, {}).get("pairs", ())):
        for side, words in enumerate(pair.split("|")):
            for word in words.split():
                found.setdefault(stem(flat(word)), []).append((number, side))
    return {word: tuple(places) for word, places in found.items()}


_UNTOLD = frozenset({Part.TITLE, Part.HEADING, Part.CELL, Part.CAPTION})
_NOT = re.compile(
    r"\b(?:not|never|no|cannot|without|nothing|none|nunca|jamas|sin|nada|tampoco|(?:do|does|is|are|ca|wo)nt)\b|n't\b"
)
_CASES = re.compile(
    r"\b(?:if|unless|until|when|whenever|while|some|most|others?|may|might|could|sometimes|often|usually|or|then|"
    r"but|only|"
    r"again|once|at first|later|both|either|than|between|more|less|first week|children|adults?|"
    r"si|salvo|hasta|cuando|mientras|algun\w*|puede|a veces|suele\w*|luego|pero|solo|ambos|entre|mas|menos|que)\b"
)
"""Words with which a sentence holds in one case, for some, or for a time."""
_LIGHT = stems_of(
    "take use give have get make do go keep put let feel need want help very really quite also just even still "
    "time times "
    "day days week weeks hour hours minute minutes month months once twice usual about tome use haga tenga vez "
    "veces dia "
    "dias semana horas muy tambien thing things way people person"
)


def antonyms_that_clash(article: Article) -> Iterator[Clash]:
    """Each pair of sentences of which one says the opposite of the other."""
    lang = primary_of(article.lang)
    known = _pairs(lang)
    if not known:
        return
    told: list[_Said] = []
    for statement in statements(article):
        if statement.reported or statement.part in _UNTOLD or forbidden_by(statement, lang) or _is_sign(statement):
            continue
        for sentence in statement.sentences:
            text = flat(sentence.text)
            if text.endswith((".", "!")) and len(text.split()) <= 24 and not _CASES.search(text):
                told.append(_read(statement, sentence.text, text, known))
    often = Counter(word for each in told for word in each.words)
    by_word: dict[str, list[_Said]] = {}
    for each in told:
        near = {id(other): other for word in each.words for other in by_word.get(word, ())}
        for other in near.values():
            if _against(each, other, often):
                yield Clash(each.statement, each.sentence, other.sentence)
                break
        for word in each.words:
            by_word.setdefault(word, []).append(each)


def _is_sign(statement: Statement) -> bool:
    lead = flat(statement.lead).rstrip(" :")
    return statement.inside("callout/when-to-call") or lead.endswith((" if", " when", " si", " cuando"))


def _read(statement: Statement, sentence: str, text: str, known: Mapping[str, tuple[tuple[int, int], ...]]) -> _Said:
    stems = [stem(word) for word in re.findall(r"[^\W\d_]+", text)]
    sides: dict[int, frozenset[int]] = {}
    for word in stems:
        for number, side in known.get(word, ()):
            sides[number] = sides.get(number, frozenset()) | {side}
    words = frozenset(each for each in stems_of(_NOT.sub(" ", text)) - _LIGHT if each not in known)
    subject = next((each for each in stems if each in words), "")
    return _Said(
        statement,
        sentence,
        text,
        words,
        sides,
        bool(_NOT.search(text)),
        subject,
        tuple(_DIGITS.findall(text)),
        bool(_ORDERS.match(text)),
        frozenset(
            number
            for word in islice(re.finditer(r"[a-zñ]+", text), 4)
            if (classes := known.get(stem(word[0]))) and names_its_subject(text, *word.span())
            for number, _ in classes
        ),
    )


_DIGITS = re.compile(r"\d+")


def _against(one: _Said, other: _Said, often: Counter[str]) -> bool:
    if one.sentence == other.sentence or _steps(one.statement, other.statement):
        return False
    if one.digits and other.digits and one.digits != other.digits:
        return False
    if one.denies == other.denies and not one.sides.keys() & other.sides.keys():
        return False
    shared = one.words & other.words
    smaller = min(len(one.words), len(other.words))
    telling = [word for word in shared if often[word] <= 4]
    opposed = [
        number
        for number in one.sides.keys() & other.sides.keys()
        if len(one.sides[number]) == len(other.sides[number]) == 1 and one.sides[number] != other.sides[number]
    ]
    if len(opposed) == 1 and one.denies == other.denies:
        if opposed[0] in one.kinds | other.kinds:
            return False
        return bool(telling) and len(shared) >= 0.75 * smaller and len(one.words ^ other.words) <= 3
    agreed = all(one.sides[number] == other.sides[number] for number in one.sides.keys() & other.sides.keys())
    if one.denies != other.denies and not opposed and agreed and not (one.orders or other.orders):
        same = bool(one.subject) and one.subject == other.subject and len(shared) >= 2
        return same and len(one.words ^ other.words) <= 2
    return False


_ORDERS = re.compile(
    rf"(?:please |always |never |do not |don't |you (?:can|may|must|should)(?: not)? )*{ORDER.pattern}|"
    r"(?:no |nunca )?(?:lo |la |se )?[a-zñ]+(?:e|a|en|an|elo|ela)\b(?= )"
)
"""Sentences that order, which orders.py compares with their cases."""


def _steps(one: Statement, other: Statement) -> bool:
    """Whether both are items of one list: the second step may well undo the first."""
    return bool(one.part is Part.ITEM and one.group and one.group == other.group)
