"""Author's text comes in; text with the spaces that hold number and unit together goes out."""

from __future__ import annotations

import re

_UNITS = "mg|g|kg|ml|mL|l|mcg|µg|mm|cm|m|km|IU|%|°C|°F|h|min"
_UNIT = re.compile(rf"(?<=\d) (?=(?:{_UNITS})(?![\w]))")
_TITLE = re.compile(r"\b(Dr|Mr|Mrs|Ms|Prof|No|Fig|St)\. (?=[A-Z\d])")


def bind(text: str) -> str:
    """The text with no-break spaces between number and unit and after a title ("5 mg", "Dr. Example")."""
    return _TITLE.sub(lambda m: f"{m[1]}.\u00a0", _UNIT.sub("\u00a0", text))
