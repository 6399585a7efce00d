"""Text comes in; its words, numbers and telling signs go out, folded so that dress does not count and sense does."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

SLOT = "\ufffc"
"""Where a format may set something of its own: the number of a reference or note, a picture, the end of a cell."""

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe00-\ufe0f\u061c\u034f]")
"""Soft hyphens, joiners, direction marks and isolates, variation selectors: formats set and drop them."""

_ALIKE = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛ʼ＇", "'"),
        **dict.fromkeys("“”„‟«»", '"'),
        **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
        "µ": "μ",  # U+00B5 and U+03BC are the same micro
        "…": " ",
        "٫": ".",
        "٬": ",",
    }
    | {ord(a): str(d) for d, a in enumerate("٠١٢٣٤٥٦٧٨٩")}
    | {ord(a): str(d) for d, a in enumerate("۰۱۲۳۴۵۶۷۸۹")}
)

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Thai, Lao, Burmese, Khmer, Kana, Han."""

_RAISED = "⁰¹²³⁴-ⁿ"
RAISED = str.maketrans("0123456789+-−n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿ")
"""How the digits of a power are written in plain text."""
LEVEL = {raised: level for level, raised in RAISED.items() if level != ord("-")}


def raised(text: str) -> str:
    """Raised words in plain text: "10²" and "xⁿ" are no 102 and no xn; a raised word stays a word."""
    word = any(c.isalpha() and c != "n" for c in text)
    return "".join(c if word and c == "n" else c.translate(RAISED) for c in text)


_TOKEN = re.compile(
    rf"{SLOT}"
    r"|\d+(?:[.,:]\d+)*"  # 1,000 · 2.5 · 16:00
    rf"|[{_UNSPACED}]"  # a character each: these scripts put no space between words, and lines break anywhere
    rf"|[{_RAISED}]+"  # the number of a note or a power; behind a number it is no digit of it
    rf"|(?:(?![{_UNSPACED}{_RAISED}])[^\W\d_])+(?:'[^\W\d_]+)*"
    r"|(?<=\d)\s?-\s?(?=\d)"  # a range; any other hyphen parts words and no more
    r"|[%‰°<>≤≥±×÷=+/~≈→←↑↓✓✔✗#@&§$£€¥]"
)
_MARKS = frozenset({"Mn", "Me"})


@lru_cache(maxsize=65536)
def tokens_of(text: str) -> tuple[str, ...]:
    """The tokens of a text: words in lower case without accents set apart, numbers as written, signs that tell."""
    return tuple(fold(match[0]) for match in _TOKEN.finditer(_plain(text)))


@lru_cache(maxsize=8192)
def spans_of(text: str) -> tuple[tuple[int, int], ...]:
    """Where each token but SLOT stands, in code points of the text."""
    plain, origins = _plain_with_origins(text)
    return tuple(
        (origins[match.start()], origins[match.end() - 1] + 1) for match in _TOKEN.finditer(plain) if match[0] != SLOT
    )


def fold(token: str) -> str:
    """A token without case; a range's dash without the space around it."""
    return token.strip().casefold()


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).translate(_ALIKE)
    return unicodedata.normalize("NFKC", text) if re.search("[\ufb00-\ufdff\ufe70-\ufeff]", text) else text


_plain_character = lru_cache(maxsize=4096)(_plain)


def _plain_with_origins(text: str) -> tuple[str, list[int]]:
    """The plain text, and for each of its characters where it comes from."""
    plain: list[str] = []
    origins: list[int] = []
    for at, character in enumerate(text):
        for each in _plain_character(character):
            plain.append(each)
            origins.append(at)
    return "".join(plain), origins
