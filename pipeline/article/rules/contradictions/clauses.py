"""An article comes in; its clauses go out, each with what it says, of what, in which case, and whether it denies it.

A clause is what one verb says: "sit up, lean forward and pinch your nose" are three. What stands behind an "if", "when"
or "until" is its case, what stands behind a "because" is nobody's.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from pipeline.article.model import Article
from pipeline.article.rules.directives import ORDER, flat, forbidden_by, stem, stems_of
from pipeline.article.rules.statements import Part, Statement, statements
from pipeline.tags import primary_of


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing said: `text` folded, `words` its content stems without those of a side, `sides` by axis.

    `case` holds the stems and numbers of its condition, `denies` a "not" of its own or of its list, `unneeded` that it
    calls something unneeded; `verb` is its first word behind the pronoun, `subject` its first content word.
    """

    statement: Statement
    sentence: str
    number: int
    text: str
    words: frozenset[str]
    verb: str
    sides: Mapping[str, str]
    case: frozenset[str]
    denies: bool
    unneeded: bool
    subject: str


@dataclass(frozen=True, slots=True)
class Axis:
    """Sides that exclude each other, each with the expression that tells it; `alone`: no other word need be shared,
    `always`: a case excuses nothing, `subject`: the same subject is enough.
    """

    name: str
    sides: tuple[tuple[str, re.Pattern[str]], ...]
    alone: bool
    always: bool
    subject: bool
    about: re.Pattern[str] | None
    unless: re.Pattern[str] | None


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads((resources.files(__package__) / "contraries.toml").read_text(encoding="utf-8"))


@cache
def axes_of(lang: str) -> tuple[Axis, ...]:
    """The axes of contraries.toml for a primary language tag."""
    return tuple(
        Axis(
            each["name"],
            tuple((side, re.compile(pattern)) for side, pattern in each["sides"].items()),
            bool(each.get("alone")),
            bool(each.get("always")),
            bool(each.get("subject")),
            re.compile(each["about"]) if "about" in each else None,
            re.compile(each["unless"]) if "unless" in each else None,
        )
        for each in _table().get(lang, {}).get("axes", ())
    )


@cache
def _axis_words(lang: str) -> re.Pattern[str]:
    """Any word that takes a side, so that an article's clauses without one are soon done with."""
    told = [
        alternative for axis in axes_of(lang) for _, pattern in axis.sides for alternative in _apart(pattern.pattern)
    ]
    # Asking for the beginning of a word once, and not in each alternative, spares nine tenths of the work.
    words = "|".join(each[2:] for each in told if each.startswith(r"\b"))
    others = [each for each in told if not each.startswith(r"\b")]
    return re.compile("|".join((rf"\b(?:{words})", *others)))


def _apart(pattern: str) -> list[str]:
    """The alternatives of a pattern that no bracket holds together."""
    parts, depth, held = [""], 0, False
    for at, character in enumerate(pattern):
        escaped = at > 0 and pattern[at - 1] == "\\"
        held = (character == "[" or held) and not (character == "]" and held)
        if not escaped and not held:
            depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "|" and depth == 0 and not held:
            parts.append("")
        else:
            parts[-1] += character
    return parts


_CASE = {
    "en": re.compile(
        r"\b(?:if|unless|until|till|when|whenever|while|once|as soon as|in case|before|after|during|within|except)\b"
    ),
    "es": re.compile(
        r"\b(?:si|salvo|hasta|cuando|mientras|en cuanto|en caso|antes|despues|durante|excepto)\b(?! de un\b)"
    ),
}
_REASON = re.compile(
    r"\b(?:because|since|so that|as (?:it|this|they|you)|so (?:it|you|that)|porque|ya que|para que)\b.*"
)
_NOT = re.compile(
    r"\b(?:not|never|no|cannot|nor|nothing|none|nobody|avoid|neither|nunca|jamas|nada|ningun|ninguna|tampoco|evite|"
    r"ni)\b|"
    r"n't\b|\b(?:is|are|do|does|did|wo|ca)nt\b"
)
_UNNEEDED = re.compile(
    r"\b(?:(?:do|does|did|will|would) not (?:need|have to)|don't (?:need|have to)|doesn't (?:need|have to)|need not|"
    r"needs? no|no need|no (?:necesita|hace falta|tiene que|es necesari[oa]))\b"
)
_WITHOUT_DOING = re.compile(r"\b(?:without|sin) (?=[a-z]+(?:ing|ar|er|ir)\b)")
_LIGHT = stems_of(
    "please always also just only even still very really quite well good best help help us we our new time times "
    "day days week weeks hour hours minute minutes month months once twice about first next make sure tome haga "
    "vez veces "
    "dia dias semana semanas hora horas minuto minutos siempre tambien muy bien least thing things way ways part "
    "it one "
    "fine ok okay safe allowed need needs needed necesita want like many much lot plenty patient paciente"
)
_DIGITS = re.compile(r"\d[\d.,:]*")
_PREPOSITIONS = stems_of("within during once until unless except case after before hasta mientras durante salvo")
_LASTING = re.compile(r"\b(?:for|durante) (?:about |at least |up to |al menos )?\d+ (?:to \d+ |a \d+ )?[a-zñ]+")
"""For how long: no case, but a value, which topics.py and others compare."""


