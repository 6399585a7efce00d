"""A code in a symbol font comes in; the sign that the font draws for it, as Unicode, goes out.

A symbol font draws pictures in the places of letters: "m" in Symbol is a micro sign, and 5 mg and 5 μg are not the
same dose. Word writes such codes as U+F020 to U+F0FF, as letters, or as a `sym` element.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

UNREADABLE = "[?]"
"""What stands in the article for a sign that no table names; always together with a question."""

_SPARE = {0xB7: "•", 0xA7: "▪", 0xD8: "➢", 0xFC: "✓", 0xA8: "☐", 0x6F: "☐"}
"""Private signs that stand in no symbol font: what programs leave when they paste the bullets and ticks of Word."""

_ALIKE = {
    "symbol neu": "symbol",
    "symbolmt": "symbol",
    "symbol mt": "symbol",
    "standard symbols l": "symbol",
    "zapfdingbats": "zapf dingbats",
    "itc zapf dingbats": "zapf dingbats",
    "dingbats": "zapf dingbats",
    "wingdings2": "wingdings 2",
    "wingdings3": "wingdings 3",
}


@cache
def _tables() -> dict[str, str]:
    text = (resources.files(__package__) / "symbol_fonts.toml").read_text(encoding="utf-8")
    return {name: "".join(rows) for name, rows in tomllib.loads(text).items()}


def is_symbol_font(font: str) -> bool:
    """Whether a font is one of those that draw signs in the places of letters."""
    return _name(font) in _tables()


def _name(font: str) -> str:
    name = font.strip().strip('"').casefold()
    return _ALIKE.get(name, name)


def sign(font: str, code: int) -> str | None:
    """The sign for a code (0x20 to 0xFF, or the same from U+F000 on); None when no table names it.

    `font` may be empty or an ordinary font: then only private codes that are commonly pasted have a sign.
    """
    low = code - 0xF000 if 0xF000 <= code <= 0xF0FF else code
    table = _tables().get(_name(font))
    if table is None:
        return _SPARE.get(low) if code != low else chr(code)
    if low == 0x20:
        return " "
    found = table[low - 0x20] if 0x20 <= low < 0x20 + len(table) else " "
    return found if found != " " else None


def spelled(font: str, text: str) -> tuple[str, bool]:
    """A run of text as its font draws it, and whether every sign of it could be named.

    Only codes below 0x100 and private ones are in a symbol font's own order; others are Unicode already.
    """
    symbolic = is_symbol_font(font)
    signs: list[str] = []
    known = True
    for character in text:
        code = ord(character)
        private = 0xE000 <= code <= 0xF8FF or code >= 0xF0000
        if not private and not (symbolic and 0x20 <= code < 0x100):
            signs.append(character)
            continue
        found = sign(font, code) if code <= 0xF0FF else None
        if found is not None and 0xE000 <= ord(found[0]) <= 0xF8FF:
            found = None
        known = known and found is not None
        signs.append(UNREADABLE if found is None else found)
    return "".join(signs), known
