"""Rules on numbers that tell a risk: of whom, out of how many, beside what else; findings go out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.article.model import Article, Bullets, Steps, Table
from pipeline.article.plaintext import text as plain_text
from pipeline.article.rules.statements import Statement, all_statements
from pipeline.article.walking import of_kind
from pipeline.finding import Check, Finding, Rule, Severity, Standing
from pipeline.language.chances import (
    FRACTION,
    LANGUAGES,
    PEOPLE,
    RELATIVE,
    RESULT,
    Chance,
    chances,
    has,
    is_relative,
    percents,
)
from pipeline.language.folding import fold
from pipeline.tags import primary_of

_PIF = "PIF guide to communicating risk (2023)"

STATISTIC_UNCITED = Rule(
    "article/statistic-uncited",
    Severity.WARNING,
    "a sentence that says how many people something happens to cites its source",
    ("HC-CLAIM-04", "HC-META-05", "HC-NUM-01"),
    "HONcode principle 4; which numbers are statistics is house",
    Standing.PRACTICE,
    LANGUAGES,
    "a number looks like knowledge even when nobody counted",
)
RELATIVE_ONLY = Rule(
    "article/risk-relative-only",
    Severity.WARNING,
    "a relative risk (half, twice, 40 % less) stands beside how many people that is",
    ("HC-NUM-01",),
    f"Cochrane Handbook 12.5.3; {_PIF}",
    Standing.PRACTICE,
    LANGUAGES,
    "half of two in a million and half of one in two sound the same",
)
PERCENT_OF_WHOM = Rule(
    "article/percent-of-whom",
    Severity.WARNING,
    "a percentage that tells a result says of whom",
    ("HC-NUM-01",),
    f"{_PIF}; Gigerenzer, BMJ 2011;343:d6386",
    Standing.PRACTICE,
    LANGUAGES,
    '"80 %" of people, of visits or of hair are different promises',
)
DENOMINATORS_MIXED = Rule(
    "article/denominators-mixed",
    Severity.WARNING,
    "chances that stand together are out of the same number of people",
    ("HC-NUM-02",),
    f"PEMAT-P item 7; CDC Clear Communication Index, item 17; {_PIF}",
    Standing.PRACTICE,
    LANGUAGES,
    "many readers take 1 in 50 for more than 1 in 20",
)


@dataclass(frozen=True, slots=True)
class _Said:
    """A sentence of a passage: folded, in a language that is known here."""

    statement: Statement
    number: int
    folded: str
    cited: bool


def _sentences(article: Article) -> Iterator[_Said]:
    for number, statement in enumerate(all_statements(article)):
        if statement.reported or not re.search(
            r"\d|every|tim|hal|doubl|twi|tripl|quarter|third|likely|risk|mitad|doble|tercio|cuart|odds|one|two|uno"
            r"|un[ao]?\b|out of|million|millón|millones|de cada",
            statement.text,
            re.I,
        ):
            continue
        for sentence in statement.sentences:
            if not sentence.text.rstrip().endswith(("?", "؟")):
                cited = statement.is_cited(sentence.start, sentence.end)
                yield _Said(statement, number, fold(sentence.text).text, cited)


def _lang(article: Article) -> str:
    return primary_of(article.lang)


_LIMIT = re.compile(r"\b(?:below|above|under|over|than|debajo de|encima de|menos de|mas de)(?: about| el| del?)? ?$")
"""A limit to act on, and no count of people: "your peak flow falls below 80 %"."""


def _is_bound(before: str, behind: str, lang: str) -> bool:
    """Whether a percentage between these words is a limit of one reader's own: no share of people."""
    if not _LIMIT.search(before):
        return False
    own = re.search(r"\b(?:your|you|usted|sus?)\b", before) and not re.match(r" ?(?:of|de)\b", behind)
    return bool(own) or not has(before + behind, PEOPLE, lang)


def statistic_uncited(article: Article) -> Iterator[Finding]:
    lang = _lang(article)
    hint = "add the citation [@key] in the same sentence"
    for said in _sentences(article):
        if said.cited:
            continue
        percent = next(percents(said.folded, lang), None)
        bound = percent is not None and _is_bound(said.folded[: percent.start()], said.folded[percent.end() :], lang)
        told = percent is not None and not bound and (has(said.folded, PEOPLE, lang) or has(said.folded, RESULT, lang))
        chance = next(iter(chances(said.folded, lang)), None)
        fraction = FRACTION[lang].search(said.folded)
        if fraction and not (told or chance):
            message = f'"{fraction[0]}" tells how many, and not who counted'
            yield STATISTIC_UNCITED.finding(said.statement.place, message, hint)
        elif told or chance:
            words = percent[0] if told and percent else said.folded[chance.start :].split(",")[0][:24] if chance else ""
            message = f'"{words.strip()}" tells how many, and not who counted'
            yield STATISTIC_UNCITED.finding(said.statement.place, message, hint)


