"""Text comes in; where the values stand that a line must not part goes out: doses, ranges, times, dates, phones.

It knows no language: a number belongs to the word behind it, whatever that counts. `quantities.py` knows what a value
means; here it is only kept whole.
"""

from __future__ import annotations

from functools import lru_cache

import regex

LONGEST = 26
"""A value of so many characters is held whole, a longer one in parts: a folded leaflet's cards are as wide (house)."""

_NUMBER = r"(?:[£$€<>≤≥≈~±+−]\s?)?\d+(?:[.,:'’/×٫٬]\d+)*[½¼¾⅓⅔]?"
_GAP = r"[ \u00a0\u202f]"
_WORD = r"[\p{L}µ°%٪][\p{L}\p{M}°µ²³'’]{0,12}(?:[/-]\p{L}+)?(?![\p{L}\p{M}])\.?"
_JOIN = rf"(?:{_GAP}?[-–—×x]{_GAP}?|{_GAP}?/{_GAP}?|{_GAP}\p{{L}}[\p{{L}}\p{{M}}]{{0,3}}{_GAP})"
_EACH = rf"{_GAP}(?:a|per|each|every|am|pro|je|al|por|par|à|na|w)(?:{_GAP}l[ae])?{_GAP}\p{{L}}{{2,6}}(?!\p{{L}})"
"""What follows how often: "a day", "am Tag", "al día"."""

_DATE = rf"\d{{1,2}}\.?{_GAP}(?:de{_GAP})?\p{{L}}[\p{{L}}\p{{M}}]{{2,11}}\.?{_GAP}(?:de{_GAP})?\d{{4}}"
_VALUE = regex.compile(
    rf"""
    [\w.+-]+@[\w-]+(?:\.[\w-]+)+                                       # an address of mail
    | \[\d+(?:[,–-]{_GAP}?\d+)*\][.,;:]?                               # [3].
    | (?<![\w.,+-])(?:\+\d{{1,3}}|\(\d{{2,5}}\)|0\d{{1,5}}|\d{{3}})(?:[ .\u00a0\u202f-]\(?\d{{1,5}}\)?){{1,6}}(?![\w-])
    | \b\p{{Lu}}{{1,2}}\d[\p{{Lu}}\d]?{_GAP}\d\p{{Lu}}{{2}}\b          # a postcode
    | \b\p{{L}}[\p{{L}}\d]*(?:-[\p{{L}}\d]+)*-\d+\b                    # COVID-19
    | (?<![\p{{L}}\d]){_DATE}
    | \b\p{{Lu}}\p{{Ll}}{{2,11}}\.?{_GAP}\d{{1,2}},{_GAP}\d{{4}}\b     # March 12, 2026
    | (?<![\p{{L}}\d]){_NUMBER}(?:(?:{_GAP}?{_WORD})??{_JOIN}{_NUMBER})*(?:{_GAP}?{_WORD}(?:{_EACH})?)?
    """,
    regex.X,
)
_PARTABLE = regex.compile(r"[^\d.,]")


@lru_cache(maxsize=4096)
def values(text: str) -> tuple[tuple[int, int], ...]:
    """Start and end of each value in which a line could end, in reading order; none is longer than LONGEST."""
    found = []
    for match in _VALUE.finditer(text):
        start, end = match.span()
        if not _PARTABLE.search(match[0]):
            continue
        if end - start <= LONGEST:
            found.append((start, end))
        else:
            found += _parts(text, start, end)
    return tuple(found)


def _parts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """What of a long value holds together: each number with the word behind it."""
    inner = regex.compile(rf"{_NUMBER}(?:{_GAP}?{_WORD})?")
    spans = [match.span() for match in inner.finditer(text, start, end)]
    return [(first, last) for first, last in spans if last - first <= LONGEST and _PARTABLE.search(text[first:last])]
