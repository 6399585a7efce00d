"""A text and its language come in; the medicines that it names go out, by one name in every language and script.

An international name keeps its consonants wherever it goes: "amoxicillin", "amoxicilina", "أموكسيسيلين".
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import cache, lru_cache

from pipeline.article.rules.medicines import limits, medicines_in
from pipeline.language.numerals import fold_word

LEAST = 4
"""Consonants from which on a name is known by them: shorter ones are words as well (house)."""
ALIKE = 0.75
"""From so much likeness on, two spellings are one name: "béclométasone" and "beclometasone" (house)."""

_OWN_WORDS = frozenset(
    "vitamin calcium magnesium potassium zinc folic ferrous lithium nicotine senna insulin salt sugar water".split()
)
"""What every language has a word of its own for."""
_ALSO = {
    "aspirin": "acetylsalicylique acetylsalicylsaure ass acetilsalicilico الساليسيليك ساليسيليك",
    "paracetamol": "acetaminofen acetaminofeno acetaminophene اسيتامينوفين",
    "adrenaline": "epinefrina epinephrine adrenalin epinephrin ابينفرين ادرينالين",
    "salbutamol": "albuterol",
    "lidocaine": "lignocaine lidocaina lidocain",
    "heparin": "heparine",
}
_PREDNISONE = re.compile(r"prednison(?!ol)", re.I)
_WORD = re.compile(r"[^\W\d_]{4,}")


def consonants(word: str) -> str:
    """A name in the Latin or Arabic script by those of its consonants that every language writes."""
    folded = fold_word(word)
    if re.search(r"[\u0600-\u06ff]", folded):
        sounds = "".join(_ARABIC_SOUNDS.get(character, "") for character in folded)
    else:
        sounds = re.sub(r"c(?=[eiy])", "s", folded.replace("ph", "f").replace("ch", "k").replace("qu", "k"))
        sounds = sounds.replace("x", "ks").translate(_LATIN)
    return re.sub(r"(.)\1+", r"\1", sounds)


_ARABIC_SOUNDS = {
    "ب": "b", "ت": "t", "ث": "t", "ج": "g", "خ": "k", "د": "d", "ذ": "d", "ر": "r", "ز": "s", "س": "s", "ش": "s",
    "ص": "s", "ض": "d", "ط": "t", "ظ": "s", "غ": "g", "ف": "f", "ق": "k", "ك": "k", "ل": "l", "م": "m", "ن": "n",
}  # fmt: skip
_LATIN = str.maketrans(
    {**dict.fromkeys("aeiouyhwäöü", ""), "c": "k", "p": "b", "v": "f", "z": "s", "j": "g", "q": "k"}
)  # fmt: skip


@cache
def _book() -> dict[str, tuple[str, ...]]:
    """Each medicine with all its names, folded."""
    table = limits()
    lines = [entry["names"] for entry in table["medicine"]] + list(table["named"]["names"])
    book = {}
    for line in lines:
        names = tuple(map(fold_word, line.split()))
        book[names[0]] = (*names, *_ALSO.get(names[0], "").split())
    book["prednisone"] = ("prednisone", "prednisona")
    book["prednisolone"] = ("prednisolone", "prednisolona")
    return book


@cache
def _sounding() -> dict[str, str]:
    """The medicine of each sequence of consonants that belongs to one alone."""
    found: dict[str, set[str]] = {}
    for name, spelt in _book().items():
        for each in spelt:
            if len(sound := consonants(each)) >= LEAST:
                found.setdefault(sound, set()).add(name)
    return {sound: next(iter(names)) for sound, names in found.items() if len(names) == 1}


@lru_cache(maxsize=16384)
def medicines_named(text: str, lang: str) -> frozenset[str]:
    """The known medicines of a text, by the first name of each in English."""
    folded = " ".join(map(fold_word, text.split()))
    names = {_one_name(each.medicine.name, folded[each.start : each.end]) for each in medicines_in(folded)}
    if re.search(r"[\u0600-\u06ff]", folded):
        names |= {_sounding()[sound] for word in _words(folded) if (sound := consonants(word)) in _sounding()}
    return frozenset(names - {"salt", "sugar", "water"})


@lru_cache(maxsize=16384)
def medicines_by_stem(text: str) -> frozenset[str]:
    """The words of an English text that end as an international name of a class of medicines does: "latanoprost"."""
    return frozenset(word for word in _WORD.findall(" ".join(map(fold_word, text.split()))) if _STEM.fullmatch(word))


_STEM = re.compile(
    r"\w{2,}(?:pril|sartan|olol|vastatin|cillin|mycin|micin|floxacin|conazole|nidazole|prazole|tidine|dipine|semide|thiazide|parin"
    r"|profen|oxetine|azepam|azolam|triptan|gliptin|gliflozin|glutide|dronate|dronic|setron|terol|asone|olone|sonide|lukast|caine"
    r"|ciclovir|navir|tegravir|amivir|cycline|trexate|barbital|gabalin|pentin|prost|tropium|platin|taxel|rubicin|coxib|oxicam|formin"
    r"|glitazone|zosin|steride|xaban|gatran|grel|fibrate|penem|tinib|rizine|tadine|tidine|lizumab|tuximab|ximab|zumab|lamotrigine)"
)
"""WHO, The use of stems in the selection of International Nonproprietary Names (INN), 2018."""


def medicines_sounding(text: str) -> frozenset[str]:
    """The known medicines of a text in a language whose endings differ from the English ones: "Hydrocortison"."""
    folded = " ".join(map(fold_word, text.split()))
    sounds = {sound for word in _words(folded) if len(sound := consonants(word)) > LEAST}
    return frozenset(_sounding()[sound] for sound in sounds if sound in _sounding())


def _one_name(name: str, written: str) -> str:
    # The table of doses has both under one name; a prescription does not.
    return "prednisone" if name == "prednisolone" and _PREDNISONE.match(written) else name


def _words(folded: str) -> list[str]:
    """The longer words; Arabic ones also without their article and what is written together with it."""
    words = _WORD.findall(folded)
    bare = [re.sub(r"^[وفبلك]?(?:ال|لل)|^[وفبلك](?=\w{4})", "", word) for word in words]
    return list(dict.fromkeys([*words, *bare]))


@lru_cache(maxsize=4096)
def is_told(name: str, text: str) -> bool:
    """Whether a text has any word that could be a name of this medicine, whatever its spelling."""
    if name in _OWN_WORDS:
        return True
    names = _book().get(name, (name,))
    sounds = [sound for each in names if len(sound := consonants(each)) >= LEAST]
    for word in _words(" ".join(map(fold_word, text.split()))):
        if any(word.startswith(each[: LEAST + 1]) for each in names if len(each) > LEAST):
            return True
        mine = consonants(word)
        if any(SequenceMatcher(None, mine, sound).ratio() >= ALIKE for sound in sounds):
            return True
        # "Codeine" has three consonants, and "cafeína" has other ones.
        if not sounds and mine in {consonants(each) for each in names}:
            return True
    return not sounds and min(len(consonants(each)) for each in names) < LEAST - 1
