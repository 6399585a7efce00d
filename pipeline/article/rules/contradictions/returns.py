"""Statements come in; what may be done again after how long, told twice and not the same, goes out in pairs.

"Do not drive for 1 week" forbids for a time, "you can drive after 1 week" allows after one, and so does a row of a
table of what can be done when: all three tell one time of one act.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.article.model import Article
from pipeline.article.rules.contradictions.topics import Pair
from pipeline.article.rules.directives import flat, stem
from pipeline.article.rules.statements import Part, Statement, statements
from pipeline.language.amounts import Quantity
from pipeline.language.quantities import read_quantities
from pipeline.tags import primary_of


@dataclass(frozen=True, slots=True)
class Return:
    """One time told of an act: `bans` for so many `hours`, or allows after them."""

    act: str
    hours: float
    bans: bool
    statement: Statement
    sentence: str
    shown: str


_TIME = (
    r"(?P<time>(?:about |at least |around |another |the first |unas? |unos |al menos |los primeros |las primeras )?"
    r"(?:\d[\d.,]*(?: to \d+| a \d+)?|an?|one|two|three|four|five|six|a few|a couple of|una?|dos|tres|cuatro|seis|"
    r"unos|"
    r"pocos) (?:hours?|days?|weeks?|months?|years?|horas?|dias?|semanas?|mes(?:es)?|años?))"
)
_SOON = r"(?P<soon>the same (?:day|evening)|the next day|straight away|at once|el mismo dia|enseguida|al dia siguiente)"
_BAN = {
    "en": re.compile(
        r"\b(?:do not|don't|never|must not|should not|cannot|can't|not to|avoid|"
        r"no)\b (?P<act>[a-z]+)\b[^.;:]{0,40}?\bfor " + _TIME
    ),
    "es": re.compile(
        r"\b(?:no|nunca|evite)\b (?:se )?(?P<act>[a-zñ]+)\b[^.;:]{0,40}?\b(?:durante|en|hasta pasad[oa]s) " + _TIME
    ),
}
_ALLOW = {
    "en": (
        re.compile(
            r"\b(?:can|may|able to|ok to|safe to)\b (?:start to |begin to |usually |"
            r"then )?(?P<act>[a-z]+)\b[^.;:]{0,30}?"
            rf"(?:\b(?:after|from|in)\b (?:about )?{_TIME}|\b{_SOON})"
        ),
        re.compile(rf"^(?:after|from) {_TIME},? you (?:can|may) (?:start to )?(?P<act>[a-z]+)\b"),
    ),
    "es": (
        re.compile(
            r"\b(?:puede|podra)\b (?:volver a )?(?:se )?(?P<act>[a-zñ]+)\b[^.;:]{0,30}?"
            rf"(?:\b(?:despues de|a partir de|pasad[oa]s|en|a l[oa]s)\b {_TIME}|\b{_SOON})"
        ),
    ),
}
_DRY = re.compile(r"\b(?:keep|mantenga)\b[^.;:]{0,40}\b(?:dry|sec[oa])\b[^.;:]{0,12}\b(?:for|durante) " + _TIME)
_ALIKE = {
    "nad": "swim", "bañ": "bath", "duch": "shower", "conduc": "driv", "conduzc": "driv", "manej": "driv", "lev": "lift",
    "levant": "lift", "carg": "lift", "trabaj": "work", "vol": "fly", "shower": "shower", "bath": "bath", "corr": "run",
}  # fmt: skip
_EMPTY = frozenset(
    map(stem, "take have use be do go get keep wear put make eat drink give start begin need let leave".split())
)
_OBJECT = re.compile(
    r"\b(?:a |an |any |the )?(?P<thing>shower|bath|sex|sport|sports|contact lenses|make-?up|work|"
    r"school|gym)\b"
)
_CASES = re.compile(
    r"\b(?:if|unless|some|most people|may need|depends?|seat|manual|automatic|children|after a (?:big|large|open)|"
    r"si|algun\w*)\b"
)


def _spoken(match: re.Match[str], lang: str) -> tuple[str, float, str] | None:
    """The act, the hours and the words of a match."""
    act = stem(match["act"])
    if act in _EMPTY:
        thing = _OBJECT.search(match[0])
        if not thing:
            return None
        act = stem(thing["thing"])
    hours = _hours(match, lang)
    if hours is None:
        return None
    return _act(act), hours, match["time"] or match["soon"]


def _act(act: str) -> str:
    root = re.sub(r"(?:[aei]r(?:s)?|[aeo])$", "", act) if act not in {"driv"} else act
    return _ALIKE.get(root, _ALIKE.get(act, act))


_ROUGH = {"few": 72.0, "couple": 48.0, "unos": 72.0, "pocos": 72.0}
_SPAN = {
    "hour": 1,
    "hora": 1,
    "day": 24,
    "dia": 24,
    "week": 168,
    "semana": 168,
    "month": 730,
    "mes": 730,
    "year": 8760,
    "año": 8760,
}


def _hours(match: re.Match[str], lang: str) -> float | None:
    groups = match.groupdict()
    if groups.get("soon"):
        return 24.0 if "next" in match["soon"] or "siguiente" in match["soon"] else 0.0
    told = match["time"]
    for word, hours in _ROUGH.items():
        if re.search(rf"\b{word}\b(?! \d)", told):
            return hours
    times = [v for v in read_quantities(told, lang) if isinstance(v, Quantity) and v.kind == "time"]
    if times:
        return float(times[0].base[0])
    unit = next((size for name, size in _SPAN.items() if re.search(rf"\b{name}", told)), None)
    return float(unit) if unit else None


def returns_that_differ(article: Article) -> Iterator[Pair]:
    """Each pair of times of one act of which one must be wrong."""
    lang = primary_of(article.lang)
    if lang not in _BAN:
        return
    told = list(_returns(article, lang))
    for index, each in enumerate(told):
        for earlier in told[:index]:
            if each.act == earlier.act and each.sentence != earlier.sentence and _differ(each, earlier):
                yield Pair(each.statement, each.shown, earlier.shown, earlier.sentence)
                break


def _differ(one: Return, other: Return) -> bool:
    if one.bans == other.bans:
        return one.hours != other.hours and (one.statement.retells or other.statement.retells or not one.bans)
    ban, allow = (one, other) if one.bans else (other, one)
    return allow.hours < ban.hours or (allow.hours > ban.hours and allow.statement.part is Part.CELL)


def _returns(article: Article, lang: str) -> Iterator[Return]:
    for statement in statements(article):
        if statement.reported or statement.part in {Part.TITLE, Part.HEADING, Part.CAPTION, Part.ALT}:
            continue
        if statement.part is Part.CELL:
            yield from _row(statement, lang)
            continue
        for sentence in statement.sentences:
            text = flat(sentence.text)
            if text.endswith("?") or _CASES.search(text):
                continue
            found = [(match, True) for match in _BAN[lang].finditer(text)]
            found += [(match, False) for pattern in _ALLOW[lang] for match in pattern.finditer(text)]
            for match, bans in found:
                spoken = _spoken(match, statement.lang)
                if spoken:
                    yield Return(*spoken[:2], bans, statement, sentence.text, spoken[2])
            dry = _DRY.search(text)
            hours = _hours(dry, statement.lang) if dry else None
            if dry and hours:
                yield Return("shower", hours, True, statement, sentence.text, dry["time"])


_WHEN = re.compile(r"\b(?:after|when|again|back|how (?:soon|long)|from|cuando|despues|tiempo)\b")
_LABEL = re.compile(r"^(?:[a-zñ-]+ ){0,3}[a-zñ-]+(?: more than [\w ]+)?$")


def _row(statement: Statement, lang: str) -> Iterator[Return]:
    """A row of a table of what can be done when."""
    label, head = flat(statement.row), flat(f"{statement.column} {statement.caption}")
    if not label or not _LABEL.match(label) or not _WHEN.search(head):
        return
    match = re.match(rf"(?:{_TIME}|{_SOON})", flat(statement.text))
    hours = _hours(match, statement.lang) if match else None
    if match and hours is not None:
        for word in _words(label.split(" ")):
            yield Return(word, hours, False, statement, f"{statement.row}: {statement.text}", statement.text)


def _words(label: Sequence[str]) -> Iterator[str]:
    for word in label[:4]:
        act = _act(stem(word))
        if len(act) > 2 and act not in _EMPTY:
            yield act
