"""Phrases of several lists come in once; where they stand in a folded text goes out, in one pass over its words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.language.folding import fold_phrase

_WORD = re.compile(r"\w+")
_GAP = r"(?:[^\s]+ ){0,3}?"
_HEAD = 3
"""Most words begin like no open phrase; their first letters say so before any prefix is looked up."""
_NUMBER = r"\d+(?:[.,]\d+)*"
_OPEN_CHOICE = re.compile(r"^[^()]*\||^\w[?*]")
"""A choice outside brackets, or a first letter that may lack: the pattern does not always begin with that letter."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase of a list (both by number) and where it stands in the folded text."""

    list: int
    phrase: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Words:
    """A phrase of plain words: the words behind the first, each with what must stand before it and whether it is open.

    `open` tells whether the first word may have any ending.
    """

    list: int
    phrase: str
    open: bool
    rest: tuple[tuple[str, str, bool], ...]
    length: int


class Lookup:
    """Finds the phrases of several lists.

    Most phrases are plain words: they are found by their first word, so that a list of a thousand terms costs no more
    than one of ten. Phrases with numbers, gaps or signs, and the lists' own patterns, are one expression a list.
    """

    def __init__(self, lists: Iterable[tuple[Iterable[str], Iterable[str]]]) -> None:
        self._exact: dict[str, list[_Words]] = {}
        self._prefixes: dict[str, list[_Words]] = {}
        self._expressions: list[tuple[int, re.Pattern[str], tuple[str, ...]]] = []
        for number, (phrases, patterns) in enumerate(lists):
            odd: list[tuple[str, str]] = []
            for phrase in phrases:
                forms = list(_forms(fold_phrase(phrase)))
                if forms:
                    for form in forms:
                        self._add(number, phrase, form)
                else:
                    odd.append((phrase, pattern_of(phrase)))
            odd += [(f"pattern {index}", pattern) for index, pattern in enumerate(patterns)]
            if odd:
                odd.sort(key=lambda pair: -len(pair[0]) if not pair[0].startswith("pattern ") else 0)
                self._expressions.append((number, alternatives([p for _, p in odd]), tuple(name for name, _ in odd)))
        self._lengths = sorted({len(prefix) for prefix in self._prefixes}, reverse=True)
        self._head = min([_HEAD, *self._lengths])
        self._heads = {prefix[: self._head] for prefix in self._prefixes}
        for many in (*self._exact.values(), *self._prefixes.values()):
            many.sort(key=lambda words: -words.length)

    def _add(self, number: int, phrase: str, form: tuple[tuple[str, str], ...]) -> None:
        first = form[0][1]
        rest = tuple((gap, word.rstrip("*"), word.endswith("*")) for gap, word in form[1:])
        words = _Words(number, phrase, first.endswith("*"), rest, sum(len(word) + 1 for _, word in form))
        index = self._prefixes if words.open else self._exact
        index.setdefault(first.rstrip("*"), []).append(words)

    def find(self, text: str) -> Iterator[Hit]:
        """Every phrase in folded text, each list's longest at a place, none of a list inside another of that list."""
        ends: dict[int, int] = {}
        hits = sorted(self._all(text), key=lambda hit: (hit.start, -hit.end))
        for hit in hits:
            if hit.start >= ends.get(hit.list, 0):
                ends[hit.list] = hit.end
                yield hit

    def _all(self, text: str) -> Iterator[Hit]:
        tokens = [(match.start(), match.end(), match[0]) for match in _WORD.finditer(text)]
        for at, (start, _, word) in enumerate(tokens):
            for words in self._candidates(word):
                end = _follow(text, tokens, at, words)
                if end:
                    yield Hit(words.list, words.phrase, start, end)
        for number, expression, names in self._expressions:
            for match in expression.finditer(text):
                yield Hit(number, names[int(str(match.lastgroup)[1:])], match.start(), match.end())

    def _candidates(self, word: str) -> Iterator[_Words]:
        yield from self._exact.get(word, ())
        if word[: self._head] not in self._heads:
            return
        size = len(word)
        for length in self._lengths:
            if length <= size:
                found = self._prefixes.get(word[:length])
                if found:
                    yield from found


def _follow(text: str, tokens: list[tuple[int, int, str]], at: int, words: _Words) -> int:
    """Where the phrase ends that begins at the token, 0 when it does not go on so."""
    end = tokens[at][1]
    for gap, expected, is_open in words.rest:
        at += 1
        if at >= len(tokens):
            return 0
        start, stop, word = tokens[at]
        between = text[end:start]
        fits = between == gap if gap == "'" else bool(between) and not between.strip(" -")
        if not fits or (word[: len(expected)] if is_open else word) != expected:
            return 0
        end = stop
    return end


def _forms(folded: str) -> Iterator[tuple[tuple[str, str], ...]]:
    """The phrase as words with what parts them, once for each way of writing its hyphens; none if it has odd signs."""
    if re.search(r"[^\w '*-]|\*\w", folded):
        return
    spellings = [folded]
    if "-" in folded:
        spellings.append(folded.replace("-", ""))
    for spelling in spellings:
        parts = re.findall(r"([ '-]*)(\w+\*?)", spelling)
        yield tuple(("'" if gap == "'" else " ", word) for gap, word in parts)


def alternatives(patterns: Iterable[str]) -> re.Pattern[str]:
    """One expression for many; its group "p<number>" tells which. Tried by first letter, since Python's engine would
    otherwise try each at every word.
    """
    by_letter: dict[str, list[str]] = {}
    for number, pattern in enumerate(patterns):
        letter = pattern[0] if pattern[0].isalpha() and not _OPEN_CHOICE.search(pattern) else ""
        by_letter.setdefault(letter, []).append(f"(?P<p{number}>{pattern})")
    groups = [f"(?={letter})(?:{'|'.join(many)})" if letter else "|".join(many) for letter, many in by_letter.items()]
    return re.compile(rf"(?<!\w)(?:{'|'.join(groups)})(?!\w)" if groups else "(?!)")


def pattern_of(phrase: str) -> str:
    """The expression that finds a phrase of a data file in folded text."""
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
