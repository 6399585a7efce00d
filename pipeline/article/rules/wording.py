"""Rules on slips that anybody sees once pointed at: places left open, doubled words, days that read both ways."""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources

from pipeline.article.front.fields import STAND_INS
from pipeline.article.model import Article, Quotation
from pipeline.article.rules.statements import Statement, statements
from pipeline.article.walking import walk
from pipeline.finding import Check, Finding, Place, Rule, Severity, Standing
from pipeline.language.amounts import Moment

PLACEHOLDER = Rule(
    "article/placeholder",
    Severity.ERROR,
    "nothing is left to be filled in",
    (),
    "house",
    Standing.HOUSE,
    reason="a number to call that reads XXX helps nobody",
)
WORD_DOUBLED = Rule(
    "article/word-doubled",
    Severity.WARNING,
    "no word stands twice in a row by mistake",
    (),
    "house",
    Standing.HOUSE,
    frozenset({"en", "es"}),
    "a doubled word is the trace of an edit that was not finished",
)
DATE_AMBIGUOUS = Rule(
    "article/date-ambiguous",
    Severity.WARNING,
    "a day has its month in words",
    (),
    "CLDR: day and month change places between countries; NHS digital service manual for the long form",
    Standing.PRACTICE,
    reason="03/04 is in March or in April, and the appointment is missed",
)


@cache
def _open() -> tuple[tuple[re.Pattern[str], str, Severity], ...]:
    table = tomllib.loads((resources.files(__package__) / "wording.toml").read_text(encoding="utf-8"))
    return tuple(
        (re.compile(each["pattern"]), each["says"], Severity(each.get("severity", "error"))) for each in table["open"]
    )


_NOT_OPEN = re.compile(r"\bXX+L\b|\bXX\b(?= (?:chromosomes?|cromosomas))|\b[a-z]{2,}xxx\b")


_TRACES = (
    "TB",
    "tb",
    "TO DO",
    "o do: ",
    "TODO",
    "FIXME",
    "XX",
    "xx",
    "X ",
    "Y ",
    "[",
    "<",
    "??",
    "¿",
    "__",
    "....",
    "……",
    "##",
    "orem ips",
    "olor sit",
    "nsert",
    " here",
    "be confirmed",
    "be added",
    "be completed",
    "be decided",
    "be advised",
    "por confirmar",
    "por completar",
    "pendiente de",
    "dd",
    "DD",
    "mm/",
    "MM/",
    "yyyy",
    "YYYY",
    "laceholder",
    "ample text",
    "exto de ejemplo",
    "T.B.C",
)
"""One of them stands in whatever a pattern finds: looking for them first spares most statements the patterns."""


def _said_by(article: Article) -> Iterator[tuple[Place, str]]:
    """Who said what is quoted, which is no statement of the article."""
    for part in walk(article.blocks):
        if isinstance(part, Quotation):
            yield part.node.place, part.by


def placeholder(article: Article) -> Iterator[Finding]:
    for place, said in itertools.chain(((each.place, each.text) for each in statements(article)), _said_by(article)):
        # What stands in for a key that is missing is told as missing.
        if not any(trace in said for trace in _TRACES) or said in STAND_INS.values():
            continue
        text = re.sub(r"\{\{[^}]*\}\}", lambda match: " " * len(match[0]), said)
        taken: list[tuple[int, int]] = []
        for pattern, says, severity in _open():
            for match in pattern.finditer(text):
                apart = not any(start < match.end() and match.start() < end for start, end in taken)
                if apart and not _NOT_OPEN.search(text, match.start(), match.end() + 14):
                    taken.append(match.span())
                    hint = "fill it in, or take the sentence out"
                    yield PLACEHOLDER.finding(place, f'"{match[0].strip()}" {says}', hint, severity)


_DOUBLED = re.compile(r"(?<![\w'’-])([^\W\d_]+)( +|\n)(\1)(?![\w'’]|-\w)", re.I)
_MAY_DOUBLE = frozenset(
    "had that very bye no so really much many there now tut knock ha blah pom tom hear aye beri cha "
    "sí muy nos ya bla poco paso tic tac casi más".split()
)


def word_doubled(article: Article) -> Iterator[Finding]:
    for statement in statements(article):
        words = statement.text.casefold().split()
        if not any(first.endswith(second[:40].strip(".,;:!?)")) for first, second in itertools.pairwise(words)):
            continue
        for match in _DOUBLED.finditer(statement.text):
            first, second = match[1], match[3]
            if first.casefold() in _MAY_DOUBLE or (second[0].isupper() and first != second) or first.isupper():
                continue
            if second[0].isupper() and first[0].isupper() and len(first) > 3:
                continue
            if _parted(statement, match.end(1)):
                continue
            message = f'"{match[0]}" stands there twice'
            yield WORD_DOUBLED.finding(statement.place, message, "take one of the two out")


def _parted(statement: Statement, end: int) -> bool:
    """Whether a sentence ends between the two words."""
    return any(sentence.end == end for sentence in statement.sentences)


_DAY = re.compile(r"\b(?:score|grade|page|lot|model|version|chapter|room|size|no|nº|n\.º|puntuaci[oó]n)\.?\s*$", re.I)


def date_ambiguous(article: Article) -> Iterator[Finding]:
    for statement in statements(article):
        for value in statement.values:
            if not isinstance(value, Moment) or value.clock or _DAY.search(statement.text[: value.start]):
                continue
            if value.impossible:
                message = f'"{value.text}" is no day of the calendar'
                yield DATE_AMBIGUOUS.finding(statement.place, message, "write the day with its month in words")
            elif len(value.readings) == 2:
                first, second = (f"{day.day}.{day.month}." for day in value.readings)
                message = f'"{value.text}" can be read as two days (day and month {first} or {second})'
                hint = "write the month in words"
                yield DATE_AMBIGUOUS.finding(statement.place, message, hint)
            elif re.search(r"[/.-]\d\d$", value.text) and not re.match(r"\d{4}", value.text):
                message = f'"{value.text}" has a year of two digits'
                yield DATE_AMBIGUOUS.finding(
                    statement.place, message, "write the month in words and the year in full", Severity.WARNING
                )


CHECKS = (
    Check(PLACEHOLDER, placeholder),
    Check(WORD_DOUBLED, word_doubled),
    Check(DATE_AMBIGUOUS, date_ambiguous),
)
