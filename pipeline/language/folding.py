"""Text as people type it comes in; the same words in one form, with the way back to each offset, go out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

# Word makes a dash of a typed hyphen as it likes; in "co‑codamol" even the hyphen may be one that does not break.
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")
# Word and phones curl quotation marks while one types; U+02BC is what some web editors put for an apostrophe.
_QUOTES = dict.fromkeys(map(ord, "‘’‚‛′ʼ`´"), "'") | dict.fromkeys(map(ord, "“”„‟″«»"), '"')
_PLAIN = _DASHES | _QUOTES
_KEPT_MARKS = {("n", "\u0303")}
"""Letters that stay letters of their own when accents go: ñ."""


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text; `starts` and `ends` give, for each of its characters, the offsets in the text it came from."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    tags: tuple[tuple[int, int], ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give the offsets in the original text of a stretch of at least one folded character."""
        return self.starts[start], self.ends[end - 1]


@lru_cache(maxsize=2048)
def fold(text: str) -> Folded:
    """Fold `text`: compatibility forms, case, accents (not ñ), dashes, quotation marks and spaces become one form.

    Invisible characters vanish (Unicode category Cf). The words of a hashtag in camel case are parted by spaces. Line
    breaks stay one line break.
    """
    made = _Making()
    letters = {character: _plain(character) for character in set(text)}
    odd = "".join(c for c, plain in letters.items() if len(plain) != 1 or c in "#＃" or unicodedata.combining(c))
    begun = 0
    # Ordinary words are folded at one stroke; one with an odd character, and the space before it, mark by mark.
    odd_words = rf"(?:\s|\A)[^\s{re.escape(odd)}]*[{re.escape(odd)}]\S*"
    for word in re.finditer(odd_words, text) if odd else ():
        made.fold_ordinary(text, begun, word.start(), letters)
        made.fold_odd(text, word.start(), word.end())
        begun = word.end()
    made.fold_ordinary(text, begun, len(text), letters)
    return made.folded()


@dataclass(frozen=True, slots=True)
class _Making:
    """A folded text while it grows."""

    out: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    tags: list[tuple[int, int]] = field(default_factory=list)

    def folded(self) -> Folded:
        tags = tuple(tag for tag in self.tags if tag[0] < tag[1])
        return Folded("".join(self.out), tuple(self.starts), tuple(self.ends), tags)

    def fold_ordinary(self, text: str, first: int, last: int, letters: Mapping[str, str]) -> None:
        """A stretch whose characters stand for themselves and fold to one each; spaces fold together."""
        plain = "".join(map(letters.__getitem__, text[first:last]))
        at = 0
        for spaces in re.finditer(r"\A[ \n]+|[ \n]{2,}", plain):
            self._take(plain, at, spaces.start(), first)
            for index in range(spaces.start(), spaces.end()):
                self._append(plain[index], first + index, first + index + 1)
            at = spaces.end()
        self._take(plain, at, len(plain), first)

    def _take(self, plain: str, at: int, end: int, first: int) -> None:
        self.out.extend(plain[at:end])
        self.starts.extend(range(first + at, first + end))
        self.ends.extend(range(first + at + 1, first + end + 1))

    def fold_odd(self, text: str, first: int, last: int) -> None:
        """Any stretch that begins and ends where no combining mark follows."""
        opened: int | None = None
        previous = ""
        for start, end in _clusters(text, first, last):
            cluster = text[start:end]
            # Cf: soft hyphens, joiners, direction marks; nobody sees them, and a phrase would not be found across one.
            if not cluster.isascii() and all(unicodedata.category(character) == "Cf" for character in cluster):
                continue
            if opened is not None and not (cluster[0].isalnum() or cluster[0] == "_"):
                self.tags.append((opened, len(self.out)))
                opened = None
            if opened is not None and previous.islower() and cluster[0].isupper():
                self._append(" ", start, start)
            for character in _plain(cluster):
                self._append(character, start, end)
            if cluster[0] in "#＃":
                opened = len(self.out)
            previous = cluster[0]
        if opened is not None:
            self.tags.append((opened, len(self.out)))

    def _append(self, character: str, start: int, end: int) -> None:
        if character in " \n" and self.out and self.out[-1] in " \n":
            if character == "\n":
                self.out[-1] = "\n"
            self.ends[-1] = end
            return
        self.out.append(character)
        self.starts.append(start)
        self.ends.append(end)


def fold_phrase(phrase: str) -> str:
    """Fold a phrase of a list in the same way."""
    # U+FDD0 is a noncharacter: Unicode never makes a letter of it.
    return fold(phrase.replace("#", "\ufdd0")).text.replace("\ufdd0", "#")


def compact_tags(folded: Folded) -> Iterator[tuple[str, int, int]]:
    """Yield each hashtag without spaces, and where it stands in the folded text."""
    for start, end in folded.tags:
        yield folded.text[start:end].replace(" ", "").replace("_", ""), start, end


@lru_cache(maxsize=4096)
def _plain(cluster: str) -> str:
    if cluster.isspace():
        return "\n" if cluster in "\n\r\v\f\u0085\u2028\u2029" else " "
    visible = "".join(character for character in cluster if unicodedata.category(character) != "Cf")
    # PDFs give "ﬁ" for "fi", and posts "𝗺𝗶𝗿𝗮𝗰𝗹𝗲" for "miracle": NFKC makes letters of both.
    folded = unicodedata.normalize("NFKC", visible.translate(_PLAIN)).casefold()
    letters = unicodedata.normalize("NFD", folded.translate(_PLAIN))
    kept = [
        character
        for index, character in enumerate(letters)
        if not unicodedata.combining(character) or (letters[index - 1 : index], character) in _KEPT_MARKS
    ]
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", "".join(kept)).casefold())


def _clusters(text: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield each character of a stretch together with the combining marks that follow it."""
    start = first
    for index in range(first + 1, last + 1):
        if index == last or not unicodedata.combining(text[index]):
            if index > start:
                yield start, index
            start = index
