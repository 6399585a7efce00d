"""An article and what the rules found in it come in; its evidence card, two score sheets filled in as far as a program
may, goes out.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from pipeline.article.body.inlines import plain
from pipeline.article.model import (
    Action,
    Article,
    Bullets,
    Callout,
    Comparison,
    Evidence,
    Figure,
    KeyPoints,
    Questions,
    Recap,
    Section,
    Steps,
    Strong,
    Table,
)
from pipeline.article.plaintext import text
from pipeline.article.rules.statements import all_statements
from pipeline.article.walking import walk
from pipeline.finding import Finding, Findings, Severity
from pipeline.language.chances import LANGUAGES, chances
from pipeline.language.folding import fold
from pipeline.language.readability import Formula, measure
from pipeline.tags import primary_of

SHORT = 200
"""An article of fewer words is "very short": chunks and a summary are not asked of it (house)."""


class Answer(StrEnum):
    """What is known of an item: `OPEN` is for a person to say."""

    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "not applicable"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a sheet: its question, the answer, the words that decide it with their line (0 = none), and for an
    open one what the program would say (`leans`).
    """

    number: int
    part: str
    asks: str
    by: str
    answer: Answer
    why: str = ""
    line: int = 0
    leans: Answer | None = None
    reversed: bool = False

    @property
    def point(self) -> bool | None:
        """Whether it scores; None while it is open or does not apply."""
        if self.answer in {Answer.OPEN, Answer.NOT_APPLICABLE}:
            return None
        return (self.answer is Answer.YES) != self.reversed


@dataclass(frozen=True, slots=True)
class Sheet:
    """One score sheet. `cut_off` is the usual aim in per cent, and `cut_off_note` how sure that is."""

    key: str
    name: str
    source: str
    cut_off: int
    cut_off_note: str
    items: tuple[Item, ...]

    def score(self, part: str = "") -> tuple[int, int, int]:
        """Points, answered items and open items of a part, or of all of it; open ones never count as yes."""
        items = [item for item in self.items if not part or item.part == part]
        points = sum(item.point is True for item in items)
        answered = sum(item.point is not None for item in items)
        return points, answered, sum(item.answer is Answer.OPEN for item in items)

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(item.part for item in self.items))


@dataclass(frozen=True, slots=True)
class Card:
    """The evidence card of one article in one language."""

    slug: str
    lang: str
    title: str
    file: str
    sheets: tuple[Sheet, ...]


@dataclass(frozen=True, slots=True)
class _Said:
    """An answer with the words and the line that decide it."""

    answer: Answer
    why: str = ""
    line: int = 0


def card(article: Article, findings: Findings) -> Card:
    """The evidence card of an article; `findings` are what the article rules found, before a house weighs them."""
    look = _Look(article, findings)
    sheets = []
    for key, table in _sheets().items():
        items = tuple(_item(key, entry, look) for entry in table["items"])
        if key == "cdc-index" and items[0].answer is Answer.NO:
            # The sheet gives no point for items 2 to 4 without a main message.
            items = tuple(_denied(item) if item.number in {2, 3, 4} else item for item in items)
        sheets.append(Sheet(key, table["name"], table["source"], table["cut_off"], table["cut_off_note"], items))
    return Card(article.slug, article.lang, article.front.title, article.file, tuple(sheets))


def _denied(item: Item) -> Item:
    return Item(item.number, item.part, item.asks, item.by, Answer.NO, "there is no one main message", item.line)


@cache
def _sheets() -> Mapping[str, Any]:
    table = tomllib.loads((resources.files(__package__) / "items.toml").read_text(encoding="utf-8"))
    return {key: value for key, value in table.items() if isinstance(value, dict)}


