"""An ordered list comes in; the numbers of its steps, and how each is written ("4.", "b)", "(iv)"), go out."""

from __future__ import annotations

from string import ascii_lowercase

from pipeline.article.model import Delimiter, NumberStyle, Steps

_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
MAX_ROMAN = 3999
"""CSS Counter Styles 3, 6.1: a larger number is written in digits, and so is one below 1."""


def numbers(steps: Steps) -> tuple[int, ...]:
    """The number of each step, in order."""
    found: list[int] = []
    number = steps.start - 1
    for item in steps.items:
        number = number + 1 if item.number is None else item.number
        found.append(number)
    return tuple(found)


def labels(steps: Steps) -> tuple[str, ...]:
    """What stands before each step, as a reader sees it."""
    return tuple(label(number, steps.style, steps.delimiter) for number in numbers(steps))


def label(number: int, style: NumberStyle, delimiter: Delimiter) -> str:
    """A number with what stands beside it: "4.", "b)", "(iv)"."""
    shown = written(number, style)
    return f"({shown})" if delimiter is Delimiter.PARENS else shown + delimiter.value


def written(number: int, style: NumberStyle) -> str:
    """A number in digits, letters (a, b, … z, aa, ab, …) or Roman numerals, as browsers write it."""
    if style is NumberStyle.DECIMAL or number < 1:
        return str(number)
    if style in {NumberStyle.LOWER_ALPHA, NumberStyle.UPPER_ALPHA}:
        shown = _letters(number)
    elif number > MAX_ROMAN:
        return str(number)
    else:
        shown = _roman(number)
    return shown.upper() if style in {NumberStyle.UPPER_ALPHA, NumberStyle.UPPER_ROMAN} else shown


def number_of(shown: str, style: NumberStyle) -> int | None:
    """The number that is written so in this style, or None when nothing is."""
    if style is NumberStyle.DECIMAL:
        return int(shown) if shown.isascii() and shown.isdigit() else None
    lower = shown.lower()
    if shown != (shown.upper() if style in {NumberStyle.UPPER_ALPHA, NumberStyle.UPPER_ROMAN} else lower):
        return None
    if not lower or any(letter not in ascii_lowercase for letter in lower):
        return None
    if style in {NumberStyle.LOWER_ALPHA, NumberStyle.UPPER_ALPHA}:
        number = 0
        for letter in lower:
            number = number * 26 + ascii_lowercase.index(letter) + 1
        return number
    return _number_of_roman(lower)


def _letters(number: int) -> str:
    shown = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        shown = ascii_lowercase[rest] + shown
    return shown


def _roman(number: int) -> str:
    shown = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        shown += sign * count
    return shown


def _number_of_roman(shown: str) -> int | None:
    number, rest = 0, shown
    for value, sign in _ROMAN:
        while rest.startswith(sign):
            number, rest = number + value, rest[len(sign) :]
    return number if not rest and number <= MAX_ROMAN and _roman(number) == shown else None