@cache
def _breaks(lang: str) -> re.Pattern[str]:
    """Where a new verb begins inside a sentence."""
    if lang == "es":
        return re.compile(
            r"[;:()]| (?:pero|luego|sino|y luego) |,? y (?=(?:no|nunca) |[^\W\d_]{3,}(?:e|a|en|an)(?:se|lo|la|los|"
            r"las|le)? "
            r"(?:el|la|los|las|su|sus|un|una|de|se|con|en|a|al|mucho|mucha) )|, (?=(?:no|nunca|puede|debe|luego|"
            r"despues) )"
        )
    adjectives = "|".join(_table()["en"]["adjectives"].split())
    verbs = "|".join(_table()["en"]["verbs"].split())
    anew = "do not|don't|never|always|you|it|they|we|he|she|there|this|that"
    begins = rf"(?:(?:{verbs})\b|(?:{adjectives}) (?:the|your|it|them|an?) |(?:{anew}) )"
    return re.compile(rf"[;:()]| - |,? (?:but|and then|then|instead) |,? and (?={begins})|, (?:and )?(?={begins})")


_last: list[tuple[Article, tuple[Clause, ...]]] = []


def clauses(article: Article) -> tuple[Clause, ...]:
    """Every clause of an article in a language that contraries.toml knows; () in any other."""
    if not _last or _last[0][0] is not article:
        _last[:] = [(article, tuple(_clauses(article)))]
    return _last[0][1]


def _clauses(article: Article) -> Iterator[Clause]:
    lang = primary_of(article.lang)
    if lang not in _CASE:
        return
    for statement in statements(article):
        if statement.reported or statement.part in {Part.HEADING, Part.CELL}:
            continue
        under = forbidden_by(statement, lang)
        lead = _lead_case(statement, lang)
        for number, sentence in enumerate(statement.sentences):
            if not sentence.text.rstrip().endswith("?"):
                for told in _of_sentence(sentence.text, lang, under and number == 0, lead):
                    yield Clause(statement, sentence.text, number, *told)


def _lead_case(statement: Statement, lang: str) -> frozenset[str]:
    """The case that a list stands under: "If you miss a tablet:"."""
    lead = flat(statement.lead) if statement.part is Part.ITEM else ""
    found = _CASE[lang].search(lead)
    return (stems_of(lead[found.end() :]) - _LIGHT) | frozenset(_DIGITS.findall(lead)) if found else frozenset()


_Told = tuple[str, frozenset[str], str, Mapping[str, str], frozenset[str], bool, bool, str]
"""What a clause says, without where: `text`, `words`, `verb` and on, as they follow in Clause."""


@lru_cache(maxsize=8192)
def _of_sentence(sentence: str, lang: str, under: bool, lead: frozenset[str]) -> tuple[_Told, ...]:
    """What the clauses of one sentence say; kept, since an edit leaves most sentences of an article as they were."""
    return tuple(_told_in(sentence, lang, under, lead))


def _told_in(sentence: str, lang: str, under: bool, lead: frozenset[str]) -> Iterator[_Told]:
    text = _ASIDE.sub("", _REASON.sub("", flat(sentence))).strip(" .!")
    opening = re.match(rf"(?:{_CASE[lang].pattern}|\b(?:in|for|with|among|en|con) (?=[^,]{{3,60}},))[^,]*,", text)
    case = lead
    if opening:
        case |= _stems_of_case(opening[0])
        text = text[opening.end() :].strip()
    for place, part in enumerate(_split(text, lang)):
        own, _, without = _parted(part)
        denies = bool(_NOT.search(own)) or (under and place == 0)
        yield _clause(own, lang, case, denies)
        if without and not denies:
            yield _clause(without, lang, case, True)


