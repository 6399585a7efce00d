"""An article comes in; how long, how often and how many it tells of one thing, and not the same, goes out in pairs.

A span has a role, by the words before it: for 5 days, every 5 days, within 5 days, it takes 5 days, it keeps 5 days.
Two spans of one role must meet where their clauses say the same of the same thing in the same case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from pipeline.article.model import Article
from pipeline.article.rules.contradictions.clauses import Clause, clauses
from pipeline.article.rules.contradictions.contraries import is_sign
from pipeline.article.rules.contradictions.durations import are_one
from pipeline.article.rules.contradictions.topics import GROUPS, Pair
from pipeline.article.rules.directives import flat, stems_of
from pipeline.article.rules.statements import Part, Statement, statements


@dataclass(frozen=True, slots=True)
class Span:
    """One amount of a clause: its `role`, lowest and highest in hours or as a count, as it is shown."""

    clause: Clause
    role: str
    low: float
    high: float
    shown: str
    about: frozenset[str]


_WORDS = {
    **{word: number for number, word in enumerate("one two three four five six seven eight nine ten".split(), 1)},
    **{word: number for number, word in enumerate("uno dos tres cuatro cinco seis".split(), 1)},
    "an": 1,
    "a": 1,
    "un": 1,
    "una": 1,
    "half an": 0.5,
}
_HOURS = {
    "second": 1 / 3600,
    "minute": 1 / 60,
    "hour": 1,
    "day": 24,
    "night": 24,
    "week": 168,
    "month": 730,
    "year": 8760,
    "segundo": 1 / 3600,
    "minuto": 1 / 60,
    "hora": 1,
    "dia": 24,
    "semana": 168,
    "mes": 730,
    "año": 8760,
}
_NUMBER = rf"(?:\d+(?:\.\d+)?|{'|'.join(sorted(_WORDS, key=len, reverse=True))})"
_ROUGHLY = r"(?:about |around |up to |at least |only |the (?:first|next) |unos |unas |al menos |hasta )?"
_TIME = re.compile(
    r"\b(?P<role>for|every|within|in|takes?|taking|lasts?|keeps?|after|durante|cada|dura|tarda|en|despues de|a las) "
    rf"{_ROUGHLY}(?P<low>{_NUMBER})(?: ?(?:to|or|-|a|o) (?P<high>{_NUMBER}))? (?P<unit>{'|'.join(_HOURS)})(?:e?s)?\b"
)
_ROLES = {
    **dict.fromkeys(("take", "takes", "taking", "last", "lasts", "dura", "tarda"), "takes"),
    "keep": "keeps",
    "durante": "for",
    "cada": "every",
    "en": "within",
    "in": "within",
    **dict.fromkeys(("despues de", "a las"), "after"),
}
_KEEPING = stems_of("use keep last store throw away discard good use guarde conserve tire dura")
_KEPT = re.compile(
    r"\b(?:use \w+ \w+ within|keeps?|good for|stays? fresh|throw \w+ away|discard|store (?:it|them|the \w+) for)\b"
)
_COUNTED = re.compile(
    rf"\b(?P<low>{_NUMBER})(?: (?:to|or) (?P<high>{_NUMBER}))? (?:(?:follow-up|check-up|laser|blood) )?"
    r"(?P<noun>visits|sessions|appointments|treatments|injections|stitches|sachets|courses|lessons|sesiones|visitas|citas|"
    r"sobres)\b"
)
_OTHERWISE = re.compile(
    r"\b(?:some|others?|another|either|first|then|next|later|again|sometimes|most of|few|extra|more than|less than|may|"
    r"might|each|every|per|a day|a week|after that|if|until|up to|more|rest|luego|otr[oa]s?|algun\w*|si|hasta)\b"
)


def spans_that_differ(article: Article) -> Iterator[Pair]:
    """Each pair of spans of which one must be wrong."""
    title = stems_of(article.front.title)
    spans = [span for each in clauses(article) for span in _spans(each, title)]
    for index, span in enumerate(spans):
        for other in spans[:index]:
            if span.role == other.role and _differ(span, other):
                yield Pair(span.clause.statement, span.shown, other.shown, other.clause.sentence)
                break
    yield from _back_too_early(spans)
    yield from _lists_of_days(article)
    yield from _counted_out(article)


def _spans(each: Clause, title: frozenset[str]) -> Iterator[Span]:
    if is_sign(each.statement) or each.statement.part is Part.TITLE or GROUPS.search(each.sentence):
        return
    for match in _TIME.finditer(each.text):
        low, high = _amounts(match, _HOURS[match["unit"]])
        role = _ROLES.get(match["role"], match["role"])
        about = each.words
        if _KEPT.search(each.text):
            role, about = "keeps", each.words - _KEEPING
        elif role == "takes":
            about = each.words - title - stems_of("take last")
        yield Span(each, role, low, high, each.text[match.start("low") : match.end()], about)
    for match in _COUNTED.finditer(each.text):
        if not re.search(r"\b(?:need|have|get|come for|necesita|tendra)\b", each.text[: match.start()]):
            continue
        low, high = _amounts(match, 1)
        yield Span(each, f"count of {match['noun']}", low, high, match[0], frozenset())


def _amounts(match: re.Match[str], unit: float) -> tuple[float, float]:
    low = _WORDS.get(match["low"]) or float(match["low"])
    high = (_WORDS.get(match["high"]) or float(match["high"])) if match["high"] else low
    return low * unit, high * unit


def _differ(span: Span, other: Span) -> bool:
    one, two = span.clause, other.clause
    if one.sentence == two.sentence or (span.low <= other.high and other.low <= span.high):
        return False
    if not span.role.startswith("count") and are_one(Fraction(span.low), Fraction(other.low)):
        return False
    if one.denies != two.denies or one.sides != two.sides or _same_list(one.statement, two.statement):
        return False
    if span.role.startswith("count"):
        return not _LESS.search(one.text) and not _LESS.search(two.text)
    if span.role == "for" and one.verb == two.verb and one.words == two.words:
        return not (_LESS_OF_TIME.search(f"{one.sentence} {two.sentence}".lower())) and _case(one) == _case(two)
    if _OTHERWISE.search(one.sentence.lower()) or _OTHERWISE.search(two.sentence.lower()):
        return False
    if _case(one) != _case(two):
        return False
    near = one.statement is two.statement and abs(one.number - two.number) == 1
    if span.role in {"keeps", "takes"}:
        return span.about == other.about and (bool(span.about) or span.role == "takes")
    if span.role in {"in", "within", "after"}:
        return one.words == two.words and len(one.words) >= 2
    return one.words == two.words and one.verb == two.verb and (len(one.words) >= 2 or near)


_LESS_OF_TIME = re.compile(
    r"\b(?:some|others?|another|either|first|then|next|later|again|sometimes|most|few|extra|may|might|after that|if|"
    r"until|luego|otr[oa]s?|algun\w*|si|hasta)\b"
)
_LESS = re.compile(r"\b(?:some|other|another|more|extra|each|every|first|per|a day|a week|may|might|if|after)\b")


def _case(each: Clause) -> frozenset[str]:
    return frozenset(word for word in each.case if not word[0].isdigit())


def _same_list(one: Statement, other: Statement) -> bool:
    return bool(one.group and one.group == other.group)


_BACK = re.compile(r"\b(?:go back to|return to|start|restart|do|resume|back (?:to|at)|volver al?|vuelva al?)\b")
_OFF = re.compile(r"\b(?:stay (?:off|away from)|keep off|off|no|do not|avoid|never|no haga|evite)\b")


def _back_too_early(spans: list[Span]) -> Iterator[Pair]:
    """ "Go back to desk work after 1 week" beside "stay off desk work for 4 weeks"."""
    back = [s for s in spans if s.role == "after" and _BACK.search(s.clause.text) and not s.clause.denies]
    off = [s for s in spans if s.role == "for" and _OFF.search(s.clause.text)]
    for early in back:
        for long in off:
            mine, other = (stems_of(_TIME.sub(" ", s.clause.text)) - _RETURNING for s in (early, long))
            same = bool(mine and other) and (mine <= other or other <= mine)
            parted = early.clause.sentence == long.clause.sentence or _OTHERWISE.search(long.clause.text)
            if same and early.low < long.low and not parted:
                yield Pair(early.clause.statement, early.shown, long.shown, long.clause.sentence)
                break


_RETURNING = stems_of(
    "go back return start restart do resume stay off away avoid keep sport vuelva volver haga can may"
)
_DAYS = re.compile(r"\b(?:days|weeks|dias|semanas) (?P<list>\d+(?:, ?\d+)* ?(?:and|y) ?\d+)\b", re.I)


def _lists_of_days(article: Article) -> Iterator[Pair]:
    """ "On days 1, 5, 9 and 13" beside "on days 1, 3 and 6"."""
    known: list[tuple[frozenset[str], Clause, str]] = []
    for each in clauses(article):
        match = _DAYS.search(each.sentence)
        if not match or each.statement.part is Part.TITLE:
            continue
        days = frozenset(re.findall(r"\d+", match["list"]))
        for other, earlier, shown in known:
            if (
                earlier.sentence != each.sentence
                and not (days <= other or other <= days)
                and each.words & earlier.words
            ):
                yield Pair(each.statement, match[0], shown, earlier.sentence)
                break
        known.append((days, each, match[0]))


_ANNOUNCED = re.compile(
    rf"\b(?P<many>{_NUMBER}) (?:[a-z-]+ ){{0,2}}(?:things|steps|ways|reasons|kinds|types|signs|parts|tips|rules|"
    r"questions|visits|groups|stages|medicines|drops|tests|injections|cosas|pasos|formas|motivos|tipos|partes|preguntas|visitas)"
    r"\b(?P<rest>[^.]*)"
)


def _counted_out(article: Article) -> Iterator[Pair]:
    """ "You have 3 visits: one by phone and one at the clinic", and "3 things help:" above a list of four."""
    groups: dict[tuple[int, str], list[Statement]] = {}
    for statement in statements(article):
        if statement.part is Part.ITEM and statement.group and statement.lead.rstrip().endswith(":"):
            groups.setdefault((statement.group, statement.lead), []).append(statement)
    for (_, lead), items in groups.items():
        told = _ANNOUNCED.search(flat(lead))
        many = _number(told["many"]) if told else 0
        places = {(item.place.first, item.place.last) for item in items}
        if told and 2 <= many <= 10 and many != len(places) and not _LESS.search(flat(lead)):
            yield Pair(items[0], f"{len(places)} items", told["many"], lead)
    for each in clauses(article):
        whole = flat(each.sentence)
        told = _ANNOUNCED.search(whole)
        if not told or ":" not in told["rest"]:
            continue
        ones = len(re.findall(r"\b(?:one|another|una?|otra?)\b", told["rest"].partition(":")[2]))
        if ones >= 2 and ones != _number(told["many"]):
            yield Pair(each.statement, told["many"], f"one, {ones} times", each.sentence)
            return


def _number(word: str) -> float:
    return _WORDS.get(word) or float(word)
