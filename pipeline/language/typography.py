"""Author's text comes in; text with the spaces and joiners that hold together what a line must not part goes out."""

from __future__ import annotations

import re

_UNITS = "mg|g|kg|ml|mL|l|mcg|µg|mm|cm|m|km|IU|%|°C|°F|h|min"
# SI Brochure, 5.4.3: a space between number and unit; broken there, a "5" at a line's end looks like a dose without a
# unit.
_UNIT = re.compile(rf"(?<=\d) (?=(?:{_UNITS})(?![\w]))")
_TITLE = re.compile(r"\b(Dr|Mr|Mrs|Ms|Prof|No|Fig|St)\. (?=[A-Z\d])")
_PHONE = re.compile(r"(?<![\w.,+-])(?:\+\d{1,3}|\(\d{2,5}\)|0\d{1,5}|\d{3})(?:[ -]\(?\d{1,5}\)?){1,6}(?![\w-]|[.,]\d)")
"""Groups of digits as phone numbers have them: "+44 20 7946 0123", "(020) 7946 0123", "202 555 0147".

One with dots holds no space; a dot behind spaces begins no group: "555 0123 10.000 IU" is a number and an amount.
"""

LEAST_DIGITS, MOST_DIGITS = 7, 15
"""A phone number with its area has so many digits (ITU-T E.164: at most 15)."""

# UAX 14 breaks Korean between any two syllables; Korean readers expect breaks at spaces (CSS Text 3, word-break:
# keep-all).
_HANGUL = re.compile(r"(?<=[\uac00-\ud7a3])(?=[\uac00-\ud7a3])")
_MARKUP = re.compile(r"(<(?:style|title)\b.*?</(?:style|title)>|<[^>]*>)", re.DOTALL)


def bind(text: str) -> str:
    """The text with no-break spaces between number and unit, after a title and in a phone number ("5 mg")."""
    bound = _TITLE.sub(lambda m: f"{m[1]}.\u00a0", _UNIT.sub("\u00a0", text))
    return _PHONE.sub(_held, bound)


def _held(match: re.Match[str]) -> str:
    digits = sum(character.isdigit() for character in match[0])
    return match[0].replace(" ", "\u00a0") if LEAST_DIGITS <= digits <= MOST_DIGITS else match[0]


def keep_words(html: str) -> str:
    """The HTML with word joiners (U+2060) inside Korean words, for a renderer that breaks lines between syllables.

    Attributes, the title and style sheets stay as they are.
    """
    parts = _MARKUP.split(html)
    return "".join(part if at % 2 else _HANGUL.sub("\u2060", part) for at, part in enumerate(parts))