def _item(sheet: str, entry: Mapping[str, Any], look: _Look) -> Item:
    seen = _SEEN.get((sheet, entry["number"]))
    said = seen(look) if seen else _Said(Answer.OPEN)
    answer, leans = said.answer, None
    if entry["by"] != "program" and answer is not Answer.NOT_APPLICABLE:
        leans = None if answer is Answer.OPEN else answer
        answer = Answer.OPEN
    fixed = (entry["number"], entry["part"], entry["asks"], entry["by"], answer, said.why, said.line)
    return Item(*fixed, leans, entry.get("reversed", False))


class _Look:
    """What the items ask of an article, looked up once."""

    def __init__(self, article: Article, findings: Findings) -> None:
        self.article = article
        self.findings = findings.found
        self.not_run = {check.rule for check in findings.not_run}
        self.lang = primary_of(article.lang)
        self.parts = tuple(walk(article.blocks))
        self.words = len(text(article.blocks).split())
        self.passages = all_statements(article)

    def of(self, *kinds: type) -> list[Any]:
        return [part for part in self.parts if isinstance(part, kinds)]

    def found(self, rule: str, *severities: Severity) -> Finding | None:
        wanted = severities or (Severity.ERROR, Severity.WARNING)
        return next((f for f in self.findings if f.rule == f"article/{rule}" and f.severity in wanted), None)

    def line(self, key: str) -> int:
        return self.article.place(key).first

    def at(self, part: Any) -> _Said:
        """A yes on the strength of this block, with its first words."""
        words = " ".join(text((part,)).split())
        return _Said(Answer.YES, f"“{words[:120]}”" if words else "", part.node.place.first)


def _unless(rule: str, yes: str, *severities: Severity) -> Callable[[_Look], _Said]:
    """No when a rule found something, with its words; open where the rule does not know the language; else yes."""

    def seen(look: _Look) -> _Said:
        finding = look.found(rule, *severities)
        if finding:
            return _Said(Answer.NO, finding.message, finding.where.first)
        if f"article/{rule}" in look.not_run:
            return _Said(Answer.OPEN, f'no rule for "{look.article.lang}"')
        return _Said(Answer.YES, yes)

    return seen


def _everyday(look: _Look) -> _Said:
    body = [statement.text for statement in look.passages if statement.body]
    measured = measure(body, look.article.lang)
    if measured is None:
        return _Said(Answer.OPEN, f'not measured: there is no reading formula for "{look.article.lang}"')
    hard = look.found("hard-to-read") or look.found("hard-to-read-spanish")
    if hard:
        return _Said(Answer.NO, f"{hard.message}; {hard.hint}", hard.where.first)
    formula = Formula.FLESCH_KINCAID if look.lang == "en" else Formula.SZIGRISZT
    return _Said(Answer.YES, f"{formula.value.replace('-', ' ')} {measured.score(formula).value:.1f}")


def _purpose(look: _Look) -> _Said:
    return _Said(Answer.YES, f"“{look.article.front.summary[:160]}”", look.line("summary"))


def _numbers(look: _Look) -> _Said:
    if not any(re.search(r"\d", statement.text) for statement in look.passages):
        return _Said(Answer.NOT_APPLICABLE, "there is no number in it")
    for rule in ("percent-of-whom", "risk-relative-only", "denominators-mixed"):
        if finding := look.found(rule):
            return _Said(Answer.NO, finding.message, finding.where.first)
    statement = next(p for p in look.passages if re.search(r"\d", p.text))
    return _Said(Answer.YES, f"“{statement.text[:120]}”", statement.place.first)


def _no_sums(look: _Look) -> _Said:
    if _numbers(look).answer is Answer.NOT_APPLICABLE:
        return _Said(Answer.YES, "there is no number in it")
    finding = look.found("denominators-mixed")
    return _Said(Answer.NO, finding.message, finding.where.first) if finding else _Said(Answer.OPEN)


def _sums(look: _Look) -> _Said:
    said = _no_sums(look)
    turned = {Answer.YES: Answer.NO, Answer.NO: Answer.YES}
    return _Said(turned.get(said.answer, said.answer), said.why, said.line)


def _how_to_sum(look: _Look) -> _Said:
    if _no_sums(look).answer is Answer.YES:
        return _Said(Answer.NOT_APPLICABLE, "there is no number in it")
    return _Said(Answer.OPEN)


