"""An article comes in; clauses that say the contrary of each other go out in pairs, whatever they are about.

Two clauses are of the same where they share their words and their case. They clash where one takes one side of an axis
and the other the other (contraries.toml), where one denies what the other says, where one does without what the other
has, or where a way goes from here to there and from there to here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from pipeline.article.model import Article
from pipeline.article.rules.contradictions.clauses import Axis, Clause, axes_of, clauses, names_its_subject
from pipeline.article.rules.contradictions.opposites import Clash
from pipeline.article.rules.directives import ORDER, flat, stem, stems_of
from pipeline.article.rules.statements import Part, Statement
from pipeline.tags import primary_of


def contraries(article: Article) -> Iterator[Clash]:
    """Each clause that says the contrary of an earlier one."""
    lang = primary_of(article.lang)
    axes = {axis.name: axis for axis in axes_of(lang)}
    told = [each for each in clauses(article) if not is_sign(each.statement) and not _NAMES.match(each.text)]
    often = Counter(word for each in told for word in each.words)
    by_word: dict[str, list[Clause]] = {}
    seen: set[tuple[str, str]] = set()
    for each in told:
        keys = {*each.words, *(f"axis {name}" for name in each.sides if axes[name].alone)}
        near = {id(other): other for key in keys for other in by_word.get(key, ())[-60:]}
        for other in near.values():
            if not _may_clash(each, other) or other.sentence == each.sentence:
                continue
            if _steps(each.statement, other.statement):
                continue
            if _against(each, other, axes, often) and (each.sentence, other.sentence) not in seen:
                seen.add((each.sentence, other.sentence))
                yield Clash(each.statement, each.sentence, other.sentence)
        for key in keys:
            by_word.setdefault(key, []).append(each)
    yield from _turned_round(told)


_NAMES = re.compile(r"(?:when|how|what|why|where|cuando|como|que|por que|donde) (?:to|you|we|se|hay)\b")
"""Words of a caption or title that name what is told, and tell nothing."""


def is_sign(statement: Statement) -> bool:
    """Whether it tells when to call, what may happen, or in which case: items of such lists are no orders."""
    lead = flat(statement.lead).rstrip(" :")
    return statement.inside("callout/when-to-call") or lead.endswith((" if", " when", " si", " cuando"))


def _steps(one: Statement, other: Statement) -> bool:
    """Whether both are steps of one list, where the second may undo the first."""
    return bool(one.part is Part.ITEM and one.group and one.group == other.group and "steps" in one.blocks)


_PARTING = re.compile(
    r"\b(?:some|others?|another|either|both|then|next|later|again|instead|rather|sometimes|first|second|at first|or|"
    r"may|might|could|most|few|alternate|algun\w*|otr[oa]s?|luego|despues|primero|a veces|"
    r"puede que|ambos|depende)\b"
)
"""Words that part two clauses of the same words: another time, other people, a choice."""


def _may_clash(each: Clause, other: Clause) -> bool:
    """Whether two clauses are worth comparing: they take sides, or one of them denies, spares or does without."""
    if each.denies != other.denies or each.unneeded != other.unneeded:
        return True
    if each.sides and other.sides and not each.sides.keys().isdisjoint(other.sides):
        return True
    return ("without" in each.words) != ("without" in other.words) or ("sin" in each.text) != ("sin" in other.text)


def _against(each: Clause, other: Clause, axes: dict[str, Axis], often: Counter[str]) -> bool:
    opposed = [name for name in each.sides.keys() & other.sides.keys() if each.sides[name] != other.sides[name]]
    if opposed and each.denies == other.denies:
        retold = each.statement.retells or other.statement.retells
        return any(
            _opposed(each, other, axes[name], retold) and not _is_another(each, other, axes[name]) for name in opposed
        )
    if each.unneeded != other.unneeded:
        needless, other_one = (each, other) if each.unneeded else (other, each)
        return not other_one.denies and _unneeded(needless, other_one)
    if _lacks(each, other) and (_without(each, other) or _without(other, each)):
        return True
    if each.denies != other.denies and not opposed:
        no, yes = (each, other) if each.denies else (other, each)
        return not yes.unneeded and _denied(yes, no)
    return False


_AMOUNT = re.compile(
    r"\b(?:more|too|longer|much|many|than|all|every|always|only|just|long|at once|same time|another|other|else|any|"
    r"enough|"
    r"mas|demasiad\w+|solo|otr\w+|todo\w*|siempre|bastante)\b"
)
_DIGITS = re.compile(r"\d+")
_PART_OF_TIME = re.compile(r"^(?:then|luego)\b|\b(?:then|first|later|next|at first)\b")
_OF_OTHERS = re.compile(r"\b(?:who|that|which|people|que) (?:do|does|are|is|have|has|can|no)\b")
"""A "not" in a relative clause, which is said of some and denies nothing: "people who do not take it"."""
_HEDGED = re.compile(
    r"\b(?:mostly|unclear|but|depends?|may|might|can|could|should|if|sometimes|some|often|usually|would|let|"
    r"puede\w*|a veces|si)\b"
)


@lru_cache(maxsize=8192)
def _is_open(text: str) -> bool:
    """Whether a clause leaves open how much, how often or whether."""
    return bool(_AMOUNT.search(text) or _HEDGED.search(text))


def _denied(yes: Clause, no: Clause) -> bool:
    """ "They jump from head to head" beside "they do not jump or swim": one verb, said and denied of one subject."""
    if _is_open(yes.text) or _is_open(no.text):
        return False
    if _other_subject(yes, no) or not _same_case(yes, no, False) or _PARTING.search(yes.text) or no.sides != yes.sides:
        return False
    if _PART_OF_TIME.search(no.text) or _OF_OTHERS.search(no.text):
        return False
    if not set(_DIGITS.findall(no.text)) <= set(_DIGITS.findall(yes.text)):
        return False
    if ORDER.match(yes.text):
        # Orders are compared by orders.py, with the windows and cases of each.
        return False
    behind = _BEHIND_NOT.search(no.text)
    if not behind or primary_of(no.statement.lang) != "en" or not _is_sentence(yes) or not _is_sentence(no):
        return False
    early = [stem(word) for word in re.findall(r"[a-z]+", yes.text)[:4]]
    for part in re.split(r"\b(?:or|nor)\b", behind[1]):
        verb = stem(part.split()[0]) if part.split() else ""
        words = (stems_of(part) | set(part.split())) & no.words
        if not verb or verb not in early or verb not in words or not words <= yes.words:
            continue
        if len(words) > 1 or (yes.subject == no.subject and len(yes.words - words - {yes.subject}) <= 1):
            return True
    return False


_BEHIND_NOT = re.compile(r"\b(?:not|never|cannot|n't)\b (.*)")


def _is_sentence(each: Clause) -> bool:
    return each.sentence.rstrip().endswith((".", "!"))


_BOTH_FIRST = re.compile(r" first$|\b(?:with|con|o|or) or (?:without|after)\b|\bcon o sin\b")


def _parts(one: str, other: str) -> bool:
    """Whether a word parts two clauses: one that both end with parts nothing, nor does "with or without"."""
    if one.endswith(" first") != other.endswith(" first"):
        return True
    return any(_PARTING.search(_BOTH_FIRST.sub(" ", text)) for text in (one, other))


def _opposed(each: Clause, other: Clause, axis: Axis, retold: bool) -> bool:
    modal = _MODALS if axis.name in _OF_MODALS else _NO_MODALS
    if _parts(modal.sub(" ", each.text), modal.sub(" ", other.text)):
        return False
    if not _same_case(each, other, retold or axis.always) or _in_turn(each.text, other.text):
        return False
    shared = each.words & other.words
    smaller = min(len(each.words), len(other.words))
    near = each.statement is other.statement and abs(each.number - other.number) == 1
    if axis.alone:
        case = each.case & other.case
        if axis.name in _OF_CASES and not (each.case and other.case) and not near:
            return False
        if axis.name in _OF_TIMES:
            return bool(shared) or near
        return bool(shared) or len(case) >= 2 or near or each.verb == other.verb or retold
    if axis.subject:
        return bool(each.subject) and each.subject == other.subject
    if not shared:
        return False
    if retold or near:
        return len(shared) >= (0.5 if near else 0.6) * smaller
    return len(shared) == smaller and len(each.words ^ other.words) <= 3


def _is_another(each: Clause, other: Clause, axis: Axis) -> bool:
    """Whether a side names what one of two clauses is of, or their subjects differ: a long nap is no short nap."""
    if not axis.alone and _other_subject(each, other):
        return True
    if axis.name not in _OF_THINGS:
        return False
    found = [(one.text, dict(axis.sides)[one.sides[axis.name]].search(one.text)) for one in (each, other)]
    return any(match is not None and names_its_subject(text, *match.span()) for text, match in found)


def _other_subject(each: Clause, other: Clause) -> bool:
    """Whether two statements tell of two things: acute pain and chronic pain, one treatment and another."""
    if not (each.subject and other.subject) or ORDER.match(each.text) or ORDER.match(other.text):
        return False
    return each.subject not in other.words and other.subject not in each.words


_OF_THINGS = frozenset(
    {"heat", "wet", "clean", "soft", "tight", "age", "size", "full", "light", "calor", "mojado", "entero"}
)
"""Axes whose sides are adjectives, which make two things of one noun."""

_FOR_A_TIME = re.compile(
    r"\b(?:for|durante) (?:about |at least |al menos )?(?:\d+|an?|[a-z]+) (?:[a-z]+ )?[a-zñ]+s?\b$"
)
_AFTERWARDS = re.compile(r"\b(?:back|again|after|once|from|a partir|despues|de nuevo)\b")


def _in_turn(one: str, other: str) -> bool:
    """Whether one holds for a time and the other after it: off school for two days, and back after 48 hours."""
    return any(_FOR_A_TIME.search(a) and _AFTERWARDS.search(b) for a, b in ((one, other), (other, one)))


_MODALS, _NO_MODALS = re.compile(r"\b(?:may|might|could|puede que)\b"), re.compile(r"(?!)")
_OF_MODALS = frozenset({"side", "lado"})
"""Axes on which "may" parts nothing: the hand in which the tube may sting is the hand with the tube."""
_OF_TIMES = frozenset({"worn"})
"""Axes of what is done now and then: two clauses are of one time if they share a word for it, or stand together."""
_OF_CASES = frozenset({"missed", "olvido", "staying up"})
"""Axes of what is done in a case: two clauses are of one only if both name it."""


_LED_BY = re.compile(r"(?:if|when|si|cuando)\b", re.I)
_UNTIL = re.compile(r"\b(?:until|till|before|hasta|antes)\b")


def _same_case(each: Clause, other: Clause, retold: bool) -> bool:
    """Whether both hold at once: in the same case, or one of them in any case."""
    if each.case and other.case and _UNTIL.search(each.text) and not _LED_BY.match(each.sentence):
        return False
    if each.case and other.case and _UNTIL.search(other.text) and not _LED_BY.match(other.sentence):
        return False
    if each.case == other.case:
        return True
    if each.case and other.case:
        common = each.case & other.case
        digits = {word for word in each.case ^ other.case if word[0].isdigit() or word in {"other", "another"}}
        return not digits and len(common) >= 0.6 * min(len(each.case), len(other.case))
    return retold


def _unneeded(needless: Clause, done: Clause) -> bool:
    """ "You do not need a blood test" beside "we do a blood test after 2 weeks"."""
    if _PARTING.search(needless.text) or _ASKS.search(done.text) or not needless.words:
        return False
    if not needless.words <= done.words or not _DONE.search(done.text):
        return False
    same = needless.case == done.case
    return (same and bool(needless.case)) or (len(needless.words) >= 2 and not needless.case - done.case)


_DONE = re.compile(
    r"^(?:please |always |then )?[a-z]+ (?:the|your|an?|all|it|them|[a-z]+s)\b|\b(?:you|we) (?:will |also )?(?:do|"
    r"have|need|get|"
    r"give|take|test|measure|use|must|should)\b|^(?:use|wear|take|have|get)\b|\b(?:le|les) (?:haremos|hacemos|"
    r"haran)\b|^[a-z]+(?:e|a) \w+"
)
_ASKS = re.compile(r"\b(?:if|ask|may|might|can|could|some|sometimes|not|no|never|unless|puede|pregunte|si)\b")
_WITH = re.compile(r"\b(?:with|con) ([^,.;]+)")
_WITHOUT = re.compile(r"\b(?:without|sin) ([^,.;]+)")


def _lacks(each: Clause, other: Clause) -> bool:
    return any(word in one.text for one in (each, other) for word in ("without ", "sin "))


def _without(each: Clause, other: Clause) -> bool:
    """ "Wear clothes with metal" beside "wear clothes without zips or metal buttons"."""
    if each.denies or other.denies or not (each.text.startswith(each.verb) and other.text.startswith(other.verb)):
        return False
    if not (ORDER.match(each.text) and ORDER.match(other.text)):
        return False
    having, lacking = _WITH.search(each.text), _WITHOUT.search(other.text)
    if not having or not lacking or "or without" in f"{each.text} {other.text}" or "o sin" in other.text:
        return False
    common = stems_of(having[1]) & stems_of(lacking[1])
    shared = (each.words & other.words) - common
    return bool(common) and len(shared) >= 1 and each.verb == other.verb and _same_case(each, other, True)


_FROM_TO = re.compile(
    r"\b(?:from|desde) (?:the |your |el |la )?([a-zñ]+) (?:to|hacia|hasta) (?:the |your |el |la )?([a-zñ]+)\b"
)


def _turned_round(told: list[Clause]) -> Iterator[Clash]:
    """ "Wipe from front to back" beside "wipe from back to front"."""
    known: dict[tuple[str, str], Clause] = {}
    for each in told:
        found = _FROM_TO.search(each.text)
        if not found or each.denies or found[1] == found[2]:
            continue
        turned = known.get((found[2], found[1]))
        if turned and turned.sentence != each.sentence and not _PARTING.search(f"{each.text} {turned.text}"):
            yield Clash(each.statement, each.sentence, turned.sentence)
        known.setdefault((found[1], found[2]), each)
