"""An ISBN as people write it comes in; its digits and its check digit go out (ISO 2108)."""

from __future__ import annotations

import re


def digits_of(written: str) -> str:
    """The digits without hyphens and spaces; anything else stays, so that it is not overlooked."""
    return re.sub(r"[\s-]|^ISBN(-13)?:?", "", written.strip(), flags=re.I)


def check_digit(twelve: str) -> str:
    """The thirteenth digit of an ISBN whose first twelve are `twelve`; "?" when they are not digits."""
    if not twelve.isdecimal() or not twelve.isascii():
        return "?"
    total = sum(int(digit) * (3 if index % 2 else 1) for index, digit in enumerate(twelve))
    return str(-total % 10)


def is_isbn(written: str) -> bool:
    """Whether `written` is an ISBN-13 with the right check digit."""
    digits = digits_of(written)
    return len(digits) == 13 and digits[:3] in {"978", "979"} and digits[-1] == check_digit(digits[:12])
