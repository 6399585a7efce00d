"""Plain text and its language come in; the sentences and where they stand go out."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from pipeline.tags import primary_of

# U+FF61 is the full stop of half-width Katakana, which old Japanese systems still write.
_MARKS = ".!?…‽。！？｡"
_CLOSERS = "\"'”’»›)]}」』"
# Spanish opens a question with ¿, German a quotation with „, French with «.
_OPENERS = "\"'“‘„«‹([{¿¡「『"
# Vancouver style sets the number of a source behind the full stop.
_CITATION = r"(?:\[\d+(?:[\d,\s–-]*\d)?\]|[⁰¹²³⁴-⁹]+)"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence without the white space around it; `start` and `end` are offsets into the text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Habits:
    """What a language does with a full stop; words casefolded, without the last full stop (see abbreviations.toml)."""

    never: frozenset[str]
    before_number: frozenset[str]
    names: frozenset[str]
    closing: frozenset[str]
    labels: frozenset[str]
    starters: frozenset[str]
    ending: re.Pattern[str]


@lru_cache(maxsize=4096)
def split_sentences(text: str, lang: str) -> tuple[Sentence, ...]:
    """Split `text` into its sentences; a line break always ends one, since a paragraph is one line.

    Knows titles, abbreviations, initials, decimal points, list numbers, ellipses, quotations and citation marks after
    the full stop. A language without an entry of its own in abbreviations.toml gets the habits common to all.
    """
    habits = _habits(primary_of(lang))
    sentences: list[Sentence] = []
    for line in re.finditer(r"[^\n\r\u2028\u2029]+", text):
        start = line.start()
        for end in [*_ends(text, line.start(), line.end(), habits), line.end()]:
            passage = text[start:end]
            stripped = passage.strip()
            if stripped:
                first = start + passage.index(stripped)
                sentences.append(Sentence(stripped, first, first + len(stripped)))
            start = end
    return tuple(sentences)


def _ends(text: str, start: int, end: int, habits: _Habits) -> Iterator[int]:
    begun = start
    for match in habits.ending.finditer(text, start, end):
        following = text[match.end() : end].lstrip()
        if following and not _goes_on(text[begun : match.start()], match["marks"], following, habits):
            yield match.end()
            begun = match.end()


def _goes_on(before: str, marks: str, following: str, habits: _Habits) -> bool:
    """Tell whether the sentence goes on behind `marks`, seeing what stands before them and what follows."""
    word = following.lstrip(_OPENERS)
    # Languages with two cases begin a sentence with a capital; Arabic, Hebrew and Chinese have one case only.
    if word[:1].islower():
        return True
    if marks != ".":
        return False
    if re.fullmatch(r"\(?(?:\d{1,3}|[A-Za-z])", before.strip(_OPENERS + " \t")):
        return True
    last, pair = _last_words(before)
    lettered = len(last) == 1 and pair.split(" ")[0] in habits.labels
    if lettered or {last, pair} & habits.closing:
        return False
    if {last, pair} & habits.never or (last in habits.before_number and word[:1].isnumeric()):
        return True
    named = {last, pair} & habits.names or _is_initialism(last) or _is_initial(before)
    return bool(named) and _has_case(word[:1]) and _first_word(word) not in habits.starters


def _last_words(before: str) -> tuple[str, str]:
    """Give the last word of `before` and the last two, casefolded, without quotation marks around them."""
    words = re.split(r"[\s/–—]+", before.strip())
    return words[-1].strip(_OPENERS).casefold(), " ".join(words[-2:]).strip(_OPENERS).casefold()


def _first_word(following: str) -> str:
    return next(re.finditer(r"[^\W\d_]*", following))[0].casefold()


def _is_initialism(token: str) -> bool:
    return bool(re.fullmatch(r"[^\W\d_](?:\.[^\W\d_])+", token))


def _is_initial(before: str) -> bool:
    match = re.search(r"(?:^|[\s(\"'“‘«.])([^\W\d_])$", before)
    return match is not None and match[1].isupper()


def _has_case(character: str) -> bool:
    return character.lower() != character.upper()


@cache
def _habits(language: str) -> _Habits:
    table = tomllib.loads((resources.files(__package__) / "abbreviations.toml").read_text(encoding="utf-8"))
    common, own = table["all"], table.get(language, {})

    def words(name: str) -> frozenset[str]:
        return frozenset(word.casefold() for word in [*common.get(name, []), *own.get(name, [])])

    marks = re.escape(_MARKS + own.get("marks", ""))
    closers = re.escape(_CLOSERS)
    # Chinese and Japanese write no space behind a full stop, so the mark alone ends the sentence there.
    ending = rf"(?P<marks>[{marks}]+)[{closers}]*{_CITATION}?[{closers}]*(?=\s|$|(?<=[。！？｡]))"
    return _Habits(
        never=words("never"),
        before_number=words("before_number"),
        names=words("names"),
        closing=words("closing"),
        labels=words("labels"),
        starters=words("starters"),
        ending=re.compile(ending),
    )