def risk_relative_only(article: Article) -> Iterator[Finding]:
    lang = _lang(article)
    everything = list(_sentences(article))
    absolute: set[int] = set()
    for said in everything:
        plain = list(percents(said.folded, lang))
        if chances(said.folded, lang) or (len(plain) >= 2 and not _each_relative(said.folded, lang, len(plain))):
            absolute.add(said.number)
    for said in everything:
        if {said.number, said.number + 1, said.number - 1} & absolute or not is_relative(said.folded, lang):
            continue
        match = RELATIVE[lang].search(said.folded)
        message = f'"{match[0].strip() if match else ""}" compares a risk, and not with how many people'
        hint = "say how many of 100 (or 1,000) people it happens to with it and without it"
        yield RELATIVE_ONLY.finding(said.statement.place, message, hint)


def _each_relative(folded: str, lang: str, number: int) -> bool:
    """Whether all of so many percentages are themselves comparisons ("20 % lower, and 30 % lower")."""
    return sum(1 for match in RELATIVE[lang].finditer(folded) if "%" in match[0] or "cent" in match[0]) >= number


_OF_THEM = re.compile(
    r" (?:of|del|de) (?:all |the |these |those |our |las |los |todos los |todas las )?[a-z]+(?:s|ies)\b"
)


_BETTER = re.compile(
    r" (?:better|softer|younger|faster|stronger|healthier|smoother|calmer|deeper|sharper|thicker|longer|mejor|mas "
    r"(?:rapido|fuerte|sano|joven))\b"
)
"""What advertising measures in percent of nobody knows what."""


def percent_of_whom(article: Article) -> Iterator[Finding]:
    lang = _lang(article)
    for said in _sentences(article):
        if has(said.folded, PEOPLE, lang) or is_relative(said.folded, lang):
            continue
        match = next(percents(said.folded, lang), None)
        if match and _OF_THEM.match(said.folded[match.end() :]):
            continue
        if match and (has(said.folded, RESULT, lang) or _BETTER.match(said.folded[match.end() :])):
            message = f'"{match[0].strip()}" does not say of whom'
            hint = "say it in people: 80 of 100 people who took it …"
            yield PERCENT_OF_WHOM.finding(said.statement.place, message, hint)


def denominators_mixed(article: Article) -> Iterator[Finding]:
    lang = _lang(article)
    seen: set[tuple[int, int]] = set()
    parts: list[Bullets | Steps | Table] = [
        *of_kind(article.blocks, Bullets),
        *of_kind(article.blocks, Steps),
        *of_kind(article.blocks, Table),
    ]
    for part in parts:
        found = [chance for line in plain_text((part,)).split("\n") for chance in chances(fold(line).text, lang)]
        finding = _mixed(found)
        if finding:
            seen.add((part.node.place.first, part.node.place.last))
            yield DENOMINATORS_MIXED.finding(part.node.place, *finding)
    for statement in all_statements(article):
        inside = any(first <= statement.place.first <= last for first, last in seen)
        if not statement.reported and not inside:
            finding = _mixed(chances(fold(statement.text).text, lang))
            if finding:
                yield DENOMINATORS_MIXED.finding(statement.place, *finding)


def _mixed(found: tuple[Chance, ...] | list[Chance]) -> tuple[str, str] | None:
    """Message and hint when chances of different size are out of different numbers; bands of side effects are"
    " usual."""
    telling = [chance for chance in found if not chance.band]
    sizes = sorted({chance.of for chance in telling})
    if len(sizes) < 2 or len({round(chance.number / chance.of, 6) for chance in telling}) < 2:
        return None
    named = " and ".join(f"{size:,.0f}" for size in sizes)
    return f"chances out of {named} stand side by side", f"give them all out of {max(100, int(sizes[-1])):,}"


CHECKS = (
    Check(STATISTIC_UNCITED, statistic_uncited),
    Check(RELATIVE_ONLY, risk_relative_only),
    Check(PERCENT_OF_WHOM, percent_of_whom),
    Check(DENOMINATORS_MIXED, denominators_mixed),
)
