"""A language comes in; how it writes the numbers below a hundred out goes out, folded, by their words.

Dictionaries list "twenty" and "one"; what a language makes of both is grammar: "veintiuno", "treinta y uno",
"einundzwanzig", "quatre-vingt-onze", "واحد وعشرون".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from pipeline.language.numerals import fold_word

Words = tuple[str, ...]


@cache
def spelled_out(language: str) -> Mapping[Words, int]:
    """The numbers from 11 to 99 that more than one word, or a compound, stands for; hyphens are no words."""
    made = {"es": _spanish, "fr": _french, "de": _german, "ar": _arabic}.get(language)
    return {tuple(map(fold_word, words.split())): value for words, value in made()} if made else {}


Written = Iterator[tuple[str, int]]

_SPANISH = {
    3: "tres", 4: "cuatro", 5: "cinco", 6: "seis", 7: "siete", 8: "ocho", 9: "nueve",
}  # fmt: skip
_SPANISH_TENS = {
    30: "treinta", 40: "cuarenta", 50: "cincuenta", 60: "sesenta", 70: "setenta", 80: "ochenta", 90: "noventa",
}  # fmt: skip


def _spanish() -> Written:
    units = [(word, 1) for word in ("uno", "un", "una")] + [("dos", 2)] + [(word, n) for n, word in _SPANISH.items()]
    yield from (("diecisiete", 17), ("dieciocho", 18), ("diecinueve", 19))
    for word, unit in units:
        yield f"veinti{word}", 20 + unit
        for ten, tens in _SPANISH_TENS.items():
            yield f"{tens} y {word}", ten + unit


_FRENCH = (
    *"un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split(),
    "dix sept", "dix huit", "dix neuf",
)  # fmt: skip
_FRENCH_TENS = {
    20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante", 70: "septante", 80: "quatre vingt",
    90: "nonante",
}  # fmt: skip


def _french() -> Written:
    yield from (("dix sept", 17), ("dix huit", 18), ("dix neuf", 19), ("quatre vingts", 80), ("quatre vingt", 80))
    # Belgium and Switzerland count "septante", "huitante", "nonante"; the others go on from sixty and eighty.
    tens = [*_FRENCH_TENS.items(), (80, "huitante"), (80, "octante")]
    for ten, word in tens:
        for unit, small in enumerate(_FRENCH, start=1):
            if unit < 10 or (word in {"soixante", "quatre vingt"} and unit < 20):
                yield f"{word} {small}", ten + unit
                if unit in {1, 11}:
                    yield f"{word} et {small}", ten + unit
        yield f"{word} et une", ten + 1
        yield f"{word} une", ten + 1


_GERMAN = "ein zwei drei vier fünf sechs sieben acht neun".split()
_GERMAN_TENS = {
    20: "zwanzig", 30: "dreißig", 40: "vierzig", 50: "fünfzig", 60: "sechzig", 70: "siebzig", 80: "achtzig",
    90: "neunzig",
}  # fmt: skip


def _german() -> Written:
    for unit, word in enumerate(_GERMAN, start=1):
        for ten, tens in _GERMAN_TENS.items():
            yield f"{word}und{tens}", ten + unit


_ARABIC = {
    1: "واحد واحدة أحد إحدى", 2: "اثنان اثنين اثنتان اثنتين اثنا اثني اثنتا اثنتي", 3: "ثلاثة ثلاث", 4: "أربعة أربع",
    5: "خمسة خمس", 6: "ستة ست", 7: "سبعة سبع", 8: "ثمانية ثماني ثمان", 9: "تسعة تسع",
}  # fmt: skip
_ARABIC_TENS = {
    20: "عشرون عشرين", 30: "ثلاثون ثلاثين", 40: "أربعون أربعين", 50: "خمسون خمسين", 60: "ستون ستين", 70: "سبعون سبعين",
    80: "ثمانون ثمانين", 90: "تسعون تسعين",
}  # fmt: skip


def _arabic() -> Written:
    """Unit before ten, joined by "and", which is written together with the ten; both have forms by gender and case."""
    for unit, forms in _ARABIC.items():
        for form in forms.split():
            yield f"{form} عشر", 10 + unit
            yield f"{form} عشرة", 10 + unit
            for ten, words in _ARABIC_TENS.items():
                for word in words.split():
                    yield f"{form} و{word}", ten + unit