def _chunks(look: _Look) -> _Said:
    if look.words < SHORT:
        return _Said(Answer.NOT_APPLICABLE, f"it is very short: {look.words} words")
    return _unless("section-too-long", f"{len(look.of(Section))} headings over {look.words} words")(look)


def _headings(look: _Look) -> _Said:
    sections = look.of(Section)
    if not sections:
        return _Said(Answer.NO, "there are no headings")
    empty = re.compile(r"(?:introduction|overview|general|background|introducción|general(?:idades)?)$", re.I)
    for section in sections:
        if empty.match(plain(section.heading).strip()):
            return _Said(Answer.NO, f"“{plain(section.heading)}”", section.node.place.first)
    return _Said(Answer.YES, "; ".join(f"“{plain(s.heading)}”" for s in sections[:4]), sections[0].node.place.first)


def _summary(look: _Look) -> _Said:
    if found := look.of(KeyPoints, Recap):
        return look.at(found[0])
    if look.words < SHORT:
        return _Said(Answer.NOT_APPLICABLE, f"it is very short: {look.words} words")
    return _Said(Answer.NO, "there are neither key points nor a recap")


def _cues(look: _Look) -> _Said:
    if found := look.of(Callout, KeyPoints, Action):
        return look.at(found[0])
    if found := look.of(Bullets):
        return look.at(found[0])
    if look.of(Strong):
        return _Said(Answer.YES, "bold words")
    return _Said(Answer.NO, "there are no callouts, lists or bold words")


def _captions(look: _Look) -> _Said:
    if not look.of(Figure, Table):
        return _Said(Answer.NOT_APPLICABLE, "there are no pictures or tables")
    return _unless("figure-uncaptioned", "all of them have one")(look)


def _pictures(look: _Look) -> _Said:
    figures = look.of(Figure)
    return _Said(Answer.OPEN) if figures else _Said(Answer.NOT_APPLICABLE, "there are no pictures")


def _tables(look: _Look) -> _Said:
    tables = look.of(Table)
    if not tables:
        return _Said(Answer.NOT_APPLICABLE, "there are no tables")
    for table in tables:
        heads = [" ".join(text(cell.blocks).split()) for cell in table.head]
        if len(table.alignments) > 5:
            return _Said(Answer.NO, f"a table has {len(table.alignments)} columns", table.node.place.first)
        long_heads = [head for head in heads if len(head.split()) > 4]
        if long_heads:
            return _Said(Answer.NO, f"“{long_heads[0]}” is a long head", table.node.place.first)
    return _Said(Answer.YES, "at most five columns, heads of at most four words")


def _charts(look: _Look) -> _Said:
    return _Said(Answer.OPEN) if look.of(Figure, Table) else _Said(Answer.NOT_APPLICABLE, "there are none")


def _action(look: _Look) -> _Said:
    if finding := look.found("no-action"):
        return _Said(Answer.NO, finding.message, finding.where.first)
    found = [*look.of(Action, Steps), *(part for part in look.of(Callout) if part.kind == "when-to-call")]
    return look.at(found[0]) if found else _Said(Answer.YES, "its sentences tell the reader what to do")


def _addressed(look: _Look) -> _Said:
    if finding := look.found("passive"):
        return _Said(Answer.NO, finding.message, finding.where.first)
    if "article/passive" in look.not_run:
        return _Said(Answer.OPEN, f'no rule for "{look.article.lang}"')
    return _action(look)


def _steps(look: _Look) -> _Said:
    found = look.of(Steps)
    return look.at(found[0]) if found else _Said(Answer.NO, "there are no numbered steps")


def _tool(look: _Look) -> _Said:
    found = look.of(Questions, Steps)
    return look.at(found[0]) if found else _Said(Answer.NO, "there is no checklist, list of questions or steps")