_ASIDE = re.compile(r" \([a-zñ-]+\)(?= [a-zñ])")
"""One word in brackets, which says the word before it again and parts no clause: "innocent (harmless) murmurs"."""


def _parted(part: str) -> tuple[str, str, str]:
    found = _WITHOUT_DOING.search(part)
    return (part[: found.start()], found[0], part[found.end() :]) if found else (part, "", "")


def _split(text: str, lang: str) -> Iterator[str]:
    at = 0
    for match in _breaks(lang).finditer(text):
        if text[at : match.start()].strip(" ,"):
            yield text[at : match.start()].strip(" ,")
        at = match.end()
    if text[at:].strip(" ,."):
        yield text[at:].strip(" ,.")


def _stems_of_case(text: str) -> frozenset[str]:
    text = _LASTING.sub(" ", text)
    return (stems_of(text) - _LIGHT - _PREPOSITIONS) | frozenset(each.rstrip(".,:") for each in _DIGITS.findall(text))


def _clause(text: str, lang: str, case: frozenset[str], denies: bool) -> _Told:
    found = _CASE[lang].search(text)
    head = text[: found.start()] if found and found.start() else text
    behind = text[found.start() :] if found and found.start() else ""
    sides: dict[str, str] = {}
    rest = head
    if _axis_words(lang).search(text):
        for axis in axes_of(lang):
            if (axis.about and not axis.about.search(text)) or (axis.unless and axis.unless.search(text)):
                continue
            told = [side for side, pattern in axis.sides if pattern.search(text)]
            if len(told) == 1:
                sides[axis.name] = told[0]
                rest, behind = (dict(axis.sides)[told[0]].sub(" ", words) for words in (rest, behind))
    verb = re.sub(
        r"^(?:(?:please|always|never|do not|don't|you|it|they|we|can|may|must|should|will|cannot|no|not|nunca|puede|"
        r"debe|"
        r"usted|also|now|just|only|the|your|a|an) )*",
        "",
        text,
    ).split(" ")[0]
    return (
        text,
        (stems_of(_NOT.sub(" ", rest)) - _LIGHT) | frozenset(_LETTERS.findall(rest)),
        stem(verb),
        sides,
        case | _stems_of_case(behind),
        denies,
        bool(_UNNEEDED.search(text)),
        next((stem(word) for word in re.findall(r"[^\W\d_]{3,}", text) if word not in _ARTICLES), ""),
    )


_LETTERS = re.compile(r"\b[b-df-hk-np-rv-xz]\b|(?<=vitamin )a\b")
"""Single letters that name something: the D of vitamin D."""
_ARTICLES = frozenset(
    "not does can will they she you and but for with also some most the your this these our their its his her that "
    "los las una sus este esta".split()
)


_BEFORE_NOUN = re.compile(r"(?:(?:an?|the|your|some|any|most|these|those) )?(?:(?:very|really|too) )?")
_BEHIND_NOUN = re.compile(r"(?:una?|unos|unas|el|la|los|las|su|sus) [a-zñ]+ (?:muy |demasiado )?")
_PREDICATE = re.compile(
    r" [a-z-]+ (?:[a-z0-9]+ ){0,5}?(?:can|cannot|may|might|will|would|should|must|is|are|has|have|do|does|needs?|"
    r"helps?|makes?|keeps?|eases?|soothes?|calms?|hurts?|burns?|harms?|causes?|gives?|works?|lets?|dries|dry|lasts?|takes?)\b"
)


def names_its_subject(text: str, start: int, end: int) -> bool:
    """Whether the words from `start` to `end` are an adjective of the subject with which a folded clause begins.

    "A long nap can keep you awake" tells of long naps only, and "take a long nap" does not.
    """
    before, behind = text[:start], text[end:]
    if _BEHIND_NOUN.fullmatch(before):
        return bool(behind.strip())
    return bool(_BEFORE_NOUN.fullmatch(before) and _PREDICATE.match(behind)) and not ORDER.match(text)
