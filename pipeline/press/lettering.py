"""The words that a picture should show and those that its page holds come in; what is too much and what is missing go
out.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import regex

_UNSEEN = regex.compile(r"[^\p{L}\p{N}%]")


@dataclass(frozen=True, slots=True)
class Lettering:
    """The words of a picture that it should not show, and the words that it should show and does not."""

    added: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()


def lettering(wanted: Iterable[str], drawn: str) -> Lettering:
    """How the text of a picture's page differs from the lines that it should show.

    Letters, digits and "%" are compared, whatever stands between them: a style sheet may set them in capitals, part
    them at the end of a line, and exchange two blocks.
    """
    asked = [word for line in wanted for word in _words(line)]
    found = _words(drawn)
    more, less = Counter("".join(found)), Counter("".join(asked))
    return Lettering(_holding(found, asked, more - less), _holding(asked, found, less - more))


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return [kept for word in plain.split() if (kept := _UNSEEN.sub("", word))]


def _holding(words: list[str], others: list[str], letters: Counter[str]) -> tuple[str, ...]:
    """The words that stand in one list only, if there are letters that do; else none."""
    if not letters:
        return ()
    only = Counter(words) - Counter(others)
    return tuple(only) or ("".join(letters.elements()),)
