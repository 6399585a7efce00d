"""Statements come in; the medicines that they name, with what is plausible for each, and whose dose it is, go out."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from pipeline.article.model import Article
from pipeline.article.rules.statements import Statement, statements


@dataclass(frozen=True, slots=True)
class Medicine:
    """One ingredient: its first `name`, `dose` and `day` the most mg in one dose and in 24 hours of an adult, 0 where
    nothing is known.

    `least` the fewest mg that a dose has, `gap` the fewest hours between doses; 0 where nothing is known. `weekly`:
    taken once a week; `child`: not for children without a doctor. `sure` as in limits.toml.
    """

    name: str
    dose: float
    day: float
    least: float = 0
    gap: float = 0
    weekly: bool = False
    child: bool = False
    sure: str = "U"


@dataclass(frozen=True, slots=True)
class Named:
    """A medicine named in a text, and where."""

    medicine: Medicine
    start: int
    end: int


@cache
def limits() -> Mapping[str, Any]:
    """The tables of limits.toml."""
    return tomllib.loads((resources.files(__package__) / "limits.toml").read_text(encoding="utf-8"))


@cache
def _book() -> tuple[re.Pattern[str], dict[str, Medicine]]:
    known: dict[str, Medicine] = {}
    for entry in limits()["medicine"]:
        values = {key: value for key, value in entry.items() if key != "names"}
        names = entry["names"].split()
        medicine = Medicine(names[0], **values)
        known.update(dict.fromkeys(names, medicine))
    for line in limits()["named"]["names"]:
        known.update(dict.fromkeys(line.split(), Medicine(line.split()[0], dose=0, day=0)))
    by_start: dict[str, list[str]] = {}
    for name in sorted(known, key=len, reverse=True):
        by_start.setdefault(name[:2], []).append(name[2:])
    # Names that begin alike stand together: most words of a text fail at their first two letters, and not at each name.
    names = "|".join(f"{start}(?:{'|'.join(rest)})" for start, rest in by_start.items())
    return re.compile(rf"(?<!\w)({names})\w{{0,3}}", re.I), known


@lru_cache(maxsize=8192)
def medicines_in(text: str) -> tuple[Named, ...]:
    """Every known medicine that a text names, in reading order."""
    pattern, known = _book()
    return tuple(Named(known[m[1].lower()], m.start(), m.end()) for m in pattern.finditer(text))


_OF = re.compile(
    r"[\d.,/½¼¾ -]{1,24}(?: ?(?:to|or|a|o|–) ?[\d.,]+)? ?[^\W\d_]{1,12} (?:of|de) (?!\d)"
    r"(?:the |your |la |el )?[^\W\d_]{3,}"
)
"""An amount of something that is named: "6 g of salt"."""


def subject_of(article: Article, statement: Statement, start: int) -> Medicine | None:
    """Whose dose stands at `start` in a statement: the medicine named before it in its sentence, or behind it, or in
    what the statement stands under, or the only one of the title or the article.
    """
    other = _OF.match(statement.text, start)
    if other and not medicines_in(statement.text[start : other.end() + 30]):
        return None
    sentence = next((s for s in statement.sentences if s.start <= start < s.end), None)
    first, last = (sentence.start, sentence.end) if sentence else (0, len(statement.text))
    near = [named for named in medicines_in(statement.text) if first <= named.start < last]
    near = [named for named in near if start - 90 <= named.start <= start + 50]
    before = [named for named in near if named.start <= start]
    if before or near:
        return before[-1].medicine if before else near[0].medicine
    earlier = [named for named in medicines_in(statement.text) if named.start < start]
    if earlier and len({named.medicine.name for named in earlier}) == 1:
        return earlier[-1].medicine
    for above in (statement.row, statement.column, statement.caption, statement.lead, *reversed(statement.headings)):
        named_above = {named.medicine for named in medicines_in(above)}
        if len(named_above) == 1:
            return named_above.pop()
    return only_medicine(article)


_last: list[tuple[Article, Medicine | None]] = []


def only_medicine(article: Article) -> Medicine | None:
    """The one medicine an article is about: the only one of its title, or the only one that it names. Each dose of a
    table asks for it.
    """
    if not _last or _last[0][0] is not article:
        _last[:] = [(article, _only(article))]
    return _last[0][1]


def _is_taken(article: Article) -> bool:
    """Whether the medicine that is named once is told with an amount, or at the head of the article."""
    front = article.front
    if medicines_in(f"{front.summary or ''} {front.main_message or ''}"):
        return True
    return any(re.search(r"\d", s.text) for s in statements(article) if medicines_in(s.text))


def _only(article: Article) -> Medicine | None:
    in_title = {named.medicine for named in medicines_in(f"{article.front.title} {article.front.subtitle or ''}")}
    if len(in_title) == 1:
        return in_title.pop()
    if in_title:
        return None
    told = [named.medicine for statement in statements(article) for named in medicines_in(statement.text)]
    once = len(told) < 2 and (len(statements(article)) > 60 or not _is_taken(article))
    return told[0] if len(set(told)) == 1 and not once else None
