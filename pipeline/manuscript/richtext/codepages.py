"""A font's character set or a code page number comes in; the name of the codec goes out, and decoded text is judged."""

from __future__ import annotations

import codecs
import re
import unicodedata

SYMBOL = 2
"""The character set of fonts that draw signs in the places of letters."""

_CHARSETS = {
    0: 1252,
    77: 10000,
    78: 932,
    79: 949,
    80: 936,
    81: 950,
    83: 1255,
    84: 1256,
    85: 1253,
    86: 1254,
    88: 1250,
    89: 1251,
    128: 932,
    129: 949,
    130: 1361,
    134: 936,
    136: 950,
    161: 1253,
    162: 1254,
    163: 1258,
    177: 1255,
    178: 1256,
    186: 1257,
    204: 1251,
    222: 874,
    238: 1250,
    254: 437,
    255: 850,
}
"""Code page by \\fcharset (RTF 1.9.1, Font Table); 1 stands for that of the file."""

_NAMES = {10000: "mac_roman", 10007: "mac_cyrillic", 10029: "mac_latin2", 10081: "mac_turkish", 1361: "johab"}
_NAMES |= {65001: "utf-8", 936: "gb18030", 20127: "ascii", 28591: "latin-1", 0: "cp1252"}
_LATIN = frozenset({"cp1250", "cp1252", "cp1254", "cp1257", "cp1258", "mac_roman", "cp437", "cp850", "latin-1"})


_LANGUAGES = {
    0x01: "ar", 0x02: "bg", 0x03: "ca", 0x04: "zh", 0x05: "cs", 0x06: "da", 0x07: "de", 0x08: "el", 0x09: "en",
    0x0A: "es", 0x0B: "fi", 0x0C: "fr", 0x0D: "he", 0x0E: "hu", 0x0F: "is", 0x10: "it", 0x11: "ja", 0x12: "ko",
    0x13: "nl", 0x14: "nb", 0x15: "pl", 0x16: "pt", 0x18: "ro", 0x19: "ru", 0x1B: "sk", 0x1C: "sq", 0x1D: "sv",
    0x1E: "th", 0x1F: "tr", 0x20: "ur", 0x21: "id", 0x22: "uk", 0x24: "sl", 0x25: "et", 0x26: "lv", 0x27: "lt",
    0x29: "fa", 0x2A: "vi", 0x39: "hi", 0x45: "bn", 0x46: "pa", 0x47: "gu", 0x49: "ta", 0x4A: "te", 0x52: "cy",
}  # fmt: skip
"""Primary language by the lower ten bits of a Windows language id (MS-LCID)."""


def language_of(number: int) -> str:
    """The primary tag of a Windows language id, empty for none or one not known here."""
    return _LANGUAGES.get(number & 0x3FF, "")


def codec_of(page: int) -> str:
    """The codec of a code page, that of Windows-1252 for one that nobody knows."""
    try:
        return codecs.lookup(_NAMES.get(page, f"cp{page}")).name
    except LookupError:
        return "cp1252"


def page_of(charset: int, own: int) -> int:
    """The code page of a font's character set; `own` is that of the file."""
    return _CHARSETS.get(charset, own)


def doubt(text: str, codec: str, raw: bytes) -> str:
    """Why text decoded with `codec` cannot be what somebody wrote; empty when it may be.

    Bytes of another code page read as words of nothing but accented letters ("Ïðèâåò"), or mix alphabets inside words
    ("cafй"). House: six such letters, more than six of ten, or three such words. `raw` are the bytes of the text.
    """
    if "\ufffd" in text:
        return "some bytes are no character of it"
    if codec not in {"utf-8", "gb18030", "big5", "cp932", "cp949", "cp950", "johab"} and _is_utf8(raw):
        return "they read as UTF-8"
    letters = [c for c in text if c.isalpha()]
    if codec in _LATIN:
        far = sum(ord(c) > 0x7F for c in letters)
        if far >= 6 and far > 0.6 * len(letters):
            return "nearly all its letters would be accented"
        return ""
    mixed = 0
    for word in re.findall(r"[^\W\d_]+", text):
        scripts = {unicodedata.name(c, "?").split()[0] for c in word} - {"MICRO"}
        mixed += len(scripts & {"LATIN", "CYRILLIC", "GREEK", "ARABIC", "HEBREW"}) > 1 and len(word) > 3
    return "letters of two alphabets would stand in one word" if mixed >= 3 else ""


def _is_utf8(raw: bytes) -> bool:
    try:
        return len(raw.decode("utf-8")) < len(raw)
    except UnicodeDecodeError:
        return False
