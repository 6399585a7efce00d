"""A word and its language come in; the word with soft hyphens where a line may part it goes out."""

from __future__ import annotations

import re
from functools import lru_cache

SOFT_HYPHEN = "\u00ad"
LEAST_LETTERS = 3
"""So many letters stand before and after a hyphen (house; two letters alone on a line help nobody)."""

SHORTEST = 10
"""Shorter words are never parted: a line that has no room for them is too narrow anyway (house)."""

_LETTERS = re.compile(rf"[^\W\d_]{{{SHORTEST},}}")


def soften(word: str, lang: str) -> str:
    """`word` with soft hyphens at the places that the patterns of its language (Liang; LibreOffice's) give.

    Runs of letters only: a number, a dose or an address in it stays whole. A Latin word in a language without patterns
    is parted as an English one; other words of such a language are not parted.
    """
    return _LETTERS.sub(lambda match: _softened(match[0], lang.replace("-", "_")), word)


@lru_cache(maxsize=4096)
def _softened(letters: str, lang: str) -> str:
    import pyphen

    known = pyphen.language_fallback(lang) or pyphen.language_fallback(lang.split("_", maxsplit=1)[0])
    # Latin with all its marks ends at U+024F: a German compound in an Arabic leaflet is parted, if not as in German.
    latin = "en_US" if all(letter <= "\u024f" for letter in letters) else None
    for patterns in (known, latin):
        if patterns is not None:
            parted = pyphen.Pyphen(lang=patterns, left=LEAST_LETTERS, right=LEAST_LETTERS)
            softened = str(parted.inserted(letters, SOFT_HYPHEN))
            if SOFT_HYPHEN in softened:
                return softened
    return letters
