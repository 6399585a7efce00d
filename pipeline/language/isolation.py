"""Text comes in; the runs that must keep their own direction in right-to-left text go out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Literal

from pipeline.language.wholes import wholes

_UNITS = "mg|g|kg|ml|mL|l|L|dL|mcg|µg|ng|mmol|mmHg|mEq|kcal|kJ|mm|cm|m|km|%|°C|°F|IU|h|min|am|pm"
_RUN = re.compile(
    r"""
    (?:https?://|www\.)[^\s<>]+                        # an address of the web
    | (?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)+                  # an address of mail
    | (?<![A-Za-z0-9./–-])[A-Za-z][A-Za-z0-9]*+(?:[-–./][A-Za-z0-9]++)*?[-–./]\d+(?:[-–./][A-Za-z0-9]+)*  # PL-EXO-1
    | (?<![\w.,٫٬])[−+-]?\d+(?:[.,٫٬/:×]\d+)+(?:\s?[-–—]\s?\d+(?:[.,٫٬/:×]\d+)*)?(?![\d-])  # a clock time, a ratio
      (?:\s?(?:UNITS)(?:/(?:\d+\s?)?[A-Za-zµ]+)*(?![A-Za-z]))?
    | (?:\+\d{1,3}[\s.\u00a0\u202f-]?)?(?:\(\d{1,5}\)[\s.\u00a0\u202f-]?)?   # a phone number: only whole brackets
      (?:\d[\d\s.\u00a0\u202f-]*\d(?:\s?[-–—]\s?\d[\d\s.,٫٬]*)?   # its digits
      |\d\s?[-–—]\s?\d[\d\s.,٫٬]*)                             # a range: "5–7"
      (?:\s?(?:UNITS)(?:/(?:\d+\s?)?[A-Za-zµ]+)*(?![A-Za-z])|\s?%)?
    | \d+(?:[.,٫٬/:×]\d+)*\s?(?:UNITS)(?:/(?:\d+\s?)?[A-Za-zµ]+)*(?![A-Za-z])   # a dose, also of a body's weight
    | \d+(?:[.,٫٬/:×]\d+)+                               # a decimal after a letter
    """.replace("UNITS", _UNITS),
    re.X,
)


def runs(text: str) -> Iterator[tuple[str, bool]]:
    """The text cut into runs, each with whether it must be isolated: phone numbers, ranges, doses, addresses.

    Unicode's bidirectional algorithm (UAX 9) would otherwise turn "+44 20 7946 0123", "2 × 250 mg" or "−20 °C" around.
    """
    end = 0
    for start, stop in _united([*_numbers(text), *_values(text)]):
        if start > end:
            yield text[end:start], False
        yield text[start:stop], True
        end = stop
    if end < len(text):
        yield text[end:], False


def _numbers(text: str) -> Iterator[tuple[int, int]]:
    for match in _RUN.finditer(text):
        run = match[0].rstrip(" .,٫٬;:\u00a0")
        if run and (re.search(r"\d", run) or "@" in run or "." in run):
            yield match.start(), match.start() + len(run)


def _values(text: str) -> Iterator[tuple[int, int]]:
    """What no line may part, where it is written in Latin letters and signs."""
    at = 0
    for run, whole in wholes(text):
        # "≥" before a number is mirrored and read from the right, as the words before it are.
        value = run.lstrip("<>≤≥~≈±= \u00a0\u202f") if whole else ""
        if _ORDERED.search(value) and not _RIGHT_TO_LEFT.search(value) and not value.startswith("["):
            yield at + len(run) - len(value), at + len(run)
        at += len(run)


_ORDERED = re.compile(r"\d.*[^\d.,]|[^\d.,].*\d")
"""A number with something beside it; digits alone keep their order everywhere."""


def _united(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same spans, those that share characters as one."""
    found: list[tuple[int, int]] = []
    for start, stop in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], stop)
        else:
            found.append((start, stop))
    return found


_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


_STRONG = re.compile(r"[^\W\d_]")


def phrases(text: str) -> Iterator[tuple[str, bool]]:
    """The same runs, each with the Latin words before it and those behind: "Call 999 at once" is one.

    By UAX 9 (W7, N1) a number behind Latin words takes their direction, and so does what follows it; a program that
    orders each box of a line by itself would set that to the left of them.
    """
    found, end = [], 0
    for run, own in runs(text):
        found += [(end, end + len(run))] if own else []
        end += len(run)
    wide: list[tuple[int, int]] = []
    latin = False
    for at, (start, stop) in enumerate(found):
        before = found[at - 1][1] if at else 0
        after = found[at + 1][0] if at + 1 < len(found) else len(text)
        left, right = _latin_end(text[before:start]), _latin_start(text[stop:after])
        goes_on = latin and _STRONG.search(text[before:start]) is None
        latin = left is not None or goes_on
        first = before + left if left is not None else start
        if wide and (goes_on or first <= wide[-1][1]):
            first = wide.pop()[0]
        wide.append((first, stop + (right or 0) if latin else stop))
    end = 0
    for start, stop in wide:
        yield from [(text[end:start], False)] if start > end else []
        yield text[start:stop], True
        end = stop
    yield from [(text[end:], False)] if end < len(text) else []


def _latin_end(text: str) -> int | None:
    """Where the Latin words begin with which the text ends; None when it ends with others."""
    last = max((match.end() for match in _RIGHT_TO_LEFT.finditer(text)), default=0)
    letter = _LATIN.search(text, last)
    return letter.start() if letter else None


def _latin_start(text: str) -> int | None:
    """Where the Latin words end with which the text begins; None when it begins with others."""
    other = _RIGHT_TO_LEFT.search(text)
    letters = list(_LATIN.finditer(text, 0, other.start() if other else len(text)))
    return letters[-1].end() if letters else None


def isolate(text: str) -> str:
    """The text with each such run between U+2066 and U+2069, for plain text in right-to-left languages."""
    # UAX 9 recommends isolates over embeddings: they leave the direction of what stands around them alone.
    return "".join(f"\u2066{run}\u2069" if own else run for run, own in phrases(text))


def direction_of_text(text: str) -> Literal["ltr", "rtl"]:
    """Which way a text on its own runs: as its first strong letter (UAX 9, P2); "ltr" when it has none, as a number."""
    for character in text:
        strong = unicodedata.bidirectional(character)
        if strong in ("L", "R", "AL"):
            return "ltr" if strong == "L" else "rtl"
    return "ltr"
