"""An article comes in; the signs to call for that it tells with two numbers, or leaves out of a recap, go out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from pipeline.article.model import Article
from pipeline.article.rules.contradictions.topics import EMERGENCY, Pair
from pipeline.article.rules.directives import flat, stems_of
from pipeline.article.rules.statements import RECAP, Part, Statement, statements
from pipeline.language.amounts import Quantity
from pipeline.language.quantities import read_quantities


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign to call for: its words, whom to call for it, and where it is told."""

    text: str
    whom: str
    statement: Statement


_CALL = re.compile(
    r"\b(?:call|ring|phone|contact|get help|see|tell|come back|go to|llame|llámenos|avise|acuda|vaya)\b.*\b(?:if|"
    r"when|for|with|si|cuando|por)\b",
    re.I,
)
_OPENING = re.compile(r"\b(?:if|when|si|cuando)\b|\b(?:for|with|por) (?!help|advice|an appointment|ayuda|más)", re.I)
_OPEN = re.compile(
    r"\b(?:any of|these signs|signs above|listed|for example|such as|for instance|por ejemplo|alguno de|estos signos|"
    r"worried)\b",
    re.I,
)
_SIGN_CUT = re.compile(r",\s*(?:or\b|o\b|and\b|y\b)?\s*|\s(?:or|o)\s")
_PLAIN = stems_of(
    "feel feels start starts come comes have has your child very more being get gets sienta siente tiene nota"
)


def _whom(text: str) -> str:
    """Whom to call, as far as it matters: the number or place of an emergency, or the ward."""
    found = EMERGENCY.search(text)
    return found[0].lower() if found else ""


def signs(article: Article) -> list[list[Sign]]:
    """The signs of each list of a when-to-call, and of each sentence anywhere that tells to call for some."""
    lists: dict[int, list[Sign]] = {}
    told: list[list[Sign]] = []
    for statement in statements(article):
        if statement.reported or statement.part in {Part.TITLE, Part.HEADING, Part.CELL, Part.ALT}:
            continue
        if statement.part is Part.ITEM and statement.inside("callout/when-to-call"):
            lists.setdefault(statement.group, []).append(Sign(statement.text, _whom(statement.lead), statement))
            continue
        for sentence in statement.sentences:
            called = _CALL.search(sentence.text)
            opening = _OPENING.search(sentence.text, called.start() + 3) if called else None
            if called and opening and not sentence.text.rstrip().endswith("?"):
                parts = [part for part in _SIGN_CUT.split(sentence.text[opening.end() :].strip(" .:")) if part]
                told += [[Sign(part, _whom(sentence.text), statement) for part in parts]] if parts else []
    return [*lists.values(), *told]


def recalled(article: Article) -> Iterator[tuple[Statement, list[str], int]]:
    """Each recap that leaves out signs: where, the signs left out, and how many there are."""
    every = signs(article)
    lists = [told for told in every if any(sign.statement.inside("callout/when-to-call") for sign in told)]
    for told in every:
        statement = told[0].statement
        again = statement.inside("recap") or any(RECAP.search(heading) for heading in statement.headings)
        if not again or statement.inside("callout/when-to-call") or _OPEN.search(statement.text):
            continue
        words = frozenset().union(*(stems_of(sign.text) for sign in told))
        for known in lists:
            if known[0].whom != told[0].whom or len(known) < 2 or known is told:
                continue
            left = [sign.text for sign in known if not _is_told(sign.text, words)]
            if left and len(left) < len(known):
                yield statement, left, len(known)


def _is_told(sign: str, told: frozenset[str]) -> bool:
    stems = stems_of(sign) - _PLAIN
    return not stems or len(stems & told) * 3 >= len(stems)


_TIMES = re.compile(r"\b(\d+|two|three|four|five|six) times?\b", re.I)
_COUNT = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}


def signs_that_differ(article: Article) -> Iterator[Pair]:
    """One sign with two numbers: "sick more than 5 times" here, "being sick more than 2 times" there."""
    known: list[tuple[Sign, frozenset[str], str, Fraction, str]] = []
    for sign in (sign for told in signs(article) for sign in told):
        measured = _measured(sign)
        if measured is None:
            continue
        stems = stems_of(re.sub(r"[^\W\d_]*\d[\d.,]*\s?°?[^\s]*", " ", flat(sign.text))) - _PLAIN - _BOUNDS
        for other, words, kind, amount, shown in known:
            same = stems == words and other.whom == sign.whom and kind == measured[0]
            if same and stems and amount != measured[1] and other.statement is not sign.statement:
                yield Pair(sign.statement, measured[2], shown, other.text)
                break
        known.append((sign, stems, *measured))


_BOUNDS = stems_of("over above below under than least longer higher lower mas menos encima superior days hours times")


def _measured(sign: Sign) -> tuple[str, Fraction, str] | None:
    """The one number of a sign: its kind, its amount and its words."""
    counts = list(_TIMES.finditer(sign.text))
    if len(counts) == 1:
        number = counts[0][1].lower()
        return "times", Fraction(_COUNT.get(number) or int(number)), counts[0][0]
    values = [v for v in read_quantities(sign.text, sign.statement.lang) if isinstance(v, Quantity) and v.unit]
    if not values or len({v.kind for v in values}) != 1 or len(values) > 2:
        return None
    first = values[0]
    unit = first.unit.name if first.unit else ""
    return f"{first.kind} {unit}", first.base[0], sign.text[first.low.start : first.unit_end]
