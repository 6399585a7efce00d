"""A BCP 47 tag comes in; the three-letter code that the book trade uses goes out."""

from __future__ import annotations

from pipeline.tags import primary_of

_CODES = {
    "ar": "ara", "bg": "bul", "bn": "ben", "ca": "cat", "cs": "cze", "cy": "wel", "da": "dan", "de": "ger", "el": "gre",
    "en": "eng", "es": "spa", "et": "est", "eu": "baq", "fa": "per", "fi": "fin", "fr": "fre", "ga": "gle", "gl": "glg",
    "he": "heb", "hi": "hin", "hr": "hrv", "hu": "hun", "id": "ind", "is": "ice", "it": "ita", "ja": "jpn", "ko": "kor",
    "lt": "lit", "lv": "lav", "ms": "may", "mt": "mlt", "nb": "nob", "nl": "dut", "nn": "nno", "no": "nor", "pa": "pan",
    "pl": "pol", "ps": "pus", "pt": "por", "ro": "rum", "ru": "rus", "sk": "slo", "sl": "slv", "so": "som", "sq": "alb",
    "sr": "srp", "sv": "swe", "sw": "swa", "ta": "tam", "te": "tel", "th": "tha", "tr": "tur", "uk": "ukr", "ur": "urd",
    "vi": "vie", "yi": "yid", "zh": "chi",
}  # fmt: skip


def bibliographic_code(lang: str) -> str:
    """ISO 639-2/B, which ONIX code list 74 uses; a tag of three letters is its own code, "und" when unknown."""
    primary = primary_of(lang)
    return _CODES.get(primary, primary if len(primary) == 3 else "und")
