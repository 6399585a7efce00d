"""An article comes in; two of its orders that cannot both be followed, by what their verbs mean, go out in pairs.

No word of the two need be denied: a leg is up here and hangs down there, lenses come out here and stay in there.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from pipeline.article.model import Article
from pipeline.article.rules.contradictions.families import members_of
from pipeline.article.rules.contradictions.opposites import Clash
from pipeline.article.rules.directives import flat, forbidden_by, stems_of
from pipeline.article.rules.statements import Part, Statement, statements
from pipeline.tags import primary_of


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two patterns of orders that exclude each other; `unless` finds the words with which both may stand.

    `anywhere` are both patterns, to be looked for in all sentences at once, one a line.
    """

    one: re.Pattern[str]
    other: re.Pattern[str]
    unless: re.Pattern[str] | None
    anywhere: tuple[re.Pattern[str], re.Pattern[str]]


@cache
def _contrasts(lang: str) -> tuple[Contrast, ...]:
    table = tomllib.loads((resources.files(__package__) / "contrasts.toml").read_text(encoding="utf-8"))[lang]

    def filled(pattern: str) -> re.Pattern[str]:
        for name, words in table["classes"].items():
            pattern = pattern.replace(f"{{{name}}}", words)
        return re.compile(pattern)

    return tuple(
        Contrast(
            one,
            other,
            re.compile(each["unless"]) if each.get("unless") else None,
            (re.compile(one.pattern, re.M), re.compile(other.pattern, re.M)),
        )
        for each in table["contrast"]
        for one, other in [(filled(each["one"]), filled(each["other"]))]
    )


_NO_ORDERS = frozenset({Part.TITLE, Part.HEADING, Part.ALT})
_DENIED = re.compile(r"\b(?:not|never|no|avoid|cannot|without|nor|nunca|evite|sin|ni|tampoco)\b|n't\b")


def contrasts(article: Article) -> Iterator[Clash]:
    """Each pair of orders of which one undoes the other."""
    lang = primary_of(article.lang)
    if lang not in {"en", "es"}:
        return
    told = [
        (flat(sentence.text).rstrip(".!"), sentence.text, statement)
        for statement in statements(article)
        if not statement.reported and statement.part not in _NO_ORDERS and not forbidden_by(statement, lang)
        for sentence in statement.sentences
        if not sentence.text.rstrip().endswith("?")
    ]
    whole = "\n".join(text for text, _, _ in told)
    for contrast in _contrasts(lang):
        # Most articles tell only one side of a contrast: a look at the whole text spares two at each sentence.
        if not all(pattern.search(whole) for pattern in contrast.anywhere):
            continue
        ones = [(match, each) for each in told for match in contrast.one.finditer(each[0])]
        if not ones:
            continue
        for each in told:
            for match in contrast.other.finditer(each[0]):
                found = next((one for one in ones if _against(contrast, one, (match, each), lang)), None)
                if found:
                    yield Clash(each[2], each[1], found[1][1])


_Order = tuple[re.Match[str], tuple[str, str, Statement]]


def _against(contrast: Contrast, one: _Order, other: _Order, lang: str) -> bool:
    (first, (text, told, there)), (second, (also, shown, here)) = one, other
    if told == shown or _is_sequence(there, here):
        return False
    if _is_denied(first) or _is_denied(second):
        return False
    if contrast.unless and (contrast.unless.search(text) or contrast.unless.search(also)):
        return False
    things, others = _things(first), _things(second)
    if things is None and others is None:
        return True
    return any(
        mine == theirs or bool(members_of(mine, lang) & theirs) for mine in things or () for theirs in others or ()
    )


def _is_denied(match: re.Match[str]) -> bool:
    """Whether a "not" stands before what was found, and is no part of it."""
    before = match.string[max(0, match.start() - 16) : match.start()]
    return bool(_DENIED.search(before)) and not _DENIED.match(match[0])


def _things(match: re.Match[str]) -> list[frozenset[str]] | None:
    """The stems of each thing that an order names; None for an order that names none, as its pattern is written."""
    groups = [name for name in match.groupdict() if name.startswith("thing")]
    if not groups:
        return None
    named = [words for name in groups if (words := match[name])]
    return [
        stems for words in named[:1] for part in re.split(r",| and | or | y | o ", words) if (stems := stems_of(part))
    ]


def _is_sequence(one: Statement, other: Statement) -> bool:
    """Whether both are steps of one list, where the second may well undo the first."""
    return bool(one.part is Part.ITEM and one.group and one.group == other.group)
