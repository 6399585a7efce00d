"""Plain text and its language come in; the listed phrases in it go out, with where and in what sense they stand."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from pipeline.language.folding import Folded, compact_tags, fold, fold_phrase
from pipeline.language.lookup import Lookup, pattern_of
from pipeline.language.negation import Negation, NegationPatterns, is_negated, negation_patterns
from pipeline.language.sentences import split_sentences
from pipeline.tags import primary_of

_QUOTES = (("“", "”"), ("„", "“"), ("«", "»"), ("‹", "›"), ("「", "」"), ('"', '"'))
_UNSENSED = frozenset({"plain", "jargon", "familiar", "limit", "unapprovable"})
"""Lists whose words are looked at whatever their clause says, so nobody asks whether it takes them back."""


@dataclass(frozen=True, slots=True)
class PhraseList:
    """A named list in one language. `hints` maps each phrase to what to write instead, or to ""; `patterns` and
    `exception_patterns` are expressions on folded text, for what no phrase can say.
    """

    name: str
    lang: str
    rules: tuple[str, ...]
    status: str
    source: str
    hints: Mapping[str, str]
    exceptions: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    exception_patterns: tuple[str, ...] = ()


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
    familiar_acronyms: frozenset[str] = frozenset()
    _compiled: dict[str, _Compiled] = field(default_factory=dict, init=False, repr=False, compare=False)

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
        language = primary_of(lang)
        compiled = self._of(language)
        if compiled is None:
            return ()
        flowing = _flowing(text) if wrapped else text
        context = _Context(flowing, fold(flowing), lang, compiled.negation)
        chosen = None if names is None else set(names)
        found = _matches(compiled, context, chosen)
        return tuple(sorted(found, key=lambda match: (match.start, -match.end, match.list)))

    def _of(self, language: str) -> _Compiled | None:
        if language not in self._compiled:
            lists = [each for each in self.lists if each.lang == language]
            if not lists:
                return None
            negation = negation_patterns(self.negations.get(language, Negation()), pattern_of)
            self._compiled[language] = _Compiled.of(lists, negation)
        return self._compiled[language]


def read_phrases(phrases_toml: str) -> PhraseBook:
    """Read a phrase file. Raises KeyError for a list without name, lang, rules, status or source, ValueError for a
    status other than "source" and "house", or for the same list twice.
    """
    table = tomllib.loads(phrases_toml)
    lists = tuple(_read_list(entry) for entry in table["list"])
    names = [(each.name, each.lang) for each in lists]
    if len(names) != len(set(names)):
        raise ValueError("a list is there twice for the same language")
    negations = {lang: Negation.of(entry) for lang, entry in table.get("negation", {}).items()}
    return PhraseBook(
        table["as_of"],
        lists,
        negations,
        frozenset(table["acronyms"]["allowed"]),
        frozenset(table["acronyms"].get("familiar", ())),
    )


@cache
def phrase_book() -> PhraseBook:
    """The bundled lists."""
    folder = resources.files(__package__)
    book = read_phrases((folder / "phrases.toml").read_text(encoding="utf-8"))
    return replace(book, lists=book.lists + read_terms((folder / "terms.toml").read_text(encoding="utf-8")))


_TERM_LISTS = {"hard": "jargon", "familiar": "familiar"}


def read_terms(terms_toml: str) -> tuple[PhraseList, ...]:
    """The lists of terms, "jargon" and "familiar", by language; KeyError for a file of another form."""
    table = tomllib.loads(terms_toml)
    return tuple(
        PhraseList(name, lang, ("HC-JARG-01",), "house", table["source"], dict(_spelt(table[lang][key])))
        for lang in table
        if isinstance(table[lang], dict)
        for key, name in _TERM_LISTS.items()
    )


def _spelt(terms: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each term in each of its spellings: "h(a)ematoma*" is "haematoma*" and "hematoma*"."""
    for term, meaning in terms.items():
        yield re.sub(r"\((\w)\)", r"\1", term), meaning
        if "(" in term:
            yield re.sub(r"\(\w\)", "", term), meaning


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
        patterns=tuple(fold_pattern(pattern) for pattern in entry.get("patterns", [])),
        exception_patterns=tuple(fold_pattern(pattern) for pattern in entry.get("except_patterns", [])),
    )


def fold_pattern(pattern: str) -> str:
    """A pattern of a data file: "~" stands for one or more spaces or hyphens, accents go as they go in the text."""
    return fold_phrase(pattern).replace("~", "[ -]+")


@dataclass(frozen=True, slots=True)
class _Compiled:
    """The lists of one language, ready to be looked for: phrases, exceptions and hashtags, by the number of a list."""

    lists: tuple[PhraseList, ...]
    phrases: Lookup
    exceptions: Lookup
    tags: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]
    negation: NegationPatterns

    @classmethod
    def of(cls, lists: Sequence[PhraseList], negation: NegationPatterns) -> _Compiled:
        tags = []
        for each in lists:
            # Nobody hides a term of medicine in a hashtag; claims people do.
            hints = {} if each.name in _UNSENSED else each.hints
            keys = tuple(sorted(hints, key=len, reverse=True))
            expression = "|".join(f"(?P<p{number}>{_tag_pattern(key)})" for number, key in enumerate(keys))
            tags.append((re.compile(expression or "(?!)"), keys))
        return cls(
            tuple(lists),
            Lookup((each.hints, each.patterns) for each in lists),
            Lookup((each.exceptions, each.exception_patterns) for each in lists),
            tuple(tags),
            negation,
        )


def _matches(compiled: _Compiled, context: _Context, chosen: set[str] | None) -> Iterator[Match]:
    text = context.folded.text
    hits = [hit for hit in compiled.phrases.find(text) if chosen is None or compiled.lists[hit.list].name in chosen]
    wanted = {hit.list for hit in hits}
    excepted: dict[int, list[tuple[int, int]]] = {}
    for exception in compiled.exceptions.find(text) if wanted else ():
        excepted.setdefault(exception.list, []).append((exception.start, exception.end))
    seen: dict[int, set[int]] = {}
    for hit in hits:
        if not any(start < hit.end and hit.start < end for start, end in excepted.get(hit.list, ())):
            seen.setdefault(hit.list, set()).add(hit.start)
            yield context.match(compiled.lists[hit.list], hit.phrase, hit.start, hit.end)
    for tag, start, end in compact_tags(context.folded):
        for number, (expression, keys) in enumerate(compiled.tags):
            if chosen is not None and compiled.lists[number].name not in chosen:
                continue
            inside = expression.search(tag)
            if inside and not any(start <= other < end for other in seen.get(number, ())):
                phrase = keys[int(str(inside.lastgroup)[1:])]
                yield context.match(compiled.lists[number], phrase, start, end)


@dataclass(frozen=True)
class _Context:
    text: str
    folded: Folded
    lang: str
    negation: NegationPatterns
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
            hint=each.hints.get(phrase, ""),
            negated=each.name not in _UNSENSED and is_negated(self.folded.text, start, end, self.negation),
            quoted=_is_quoted(self.text, first, last),
            asked=bool(re.search(r"[?؟][\"'”’»)\]]*$", self.text[slice(*sentence)])),
        )

    def _sentences(self) -> list[tuple[int, int]]:
        if not self._spans:
            self._spans.extend((each.start, each.end) for each in split_sentences(self.text, self.lang))
        return self._spans


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
