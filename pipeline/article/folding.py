"""Text as people type it comes in; the same words in one form, with the way back to each offset, go out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")
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


def fold(text: str) -> Folded:
    """Fold `text`: compatibility forms, case, accents (not ñ), dashes, quotation marks and spaces become one form.

    Invisible characters vanish (Unicode category Cf). The words of a hashtag in camel case are parted by spaces. Line
    breaks stay one line break.
    """
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    tags: list[tuple[int, int]] = []
    opened: int | None = None
    previous = ""
    for start, end in _clusters(text):
        cluster = text[start:end]
        if not cluster.isascii() and all(unicodedata.category(character) == "Cf" for character in cluster):
            continue
        if opened is not None and not (cluster[0].isalnum() or cluster[0] == "_"):
            tags.append((opened, len(out)))
            opened = None
        if opened is not None and previous.islower() and cluster[0].isupper():
            _append(out, starts, ends, " ", start, start)
        for character in _plain(cluster):
            _append(out, starts, ends, character, start, end)
        if cluster[0] in "#＃":
            opened = len(out)
        previous = cluster[0]
    if opened is not None:
        tags.append((opened, len(out)))
    return Folded("".join(out), tuple(starts), tuple(ends), tuple(tag for tag in tags if tag[0] < tag[1]))


def fold_phrase(phrase: str) -> str:
    """Fold a phrase of a list in the same way."""
    return fold(phrase.replace("#", "\ufdd0")).text.replace("\ufdd0", "#")


def compact_tags(folded: Folded) -> Iterator[tuple[str, int, int]]:
    """Yield each hashtag without spaces, and where it stands in the folded text."""
    for start, end in folded.tags:
        yield folded.text[start:end].replace(" ", "").replace("_", ""), start, end


def _append(out: list[str], starts: list[int], ends: list[int], character: str, start: int, end: int) -> None:
    if character in " \n" and out and out[-1] in " \n":
        if character == "\n":
            out[-1] = "\n"
        ends[-1] = end
        return
    out.append(character)
    starts.append(start)
    ends.append(end)


@lru_cache(maxsize=4096)
def _plain(cluster: str) -> str:
    if cluster.isspace():
        return "\n" if cluster in "\n\r\v\f\u0085\u2028\u2029" else " "
    visible = "".join(character for character in cluster if unicodedata.category(character) != "Cf")
    folded = unicodedata.normalize("NFKC", visible.translate(_PLAIN)).casefold()
    letters = unicodedata.normalize("NFD", folded.translate(_PLAIN))
    kept = [
        character
        for index, character in enumerate(letters)
        if not unicodedata.combining(character) or (letters[index - 1 : index], character) in _KEPT_MARKS
    ]
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", "".join(kept)).casefold())


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Yield each character together with the combining marks that follow it."""
    start = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or not unicodedata.combining(text[index]):
            if index > start:
                yield start, index
            start = index
