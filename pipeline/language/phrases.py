"""Plain text and its language come in; the listed phrases in it go out, with where and in what sense they stand."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from pipeline.language.folding import Folded, compact_tags, fold, fold_phrase
from pipeline.language.sentences import split_sentences

NEGATION_WORDS = 8
"""How many words before a phrase a "not" may stand and still mean it (house)."""

_QUOTES = (("“", "”"), ("„", "“"), ("«", "»"), ("‹", "›"), ("「", "」"), ('"', '"'))
_GAP = r"(?:[^\s]+ ){0,3}?"
_NUMBER = r"\d+(?:[.,]\d+)*"


@dataclass(frozen=True, slots=True)
class PhraseList:
    """A named list in one language. `hints` maps each phrase to what to write instead, or to ""."""

    name: str
    lang: str
    rules: tuple[str, ...]
    status: str
    source: str
    hints: Mapping[str, str]
    exceptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Negation:
    """How a language takes a phrase back: words before it, words after it, and where a clause ends."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    unless: tuple[str, ...]
    stops: tuple[str, ...]
    joins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found in a text; offsets are into that text, `sentence` gives the sentence's offsets.

    `negated`: the clause takes it back ("there is no cure"). `quoted`: it stands within quotation marks. `asked`: its
    sentence is a question. `hint` is the list's plainer word or meaning, or "".
    """

    list: str
    phrase: str
    text: str
    start: int
    end: int
    sentence: tuple[int, int]
    hint: str = ""
    negated: bool = False
    quoted: bool = False
    asked: bool = False

    @property
    def claimed(self) -> bool:
        """Whether the text says it for itself: neither negated, quoted nor asked."""
        return not (self.negated or self.quoted or self.asked)


@dataclass(frozen=True)
class PhraseBook:
    """All lists, as of a day; languages are BCP 47 primary tags."""

    as_of: date
    lists: tuple[PhraseList, ...]
    negations: Mapping[str, Negation]
    acronyms: frozenset[str]
    _patterns: dict[tuple[str, str], _Compiled] = field(default_factory=dict, repr=False, compare=False)

    @property
    def languages(self) -> frozenset[str]:
        """The languages that have lists."""
        return frozenset(each.lang for each in self.lists)

    def find(
        self, text: str, lang: str, names: Iterable[str] | None = None, *, wrapped: bool = False
    ) -> tuple[Match, ...]:
        """Find the phrases of the lists `names` (default: all) in `text`, in reading order.

        A line break parts paragraphs; with `wrapped` only an empty line does, as in an e-mail's plain text. A language
        without lists finds nothing.
        """
        language = lang.replace("_", "-").split("-", maxsplit=1)[0].lower()
        chosen = None if names is None else set(names)
        lists = [each for each in self.lists if each.lang == language and (chosen is None or each.name in chosen)]
        if not lists:
            return ()
        flowing = _flowing(text) if wrapped else text
        folded = fold(flowing)
        context = _Context(flowing, folded, lang, self._negation(language))
        found = [match for each in lists for match in self._matches(each, context)]
        return tuple(sorted(found, key=lambda match: (match.start, -match.end, match.list)))

    def _matches(self, each: PhraseList, context: _Context) -> Iterator[Match]:
        compiled = self._compiled(each)
        seen: set[int] = set()
        matches = list(compiled.phrases.finditer(context.folded.text))
        excepted = [match.span() for match in compiled.exceptions.finditer(context.folded.text)] if matches else []
        for match in matches:
            if not any(start < match.end() and match.start() < end for start, end in excepted):
                seen.add(match.start())
                yield context.match(each, compiled.written(match), match.start(), match.end())
        for tag, start, end in compact_tags(context.folded):
            inside = compiled.tags.search(tag)
            if inside and not any(start <= other < end for other in seen):
                yield context.match(each, compiled.written(inside), start, end)

    def _compiled(self, each: PhraseList) -> _Compiled:
        key = (each.name, each.lang)
        if key not in self._patterns:
            self._patterns[key] = _Compiled.of(each)
        return self._patterns[key]

    def _negation(self, language: str) -> _NegationPatterns:
        return _negation_patterns(self.negations.get(language, Negation((), (), (), (), ())))


def read_phrases(phrases_toml: str) -> PhraseBook:
    """Read a phrase file. Raises KeyError for a list without name, lang, rules, status or source, ValueError for a
    status other than "source" and "house", or for the same list twice.
    """
    table = tomllib.loads(phrases_toml)
    lists = tuple(_read_list(entry) for entry in table["list"])
    names = [(each.name, each.lang) for each in lists]
    if len(names) != len(set(names)):
        raise ValueError("a list is there twice for the same language")
    negations = {
        lang: Negation(**{name: tuple(words) for name, words in entry.items()})
        for lang, entry in table.get("negation", {}).items()
    }
    return PhraseBook(table["as_of"], lists, negations, frozenset(table["acronyms"]["allowed"]))


@cache
def phrase_book() -> PhraseBook:
    """The bundled lists."""
    return read_phrases((resources.files(__package__) / "phrases.toml").read_text(encoding="utf-8"))


def _read_list(entry: Mapping[str, Any]) -> PhraseList:
    if entry["status"] not in ("source", "house"):
        raise ValueError(f'list "{entry["name"]}": the status is "source" or "house", not "{entry["status"]}"')
    return PhraseList(
        name=entry["name"],
        lang=entry["lang"],
        rules=tuple(entry["rules"]),
        status=entry["status"],
        source=entry["source"],
        hints=dict(entry.get("hints", {})) | dict.fromkeys(entry.get("phrases", []), ""),
        exceptions=tuple(entry.get("except", [])),
    )


@dataclass(frozen=True, slots=True)
class _Compiled:
    phrases: re.Pattern[str]
    exceptions: re.Pattern[str]
    tags: re.Pattern[str]
    keys: tuple[str, ...]

    @classmethod
    def of(cls, each: PhraseList) -> _Compiled:
        keys = tuple(sorted(each.hints, key=len, reverse=True))
        return cls(
            phrases=_alternatives({f"p{number}": _pattern(key) for number, key in enumerate(keys)}),
            exceptions=_alternatives({f"e{number}": _pattern(key) for number, key in enumerate(each.exceptions)}),
            tags=_alternatives({f"p{number}": _tag_pattern(key) for number, key in enumerate(keys)}, bounded=False),
            keys=keys,
        )

    def written(self, match: re.Match[str]) -> str:
        return self.keys[int(str(match.lastgroup)[1:])]


@dataclass(frozen=True, slots=True)
class _NegationPatterns:
    before: re.Pattern[str]
    after: re.Pattern[str]
    unless: re.Pattern[str]
    stops: re.Pattern[str]
    joined: re.Pattern[str]
    goes_on: re.Pattern[str]


@cache
def _negation_patterns(negation: Negation) -> _NegationPatterns:
    def words(phrases: tuple[str, ...]) -> str:
        return "|".join(_pattern(phrase) for phrase in phrases) or "(?!)"

    joins = words(negation.joins)
    return _NegationPatterns(
        before=re.compile(rf"(?<!\w)(?:{words(negation.before)})(?!\w)"),
        after=re.compile(rf"\W*(?:\w+ ){{0,2}}?(?:{words(negation.after)})(?!\w)"),
        unless=re.compile(rf"(?<!\w)(?:{words(negation.unless)})(?!\w)"),
        stops=re.compile(rf"[.!?;:\n]|(?<!\w)(?:{words(negation.stops)})(?!\w)"),
        joined=re.compile(rf"[\s-]*(?:(?:\w+\s+){{0,3}}?(?:{joins})\s+)*"),
        goes_on=re.compile(rf"\s*(?:,|(?:{joins})(?!\w))"),
    )


@dataclass(frozen=True)
class _Context:
    text: str
    folded: Folded
    lang: str
    negation: _NegationPatterns
    _spans: list[tuple[int, int]] = field(default_factory=list)

    def match(self, each: PhraseList, phrase: str, start: int, end: int) -> Match:
        first, last = self.folded.span(start, end)
        sentence = next((span for span in self._sentences() if span[0] <= first < span[1]), (first, last))
        return Match(
            list=each.name,
            phrase=phrase,
            text=self.text[first:last],
            start=first,
            end=last,
            sentence=sentence,
            hint=each.hints[phrase],
            negated=self._is_negated(start, end),
            quoted=_is_quoted(self.text, first, last),
            asked=bool(re.search(r"[?؟][\"'”’»)\]]*$", self.text[slice(*sentence)])),
        )

    def _sentences(self) -> list[tuple[int, int]]:
        if not self._spans:
            self._spans.extend((each.start, each.end) for each in split_sentences(self.text, self.lang))
        return self._spans

    def _is_negated(self, start: int, end: int) -> bool:
        text, patterns = self.folded.text, self.negation
        clause = text[:start]
        for stop in patterns.stops.finditer(clause, max(0, start - 300)):
            clause = text[stop.end() : start]
        if "," in clause:
            kept, _, between = clause.rpartition(",")
            listed = patterns.joined.fullmatch(between) and (between.strip() or patterns.goes_on.match(text, end))
            clause = f"{kept} {between}" if listed else between
        window = " ".join(clause.split()[-NEGATION_WORDS:])
        plain = patterns.unless.sub(" ", window)
        closing = patterns.stops.search(text, end)
        following = text[end : closing.start() if closing else None]
        return bool(patterns.before.search(plain) or patterns.after.match(following))


def _is_quoted(text: str, start: int, end: int) -> bool:
    line = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    closing = text[end : stop if stop >= 0 else len(text)]
    for opener, closer in _QUOTES:
        if opener == closer:
            if text.count(opener, line, start) % 2 == 1 and closer in closing:
                return True
        else:
            opened = text.rfind(opener, line, start)
            if opened >= 0 and text.find(closer, opened + 1, start) < 0 and closer in closing:
                return True
    return False


def _flowing(text: str) -> str:
    """Make single line breaks spaces and leave every offset as it is; empty lines stay."""
    return re.sub(r"(?<!\n)\n(?!\s*\n)", " ", text)


def _alternatives(patterns: Mapping[str, str], *, bounded: bool = True) -> re.Pattern[str]:
    if not bounded:
        return re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in patterns.items()) or "(?!)")
    # Phrases are tried by their first letter: Python's engine would otherwise try every phrase at every word.
    by_letter: dict[str, list[str]] = {}
    for name, pattern in patterns.items():
        letter = pattern[0] if pattern[0].isalpha() else ""
        by_letter.setdefault(letter, []).append(f"(?P<{name}>{pattern})")
    groups = [f"(?={letter})(?:{'|'.join(many)})" if letter else "|".join(many) for letter, many in by_letter.items()]
    return re.compile(rf"(?<!\w)(?:{'|'.join(groups)})(?!\w)" if groups else "(?!)")


def _pattern(phrase: str) -> str:
    """Write the regular expression that finds a phrase of the data file in folded text."""
    parts = re.split(r"(<number>|<words>| |-|\*)", fold_phrase(phrase))
    written: list[str] = []
    for part in filter(None, parts):
        if part == "<words>":
            written.append(_GAP)
        elif part == "<number>":
            written.append(_NUMBER)
        elif part == "*":
            written.append(r"\w*")
        elif part == " ":
            written.append("" if written and written[-1] == _GAP else r"[ -]+")
        elif part == "-":
            written.append(r"[ -]*")
        elif part.startswith("%"):
            written.append(r"[ ]?" + re.escape(part))
        else:
            written.append(re.escape(part))
    return "".join(written)


def _tag_pattern(phrase: str) -> str:
    """The expression for a hashtag without spaces: several words anywhere in it, one word only as the whole of it."""
    folded = fold_phrase(phrase)
    if "<" in folded:
        return "(?!)"
    words = re.split(r"[ -]+", folded.rstrip("*"))
    joined = "".join(re.escape(word) for word in words)
    if len(words) > 1:
        return joined
    return rf"\A{joined}\w*\Z" if folded.endswith("*") else rf"\A{joined}\Z"
