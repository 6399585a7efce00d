"""One word and its language come in; how many syllables a reader says goes out."""

from __future__ import annotations

import lzma
import re
from functools import cache, lru_cache
from importlib import resources

from pipeline.tags import primary_of

_VOWELS = "aeiouy"
# English: the e of "tame" and "tamed" is silent, that of "table" and "wanted" is not.
_SILENT_ENDING = re.compile(r"(?:[^laeiouy]es|[^dtaeiouy]ed|[^laeiouy]e)$")
_SYLLABIC_LE = re.compile(r"[^aeiouy]les?$")
# "boxes" and "churches" have a syllable more than "box" and "church".
_SIBILANT_ES = re.compile(r"(?:[sxz]|ch|sh|[cg])es$")
_SPLIT_VOWELS = re.compile(
    r"i[aou](?!u)|[aeiou]ing|eo(?!u)|[^q]ua(?!r)|uou|dnt$|[aeiou]ism|[^aeiou]ism|[yi]e[rt]|io(?!n|us)|iu|ea[tl](?:e|or|i)"
)
_JOINED_VOWELS = re.compile(r"[tscxg]i[ao]|cia|gua|geo[nu]|[dg]eou|qui|ious|ien[ct]")
_LETTER_W = 3

_STRONG = "aeoáéíóúàèò"
_WEAK = "iuü"


@lru_cache(maxsize=16384)
def count_syllables(word: str, lang: str) -> int | None:
    """Count the syllables of `word` in English or Spanish; None for a language without a method here.

    English: the Carnegie Mellon Pronouncing Dictionary, the first pronunciation; for words it lacks, a known stem and
    its ending, then the groups of vowels. A number counts as one syllable, an acronym as its letters (house).
    Spanish: strong vowels and accented weak ones are a syllable each (Real Academia Española, Ortografía 2010, II 3.3).
    """
    language = primary_of(lang)
    if language == "en":
        return sum(_english(part) for part in re.split(r"[-‐‑–]", word) if part) or 1
    if language == "es":
        return sum(_spanish(part) for part in re.split(r"[-‐‑–]", word) if part) or 1
    return None


def _english(word: str) -> int:
    plain = re.sub(r"[^a-z']", "", word.replace("’", "'").casefold()).strip("'")
    if not plain:
        return 1
    known = _dictionary()
    for form in (plain, plain.removesuffix("'s"), plain.replace("'", "")):
        if form in known:
            return max(1, known[form])
    if word.isupper() and len(word) > 1:
        return sum(_LETTER_W if letter == "W" else 1 for letter in word if letter.isalpha())
    return _from_stem(plain.removesuffix("'s"), known) or _from_letters(plain)


def _from_stem(word: str, known: dict[str, int]) -> int | None:
    """Count by a stem in the dictionary and what the ending adds."""
    endings = [("s", 0), ("ed", 0), ("ing", 1), ("ly", 1), ("er", 1), ("ness", 1), ("less", 1), ("ful", 1), ("ment", 1)]
    if _SIBILANT_ES.search(word):
        endings[0] = ("es", 1)
    if re.search(r"[td]ed$", word):
        endings[1] = ("ed", 1)
    for ending, added in endings:
        if word.endswith(ending):
            stem = word.removesuffix(ending)
            for form in (stem, stem + "e", stem[:-1] if stem[-2:-1] == stem[-1:] else stem):
                if form in known:
                    return known[form] + added
    for prefix, added in (
        ("non", 1),
        ("micro", 2),
        ("anti", 2),
        ("under", 2),
        ("over", 2),
        ("un", 1),
        ("re", 1),
        ("pre", 1),
    ):
        if word.startswith(prefix) and word.removeprefix(prefix) in known:
            return known[word.removeprefix(prefix)] + added
    return None


def _from_letters(word: str) -> int:
    groups = len(re.findall(rf"[{_VOWELS}]+", word))
    if _SILENT_ENDING.search(word) and not _SYLLABIC_LE.search(word) and not _SIBILANT_ES.search(word):
        groups -= 1
    groups += len(_SPLIT_VOWELS.findall(word)) - len(_JOINED_VOWELS.findall(word))
    return max(1, groups)


def _spanish(word: str) -> int:
    plain = word.casefold()
    plain = re.sub(r"qu(?=[eiéí])|gu(?=[eiéí])", "g", plain)
    plain = re.sub(r"y(?![aeiouáéíóúü])", "i", plain).replace("h", "") if plain not in ("h",) else plain
    count = 0
    for group in re.findall(rf"[{_STRONG}{_WEAK}]+", plain):
        strong = sum(letter in _STRONG for letter in group)
        count += strong or (len(group) if len(set(group)) == 1 else 1)
    return max(1, count)


def is_word(word: str) -> bool:
    """Whether a word in small letters stands in the English pronouncing dictionary."""
    return word in _dictionary()


@cache
def _dictionary() -> dict[str, int]:
    """The bundled counts: each line is a number and the words with that many syllables."""
    packed = (resources.files(__package__) / "syllables.txt.xz").read_bytes()
    counts: dict[str, int] = {}
    for line in lzma.decompress(packed).decode("ascii").splitlines():
        number, *words = line.split(" ")
        counts.update(dict.fromkeys(words, int(number)))
    return counts