def _main_message(look: _Look) -> _Said:
    finding = look.found("main-message-weak")
    if finding:
        return _Said(Answer.NO, finding.message, finding.where.first)
    return _Said(Answer.YES, f"“{look.article.front.main_message}”", look.line("main_message"))


def _on_top(look: _Look) -> _Said:
    return _Said(Answer.YES, "every format prints it first, in a box of its own", look.line("main_message"))


def _active(look: _Look) -> _Said:
    if "article/passive" in look.not_run:
        return _Said(Answer.OPEN, f'no rule for "{look.article.lang}"')
    lines = {look.line("main_message")} | {
        line for part in look.of(Action) for line in range(part.node.place.first, part.node.place.last + 1)
    }
    for finding in look.findings:
        if finding.rule == "article/passive" and finding.where.first in lines:
            return _Said(Answer.NO, finding.message, finding.where.first)
    return _main_message(look) if _main_message(look).answer is Answer.YES else _Said(Answer.YES, "")


def _lists(look: _Look) -> _Said:
    if not look.of(Bullets, KeyPoints, Steps):
        return _Said(Answer.NO, "there are no lists")
    return _unless("list-too-long", "every list has at most seven points")(look)


def _known(look: _Look) -> _Said:
    found = look.of(Evidence)
    if not found:
        return _Said(Answer.OPEN, "there is no evidence block")
    empty = look.found("evidence-empty") or look.found("evidence-one-sided")
    return _Said(Answer.NO, empty.message, empty.where.first) if empty else look.at(found[0])


def _both_sides(look: _Look) -> _Said:
    if finding := look.found("benefit-unbalanced"):
        return _Said(Answer.NO, finding.message, finding.where.first)
    found = look.of(Comparison)
    return look.at(found[0]) if found else _Said(Answer.OPEN)


def _chances(look: _Look) -> _Said:
    if look.lang not in LANGUAGES:
        return _Said(Answer.OPEN)
    for statement in look.passages:
        if chances(fold(statement.text).text, look.lang):
            return _Said(Answer.YES, f"“{statement.text[:120]}”", statement.place.first)
    return _Said(Answer.NOT_APPLICABLE, "it tells no chance in numbers")


_JARGON = _unless("jargon-unexplained", "every listed term is explained where it first stands")
_VOICE = _unless("passive", "at most a fifth of its sentences is passive")
_SEEN: Mapping[tuple[str, int], Callable[[_Look], _Said]] = {
    ("pemat-p", 1): _purpose,
    ("pemat-p", 3): _everyday,
    ("pemat-p", 4): _JARGON,
    ("pemat-p", 5): _VOICE,
    ("pemat-p", 6): _numbers,
    ("pemat-p", 7): _no_sums,
    ("pemat-p", 8): _chunks,
    ("pemat-p", 9): _headings,
    ("pemat-p", 11): _summary,
    ("pemat-p", 12): _cues,
    ("pemat-p", 16): _pictures,
    ("pemat-p", 17): _captions,
    ("pemat-p", 18): _pictures,
    ("pemat-p", 19): _tables,
    ("pemat-p", 20): _action,
    ("pemat-p", 21): _addressed,
    ("pemat-p", 22): _steps,
    ("pemat-p", 23): _tool,
    ("pemat-p", 24): _how_to_sum,
    ("pemat-p", 25): _charts,
    ("cdc-index", 1): _main_message,
    ("cdc-index", 2): _on_top,
    ("cdc-index", 3): _on_top,
    ("cdc-index", 5): _action,
    ("cdc-index", 6): _active,
    ("cdc-index", 7): _JARGON,
    ("cdc-index", 8): _lists,
    ("cdc-index", 9): _chunks,
    ("cdc-index", 11): _known,
    ("cdc-index", 12): _action,
    ("cdc-index", 14): _steps,
    ("cdc-index", 15): _numbers,
    ("cdc-index", 17): _sums,
    ("cdc-index", 19): _both_sides,
    ("cdc-index", 20): _chances,
}
"""What a program looks at, by sheet and item; the other items are for a person alone."""
