"""An article comes in; what it allows at one place and forbids for a time at another goes out in pairs.

Driving, swimming, flying, eating: what readers ask about, and leaflets tell twice, in the section and in the summary.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from pipeline.article.model import Article
from pipeline.article.rules.contradictions.opposites import Clash
from pipeline.article.rules.directives import Directive, directives, flat, is_addressed
from pipeline.article.rules.statements import Part, Statement
from pipeline.language.amounts import Quantity
from pipeline.language.quantities import read_quantities
from pipeline.tags import primary_of


@dataclass(frozen=True, slots=True)
class Activity:
    """One thing that readers ask about: its name, and whether it differs before and after."""

    name: str
    anchored: bool


@dataclass(frozen=True, slots=True)
class _Word:
    """One clause on an activity: `phase` the part of the day it holds for ("" for none), `hours` a time it names."""

    directive: Directive
    phase: str
    hours: float


@cache
def _book(lang: str) -> tuple[re.Pattern[str], tuple[Activity, ...]]:
    table = tomllib.loads((resources.files(__package__) / "activities.toml").read_text(encoding="utf-8"))["activity"]
    together = "|".join(f"(?P<a{number}>{each[lang]})" for number, each in enumerate(table))
    known = tuple(Activity(each["name"], each.get("anchored", False)) for each in table)
    return re.compile(together), known


_LIMITED = re.compile(
    r"\b(?:after(?:wards)?|again|when|whenever|once|until|if|unless|only|as soon as|from|before|while|as long as|"
    r"except|within|later|then|by|instead|carefully|less|despues|otra vez|de nuevo|cuando|hasta|si|solo|antes|"
    r"mientras|"
    r"luego|a partir|dentro|excepto|salvo|pasad[oa]s)\b"
)
"""Words that narrow what is allowed, so that it need not go against what is forbidden for a time."""
_AT_ONCE = re.compile(
    r"\b(?:at once|straight away|right away|the same (?:day|evening)|from the (?:first|start|very)|immediately|"
    r"as usual|as normal|as soon as you (?:like|want|get home|feel)|whenever you (?:like|want)|any time|enseguida|"
    r"el mismo dia|de inmediato|como siempre|desde el primer|cuando quiera)\b"
)
_NARROWED = re.compile(
    r"\b(?:if|unless|without|alone|more|too|when you (?:feel|are)|except|less|only|on your own|by yourself|instead|"
    r"just|quickly|fast|heavy meals?|si|salvo|sin|sol[oa]|mas|demasiado|cuando se (?:siente|encuentra)|menos)\b"
)
"""Words by which a prohibition bars a way, a company or a case, and not the activity for a time."""
_PHASES = (
    ("before", re.compile(r"\b(?:before|prior|preparing|getting ready|antes|preparacion|ayunas)\b")),
    ("during", re.compile(r"\b(?:during|while|durante la|mientras)\b")),
    ("after", re.compile(r"\b(?:after|afterwards|home|recover\w*|following|despues|casa|tras)\b")),
)


def _phase(statement: Statement, text: str) -> str:
    for words in (text, *(flat(heading) for heading in reversed(statement.headings)), flat(statement.lead)):
        for name, pattern in _PHASES:
            if pattern.search(words):
                return name
    return ""


@lru_cache(maxsize=2048)
def _hours(text: str, lang: str) -> float:
    """The one time that a clause names, in hours; 0 for none or several."""
    times = [v for v in read_quantities(text, lang) if isinstance(v, Quantity) and v.kind == "time"]
    return float(times[0].base[0]) if len(times) == 1 else 0.0


def activity_clashes(article: Article) -> Iterator[Clash]:
    """Each activity that is allowed outright, or too early, where it is forbidden for a time."""
    lang = primary_of(article.lang)
    if lang not in {"en", "es"}:
        return
    pattern, known = _book(lang)
    barred: dict[int, list[_Word]] = defaultdict(list)
    allowed: dict[int, list[_Word]] = defaultdict(list)
    for each in directives(article):
        match = pattern.match(each.text)
        if (
            not match
            or each.statement.part in {Part.TITLE, Part.ALT, Part.CAPTION, Part.CELL}
            or not is_addressed(each)
        ):
            continue
        told = flat(each.told)
        number = int(str(match.lastgroup)[1:])
        word = _Word(each, _phase(each.statement, told), _hours(told, lang))
        if not each.forbids:
            allowed[number].append(word)
        elif not _NARROWED.search(told):
            barred[number].append(word)
    for number, activity in enumerate(known):
        for no in barred[number]:
            for yes in allowed[number]:
                if yes.directive.told != no.directive.told and _clash(yes, no, activity):
                    yield Clash(yes.directive.statement, yes.directive.told, no.directive.told)


def _clash(yes: _Word, no: _Word, activity: Activity) -> bool:
    if activity.anchored and yes.phase != no.phase:
        return False
    if {yes.phase, no.phase} == {"before", "after"}:
        return False
    told = flat(yes.directive.told)
    if "?" in told or _turned(yes, no):
        return False
    later = re.search(r"\b(?:after|from|in|despues de|pasad[oa]s|a partir de|a los|a las)\b", told)
    if yes.hours and no.hours:
        return bool(later) and yes.hours < no.hours
    if _AT_ONCE.search(told):
        return not re.search(r"\b(?:if|unless|si|salvo)\b", told)
    return not yes.hours and not _LIMITED.search(told)


def _turned(yes: _Word, no: _Word) -> bool:
    """Whether both stand in one list or one paragraph in which the second goes on from the first."""
    one, other = yes.directive.statement, no.directive.statement
    return bool(one.group and one.group == other.group and one.part is Part.CELL)
